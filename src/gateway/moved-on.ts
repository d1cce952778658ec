/**
 * An act carries the revision it was made from: the number of the last entry of the journal that its
 * maker saw of the MPAN. Where the check has moved on, the act is refused with who did what when.
 */
import { type Instant, localDateOf, localTimeOf } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import {
  actionInWords,
  isSamePerson,
  type OperatorEvent,
  type ProcessEvent,
} from '../process/index.ts';
import { eventIn, isOfTeam, type Journal } from '../store/index.ts';
import type { Act } from './act.ts';
import type { Gateway } from './gateway.ts';

/** Ours: so many things that came meanwhile are named. */
const namedMax = 3;

export const movedOn = (message: string, hint: string): EngineError =>
  new EngineError('MOVED_ON', message, hint);

/** "2026-08-05 13:00", local. */
export const localMoment = (zone: string, at: Instant): string =>
  `${localDateOf(zone, at)} ${localTimeOf(zone, at).slice(0, 5)}`;

/**
 * What came of an MPAN after a revision, in order. Null revision: whoever acts has looked at nothing,
 * or says nothing of it.
 */
export async function newsSince(
  store: Journal,
  mpan: string,
  revision: number | null,
): Promise<readonly ProcessEvent[]> {
  if (revision === null || (await store.journalNumber(mpan)) <= revision) return [];
  const news: ProcessEvent[] = [];
  for await (const entry of store.chain(mpan)) {
    const event = entry.seq > revision && !isOfTeam(entry.kind) ? eventIn(entry) : null;
    if (event !== null) news.push(event);
  }
  return news;
}

/** Throws MOVED_ON where anything has come since; what one sent twice oneself is no news. */
export function refuseMovedOn(
  { rules }: Gateway,
  mpan: string,
  news: readonly ProcessEvent[],
): void {
  if (news.length === 0) return;
  const said = news.slice(-namedMax).map((event) => newsInWords(rules.zone, event));
  const more = news.length - said.length;
  throw movedOn(
    `MPAN ${mpan} has moved on since you looked: ${more > 0 ? `${more} earlier; ` : ''}${said.join('; ')}`,
    'nothing was done: look at it as it stands now, and act again if you still want to',
  );
}

export function newsInWords(zone: string, event: ProcessEvent): string {
  const when = localMoment(zone, event.receivedAt);
  switch (event.kind) {
    case 'operator':
      return actInWords(zone, event);
    case 'flow':
      return `${event.flow} from ${event.sender} came on ${when}`;
    case 'erased':
      return `${event.who} erased personal data on ${when}`;
    case 'notification':
    case 'appointment':
    case 'message':
    case 'visit':
    case 'undelivered':
    case 'acknowledged':
      return `${kinds[event.kind]} on ${when}`;
  }
}

const kinds = {
  notification: 'a notification came',
  appointment: 'an appointment came',
  message: 'a message of the DIP came',
  visit: 'a visit was reported',
  undelivered: 'an alert was given up',
  acknowledged: 'the transfer service said what became of a flow',
} as const;

/** `bert: decide has, on 2026-08-05 13:03 ("photo seen")`. */
function actInWords(zone: string, { who, action, reason, receivedAt }: OperatorEvent): string {
  const why = reason === '' ? '' : ` ("${reason}")`;
  return `${who}: ${whatWasDone(action)}, on ${localMoment(zone, receivedAt)}${why}`;
}

function whatWasDone(action: OperatorEvent['action']): string {
  switch (action.name) {
    case 'propose':
      return `proposed to ${actionInWords(action.action)}`;
    case 'takeBack':
      return `took back "${actionInWords(action.act)}"`;
    case 'resubmit':
      return `resubmitted ${action.source}`;
    case 'decide':
    case 'cancel':
    case 'approve':
    case 'resolve':
      return actionInWords(action);
  }
}

/**
 * The act itself, where all that came since is the same act by the same person: a form that was sent
 * twice. Null where anything else came.
 */
export function isSentTwice(
  news: readonly ProcessEvent[],
  { who, reason }: Act,
  what: string,
): OperatorEvent | null {
  const isSame = (event: ProcessEvent): event is OperatorEvent =>
    event.kind === 'operator' &&
    isSamePerson(event.who, who) &&
    event.reason === reason &&
    nameOfAct(event) === what;
  const [first] = news;
  return first !== undefined && isSame(first) && news.every(isSame) ? first : null;
}

const nameOfAct = ({ action }: OperatorEvent): string => {
  if (action.name === 'takeBack' || action.name === 'resubmit') return action.name;
  return actionInWords(action.name === 'propose' ? action.action : action);
};
