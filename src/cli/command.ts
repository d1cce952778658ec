/**
 * What all commands share: the options that mean the same everywhere, and how what is typed becomes a
 * call. The only file that knows the library that reads arguments.
 */
import { Command, CommanderError } from 'commander';
import { usage } from './failure.ts';

export type { Command };

type Options = Record<string, never>;

export const jsonOption = ['--json', 'print JSON'] as const;
export const reasonOption = ['--reason <text>', 'why; it is kept in the journal'] as const;
export const whoOption = ['--who <name>', 'who acts; your user name if left out'] as const;

/** The exit code of the command that was called, once it is over. */
export let exitCode = 0;

/** A command's action, with the options of the command and of the program in one. */
export function does(work: (words: string[], options: Options) => Promise<number>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    exitCode = await work(given.slice(0, -2) as string[], command.optsWithGlobals<Options>());
  };
}

/** A variadic argument comes as a list in the place of one word. */
export const typedList = (words: unknown): string[] =>
  Array.isArray(words) ? (words as string[]) : [];

/** The command of a word below another, made where it is not there yet. */
export const subcommandOf = (parent: Command, word: string): Command =>
  parent.commands.find((one) => one.name() === word) ?? parent.command(word);

export const newProgram = (name: string): Command =>
  new Command(name)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();

/** A mistake in what was typed as a failure of ours; null where help was asked for and given. */
export function mistakeIn(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.exitCode === 0) return null;
  const said = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const message = said === '(outputHelp)' ? 'a command is needed' : said;
  return usage(message, 'pawl --help, or pawl COMMAND --help, shows the options');
}
