/** Commands for whoever keeps the gateway: health, channels, configuration, keeping. */
import {
  type Command,
  subcommandOf,
  does,
  jsonOption,
  reasonOption,
  whoOption,
} from './command.ts';

export function careCommands(program: Command): void {
  addCare(program);
  addConfig(program);
  addRules(program);
  addKeeping(program);
  addWeb(program);
}

function addCare(program: Command): void {
  program
    .command('verify')
    .description('check the chain of the journal, the snapshots, and files against receipts')
    .option('--head <seq:link>', 'confirm an entry and its link that were written down elsewhere')
    .option('--heads <file>', 'confirm every head in a file that was kept elsewhere')
    .option('--public-key <file>', 'the public key that the heads are signed with')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./verify.ts')).verifyCommand(o)));
  program
    .command('head-key <file>')
    .description('make a key to sign heads of the journal with, and print its public key')
    .option(...jsonOption)
    .action(does(async ([file = ''], o) => (await import('./head-key.ts')).headKey(file, o)));
  program
    .command('accept <id>')
    .description('accept a problem that verify finds; who, when and why are kept')
    .requiredOption(...reasonOption)
    .option(...whoOption)
    .option(...jsonOption)
    .action(does(async ([id = ''], o) => (await import('./verify.ts')).acceptCommand(id, o)));
  program
    .command('backup <file>')
    .description('copy the store, also while a gateway is running')
    .action(does(async ([file = ''], o) => (await import('./verify.ts')).backup(file, o)));
  program
    .command('schema')
    .description('the JSON Schema of pawl.config.json')
    .action(does(async () => (await import('./verify.ts')).schema()));
}

function addConfig(program: Command): void {
  const config = subcommandOf(program, 'config').description(
    'the configuration: check, preview, history',
  );
  config
    .command('check [file]')
    .description('find every mistake in pawl.config.json, or in a file that may replace it')
    .option('--provider', 'also ask the provider of web.signIn whether sign-in there can work')
    .option(...jsonOption)
    .action(does(async ([file], o) => (await import('./config-check.ts')).configCheck(file, o)));
}

function addRules(program: Command): void {
  program
    .command('rules')
    .description('the rules by which the text of a D0002 is read')
    .command('test [file]')
    .description('read sentences whose meaning is known; without a file, those that come with Pawl')
    .option('--all', 'also show the sentences that were read as expected')
    .option('--csv', 'print CSV')
    .option(...jsonOption)
    .action(does(async ([file], o) => (await import('./rules-test.ts')).rulesTest(file, o)));
}

function addKeeping(program: Command): void {
  program
    .command('restore <file>')
    .description('restore the store from a backup; what came after it is taken in again')
    .option(...whoOption)
    .action(does(async ([file = ''], o) => (await import('./keep.ts')).restore(file, o)));
  program
    .command('move')
    .description('move the store into a schema of a PostgreSQL database, or back into its file')
    .requiredOption('--to <place>', 'postgres://USER@HOST:PORT/DATABASE, or file')
    .option('--schema <name>', 'schema of this workspace; left out: pawl_ and the mpid')
    .option('--password-file <file>', 'file whose first line is the password of the database')
    .option('--ca <file>', 'certificates that the one of the server is checked by')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./move.ts')).move(o as never)));
  program
    .command('begin-anew')
    .description('make a new store where the old one is gone for good; who, when and why are kept')
    .requiredOption(...reasonOption)
    .option(...whoOption)
    .action(does(async (_, o) => (await import('./keep.ts')).beginAnewCommand(o)));
  program
    .command('purge')
    .description('remove what `retention` of the configuration no longer keeps')
    .option('--dry-run', 'say what would go and why, and change nothing')
    .option(...whoOption)
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./keep.ts')).purgeCommand(o)));
  program
    .command('export <mpan> [file]')
    .description('everything kept of an MPAN as one JSON file for an auditor')
    .action(
      does(async ([mpan = '', file], o) => (await import('./keep.ts')).exportOf(mpan, file, o)),
    );
  program
    .command('tables <folder>')
    .description('checks, deadlines, flows, alerts and receipts as Parquet, for BI; docs/bi.md')
    .option(...jsonOption)
    .action(does(async ([folder = ''], o) => (await import('./tables.ts')).tables(folder, o)));
  program
    .command('erase <mpan>')
    .description('remove the personal data of closed checks from the store and from every file')
    .requiredOption(...reasonOption)
    .option(...whoOption)
    .option(...jsonOption)
    .action(does(async ([mpan = ''], o) => (await import('./keep.ts')).erase(mpan, o)));
}

function addWeb(program: Command): void {
  program
    .command('token <name>')
    .description('make a token for the pages and the API; it is shown once')
    .requiredOption('--role <role>', 'viewer looks, operator acts, approver approves too')
    .option(
      '--person <login>',
      'login of the person who holds it, where one person has several tokens',
    )
    .option(...jsonOption)
    .action(does(async ([name = ''], o) => (await import('./token.ts')).token(name, o as never)));
}
