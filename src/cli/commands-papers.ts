/** What is asked of a file of Capacity Market components, with or without a workspace. */
import { type Command, below, does, jsonOption } from './command.ts';

export function paperCommands(program: Command): void {
  below(program, 'capacity-market')
    .argument('[file]')
    .description('the metering solutions open to the Capacity Market components of a file')
    .option('--rule <rule>', 'pre-CP392 or CP392, whatever the configuration says')
    .option('--on <date>', 'the rule in force on a day; today unless said')
    .option('--csv', 'print CSV')
    .option(...jsonOption)
    .option('--save', 'write both reports into reports/ and print their names')
    .action(
      does(async ([file], o) => (await import('./capacity-market.ts')).capacityMarket(file, o)),
    );
}
