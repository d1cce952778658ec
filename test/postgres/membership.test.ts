/** Gateways on one schema, as their database sees them: who is one, what each has, and who is none any more. */
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { unitOfWork } from '../../src/store/index.ts';
import type { Membership } from '../../src/store/membership.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { at, eventOf, receiptOf } from '../store/rows.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

const memberOf = (id: string, configDigest = 'one') => ({
  id,
  name: `machine:${id}`,
  version: '0',
  configDigest,
  leaseSeconds: 60,
});

describe.skipIf(!isPostgresThere())('gateways on one schema', () => {
  let cluster: Cluster;
  let client: Client;
  let schemas = 0;
  const schema = (): string => `desk${schemas}`;
  beforeAll(async () => {
    cluster = await startCluster();
    client = new Client({ ...cluster });
    await client.connect();
  }, 60_000);
  afterAll(async () => {
    await client.end();
    await cluster.stop();
  }, 60_000);
  beforeEach(() => {
    schemas += 1;
  });

  const ask = async (statement: string) =>
    (await client.query(statement.replaceAll('{schema}', schema()))).rows;
  async function opened() {
    const store = await openPostgresStore(cluster, schema());
    onTestFinished(() => store.close());
    const { membership } = store;
    if (membership === null) throw new Error('a store on a database has gateways');
    return { store, membership };
  }
  async function joined(id: string, configDigest = 'one') {
    const one = await opened();
    await one.membership.join(memberOf(id, configDigest));
    return one;
  }
  /** It was silent for longer than its lease. */
  const silence = (id: string) =>
    ask(
      `update {schema}.gateways set seen_at = seen_at - interval '61 seconds' where id = '${id}'`,
    );
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error) => error.code,
    );
  const unit = (n: number) => unitOfWork(at, { events: [eventOf(n, `k${n}`)] });

  test('what one has another hears of, until it leaves', async () => {
    const [one, other] = [await joined('a'), await joined('b')];
    expect(await one.membership.take('work')).toBe(null);
    expect(await other.membership.take('work')).toBe('machine:a');
    expect(await one.membership.take('work')).toBe(null);
    await one.membership.leave();
    expect(await other.membership.take('work')).toBe(null);
    expect(await one.store.commit(unit(1))).toBe('fenced');
  });

  test('who was silent is declared dead by another, and whatever it writes is refused', async () => {
    const [one, other] = [await joined('a'), await joined('b')];
    await one.membership.take('work');
    await one.store.commit(unitOfWork(at, { receipts: [receiptOf(1)] }));
    expect((await other.membership.beat('one')).buried).toEqual([]);
    await silence('a');
    expect((await other.membership.beat('one')).buried).toEqual(['machine:a']);
    expect(await other.membership.take('work')).toBe(null);
    expect(await one.store.commit(unit(1))).toBe('fenced');
    const { store, membership } = one;
    const refused = [
      store.setNote('any', 'thing'),
      store.markWritten(['any']),
      store.noteOnTheWay(['any']),
      store.takeFileNumbers(1),
      store.markSettled([1]),
      store.markDelivered(['any']),
      store.raiseEpoch(),
      membership.beat('one'),
      membership.take('work'),
    ];
    expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => 'GATEWAY_FENCED'));
    expect(await other.store.commit(unit(1))).toBe('committed');
    await membership.join(memberOf('a'));
    expect(await store.commit(unit(2))).toBe('committed');
  });

  test('a new life of a gateway ends its old one, which had its folder', async () => {
    const old = await joined('a');
    await old.membership.take('work');
    const now = await joined('a');
    expect(await now.membership.take('work')).toBe(null);
    expect(await old.store.commit(unit(1))).toBe('fenced');
    // What the old one gives up is its own alone.
    await old.membership.leave();
    expect(await now.store.commit(unit(1))).toBe('committed');
  });

  test('nobody is declared dead while a write of it is under way', async () => {
    const [one, other] = [await joined('a'), await joined('b')];
    await silence('a');
    await client.query('begin');
    const [member] = await ask("select id, fence from {schema}.gateways where id = 'a'");
    await ask(`select {schema}.fence(version, 'a', ${member.fence}) from {schema}.schema_version`);
    expect((await other.membership.beat('one')).buried).toEqual([]);
    await client.query('commit');
    expect((await other.membership.beat('one')).buried).toEqual(['machine:a']);
    expect(await one.store.commit(unit(1))).toBe('fenced');
  });

  test('another configuration is named, and does not join', async () => {
    const one = await joined('a');
    const { membership, store } = await opened();
    expect(await membership.join(memberOf('b', 'two'))).toMatchObject({ other: 'machine:a' });
    expect(await ask('select id from {schema}.gateways')).toEqual([{ id: 'a' }]);
    // It is none, and writes as a command beside the gateways does.
    expect(await store.commit(unit(1))).toBe('committed');
    expect(await membership.differing('two')).toBe('machine:a');
    await one.membership.beat('two');
    expect(await membership.differing('two')).toBe(null);
    expect(await membership.join(memberOf('b', 'two'))).toMatchObject({ other: null });
    expect((await one.membership.beat('three')).other).toBe('machine:b');
  });

  test('what is dated ahead of the database is refused of a gateway, and of nobody else', async () => {
    const { store } = await joined('a');
    const ahead = unitOfWork('2999-01-01T00:00:00Z', { events: [eventOf(1, 'k1')] });
    expect(await store.commit(ahead)).toBe('skewed');
    expect(await (await opened()).store.commit(ahead)).toBe('committed');
  });

  test('one of another schema makes room when it next says that it lives', async () => {
    const [one] = [await joined('a')];
    const heard = await ask(`select is_member from {schema}.gateways g,
      {schema}.beat(0, g.id, g.fence, g.config_digest, 60) b`);
    expect(heard).toEqual([{ is_member: 0 }]);
    expect(await ask('select id from {schema}.gateways')).toEqual([]);
    expect(await codeOf(one.membership.beat('one'))).toBe('GATEWAY_FENCED');
  });

  test('no two that join at once have each other’s fence', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => opened()));
    const join = ({ membership }: { membership: Membership }, n: number) =>
      membership.join(memberOf(`g${n}`));
    const fences = (await Promise.all(all.map(join))).map(({ fence }) => fence);
    expect(new Set(fences).size).toBe(8);
    const holders = await Promise.all(all.map(({ membership }) => membership.take('work')));
    expect(holders.filter((holder) => holder === null)).toHaveLength(1);
  });

  test('another configuration is that of the first gateway, once there is one', async () => {
    const [one, other] = [await joined('a'), await joined('b')];
    await other.membership.take('first');
    await other.membership.beat('two');
    expect((await one.membership.beat('one')).other).toBe('machine:b');
    expect((await other.membership.beat('two')).other).toBe(null);
    // One that lags behind the first is in nobody's way but its own.
    expect(await (await opened()).membership.join(memberOf('c', 'two'))).toMatchObject({
      other: null,
      firstVersion: '0',
    });
    expect(await one.membership.differing('two')).toBe(null);
    await other.membership.leave();
    expect((await one.membership.beat('one')).firstVersion).toBe(null);
  });

  describe('files of a folder', () => {
    const names = Array.from({ length: 10 }, (_none, n) => `f${n}`);
    const root = 'r'.repeat(32);

    test('are claimed many at once, in their order, and each by one', async () => {
      const [one, other] = [await joined('a'), await joined('b')];
      expect(await one.membership.claimFiles(root, names, 4, false)).toEqual(names.slice(0, 4));
      expect(await other.membership.claimFiles(root, names, 4, false)).toEqual(names.slice(4, 8));
      expect(await other.membership.claimFiles(root, names.slice(8), 4, false)).toEqual(
        names.slice(8),
      );
      // What one has already it may not have heard of, where the answer was lost.
      expect(await one.membership.claimFiles(root, names, 10, false)).toEqual(names.slice(0, 4));
      // In another folder these are other files.
      expect(await one.membership.claimFiles('else', names, 4, false)).toHaveLength(4);
      await other.membership.releaseFiles(root, names);
      expect(await one.membership.claimFiles(root, names, 10, false)).toEqual(names);
    });

    test('go with whoever is declared dead, and are claimed by nobody who was', async () => {
      const [one, other] = [await joined('a'), await joined('b')];
      await one.membership.claimFiles(root, names, 4, false);
      await silence('a');
      expect(await other.membership.claimFiles(root, names, 10, false)).toEqual(names.slice(4));
      await other.membership.beat('one');
      expect(await other.membership.claimFiles(root, names, 10, false)).toEqual(names);
      expect(await codeOf(one.membership.claimFiles(root, names, 10, false))).toBe(
        'GATEWAY_FENCED',
      );
      // Nor does an earlier life give up what the next one has.
      const again = await joined('a');
      await other.membership.leave();
      await again.membership.claimFiles(root, names, 1, false);
      await one.membership.releaseFiles(root, names);
      const third = await joined('c');
      expect(await third.membership.claimFiles(root, names, 10, false)).toEqual(names.slice(1));
    });

    test('that wait to be put away are for whoever puts them away', async () => {
      const one = await joined('a');
      const waiting = receiptOf(1, {
        name: 'f3',
        claim: { staged: '', look: '', isClosed: true, root },
      });
      const elsewhere = receiptOf(2, { name: 'f4', claim: { ...waiting.claim!, root: 'else' } });
      await one.store.commit(unitOfWork(at, { receipts: [waiting, elsewhere] }));
      const { membership, store } = one;
      expect(await membership.claimFiles(root, names, 10, true)).toEqual(['f3']);
      await membership.releaseFiles(root, names);
      expect(await membership.claimFiles(root, names, 10, false)).not.toContain('f3');
      await membership.releaseFiles(root, names);
      await store.markSettled((await store.unsettled()).map(({ id }) => id));
      expect(await membership.claimFiles(root, names, 10, false)).toEqual(names);
    });

    test('are each claimed once however many ask at the same time', async () => {
      const all = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => joined(id)));
      const many = Array.from({ length: 300 }, (_none, n) => `m${n}`);
      const rounds = await Promise.all(
        all.map(async ({ membership }) => {
          const got: string[] = [];
          for (;;) {
            const left = many.filter((name) => !got.includes(name));
            const some = await membership.claimFiles(root, left, 7, false);
            if (some.length === 0) return got;
            got.push(...some);
          }
        }),
      );
      expect(rounds.flat().sort()).toEqual(many.toSorted());
      expect(cluster.log()).not.toContain('deadlock');
    });

    test('whose names are odd are claimed by them', async () => {
      const { membership } = await joined('a');
      const odd = ["it's.csv", 'ä {schema} $1', '\u{10FFFF}', 'a"b\\'];
      expect(await membership.claimFiles(root, odd, 10, false)).toEqual(odd);
      await membership.releaseFiles(root, odd);
      expect(await membership.claimFiles(root, odd, 10, false)).toEqual(odd);
    });
  });
});
