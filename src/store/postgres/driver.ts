/** The driver, loaded where a store on PostgreSQL is opened, and nowhere else. */
import { EngineError } from '../../engine-error.ts';

/** Where a database is, and who asks it. */
export interface DatabasePlace {
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port?: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  /** Left out: in the clear. `ca`: the certificates to check by, where they are not Node's own. */
  readonly tls?: { readonly isVerified: boolean; readonly ca?: string };
}

/** A schema of a database, as `StorePlace` names it. */
export interface SchemaPlace {
  readonly database: DatabasePlace;
  readonly schema: string;
}

/** Ours: a database that has not answered by then cannot be reached. */
const connectWithinMs = 10_000;

export async function poolOf(
  { host, port, user, password, database, tls }: DatabasePlace,
  max: number,
) {
  const { default: driver } = await import('pg');
  const isSocket = host.startsWith('/');
  const pool = new driver.Pool({
    host,
    user,
    database,
    max,
    ...(port === undefined ? {} : { port }),
    ...(password === undefined ? {} : { password }),
    // A socket has no TLS.
    ssl:
      tls === undefined || isSocket
        ? false
        : {
            rejectUnauthorized: tls.isVerified,
            ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          },
    application_name: 'pawl',
    keepAlive: true,
    connectionTimeoutMillis: connectWithinMs,
  });
  // A connection that is lost, used or not, is told by whoever asks it next, and made anew.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

export type Pool = Awaited<ReturnType<typeof poolOf>>;

/** Codes of a connection that could not be made, or was lost. */
const lost =
  /^(08...|57P0[1-5]|53...|28...|3D000|ECONN.*|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|EACCES)$/;
/** What the driver says of one without a code. */
const lostWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|The server does not support SSL)/;
/** A certificate that is not good enough. */
const untrusted = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/;

/** An error as it is told: a database that cannot be reached is no bug, and passes. */
export function reachedOr(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof EngineError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const isLost = lost.test(code) || untrusted.test(code) || lostWords.test(error.message);
  if (!isLost) return error;
  return new EngineError(
    'STORE_UNAVAILABLE',
    `the database cannot be used: ${error.message || code}`,
    'look whether it is running, whether this machine reaches it, and at "store" of pawl.config.json',
    error,
  );
}
