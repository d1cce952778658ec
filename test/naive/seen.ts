/** The checks of the naive process as people see them at an instant. */
import { addWorkingDays, endOfDay, workingDaysBetween } from '../../src/calendar/index.ts';
import { type Check, type Item, type Past, type Stage, zone } from './past.ts';

/** What the naive process came to, as plain as it can be compared. */
export interface Found {
  readonly checks: readonly unknown[];
  readonly loose: readonly string[];
}

export function seenAt(past: Past, asOf: string): Found {
  /** What the open stage still lacks; a replacement whose removal is awaited counts as its D0150. */
  function isOwed(check: Check, stage: Stage): boolean {
    const { owes } = past.option.stages[stage.name]!;
    const { awaited } = check;
    // "A new meter told after the deadline takes no breach back."
    const isTold =
      awaited !== null && awaited.stage === stage && past.isInTime(stage, awaited.countsFrom);
    if (owes.length === 0) return true;
    if (isTold && past.option.cell('meterReplaced', stage.name).startsWith('> closed'))
      return false;
    return owes.some((flow) => stage.halves[flow] === undefined && !(flow === 'D0150' && isTold));
  }

  function statusOf(check: Check, stage: Stage): string {
    if (stage.endedAt === null) {
      if (asOf < past.dueAt(stage)) return 'open';
      // "What came late stays late, though only the removal is still awaited."
      const isLate = Object.values(stage.halves).some(
        (half) => !past.isInTime(stage, half.countsFrom),
      );
      return isOwed(check, stage) || isLate ? 'breached' : 'open';
    }
    if (stage.answeredAt === null) return 'withdrawn';
    return past.isInTime(stage, stage.countsFrom!) ? 'met' : 'late';
  }

  function itemsNow(check: Check): readonly string[] {
    const items = [...check.items];
    if (check.closedAt === null) {
      if (check.awaited !== null && asOf >= past.dueAt(past.stageOf(check))) {
        past.raise(items, 'REMOVAL_NOT_SEEN', check.awaited.of);
      }
      const { requestedAt } = check;
      for (const orphan of past.orphans) {
        if (requestedAt === null || orphan.at >= requestedAt) continue;
        const last = String(addWorkingDays(past.calendar, past.dayOf(requestedAt), 10));
        if (asOf >= endOfDay(zone, last)) past.raise(items, 'RESPONSE_BEFORE_REQUEST', orphan.of);
      }
    }
    return items.map(inWords).sort();
  }

  const inWords = ({ code, of, open: isOpen }: Item): string =>
    `${code}${isOpen ? ' open' : ''} of ${of}`;

  return {
    checks: past.checks.map((check) => ({
      sequence: check.sequence,
      state: check.closedAt === null ? past.stageOf(check).name : 'closed',
      outcome: check.outcome,
      meterOperator: check.meterOperator,
      openedOn: past.dayOf(check.openedAt),
      closedOn: check.closedAt === null ? null : past.dayOf(check.closedAt),
      stages: check.stages.map((stage) => ({
        name: stage.name,
        startedOn: past.dayOf(stage.startedAt),
        dueOn: past.dueOn(stage),
        answeredOn: stage.answeredAt === null ? null : past.dayOf(stage.countsFrom!),
        status: statusOf(check, stage),
        workingDaysTaken:
          stage.answeredAt === null
            ? null
            : workingDaysBetween(
                past.calendar,
                past.dayOf(stage.startedAt),
                past.dayOf(stage.countsFrom!),
              ),
      })),
      items: itemsNow(check),
    })),
    loose: past.loose.map(inWords).sort(),
  };
}
