/**
 * Every list, count and search over a store with many rows is read from an index: PostgreSQL is asked
 * how it goes about each statement, first page and later ones, with filters of every kind.
 */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundKinds } from '../../src/store/index.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { postgresSearch } from '../../src/store/postgres/search.ts';
import { postgresSought } from '../../src/store/postgres/sought.ts';
import { type PostgresSql, sqlOf } from '../../src/store/postgres/sql.ts';
import { postgresReads } from '../../src/store/postgres/reads.ts';
import { poolOf } from '../../src/store/postgres/driver.ts';
import { postgresTallies } from '../../src/store/postgres/tallies.ts';
import { callsPageOn } from '../../src/store/sql/calls.ts';
import { listsOn } from '../../src/store/sql/lists.ts';
import { pagesOf, someOf } from '../store/list-pages.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { fillWithMany } from './many-rows.ts';
import { isPostgresThere } from './there.ts';

/** The figures of the docs are of a million: PAWL_MANY=1000000. */
const many = Number(process.env['PAWL_MANY'] ?? 100_000);
/** Milliseconds for what takes as long as there are rows. */
const within = 240_000 * Math.max(1, many / 100_000);

/** What is kept counted, and rows of which there is one: they are read whole. */
const readWhole = /^(counted|counting)_(checks|items)$|^head$/;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const isWalk = (node: PlanNode): boolean =>
  node['Node Type'] === 'Seq Scan' && !readWhole.test(node['Relation Name'] ?? '');

describe.skipIf(!isPostgresThere())('PostgreSQL over many rows', () => {
  let cluster: Cluster;
  let sql: PostgresSql;
  /** Statements that walk through a table. */
  const walks = new Map<string, string>();
  let asked = 0;

  beforeAll(async () => {
    cluster = await startCluster();
    await (await openPostgresStore(cluster, 'many')).close();
    const client = new Client(cluster);
    await client.connect();
    await fillWithMany(client, 'many', many);
    await client.end();
    const plain = sqlOf(await poolOf(cluster, 2), 'many');
    sql = {
      ...plain,
      all: async (text, ...values) => {
        asked += 1;
        const [row] = await plain.all(`explain (format json) ${text}`, ...values);
        const plans: unknown = row?.['QUERY PLAN'];
        for (const { Plan } of plans as readonly { readonly Plan: PlanNode }[]) {
          const walk = nodesOf(Plan).find(isWalk);
          if (walk !== undefined) walks.set(text, String(walk['Relation Name']));
        }
        return plain.all(text, ...values);
      },
      one: async (text, ...values) => (await sql.all(text, ...values))[0],
    };
  }, within);
  afterAll(async () => {
    await sql.close();
    await cluster.stop();
  }, 120_000);

  test(
    'no list walks through a table, on whichever page and with whichever filter',
    async () => {
      // One in so many of all combinations: of each list, filter and order there are some.
      const pages = pagesOf(listsOn(postgresReads(sql))).filter((_page, n) => n % 13 === 0);
      for (const page of pages) {
        const first = await page({ after: null, limit: 20, countTo: 100 });
        if (first?.next != null) await page({ after: first.next, limit: 20 });
      }
      await callsPageOn(postgresReads(sql))('MOPX', { after: null, limit: 20, countTo: 100 });
      expect([...walks]).toEqual([]);
      expect(asked).toBeGreaterThan(500);
    },
    within,
  );

  test(
    'no count does',
    async () => {
      const [lists, tallies] = [listsOn(postgresReads(sql)), postgresTallies(sql)];
      const at = '2026-08-10T00:00:00Z';
      expect((await lists.awaited([at])).length).toBeGreaterThan(5);
      expect(await lists.openChecks()).toBe(many / 5);
      expect(await lists.owingChecks()).toBe(many / 50);
      await lists.filesByOutcome('2026-01-01T00:00:00Z');
      await lists.itemCauses({ code: 'REPORT_UNCLEAR', meterOperator: 'MO04' });
      await lists.alikeItems({ open: true, code: 'REPORT_UNCLEAR' }, [at], 100_000);
      await lists.checkGroups({ mpan: '10000000' }, [at], 50_000);
      await lists.itemGroups(1);
      await tallies.overdue(null, at);
      await tallies.deadlines('', at);
      await tallies.openItems();
      await tallies.totals();
      await tallies.checksByState();
      expect([...walks]).toEqual([]);
    },
    within,
  );

  test(
    'nothing that is looked for does',
    async () => {
      const [search, sought] = [postgresSearch(sql), postgresSought(sql)];
      const period = {
        firstOn: '2025-01-02',
        lastOn: '2025-01-03',
        from: '2025-01-02T00:00:00Z',
        until: '2025-01-04T00:00:00Z',
      };
      const filters = someOf({ mpan: '1000000000400', party: 'MO00', file: 'F100', period });
      for (const kind of foundKinds) {
        for (const filter of filters) {
          const { next } = await search.search(kind, filter, null, 20);
          if (next !== null) await search.search(kind, filter, next, 20);
        }
      }
      await search.resubmissions();
      for (const words of [['e12z0000400'], ['high', 'street'], ['7', 'church'], ['zzz']]) {
        for (const inSites of [true, false]) {
          await sought.soughtMpans({ words, after: null, limit: 20 }, inSites);
          await sought.countSought('site', words, inSites, 100);
        }
        await sought.soughtFiles('file', { words: ['r400'], after: null, limit: 20 });
        await sought.soughtFiles('outbox', { words: ['d0001'], after: 5_000, limit: 20 });
      }
      expect([...walks]).toEqual([]);
    },
    within,
  );
});
