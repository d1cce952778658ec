/** fast-check, whose cases are those of the commit. A failure prints the seed that repeats it. */
import { configureGlobal } from 'fast-check';
import { seedOfTests } from './seed.ts';

configureGlobal({ seed: seedOfTests() });

export * as fc from 'fast-check';
