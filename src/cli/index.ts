/** For papers, which bring commands of their own. */
export { findingLines } from './check.ts';
export { subcommandOf, type Command, does, jsonOption } from './command.ts';
export { usage } from './failure.ts';
export { say, sayAside } from './print.ts';
export { type ProgressBar, progressBar } from './progress.ts';
export { table } from './table.ts';
export type { AnswerText, Typed } from './typed.ts';
export { findWorkspace } from './workspace.ts';
