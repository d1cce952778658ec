/** Commands of a day at the desk that have a file of their own: look and find. */
import { type Command, does, jsonOption } from './command.ts';

export function deskCommands(program: Command): void {
  addLists(program);
  addSearch(program);
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
