/**
 * Sends chases by e-mail beside the passes, one after the other, so that a slow mail server holds
 * back nothing else. Each is marked after its attempt; a process that dies between the two sends it
 * again under the same Message-ID. A chase lives for its day: the next one says it all anew.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageIdOf, sendMail } from '../alert/index.ts';
import { codeOf } from '../bug.ts';
import { localDateOf } from '../calendar/index.ts';
import { crashPoint } from '../crash-point.ts';
import type { Gateway } from '../gateway/index.ts';
import type { ChaseResult, StoredChase } from '../store/index.ts';

export interface ChaseMailer {
  /** Begins to send what is due; if it is at work already, it goes on. */
  readonly sendDue: () => void;
  /** Waits for what is on its way, at most so long. */
  readonly drain: (maxMs: number) => Promise<void>;
  /** Breaks off what is on its way; it stays in the queue. */
  readonly close: () => Promise<void>;
}

const chasesPerRead = 20;

/** Ours: after how long a chase that failed is tried again: 1, 2, 4 minutes and so on, to an hour. */
const againAfterMinutes = (attempts: number): number => Math.min(60, 2 ** attempts);

export function openChaseMailer(gateway: Gateway): ChaseMailer {
  const stop = new AbortController();
  let atWork: Promise<void> | null = null;
  return {
    sendDue: () => {
      if (stop.signal.aborted) return;
      atWork ??= sendAll(gateway, stop.signal)
        .catch((error: unknown) => {
          gateway.log.error({ code: codeOf(error), err: error }, 'chasing by e-mail failed');
        })
        .finally(() => {
          atWork = null;
        });
    },
    drain: async (maxMs) => {
      const over = new AbortController();
      const bound = sleep(maxMs, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([atWork, bound]);
      over.abort();
    },
    close: async () => {
      stop.abort();
      await atWork;
    },
  };
}

async function sendAll(gateway: Gateway, stop: AbortSignal): Promise<void> {
  const { store, clock } = gateway;
  for (;;) {
    const due = await store.chasesDue(clock.now(), chasesPerRead);
    if (due.length === 0) return;
    for (const chase of due) {
      const result = await sendOne(gateway, chase, stop);
      // Broken off by ourselves, it is no failure.
      if (stop.aborted && result.outcome !== 'sent') return;
      crashPoint('after-send');
      await store.markChase(chase.id, result, clock.now());
      tell(gateway, chase, result);
    }
  }
}

async function sendOne(
  { config, clock, rules }: Gateway,
  chase: StoredChase,
  stop: AbortSignal,
): Promise<ChaseResult> {
  const { party, chasedOn, mailTo, subject, text, attempts } = chase;
  const now = clock.now();
  if (chasedOn < localDateOf(rules.zone, now)) return givenUp('its day has passed');
  if (config.smtp === null || mailTo === null) return givenUp('there is no mail server any more');
  const messageId = messageIdOf(config.smtp, `chase/${config.mpid}/${party}/${chasedOn}`);
  const answer = await sendMail(config.smtp, { to: [mailTo], subject, text, messageId }, stop);
  if (answer.outcome === 'taken') return { outcome: 'sent' };
  if (answer.outcome === 'refused') return givenUp(answer.why);
  const minutes = againAfterMinutes(attempts);
  const nextAttemptAt = Temporal.Instant.from(now).add({ minutes }).toString();
  return { outcome: 'later', nextAttemptAt, error: answer.why };
}

const givenUp = (error: string): ChaseResult => ({ outcome: 'givenUp', error });

function tell({ log }: Gateway, { party, chasedOn }: StoredChase, result: ChaseResult): void {
  if (result.outcome === 'sent') log.info({ party, chasedOn }, 'chased by e-mail');
  else if (result.outcome === 'later') log.warn({ party, chasedOn, ...result }, 'not chased yet');
  else log.error({ party, chasedOn, ...result }, 'not chased by e-mail; the draft is in reports/');
}
