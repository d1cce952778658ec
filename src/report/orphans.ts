/** Answers about a backstop for which no request is known; of a period, by when they were created. */
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { isWithin, type Period } from './period.ts';
import type { Report } from './rows.ts';

const mpansPerRead = 500;

export async function orphans({ store, rules }: Gateway, period: Period): Promise<Report> {
  const rows: { flow: string; mpan: string; fileIdentifier: string; at: string }[] = [];
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, mpansPerRead);
    const last = some.at(-1);
    if (last === undefined) break;
    for (const { mpan, state } of some) {
      for (const { flow, fileIdentifier, at } of state.orphans) {
        if (isWithin(period, localDateOf(rules.zone, at))) {
          rows.push({ flow, mpan, fileIdentifier, at });
        }
      }
    }
    after = last.mpan;
  }
  const columns = { mpan: 'MPAN', flow: 'Flow', fileIdentifier: 'File Identifier', at: 'Created' };
  return { columns, rows };
}
