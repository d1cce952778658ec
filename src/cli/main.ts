/**
 * The command line: which commands there are, what they take, and how a failure becomes an exit
 * code. It only reads arguments; each command is a function in a file of its own, loaded when it is
 * called, that returns its exit code.
 */
import { enableCompileCache } from 'node:module';
import { Command, CommanderError } from 'commander';
import about from '../../package.json' with { type: 'json' };
import { tellFailure, usage } from './failure.ts';

type Options = Record<string, never>;

let exitCode = 0;

const exitCodes = `
Exit codes:
  0   done
  1   findings, differences, bank holidays not known, or nothing found
  2   usage or configuration
  3   the store was written by a newer version
  70  a bug

Without --workspace, the workspace is ./workspace if it is one, else the current folder.`;

const jsonOption = ['--json', 'print JSON'] as const;
const reasonOption = ['--reason <text>', 'why; it is kept in the journal'] as const;
const whoOption = ['--who <name>', 'who acts; your user name unless said'] as const;

// A command is often over in less time than its modules take to compile.
enableCompileCache();
await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough, such as head, ends the command quietly.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? exitCode : 1);
    });
  }
  const program = build();
  try {
    if (args.length === 0) throw usage('name a command', 'pawl --help lists them');
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode = failureOf(error);
  }
  process.exitCode = exitCode;
}

function failureOf(error: unknown): number {
  const write = (text: string): void => {
    process.stderr.write(text);
  };
  if (!(error instanceof CommanderError)) return tellFailure(error, write);
  if (error.exitCode === 0) return 0;
  const said = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const message = said === '(outputHelp)' ? 'name what is to be done' : said;
  return tellFailure(
    usage(message, 'pawl --help, or pawl COMMAND --help, shows what is taken'),
    write,
  );
}

/** A command's action, with the options of the command and of the program in one. */
function does(work: (words: string[], options: Options) => Promise<number>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    exitCode = await work(given.slice(0, -2) as string[], command.optsWithGlobals<Options>());
  };
}

function build(): Command {
  const program = new Command('pawl')
    .description(about.description)
    .version(about.version)
    .option('--workspace <dir>', 'the workspace to work on')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
    .addHelpText('after', exitCodes);
  addGateway(program);
  addFiles(program);
  addLists(program);
  addSearch(program);
  addChase(program);
  addActs(program);
  addAlerts(program);
  addCare(program);
  addKeeping(program);
  addConfig(program);
  addRules(program);
  addWeb(program);
  return program;
}

function addGateway(program: Command): void {
  program
    .command('init <dir>')
    .description('make a workspace')
    .requiredOption('--mpid <mpid>', 'Market Participant Id, such as SUPP')
    .requiredOption('--role <role>', 'X Supplier, M Meter Operator')
    .option('--profile <name>', 'process option for new checks (default: option-1)')
    .option('--send <how>', 'automatic, approve or never (default: approve)')
    .action(does(async ([dir = ''], o) => (await import('./init.ts')).init(dir, o as never)));
  program
    .command('run')
    .description('the gateway, until it is stopped')
    .action(does(async (_, o) => (await import('./run.ts')).run(o)));
  program
    .command('once')
    .description('take in what is there, let time pass, write what is due, and leave')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./once.ts')).once(o)));
  program
    .command('start')
    .description('the demonstration: a workspace with a story in it, and its gateway')
    .action(does(async (_, o) => (await import('./start.ts')).start(o)));
}

function addFiles(program: Command): void {
  program
    .command('check <file...>')
    .description('validate flow and CSV files; needs no workspace')
    .option(...jsonOption)
    .action(does(async ([files], o) => (await import('./check.ts')).check(listOf(files), o)));
  program
    .command('show <file>')
    .description('a flow file in words')
    .option(...jsonOption)
    .action(does(async ([file = ''], o) => (await import('./show.ts')).show(file, o)));
  program
    .command('replay <dir...>')
    .description('play stories; compare with expected/ where it is there')
    .option(...jsonOption)
    .option('--update', 'write what came as what is expected')
    .action(does(async ([dirs], o) => (await import('./replay.ts')).replay(listOf(dirs), o)));
  const calendar = program.command('calendar').description('Working Days');
  calendar
    .command('due <start>')
    .description('the deadline of what started on a date, or at a local date-time')
    .option('--working-days <number>', 'Working Days allowed', '10')
    .option('--calendar <division>', 'whose bank holidays', 'england-and-wales')
    .option('--cutoff <time>', 'local time at which a Working Day ends')
    .option('--roll-forward', 'a start on a non-Working Day counts as the next Working Day')
    .option(...jsonOption)
    .action(
      does(async ([start = ''], o) =>
        (await import('./calendar.ts')).calendarDue(start, o as never),
      ),
    );
}

