/**
 * Approving owed flows, one or all at once. What is approved is written; under four eyes whoever
 * brought a flow about cannot approve it, and one that Pawl drafted by itself takes two people.
 */
import { EngineError } from '../engine-error.ts';
import { isSamePerson, type OperatorEvent } from '../process/index.ts';
import { type Act, operatorEvent, refuseUnclearLogin, standingOfAct } from './act.ts';
import { commitUntilDone } from './batch.ts';
import type { Gateway } from './gateway.ts';
import { owedFlows, owedFlowsOf, send } from './owed.ts';
import type { OwedFlow } from './owed-file.ts';

/** Which flows are meant: ids, MPANs or `all`; without any of these all that fit what is named. */
interface Chosen {
  readonly ids: readonly string[];
  readonly flow?: string;
  readonly party?: string;
  /** Only what is due on or before this date. */
  readonly dueBy?: string;
}

interface Approval {
  readonly sent: readonly { readonly flow: OwedFlow; readonly file: string }[];
  /** Not to be printed by a fault of ours; each is told as PAWL_FAULT. */
  readonly held: readonly OwedFlow[];
  /** Approved by one person, and waiting for another. */
  readonly proposed: readonly OwedFlow[];
  /** What the same person drafted or approved before, so that another must. */
  readonly own: readonly OwedFlow[];
}

/** The owed flows that are meant. Throws NOT_FOUND for an id under which nothing is owed. */
export async function chosenFlows(gateway: Gateway, chosen: Chosen): Promise<readonly OwedFlow[]> {
  const ids = new Set(chosen.ids);
  const { flow, party, dueBy } = chosen;
  const isNarrowed = flow !== undefined || party !== undefined || dueBy !== undefined;
  const isAll = ids.delete('all') || (ids.size === 0 && isNarrowed);
  // An id begins with its MPAN. One flow is not looked for among all that are owed.
  const mpans = [...new Set([...ids].map((id) => id.replace(/-.*/, '')))];
  const owed = isAll ? await owedFlows(gateway) : await owedFlowsOf(gateway, mpans);
  const known = new Set(owed.flatMap(({ id, mpan, draft }) => [id, mpan, `${mpan}-${draft.flow}`]));
  const unknown = [...ids].find((id) => !known.has(id));
  if (unknown !== undefined) {
    const waiting = (await owedFlows(gateway)).slice(0, 10).map(({ id }) => id);
    throw new EngineError(
      'NOT_FOUND',
      `nothing is owed under "${unknown}"`,
      waiting.length === 0 ? 'no flow waits for approval now' : `waiting: ${waiting.join(', ')}`,
    );
  }
  return owed.filter((one) => {
    const { id, mpan, draft } = one;
    const isNamed = ids.has(id) || ids.has(mpan) || ids.has(`${mpan}-${draft.flow}`);
    return (isAll || isNamed) && isChosen(one, chosen);
  });
}

/** Whether a flow fits what is named besides ids. */
export const isChosen = (
  { draft, dueOn }: OwedFlow,
  { flow, party, dueBy }: Omit<Chosen, 'ids'>,
): boolean =>
  (flow === undefined || draft.flow === flow) &&
  (party === undefined || draft.toMpid === party) &&
  (dueBy === undefined || (dueOn !== null && dueOn <= dueBy));

/** Approves what is meant, and sends what needs no second person. */
export async function approve(gateway: Gateway, chosen: Chosen, act: Act): Promise<Approval> {
  for (;;) {
    const flows = await chosenFlows(gateway, chosen);
    const weighed = flows.map((flow) => ({ flow, standing: approvalOf(gateway, flow, act) }));
    const of = (kind: Weighed['kind']): OwedFlow[] =>
      weighed.filter(({ standing }) => standing.kind === kind).map(({ flow }) => flow);
    const toSend = [...of('counts'), ...of('confirms')];
    const approvals = weighed.flatMap(({ flow, standing }) =>
      standing.kind === 'counts' || standing.kind === 'confirms'
        ? [approvalEvent(gateway, flow, act, standing)]
        : [],
    );
    const files = toSend.length === 0 ? [] : await send(gateway, toSend, approvals);
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
    const held = toSend.filter((flow) => fileOf(flow) === undefined);
    return { sent, held, proposed, own: of('own') };
  }
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
  { mpan, id, draft }: OwedFlow,
  act: Act,
  standing: Weighed,
): OperatorEvent {
  const event = operatorEvent(gateway, mpan, { name: 'approve', flow: draft.flow }, act);
  return {
    ...event,
    key: `approve/${id}/${event.effectiveAt}`,
    // Ours: an approval stands before the flow it lets go, which is created at the same instant.
    sender: '',
    ...(standing.kind === 'confirms' ? { proposedBy: standing.proposedBy } : {}),
  };
}
