/**
 * `pawl chase`: what would be said to each late counterparty now, printed and written into reports/.
 * It sends nothing: the gateway does, once a Working Day.
 */
import { type AnswerOf, chase } from '../../desk/index.ts';
import { writeDraft } from '../../report/index.ts';
import { count, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = chase;

type Chase = AnswerOf<typeof chase>;

export const telling: AnswerText<Chase> = {
  *lines({ items }, { zone, isKept }) {
    if (items.length === 0) yield 'Nobody is late.';
    for (const draft of items) yield* draftLines(zone, isKept, draft);
  },
  keep: ({ items }, workspace) => {
    for (const { csv, ...draft } of items) {
      writeDraft({ workspace }, { ...draft, ...(csv === null ? {} : { csv }) });
    }
  },
};

function* draftLines(
  zone: string,
  isKept: boolean,
  draft: Chase['items'][number],
): Iterable<string> {
  const { party, name, mailTo, subject, text, attached, answers, file, mail, calls } = draft;
  if (mailTo !== null) yield `To: ${mailTo}`;
  yield `Subject: ${subject}`;
  yield '';
  yield text.trimEnd();
  yield '';
  const who = name === party ? party : `${party} (${name})`;
  const beside = attached === null ? '' : ` and ${file.replace(/[^/]*$/, attached)}`;
  const where = isKept ? `, written to ${file}${beside}` : '';
  yield `${who}: ${count(answers.length, 'overdue MPAN')}${where}`;
  if (mail !== null) {
    yield mail.sentAt === null
      ? `  Today's e-mail is not sent: ${mail.lastError ?? 'it is queued'}.`
      : `  Today's e-mail was sent at ${instantInWords(zone, mail.sentAt)}.`;
  }
  if (calls.length === 0) return;
  yield `  Called before (pawl calls ${party} tells all):`;
  for (const { at, who: by, mpan, whom, said } of calls) {
    const words = said === null ? '' : `: ${said}`;
    yield `  ${instantInWords(zone, at)}  ${by} about ${mpan}${whom === null ? '' : `, to ${whom}`}${words}`;
  }
}
