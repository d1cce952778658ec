/** Which check of an MPAN an event is about: by its Supplier, and by when the event counts from. */
import type { Instant } from '../calendar/index.ts';
import type { CheckState } from './check.ts';
import type { MpanState } from './state.ts';

/** The open check of an MPAN: of one Supplier, or of any where no Supplier is named. */
export const openCheckOf = (state: MpanState, supplier: string | null): CheckState | undefined =>
  state.checks.findLast(
    (check) => check.closedAt === null && (supplier === null || check.supplier === supplier),
  );

export const latestCheckOf = (state: MpanState, supplier: string): CheckState | undefined =>
  state.checks.findLast((check) => check.supplier === supplier);

/**
 * The closed check of a Supplier that news of `at` belongs to although it was not heard then: what
 * was erased had an end, and late news from before that end neither opens a check nor tells of one
 * that came after it (docs/process.md, Order). Without an erasure there is none, because events are
 * heard in their order.
 */
export const erasedCheckOf = (
  state: MpanState,
  supplier: string,
  at: Instant,
): CheckState | undefined =>
  state.checks.find(
    (check) => check.supplier === supplier && check.closedAt !== null && at < check.closedAt,
  );

/** The closed check that an answer of `at` is about, where none is open. */
export function closedCheckOf(
  state: MpanState,
  supplier: string,
  at: Instant,
): CheckState | undefined {
  const later = erasedCheckOf(state, supplier, at);
  if (later === undefined || later.openedAt <= at) return later ?? latestCheckOf(state, supplier);
  // Between two checks it is the one before that it comes after.
  const before = state.checks.findLast(
    (check) => check.supplier === supplier && check.closedAt !== null && check.closedAt <= at,
  );
  return before ?? later;
}
