/** Files that this gateway sent. Their bytes are kept with the journal, wherever they have gone since. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { shownPartOfSent } from '../account/index.ts';
import { EngineError } from '../engine-error.ts';
import { sha256Of } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { acknowledgedOf } from '../process/index.ts';
import type { ListedOutboxFile, OutboxFile } from '../store/index.ts';
import { countOperation, facetsAmong } from './facets.ts';
import { linesAsked, linesOfPart, looksAtLines, partShape } from './file-lines.ts';
import { outboxShape } from './list-shapes.ts';
import { given } from './listing.ts';
import { type Desk, operation } from './operation.ts';
import { askedFlow, askedMpid, pageOf, paging, turnedOrder, yes } from './terms.ts';
import { type Read, type RowValues, sortedPage, wholeOf } from './whole-list.ts';

/** Without its version. */
const flowIn = ({ flow }: Pick<ListedOutboxFile, 'flow'>): string => flow.slice(0, 5);

const orders: RowValues<ListedOutboxFile> = {
  oldest: ({ id }) => id,
  name: ({ name: called }) => called,
  flow: flowIn,
  party: ({ toMpid }) => toMpid,
};

const filters = {
  flow: askedFlow.optional(),
  party: askedMpid.optional().describe('only to this participant'),
  written: yes.optional().describe('no: only what does not lie in outbox/ yet'),
};

export const outbox = operation({
  name: 'outbox',
  group: 'Files',
  summary: 'Files that this gateway sent, the newest first',
  role: 'viewer',
  takes: z.strictObject({
    ...filters,
    by: z.enum(['created', 'name', 'flow', 'party']).default('created').describe('in which order'),
    order: turnedOrder,
    ...paging,
  }),
  answers: pageOf(outboxShape),
  route: 'GET /outbox',
  typed: '',
  example: {},
  run: async (desk, { limit, cursor, by, order: said, ...filter }) => {
    const order = said ?? (by === 'created' ? 'descending' : 'ascending');
    const page = await sortedPage({ limit, cursor }, reading(desk, filter), {
      // The store has those that were made last first.
      by: by === 'created' && order === 'ascending' ? 'oldest' : by,
      order,
      orders,
      idOf: ({ id }) => id,
    });
    return { ...page, items: await withAcknowledged(desk.gateway, page.items) };
  },
});

/** With what the transfer service said of each, which is kept with the MPANs that it is about. */
async function withAcknowledged<File extends Pick<OutboxFile, 'name' | 'mpans'>>(
  { store }: Gateway,
  files: readonly File[],
) {
  const firsts = files.flatMap(({ mpans }) => mpans.slice(0, 1));
  const known = firsts.length === 0 ? null : await store.loadMpans([...new Set(firsts)]);
  return files.map((file) => {
    const [first = ''] = file.mpans;
    const said = acknowledgedOf(known?.get(first)?.state, file.name);
    const refusedBecause = said?.outcome === 'refused' && said.reason !== '' ? said.reason : null;
    return { ...file, acknowledged: said?.outcome ?? null, refusedBecause };
  });
}

type Asked = z.output<z.ZodObject<typeof filters>>;

function reading({ gateway }: Desk, { party: toMpid, ...filter }: Asked): Read<ListedOutboxFile> {
  return async (place) => gateway.store.outboxPage(place, given({ ...filter, toMpid }));
}

export const outboxCount = countOperation(outbox, {
  things: 'files written',
  names: ['flow', 'party', 'written'],
  facetsOf: async (desk, { flow, party, written }) =>
    facetsAmong(
      (await wholeOf(reading(desk, {}))) ?? [],
      {
        flow: { wordOf: (one: ListedOutboxFile) => flowIn(one) },
        party: { wordOf: (one: ListedOutboxFile) => one.toMpid },
        written: { wordOf: (one: ListedOutboxFile) => (one.written ? 'yes' : 'no') },
      },
      { flow, party, written: written === undefined ? undefined : written ? 'yes' : 'no' },
    ),
});

const name = z.string().min(1).max(300).describe('of the file in outbox/');

async function sentNamed({ store }: Gateway, wanted: string): Promise<OutboxFile> {
  const found = (await store.outboxNamed(wanted)).find((one) => one.name === wanted);
  if (found !== undefined) return found;
  throw new EngineError('NOT_FOUND', `no file ${wanted} was sent`, 'pawl outbox lists those sent');
}

const isAsSent = ({ text, sha256 }: OutboxFile): boolean =>
  sha256Of(Buffer.from(text, 'latin1')) === sha256;

export const sentFile = operation({
  name: 'sent',
  group: 'Files',
  summary: 'One file that this gateway sent',
  role: 'viewer',
  takes: z.strictObject({ name }),
  answers: outboxShape.omit({ id: true, written: true }).extend({
    isThere: z.boolean().describe('whether it lies in outbox/ still'),
    isAsSent: z.boolean().describe('false: what it said of some MPANs was erased or purged'),
  }),
  route: 'GET /outbox/:name',
  typed: '<name>',
  example: { name: 'D0001_MOPX_PW00000001.usr' },
  problems: [404],
  run: async ({ gateway }, asked) => {
    const { text: _text, ...sent } = await sentNamed(gateway, asked.name);
    const [told] = await withAcknowledged(gateway, [sent]);
    assert(told !== undefined);
    return {
      ...told,
      isThere: existsSync(join(gateway.workspace, 'outbox', sent.name)),
      isAsSent: isAsSent({ text: _text, ...sent }),
    };
  },
});

export const sentLines = operation({
  name: 'sent lines',
  group: 'Files',
  summary: 'What a file that this gateway sent says, a hundred lines at a time',
  role: 'viewer',
  takes: z.strictObject({ name, ...linesAsked }),
  answers: partShape,
  route: 'GET /outbox/:name/lines',
  typed: { no: 'pawl show takes the file itself' },
  example: { name: 'D0001_MOPX_PW00000001.usr' },
  problems: [404],
  looks: looksAtLines,
  run: async (desk, asked) => {
    const { gateway } = desk;
    const sent = await sentNamed(gateway, asked.name);
    return linesOfPart(desk, asked.line, (part) => shownPartOfSent(gateway, sent, part));
  },
});
