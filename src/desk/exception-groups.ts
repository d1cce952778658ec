/** Open items of the work queue, counted by cause and sender. */
import { z } from 'zod';
import { answerOfGroup, proposedGroups } from '../account/index.ts';
import { type Gateway, groupId } from '../gateway/index.ts';
import { exceptionFor } from '../process/index.ts';
import { itemGroupShape } from './list-shapes.ts';
import { operation } from './operation.ts';
import { askedMpid, exceptionCode } from './terms.ts';

interface GroupFilter {
  readonly code?: z.output<typeof exceptionCode> | undefined;
  readonly sender?: string | undefined;
}

export const exceptionGroups = operation({
  name: 'exceptions groups',
  group: 'Work queue',
  summary: 'Open items of the work queue, counted by cause and sender, the most first',
  role: 'viewer',
  takes: z.strictObject({
    code: exceptionCode.optional(),
    sender: askedMpid.optional().describe('whose flows gave rise to them'),
  }),
  answers: z.strictObject({ items: z.array(itemGroupShape) }),
  route: 'GET /exceptions/groups',
  typed: '',
  example: {},
  run: async ({ gateway }, filter) => ({ items: await groupsOf(gateway, filter) }),
});

export async function groupsOf(gateway: Gateway, { code, sender }: GroupFilter) {
  const { queueItemsPerSender } = gateway.config.limits;
  const groups = (await gateway.store.itemGroups(0)).filter(
    (one) =>
      (code === undefined || one.code === code) && (sender === undefined || one.sender === sender),
  );
  const proposed = groups.length === 0 ? [] : await proposedGroups(gateway);
  return groups.map((group) => {
    const { code: of, number, oldestAt } = group;
    const { kind, says } = exceptionFor(gateway.config.role, of);
    const id = groupId(group);
    return {
      id,
      code: of,
      kind,
      sender: group.sender,
      items: number,
      oldestAt,
      isListed: number <= queueItemsPerSender,
      notBy: proposed.filter((one) => one.id === id).flatMap((one) => one.notBy),
      says,
      remedy: answerOfGroup(group),
    };
  });
}
