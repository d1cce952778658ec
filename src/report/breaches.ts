/** Stages that are over their deadline, or were answered after it; of a period, by the due date. */
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { viewOf, workingDaysOver } from '../process/index.ts';
import { owesInWords, roleInWords } from '../words.ts';
import { findChecks, partyOf } from './found-checks.ts';
import { isWithin, type Period } from './period.ts';
import type { Report } from './rows.ts';

export async function breaches(gateway: Gateway, period: Period): Promise<Report> {
  const { rules, clock } = gateway;
  const now = clock.now();
  const today = localDateOf(rules.zone, now);
  const rows = (await findChecks(gateway, {})).flatMap(({ state, check }) => {
    const { mpan, sequence, supplier, stages } = viewOf(rules, state, check, now);
    return stages
      .filter(({ status }) => status === 'breached' || status === 'late')
      .filter(({ dueOn }) => isWithin(period, dueOn))
      .map(({ name, owner, owes, startedOn, dueOn, answeredOn, status }) => ({
        mpan,
        sequence,
        supplier,
        stage: name,
        owner,
        owedBy: partyOf(check, owner),
        owes,
        startedOn,
        dueOn,
        answeredOn,
        status,
        who: roleInWords(owner),
        what: owesInWords(owes),
        workingDaysOver:
          dueOn === null ? null : workingDaysOver(rules, mpan, dueOn, answeredOn ?? today),
      }));
  });
  const columns = {
    mpan: 'MPAN',
    sequence: '#',
    stage: 'Stage',
    who: 'Owed by',
    owedBy: 'MPID',
    what: 'Owes',
    dueOn: 'Due',
    answeredOn: 'Answered',
    status: 'Status',
    workingDaysOver: 'Over',
  };
  return { columns, rows };
}
