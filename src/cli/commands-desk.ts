/** Commands of a day at the desk: look, find, act, chase. */
import { type Command, does, jsonOption, listOf, reasonOption, whoOption } from './command.ts';

export function deskCommands(program: Command): void {
  addLists(program);
  addSearch(program);
  addChase(program);
  addActs(program);
}

function addLists(program: Command): void {
  program
    .command('explain <mpan>')
    .description('the whole history of an MPAN, and why it is where it is')
    .option('--as-of <instant>', 'as it was known at an instant')
    .option('--page <number>', 'of a long history another page than the newest')
    .option(...jsonOption)
    .action(does(async ([mpan = ''], o) => (await import('./explain.ts')).explain(mpan, o)));
  program
    .command('exceptions')
    .description('the work queue, with the ids that resolve takes')
    .option('--all', 'settled items and notes too')
    .option('--code <code>', 'only this code')
    .option('--sender <mpid>', 'only what a flow of this participant gave rise to')
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

function addChase(program: Command): void {
  program
    .command('chase')
    .description('what would be said to each late counterparty now, also written into reports/')
    .option('--party <mpid>', 'only to this counterparty')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./chase.ts')).chase(o)));
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
    .description('accept or dismiss an item of the work queue, or dismiss a group: CODE:MPID')
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
