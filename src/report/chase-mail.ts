/**
 * Chases on their way by e-mail. A chase lives for its day: the next one says it all anew. Sent again
 * after a crash, it has the same Message-ID.
 */
import { codeOf } from '../bug.ts';
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  type Answer,
  later,
  messageIdOf,
  type Queue,
  queueOf,
  refused,
  sendMail,
  waitSeconds,
} from '../post/index.ts';
import type { ChaseResult, StoredChase } from '../store/index.ts';
import { chaseCsvName } from './chases.ts';

const chasesPerRead = 20;

/** Ours: a chase that failed is tried again after 1, 2, 4 minutes and so on, to an hour. */
const firstWaitSeconds = 60;

export function openChaseMailer(gateway: () => Gateway): Queue {
  const { store, clock, log } = gateway();
  /** When the attempt in hand began; there is one at a time. */
  let triedAt = clock.now();
  return queueOf<StoredChase>({
    lanes: () => ['smtp'],
    sure: () => gateway().joined?.sure(),
    due: () => store.chasesDue(clock.now(), chasesPerRead),
    send: (chase, stop) => {
      triedAt = clock.now();
      return sendChase(gateway(), chase, stop);
    },
    mark: async (chase, answer) => {
      const { id, party, chasedOn, attempts } = chase;
      const again = later(triedAt, waitSeconds(attempts + 1, firstWaitSeconds));
      const result = resultOf(answer, again);
      await store.markChase(id, result, clock.now());
      const about = { party, chasedOn, ...result };
      if (result.outcome === 'sent') log.info({ party, chasedOn }, 'chased by e-mail');
      else if (result.outcome === 'later') log.warn(about, 'not chased yet');
      else log.error(about, 'not chased by e-mail; the draft is in reports/');
    },
    onThrown: (_, error) => {
      log.error({ code: codeOf(error), err: error }, 'chasing by e-mail failed');
    },
  });
}

async function sendChase(
  { config, clock, rules }: Gateway,
  { party, chasedOn, mailTo, subject, text, csv }: StoredChase,
  stop: AbortSignal,
): Promise<Answer> {
  if (chasedOn < localDateOf(rules.zone, clock.now())) return refused('its day has passed');
  if (config.smtp === null || mailTo === null) return refused('there is no mail server any more');
  const messageId = messageIdOf(config.smtp, `chase/${config.mpid}/${party}/${chasedOn}`);
  const attached =
    csv === undefined ? {} : { attachment: { name: chaseCsvName({ party, chasedOn }), csv } };
  return sendMail(config.smtp, { to: [mailTo], subject, text, messageId, ...attached }, stop);
}

function resultOf(answer: Answer, nextAttemptAt: string): ChaseResult {
  if (answer.outcome === 'taken') return { outcome: 'sent' };
  const { why: error } = answer;
  return answer.outcome === 'refused'
    ? { outcome: 'givenUp', error }
    : { outcome: 'later', nextAttemptAt, error };
}
