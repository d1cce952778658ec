/** Commands that run the gateway, and those that look at files without one. */
import { type Command, does, jsonOption, typedList, whoOption } from './command.ts';

export function gatewayCommands(program: Command): void {
  addGateway(program);
  addFiles(program);
}

function addGateway(program: Command): void {
  program
    .command('init <dir>')
    .description('make a workspace')
    .requiredOption('--mpid <mpid>', 'Market Participant Id, such as SUPP')
    .requiredOption('--role <role>', 'X Supplier, M Meter Operator')
    .option('--profile <name>', 'process option for new checks (default: option-1)')
    .option('--send <how>', 'automatic, approve or never (default: approve)')
    .option('--store <address>', 'a store on PostgreSQL: postgres://USER@HOST:PORT/DATABASE')
    .action(does(async ([dir = ''], o) => (await import('./init.ts')).init(dir, o as never)));
  program
    .command('run')
    .description('run the gateway until it is stopped')
    .option('--workspaces <dir>', 'run one for each workspace in this folder, behind one server')
    .action(does(async (_, o) => (await import('./run.ts')).run(o)));
  program
    .command('web')
    .description('serve pages and API of a desk on a database, on a machine without its gateway')
    .action(does(async (_, o) => (await import('./web.ts')).web(o)));
  program
    .command('once')
    .description('do one round: take in files, check deadlines, write what is due, and end')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./once.ts')).once(o)));
  program
    .command('start')
    .description('start the demonstration: a workspace with a story in it, and its gateway')
    .action(does(async (_, o) => (await import('./start.ts')).start(o)));
}

function addFiles(program: Command): void {
  program
    .command('check <file...>')
    .description('validate flow files, DIP messages and CSV files; needs no workspace')
    .option(...jsonOption)
    .action(does(async ([files], o) => (await import('./check.ts')).check(typedList(files), o)));
  program
    .command('decisions <file>')
    .description('decide the checks that a CSV or workbook names, row by row; others are told')
    .option('--dry-run', 'show what each row would do, and do nothing')
    .option('--reason <text>', 'said of all of them, besides the reason of each')
    .option(...whoOption)
    .option(...jsonOption)
    .action(
      does(async ([file = ''], o) => (await import('./decisions.ts')).decisionsCommand(file, o)),
    );
  program
    .command('show <file>')
    .description('a flow file, or one of DIP messages, in words')
    .option('--page <number>', 'another page of a long file')
    .option(...jsonOption)
    .action(does(async ([file = ''], o) => (await import('./show.ts')).show(file, o)));
  program
    .command('replay <dir...>')
    .description('play stories, and compare each with its expected/')
    .option(...jsonOption)
    .option('--update', 'record the result as what is expected')
    .action(does(async ([dirs], o) => (await import('./replay.ts')).replay(typedList(dirs), o)));
  program
    .command('compare')
    .description(
      'what each option of DCP0030 costs and how late it gets, simulated; needs no workspace',
    )
    .option('--checks <number>', 'homes that are drawn (default: 80000)')
    .option('--seed <number>', 'of the chances: the same seed gives the same bytes (default: 42)')
    .option('--portfolio <file>', 'a CSV of homes, instead of those that are drawn')
    .option('--parameters <file>', 'how parties behave, instead of as shipped')
    .option('--as-observed', 'response times and shares as the journal of the workspace has them')
    .option(
      '--profiles <names>',
      'separated by commas, also those of pawl.config.json (default: option-1,option-2,option-3)',
    )
    .option('--sensitivity <number>', 'on how many homes each parameter is moved (default: 300)')
    .option('--html <file>', 'write the report as one page with pictures')
    .option('--csv <file>', 'write the figures as CSV')
    .option('--print-parameters', 'print how parties behave, with sources, and end')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./compare.ts')).compareCommand(o)));
}
