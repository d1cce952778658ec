/** What an engineer found, told to an MPAN: it answers nothing by itself, but what is sent says it. */

import { localDateOf } from '../calendar/index.ts';
import { meterOperatorSide } from '../market/index.ts';
import { raiseOn } from './advance.ts';
import type { CheckState } from './check.ts';
import type { VisitEvent } from './event.ts';
import { exceptionCodes } from './exception.ts';
import { afterClosure, reading, type Telling } from './hear.ts';
import type { Signal } from './profile.ts';
import type { EventReading } from './state.ts';
import { earlyKey, isBeforeRequest, isUnused, requestedOn } from './visits.ts';

export function tellVisit(telling: Telling, event: VisitEvent): EventReading {
  const { state, rules } = telling;
  if (rules.participant.role !== meterOperatorSide) {
    return reading(
      telling,
      'notOurs',
      'a visit: for a Meter Operator to report, not for a Supplier',
    );
  }
  const says = `visit: ${event.outcome}`;
  const open = state.checks.filter(({ closedAt }) => closedAt === null);
  const erased = open.length === 0 ? erasedCheckOn(telling, event) : undefined;
  const signal = signalAfterClosure[event.outcome];
  if (erased !== undefined) {
    // It is no news for a request that comes later.
    return signal === undefined
      ? reading(telling, 'noted', `${says}, after closure`, { check: erased })
      : afterClosure(telling, erased, signal, says);
  }
  state.visits = [...(state.visits ?? []), event];
  // Each Supplier that asked is answered, or told of as not answered.
  for (const check of open) nameEarlyVisit(telling, check, event);
  const early = open.filter((check) => isBeforeRequest(rules, state, check, event));
  const check = open.findLast((one) => !early.includes(one)) ?? open.at(-1);
  if (check !== undefined) {
    return early.length === 0
      ? reading(telling, 'noted', says, { check })
      : reading(telling, 'exception', exceptionCodes.VISIT_BEFORE_REQUEST.says, {
          check: early[0] ?? check,
          codes: ['VISIT_BEFORE_REQUEST'],
        });
  }
  const closed = state.checks.at(-1);
  return closed === undefined || signal === undefined
    ? reading(telling, 'noted', 'a visit without an open check', closed && { check: closed })
    : afterClosure(telling, closed, signal, says);
}

/**
 * The erased check during which, or before which, a visit was made. Days are compared, because a
 * visit counts from the start of its day, before the requests of that day.
 */
const erasedCheckOn = ({ rules, state }: Telling, visit: VisitEvent): CheckState | undefined =>
  state.checks.find(
    ({ closedAt }) => closedAt !== null && visit.visitedOn < localDateOf(rules.zone, closedAt),
  );

const signalAfterClosure: Partial<Record<VisitEvent['outcome'], Signal>> = {
  noBackstop: 'reportedHasNot',
};

/** Raises the Exception for a visit that came before the request it would answer. */
function nameEarlyVisit(telling: Telling, check: CheckState, visit: VisitEvent): void {
  const { state, rules } = telling;
  if (!isBeforeRequest(rules, state, check, visit)) return;
  const { mpan, at } = telling;
  const cause = { mpan, at, key: earlyKey(check, visit), where: '' };
  const requested = requestedOn(rules.zone, check) ?? '';
  const detail = `visited on ${visit.visitedOn}, asked for by ${check.supplier} on ${requested}; ${visit.file} line ${visit.line}`;
  raiseOn(state, check, 'VISIT_BEFORE_REQUEST', cause, detail);
}

/** Looks at the visits told before a request, when that request is heard. */
export function nameEarlyVisits(telling: Telling, check: CheckState): void {
  const { state, rules } = telling;
  if (rules.participant.role !== meterOperatorSide) return;
  for (const visit of state.visits ?? []) {
    if (isUnused(state, visit)) nameEarlyVisit(telling, check, visit);
  }
}
