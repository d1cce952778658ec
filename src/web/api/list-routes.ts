/** What people look through, as lists: checks, open stages, exceptions, alerts, what waits. */
import { z } from 'zod';
import { answerOfGroup, proposedGroups, approvalOf, decisionOf } from '../../account/index.ts';
import { localDateOf } from '../../calendar/index.ts';
import { type Gateway, groupId, owedFlowsOf } from '../../gateway/index.ts';
import { exceptionCodes } from '../../process/index.ts';
import { workingDaysLeft } from '../../report/index.ts';
import { checkOrders, type StoredCheck, type StoredException } from '../../store/index.ts';
import { alertKind, alertShape } from './check-shapes.ts';
import {
  checkRowShape,
  exceptionRowShape,
  itemGroupShape,
  openStageShape,
  waitingShape,
} from './list-shapes.ts';
import { given, instantsOf, listed } from './listing.ts';
import { type Route, route } from './route.ts';
import {
  askedMpan,
  askedMpid,
  exceptionCode,
  localDate,
  ownerRole,
  pageOf,
  paging,
  yes,
} from './terms.ts';

const descending = z
  .enum(['ascending', 'descending'])
  .default('ascending')
  .describe('in which direction');

const checksRoute = route({
  method: 'GET',
  path: '/checks',
  group: 'Checks',
  summary: 'The checks and where each stands',
  role: 'viewer',
  query: z.strictObject({
    mpan: z
      .string()
      .regex(/^\d{1,13}$/, 'digits')
      .optional()
      .describe('an MPAN, or the digits it begins with'),
    state: z.string().min(1).max(60).optional().describe('the stage that is open, or closed'),
    supplier: askedMpid.optional(),
    meterOperator: askedMpid.optional(),
    owner: ownerRole.optional().describe('whose turn it is: X Supplier, M Meter Operator'),
    open: yes.optional(),
    breached: z.literal('true').optional().describe('only those that are over their deadline'),
    owed: yes.optional().describe('whether flows wait to be approved or sent'),
    by: z.enum(checkOrders).default('mpan').describe('in which order'),
    order: descending,
    ...paging,
  }),
  answer: pageOf(checkRowShape),
  handle: async ({ gateway, query }) => {
    const { by, order, breached, limit, cursor, ...filter } = query;
    const now = gateway.clock.now();
    const due = breached === undefined ? undefined : { after: null, until: now };
    const { items, next } = await listed({ limit, cursor }, (place) =>
      gateway.store.checksPage(
        given({ ...filter, due }),
        { by, descending: order === 'descending' },
        place,
      ),
    );
    return { items: items.map((row) => checkRow(row, now)), next };
  },
});

const isOverdue = ({ awaited, dueAt }: StoredCheck, now: string): boolean =>
  awaited && dueAt !== null && dueAt <= now;

const ownerOf = ({ owner }: StoredCheck): 'X' | 'M' | null =>
  owner === 'X' || owner === 'M' ? owner : null;

const checkRow = (row: StoredCheck, now: string): z.output<typeof checkRowShape> => ({
  ...row,
  owner: ownerOf(row),
  overdue: isOverdue(row, now),
  owed: row.owed === '' ? [] : row.owed.split(','),
});

const stagesRoute = route({
  method: 'GET',
  path: '/stages',
  group: 'Checks',
  summary: 'The open stages: who owes what until when, the nearest deadline first',
  role: 'viewer',
  query: z.strictObject({
    stage: z.string().min(1).max(60).optional(),
    supplier: askedMpid.optional(),
    meterOperator: askedMpid.optional(),
    owner: ownerRole.optional(),
    breached: z.literal('true').optional().describe('only those that are over'),
    dueBy: localDate.optional().describe('only those due on or before this date'),
    order: descending,
    ...paging,
  }),
  answer: pageOf(openStageShape),
  handle: async ({ gateway, query }) => {
    const { stage, order, breached, dueBy, limit, cursor, ...filter } = query;
    const now = gateway.clock.now();
    const dueUntil = breached === undefined ? instantsOf(gateway, { to: dueBy }).until : now;
    const due = dueUntil === undefined ? undefined : { after: null, until: dueUntil };
    const { items, next } = await listed({ limit, cursor }, (place) =>
      gateway.store.checksPage(
        given({ ...filter, state: stage, open: true, due }),
        { by: 'due', descending: order === 'descending' },
        place,
      ),
    );
    return { items: items.map((row) => openStage(gateway, row, now)), next };
  },
});

