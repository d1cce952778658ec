/**
 * Approving owed flows: named ones, or all that fit what is filtered. What is approved can be undone
 * for a while before it is sent; under four eyes whoever brought a flow about cannot approve it, and one
 * that Pawl drafted by itself takes two people.
 */
import type { Instant } from '../calendar/index.ts';
import type { Config } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { sha256Of } from '../files/index.ts';
import { isSamePerson, type OperatorEvent } from '../process/index.ts';
import type { ListedCheckFilter, PageOrNone, StoredCheck } from '../store/index.ts';
import { type Act, freshKey, operatorEvent, refuseUnclearLogin, standingOfAct } from './act.ts';
import { commitEvents, commitUntilDone } from './batch.ts';
import type { Gateway } from './gateway.ts';
import { movedOn, newsInWords } from './moved-on.ts';
import { approvedFlows, owedFlows, owedFlowsOf, revisionsOf, send } from './owed.ts';
import type { OwedFlow } from './owed-file.ts';

/** Which flows are meant: ids, MPANs or `all`; without any of these all that fit what is named. */
export interface Chosen {
  readonly ids: readonly string[];
  readonly flow?: string;
  readonly party?: string;
  /** Only what is due on or before this date. */
  readonly dueBy?: string;
  /** Only what is owed on checks of a list. */
  readonly checks?: Omit<ListedCheckFilter, 'owed' | 'flow'>;
}

interface Approval {
  readonly sent: readonly { readonly flow: OwedFlow; readonly file: string }[];
  /** Approved, now or before, and sent once that can no longer be undone. */
  readonly approved: readonly {
    readonly flow: OwedFlow;
    readonly who: string;
    readonly until: Instant;
  }[];
  /** Not to be printed by a fault of ours; each is told as PAWL_FAULT. */
  readonly held: readonly OwedFlow[];
  /** Approved by one person, and waiting for another. */
  readonly proposed: readonly OwedFlow[];
  /** What the same person drafted or approved before, so that another must. */
  readonly own: readonly OwedFlow[];
}

/** What is sent without being asked cannot be kept back. */
const undoSecondsOf = ({ send: how, undoSeconds }: Config): number =>
  how === 'automatic' ? 0 : undoSeconds;

const checksPerRead = 500;

/**
 * The owed flows that are meant, those that were approved already only where they are named. Throws
 * NOT_FOUND for an id under which nothing is owed.
 */
export async function chosenFlows(gateway: Gateway, chosen: Chosen): Promise<readonly OwedFlow[]> {
  const ids = new Set(chosen.ids);
  const { flow, party, dueBy, checks } = chosen;
  const isNarrowed = [flow, party, dueBy, checks].some((one) => one !== undefined);
  const isAll = ids.delete('all') || (ids.size === 0 && isNarrowed);
  const owed = isAll ? await owedFlowsIn(gateway, chosen) : await owedFlowsNamed(gateway, ids);
  return owed.filter((one) => {
    const { id, mpan, draft, approval } = one;
    const isNamed = ids.has(id) || ids.has(mpan) || ids.has(`${mpan}-${draft.flow}`);
    return (isAll ? approval === null : isNamed) && isChosen(one, chosen);
  });
}

async function owedFlowsNamed(
  gateway: Gateway,
  ids: ReadonlySet<string>,
): Promise<readonly OwedFlow[]> {
  // An id begins with its MPAN. One flow is not looked for among all that are owed.
  const mpans = [...new Set([...ids].map((id) => id.replace(/-.*/, '')))];
  const owed = await owedFlowsOf(gateway, mpans);
  const known = new Set(owed.flatMap(({ id, mpan, draft }) => [id, mpan, `${mpan}-${draft.flow}`]));
  const unknown = [...ids].find((id) => !known.has(id));
  if (unknown === undefined) return owed;
  const waiting = (await owedFlows(gateway, 10)).map(({ id }) => id);
  throw new EngineError(
    'NOT_FOUND',
    `nothing is owed under "${unknown}"`,
    waiting.length === 0 ? 'no flow waits for approval now' : `waiting: ${waiting.join(', ')}`,
  );
}

