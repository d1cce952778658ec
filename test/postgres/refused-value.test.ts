import { Client } from 'pg';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { refusesOnlyItsFile } from '../faults/refused-contract.ts';
import { openTestGateway, startAt, tempFolder } from '../support/workspace.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

describe.skipIf(!isPostgresThere())('a file of which PostgreSQL refuses a value', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  // A text with a NUL, a row of an index that is too long, and a row that is there already.
  const values = {
    nul: 'perform chr(0)',
    long: `new.name := (select string_agg(pg_catalog.sha256(n::text::bytea)::text, '')
      from generate_series(1, 60) n)`,
    twice: `raise exception using errcode = '23505'`,
  };
  test.each(Object.entries(values))('stops no other: %s', async (name, refuse) => {
    const schema = `refused_${name}`;
    const own = await openTestGateway(
      { quietPeriodMs: 0, store: { address: addressOf(cluster), schema } },
      tempFolder(),
      fixedClock(startAt),
    );
    const run = async (statement: string): Promise<void> => {
      const client = new Client(cluster);
      await client.connect();
      try {
        await client.query(statement);
      } finally {
        await client.end();
      }
    };
    await refusesOnlyItsFile(own, {
      plant: (file) =>
        run(`create function ${schema}.planted() returns trigger language plpgsql as $fn$
            begin ${refuse}; return new; end $fn$;
          create trigger planted before insert on ${schema}.files for each row
            when (new.name = '${file}') execute function ${schema}.planted()`),
      lift: () => run(`drop trigger planted on ${schema}.files`),
    });
  });
});
