/**
 * `store` of pawl.config.json: where the store is, if it is not the file in data/. The address of a
 * database never has its password: that comes from the environment, or from a file of its own.
 */
import { z } from 'zod';

interface DatabaseAddress {
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

const postgresPort = 5_432;

/** What `postgres://USER@HOST:PORT/DATABASE` says; null where the text says anything else. */
export function databaseAddressOf(text: string): DatabaseAddress | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return null;
  if (url.password !== '' || url.search !== '' || url.hash !== '') return null;
  const [host, user, database] = [url.hostname, url.username, url.pathname.slice(1)].map(decoded);
  if (!host || !user || !database || database.includes('/')) return null;
  const port = url.port === '' ? postgresPort : Number(url.port);
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port, user, database };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

export const storeShape = z
  .strictObject({
    address: z
      .string()
      .refine(
        (text) => databaseAddressOf(text) !== null,
        'postgres://USER@HOST:PORT/DATABASE without a password; a socket as postgres://USER@%2Fvar%2Frun%2Fpostgresql/DATABASE',
      )
      .describe('the database: postgres://USER@HOST:PORT/DATABASE, without the password'),
    password: z
      .string()
      .min(1)
      .optional()
      .describe('password of that user, as { "env": "NAME" }; none where the server asks for none'),
    passwordFile: z
      .string()
      .min(1)
      .optional()
      .describe('file whose first line is the password, by its whole path'),
    schema: z
      .string()
      .regex(/^(?!pg_)[a-z][a-z0-9_]{0,62}$/, 'small letters, digits and underscores')
      .optional()
      .describe('schema of this workspace; left out: pawl_ and the mpid in small letters'),
    tls: z
      .enum(['verify', 'encrypt', 'off'])
      .optional()
      .describe(
        'verify: encrypted, with a certificate that is good for the name of the server; encrypt: whoever answers; off: in the clear. Left out: off on this machine, else verify',
      ),
    ca: z
      .string()
      .min(1)
      .optional()
      .describe('file with the certificates that the server’s is checked by; left out: Node’s own'),
  })
  .refine(({ password, passwordFile }) => password === undefined || passwordFile === undefined, {
    path: ['passwordFile'],
    message: 'one of password and passwordFile',
  })
  .nullable()
  .default(null)
  .describe('a store on PostgreSQL 15 or later; null: the file data/pawl.db of the workspace');
