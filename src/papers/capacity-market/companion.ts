/**
 * Capacity Market components beside the backstop check: a file of them dropped into inbox/ is read
 * under the rule in force, and its reports are written. It touches no check.
 */
import { localDateOf } from '../../calendar/index.ts';
import type { Companion } from '../../intake/index.ts';
import { isComponentsFile } from './component.ts';
import { type IssueOn, noRegister } from '../paper.ts';
import { writeReports } from './report-files.ts';
import { ruleInForce } from './rule.ts';

/** `register` is asked anew for each file, for what it knows may have changed. */
export function capacityMarketCompanion(
  register: () => Promise<IssueOn> = () => Promise.resolve(noRegister),
): Companion {
  let written: string[] = [];
  return {
    name: 'capacity-market',
    ownFiles: {
      owns: isComponentsFile,
      read: async (gateway, { path, name, sha256, receivedAt, progress }) => {
        const { workspace, config } = gateway;
        const on = localDateOf(config.headerTimeZone, receivedAt);
        const used = ruleInForce(config.capacityMarket, on);
        const issueOn = await register();
        const source = { file: name, sha256, at: receivedAt, path, workspace };
        const reported = await writeReports({ ...source, used, issueOn, progress });
        written.push(...reported.written);
        const { findings, rows, tally } = reported.read;
        return { findings, rows, rowsAccepted: tally.all.components };
      },
      written: () => {
        const names = written;
        written = [];
        return names;
      },
    },
  };
}
