/** `pawl alerts status`: a line for each channel. */
import { type AnswerOf, channels } from '../../desk/index.ts';
import { instantInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = channels;

export const telling: AnswerText<AnswerOf<typeof channels>> = {
  *lines(all, { zone }) {
    if (all.length === 0) {
      yield 'There are no channels; alerts go to alerts/ and to the log.';
      return;
    }
    const time = (at: string | null): string => (at === null ? '' : instantInWords(zone, at));
    const rows = all.map((one) => [
      one.configured ? one.channel : `${one.channel} (not configured)`,
      `${one.delivered}`,
      `${one.pending}`,
      `${one.givenUp}`,
      time(one.nextAttemptAt),
      one.lastError ?? '',
    ]);
    yield* table(['Channel', 'Sent', 'Waiting', 'Given up', 'Next attempt', 'Last trouble'], rows);
  },
};
