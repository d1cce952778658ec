/** What was refused of a file, as it lies there: to be taken away, corrected, and brought in again. */
import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { whereaboutsOf } from '../account/index.ts';
import { EngineError } from '../engine-error.ts';
import { piecesOfFile } from '../files/index.ts';
import { checkMpan } from '../flow/index.ts';
import { refusedPartOf } from '../intake/index.ts';
import { operation } from './operation.ts';
import { fileId, receiptOf } from './receipt.ts';

/** Ours: as much as the gateway puts into a file of refused instances. */
const bytesMax = 33_000_000;
/** Ours: of so many it is kept that somebody looked. */
const looksMax = 10_000;

export const fileContent = operation({
  name: 'content',
  group: 'Files',
  summary: 'What was refused of a file, as it lies there, to be corrected and brought in again',
  role: 'operator',
  takes: z.strictObject({ id: fileId }),
  answers: z
    .strictObject({ name: z.string(), content: z.string().describe('the bytes, as base64') })
    .meta({ id: 'FileContent' }),
  route: 'GET /files/:id/content',
  typed: { no: 'pawl file says where it lies' },
  example: { id: 1 },
  problems: [404, 409],
  looks: ({ content: base64 }) => mpansIn(Buffer.from(base64, 'base64').toString('latin1')),
  run: async ({ gateway }, { id }) => {
    const receipt = await receiptOf(gateway, id);
    const path = refusedPartOf(gateway, receipt);
    const { kind } = await whereaboutsOf(gateway, receipt);
    const lies = path === null || kind === 'taken' ? null : join(gateway.workspace, path);
    const size = lies === null ? undefined : lstatSync(lies, { throwIfNoEntry: false });
    if (lies === null || size?.isFile() !== true) {
      throw new EngineError(
        'NOT_FOUND',
        'nothing that was refused of it lies there any more',
        'it was put back, moved or erased; pawl file says which',
      );
    }
    if (size.size > bytesMax) {
      throw new EngineError(
        'NOT_POSSIBLE',
        `it has ${size.size} bytes, which is more than is sent here`,
        'whoever keeps the gateway has it in its folder',
      );
    }
    const bytes = Buffer.concat([...piecesOfFile(lies)]);
    return { name: basename(lies), content: bytes.toString('base64') };
  },
});

const mpansIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/(?<!\d)\d{13}(?!\d)/g)].map(([digits]) => digits))]
    .filter((digits) => checkMpan(digits) === true)
    .slice(0, looksMax);
