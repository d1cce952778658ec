/**
 * An answer from before every request that it could answer waits for one that fits. Ours: after ten
 * Working Days nobody is likely to send one, so a person is told on the check that is open.
 */
import { deadlineFor, type Instant, localDateOf, notCovered } from '../calendar/index.ts';
import { exceptionId } from './advance.ts';
import type { CheckState } from './check.ts';
import type { MpanState, ProcessRules } from './state.ts';

const workingDays = 10;

interface AgedOrphan {
  readonly id: string;
  /** When it becomes an Exception. */
  readonly at: Instant;
  readonly detail: string;
}

/** The orphans that are older than the request of an open check, now or later an Exception. */
export function agedOrphansOf(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
): readonly AgedOrphan[] {
  const { requestedAt, supplier, closedAt } = check;
  const calendar = rules.calendarFor(state.mpan, null);
  if (requestedAt === null || closedAt !== null || calendar === undefined) return [];
  const { zone, ruleSet } = rules;
  const stage = { calendar, zone, ruleSet, startedAt: requestedAt, workingDays };
  const deadline = state.orphans.length === 0 ? notCovered : deadlineFor(stage);
  if (deadline === notCovered) return [];
  const requestedOn = localDateOf(zone, requestedAt);
  return state.orphans
    .filter(({ at, to = supplier }) => at < requestedAt && to === supplier)
    .map(({ flow, fileIdentifier, key, at }) => ({
      id: exceptionId(state.mpan, 'RESPONSE_BEFORE_REQUEST', key),
      at: deadline.dueAt,
      detail: `${flow} ${fileIdentifier} of ${localDateOf(zone, at)}, the request of ${requestedOn}`,
    }));
}
