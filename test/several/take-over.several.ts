/**
 * Several gateways on one schema, as real processes: one is the first, the others take files in beside it.
 * Whatever becomes of the first, another takes its place, and nothing is lost or done twice.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Started } from '../cli/pawl.ts';
import { addressOf, type Cluster, startCluster } from '../postgres/cluster.ts';
import { isPostgresThere } from '../postgres/there.ts';
import { seeded } from '../support/seeded.ts';
import { ask, type Desk, deskOn, livesOf, sentOnce, until } from './desk.ts';

/** PAWL_KILL_SECONDS=600: kills for so long, one each three seconds or so. */
const killsForMs = Number(process.env['PAWL_KILL_SECONDS'] ?? 0) * 1_000;

describe.skipIf(!isPostgresThere())('several gateways on one schema', () => {
  let cluster: Cluster;
  let desk: Desk;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.stop());
  beforeEach(async () => {
    desk = await deskOn(cluster);
  });
  afterEach(() => desk.close());

  const receiptsOf = async (name: string) => {
    const all = await desk.store.receipts();
    return all.filter((receipt) => receipt.name === name).map(({ outcome }) => outcome);
  };
  const taken = (name: string) =>
    until(`${name} is taken in`, async () => (await receiptsOf(name)).length > 0);
  /** Whether it says so of its newest life. */
  const isFirst = (gateway: Started) =>
    until('it is the first', () => {
      const newest = gateway.output().split('running as').at(-1) ?? '';
      return livesOf(gateway) > 0 && /first start|down since/.test(newest);
    });
  const settled = () =>
    until('all is put away and written', async () => {
      const open = [await desk.store.unsettled(), await desk.store.unwritten(1)];
      return open.flat().length === 0;
    });

  test('the first is killed, and another takes its place; started again it is beside that', async () => {
    const one = desk.run('a');
    await one.says('running as');
    desk.notify('first.csv', 1, 2);
    await taken('first.csv');
    const other = desk.run('b');
    await other.says('takes files in beside');
    one.process.kill('SIGKILL');
    await one.ended;
    desk.notify('second.csv', 3);
    await isFirst(other);
    await taken('second.csv');
    const again = desk.run('a');
    await again.says('takes files in beside');
    other.process.kill('SIGTERM');
    expect((await other.ended).code).toBe(0);
    await isFirst(again);
    desk.notify('third.csv', 4);
    await taken('third.csv');
    await settled();
    await sentOnce(desk);
    expect(await desk.problems()).toEqual([]);
  });

  test(
    'killed at random again and again: each file has one receipt, what goes out is seen once',
    async () => {
      const random = seeded(20_261_128);
      const names = ['a', 'b', 'c'];
      const gateways = new Map<string, Started>(names.map((name) => [name, desk.run(name)]));
      const files: string[] = [];
      const since = performance.now();
      const isOn = (round: number) => round < 8 || performance.now() - since < killsForMs;
      let kills = 0;
      for (; isOn(kills); kills += 1) {
        for (let n = 0; n < 5; n += 1) {
          const name = `r${kills}-${n}.csv`;
          desk.notify(name, kills * 100 + n);
          files.push(name);
          await sleep(random() * 400);
        }
        const name = names[Math.floor(random() * names.length)] ?? 'a';
        const victim = gateways.get(name);
        victim?.process.kill('SIGKILL');
        await victim?.ended;
        gateways.set(name, desk.run(name));
        if (killsForMs > 0) await sleep(1_500);
      }
      for (const name of files) await taken(name);
      await settled();
      const receipts = await desk.store.receipts();
      expect(receipts.map(({ name }) => name).sort()).toEqual(files.toSorted());
      await sentOnce(desk);
      expect(await desk.problems()).toEqual([]);
      const seconds = Math.round((performance.now() - since) / 1_000);
      console.log(`${kills} kills, ${files.length} files, ${seconds} s`);
    },
    180_000 + killsForMs * 2,
  );

  test('a clock two hours ahead keeps its own gateway from work, and no other', async () => {
    const wrong = {
      NODE_OPTIONS: `--import ${new URL('./shifted-clock.mjs', import.meta.url).href}`,
      PAWL_CLOCK_SECONDS: '7200',
    };
    const one = desk.run('a', wrong);
    await one.says('CLOCK_SKEWED');
    const other = desk.run('b');
    await other.says('running as');
    desk.notify('first.csv', 1);
    await taken('first.csv');
    expect(one.output()).not.toContain('running as');
    expect(one.process.exitCode).toBe(null);
  });

  test('a database that was set back to a copy is refused by each who knew better', async () => {
    const one = desk.run('a');
    await one.says('no pages');
    desk.notify('first.csv', 1);
    await taken('first.csv');
    await settled();
    await ask(cluster, `create database copy template postgres`, 'template1');
    desk.notify('second.csv', 2);
    await taken('second.csv');
    await settled();
    one.process.kill('SIGTERM');
    await one.ended;
    desk.configure('a', {
      store: { ...desk.config.store, address: addressOf({ ...cluster, database: 'copy' }) },
    });
    const { code, err } = await desk.run('a').ended;
    expect([code, err]).toEqual([2, expect.stringContaining('STORE_WENT_BACK')]);
    desk.configure('a', {});
    const again = desk.run('a');
    await again.says('no pages');
    const seen = join(desk.folderOf('a'), 'data', 'head-seen.json');
    await until('it knows the newest head', async () => {
      const { link } = await desk.store.head();
      return JSON.parse(readFileSync(seen, 'utf8')).link === link;
    });
    // The server fails over, while the gateway is at work, to one that had not heard of the newest commit.
    const { schema } = desk.config.store;
    const lose = `
      with gone as (delete from ${schema}.commits
        where last = (select max(last) from ${schema}.commits) returning first, last)
      delete from ${schema}.journal using gone where seq between first and last;
      update ${schema}.head set seq = c.last, link = c.head
        from (select last, head from ${schema}.commits order by last desc limit 1) c`;
    await ask(cluster, lose, cluster.database);
    const ended = await again.ended;
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining('STORE_WENT_BACK')]);
  });

  test('another configuration is refused aloud, and what may differ is not', async () => {
    const one = desk.run('a');
    await one.says('running as');
    desk.configure('b', { escalationsMax: 2 });
    const { code, err } = await desk.run('b').ended;
    expect([code, err]).toEqual([75, expect.stringContaining('CONFIG_DIFFERS')]);
    desk.configure('b', { logLevel: 'debug' });
    await desk.run('b').says('takes files in beside');
  });
});
