/**
 * What one event means to one MPAN. Every event ends in a reading that says so: it opened or moved
 * a check, was noted, became an Exception or an orphan, changed what is known of the meters, or is
 * no business of this gateway. Nothing is dropped silently.
 */

import { addWorkingDays, localDateOf, notCovered } from '../calendar/index.ts';
import { type Group, readInstance } from '../flow/index.ts';
import { supplierSide } from '../market/index.ts';
import { tellAcknowledged } from './tell-acknowledged.ts';
import { type LateClaim, exceptionId, raiseOn } from './advance.ts';
import { type CheckState, openStage } from './check.ts';
import { mendedIn } from './draft-parts.ts';
import type { FlowEvent, ToldEvent } from './event.ts';
import { raiseHere, reading, type Telling } from './hear.ts';
import { meterOperatorOf, noteRole, rememberLetters, tellUnknownLetters } from './letters.ts';
import {
  catalogueFor,
  headerOf,
  isInAnotherRole,
  type Road,
  roadOf,
  sideOfSender,
} from './role.ts';
import { copyOfState, type EventReading, type MpanState, type ProcessRules } from './state.ts';
import { tellAppointment, tellUndatedTermination } from './tell-appointment.ts';
import { tellMessage } from './tell-message.ts';
import { tellMeterDetails } from './tell-meter-details.ts';
import { tellOperator } from './tell-operator.ts';
import { tellFailedVisit, tellReport } from './tell-report.ts';
import {
  tellDistributorNotice,
  tellInvestigationRequest,
  tellNotification,
  tellReplacementRequest,
} from './tell-request.ts';
import { tellVisit } from './tell-visit.ts';
import { openCheckOf } from './which-check.ts';

/** Changes the state by one event and says what it meant. */
export function interpret(rules: ProcessRules, state: MpanState, event: ToldEvent): EventReading {
  const telling: Telling = {
    rules,
    state,
    event,
    mpan: state.mpan,
    key: event.key,
    at: event.effectiveAt,
    where: whereOf(event),
    ...(event.kind === 'flow' ? { sender: event.sender } : {}),
    ...claimOf(rules, state, event),
  };
  return event.claimsOurs === undefined
    ? tellAs(telling, event)
    : tellClaimed(telling, event, event.claimsOurs);
}

/**
 * What a person is asked about what says that it is from us: of a file once, of its corrected version
 * anew, because that has other words. Null where nothing is asked.
 */
export function claimAsked({ key, claimsOurs }: ToldEvent): string | null {
  if (claimsOurs === undefined) return null;
  const within = key.slice(key.indexOf(claimsOurs) + claimsOurs.length);
  const correction = /^\d+(\+\d+)/.exec(within)?.[1] ?? '';
  return `${claimsOurs}${correction}`;
}

/** True until a person has accepted that what came through inbox/ is from us. */
export function isClaimOpen({ mpan, resolutions }: MpanState, event: ToldEvent): boolean {
  const asked = claimAsked(event);
  return asked !== null && resolutions[exceptionId(mpan, 'OWN_FLOW_IN_INBOX', asked)] !== true;
}

/**
 * What says that it is from us and came through inbox/ moves nothing: anybody may drop a file there.
 * What would be no business of ours from sent/ is none from here, which is tried on a copy.
 */
function tellClaimed(telling: Telling, event: ToldEvent, claimsOurs: string): EventReading {
  const { rules, state } = telling;
  state.claimsOurs = [...new Set([...(state.claimsOurs ?? []), claimsOurs])];
  const header = headerOf(event);
  // Under a letter that is known by now to be another's it never said that it is from us.
  const side = header === null ? null : sideOfSender(rules, header);
  const isAnothers = side !== null && side !== rules.participant.role;
  if (isAnothers && event.sender === rules.participant.mpid) return tellAs(telling, event);
  const tried = tellAs({ ...telling, state: copyOfState(state) }, event);
  if (tried.means === 'notOurs') return tried;
  const supplier = rules.participant.role === supplierSide ? event.sender : null;
  const partner = event.kind === 'flow' ? (supplier ?? event.toMpid) : null;
  const asked = { ...telling, key: claimAsked(event) ?? claimsOurs, at: event.receivedAt };
  const raised = raiseHere(asked, openCheckOf(state, partner), 'OWN_FLOW_IN_INBOX');
  return isClaimOpen(state, event) ? raised : tellAs(telling, event);
}