function openStage(
  { rules }: Gateway,
  row: StoredCheck,
  now: string,
): z.output<typeof openStageShape> {
  const owner = ownerOf(row);
  const { mpan, sequence, state, supplier, meterOperator, dueOn, dueAt, awaited } = row;
  const today = localDateOf(rules.zone, now);
  return {
    mpan,
    sequence,
    stage: state,
    owner,
    party: owner === 'X' ? supplier : meterOperator,
    owes: [...(rules.machines.get(row.profile)?.profile.stages[state]?.owes ?? [])],
    dueOn,
    dueAt,
    awaited,
    overdue: isOverdue(row, now),
    workingDaysLeft: workingDaysLeft(rules, mpan, dueOn, today),
  };
}

const exceptionsRoute = route({
  method: 'GET',
  path: '/exceptions',
  group: 'Work queue',
  summary: 'Exceptions and notes; of open ones the longest waiting first, else the newest first',
  role: 'viewer',
  query: z.strictObject({
    open: yes.optional(),
    code: exceptionCode.optional(),
    sender: askedMpid.optional().describe('whose flow gave rise to it'),
    mpan: askedMpan.optional(),
    ...paging,
  }),
  answer: pageOf(exceptionRowShape),
  handle: async ({ gateway, query: { limit, cursor, ...filter } }) => {
    const { items, next } = await listed({ limit, cursor }, (place) =>
      gateway.store.exceptionsPage(given(filter), place),
    );
    return { items: items.map(exceptionRow), next };
  },
});

const exceptionRow = (row: StoredException): z.output<typeof exceptionRowShape> => {
  const { id, mpan, supplier, sequence, code, at, detail, open, sender = null } = row;
  return { id, mpan, supplier, sequence, code, at, detail, sender, open, ...exceptionCodes[code] };
};

const groupsRoute = route({
  method: 'GET',
  path: '/exceptions/groups',
  group: 'Work queue',
  summary: 'Open items of the work queue, counted by cause and sender, the most first',
  role: 'viewer',
  answer: z.strictObject({ items: z.array(itemGroupShape) }),
  handle: async ({ gateway }) => {
    const { queueItemsPerSender } = gateway.config.limits;
    const groups = await gateway.store.itemGroups(0);
    const proposed = await proposedGroups(gateway);
    const items = groups.map((group) => {
      const { code, sender, number, oldestAt } = group;
      const { kind, says } = exceptionCodes[code];
      const isListed = number <= queueItemsPerSender;
      const remedy = answerOfGroup(group);
      const id = groupId(group);
      const notBy = proposed.filter((one) => one.id === id).flatMap((one) => one.notBy);
      return { id, code, kind, sender, items: number, oldestAt, isListed, notBy, says, remedy };
    });
    return { items };
  },
});

const alertsRoute = route({
  method: 'GET',
  path: '/alerts',
  group: 'Alerts',
  summary: 'Alerts, the last raised first',
  role: 'viewer',
  query: z.strictObject({
    kind: alertKind.optional(),
    mpan: askedMpan.optional(),
    retracted: yes.optional(),
    ...paging,
  }),
  answer: pageOf(alertShape),
  handle: async ({ gateway, query: { limit, cursor, ...filter } }) =>
    listed({ limit, cursor }, (place) => gateway.store.alertsPage(given(filter), place)),
});

const approvalsRoute = route({
  method: 'GET',
  path: '/approvals',
  group: 'Work queue',
  summary: 'Flows that wait to be approved, those due first before others',
  role: 'viewer',
  query: z.strictObject(paging),
  answer: pageOf(waitingShape).describe(
    'a page has a check at a time, which may owe several flows',
  ),
  handle: async ({ gateway, query }) => {
    const { items, next } = await listed(query, (place) => gateway.store.owingPage(place));
    const flows = await owedFlowsOf(gateway, [...new Set(items.map(({ mpan }) => mpan))]);
    const waiting = items.flatMap(({ mpan, supplier, sequence }) =>
      flows
        .filter(
          (one) => one.mpan === mpan && one.supplier === supplier && one.sequence === sequence,
        )
        .map((one) => approvalOf(gateway, one)),
    );
    return { items: waiting, next };
  },
});

const proposalsRoute = route({
  method: 'GET',
  path: '/proposals',
  group: 'Work queue',
  summary: 'What one person proposed and waits for a second, the longest waiting first',
  role: 'viewer',
  query: z.strictObject(paging),
  answer: pageOf(waitingShape),
  handle: async ({ gateway, query }) => {
    const filter = { open: true, code: 'SECOND_PERSON_NEEDED' } as const;
    const { items, next } = await listed(query, (place) =>
      gateway.store.exceptionsPage(filter, place),
    );
    const waiting = items.map(async (item) =>
      decisionOf(gateway, item, await gateway.store.checks({ mpan: item.mpan })),
    );
    return { items: await Promise.all(waiting), next };
  },
});

export const listRoutes: readonly Route[] = [
  checksRoute,
  stagesRoute,
  exceptionsRoute,
  groupsRoute,
  alertsRoute,
  approvalsRoute,
  proposalsRoute,
];
