/** `pawl approvals check`. Ends with 0 for LISTED, with 1 for every other answer. */
import { approvalsCheck, meterTypeIn } from './operations.ts';
import { spanInWords } from './in-words.ts';
import type { AnswerOf } from '../../desk/index.ts';
import { capital, dateInWords } from '../../words.ts';
import type { AnswerText } from '../../cli/index.ts';

export const operation = approvalsCheck;

export const telling: AnswerText<
  AnswerOf<typeof approvalsCheck>,
  Parameters<typeof meterTypeIn>[1]
> = {
  *lines({ question, ...answer }) {
    const { model, cop, issue, on } = question;
    const { status, says, entries, committees, testing, issuing, dispensation, sources } = answer;
    const asked = `CoP${cop}${issue === null ? '' : ` Issue ${issue}`}`;
    yield `${status}: ${model} for ${asked} on ${dateInWords(on)}`;
    yield `  ${says}`;
    for (const entry of entries) {
      const { manufacturer, variant, firmware, cop: own, issue: its } = entry;
      const type = [manufacturer, entry.model, variant].filter((word) => word !== '').join(' ');
      yield `  ${type}, firmware ${firmware}, CoP${own} Issue ${its}: ${spanInWords(entry)}`;
    }
    for (const ruling of [committees, testing, issuing]) {
      if (ruling.says !== says) yield `  ${capital(ruling.says)}.`;
    }
    if (dispensation !== null) yield `  ${dispensation}`;
    yield* sourceLines(sources);
  },
  hasFailed: ({ status }) => status !== 'LISTED',
  alone: { unless: 'isThere', answer: (asked) => meterTypeIn(null, asked) },
};

export function* sourceLines(sources: AnswerOf<typeof approvalsCheck>['sources']) {
  yield '';
  for (const { at, words } of sources) yield `  ${at}: "${words}"`;
}
