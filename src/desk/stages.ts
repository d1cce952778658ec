/** Who owes what until when. */
import { z } from 'zod';
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { meterOperatorSide, supplierSide } from '../market/index.ts';
import { workingDaysLeft } from '../report/index.ts';
import type { StoredCheck } from '../store/index.ts';
import { isOverdue, sideOwing, owesOf } from './checks.ts';
import { openStageShape } from './list-shapes.ts';
import { given, instantsOf, listed } from './listing.ts';
import { operation } from './operation.ts';
import { askedMpid, descending, localDate, ownerRole, pageOf, paging } from './terms.ts';

export const stages = operation({
  name: 'stages',
  group: 'Checks',
  summary: 'The open stages: who owes what by when, the nearest deadline first',
  role: 'viewer',
  takes: z.strictObject({
    stage: z.string().min(1).max(60).optional(),
    supplier: askedMpid.optional(),
    meterOperator: askedMpid.optional(),
    owner: ownerRole.optional(),
    breached: z.literal('true').optional().describe('only those that are over'),
    dueBy: localDate.optional().describe('only those due on or before this date'),
    order: descending,
    ...paging,
  }),
  answers: pageOf(openStageShape),
  route: 'GET /stages',
  typed: '',
  example: { owner: meterOperatorSide, breached: 'true' },
  run: async ({ gateway }, { stage, order, breached, dueBy, limit, cursor, ...filter }) => {
    const now = gateway.clock.now();
    const dueUntil = breached === undefined ? instantsOf(gateway, { to: dueBy }).until : now;
    const due = dueUntil === undefined ? undefined : { after: null, until: dueUntil };
    const { items, ...page } = await listed({ limit, cursor }, (place) =>
      gateway.store.checksPage(
        given({ ...filter, state: stage, open: true, due }),
        { by: 'due', descending: order === 'descending' },
        place,
      ),
    );
    return { items: items.map((row) => openStage(gateway, row, now)), ...page };
  },
});

function openStage(gateway: Gateway, row: StoredCheck, now: string) {
  const { rules } = gateway;
  const owner = sideOwing(row);
  const { mpan, sequence, state, supplier, meterOperator, dueOn, dueAt, awaited } = row;
  const today = localDateOf(rules.zone, now);
  return {
    mpan,
    sequence,
    stage: state,
    owner,
    party: owner === supplierSide ? supplier : meterOperator,
    owes: owesOf(gateway, row),
    dueOn,
    dueAt,
    awaited,
    overdue: isOverdue(row, now),
    workingDaysLeft: workingDaysLeft(rules, mpan, dueOn, today),
  };
}