/** What is owed on the checks of a list; on all checks where none is said. By MPAN, as files have it. */
async function owedFlowsIn(gateway: Gateway, { checks }: Chosen): Promise<readonly OwedFlow[]> {
  if (checks === undefined) return owedFlows(gateway);
  const owed: OwedFlow[] = [];
  for (let after: string | null = null; ; ) {
    const page: PageOrNone<StoredCheck> = await gateway.store.owingPage(
      { after, limit: checksPerRead },
      checks,
    );
    const rows = page?.items ?? [];
    const flows = await owedFlowsOf(gateway, [...new Set(rows.map(({ mpan }) => mpan))]);
    for (const { mpan, supplier, sequence } of rows) {
      owed.push(
        ...flows.filter(
          (one) => one.mpan === mpan && one.supplier === supplier && one.sequence === sequence,
        ),
      );
    }
    after = page?.next ?? null;
    if (after === null) return owed.sort((a, b) => (a.mpan < b.mpan ? -1 : 1));
  }
}

/** Whether a flow fits what is named besides ids. */
export const isChosen = (
  { draft, dueOn }: OwedFlow,
  { flow, party, dueBy }: Omit<Chosen, 'ids'>,
): boolean =>
  (flow === undefined || draft.flow === flow) &&
  (party === undefined || draft.toMpid === party) &&
  (dueBy === undefined || (dueOn !== null && dueOn <= dueBy));

/** Names a set of flows as they are drafted, so that nobody approves another one than they saw. */
export const seenOf = (flows: readonly OwedFlow[]): string => {
  const lines = flows.map(({ id, sha256 }) => `${id} ${sha256}`).toSorted();
  return sha256Of(Buffer.from(lines.join('\n'), 'utf8'));
};

/**
 * Approves what is meant, and sends what needs no second person and cannot be undone. Throws MOVED_ON
 * where it is not the set that was `seen`.
 */
export async function approve(
  gateway: Gateway,
  chosen: Chosen,
  act: Act,
  seen: string | null = null,
): Promise<Approval> {
  for (;;) {
    const named = await chosenFlows(gateway, chosen).catch(async (error: unknown) => {
      if (seen === null || !(error instanceof EngineError)) throw error;
      return [];
    });
    const flows = named.filter(({ approval }) => approval === null);
    if (seen !== null && seenOf(flows) !== seen) {
      const twice = await approvedTwice(gateway, act, seen);
      if (twice !== null) return twice;
      throw await otherThanSeen(gateway, flows);
    }
    const weighed = flows.map((flow) => ({ flow, standing: approvalOf(gateway, flow, act) }));
    const of = (kind: Weighed['kind']): OwedFlow[] =>
      weighed.filter(({ standing }) => standing.kind === kind).map(({ flow }) => flow);
    const toSend = [...of('counts'), ...of('confirms')];
    const until = releaseAt(gateway);
    const approvals = weighed.flatMap(({ flow, standing }) =>
      standing.kind === 'counts' || standing.kind === 'confirms'
        ? [approvalEvent(gateway, flow, act, standing, until)]
        : [],
    );
    const files =
      toSend.length === 0
        ? []
        : until === null
          ? await send(gateway, toSend, approvals)
          : await keepBack(gateway, toSend, approvals);
    if (files === 'conflict') continue;
    const proposed = of('proposes');
    const proposals = proposed.map(({ mpan, draft }) =>
      operatorEvent(
        gateway,
        mpan,
        { name: 'propose', action: { name: 'approve', flow: draft.flow } },
        act,
      ),
    );
    if (proposals.length > 0) await commitUntilDone(gateway, proposals);
    // Two Suppliers may each be owed the same flow about one MPAN.
    const names = new Map(
      files.flatMap(({ name, flow, toMpid, mpans }) =>
        mpans.map((mpan) => [`${mpan} ${flow} ${toMpid}`, name]),
      ),
    );
    const fileOf = ({ mpan, draft }: OwedFlow): string | undefined =>
      names.get(`${mpan} ${draft.flow} ${draft.toMpid}`);
    const sent = toSend.flatMap((flow) => {
      const file = fileOf(flow);
      return file === undefined ? [] : [{ flow, file }];
    });
    const held = until === null ? toSend.filter((flow) => fileOf(flow) === undefined) : [];
    const approved = until === null ? [] : toSend.map((flow) => ({ flow, who: act.who, until }));
    return {
      sent,
      approved: [...approved, ...alreadyApproved(named)],
      held,
      proposed,
      own: of('own'),
    };
  }
}

