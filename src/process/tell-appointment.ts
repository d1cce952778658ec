/** Who is appointed from when: another Meter Operator, or another Supplier. Neither is a breach. */

import type { CheckState } from './check.ts';
import type { AppointmentEvent } from './event.ts';
import { hear, reading, type Telling } from './hear.ts';
import { noteRole, rememberLetters } from './letters.ts';
import { roadOf } from './role.ts';
import type { EventReading } from './state.ts';
import { openCheckOf } from './which-check.ts';

export function tellAppointment(telling: Telling, event: AppointmentEvent): EventReading {
  const { rules, state } = telling;
  const { appointed } = state;
  const { header } = event;
  const to = header === undefined ? null : roadOf(rules, { ...header, sender: event.sender }).to;
  if (header?.flow === 'D0155' && event.what === 'meterOperator' && to !== 'Meter Operator') {
    return reading(telling, 'notOurs', 'a D0155 to nobody who holds the metering service');
  }
  const isKnown = event.what.startsWith('meterOperator')
    ? appointed.meterOperatorKnown
    : appointed.supplier !== null;
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
      if (event.role === undefined) delete appointed.meterOperatorRole;
      else appointed.meterOperatorRole = event.role;
      if (header?.flow === 'D0155') rememberLetters(telling, { ...header, sender: event.sender });
      const as = event.role === undefined ? '' : ` as ${event.role}`;
      const says = `${event.party} is appointed Meter Operator${as}`;
      const check = openCheckOf(state, null);
      if (check === undefined) return reading(telling, 'noted', says);
      const isChange = check.meterOperator !== null && check.meterOperator !== event.party;
      check.meterOperator = event.party;
      const isRoleChange =
        event.role !== undefined && noteRole(telling, check, event.party, event.role);
      if (isChange) return hear(telling, check, 'meterOperatorChanged', says);
      const codes = isRoleChange ? (['ROLE_CHANGED'] as const) : [];
      return reading(telling, 'noted', says, { check, codes });
    }
    case 'meterOperatorEnds':
      // Of one who is appointed anew from that very day, the earlier appointment ends.
      if (appointed.meterOperator === event.party && appointed.meterOperatorFrom !== telling.at) {
        appointed.meterOperator = null;
        delete appointed.meterOperatorRole;
      }
      return reading(telling, 'noted', `${event.party} is no longer Meter Operator`);
    case 'supplier': {
      appointed.supplier = event.party;
      return loseSupply(telling, (check) => check.supplier !== event.party, event.party);
    }
    case 'supplierEnds':
      if (appointed.supplier === event.party) appointed.supplier = null;
      return loseSupply(telling, (check) => check.supplier === event.party, 'another Supplier');
  }
}

function loseSupply(
  telling: Telling,
  isLost: (check: CheckState) => boolean,
  to: string,
): EventReading {
  const says = `supplied by ${to}`;
  const lost = telling.state.checks.filter((check) => check.closedAt === null && isLost(check));
  const readings = lost.map((check) => hear(telling, check, 'supplierLost', says));
  return readings[0] ?? reading(telling, 'noted', says);
}
