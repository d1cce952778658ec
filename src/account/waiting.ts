/**
 * Everything that waits for a person, the most urgent first: flows that wait for approval and
 * Exceptions that wait for a decision, each with the words that answer it.
 */
import {
  acceptableFeeds,
  acceptanceOf,
  type Gateway,
  groupId,
  isSettledByAnswer,
  type OwedFlow,
  proposedMerges,
  undoableCalendar,
  waitingFlows,
} from '../gateway/index.ts';
import { supplierSide } from '../market/index.ts';
import { exceptionFor, isSameAction, type Proposal } from '../process/index.ts';
import type {
  FeedFolder,
  ItemGroup,
  ListedExceptionFilter,
  PageOrNone,
  StoredCheck,
  StoredException,
} from '../store/index.ts';

export interface Waiting {
  /**
   * `group`: items of one cause and one sender that are too many to be listed one by one. `calendar`: a
   * feed that was refused, or a proposal to take one back. `reference`: a proposal about reference data.
   */
  readonly kind: 'approval' | 'decision' | 'group' | FeedFolder;
  readonly id: string;
  readonly what: string;
  readonly says: string;
  /** Empty for what is about no one MPAN. */
  readonly mpan: string;
  /** How many items it stands for; of a group more than one. */
  readonly items: number;
  readonly stage: string | null;
  readonly since: string;
  readonly dueOn: string | null;
  /** The Meter Operator of its check, or to whom it goes; null where there is none. */
  readonly meterOperator: string | null;
  /** The item of the work queue that it is; null of what is none, or many. */
  readonly item: StoredException | null;
  /** Under four eyes: who has drafted or proposed it, and so cannot be the second. */
  readonly notBy: readonly string[];
  readonly answer: string;
}

/** Narrowed by words, each item is listed, however many come from one sender. */
export async function waitingItems(
  gateway: Gateway,
  filter: Pick<ListedExceptionFilter, 'words'> = {},
): Promise<Waiting[]> {
  const { store } = gateway;
  const flows = gateway.config.send === 'approve' ? await waitingFlows(gateway) : [];
  const { groups, exceptions } = await openItems(gateway, filter);
  // A first approval is told with its flow.
  const told = new Set(flows.flatMap((flow) => ofFlow(flow).map(({ id }) => id)));
  const items = [
    ...flows.map((flow) => approvalOf(gateway, flow)),
    ...groups.map((group) => waitingGroup(gateway, group)),
  ];
  for (const exception of exceptions.filter(({ id }) => !told.has(id))) {
    const checks = await store.checks({ mpan: exception.mpan });
    items.push(await decisionOf(gateway, exception, checks));
  }
  items.push(...(await proposedGroups(gateway)), ...(await waitingFeeds(gateway)));
  return items.sort((a, b) => (urgencyOf(a) < urgencyOf(b) ? -1 : 1));
}

/** Sorts what waits: the nearest due date first, then the longest waiting. */
export const urgencyOf = ({ dueOn, since, id }: Waiting): string =>
  `${dueOn ?? '9999'} ${since} ${id}`;

/** Open items: those few enough to be listed, and the groups of those that are not. */
async function openItems(
  { store, config }: Gateway,
  narrow: Pick<ListedExceptionFilter, 'words'>,
): Promise<{
  readonly groups: readonly ItemGroup[];
  readonly exceptions: readonly StoredException[];
}> {
  const groups =
    narrow.words === undefined ? await store.itemGroups(config.limits.queueItemsPerSender) : [];
  const exceptions: StoredException[] = [];
  for (let after: string | null = null; ; ) {
    const filter = { open: true, without: groups, ...narrow } as const;
    const page: PageOrNone<StoredException> = await store.exceptionsPage(filter, {
      after,
      limit: itemsPerRead,
    });
    exceptions.push(...(page?.items ?? []));
    after = page?.next ?? null;
    if (after === null) return { groups, exceptions };
  }
}

const itemsPerRead = 1_000;

/** What settles a group, or lists it where each item takes a decision of its own. */
export const answerOfGroup = (group: ItemGroup): string =>
  isSettledByAnswer(group.code)
    ? `pawl resolve ${groupId(group)} dismiss --reason …`
    : `pawl exceptions --code ${group.code} --sender ${group.sender}`;

