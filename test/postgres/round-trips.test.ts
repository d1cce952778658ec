/** How often a database is asked: each question is a way there and back, and it may be far away. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { mpanOf, notificationFile } from '../support/flow-files.ts';
import { openTestGateway, startAt, tempFolder } from '../support/workspace.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

describe.skipIf(!isPostgresThere())('round trips', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
    const client = new Client(cluster);
    await client.connect();
    await client.query('create role counted login superuser');
    // What a function does within is no way of its own, and is not told.
    await client.query(`alter role counted set log_statement = 'all'`);
    await client.end();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  /** What was asked since so much had been said. */
  const askedSince = (length: number): string[] =>
    [
      ...cluster
        .log()
        .slice(length)
        .matchAll(/^LOG: {2}(?:execute [^:]*|statement): (.*)/gm),
    ].map(([, text = '']) => text);

  test('2,000 instances are taken in with less than twenty, and committed with one', async () => {
    const own = await openTestGateway(
      { store: { address: addressOf({ ...cluster, user: 'counted' }), schema: 'counted' } },
      tempFolder(),
      fixedClock(startAt),
    );
    await own.pass();
    const passed = cluster.log().length;
    await own.pass();
    const without = askedSince(passed);
    const before = cluster.log().length;
    const mpans = Array.from({ length: 2_000 }, (_, n) => mpanOf(n));
    const receipt = await own.take(
      'n.usr',
      notificationFile('0000000901', mpans, '20260805100000'),
    );
    expect([receipt.outcome, receipt.instancesAccepted]).toEqual(['applied', 2_000]);
    const asked = askedSince(before);
    expect(asked.filter((text) => text.includes('commit_unit'))).toHaveLength(1);
    expect(asked.length - without.length).toBeLessThan(20);
  });
});
