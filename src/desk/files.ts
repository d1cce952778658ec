/** Files that arrived, and what became of each. */
import { z } from 'zod';
import { shownPartOf, whereaboutsOf } from '../account/index.ts';
import { EngineError } from '../engine-error.ts';
import { refusedPartOf } from '../intake/index.ts';
import { fileOutcomes, type FileSort, indexedFileOrders, type ListedFile } from '../store/index.ts';
import { countOperation, facetsAmong } from './facets.ts';
import { linesAsked, linesOfPart, looksAtLines, partShape } from './file-lines.ts';
import { fileOutcome, fileRowShape, fileShape } from './list-shapes.ts';
import { given, instantsOf, listed, rising } from './listing.ts';
import { type Desk, operation } from './operation.ts';
import { fileId, receiptOf } from './receipt.ts';
import { instant, localDate, pageOf, paging, turnedOrder } from './terms.ts';
import { type Read, type RowValues, sortedPage, wholeOf } from './whole-list.ts';

/** In which orders files are listed: those that an index has, and two more of what is few. */
const fileOrders = [...indexedFileOrders, 'findings', 'size'] as const;

const orders: RowValues<ListedFile> = {
  name: ({ name }) => name,
  outcome: ({ outcome }) => outcome,
  flow: ({ flow }) => flow,
  sender: ({ sender }) => sender,
  identifier: ({ fileIdentifier }) => fileIdentifier,
  findings: ({ findings }) => findings,
  size: ({ size }) => size,
};

const filters = {
  outcome: fileOutcome.optional(),
  flow: z.string().min(1).max(20).optional().describe('of the header, such as D0002'),
  sender: z
    .string()
    .regex(/^[A-Za-z0-9]{1,20}$/, 'letters and digits')
    .optional(),
  named: z.string().min(1).max(300).optional().describe('a File Identifier, or a whole name'),
  from: localDate.optional().describe('received on or after this day'),
  to: localDate.optional().describe('received on or before this day'),
};

export const files = operation({
  name: 'files',
  group: 'Files',
  summary: 'Files that arrived, the newest first',
  role: 'viewer',
  takes: z.strictObject({
    ...filters,
    by: z.enum(fileOrders).default('received').describe('in which order'),
    order: turnedOrder,
    ...paging,
  }),
  answers: pageOf(fileRowShape),
  route: 'GET /files',
  typed: '',
  example: { outcome: 'rejected' },
  run: async (desk, { limit, cursor, by, order: said, ...asked }) => {
    const inIndex = by === 'findings' || by === 'size' ? undefined : by;
    const isFalling = inIndex === undefined || by === 'received';
    const order = said ?? (isFalling ? 'descending' : 'ascending');
    return sortedPage({ limit, cursor }, reading(desk, { ...asked, order }), {
      by,
      order,
      orders,
      idOf: ({ id }) => id,
      ...(inIndex === undefined ? {} : { indexed: reading(desk, { ...asked, order }, inIndex) }),
    });
  },
});

type Asked = z.output<z.ZodObject<typeof filters>> & {
  readonly order?: 'ascending' | 'descending' | undefined;
};

function reading(
  { gateway }: Desk,
  { from, to, order, ...asked }: Asked,
  by: FileSort = 'received',
): Read<ListedFile> {
  const narrow = { ...asked, by, ...rising(order), ...instantsOf(gateway, { from, to }) };
  return async (place) => gateway.store.filesPage(given(narrow), place);
}

export const filesCount = countOperation(files, {
  things: 'files',
  names: ['outcome', 'flow', 'sender'],
  facetsOf: async (desk, { outcome, flow, sender, named, from, to }) => {
    const beside = { named, from, to };
    const all = await wholeOf(reading(desk, beside));
    if (all === null)
      return countedByIndex(desk, { ...beside, ...given({ outcome, flow, sender }) });
    return facetsAmong<ListedFile>(
      all,
      {
        outcome: { wordOf: (one) => one.outcome },
        flow: { wordOf: (one) => one.flow },
        sender: { wordOf: (one) => one.sender },
      },
      { outcome, flow, sender },
    );
  },
});

/** Of many: each choice that is known is counted by itself, no further than a list is. */
async function countedByIndex(desk: Desk, asked: Asked) {
  const choices = {
    outcome: [...fileOutcomes],
    flow: [...new Set([...desk.gateway.rules.catalogue.flows.values()].map((one) => one.flow))],
  };
  const counting = Object.entries(choices).map(async ([name, words]) => ({
    name,
    values: await Promise.all(
      words.map(async (value) => {
        const narrow = { limit: 1 };
        const { counted } = await listed(narrow, reading(desk, { ...asked, [name]: value }));
        return { value, number: counted.number };
      }),
    ),
  }));
  return Promise.all(counting);
}

/** Ours: more often the same file is not looked at one by one. */
const sameShown = 10;

export const file = operation({
  name: 'file',
  group: 'Files',
  summary: 'One file that arrived, with its findings, and where it is now',
  role: 'viewer',
  takes: z.strictObject({ id: fileId }),
  answers: fileShape.extend({
    whereabouts: z.strictObject({
      kind: z
        .enum(['there', 'taken', 'gone'])
        .describe('taken: erased or purged; gone: moved by somebody, or put back into inbox/'),
      path: z.string(),
      change: z
        .strictObject({ at: instant, why: z.enum(['erased', 'purged']) })
        .nullable()
        .describe('of a file that is there: to some of its lines'),
      isTouched: z.boolean().describe('whether somebody changed it since it was received'),
    }),
    refused: z
      .string()
      .nullable()
      .describe('where what was refused of it lies, below the workspace'),
    same: z
      .strictObject({
        number: z.number().int(),
        files: z.array(
          z.strictObject({
            id: z.number().int(),
            name: z.string(),
            receivedAt: instant,
            outcome: fileOutcome,
          }),
        ),
      })
      .describe(`how often else the same bytes came, and ${sameShown} of them`),
  }),
  route: 'GET /files/:id',
  typed: '<id>',
  example: { id: 1 },
  problems: [404],
  run: async ({ gateway }, { id }) => {
    const receipt = await receiptOf(gateway, id);
    const all = await gateway.store.receiptsOfBytes(receipt.sha256);
    const others = all.filter((other) => other.id !== id);
    const shown = others.slice(0, sameShown).map(({ id: of, name, receivedAt, outcome }) => ({
      id: of,
      name,
      receivedAt,
      outcome,
    }));
    const whereabouts = await whereaboutsOf(gateway, receipt);
    const isThere = whereabouts.kind === 'there';
    const refused = isThere ? refusedPartOf(gateway, receipt) : null;
    return { ...receipt, whereabouts, refused, same: { number: others.length, files: shown } };
  },
});

export const fileLines = operation({
  name: 'lines',
  group: 'Files',
  summary: 'What a file that arrived says, a hundred lines at a time',
  role: 'viewer',
  takes: z.strictObject({ id: fileId, ...linesAsked }),
  answers: partShape,
  route: 'GET /files/:id/lines',
  typed: '<id>',
  example: { id: 1 },
  problems: [404],
  looks: looksAtLines,
  run: async (desk, { id, line }) => {
    const { gateway } = desk;
    const { kind, path } = await whereaboutsOf(gateway, await receiptOf(gateway, id));
    if (kind === 'there')
      return linesOfPart(desk, line, (part) => shownPartOf(gateway, path, part));
    throw new EngineError('NOT_FOUND', `no file lies in ${path}`, `pawl file ${id} says why`);
  },
});
