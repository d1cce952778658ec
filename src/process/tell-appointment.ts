/** Who is appointed from when: another Meter Operator, or another Supplier. Neither is a breach. */

import { localDateOf } from '../calendar/index.ts';
import type { CheckState } from './check.ts';
import { supplierSide } from '../market/index.ts';
import type { AppointmentEvent, FlowEvent } from './event.ts';
import { hearSignal, raiseHere, reading, type Telling } from './hear.ts';
import { appointedRole, noteRole, rememberLetters } from './letters.ts';
import { roadOf, roleOf } from './role.ts';
import type { EventReading, MpanState } from './state.ts';
import { isOfOthers } from './tell-message.ts';
import { tellLinkedExport } from './tell-request.ts';
import { openCheckOf } from './which-check.ts';

export function tellAppointment(telling: Telling, event: AppointmentEvent): EventReading {
  const { rules, state } = telling;
  const { appointed } = state;
  const { header } = event;
  if (event.dip !== undefined && isOfOthers(state, event.dip)) {
    return reading(telling, 'notOurs', `${event.party}: of parties and an MPAN of others`);
  }
  if (event.what === 'linkedExport') return tellLinkedExport(telling, event.party);
  const to = header === undefined ? null : roadOf(rules, { ...header, sender: event.sender }).to;
  if (header?.flow === 'D0155' && event.what === 'meterOperator' && to !== 'Meter Operator') {
    return reading(telling, 'notOurs', 'a D0155 to nobody who holds the metering service');
  }
  if (event.what === 'terminated' && !isBetweenSides(telling, event)) {
    return reading(telling, 'notOurs', 'a D0151 that ends no appointment of a Meter Operator');
  }
  const isOfMeterOperator = event.what.startsWith('meterOperator');
  const { proposes } = event.dip ?? {};
  if (isOfMeterOperator && proposes !== undefined && state.refused?.includes(proposes) === true) {
    return reading(telling, 'noted', `${event.party}: the appointment was not accepted`);
  }
  const isKnown = isOfMeterOperator
    ? appointed.meterOperatorKnown
    : event.what === 'terminated' || appointed.supplier !== null;
  const past = state.checks.find(({ closedAt }) => closedAt !== null && telling.at < closedAt);
  if (past !== undefined && isKnown) {
    // Who was appointed when its check ended was known then and is kept; its dates are erased.
    return reading(telling, 'noted', `${event.party}: before what is known`, { check: past });
  }
  switch (event.what) {
    case 'meterOperator': {
      appointed.meterOperator = event.party;
      appointed.meterOperatorKnown = true;
      appointed.meterOperatorFrom = telling.at;
      delete appointed.meterOperatorEnded;
      const role = appointedRole(rules, event);
      delete appointed.meterOperatorRole;
      delete appointed.isMigrated;
      if (role !== null) appointed.meterOperatorRole = role;
      if (event.dip !== undefined) appointed.isMigrated = true;
      if (header?.flow === 'D0155') rememberLetters(telling, { ...header, sender: event.sender });
      const as = role === null ? '' : ` as ${role}`;
      const says = `${event.party} is appointed Meter Operator${as}`;
      const check = openCheckOf(state, null);
      if (check === undefined) return reading(telling, 'noted', says);
      const isChange = check.meterOperator !== null && check.meterOperator !== event.party;
      check.meterOperator = event.party;
      const isRoleChange = role !== null && noteRole(telling, check, event.party, role);
      if (isChange) {
        // Ours: whom the DIP tells that another takes its place is owed nothing any more.
        const { mpid, role: side } = rules.participant;
        const isOurLoss = event.dip !== undefined && side !== supplierSide && event.party !== mpid;
        return hearSignal(
          telling,
          check,
          isOurLoss ? 'supplierLost' : 'meterOperatorChanged',
          says,
        );
      }
      const codes = isRoleChange ? (['ROLE_CHANGED'] as const) : [];
      return reading(telling, 'noted', says, { check, codes });
    }
    case 'meterOperatorEnds':
      // Of one who is appointed anew from that very day, the earlier appointment ends.
      if (appointed.meterOperatorFrom !== telling.at) endAppointment(appointed, event.party);
      return reading(telling, 'noted', `${event.party} is no longer Meter Operator`);
    case 'terminated':
      return tellTermination(telling, event);
    case 'supplier': {
      appointed.supplier = event.party;
      appointed.supplierFrom = telling.at;
      delete appointed.supplierEnded;
      return loseSupply(telling, (check) => check.supplier !== event.party, event.party);
    }
    case 'supplierEnds':
      // Of one who supplies anew from that very day, the earlier supply ends.
      if (appointed.supplier === event.party && appointed.supplierFrom === telling.at) {
        return reading(telling, 'noted', `${event.party} supplies anew from that day`);
      }
      if (appointed.supplier === null || appointed.supplier === event.party) {
        appointed.supplier = null;
        delete appointed.supplierFrom;
        appointed.supplierEnded = event.party;
      }
      return loseSupply(telling, (check) => check.supplier === event.party, 'another Supplier');
  }
}