function tellAs(telling: Telling, event: ToldEvent): EventReading {
  const { rules, state } = telling;
  const header = headerOf(event);
  if (header !== null && isInAnotherRole(rules, header)) {
    return reading(telling, 'notOurs', `${header.flow} to or from us in another role`);
  }
  const unknown = tellUnknownLetters(telling, event);
  if (unknown !== null) return unknown;
  switch (event.kind) {
    case 'notification':
      if (rules.participant.role !== supplierSide) {
        return reading(telling, 'notOurs', 'a Meter Operator waits for the instruction');
      }
      return tellNotification(telling, event.knownBackstop, rules.participant.mpid, {
        notifiedOn: event.notifiedOn,
        hints: event,
      });
    case 'flow':
      return tellFlow(telling, event);
    case 'appointment':
      return tellAppointment(telling, event);
    case 'message':
      return tellMessage(telling, event);
    case 'visit':
      return tellVisit(telling, event);
    case 'operator':
      return tellOperator(telling, event);
    case 'undelivered': {
      const { supplier, sequence } = event;
      const check = state.checks.find(
        (one) => one.supplier === supplier && one.sequence === sequence,
      );
      return raiseHere(telling, check, 'ALERT_UNDELIVERED');
    }
    case 'acknowledged':
      return tellAcknowledged(telling, event);
  }
}

/** What in particular, for the people who read the work queue. */
function whereOf(event: ToldEvent): string {
  if (event.kind === 'operator') return 'operator';
  if (event.kind === 'acknowledged') {
    const { sent, reason, file, line } = event;
    return `${sent}${reason === '' ? '' : `, reason ${reason}`}, by ${file} line ${line}`;
  }
  if (event.kind !== 'undelivered') {
    const path = 'dip' in event && event.dip !== undefined ? `, ${event.dip.path}` : '';
    return `${event.file} line ${event.line}${path}`;
  }
  const { alertKind, stage, channel, attempts, lastError } = event;
  return `${alertKind} of ${stage} on ${channel}, ${attempts} tried: ${lastError}`;
}

function tellFlow(telling: Telling, event: FlowEvent): EventReading {
  const { rules, state } = telling;
  const catalogue = catalogueFor(rules, event.createdAt);
  const groups = event.parts.map((part) =>
    readInstance(catalogue, event.flow, event.version, part.text, part.line),
  );
  const road = roadOf(rules, event);
  const partner = road.from === 'Supplier' ? event.sender : event.toMpid;
  const before = openCheckOf(state, partner);
  noteMended(telling, before);
  const told = tellOnRoad(telling, event, groups, road);
  const check = before ?? openCheckOf(state, partner);
  const operator = meterOperatorOf(rules, event, road);
  if (operator === null) return told;
  if (event.sender !== rules.participant.mpid) rememberLetters(telling, event);
  if (check === undefined || told.means === 'notOurs') return told;
  const isChanged = noteRole(telling, check, operator.mpid, operator.role);
  return isChanged ? { ...told, codes: [...told.codes, 'ROLE_CHANGED'] } : told;
}

function tellOnRoad(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
  { from, to }: Road,
): EventReading {
  switch (`${event.flow} ${from}>${to}`) {
    case 'D0001 Distributor>Supplier':
      return tellDistributorNotice(telling, event, groups);
    case 'D0001 Supplier>Meter Operator':
      return tellInvestigationRequest(telling, event, groups);
    case 'D0142 Supplier>Meter Operator':
      return tellReplacementRequest(telling, event, groups);
    case 'D0002 Meter Operator>Supplier':
      return tellReport(telling, event, groups);
    case 'D0150 Meter Operator>Supplier':
      return tellMeterDetails(telling, event, groups);
    case 'D0221 Meter Operator>Supplier':
      return tellFailedVisit(telling, event, groups);
    case 'D0151 Supplier>Meter Operator':
      return tellUndatedTermination(telling, event);
    default:
      return reading(telling, 'notOurs', `${event.flow} on a route that drives nothing`);
  }
}

/** A flow of ours that was mended says so on its check for ever. */
function noteMended(telling: Telling, check: CheckState | undefined): void {
  const { event, mpan, at, where } = telling;
  const stage = check === undefined ? undefined : openStage(check);
  if (event.kind !== 'flow' || event.mended === undefined) return;
  if (check === undefined || stage === undefined) return;
  const cause = { mpan, at, where, key: `${event.flow}|${stage.startedAt}` };
  raiseOn(telling.state, check, 'DRAFT_MENDED', cause, mendedIn(event.flow, event.mended));
}

/** Ours: what a counterparty's flow claims, if it came more Working Days later than is usual. */
function claimOf(
  rules: ProcessRules,
  { mpan, resolutions }: MpanState,
  event: ToldEvent,
): { readonly claim?: LateClaim } {
  if (event.kind !== 'flow' || event.effectiveAt !== event.createdAt) return {};
  const { participant, zone, calendarFor, lateClaimWorkingDays = 3 } = rules;
  const { sender, createdAt, receivedAt } = event;
  const by = sideOfSender(rules, event);
  if (by === null || (sender === participant.mpid && by === participant.role)) return {};
  for (const at of [receivedAt, null]) {
    const calendar = calendarFor(mpan, at);
    if (calendar === undefined) continue;
    const last = addWorkingDays(calendar, localDateOf(zone, createdAt), lateClaimWorkingDays);
    if (last === notCovered) continue;
    if (localDateOf(zone, receivedAt) <= last) return {};
    const isAccepted = resolutions[exceptionId(mpan, 'LATE_CLAIM', event.key)] === true;
    return { claim: { by, receivedAt, isAccepted } };
  }
  return {};
}
