/**
 * The commands that are made from operations of the desk, by the first word that is typed. A command
 * loads its own alone, so that it starts as fast as it can; help loads them all.
 */
import type { Operation } from '../desk/index.ts';
import type { Telling } from './typed.ts';

interface Typed {
  readonly operation: Operation;
  readonly telling: Telling;
}

export const typedCommands: Readonly<Record<string, readonly (() => Promise<Typed>)[]>> = {
  checks: [() => import('./text/checks.ts')],
};
