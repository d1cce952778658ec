/** The store on PostgreSQL keeps the contract of every store; and several work on it at once. */
import { hash } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openLooks, unitOfWork } from '../../src/store/index.ts';
import { openPostgresStore, type PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { chainContract } from '../store/chain-contract.ts';
import { configHistoryContract } from '../store/config-history-contract.ts';
import { storeContract } from '../store/contract.ts';
import { deliveriesContract } from '../store/deliveries-contract.ts';
import { keepingContract } from '../store/keeping-contract.ts';
import { looksContract } from '../store/looks-contract.ts';
import { listsContract } from '../store/lists-contract.ts';
import { publishedContract } from '../store/published-contract.ts';
import { randomContract } from '../store/random-contract.ts';
import { searchContract } from '../store/search-contract.ts';
import { sharedContract } from '../store/shared-contract.ts';
import { soughtContract } from '../store/sought-contract.ts';
import { talliesContract } from '../store/tallies-contract.ts';
import { teamContract } from '../store/team-contract.ts';
import { at, chainOf, eventOf, outboxOf, receiptOf, updateOf } from '../store/rows.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

const whenThere = describe.skipIf(!isPostgresThere());

whenThere('PostgreSQL', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  /** A schema for each place, as the embedded store has a file. */
  const schemaOf = (place: string): string => `s${hash('sha256', place).slice(0, 20)}`;
  const open = (place: string) => openPostgresStore(cluster, schemaOf(place));

  storeContract('postgres', open);
  chainContract('postgres', open);
  configHistoryContract('postgres', open);
  deliveriesContract('postgres', open);
  publishedContract('postgres', open);
  keepingContract('postgres', open);
  sharedContract('postgres', open);
  teamContract('postgres', open);
  listsContract('postgres', open);
  searchContract('postgres', open);
  soughtContract('postgres', open);
  talliesContract('postgres', open);
  randomContract('postgres', open, 15);
  looksContract('postgres', async (workspace, tell) => {
    await (await open(workspace)).close();
    return openLooks({ database: cluster, schema: schemaOf(workspace) }, workspace, tell);
  });

  let places = 0;
  const lastPlace = (): string => `handles ${places}`;
  async function handles(count: number): Promise<PostgresStore[]> {
    const place = `handles ${(places += 1)}`;
    const stores = await Promise.all(Array.from({ length: count }, () => open(place)));
    onTestFinished(() => Promise.all(stores.map((store) => store.close())).then(() => {}));
    return stores;
  }

  const sha256 = (text: string): string => hash('sha256', text);
  const zeros = '0'.repeat(64);

  /** Entries follow the one before of their MPAN, commits have all entries, and the last is the head. */
  async function expectWholeChain(place: string): Promise<number> {
    const client = new Client(cluster);
    await client.connect();
    const schema = schemaOf(place);
    const entries = await client.query<Record<string, string>>(
      `select * from ${schema}.journal order by seq`,
    );
    const commits = await client.query<Record<string, string>>(
      `select * from ${schema}.commits order by last`,
    );
    const head = await client.query<Record<string, string>>(
      `select one, seq, link from ${schema}.head`,
    );
    await client.end();
    const links: string[] = [];
    const lastOf = new Map<string, { seq: number; link: string }>();
    for (const { seq, mpan = '', body = '', digest, follows, link = '' } of entries.rows) {
      expect(Number(seq)).toBe(links.length + 1);
      expect(digest).toBe(sha256(body));
      const before = (mpan === '' ? undefined : lastOf.get(mpan)) ?? { seq: 0, link: zeros };
      expect(Number(follows)).toBe(before.seq);
      expect(link).toBe(sha256(`${before.link}${digest}${seq}`));
      lastOf.set(mpan, { seq: Number(seq), link });
      links.push(link);
    }
    let [seq, link] = [0, zeros];
    for (const commit of commits.rows) {
      const [first, last] = [Number(commit['first']), Number(commit['last'])];
      expect(first).toBe(seq + 1);
      const root = sha256(links.slice(first - 1, last).join(''));
      expect(commit['root']).toBe(root);
      expect(commit['head']).toBe(sha256(`${link} ${first} ${last} ${root}`));
      [seq, link] = [last, String(commit['head'])];
    }
    expect(seq).toBe(links.length);
    expect(head.rows).toEqual([{ one: 1, seq: String(seq), link }]);
    return seq;
  }

  test('several open one workspace at the same instant, and one makes it', async () => {
    const stores = await handles(5);
    for (const store of stores) expect(await store.head()).toEqual({ seq: 0, link: zeros });
  });

  test('of files under one identity that are judged at the same instant one counts', async () => {
    const stores = await handles(6);
    const marks = { sha256: 'sha-1', sender: 'MOPX', flow: 'D0002', fileIdentifier: 'F1' };
    const judged = [{ ...marks, seen: await stores[0]!.timesTaken(marks) }];
    const answers = await Promise.all(
      stores.map((store, n) =>
        store.commit(
          unitOfWork(at, {
            judged,
            events: [eventOf(n, `k${n}`)],
            mpans: [updateOf(n)],
            receipts: [receiptOf(0, { ...marks, destination: `archive/${n}` })],
          }),
        ),
      ),
    );
    expect(answers.filter((answer) => answer === 'committed')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'conflict')).toHaveLength(5);
    expect(await stores[1]!.receipts()).toHaveLength(1);
    await expectWholeChain(lastPlace());
  });

  test('of one unit that is sent by many at the same instant one counts', async () => {
    const stores = await handles(5);
    const unit = unitOfWork(at, { token: 'one', events: [eventOf(1, 'k')], mpans: [updateOf(1)] });
    const answers = await Promise.all(stores.map((store) => store.commit(unit)));
    expect(answers.sort()).toEqual(['already', 'already', 'already', 'already', 'committed']);
    expect((await stores[0]!.loadMpans([mpanOf(1)])).get(mpanOf(1))?.revision).toBe(1);
  });

  test('commits over the same MPANs in any order wait in a line, and lock each other out never', async () => {
    const stores = await handles(4);
    const ns = Array.from({ length: 40 }, (_, n) => n);
    expect(await stores[0]!.commit(unitOfWork(at, { mpans: ns.map((n) => updateOf(n)) }))).toBe(
      'committed',
    );
    let committed = 0;
    await Promise.all(
      stores.map(async (store, who) => {
        for (let turn = 0; turn < 25; turn += 1) {
          const order = ns.map((n) => (n * (who * 2 + 3) + turn) % ns.length);
          const mine = [...new Set(order)].slice(0, 30);
          const stored = await store.loadMpans(mine.map(mpanOf));
          const answer = await store.commit(
            unitOfWork(at, {
              events: mine.map((n) => eventOf(n, `${who}/${turn}/${n}`)),
              mpans: mine.map((n) =>
                updateOf(n, { revision: stored.get(mpanOf(n))?.revision ?? 0 }),
              ),
              receipts: [receiptOf(0, { destination: `archive/${who}/${turn}` })],
            }),
          );
          if (answer === 'committed') committed += 1;
          else expect(answer).toBe('conflict');
        }
      }),
    );
    expect(committed).toBeGreaterThan(0);
    // An entry for each MPAN of each commit, and one that seals its receipt.
    expect(await expectWholeChain(lastPlace())).toBeGreaterThanOrEqual(committed * 2);
    const ids = (await stores[0]!.receipts()).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: committed }, (_, n) => n + 1));
    expect(cluster.log()).not.toContain('deadlock');
  });

  test('numbers for files are given once, however many ask', async () => {
    const stores = await handles(4);
    const first = await Promise.all(
      stores.flatMap((store) => Array.from({ length: 10 }, () => store.takeFileNumbers(3))),
    );
    expect(first.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => 1 + 3 * n));
    await stores[0]!.commit(unitOfWork(at, { outbox: [outboxOf(1)], fileNumbersTo: 500 }));
    expect(await stores[3]!.takeFileNumbers(1)).toBe(500);
    expect(await stores[1]!.takeFileNumbers(1)).toBe(501);
  });

  test('a journal that is cut off at its end shows by the head that was written down', async () => {
    const [store] = await handles(1);
    await store!.commit(unitOfWork(at, { events: [eventOf(1, 'a')] }));
    const stands = await store!.head();
    await store!.commit(unitOfWork(at, { events: [eventOf(1, 'b'), eventOf(2, 'c')] }));
    const end = await store!.head();
    expect(await store!.headWrittenDown()).toEqual(end);
    const client = new Client(cluster);
    await client.connect();
    await client.query(`delete from ${schemaOf(lastPlace())}.journal where seq = 3`);
    await client.end();
    expect(await store!.head()).toEqual(stands);
    expect(await store!.headWrittenDown()).toEqual(end);
    // What is gone is not written again under its number.
    await store!.commit(unitOfWork(at, { events: [eventOf(3, 'd')] }));
    expect((await chainOf(store!)).map(({ seq }) => seq)).toEqual([1, 2, 4]);
  });

  test('a schema is called so that it is nothing but a name', async () => {
    for (const name of ['a"; drop table x', 'Upper', '1st', '', 'pg_catalog', 'a'.repeat(64)]) {
      await expect(openPostgresStore(cluster, name)).rejects.toThrow(/cannot be called/);
    }
  });
});
