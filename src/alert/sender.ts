/**
 * Alerts on their way to the channels: one delivery for an alert and a channel, which the store keeps
 * until it was taken or given up; and milestones on their way to programs, in the same queue. Each channel is a lane of its own in the queue.
 */
import type { Instant } from '../calendar/index.ts';
import { faultPoint } from '../fault-point.ts';
import type { Log } from '../log.ts';
import { type Answer, failed, nextAttemptAt, type Queue, queueOf, refused } from '../post/index.ts';
import type {
  Delivery,
  DeliveryResult,
  DeliveryStore,
  MilestoneDelivery,
  MilestoneStore,
} from '../store/index.ts';
import type { NotifySettings } from './channel-config.ts';
import { notifyChannel, notifyProgram } from './notify-channel.ts';
import type { Teller } from './wording.ts';

interface SenderOptions {
  readonly store: DeliveryStore & MilestoneStore;
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

/** What goes out together on a channel: one delivery, or a morning's digest, or one milestone. */
type Letter = { readonly name: string } & (
  | { readonly some: readonly Delivery[] }
  | { readonly milestone: MilestoneDelivery }
);

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
    const milestones = await store.milestonesDue(name, now(), deliveriesPerRead);
    return [
      ...[...together.values()].map((some) => ({ name, some })),
      ...milestones.map((milestone) => ({ name, milestone })),
    ];
  }

  async function send(letter: Letter, stop: AbortSignal): Promise<Answer> {
    const { name } = letter;
    const telling = settings();
    const channel = telling.channels[name];
    if (channel === undefined) return refused('the configuration no longer has this channel');
    try {
      if ('milestone' in letter) {
        const { milestone } = letter;
        faultPoint('channel', `${name} ${milestone.milestone.mpan}`);
        return await notifyProgram(channel, milestone, teller, now(), stop);
      }
      const { some } = letter;
      for (const { alert } of some) faultPoint('channel', `${name} ${alert.mpan}`);
      return await notifyChannel(telling, name, channel, some, teller, now(), stop);
    } catch (error) {
      // It counts as an attempt: what cannot be told in the end stands in the work queue.
      log.error({ channel: name, err: error }, 'one alert could not be sent; the others are sent');
      return failed('Pawl itself failed on this alert');
    }
  }

  async function mark(letter: Letter, answer: Answer): Promise<void> {
    const { name } = letter;
    const at = now();
    const some = 'milestone' in letter ? [letter.milestone] : letter.some;
    const results = some.map(({ id, attempts }): DeliveryResult => {
      if (answer.outcome === 'taken') return { id, outcome: 'delivered' };
      const failures = attempts + 1;
      const isEnough = failures >= (settings().channels[name]?.attemptsMax ?? 1);
      const { why: error } = answer;
      if (answer.outcome === 'refused' || (isEnough && answer.isTried))
        return { id, outcome: 'givenUp', error };
      return { id, outcome: 'later', nextAttemptAt: nextAttemptAt(failures, at, random), error };
    });
    if ('milestone' in letter) await store.markMilestones(results, at);
    else await store.markAttempted(results, at);
    const what = 'milestone' in letter ? 'milestones' : 'alerts';
    const about = { channel: name, [what]: some.length };
    if (answer.outcome === 'taken') log.info(about, `${what} sent`);
    else log.warn({ ...about, outcome: results[0]?.outcome, why: answer.why }, `${what} not taken`);
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
