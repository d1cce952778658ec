/**
 * What each stage of each check says about how deadlines are kept: no more than is counted, and
 * nothing that time alone changes. Stages that say the same are one entry with their number, so that
 * a hundred thousand checks are a few thousand entries, and any period is counted from those at once.
 */
import { type Instant, type LocalDate, localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { Side } from '../market/index.ts';
import {
  type CheckState,
  countedAt,
  isAwaited,
  type MpanState,
  outcomeOf,
  nextPlace,
  type ProcessRules,
  type StageRecord,
  type StageStatus,
  statusOf,
  workingDaysTaken,
} from '../process/index.ts';
import { partyOf } from './found-checks.ts';

export interface StageFact {
  /** MPID of who owed it, as the check names them now; empty where none is known. */
  readonly party: string;
  readonly owner: Side;
  readonly stage: string;
  /** Working Days there were for it. */
  readonly window: number;
  readonly startedOn: LocalDate;
  readonly dueAt: Instant | null;
  /** The day of its answer, or on which it was withdrawn; null while it is open. */
  readonly endedOn: LocalDate | null;
  /** Of an open stage it says nothing: that is a question of time. */
  readonly status: StageStatus;
  readonly days: number | null;
  /** Whether its answer came long after the time it claims. */
  readonly deliveredLate: boolean;
  /** Whether somebody must still act on it. */
  readonly isAwaited: boolean;
  /** What followed it, as `nextPlace` names it; null while it is open. */
  readonly next: string | null;
}

/** Equal facts and how many there are of each. */
export interface StageFacts {
  readonly add: (fact: StageFact) => void;
  readonly entries: () => Iterable<{ readonly fact: StageFact; readonly number: number }>;
}

export function stageFacts(): StageFacts {
  const entries = new Map<string, { fact: StageFact; number: number }>();
  return {
    add: (fact) => {
      const key = Object.values(fact).join('|');
      const known = entries.get(key);
      if (known === undefined) entries.set(key, { fact, number: 1 });
      else known.number += 1;
    },
    entries: () => entries.values(),
  };
}

const mpansPerRead = 250;

/**
 * Reads all checks into the facts, part by part; whoever waits for the next part decides whether
 * something else comes first. `seen` is shown each MPAN that is read.
 */
export async function* readStageFacts(
  { store, rules, config }: Gateway,
  facts: StageFacts,
  seen: (state: MpanState) => void = () => undefined,
): AsyncGenerator<number> {
  let read = 0;
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, mpansPerRead);
    const last = some.at(-1);
    if (last === undefined) return;
    for (const { state } of some) {
      seen(state);
      for (const check of state.checks) addFacts(rules, config.role, state, check, facts);
    }
    after = last.mpan;
    read += some.length;
    yield read;
  }
}

function addFacts(
  rules: ProcessRules,
  ours: Side,
  { mpan }: MpanState,
  check: CheckState,
  facts: StageFacts,
): void {
  const late = answersDeliveredLate(check, ours);
  for (const [index, stage] of check.stages.entries()) {
    const endedAt = countedAt(stage);
    const endedOn = endedAt === null ? null : localDateOf(rules.zone, endedAt);
    facts.add({
      party: partyOf(check, stage.owner) ?? '',
      owner: stage.owner,
      stage: stage.name,
      window: stage.workingDays,
      startedOn: localDateOf(rules.zone, stage.startedAt),
      dueAt: stage.deadline?.dueAt ?? null,
      endedOn,
      status: endedOn === null ? 'open' : statusOf(check, stage, ''),
      days: workingDaysTaken(rules, mpan, stage),
      deliveredLate: late.has(stage),
      isAwaited: endedOn === null && isAwaited(check),
      next: endedOn === null ? null : nextOf(check, index),
    });
  }
}

const nextOf = (check: CheckState, index: number): string =>
  nextPlace(check.stages[index + 1]?.name ?? 'closed', outcomeOf(check));

/**
 * The stages whose answer was delivered late. Of the many files of a day only the answer counts, and
 * an answer that ended several stages at once counts for the last that its sender owed.
 */
function answersDeliveredLate(
  { exceptions, stages }: CheckState,
  ours: Side,
): ReadonlySet<StageRecord> {
  const late = new Set<StageRecord>();
  for (const { code, at } of exceptions) {
    if (code !== 'DELIVERED_LATE') continue;
    const answered = stages.findLast(
      ({ owner, answeredAt, received }) =>
        owner !== ours &&
        answeredAt !== null &&
        (answeredAt === at || Object.values(received).includes(at)),
    );
    if (answered !== undefined) late.add(answered);
  }
  return late;
}
