/**
 * Alerts on their way to the channels: one delivery for an alert and a channel, which the store keeps
 * until it was taken or given up. Each channel is a lane of its own in the queue.
 */
import type { Instant } from '../calendar/index.ts';
import { faultPoint } from '../fault-point.ts';
import type { Log } from '../log.ts';
import { type Answer, failed, nextAttemptAt, type Queue, queueOf, refused } from '../post/index.ts';
import type { Delivery, DeliveryResult, DeliveryStore } from '../store/index.ts';
import type { NotifySettings } from './channel-config.ts';
import { notifyChannel } from './notify-channel.ts';
import type { Teller } from './wording.ts';

interface SenderOptions {
  readonly store: DeliveryStore;
  readonly log: Log;
  readonly now: () => Instant;
  /** As they are now: they may change while the gateway runs. */
  readonly settings: () => NotifySettings;
  readonly teller: Teller;
  /** From 0 up to 1, for the jitter of the back-off. */
  readonly random: () => number;
  /** Throws where another gateway may be sending. */
  readonly sure?: () => void;
}

/** What goes out together on a channel: one delivery, or a morning's digest. */
interface Letter {
  readonly name: string;
  readonly some: readonly Delivery[];
}

const deliveriesPerRead = 100;
/** A digest is one mail, so all of it is read. */
const digestMax = 20_000;

export function senderOf({
  store,
  log,
  now,
  settings,
  teller,
  random,
  sure,
}: SenderOptions): Queue {
  async function due(name: string): Promise<Letter[]> {
    const channel = settings().channels[name];
    const isDigest = channel?.kind === 'email' && channel.digestAt !== null;
    const limit = isDigest ? digestMax : deliveriesPerRead;
    const deliveries = await store.deliveriesDue(name, now(), limit);
    const together = Map.groupBy(deliveries, ({ dueAt, id }) => (isDigest ? dueAt : id));
    return [...together.values()].map((some) => ({ name, some }));
  }

  async function send({ name, some }: Letter, stop: AbortSignal): Promise<Answer> {
    const telling = settings();
    const channel = telling.channels[name];
    if (channel === undefined) return refused('the configuration no longer has this channel');
    try {
      for (const { alert } of some) faultPoint('channel', `${name} ${alert.mpan}`);
      return await notifyChannel(telling, name, channel, some, teller, now(), stop);
    } catch (error) {
      // It counts as an attempt: what cannot be told in the end stands in the work queue.
      log.error({ channel: name, err: error }, 'one alert could not be sent; the others are sent');
      return failed('Pawl itself failed on this alert');
    }
  }

  async function mark({ name, some }: Letter, answer: Answer): Promise<void> {
    const at = now();
    const results = some.map(({ id, attempts }): DeliveryResult => {
      if (answer.outcome === 'taken') return { id, outcome: 'delivered' };
      const failures = attempts + 1;
      const isEnough = failures >= (settings().channels[name]?.attemptsMax ?? 1);
      const { why: error } = answer;
      if (answer.outcome === 'refused' || (isEnough && answer.isTried))
        return { id, outcome: 'givenUp', error };
      return { id, outcome: 'later', nextAttemptAt: nextAttemptAt(failures, at, random), error };
    });
    await store.markAttempted(results, at);
    const about = { channel: name, alerts: some.length };
    if (answer.outcome === 'taken') log.info(about, 'alerts sent');
    else log.warn({ ...about, outcome: results[0]?.outcome, why: answer.why }, 'alerts not taken');
  }

  return queueOf<Letter>({
    lanes: () => store.channelsDue(now()),
    ...(sure === undefined ? {} : { sure }),
    due,
    send,
    mark,
    onThrown: (name, error) => {
      log.error({ channel: name, err: error }, 'sending alerts failed; it is tried again');
    },
    circuitClock: now,
  });
}
