/** `pawl outlook`: the alerts ahead, and how the check stands on a day to come. */
import { type AnswerOf, outlook } from '../../desk/index.ts';
import { count, dateInWords, instantInWords, owesInWords, roleInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

type Outlook = AnswerOf<typeof outlook>;

export const operation = outlook;

export const telling: AnswerText<Outlook> = {
  *lines({ mpan, check, alerts, standing, waitingUntil }, { zone }) {
    if (check === null) {
      yield `No check of MPAN ${mpan} is open.`;
      return;
    }
    yield `If nothing comes for MPAN ${mpan}, check ${check.sequence}:`;
    if (alerts.length === 0) yield '  No alert is ahead.';
    for (const { at, kind, number, stage, owner, owes } of alerts) {
      const title = number === null ? kind : `${kind} ${number}`;
      const who = `${roleInWords(owner)} owes ${owesInWords(owes)}`;
      yield `  ${instantInWords(zone, at)}  ${title}: ${stage}, ${who}`;
    }
    if (standing !== null) yield* standingLines(standing);
    if (waitingUntil !== null) {
      yield `An appointment takes effect on ${instantInWords(zone, waitingUntil)}; after that this may change.`;
    }
  },
};

function* standingLines({
  on,
  stage,
  workingDaysOver,
  exceptions,
}: NonNullable<Outlook['standing']>) {
  const begins = `At the end of ${dateInWords(on)}`;
  if (stage === null) {
    yield `${begins} it is closed, as it is now.`;
    return;
  }
  const over =
    workingDaysOver === null
      ? ''
      : `, ${count(workingDaysOver, 'Working Day', 'Working Days')} over`;
  const who = `${roleInWords(stage.owner)} owes ${owesInWords(stage.owes)}`;
  yield `${begins} it is in ${stage.name}, ${stage.status}${over}: ${who}.`;
  for (const { code, says } of exceptions) yield `  ${code} is raised: ${says}.`;
}
