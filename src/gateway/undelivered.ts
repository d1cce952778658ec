/**
 * Alerts that nobody could be told of: given up after the last retry, each becomes an event of its
 * MPAN, so that it stands in the work queue and is part of the history. Commit first, then mark.
 */
import { exceptionId, type UndeliveredEvent } from '../process/index.ts';
import type { GivenUpDelivery } from '../store/index.ts';
import type { Act } from './act.ts';
import { commitUntilDone } from './batch.ts';
import type { Gateway } from './gateway.ts';
import { resolve } from './resolve.ts';

const perCommit = 500;

/** Puts what was given up into the journal. Returns how many there were. */
export async function tellUndelivered(gateway: Gateway): Promise<number> {
  const { store } = gateway;
  for (let told = 0; ; ) {
    const some = await store.givenUpUntold(perCommit);
    if (some.length === 0) return told;
    const events = some.map((delivery) => undeliveredEvent(gateway, delivery));
    await commitUntilDone(gateway, events);
    await store.markTold(some);
    told += some.length;
  }
}

/** Names the giving up; another one of the same delivery, after a retry, is another fact. */
const undeliveredKey = ({ key, channel, givenUpAt }: GivenUpDelivery): string =>
  `undelivered/${key}/${channel}/${givenUpAt}`;

/**
 * Puts what a channel has given up back into the queue, and settles the items of the work queue for
 * it. Returns how many alerts it was, or milestones.
 */
export async function retryAlerts(gateway: Gateway, channel: string, act: Act): Promise<number> {
  const { store, clock } = gateway;
  await tellUndelivered(gateway);
  const givenUp = await store.givenUp(channel);
  for (const delivery of givenUp) {
    const id = exceptionId(delivery.alert.mpan, 'ALERT_UNDELIVERED', undeliveredKey(delivery));
    if ((await store.exception(id))?.open === true) await resolve(gateway, id, false, act);
  }
  const ids = givenUp.map(({ id }) => id);
  await store.retryDeliveries(ids, clock.now());
  return ids.length + (await store.retryMilestones(channel, clock.now()));
}

function undeliveredEvent(gateway: Gateway, delivery: GivenUpDelivery): UndeliveredEvent {
  const { alert, channel, attempts, givenUpAt, lastError } = delivery;
  return {
    kind: 'undelivered',
    key: undeliveredKey(delivery),
    mpan: alert.mpan,
    effectiveAt: givenUpAt,
    receivedAt: gateway.clock.now(),
    // Sorts behind every flow of the same second, beside what people do.
    sender: '~channel',
    fileIdentifier: channel,
    line: 0,
    file: '',
    profile: gateway.config.profile,
    supplier: alert.supplier,
    sequence: alert.sequence,
    alertKey: alert.key,
    alertKind: alert.kind,
    stage: alert.stage,
    channel,
    attempts,
    lastError,
  };
}