function addLists(program: Command): void {
  program
    .command('checks')
    .description('the checks and where each stands')
    .option('--state <state>', 'only those in a state, such as investigating or closed')
    .option('--breached', 'only those that are over their deadline')
    .option('--mpan <mpan>', 'only those of an MPAN')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./checks.ts')).checks(o)));
  program
    .command('explain <mpan>')
    .description('the whole history of an MPAN, and why it is where it is')
    .option('--as-of <instant>', 'as it was known at an instant')
    .option(...jsonOption)
    .action(does(async ([mpan = ''], o) => (await import('./explain.ts')).explain(mpan, o)));
  program
    .command('exceptions')
    .description('the work queue, with the ids that resolve takes')
    .option('--all', 'settled items and notes too')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./exceptions.ts')).exceptions(o)));
  program
    .command('deadlines')
    .description('who owes what until when, the nearest first')
    .option('--csv', 'print CSV')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./report.ts')).report('deadlines', o)));
  program
    .command('report <what>')
    .description('breaches, deadlines, performance, orphans or exceptions')
    .option('--from <date>', 'only from this day on')
    .option('--to <date>', 'only up to and including this day')
    .option('--csv', 'print CSV')
    .option(...jsonOption)
    .option('--save', 'write it into reports/ and print its name')
    .action(does(async ([what = ''], o) => (await import('./report.ts')).report(what, o)));
}

function addChase(program: Command): void {
  program
    .command('chase')
    .description('what would be said to each late counterparty now, also written into reports/')
    .option('--party <mpid>', 'only to this counterparty')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./chase.ts')).chase(o)));
}

function addSearch(program: Command): void {
  program
    .command('queue')
    .description('everything that waits for a person, and what answers it')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./queue.ts')).queue(o)));
  program
    .command('find')
    .description('files, events, checks, exceptions and alerts; everything that is named must fit')
    .option('--mpan <mpan>', 'of this MPAN')
    .option('--file <id>', 'of the file with this File Identifier or name')
    .option('--party <mpid>', 'from, to, or of this participant')
    .option('--from <date>', 'only from this day on')
    .option('--to <date>', 'only up to and including this day')
    .option('--list <file>', 'of each MPAN, File Identifier or file name in this list, one a line')
    .option('--csv', 'print CSV')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./find.ts')).find(o)));
  program
    .command('trace <key>')
    .description('from an alert to its deadline, rule, event, file, line and words')
    .option(...jsonOption)
    .action(does(async ([key = ''], o) => (await import('./trace.ts')).trace(key, o)));
}

function addActs(program: Command): void {
  program
    .command('decide <mpan> <decision>')
    .description('has, hasNot, replaced, cannotReverse, askAgain, alreadyKnown or outOfScope')
    .requiredOption(...reasonOption)
    .option(...whoOption)
    .action(
      does(async ([mpan = '', verb = ''], o) =>
        (await import('./decide.ts')).decide(mpan, verb, o),
      ),
    );
  program
    .command('resolve <id> <verb>')
    .description('accept or dismiss an item of the work queue')
    .requiredOption(...reasonOption)
    .option(...whoOption)
    .action(
      does(async ([id = '', verb = ''], o) => (await import('./decide.ts')).resolve(id, verb, o)),
    );
  program
    .command('cancel <mpan>')
    .description('close the open check of an MPAN as cancelled')
    .requiredOption(...reasonOption)
    .option(...whoOption)
    .action(does(async ([mpan = ''], o) => (await import('./decide.ts')).cancel(mpan, o)));
  program
    .command('approve [id...]')
    .description(
      'send flows that wait for approval: ids, MPANs, "all", or all that the filters leave',
    )
    .option('--flow <flow>', 'only this flow, such as D0001')
    .option('--party <mpid>', 'only to this counterparty')
    .option('--due-by <date>', 'only what is due on or before this date')
    .option('--dry-run', 'show what would be approved, as without an id or filter')
    .option(...reasonOption)
    .option(...whoOption)
    .option(...jsonOption)
    .action(does(async ([ids], o) => (await import('./approve.ts')).approve(listOf(ids), o)));
  program
    .command('requeue <file...>')
    .description('put files of rejected/ or set-aside/ back into inbox/')
    .option(...reasonOption)
    .option(...whoOption)
    .action(does(async ([files], o) => (await import('./resubmit.ts')).requeue(listOf(files), o)));
  program
    .command('resubmit <file>')
    .description('take a stored file in again, or write a sent one again: its identifier or name')
    .option('--mpan <mpan>', 'only the instances of this MPAN')
    .option('--line <number>', 'only the instance at this line of the file')
    .requiredOption(...reasonOption)
    .option(...whoOption)
    .option(...jsonOption)
    .action(does(async ([file = ''], o) => (await import('./resubmit.ts')).resubmit(file, o)));
}

