/** Where the server of P13 is, for whoever asks it and for the configuration of a gateway. */
import { Pool } from 'pg';
import type { Postgres } from './peers/postgres.ts';

export const hostOf = ({ url }: Postgres): string => new URL(url).searchParams.get('host') ?? '';

/** `store` of a configuration; the server's name is a folder, or a wire's. */
export const storeAt = (host: string, database: string) => ({
  address: `postgres://postgres@${host.startsWith('/') ? encodeURIComponent(host) : host}/${database}`,
  schema: 'pawl_bench',
});

type Database = <T>(name: string, work: (client: Pool) => Promise<T>) => Promise<T>;

export const onDatabase =
  (postgres: Postgres): Database =>
  async (name, work) => {
    const pool = new Pool({ host: hostOf(postgres), user: 'postgres', database: name, max: 1 });
    pool.on('error', () => {});
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  };
