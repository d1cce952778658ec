/**
 * A gateway that sleeps for longer than its lease and wakes, at each place where that would hurt most: it is
 * fenced, and no file, alert or message of a second one comes of it. Each story has a desk of its own.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { CrashPoint } from '../../src/crash-point.ts';
import type { Started } from '../cli/pawl.ts';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { isPostgresThere } from '../postgres/there.ts';
import { type Desk, deskOn, isStopped, leaseSeconds, livesOf, sentOnce, until } from './desk.ts';

describe.skipIf(!isPostgresThere())('a gateway that sleeps for longer than its lease', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.stop());

  const outcomesOf = async ({ store }: Desk, name: string) =>
    (await store.receipts())
      .filter((receipt) => receipt.name === name)
      .map(({ outcome }) => outcome);
  const taken = (desk: Desk, ...names: readonly string[]) =>
    until(`${names.length} files are taken in`, async () => {
      const known = new Set((await desk.store.receipts()).map(({ name }) => name));
      return names.every((name) => known.has(name));
    });
  const settled = ({ store }: Desk) =>
    until('all is put away, written and told', async () => {
      const now = systemClock.now();
      const open = [
        await store.unsettled(),
        await store.unwritten(1),
        await store.due(now, 1),
        await store.owing('', 1),
        await store.undeliveredAlerts(1),
        await store.deliveriesDue('hook', now, 1),
      ];
      return open.flat().length === 0;
    });
  /** Whether it says so of its newest life. */
  const isFirst = (gateway: Started) =>
    until('it is the first', () => {
      const newest = gateway.output().split('running as').at(-1) ?? '';
      return livesOf(gateway) > 0 && /first start|down since/.test(newest);
    });
  const linesIn = (desk: Desk): string[] =>
    readdirSync(join(desk.share, 'alerts')).flatMap((file) =>
      readFileSync(join(desk.share, 'alerts', file), 'utf8')
        .split('\n')
        .flatMap((line) => /"key":"([^"]+)"/.exec(line)?.[1] ?? [])
        .filter((key) => !key.startsWith('gateway/')),
    );

  /** A receiver of webhooks, and the keys of what it was told. */
  async function webhook() {
    const told: string[] = [];
    const server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        told.push((JSON.parse(Buffer.concat(pieces).toString('utf8')) as { key: string }).key);
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const close = (): void => {
      server.closeAllConnections();
      server.close();
    };
    return { url: `http://127.0.0.1:${port}/`, told, close };
  }

  /** Of a line that one is in the midst of when it falls asleep the rest comes when it wakes. */
  const halfTold: readonly CrashPoint[] = ['mid-alert'];

  /** Each alert stands in alerts/ and came to the receiver, once. */
  async function toldOnce(desk: Desk, told: readonly string[], point: CrashPoint): Promise<void> {
    const keys = (await desk.store.alertsOf(null)).map(({ key }) => key).sort();
    expect(keys.length).toBeGreaterThan(0);
    const lines = linesIn(desk).sort();
    expect(halfTold.includes(point) ? [...new Set(lines)] : lines).toEqual(keys);
    // What one tells of itself when it wakes is no alert of a check.
    const ofChecks = told.filter((key) => !key.startsWith('gateway/'));
    expect(ofChecks.sort()).toEqual(keys);
  }

  const points: readonly CrashPoint[] = [
    'after-claim',
    'after-commit',
    'before-removal',
    'mid-removal',
    'after-move',
    'made-ready',
    'on-its-way',
    'after-rename',
    'mid-alert',
  ];
  // Mostly they wait: three at a time take little longer than one.
  test.concurrent.each(points)('the first, at %s', async (point) => {
    const receiver = await webhook();
    const hook = { kind: 'webhook', url: receiver.url };
    const desk = await deskOn(cluster, { channels: { hook } });
    try {
      const one = desk.run('a', { PAWL_STOP_AT: point });
      await one.says('running as');
      desk.notify('first.csv', 1, 2);
      await until(`one sleeps at ${point}`, () => isStopped(one));
      const other = desk.run('b');
      await other.says('running as');
      await isFirst(other);
      await taken(desk, 'first.csv');
      desk.notify('second.csv', 3);
      await taken(desk, 'second.csv');
      await settled(desk);
      await sleep(leaseSeconds * 1_000);
      one.process.kill('SIGCONT');
      await one.says('GATEWAY_FENCED');
      await one.says('takes files in beside');
      expect(await outcomesOf(desk, 'first.csv')).toEqual(['applied']);
      await settled(desk);
      await sentOnce(desk);
      await toldOnce(desk, receiver.told, point);
      expect(await desk.problems()).toEqual([]);
      other.process.kill('SIGKILL');
      await isFirst(one);
    } finally {
      await desk.close();
      receiver.close();
    }
  });

  test.concurrent.each(['after-claim', 'after-commit'])(
    'one beside the first, with files in hand, at %s: the first takes them',
    async (point) => {
      const desk = await deskOn(cluster);
      try {
        const first = desk.run('a');
        await first.says('no pages');
        const other = desk.run('b', { PAWL_STOP_AT: point });
        await other.says('takes files in beside');
        await other.says('no pages');
        const names: string[] = [];
        for (let n = 0; !isStopped(other); n += 1) {
          expect(n).toBeLessThan(500);
          names.push(`f${n}.csv`);
          desk.notify(`f${n}.csv`, n);
          await sleep(20);
        }
        await taken(desk, ...names);
        await settled(desk);
        await sleep(leaseSeconds * 1_000);
        other.process.kill('SIGCONT');
        await other.says('GATEWAY_FENCED');
        await until('it is at work again', () => livesOf(other) === 2);
        desk.notify('last.csv', 9_999);
        await taken(desk, 'last.csv');
        await settled(desk);
        const receipts = await desk.store.receipts();
        expect(receipts.map(({ name }) => name).sort()).toEqual([...names, 'last.csv'].sort());
        expect(livesOf(first)).toBe(1);
        await sentOnce(desk);
        expect(await desk.problems()).toEqual([]);
      } finally {
        await desk.close();
      }
    },
  );
});
