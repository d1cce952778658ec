/**
 * What every act of a person is made of: who does it and why, and the event that keeps both. Under
 * four eyes an act that settles something is a proposal until another person does the same.
 */
import { isLogin } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import {
  actionInWords,
  isSameAction,
  isSamePerson,
  type MpanState,
  type OperatorEvent,
  type Proposal,
  type SettlingAction,
} from '../process/index.ts';
import type { Gateway } from './gateway.ts';

export interface Act {
  /** The operating system's user, or the identity of whoever asked over an interface. */
  readonly who: string;
  readonly reason: string;
}

export function operatorEvent(
  gateway: Pick<Gateway, 'clock' | 'config'>,
  mpan: string,
  action: OperatorEvent['action'],
  act: Act,
): OperatorEvent {
  const at = gateway.clock.now();
  const what = action.name === 'decide' ? action.decision : action.name;
  return {
    kind: 'operator',
    key: `operator/${mpan}/${what}/${aboutOf(action, act)}/${at}`,
    mpan,
    effectiveAt: at,
    receivedAt: at,
    // Sorts behind every flow of the same second: a person acts on what is there.
    sender: '~operator',
    fileIdentifier: what,
    line: 0,
    file: '',
    profile: gateway.config.profile,
    action,
    who: act.who,
    reason: act.reason,
  };
}

/** What tells this act from others of its kind and second. */
function aboutOf(action: OperatorEvent['action'], act: Act): string {
  switch (action.name) {
    case 'resolve':
      return action.exceptionId;
    case 'decide':
      return action.decision;
    case 'propose':
      return `${actionInWords(action.action)} by ${act.who}`;
    case 'takeBack':
      return `${actionInWords(action.act)} ${action.key}`;
    case 'resubmit':
      return `${action.source} ${action.lines?.join(',') ?? ''}`;
    case 'cancel':
    case 'approve':
      return action.name;
  }
}

/** Ours: with letters of two alphabets one person could look like two. Throws NOT_POSSIBLE. */
export function refuseUnclearLogin(who: string): void {
  if (isLogin(who)) return;
  throw new EngineError(
    'NOT_POSSIBLE',
    `"${who}" is not a login by which two people can be told apart`,
    'with fourEyes a login has the letters a to z, digits and . _ @ + -: give the token a person in web.tokens',
  );
}

/** What was taken back may be done once more within the same second. */
export const freshKey = (key: string, state: Pick<MpanState, 'takenBack'> | undefined): string =>
  state?.takenBack?.includes(key) === true ? freshKey(`${key}+`, state) : key;

/** How a settling act counts: at once, as the confirmation of a proposal, as one, or not again. */
type ActStanding =
  | { readonly kind: 'counts' }
  | { readonly kind: 'confirms'; readonly proposedBy: string }
  | { readonly kind: 'proposes' }
  | { readonly kind: 'own'; readonly since: string };

export function standingOfAct(
  { config }: Gateway,
  proposals: readonly Proposal[],
  action: SettlingAction,
  { who }: Act,
): ActStanding {
  if (!config.fourEyes) return { kind: 'counts' };
  refuseUnclearLogin(who);
  const same = proposals.filter((proposal) => isSameAction(proposal.action, action));
  const other = same.find((proposal) => !isSamePerson(proposal.who, who));
  if (other !== undefined) return { kind: 'confirms', proposedBy: other.who };
  const own = same[0];
  return own === undefined ? { kind: 'proposes' } : { kind: 'own', since: own.at };
}

/** The event by which an act stands, under four eyes or not. Throws NOT_POSSIBLE for one's own. */
export function settlingEvent(
  gateway: Gateway,
  mpan: string,
  state: MpanState | undefined,
  action: SettlingAction,
  act: Act,
): OperatorEvent {
  const standing = standingOfAct(gateway, state?.proposals ?? [], action, act);
  const event = operatorEvent(gateway, mpan, action, act);
  const counted = { ...event, key: freshKey(event.key, state) };
  switch (standing.kind) {
    case 'counts':
      return counted;
    case 'confirms':
      return { ...counted, proposedBy: standing.proposedBy };
    case 'proposes':
      return operatorEvent(gateway, mpan, { name: 'propose', action }, act);
    case 'own':
      throw new EngineError(
        'NOT_POSSIBLE',
        `${act.who} has already proposed "${actionInWords(action)}" for MPAN ${mpan}`,
        'with fourEyes another person must do the same; pawl queue shows what waits',
      );
  }
}
