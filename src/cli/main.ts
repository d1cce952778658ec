/**
 * The command line: which commands there are, and how a failure becomes an exit code. Arguments are
 * only read here; each command is a function in a file of its own, loaded when it is called, that
 * returns its exit code.
 */
import about from '../../package.json' with { type: 'json' };
import { subcommandOf, type Command, exitCode, mistakeIn, newProgram } from './command.ts';
import { careCommands } from './commands-care.ts';
import { gatewayCommands } from './commands-gateway.ts';
import { headings, parents, typedCommands } from './typed-commands.ts';
import { makePrivate } from '../private-files.ts';
import { tellFailure, usage } from './failure.ts';
import { withHiddenShown } from '../words.ts';

const exitCodes = `
Exit codes:
  0   done
  1   findings, differences, bank holidays not known, or nothing found
  2   usage or configuration
  3   the store was written by a newer version
  70  a bug
  75  not now: a clock, a folder, or who else is at work; trying again may help

Without --workspace, the workspace is ./workspace if it is one, else the current folder.`;

// Whatever the umask: what is made in a workspace holds personal data.
makePrivate();
await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough, such as head, ends the command quietly.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? exitCode : 1);
    });
  }
  try {
    if (args.length === 0) throw usage('name a command', 'pawl --help lists them');
    const program = await build(args);
    await program.parseAsync(args, { from: 'user' });
    process.exitCode = exitCode;
  } catch (error) {
    process.exitCode = failureOf(error);
  }
}

function failureOf(error: unknown): number {
  const mistake = mistakeIn(error);
  if (mistake === null) return 0;
  return tellFailure(mistake, (text) => void process.stderr.write(withHiddenShown(text)));
}

/** With the typed commands that what is typed may mean; help, and a word that is no command, have all. */
async function build(args: readonly string[]): Promise<Command> {
  const first = args.find((word, at) => !word.startsWith('-') && args[at - 1] !== '--workspace');
  const named = first === undefined ? undefined : typedCommands[first];
  if (named !== undefined) return programWith(named);
  const program = await programWith([]);
  if (program.commands.some((one) => one.name() === first)) return program;
  // Loaded here, because most of what is typed is about checks.
  const { issuesKnown, papers } = await import('../papers/index.ts');
  const paper = papers.find(({ name }) => name === first);
  const wanted = paper === undefined ? papers : [paper];
  const typed = wanted.flatMap((one) => one.typed);
  const all = paper === undefined ? [...Object.values(typedCommands).flat(), ...typed] : typed;
  return programWith(all, (whole) => {
    for (const { name, says, addCommand } of wanted) {
      addCommand?.(whole, issuesKnown);
      if (says !== undefined) subcommandOf(whole, name).description(says);
    }
  });
}

type Load = (typeof typedCommands)[string][number];

async function programWith(
  typed: readonly Load[],
  addPapers: (program: Command) => void = () => undefined,
): Promise<Command> {
  const program = newProgram('pawl')
    .description(about.description)
    .version(about.version)
    .option('--workspace <dir>', 'the workspace to work on')
    .addHelpText('after', exitCodes);
  program.commandsGroup('The gateway, and files:');
  gatewayCommands(program);
  program.commandsGroup('Keeping the gateway:');
  careCommands(program);
  program.commandsGroup('Metering approvals and the Capacity Market:');
  addPapers(program);
  await addTypedCommands(program, typed);
  return program;
}

async function addTypedCommands(program: Command, typed: readonly Load[]): Promise<void> {
  if (typed.length === 0) return;
  const { addTyped } = await import('./typed.ts');
  for (const load of typed) {
    const one = await load();
    program.commandsGroup(headings[one.operation.group] ?? 'At the desk:');
    addTyped(program, one);
  }
  for (const command of program.commands) {
    const says = parents[command.name()];
    if (says !== undefined && command.description() === '') command.description(says);
  }
}
