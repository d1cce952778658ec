/** `pawl approvals protocol`. Ends with 0 for LISTED, with 1 for every other answer. */
import { approvalsProtocol, protocolIn } from './operations.ts';
import { spanInWords } from './in-words.ts';
import type { AnswerOf } from '../../desk/index.ts';
import { dateInWords } from '../../words.ts';
import type { AnswerText } from '../../cli/index.ts';
import { sourceLines } from './text-check.ts';
import { capital } from '../../words.ts';

export const operation = approvalsProtocol;

export const telling: AnswerText<
  AnswerOf<typeof approvalsProtocol>,
  Parameters<typeof protocolIn>[1]
> = {
  *lines({ question: { mpid, model, on }, status, says, entries, issuing, sources }) {
    yield `${status}: ${mpid} with ${model} on ${dateInWords(on)}`;
    yield `  ${says}`;
    for (const entry of entries) {
      yield `  ${entry.software} for ${entry.model} ${entry.variant}: ${spanInWords(entry)}`;
    }
    yield `  ${capital(issuing.says)}.`;
    yield* sourceLines(sources);
  },
  hasFailed: ({ status }) => status !== 'LISTED',
  alone: { unless: 'isThere', answer: (asked) => protocolIn(null, asked) },
};
