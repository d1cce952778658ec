/** Stages that are over their deadline, or were answered after it. */
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { viewOf } from '../process/index.ts';
import { owesInWords, roleInWords } from './print.ts';
import type { Report } from './report.ts';
import { findChecks, partyOf, workingDays } from './stored-checks.ts';

export async function breaches(gateway: Gateway): Promise<Report> {
  const { rules, clock } = gateway;
  const now = clock.now();
  const today = localDateOf(rules.zone, now);
  const rows = (await findChecks(gateway, {})).flatMap(({ state, check }) => {
    const { mpan, sequence, supplier, stages } = viewOf(rules, state, check, now);
    return stages
      .filter(({ status }) => status === 'breached' || status === 'late')
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
          dueOn === null ? null : workingDays(rules, mpan, dueOn, answeredOn ?? today),
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
  return { nothing: 'No deadline was missed.', columns, rows };
}
