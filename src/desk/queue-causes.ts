/** The work queue by cause: what is open, counted by code and by the words that were unclear. */
import { z } from 'zod';
import type { Gateway } from '../gateway/index.ts';
import { exceptionFor } from '../process/index.ts';
import type { ItemCause } from '../store/index.ts';
import { someOf } from './cursor.ts';
import { operation } from './operation.ts';
import { itemFilter, queueFilter } from './queue-filter.ts';
import { dueOf, nameOfParty, textsOfItem } from './queued.ts';
import { exceptionCode, instant, localDate, mpid, pageOf, paging, wholeNumber } from './terms.ts';

const causeShape = z
  .strictObject({
    code: exceptionCode,
    kind: z.enum(['holds', 'open', 'note']),
    words: z.string().describe('as they are compared, and asked for; empty where there are none'),
    said: z.array(z.string()).describe('all that one of the reports says, as it stands'),
    items: wholeNumber.describe('how many are open'),
    meterOperator: mpid.nullable().describe('null where there are several, or none is known'),
    meterOperatorName: z.string().nullable(),
    oldestAt: instant,
    dueOn: localDate.nullable().describe('of the one that is due first'),
    workingDaysLeft: wholeNumber.nullable().describe('negative once that deadline has passed'),
    overdue: z.boolean(),
    says: z.string(),
    answer: z.string().nullable().describe('the command that decides all of them'),
  })
  .meta({ id: 'QueueCause' });

export const queueCauses = operation({
  name: 'queue causes',
  group: 'Work queue',
  summary: 'What is open in the work queue, counted by cause: by code and by unclear words',
  role: 'viewer',
  takes: z.strictObject({ ...queueFilter, ...paging }),
  answers: pageOf(causeShape).extend({
    total: wholeNumber.describe('items of all causes, on all pages'),
  }),
  route: 'GET /queue/causes',
  typed: '',
  example: { code: 'REPORT_UNCLEAR' },
  run: async (desk, { limit, cursor, ...filter }) => {
    const { gateway } = desk;
    const all = await gateway.store.itemCauses(itemFilter(desk, filter));
    const { items, ...page } = someOf(all.sort(isMore), { limit, cursor });
    return {
      items: await Promise.all(items.map((cause) => told(gateway, cause))),
      ...page,
      total: all.reduce((sum, { number }) => sum + number, 0),
    };
  },
});

const isMore = (one: ItemCause, other: ItemCause): number =>
  other.number - one.number ||
  (`${one.code} ${one.words}` < `${other.code} ${other.words}` ? -1 : 1);

async function told(
  gateway: Gateway,
  { code, words, number, oldestAt, dueAt, id, meterOperators: [first, last] }: ItemCause,
): Promise<z.output<typeof causeShape>> {
  const item = words === '' ? null : await gateway.store.exception(id);
  const { kind, says } = exceptionFor(gateway.config.role, code);
  const meterOperator = first === last && first !== '' ? first : null;
  return {
    code,
    kind,
    words,
    said: item === null ? [] : [...(await textsOfItem(gateway, item))],
    items: number,
    meterOperator,
    meterOperatorName: nameOfParty(gateway, meterOperator),
    oldestAt,
    ...dueOf(gateway, id.slice(0, 13), dueAt),
    says,
    answer: words === '' ? null : `pawl decide words ${JSON.stringify(words)} …`,
  };
}
