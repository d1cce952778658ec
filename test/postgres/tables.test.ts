/** The tables for BI are the same of either store. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tablesDesk, tablesOf } from '../report/tables-desk.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

describe.skipIf(!isPostgresThere())('tables for BI', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  test('row for row as from the embedded store', { timeout: 120_000 }, async () => {
    const store = { address: addressOf(cluster), schema: 'tables' };
    const there = await tablesOf(await tablesDesk({ store }));
    const here = await tablesOf(await tablesDesk());
    expect(there.tables.alerts.length).toBeGreaterThan(0);
    expect(there.tables).toEqual(here.tables);
  });
});