function endAppointment(appointed: MpanState['appointed'], party: string): void {
  const { meterOperator, meterOperatorKnown } = appointed;
  if (meterOperator === null ? meterOperatorKnown : meterOperator !== party) return;
  appointed.meterOperator = null;
  delete appointed.meterOperatorRole;
  delete appointed.isMigrated;
  appointed.meterOperatorEnded = party;
}

function isBetweenSides({ rules }: Telling, { header, sender }: AppointmentEvent): boolean {
  if (header === undefined) return false;
  const { from, to } = roadOf(rules, { ...header, sender });
  return from === 'Supplier' && to === 'Meter Operator';
}

/**
 * Ours: a Supplier ends what it has appointed itself. Who is appointed anew from that day on, or in another
 * role, goes on; so does who was appointed by another Supplier since. What is told after the day also ends
 * the check that was opened in between.
 */
function tellTermination(telling: Telling, event: AppointmentEvent): EventReading {
  const { rules, state, at } = telling;
  const { appointed } = state;
  const { party, sender, endedAt = at } = event;
  const says = `${sender} ends the appointment of ${party}`;
  const supplier = appointed.supplier ?? state.checks.at(-1)?.supplier ?? sender;
  const isAnew =
    appointed.meterOperator === party &&
    supplier === sender &&
    ((appointed.meterOperatorFrom ?? '') >= endedAt || isOtherRole(telling, event));
  if (isAnew) return reading(telling, 'noted', `${says}, who is appointed anew`);
  if (supplier === sender) endAppointment(appointed, party);
  const check = openCheckOf(state, sender);
  if (check === undefined || rules.participant.role === supplierSide) {
    return reading(telling, 'noted', says);
  }
  return hearSignal(telling, check, 'supplierLost', says);
}

/** True where it is appointed in another role than the one that the D0151 names: its MPAN has migrated. */
function isOtherRole({ rules, state }: Telling, { header, sender }: AppointmentEvent): boolean {
  const { meterOperatorRole, isMigrated = false } = state.appointed;
  if (header === undefined) return false;
  if (meterOperatorRole !== undefined) {
    return meterOperatorRole !== roleOf(rules, header.toRole, { ...header, sender });
  }
  const date = localDateOf(rules.zone, header.createdAt);
  return isMigrated && !rules.roles.isOfMigrated(header.toRole, date);
}

/** A D0151 without its day (298) ends nothing, and does not pass unseen where it may end a check. */
export function tellUndatedTermination(telling: Telling, event: FlowEvent): EventReading {
  const { rules, state } = telling;
  const check = openCheckOf(state, event.sender);
  if (check === undefined || rules.participant.role === supplierSide) {
    return reading(telling, 'noted', 'a D0151 that does not say from when the appointment ends');
  }
  return raiseHere(telling, check, 'UNEXPECTED_FLOW');
}

function loseSupply(
  telling: Telling,
  isLost: (check: CheckState) => boolean,
  to: string,
): EventReading {
  const says = `supplied by ${to}`;
  const lost = telling.state.checks.filter((check) => check.closedAt === null && isLost(check));
  const readings = lost.map((check) => hearSignal(telling, check, 'supplierLost', says));
  return readings[0] ?? reading(telling, 'noted', says);
}
