/** Open stages that wait for somebody, the nearest deadline first; of a period, by the due date. */
import type { Gateway } from '../gateway/index.ts';
import { owesInWords, roleInWords } from '../words.ts';
import { findChecks, standingOf } from './found-checks.ts';
import { isWithin, type Period } from './period.ts';
import type { Report } from './rows.ts';

export async function deadlines(gateway: Gateway, period: Period): Promise<Report> {
  const { rules, clock } = gateway;
  const now = clock.now();
  const rows = (await findChecks(gateway, { open: true }))
    .flatMap((found) => {
      const standing = standingOf(rules, found, now);
      if (standing === null || !standing.awaited) return [];
      const { mpan } = found.state;
      const { sequence, supplier } = found.check;
      const words = { who: roleInWords(standing.owner), what: owesInWords(standing.owes) };
      return [{ mpan, sequence, supplier, ...standing, ...words }];
    })
    .filter(({ dueOn }) => isWithin(period, dueOn))
    // What has no deadline for want of a calendar stands last, and is not left out.
    .sort((a, b) => ((a.dueAt ?? '~') < (b.dueAt ?? '~') ? -1 : a.dueAt === b.dueAt ? 0 : 1));
  const columns = {
    dueOn: 'Due',
    workingDaysLeft: 'Left',
    mpan: 'MPAN',
    sequence: '#',
    stage: 'Stage',
    who: 'Owed by',
    owedBy: 'MPID',
    what: 'Owes',
    startedOn: 'Since',
    overdue: 'Overdue',
  };
  return { columns, rows };
}
