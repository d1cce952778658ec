/** Open items of the work queue, counted by cause and sender. */
import { z } from 'zod';
import { answerOfGroup, proposedGroups } from '../account/index.ts';
import { groupId } from '../gateway/index.ts';
import { exceptionCodes } from '../process/index.ts';
import { itemGroupShape } from './list-shapes.ts';
import { operation } from './operation.ts';

export const exceptionGroups = operation({
  name: 'exceptions groups',
  group: 'Work queue',
  summary: 'Open items of the work queue, counted by cause and sender, the most first',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({ items: z.array(itemGroupShape) }),
  route: 'GET /exceptions/groups',
  typed: '',
  example: {},
  run: async ({ gateway }) => {
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
