/** For papers, which bring pages of their own. */
export type { Context, Env, Web } from '../context.ts';
export { deskOf } from '../desk-of.ts';
export { dateAsked, wordAsked } from './asked.ts';
export { lookField } from './field.ts';
export { type Html, page } from './layout.ts';
export { badge, choice, empty, moment, type Tone, table } from './pieces.ts';
