/**
 * Who is late, with what, and which of our files asked for it. A decision that a counterparty has to
 * take is its own affair; what can be chased is a flow that it owes.
 */
import type { Instant } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { meterOperatorSide, supplierSide } from '../market/index.ts';
import type { CheckState, FlowEvent } from '../process/index.ts';
import { openStage } from '../process/index.ts';
import type { StoredCheck } from '../store/index.ts';
import { foundOf, standingOf } from './found-checks.ts';

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

/** The overdue answers of each counterparty, or of one, by its MPID, the longest overdue first. */
export async function lateAnswers(
  gateway: Gateway,
  party: string | null = null,
): Promise<Map<string, LateAnswer[]>> {
  const { rules, clock, config } = gateway;
  const now = clock.now();
  const late = new Map<string, LateAnswer[]>();
  const rows =
    party === null
      ? await gateway.store.checks({ breachedAt: now })
      : await overdueOf(gateway, party, now);
  for (const found of await foundOf(gateway, rows)) {
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

const rowsPerRead = 500;

/** What is over and one counterparty's turn, read in the order of an index however much others owe. */
async function overdueOf(
  { store, config }: Gateway,
  party: string,
  now: Instant,
): Promise<readonly StoredCheck[]> {
  const due = { after: null, until: now };
  const filter =
    config.role === supplierSide
      ? ({ owner: meterOperatorSide, meterOperator: party, due } as const)
      : ({ owner: supplierSide, supplier: party, due } as const);
  const rows: StoredCheck[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.checksPage>> = await store.checksPage(
      filter,
      { by: 'due', descending: false },
      { after, limit: rowsPerRead },
    );
    rows.push(...(page?.items ?? []));
    after = page?.next ?? null;
  } while (after !== null);
  return rows;
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
    .filter(({ claimsOurs }) => claimsOurs === undefined)
    .filter(({ effectiveAt }) => effectiveAt <= startedAt)
    .toSorted((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : 1));
  return asked.at(-1)?.fileIdentifier ?? null;
}