const waitingGroup = ({ config }: Gateway, group: ItemGroup): Waiting => ({
  kind: 'group',
  id: groupId(group),
  what: group.code,
  says: `${exceptionFor(config.role, group.code).says} (${group.number} items from ${group.sender})`,
  mpan: '',
  items: group.number,
  stage: null,
  since: group.oldestAt,
  dueOn: null,
  ...noItem,
  notBy: [],
  answer: answerOfGroup(group),
});

/** What one person proposed to dismiss at once, and another has not yet. */
export async function proposedGroups({ store, config }: Gateway): Promise<Waiting[]> {
  if (!config.fourEyes) return [];
  return (await store.proposedTogether()).map(({ group, who, at, number }) => ({
    kind: 'group',
    id: group,
    what: 'SECOND_PERSON_NEEDED',
    says: `${who} proposed to dismiss ${number} ${number === 1 ? 'item' : 'items'} of ${group}`,
    mpan: '',
    items: number,
    stage: null,
    since: at,
    dueOn: null,
    ...noItem,
    notBy: [who],
    answer: `pawl resolve ${group} dismiss --reason …`,
  }));
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
    items: 1,
    stage,
    since,
    dueOn,
    meterOperator: config.role === supplierSide ? draft.toMpid : config.mpid,
    item: null,
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
  const { says, remedy } = exceptionFor(gateway.config.role, code);
  const proposal = code === 'SECOND_PERSON_NEEDED' ? await proposalOf(gateway, mpan, id) : null;
  return {
    kind: 'decision',
    id,
    what: code,
    says: `${says} (${detail})`,
    mpan,
    items: 1,
    stage: check === undefined || check.closedOn !== null ? null : check.state,
    since: at,
    dueOn: check?.closedOn === null ? check.dueOn : null,
    meterOperator: exception.meterOperator ?? null,
    item: exception,
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

/** What waits beside the calendar and the reference data: feeds that were refused, and proposals. */
export const waitingFeeds = async (gateway: Gateway): Promise<Waiting[]> => [
  ...(await waitingCalendars(gateway)),
  ...(await waitingMerges(gateway)),
];

const waitingMerges = async (gateway: Gateway): Promise<Waiting[]> =>
  (await proposedMerges(gateway)).map(({ key, who, says, answer, at }) => ({
    kind: 'reference',
    id: `reference/${key}`,
    what: 'SECOND_PERSON_NEEDED',
    says: `${who} proposed to ${says}`,
    mpan: '',
    items: 1,
    stage: null,
    since: at,
    dueOn: null,
    ...noItem,
    notBy: [who],
    answer,
  }));

const noItem = { meterOperator: null, item: null } as const;

async function waitingCalendars(gateway: Gateway): Promise<Waiting[]> {
  const about = {
    kind: 'calendar',
    mpan: '',
    items: 1,
    stage: null,
    dueOn: null,
    ...noItem,
  } as const;
  const refused = (await acceptableFeeds(gateway)).map(
    ({ name, why, at, proposedBy, proposedAt }): Waiting => ({
      ...about,
      id: `calendar/${name}`,
      what: proposedBy === null ? 'FEED_REFUSED' : 'SECOND_PERSON_NEEDED',
      says:
        proposedBy === null
          ? `calendar/${name} is not merged: ${why}`
          : `${proposedBy} proposed to accept calendar/${name}: ${why}`,
      since: proposedAt ?? at,
      notBy: proposedBy === null ? [] : [proposedBy],
      answer: acceptanceOf(name),
    }),
  );
  const undoable = await undoableCalendar(gateway);
  if (undoable === null || undoable.proposedBy === null) return refused;
  const { source, proposedBy, proposedAt, mergedAt } = undoable;
  const undo: Waiting = {
    ...about,
    id: 'calendar/undo',
    what: 'SECOND_PERSON_NEEDED',
    says: `${proposedBy} proposed to take calendar/${source} back`,
    since: proposedAt ?? mergedAt,
    notBy: [proposedBy],
    answer: 'pawl calendar undo --reason …',
  };
  return [...refused, undo];
}
