/**
 * `pickUps` and `outboxTo`: places elsewhere that files are brought from and taken to. A place is a
 * folder, on a share or another volume too, or an SFTP server that is known by its host keys and knows
 * us by a key. No password is taken: one in an address is refused.
 */
import { isAbsolute, win32 } from 'node:path';
import { z } from 'zod';

/** As `ssh-keyscan` prints it and `known_hosts` has it, without the name of the host. */
const hostKey = z
  .string()
  .regex(
    /^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)) [A-Za-z0-9+/]{40,2000}={0,2}$/,
    'a public key such as "ssh-ed25519 AAAA…", as ssh-keyscan prints it after the name',
  );

const sftpAddress =
  /^sftp:\/\/([A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@([A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?(\/[^\p{Cc}]*)$/u;

const isSftp = (address: string): boolean => /^sftp:/i.test(address);

const address = z
  .string()
  .max(1_000)
  .refine(
    (text) =>
      isSftp(text) ? sftpPlaceOf(text) !== null : isAbsolute(text) || win32.isAbsolute(text),
    'sftp://USER@HOST:PORT/FOLDER without a password, or the whole path of a folder',
  );

const place = {
  hostKeys: z
    .array(hostKey)
    .max(10)
    .default([])
    .describe('the public keys that the SFTP server is known by'),
  keyFile: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('file of the private key that the SFTP server knows us by'),
  everyMs: z
    .number()
    .int()
    .min(200)
    .max(86_400_000)
    .default(10_000)
    .describe('how often it is looked at'),
  timeoutMs: z
    .number()
    .int()
    .min(500)
    .max(600_000)
    .default(30_000)
    .describe('how long an answer of it may take'),
};

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and "-", at most 40');

interface Reached {
  readonly hostKeys: readonly string[];
  readonly keyFile: string | null;
}

/** What an SFTP server needs, and a folder has no use for. */
function checkReached(
  where: string,
  { hostKeys, keyFile }: Reached,
  told: (path: 'hostKeys' | 'keyFile', message: string) => void,
): void {
  if (isSftp(where)) {
    if (hostKeys.length === 0) told('hostKeys', 'the host keys of the SFTP server: one at least');
    if (keyFile === null) told('keyFile', 'the file of a private key: there are no passwords');
    return;
  }
  if (hostKeys.length > 0) told('hostKeys', 'nothing: a folder has no host keys');
  if (keyFile !== null) told('keyFile', 'nothing: a folder takes no key');
}

const pickUpShape = z
  .strictObject({
    name: name.describe('what alerts and findings call it'),
    from: address.describe('where files are brought from: sftp://… or the path of a folder'),
    into: z.enum(['inbox', 'sent']).default('inbox').describe('which folder they come into'),
    ...place,
    senders: z
      .array(z.string().regex(/^[A-Z0-9]{4}$/, 'four capital letters or digits'))
      .min(1)
      .max(1_000)
      .nullable()
      .default(null)
      .describe('the MPIDs whose files count; null: whoever sent them'),
    quietMs: z
      .number()
      .int()
      .min(0)
      .max(86_400_000)
      .default(5_000)
      .describe('how long a file must stand still; 0: it gets its name once it is whole'),
    moveTo: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,99}$/, 'the name of a folder beside the files')
      .nullable()
      .default(null)
      .describe('folder at the source that brought files go to; null: they are removed there'),
  })
  .superRefine((one, context) =>
    checkReached(one.from, one, (key, message) =>
      context.addIssue({ code: 'custom', path: [key], message }),
    ),
  );
export type PickUp = z.infer<typeof pickUpShape>;

export const pickUpsShape = z
  .array(pickUpShape)
  .max(50)
  .refine(
    (list) => new Set(list.map((one) => one.name)).size === list.length,
    'a name for each that no other has',
  )
  .default([])
  .describe('places elsewhere that files are brought from into inbox/ or sent/');

export const outboxToShape = z
  .strictObject({
    to: address.describe('where files of outbox/ are taken to: sftp://… or the path of a folder'),
    ...place,
  })
  .superRefine((one, context) =>
    checkReached(one.to, one, (key, message) =>
      context.addIssue({ code: 'custom', path: [key], message }),
    ),
  )
  .nullable()
  .default(null)
  .describe('where files of outbox/ are taken to; null: whoever wants them takes them from there');
export type OutboxTo = NonNullable<z.infer<typeof outboxToShape>>;

export interface SftpPlace {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** As the server is asked for it: from its root, or from where the user begins. */
  readonly folder: string;
}

/** The parts of an address that begins with sftp://; null where it is none. `/~/in` is below home. */
export function sftpPlaceOf(text: string): SftpPlace | null {
  const [, user = '', host = '', port = '22', path = '/'] = sftpAddress.exec(text) ?? [];
  if (user === '' || Number(port) < 1 || Number(port) > 65_535) return null;
  try {
    const folder = decodeURIComponent(path).replace(/^\/~(?:\/|$)/, '') || '.';
    const isSound = !/\p{Cc}/u.test(folder);
    return isSound
      ? { user, host: host.replace(/^\[|\]$/g, ''), port: Number(port), folder }
      : null;
  } catch {
    return null;
  }
}

interface Asked {
  readonly pickUps: readonly PickUp[];
  readonly outboxTo: OutboxTo | null;
  readonly store: unknown;
}

/**
 * Ours: what is on its way is remembered beside the gateway, where a standby could not see it; and what
 * is taken to a place is not to be brought from it.
 */
export function elsewhereProblems({ pickUps, outboxTo, store }: Asked): string[] {
  const places = [...pickUps.map(({ from }) => from), ...(outboxTo === null ? [] : [outboxTo.to])];
  const twice = places.find((one, index) => places.indexOf(one) !== index);
  const repeated =
    twice === undefined
      ? []
      : [
          `pickUps, outboxTo: ${JSON.stringify(twice)} is named twice: give each a folder of its own`,
        ];
  if (store === null) return repeated;
  const keys = [
    ...(pickUps.length > 0 ? ['pickUps'] : []),
    ...(outboxTo === null ? [] : ['outboxTo']),
  ];
  return [
    ...repeated,
    ...keys.map(
      (key) =>
        `${key}: not with a store on a database yet: let a program of yours bring the files and take them`,
    ),
  ];
}
