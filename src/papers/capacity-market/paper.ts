/** The metering of Capacity Market components, as a paper beside the backstop check. */
import { createReadStream } from 'node:fs';
import { subcommandOf, does, jsonOption } from '../../cli/index.ts';
import type { Paper } from '../paper.ts';
import { capacityMarketCompanion } from './companion.ts';
import { componentsTemplate, isComponentsFile } from './component.ts';
import { capacityMarketReport, capacityMarketRules } from './operations.ts';
import { capacityMarketPages } from './page.ts';
import { readComponents } from './read-components.ts';

export const capacityMarket: Paper = {
  name: 'capacity-market',
  operations: [capacityMarketReport, capacityMarketRules],
  typed: [() => import('./text-report.ts'), () => import('./text-rules.ts')],
  addCommand: (program, asksIssues) => {
    subcommandOf(program, 'capacity-market')
      .argument('[file]')
      .description('the metering solutions open to the Capacity Market components of a file')
      .option('--rule <rule>', 'pre-CP392 or CP392, whatever the configuration says')
      .option('--on <date>', 'the rule in force on a day; today if left out')
      .option('--csv', 'print CSV')
      .option(...jsonOption)
      .option('--save', 'write both reports into reports/ and print their names')
      .action(
        does(async ([file], options) => {
          const { judgeFile } = await import('./command.ts');
          return judgeFile(file, options, asksIssues);
        }),
      );
  },
  page: { path: '/capacity-market', name: 'Capacity Market', routes: capacityMarketPages },
  companion: (workspace, _, asksIssues) => capacityMarketCompanion(() => asksIssues(workspace)),
  templates: [componentsTemplate],
  files: {
    owns: isComponentsFile,
    check: async (path) => {
      const { rows, findings, tally } = await readComponents(
        createReadStream(path),
        () => undefined,
      );
      return { rows, rowsAccepted: tally.all.components, findings };
    },
  },
};
