/** Commands about metering approvals and the Capacity Market. */
import { type Command, does, jsonOption } from './command.ts';

export function paperCommands(program: Command): void {
  addApprovals(program);
  addCapacityMarket(program);
}

function addApprovals(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('the register of approved meter types and protocols: check, protocol, report');
  approvals
    .command('check')
    .description('is a meter type listed for a Code of Practice on a day? Exit code 0 if it is')
    .requiredOption('--model <model>', 'such as "Prometer 100"')
    .requiredOption('--cop <cop>', 'Code of Practice, such as 5')
    .requiredOption('--on <date>', 'the day that is asked about')
    .option('--issue <number>', 'of the Code of Practice; any unless said')
    .option('--firmware <version>', 'any unless said')
    .option('--variant <variant>', 'any unless said')
    .option('--manufacturer <name>', 'any unless said')
    .option('--meter-type <code>', 'J0483, such as H or N, where it is known')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./approvals.ts')).approvalsCheck(o as never)));
  approvals
    .command('protocol')
    .description("does a data collector's software hold protocol approval? Exit code 0 if it does")
    .requiredOption('--mpid <mpid>', 'of the data collector, such as SSIL')
    .requiredOption('--model <model>', 'of the meter, such as "Prometer 100"')
    .requiredOption('--on <date>', 'the day that is asked about')
    .option('--software <name>', 'any unless said')
    .option('--variant <variant>', 'any unless said')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./approvals.ts')).approvalsProtocol(o as never)));
  approvals
    .command('report')
    .description('what is approved, since when, and what changed')
    .option('--on <date>', 'where each entry stands on that day; today unless said')
    .option('--csv', 'print CSV')
    .option(...jsonOption)
    .action(does(async (_, o) => (await import('./approvals-report.ts')).approvalsReport(o)));
}

function addCapacityMarket(program: Command): void {
  const ruleOption = [
    '--rule <rule>',
    'pre-CP392 or CP392, whatever the configuration says',
  ] as const;
  const onOption = ['--on <date>', 'the rule in force on a day; today unless said'] as const;
  const command = program
    .command('capacity-market [file]')
    .description('the metering solutions open to the Capacity Market components of a file')
    .option(...ruleOption)
    .option(...onOption)
    .option('--csv', 'print CSV')
    .option(...jsonOption)
    .option('--save', 'write both reports into reports/ and print their names')
    .action(
      does(async ([file], o) => (await import('./capacity-market.ts')).capacityMarket(file, o)),
    );
  command
    .command('report')
    .description('the totals of the components that the gateway took in last')
    .option(...ruleOption)
    .option(...onOption)
    .option('--csv', 'print CSV, a line for each CMU')
    .option(...jsonOption)
    .action(
      does(async (_, o) => (await import('./capacity-market-report.ts')).capacityMarketReport(o)),
    );
  command
    .command('rules')
    .description('the two rules and the sentences of the paper they rest on')
    .option(...jsonOption)
    .action(
      does(async (_, o) => (await import('./capacity-market-report.ts')).capacityMarketRules(o)),
    );
}
