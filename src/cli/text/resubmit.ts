/** `pawl resubmit`: what is taken in, or written, once more. */
import { type AnswerOf, resubmit } from '../../desk/index.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = resubmit;

export const telling: AnswerText<AnswerOf<typeof resubmit>> = {
  *lines({ kind, source, lines }) {
    const part = lines === undefined || lines === null ? null : instancesAt(lines);
    const of = part === null ? '' : `${part} `;
    yield {
      inbox: `${source}: ${of}taken in again`,
      duplicate: `${source}: ${of}counted already: a duplicate, nothing to do`,
      outbox: `${source}: written again, the same bytes`,
      there: `${source}: still there, nothing to do`,
    }[kind];
  },
};

const instancesAt = (lines: readonly number[]): string =>
  `${count(lines.length, 'instance')} (line ${lines.join(', ')})`;