/** When what is approved now goes out; null where that is at once. */
function releaseAt({ config, clock }: Gateway): Instant | null {
  const seconds = undoSecondsOf(config);
  if (seconds === 0) return null;
  return Temporal.Instant.from(clock.now()).add({ seconds }).toString();
}

async function keepBack(
  gateway: Gateway,
  flows: readonly OwedFlow[],
  approvals: readonly OperatorEvent[],
): Promise<readonly [] | 'conflict'> {
  const result = await commitEvents(gateway, approvals, { revisions: revisionsOf(flows) });
  return result === 'conflict' ? result : [];
}

const alreadyApproved = (flows: readonly OwedFlow[]): Approval['approved'] =>
  flows.flatMap((flow) => {
    const { approval } = flow;
    return approval === null ? [] : [{ flow, who: approval.who, until: approval.until }];
  });

/** Where the same person has just approved just this set, a form was sent twice; null elsewhere. */
async function approvedTwice(
  gateway: Gateway,
  { who }: Act,
  seen: string,
): Promise<Approval | null> {
  const acts = new Map<Instant, OwedFlow[]>();
  for (const flow of await approvedFlows(gateway)) {
    const { at, who: by } = flow.approval;
    if (isSamePerson(by, who)) acts.set(at, [...(acts.get(at) ?? []), flow]);
  }
  const same = [...acts.values()].find((flows) => seenOf(flows) === seen);
  if (same === undefined) return null;
  return { sent: [], approved: alreadyApproved(same), held: [], proposed: [], own: [] };
}

async function otherThanSeen(
  { store, rules }: Gateway,
  flows: readonly OwedFlow[],
): Promise<EngineError> {
  const page = await store.actsPage({ act: 'approve', moves: true }, { after: null, limit: 1 });
  const [last] = page?.items ?? [];
  const by =
    last?.kind !== 'operator' ? '' : `; the last approval: ${newsInWords(rules.zone, last)}`;
  return movedOn(
    `what waits is no longer what was shown: ${flows.length === 1 ? '1 flow' : `${flows.length} flows`} now${by}`,
    'nothing was approved: look at what waits now, and approve it again',
  );
}

type Weighed = ReturnType<typeof standingOfAct>;

/** Ours: who decided what a flow follows from is its drafter; one other person's approval is enough. */
function approvalOf(gateway: Gateway, { draft, drafter, proposals }: OwedFlow, act: Act): Weighed {
  if (gateway.config.fourEyes && drafter !== null) {
    refuseUnclearLogin(act.who);
    return isSamePerson(drafter, act.who) ? { kind: 'own', since: '' } : { kind: 'counts' };
  }
  return standingOfAct(gateway, proposals, { name: 'approve', flow: draft.flow }, act);
}

function approvalEvent(
  gateway: Gateway,
  { mpan, id, draft, supplier, sequence, since, sha256, takenBack }: OwedFlow,
  act: Act,
  standing: Weighed,
  until: Instant | null,
): OperatorEvent {
  const { flow, toMpid } = draft;
  const to = toMpid ?? '';
  const undo =
    until === null ? {} : { undo: { until, supplier, sequence, since, to, draft: sha256 } };
  const event = operatorEvent(gateway, mpan, { name: 'approve', flow, ...undo }, act);
  return {
    ...event,
    key: freshKey(`approve/${id}/${event.effectiveAt}`, { takenBack }),
    // Ours: an approval stands before the flow it lets go at the same instant. One that is kept back
    // stands behind every decision of its second: it is about what they left.
    ...(until === null ? { sender: '' } : { fileIdentifier: '~approve' }),
    ...(standing.kind === 'confirms' ? { proposedBy: standing.proposedBy } : {}),
  };
}
