/**
 * Taking a decision back. The journal keeps both; the fold goes on as if it had never been decided. It
 * can be done until a flow has gone out for it: what others were told, nobody takes back.
 */
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import {
  actionInWords,
  isSamePerson,
  type OperatorEvent,
  type ProcessEvent,
  type SettlingAction,
} from '../process/index.ts';
import { type Act, operatorEvent } from './act.ts';
import { commitEvents } from './batch.ts';
import type { Gateway } from './gateway.ts';
import { isSentTwice, localMoment, newsSince, refuseMovedOn } from './moved-on.ts';

/** The decision that was taken last, and whether it can be taken back. */
export interface LastDecision {
  readonly key: string;
  /** "decide has", as a person types it. */
  readonly what: string;
  readonly who: string;
  readonly proposedBy: string | null;
  readonly at: Instant;
  readonly reason: string;
  /** The flow that has gone out since, so that it stands; null where none has. */
  readonly goneOut: { readonly flow: string; readonly to: string; readonly at: Instant } | null;
}

type Decided = OperatorEvent & { readonly action: SettlingAction };

const isDecision = (event: ProcessEvent): event is Decided =>
  event.kind === 'operator' && ['decide', 'cancel', 'resolve'].includes(event.action.name);

/** Null where nothing was decided about the MPAN, or all of it was taken back. */
export async function lastDecision(gateway: Gateway, mpan: string): Promise<LastDecision | null> {
  const found = await decidedLast(gateway, mpan);
  if (found === null) return null;
  const { event, goneOut } = found;
  const { key, action, who, proposedBy = null, receivedAt, reason } = event;
  return { key, what: actionInWords(action), who, proposedBy, at: receivedAt, reason, goneOut };
}

/** The decision, and the flow that went out after it. */
export async function decidedLast(
  { store, config }: Gateway,
  mpan: string,
): Promise<{ readonly event: Decided; readonly goneOut: LastDecision['goneOut'] } | null> {
  const journal = await store.journalOf(mpan);
  const gone = new Set(
    journal.flatMap((event) =>
      event.kind === 'operator' && event.action.name === 'takeBack' ? [event.action.key] : [],
    ),
  );
  const event = journal.filter(isDecision).findLast(({ key }) => !gone.has(key));
  if (event === undefined) return null;
  const sent = journal.find(
    (one) =>
      one.kind === 'flow' &&
      one.sender === config.mpid &&
      one.claimsOurs === undefined &&
      one.effectiveAt > event.effectiveAt,
  );
  const goneOut =
    sent?.kind === 'flow' ? { flow: sent.flow, to: sent.toMpid, at: sent.effectiveAt } : null;
  return { event, goneOut };
}

/**
 * Takes the last decision about an MPAN back, and the approvals of what followed from it. `forOthers`:
 * whether the role of whoever asks allows it for what another person decided. Throws NOT_POSSIBLE, and
 * MOVED_ON where the check is no longer as it was at `revision`.
 */
export async function takeBack(
  gateway: Gateway,
  mpan: string,
  asked: { readonly revision: number | null; readonly forOthers: boolean },
  act: Act,
): Promise<{ readonly what: string }> {
  const { store } = gateway;
  for (;;) {
    const stored = (await store.loadMpans([mpan])).get(mpan);
    const news = await newsSince(store, mpan, asked.revision);
    const twice = news.length === 0 ? null : isSentTwice(news, act, 'takeBack');
    if (twice?.action.name === 'takeBack') return { what: actionInWords(twice.action.act) };
    refuseMovedOn(gateway, mpan, news);
    const found = await decidedLast(gateway, mpan);
    if (found === null) {
      throw new EngineError(
        'NOT_POSSIBLE',
        `there is no decision about MPAN ${mpan} to take back`,
        'pawl explain shows what was decided, and what was taken back',
      );
    }
    refuseTakingBack(gateway, mpan, found, asked.forOthers, act);
    const { event } = found;
    const approvals = (stored?.state.approvals ?? []).filter(({ at }) => at >= event.receivedAt);
    const events = [
      operatorEvent(gateway, mpan, { name: 'takeBack', key: event.key, act: event.action }, act),
      ...approvals.map(({ key, flow }) =>
        operatorEvent(
          gateway,
          mpan,
          { name: 'takeBack', key, act: { name: 'approve', flow } },
          act,
        ),
      ),
    ];
    const revisions = new Map([[mpan, stored?.revision ?? 0]]);
    const result = await commitEvents(gateway, events, { revisions });
    if (result !== 'conflict') return { what: actionInWords(event.action) };
  }
}

function refuseTakingBack(
  { rules }: Gateway,
  mpan: string,
  { event, goneOut }: NonNullable<Awaited<ReturnType<typeof decidedLast>>>,
  forOthers: boolean,
  { who, reason }: Act,
): void {
  const what = `"${actionInWords(event.action)}" by ${event.who}`;
  if (goneOut !== null) {
    const { flow, to, at } = goneOut;
    throw new EngineError(
      'NOT_POSSIBLE',
      `${what} cannot be taken back: the ${flow} to ${to} went out on ${localMoment(rules.zone, at)}`,
      `tell ${to}; decide anew, or close the check with pawl cancel ${mpan} --reason …`,
    );
  }
  const own = [event.who, event.proposedBy ?? event.who].some((one) => isSamePerson(one, who));
  if (own) return;
  if (!forOthers) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${what} is taken back by ${event.who}, or by an approver`,
      `ask ${event.who}, or somebody with the role approver`,
    );
  }
  if (reason !== '') return;
  throw new EngineError(
    'USAGE',
    `${what} is another person's: to take it back needs a reason`,
    'say in a few words why: it is kept in the journal',
  );
}