function addAlerts(program: Command): void {
  const alerts = program.command('alerts').description('the channels that tell people of alerts');
  alerts
    .command('test <channel>')
    .description('send an invented alert to a channel, to see whether it arrives')
    .option(...jsonOption)
    .action(does(async ([name = ''], o) => (await import('./alerts.ts')).alertsTest(name, o)));
  alerts
    .command('status')
    .description('how many alerts each channel has sent, has waiting and has given up')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./alerts.ts')).alertsStatus(o)));
  alerts
    .command('retry <channel>')
    .description('send again what a channel has given up, and settle it in the work queue')
    .option(...reasonOption)
    .option(...whoOption)
    .action(does(async ([name = ''], o) => (await import('./alerts.ts')).alertsRetry(name, o)));
}

function addCare(program: Command): void {
  program
    .command('health')
    .description('how deadlines stand, what waits for a person, and how the gateway fares')
    .option('--within <minutes>', 'within how many minutes a gateway must have been at work', '5')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./health.ts')).health(o)));
  program
    .command('verify')
    .description('the chain of the journal, journal against snapshots, files against receipts')
    .option('--head <seq:link>', 'confirm an entry and its link that were written down elsewhere')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./verify.ts')).verify(o)));
  program
    .command('backup <file>')
    .description('a consistent copy of the store, also while a gateway is running')
    .action(does(async ([file = ''], o) => (await import('./verify.ts')).backup(file, o)));
  program
    .command('schema')
    .description('the JSON Schema of pawl.config.json')
    .action(does(async () => (await import('./verify.ts')).schema()));
}

function addKeeping(program: Command): void {
  program
    .command('restore <file>')
    .description('put the store back from a backup; what came after it is taken in again')
    .option(...whoOption)
    .action(does(async ([file = ''], o) => (await import('./keep.ts')).restore(file, o)));
  program
    .command('purge')
    .description('remove what `retention` of the configuration does not keep any longer')
    .option('--dry-run', 'say what would go and why, and touch nothing')
    .option(...whoOption)
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./keep.ts')).purge(o)));
  program
    .command('export <mpan> [file]')
    .description('everything kept of an MPAN as one JSON file for an auditor')
    .action(
      does(async ([mpan = '', file], o) => (await import('./keep.ts')).exportOf(mpan, file, o)),
    );
  program
    .command('erase <mpan>')
    .description('remove the personal data of closed checks from the store and from every file')
    .requiredOption(...reasonOption)
    .option(...whoOption)
    .option(...jsonOption)
    .action(does(async ([mpan = ''], o) => (await import('./keep.ts')).erase(mpan, o)));
}

function addConfig(program: Command): void {
  const config = program
    .command('config')
    .description('the configuration: check, preview, history');
  config
    .command('check [file]')
    .description(
      'everything that is wrong with pawl.config.json, or with a file that may replace it',
    )
    .option(...jsonOption)
    .action(does(async ([file], o) => (await import('./config-check.ts')).configCheck(file, o)));
  config
    .command('preview [file]')
    .description('which checks a changed configuration or feed would change, and why')
    .option('--calendar <feed>', 'a bank-holiday feed that would be merged')
    .option(...jsonOption)
    .action(
      does(async ([file], o) => (await import('./config-preview.ts')).configPreview(file, o)),
    );
  config
    .command('history')
    .description('what was put in force when, and which checks it changed')
    .option('--limit <number>', 'how many changes, the newest first (default: 20)')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./config-history.ts')).configHistory(o)));
}

function addRules(program: Command): void {
  program
    .command('rules')
    .description('the rules by which the text of a D0002 is read')
    .command('test [file]')
    .description('read sentences whose meaning is known; without a file, those that come with Pawl')
    .option('--all', 'show the sentences that read as expected too')
    .option('--csv', 'print CSV')
    .option(...jsonOption)
    .action(does(async ([file], o) => (await import('./rules-test.ts')).rulesTest(file, o)));
}

function addWeb(program: Command): void {
  program
    .command('token <name>')
    .description('make a token for the pages and the API; it is shown once')
    .requiredOption('--role <role>', 'viewer looks, operator acts, approver approves too')
    .option(...jsonOption)
    .action(does(async ([name = ''], o) => (await import('./token.ts')).token(name, o as never)));
}

/** A variadic argument comes as a list in the place of one word. */
function listOf(words: unknown): string[] {
  return Array.isArray(words) ? (words as string[]) : [];
}
