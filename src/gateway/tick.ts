/**
 * Time passing: MPANs whose instant has come are looked at, appointments that take effect are heard,
 * deadlines follow the newest calendar, and alerts are raised and retracted. Nothing is raised
 * before its stored instant, and nothing twice.
 */
import { type Instant, secondsBetween } from '../calendar/index.ts';
import {
  type Alert,
  alertChanges,
  breachedMilestone,
  type Fault,
  foldAll,
  type Milestone,
  type MpanState,
  nextWakeOf,
  type RaisedAlert,
  retractedMilestone,
  retractionOf,
  withNewestDeadlines,
} from '../process/index.ts';
import type { MpanUpdate, QueuedDelivery, StoredMpan } from '../store/index.ts';
import { commitAt } from './commit-at.ts';
import type { Gateway } from './gateway.ts';
import { orFault } from './hold.ts';
import { queuedMilestones } from './milestones.ts';
import { mpanUpdate } from './mpan-update.ts';
import { printFault } from './owed-file.ts';

const mpansPerCommit = 500;

/** How late a tick may be for an alert to carry its own instant rather than the tick's. */
const punctualSeconds = 60;

/** Looks at everything that is due by now. Returns how many MPANs were looked at. */
export async function tick(gateway: Gateway): Promise<number> {
  let looked = 0;
  for (;;) {
    const now = gateway.clock.now();
    const due = await gateway.store.due(now, mpansPerCommit);
    if (due.length === 0) return looked;
    if (await tickSome(gateway, due, now)) looked += due.length;
  }
}

async function tickSome(
  gateway: Gateway,
  due: readonly StoredMpan[],
  now: Instant,
): Promise<boolean> {
  const { store, rules, alertRules, audience, log } = gateway;
  const mpans: MpanUpdate[] = [];
  const raised: RaisedAlert[] = [];
  const retracted: string[] = [];
  const restored: string[] = [];
  const deliveries: ((told: (alert: string) => string[]) => QueuedDelivery[])[] = [];
  const toldBefore: string[] = [];
  const breaches: Milestone[] = [];
  const journalOf = await store.journalsOf(mpansIn(due.filter((one) => mustHear(one, now))));
  const alertsOf = await store.alertsAmong(mpansIn(due.filter(({ alerted }) => alerted)));
  for (const stored of due) {
    const { mpan } = stored;
    let { state } = stored;
    if (mustHear(stored, now)) {
      const folded = await orFault(
        gateway,
        'fold',
        mpan,
        () => foldAll(rules, mpan, journalOf(mpan), now).state,
      );
      const wasUnprinted = state.fault?.place === 'print' ? state : null;
      state = 'value' in folded ? folded.value : heldBy(state, folded.fault);
      const fault = wasUnprinted === null ? null : await printFault(gateway, state);
      if (wasUnprinted !== null && fault !== null) {
        state = heldBy({ ...state, fault: wasUnprinted.fault ?? fault }, fault);
      }
    }
    const before = stored.alerted ? alertsOf(mpan) : [];
    // The alerts of what is known are raised whatever cannot be read or written.
    const looked = await orFault(gateway, 'alerts', mpan, () => {
      const renewed = withNewestDeadlines(rules, state);
      for (const { stage, from, to } of renewed.changes) {
        log.info({ mpan, stage, from, to }, 'deadline recalculated');
      }
      const changes = alertChanges(rules, alertRules, renewed.state, before, now);
      const channels = new Map(
        changes.raise.map((alert) => [alert.key, audience.channelsFor(gateway, alert)]),
      );
      const wakeAt = nextWakeOf(rules, alertRules, renewed.state, now);
      return { state: renewed.state, changes, channels, wakeAt };
    });
    if ('fault' in looked) {
      mpans.push(mpanUpdate(gateway, heldBy(state, looked.fault), stored, null));
      continue;
    }
    const { changes, channels, wakeAt } = looked.value;
    for (const alert of changes.raise) {
      raised.push({ ...alert, at: raisedAt(alert, now), retracted: false });
      const first = queued(gateway, alert.key, channels.get(alert.key) ?? [], now);
      deliveries.push(() => first);
    }
    for (const alert of changes.retract) {
      const retraction = retractionOf(alert, now);
      raised.push({ ...retraction, at: now, retracted: false });
      retracted.push(alert.key);
      // Whoever was told is told that it was untrue, whatever the routes say by now.
      deliveries.push((told) => queued(gateway, retraction.key, told(alert.key), now));
      toldBefore.push(alert.key);
    }
    for (const { key } of changes.restore) {
      restored.push(key);
      deliveries.push((told) => queued(gateway, key, told(key), now));
      toldBefore.push(key);
    }
    breaches.push(...breachesIn(changes, now));
    mpans.push(mpanUpdate(gateway, looked.value.state, stored, wakeAt));
  }
  const channelsOf = await store.channelsOf(toldBefore);
  const told = deliveries.flatMap((delivery) => delivery(channelsOf));
  const milestones = queuedMilestones(gateway, () => breaches);
  const parts = { mpans, raised, retracted, restored, deliveries: told, milestones };
  return (await commitAt(gateway, now, parts)) === 'committed';
}

/** The breaches among alerts: those that are true now, and those that are not any more. */
const breachesIn = (
  { raise, restore, retract }: ReturnType<typeof alertChanges>,
  now: Instant,
): readonly Milestone[] => [
  ...[...raise, ...restore].filter(isBreach).map(breachedMilestone),
  ...retract.filter(isBreach).map((alert) => retractedMilestone(breachedMilestone(alert), now)),
];

const isBreach = ({ kind }: Alert): boolean => kind === 'BREACHED';

const mpansIn = (stored: readonly StoredMpan[]): string[] => stored.map(({ mpan }) => mpan);

/** Whether something of it takes effect by now, or it has to be folded again anyway. */
function mustHear({ state }: StoredMpan, now: Instant): boolean {
  const { waitingUntil, fault, isBehind = false } = state;
  return (waitingUntil !== null && waitingUntil <= now) || fault !== undefined || isBehind;
}

/** A fault that lasts is told since when it was first met. */
const heldBy = (state: MpanState, fault: Fault): MpanState =>
  state.fault?.place === fault.place
    ? { ...state, fault: { ...fault, at: state.fault.at } }
    : { ...state, fault };

/** Its own instant if the gateway was there; if it was down or the news came late, now. */
function raisedAt(alert: Alert, now: Instant): Instant {
  return secondsBetween(alert.trueAt, now) <= punctualSeconds ? alert.trueAt : now;
}

function queued(
  gateway: Gateway,
  alert: string,
  channels: readonly string[],
  now: Instant,
): QueuedDelivery[] {
  return channels.flatMap((channel) => {
    const dueAt = gateway.audience.firstTellingAt(gateway, channel, now);
    return dueAt === null ? [] : [{ alert, channel, dueAt }];
  });
}
