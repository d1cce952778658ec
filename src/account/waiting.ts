/**
 * Everything that waits for a person, the most urgent first: flows that wait for approval and
 * Exceptions that wait for a decision, each with the words that answer it.
 */
import { type Gateway, type OwedFlow, owedFlows } from '../gateway/index.ts';
import { exceptionCodes, isSameAction, type Proposal } from '../process/index.ts';
import type { StoredCheck, StoredException } from '../store/index.ts';

export interface Waiting {
  readonly kind: 'approval' | 'decision';
  readonly id: string;
  readonly what: string;
  readonly says: string;
  readonly mpan: string;
  readonly stage: string | null;
  readonly since: string;
  readonly dueOn: string | null;
  /** Under four eyes: who has drafted or proposed it, and so cannot be the second. */
  readonly notBy: readonly string[];
  readonly answer: string;
}

export async function waitingItems(gateway: Gateway): Promise<Waiting[]> {
  const { store } = gateway;
  const flows = gateway.config.send === 'approve' ? await owedFlows(gateway) : [];
  const exceptions = await store.exceptions({ open: true });
  // A first approval is told with its flow.
  const told = new Set(flows.flatMap((flow) => ofFlow(flow).map(({ id }) => id)));
  const items = flows.map((flow) => approvalOf(gateway, flow));
  for (const exception of exceptions.filter(({ id }) => !told.has(id))) {
    const checks = await store.checks({ mpan: exception.mpan });
    items.push(await decisionOf(gateway, exception, checks));
  }
  const last = '9999';
  return items.sort((a, b) =>
    `${a.dueOn ?? last} ${a.since} ${a.id}` < `${b.dueOn ?? last} ${b.since} ${b.id}` ? -1 : 1,
  );
}

const ofFlow = ({ draft, proposals }: OwedFlow): readonly Proposal[] =>
  proposals.filter(({ action }) => isSameAction(action, { name: 'approve', flow: draft.flow }));

export function approvalOf({ config }: Gateway, flow: OwedFlow): Waiting {
  const { id, mpan, draft, stage, since, dueOn, drafter } = flow;
  const first = ofFlow(flow).map(({ who }) => who);
  return {
    kind: 'approval',
    id,
    what: `${draft.flow} to ${draft.toMpid ?? ''}`,
    says: 'waits for approval',
    mpan,
    stage,
    since,
    dueOn,
    notBy: !config.fourEyes ? [] : drafter === null ? first : [drafter],
    answer: `pawl approve ${id}`,
  };
}

export async function decisionOf(
  gateway: Gateway,
  exception: StoredException,
  checks: readonly StoredCheck[],
): Promise<Waiting> {
  const { id, mpan, code, at, supplier, sequence, detail } = exception;
  const check = checks.find((one) => one.supplier === supplier && one.sequence === sequence);
  const { says, remedy } = exceptionCodes[code];
  const proposal = code === 'SECOND_PERSON_NEEDED' ? await proposalOf(gateway, mpan, id) : null;
  return {
    kind: 'decision',
    id,
    what: code,
    says: `${says} (${detail})`,
    mpan,
    stage: check === undefined || check.closedOn !== null ? null : check.state,
    since: at,
    dueOn: check?.closedOn === null ? check.dueOn : null,
    notBy: proposal === null ? [] : [proposal.who],
    answer:
      proposal === null
        ? remedy.replace(/(pawl (?:decide|cancel)) MPAN/g, `$1 ${mpan}`).replace(/\bID\b/, id)
        : confirmation(mpan, proposal),
  };
}

async function proposalOf(gateway: Gateway, mpan: string, id: string): Promise<Proposal | null> {
  const state = (await gateway.store.loadMpans([mpan])).get(mpan)?.state;
  return state?.proposals?.find((proposal) => proposal.id === id) ?? null;
}

/** What another person types to confirm it. */
function confirmation(mpan: string, { action }: Proposal): string {
  switch (action.name) {
    case 'decide':
      return `pawl decide ${mpan} ${action.decision} --reason …`;
    case 'cancel':
      return `pawl cancel ${mpan} --reason …`;
    case 'approve':
      return `pawl approve ${mpan}-${action.flow}`;
    case 'resolve':
      return `pawl resolve ${action.exceptionId} ${action.accept ? 'accept' : 'dismiss'} --reason …`;
  }
}
