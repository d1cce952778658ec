/** Files that this gateway sent. Their bytes are kept with the journal, wherever they have gone since. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { shownPartOfSent } from '../account/index.ts';
import { EngineError } from '../engine-error.ts';
import { sha256Of } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { OutboxFile } from '../store/index.ts';
import { linesAsked, linesOfPart, looksAtLines, partShape } from './file-lines.ts';
import { outboxShape } from './list-shapes.ts';
import { listed } from './listing.ts';
import { operation } from './operation.ts';
import { pageOf, paging } from './terms.ts';

export const outbox = operation({
  name: 'outbox',
  group: 'Files',
  summary: 'Files that this gateway sent, the newest first',
  role: 'viewer',
  takes: z.strictObject(paging),
  answers: pageOf(outboxShape),
  route: 'GET /outbox',
  typed: '',
  example: {},
  run: async ({ gateway: { store } }, asked) => listed(asked, (place) => store.outboxPage(place)),
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
    return {
      ...sent,
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
