/**
 * The work queue as a report: what waits for a person now, or, of a period, everything that arose
 * in it, the settled and the notes included.
 */
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { exceptionFor, isNote } from '../process/index.ts';
import { isAllTime, isWithin, type Period } from './period.ts';
import type { Report } from './rows.ts';

export async function exceptionsReport(
  { store, rules, config }: Gateway,
  period: Period,
): Promise<Report> {
  const found = await store.exceptions(isAllTime(period) ? { open: true } : {});
  const rows = found
    .filter(({ at }) => isWithin(period, localDateOf(rules.zone, at)))
    .map(({ id, mpan, supplier, sequence, code, at, detail, open }) => ({
      id,
      mpan,
      supplier,
      sequence,
      code,
      state: open ? 'open' : isNote(code) ? 'note' : 'settled',
      since: localDateOf(rules.zone, at),
      at,
      detail,
      says: exceptionFor(config.role, code).says,
      remedy: exceptionFor(config.role, code).remedy,
    }));
  const columns = {
    id: 'Id',
    mpan: 'MPAN',
    sequence: '#',
    code: 'Code',
    state: 'State',
    since: 'Since',
    detail: 'About',
    says: 'Meaning',
  };
  return { columns, rows };
}
