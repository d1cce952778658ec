/** Who is appointed from when: another Meter Operator, or another Supplier. Neither is a breach. */

import type { CheckState } from './check.ts';
import type { AppointmentEvent } from './event.ts';
import { hear, reading, type Telling } from './hear.ts';
import type { EventReading } from './state.ts';
import { openCheckOf } from './which-check.ts';

export function tellAppointment(telling: Telling, event: AppointmentEvent): EventReading {
  const { state } = telling;
  const { appointed } = state;
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
      const says = `${event.party} is appointed Meter Operator`;
      const check = openCheckOf(state, null);
      if (check === undefined) return reading(telling, 'noted', says);
      const isChange = check.meterOperator !== null && check.meterOperator !== event.party;
      check.meterOperator = event.party;
      return isChange
        ? hear(telling, check, 'meterOperatorChanged', says)
        : reading(telling, 'noted', says, { check });
    }
    case 'meterOperatorEnds':
      if (appointed.meterOperator === event.party) appointed.meterOperator = null;
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
