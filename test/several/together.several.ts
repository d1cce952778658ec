/**
 * Several gateways at work at the same time on one schema, as real processes: they share the files of a
 * folder, each file has one receipt, and of two copies in two folders one counts.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pawl, type Started } from '../cli/pawl.ts';
import { systemClock } from '../../src/clock.ts';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { isPostgresThere } from '../postgres/there.ts';
import { mpanOf, notificationsCsv, requestFile } from '../support/flow-files.ts';
import { type Desk, deskOn, isStopped, livesOf, sentOnce, until } from './desk.ts';

describe.skipIf(!isPostgresThere())('several gateways at work', () => {
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

  /** Names of the files that this process gave receipts. */
  const takenBy = (gateway: Started): string[] =>
    [...gateway.log().matchAll(/"name":"([^"]+)"[^\n]*"msg":"file"/g)].map(([, name = '']) => name);
  /** A gateway with an inbox that nobody else watches, on the same volume. */
  const withOwnInbox = (name: string): string => {
    const inbox = join(desk.share, `inbox-${name}`);
    mkdirSync(inbox);
    desk.configure(name, { folders: { ...desk.config.folders, inbox } });
    return inbox;
  };
  const allPutAway = () =>
    until('all is put away, written and looked at', async () => {
      const { store } = desk;
      const now = systemClock.now();
      // What is owed is made and sent by the pass after that which took it in.
      const open = [
        await store.unsettled(),
        await store.due(now, 1),
        await store.owing('', 1),
        await store.unwritten(1),
      ];
      return open.flat().length === 0;
    });

  test('2,000 files in a share: each of three gateways has its part, each file one receipt', async () => {
    const gateways = [desk.run('a'), desk.run('b'), desk.run('c')];
    for (const gateway of gateways) await gateway.says('no pages');
    const names = Array.from({ length: 2_000 }, (_none, n) => `f${n}.csv`);
    for (const [n, name] of names.entries()) {
      const being = join(desk.share, 'inbox', `${name}.tmp`);
      writeFileSync(being, notificationsCsv([{ mpan: mpanOf(n) }]));
      renameSync(being, join(desk.share, 'inbox', name));
    }
    await until('each has a receipt', async () => {
      const taken = gateways.flatMap(takenBy);
      return taken.length >= names.length;
    });
    await allPutAway();
    const { out } = await pawl('health', '--json', '--workspace', desk.folderOf('b'));
    const { gateways: atWork } = JSON.parse(out);
    expect(atWork.map(({ isFirst }: { isFirst: boolean }) => isFirst)).toEqual([
      true,
      false,
      false,
    ]);
    const receipts = await desk.store.receipts();
    expect(receipts.map(({ name }) => name).sort()).toEqual(names.toSorted());
    expect(new Set(receipts.map(({ outcome }) => outcome))).toEqual(new Set(['applied']));
    const shares = gateways.map((gateway) => takenBy(gateway).length / names.length);
    for (const share of shares) expect(share, String(shares)).toBeGreaterThan(0.15);
    await sentOnce(desk);
    expect(cluster.log()).not.toContain('deadlock');
  });

  test('one File Identifier under two names in two folders: one is applied', async () => {
    const stopping = { PAWL_STOP_AT: 'after-claim', PAWL_LEASE_SECONDS: '60' };
    const inboxes = ['a', 'b'].map(withOwnInbox);
    const gateways = [desk.run('a', stopping), desk.run('b', stopping)];
    for (const gateway of gateways) await gateway.says('no pages');
    const text = requestFile('Q1', [1, 2, 3].map(mpanOf));
    for (const [n, inbox] of inboxes.entries()) {
      mkdirSync(join(desk.share, 'drops'), { recursive: true });
      writeFileSync(join(desk.share, 'drops', `${n}`), text);
      renameSync(join(desk.share, 'drops', `${n}`), join(inbox, `copy${n}.usr`));
    }
    await until('both have judged theirs', () => gateways.every(isStopped));
    for (const { process } of gateways) process.kill('SIGCONT');
    await until('both have receipts', async () => (await desk.store.receipts()).length === 2);
    await allPutAway();
    const outcomes = (await desk.store.receipts()).map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual(['applied', 'duplicate']);
    for (const n of [1, 2, 3]) {
      const heard = await desk.store.journalOf(mpanOf(n));
      expect(heard.filter(({ fileIdentifier }) => fileIdentifier === 'Q1')).toHaveLength(1);
    }
    expect(await desk.problems()).toEqual([]);
  });

  test('a changed configuration is taken over by all whose files were changed, and others end', async () => {
    const first = desk.run('a');
    await first.says('no pages');
    const other = desk.run('b');
    await other.says('no pages');
    const late = desk.run('c');
    await late.says('no pages');
    desk.configure('b', { escalationsMax: 2 });
    desk.configure('a', { escalationsMax: 2 });
    await until('it goes by the new one', () => livesOf(other) === 2);
    const { code, err } = await late.ended;
    expect([code, err]).toEqual([75, expect.stringContaining('CONFIG_DIFFERS')]);
    expect(livesOf(first)).toBe(1);
    desk.notify('first.csv', 1);
    await until('it is taken in', async () => (await desk.store.receipts()).length === 1);
  });
});
