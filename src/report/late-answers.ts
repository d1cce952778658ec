/**
 * Who is late, with what, and which of our files asked for it. A decision that a counterparty has to
 * take is its own affair; what can be chased is a flow that it owes.
 */
import type { Instant } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { CheckState, FlowEvent } from '../process/index.ts';
import { openStage } from '../process/index.ts';
import { findChecks, standingOf } from './found-checks.ts';

export interface LateAnswer {
  readonly mpan: string;
  readonly sequence: number;
  readonly stage: string;
  readonly owes: readonly string[];
  readonly since: string;
  readonly dueOn: string | null;
  /** Null where the calendar does not cover them. */
  readonly workingDaysOver: number | null;
  /** File Identifier of the flow by which we asked; null where none is known. */
  readonly ourReference: string | null;
}

/** The overdue answers of each counterparty by its MPID, the longest overdue first. */
export async function lateAnswers(gateway: Gateway): Promise<Map<string, LateAnswer[]>> {
  const { rules, clock, config } = gateway;
  const now = clock.now();
  const late = new Map<string, LateAnswer[]>();
  for (const found of await findChecks(gateway, { breachedAt: now })) {
    const standing = standingOf(rules, found, now);
    if (standing === null || standing.owner === config.role) continue;
    const { owedBy, owes, workingDaysLeft } = standing;
    if (owedBy === null || owes.length === 0) continue;
    const { mpan } = found.state;
    const answer: LateAnswer = {
      mpan,
      sequence: found.check.sequence,
      stage: standing.stage,
      owes,
      since: standing.startedOn,
      dueOn: standing.dueOn,
      workingDaysOver: workingDaysLeft === null ? null : Math.max(0, -workingDaysLeft),
      ourReference: await ourReference(gateway, mpan, found.check, owedBy),
    };
    const answers = late.get(owedBy);
    if (answers === undefined) late.set(owedBy, [answer]);
    else answers.push(answer);
  }
  const order = ({ dueOn, mpan }: LateAnswer): string => `${dueOn ?? ''} ${mpan}`;
  for (const answers of late.values()) answers.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return late;
}

/** The last flow that went from us to them up to the start of the stage. */
async function ourReference(
  { store, config }: Gateway,
  mpan: string,
  check: CheckState,
  party: string,
): Promise<string | null> {
  const startedAt: Instant = openStage(check)?.startedAt ?? '';
  const asked = (await store.journalOf(mpan))
    .filter((event): event is FlowEvent => event.kind === 'flow')
    .filter(({ sender, toMpid }) => sender === config.mpid && toMpid === party)
    .filter(({ effectiveAt }) => effectiveAt <= startedAt)
    .toSorted((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : 1));
  return asked.at(-1)?.fileIdentifier ?? null;
}
