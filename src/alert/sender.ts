/**
 * Sends what the queue holds, beside the passes: each channel by itself and one delivery after the
 * other, so that none waits for another. What happens next is marked after each attempt; a process
 * that dies between the two sends again with the same key. Nothing in here fails for its caller.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../calendar/index.ts';
import { crashPoint } from '../crash-point.ts';
import { faultPoint } from '../fault-point.ts';
import type { Log } from '../log.ts';
import type { Delivery, DeliveryResult, DeliveryStore } from '../store/index.ts';
import { type Answer, failed, notTried, refused } from './answer.ts';
import type { Channel, TellingSettings } from './channel-config.ts';
import { type Circuit, newCircuit, nextAttemptAt } from './circuit.ts';
import { tellChannel } from './tell-channel.ts';
import type { Teller } from './teller.ts';

export interface Sender {
  /** Begins to send what is due; a channel that is at work goes on. */
  readonly kick: () => Promise<void>;
  /** Sends what is due and waits for it, at most so long. */
  readonly drain: (maxMs: number) => Promise<void>;
  /** Breaks off what is on its way; it stays in the queue. */
  readonly close: () => Promise<void>;
}

export interface SenderOptions {
  readonly store: DeliveryStore;
  readonly log: Log;
  readonly now: () => Instant;
  /** As they are now: they may change while the gateway runs. */
  readonly settings: () => TellingSettings;
  readonly teller: Teller;
  /** From 0 up to 1, for the jitter of the back-off. */
  readonly random: () => number;
}

const deliveriesPerRead = 100;
/** A digest is one mail, so all of it is read. */
const digestMax = 20_000;

export function senderOf(options: SenderOptions): Sender {
  const { store, log, now } = options;
  const stop = new AbortController();
  const atWork = new Map<string, Promise<void>>();
  const circuits = new Map<string, Circuit>();

  const work = async (name: string): Promise<void> => {
    const circuit = circuits.get(name) ?? newCircuit();
    circuits.set(name, circuit);
    try {
      await sendAll(options, name, circuit, stop.signal);
    } catch (error) {
      log.error({ channel: name, err: error }, 'sending alerts failed; it is tried again');
    }
    atWork.delete(name);
  };
  const kick = async (): Promise<void> => {
    if (stop.signal.aborted) return;
    for (const name of await store.channelsDue(now())) {
      if (!atWork.has(name)) atWork.set(name, work(name));
    }
  };
  return {
    kick,
    drain: async (maxMs) => {
      await kick();
      const over = new AbortController();
      const { signal } = over;
      const bound = sleep(maxMs, undefined, { signal }).catch(() => undefined);
      await Promise.race([Promise.all(atWork.values()), bound]);
      over.abort();
    },
    close: async () => {
      stop.abort();
      await Promise.all(atWork.values());
    },
  };
}

/** Tries everything that is due on one channel, until nothing is. */
async function sendAll(
  options: SenderOptions,
  name: string,
  circuit: Circuit,
  stop: AbortSignal,
): Promise<void> {
  const { store, now, settings } = options;
  for (;;) {
    const channel = settings().channels[name];
    const limit = isDigest(channel) ? digestMax : deliveriesPerRead;
    const due = await store.deliveriesDue(name, now(), limit);
    if (due.length === 0 || stop.aborted) return;
    for (const some of togetherOn(channel, due)) {
      const answer = await answerFor(options, name, some, circuit, stop);
      // Broken off by ourselves, it is no failure of the channel.
      if (stop.aborted && answer.outcome !== 'taken') return;
      crashPoint('after-send');
      await mark(options, name, some, answer);
    }
  }
}

const isDigest = (channel: Channel | undefined): boolean =>
  channel?.kind === 'email' && channel.digestAt !== null;

/** What goes out together: one by one, or each morning's digest. */
function togetherOn(channel: Channel | undefined, due: readonly Delivery[]): Delivery[][] {
  if (!isDigest(channel)) return due.map((delivery) => [delivery]);
  return [...Map.groupBy(due, ({ dueAt }) => dueAt).values()];
}

async function answerFor(
  { settings, teller, now, log }: SenderOptions,
  name: string,
  some: readonly Delivery[],
  circuit: Circuit,
  stop: AbortSignal,
): Promise<Answer> {
  const telling = settings();
  const channel = telling.channels[name];
  if (channel === undefined) return refused('the configuration has no such channel any more');
  // It counts as an attempt, so that what a dead channel was to tell becomes known in time.
  if (circuit.isOpen(now())) return notTried;
  let answer: Answer;
  try {
    for (const { alert } of some) faultPoint('channel', `${name} ${alert.mpan}`);
    answer = await tellChannel(telling, name, channel, some, teller, now(), stop);
  } catch (error) {
    // It counts as an attempt: what cannot be told in the end stands in the work queue.
    log.error({ channel: name, err: error }, 'one alert could not be told; the others go on');
    answer = failed('Pawl itself failed on this alert');
  }
  if (!stop.aborted) circuit.hear(answer, now());
  return answer;
}

async function mark(
  { store, log, now, random, settings }: SenderOptions,
  name: string,
  some: readonly Delivery[],
  answer: Answer,
): Promise<void> {
  const at = now();
  const results = some.map((delivery): DeliveryResult => {
    const { id } = delivery;
    if (answer.outcome === 'taken') return { id, outcome: 'delivered' };
    const failures = delivery.attempts + 1;
    const isEnough = failures >= (settings().channels[name]?.attemptsMax ?? 1);
    const isLast = isEnough && (answer.outcome === 'refused' || answer.isTried);
    const { why: error } = answer;
    if (answer.outcome === 'refused' || isLast) return { id, outcome: 'givenUp', error };
    return { id, outcome: 'later', nextAttemptAt: nextAttemptAt(failures, at, random), error };
  });
  await store.markAttempted(results, at);
  const outcome = results[0]?.outcome;
  const alerts = some.length;
  if (answer.outcome === 'taken') log.info({ channel: name, alerts }, 'alerts sent');
  else log.warn({ channel: name, alerts, outcome, why: answer.why }, 'alerts not taken');
}
