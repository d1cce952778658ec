/**
 * `keeping` of pawl.config.json: what becomes of the newest link of the journal once it is written
 * down. A path counts from the workspace.
 */
import { z } from 'zod';
import { webhookShape } from '../post/index.ts';
import { isPrivateAddress } from './login.ts';

const place = z.string().min(1).nullable().default(null);

const webhook = webhookShape
  .pick({ url: true, secret: true, timeoutMs: true })
  .refine(({ url }) => isPrivateAddress(url), {
    path: ['url'],
    message: 'an address that begins with https://, or one of this machine alone',
  });

const push = z
  .strictObject({
    file: place.describe(
      'a file elsewhere, such as on another disk, that each head is appended to',
    ),
    webhook: webhook.nullable().default(null).describe('where each head is posted to'),
  })
  .prefault({});

const heads = z
  .strictObject({
    sign: place.describe('the private key that heads are signed with: `pawl head-key` makes one'),
    push,
  })
  .prefault({});

export const keepingShape = z
  .strictObject({ heads })
  .prefault({})
  .describe('whether heads of the journal are signed, and where copies of them go');
