/** `pawl outbox`: a line for each file that this gateway sent. */
import { type AnswerOf, outbox } from '../../desk/index.ts';
import { acknowledgedInWords } from '../../words.ts';
import { count, instantInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = outbox;

export const telling: AnswerText<AnswerOf<typeof outbox>> = {
  *lines({ items }, { zone }) {
    const isTold = items.some(({ acknowledged }) => acknowledged !== null);
    const rows = items.map(({ name, createdAt, toMpid, mpans, written, ...said }) => [
      name,
      instantInWords(zone, createdAt),
      toMpid,
      mpans.length > 1 ? `${mpans[0]} and ${mpans.length - 1} more` : (mpans[0] ?? ''),
      written ? 'written' : 'to be written',
      ...(isTold ? [acknowledgedInWords(said)] : []),
    ]);
    yield* table(
      ['File', 'Created', 'To', 'MPAN', 'In outbox/', ...(isTold ? ['Transfer service'] : [])],
      rows,
    );
    yield `${count(items.length, 'file')}.`;
  },
};
