import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { listDropped, type Watch } from '../../src/intake/index.ts';
import {
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';
import { workbook } from '../support/workbooks.ts';

const patient = { quietPeriodMs: 60_000, csvQuietPeriodMs: 1_000 };
const whole = notificationFile('0000000001', [mpanOf(1)]);

const listing = (own: TestGateway, watch: Watch = new Map()) => {
  const { ready, waiting } = listDropped(own.gateway, watch, false);
  return { ready: ready.map(({ name }) => name), waiting: waiting.map(({ name }) => name) };
};

/** Makes a file look as if it had stood still for so long. */
const age = (path: string, ms: number): void => {
  const then = new Date(Date.now() - ms);
  utimesSync(path, then, then);
};

describe('a flow file that is being written', () => {
  test('waits at every byte before its end, and is taken at once when it is whole', async () => {
    const own = await openTestGateway(patient);
    for (let length = 0; length < whole.length; length += 1) {
      own.drop('a.usr', whole.slice(0, length));
      const { ready } = listing(own);
      expect(ready, JSON.stringify(whole.slice(0, length).slice(-30))).toEqual([]);
    }
    own.drop('a.usr', whole);
    expect(listing(own)).toEqual({ ready: ['a.usr'], waiting: [] });
  });

  test('without a last line end is taken after a quiet moment, not at once', async () => {
    const own = await openTestGateway(patient);
    const path = own.drop('a.usr', whole.trimEnd());
    expect(listing(own).waiting).toEqual(['a.usr']);
    age(path, 1_100);
    expect(listing(own).ready).toEqual(['a.usr']);
  });

  test('in pieces through the engine gives one receipt, of the whole', async () => {
    const own = await openTestGateway(patient);
    for (const part of [0.2, 0.5, 0.9]) {
      own.drop('a.usr', whole.slice(0, whole.length * part));
      expect((await own.engine.pass({ final: false })).receipts).toEqual([]);
    }
    own.drop('a.usr', whole);
    const { receipts } = await own.engine.pass({ final: false });
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
  });

  test('and never finished is refused after the quiet period, and says why', async () => {
    const own = await openTestGateway(patient);
    const path = own.drop('a.usr', whole.slice(0, 120));
    const [waiting] = (await own.engine.pass({ final: false })).waiting;
    expect(waiting?.waitMs).toBeGreaterThan(50_000);
    age(path, 61_000);
    const { receipts } = await own.engine.pass({ final: false });
    expect(receipts[0]).toMatchObject({ outcome: 'rejected' });
    expect(receipts[0]?.findings.map(({ code }) => code)).toContain('TRAILER_MISSING');
  });

  test('is not helped by a trailer of another file or a mere look of age', async () => {
    const own = await openTestGateway(patient);
    const other = whole.replace('ZPT|0000000001', 'ZPT|0000000002');
    own.drop('a.usr', other);
    expect(listing(own).waiting).toEqual(['a.usr']);
    const future = own.drop('b.usr', whole.slice(0, 99));
    age(future, -3_600_000);
    expect(listing(own).waiting).toEqual(['a.usr', 'b.usr']);
  });
});

describe('a CSV', () => {
  test('is taken when it has stood still for a moment', async () => {
    const own = await openTestGateway(patient);
    const path = own.drop('n.csv', notificationsCsv([{ mpan: mpanOf(1) }]));
    expect(listing(own).waiting).toEqual(['n.csv']);
    age(path, 1_100);
    expect(listing(own).ready).toEqual(['n.csv']);
  });

  test('that grows waits again, by its size even where its time says otherwise', async () => {
    const own = await openTestGateway({ quietPeriodMs: 60_000, csvQuietPeriodMs: 40 });
    const watch: Watch = new Map();
    const path = own.drop('n.csv', 'mpan,');
    age(path, -60_000);
    expect(listing(own, watch).ready).toEqual([]);
    own.drop('n.csv', 'mpan,notifiedOn');
    age(path, -60_000);
    expect(listing(own, watch).ready).toEqual([]);
    await expect.poll(() => listing(own, watch).ready, { interval: 10 }).toEqual(['n.csv']);
  });
});

test('what producers set apart is left alone: sub-folders, dot-files, *.tmp, *.part', async () => {
  const own = await openTestGateway();
  mkdirSync(join(own.workspace, 'inbox', 'sub'));
  for (const name of ['sub/a.usr', '.a.usr', 'a.usr.tmp', 'a.usr.PART', 'b.Tmp']) {
    writeFileSync(join(own.workspace, 'inbox', name), whole);
  }
  const before = own.files();
  expect((await own.pass()).receipts).toEqual([]);
  expect(own.files()).toEqual(before);
  renameSync(join(own.workspace, 'inbox/a.usr.tmp'), join(own.workspace, 'inbox/a.usr'));
  expect((await own.pass()).receipts.map(({ name }) => name)).toEqual(['a.usr']);
});

test('copies of sent files come first, then the inbox, names in order', async () => {
  const own = await openTestGateway();
  own.drop('b.usr', whole);
  own.drop('a.usr', whole);
  own.drop('sent/z.usr', reportFile('0000000007', [mpanOf(1)]));
  expect(listing(own).ready).toEqual(['z.usr', 'a.usr', 'b.usr']);
});

test('a pass takes a few turns of each folder, and time, alerts and what comes meanwhile wait no longer', async () => {
  const own = await openTestGateway({
    limits: { filesPerCommit: 2 },
    quietPeriodMs: 0,
    csvQuietPeriodMs: 0,
  });
  for (let n = 0; n < 20; n += 1)
    own.drop(`sent/s${String(n).padStart(2, '0')}.usr`, requestFile(`Q${n}`, [mpanOf(n)]));
  const first = await own.engine.pass({ final: false });
  expect(first.receipts).toHaveLength(8);
  expect(first.isMore).toBe(true);
  own.drop('late.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED'));
  const second = await own.engine.pass({ final: false });
  expect(second.receipts.map(({ name }) => name)).toContain('late.usr');
  const third = await own.engine.pass({ final: false });
  expect(third.receipts).toHaveLength(4);
  expect(third.isMore).toBe(false);
});

test('of more than one pass takes in, the oldest and the newest have their turn alike', async () => {
  const own = await openTestGateway({ limits: { filesPerCommit: 1 } });
  own.drop('m-before.usr', whole);
  await setTimeout(20);
  for (let n = 0; n < 30; n += 1) {
    own.drop(`f${n}.usr`, notificationFile(`F${n}`, [mpanOf(n)]));
  }
  await setTimeout(20);
  own.drop('m-after.usr', notificationFile('A1', [mpanOf(99)]));
  // Whatever its producer says of its age.
  age(join(own.workspace, 'inbox/m-after.usr'), 100_000);
  const { ready } = listing(own);
  expect(ready).toHaveLength(4);
  expect(ready.slice(0, 2)).toEqual(['m-before.usr', 'm-after.usr']);
  for (let left = 32; left > 0; left -= 4) await own.engine.pass({ final: false });
  expect(await own.gateway.store.receipts()).toHaveLength(32);
});

test('files that cannot be put away take no other file its turn', async () => {
  const own = await openTestGateway({
    limits: { filesPerCommit: 1 },
    quietPeriodMs: 0,
    csvQuietPeriodMs: 0,
  });
  const archive = join(own.workspace, 'archive');
  rmSync(archive, { recursive: true });
  writeFileSync(archive, 'in the way');
  for (let n = 0; n < 7; n += 1) own.drop(`q${n}.usr`, requestFile(`Q${n}`, [mpanOf(n)]));
  let taken = 0;
  for (let passes = 0; passes < 3; passes += 1) {
    taken += (await own.engine.pass({ final: false })).receipts.length;
  }
  expect(taken).toBe(7);
});

test('a workbook, however small, comes after what is read in one go, and takes no turn of all others', async () => {
  const own = await openTestGateway();
  const book = await workbook(['mpan'], [[mpanOf(1)]]);
  for (let n = 0; n < 3; n += 1) own.drop(`book${n}.xlsx`, book);
  own.drop('a-large.xlsx', Buffer.concat([book, Buffer.alloc(999_000)]));
  own.drop('zz.usr', whole);
  const files = () => {
    const { ready, large, isMore } = listDropped(own.gateway, new Map(), false);
    return { ready: ready.map(({ name }) => name), large: large.map(({ name }) => name), isMore };
  };
  for (const name of ['a-large.xlsx', 'book0.xlsx', 'book1.xlsx', 'book2.xlsx']) {
    age(join(own.workspace, 'inbox', name), 60_000);
  }
  expect(files()).toEqual({ ready: ['zz.usr'], large: ['a-large.xlsx'], isMore: true });
  rmSync(join(own.workspace, 'inbox/a-large.xlsx'));
  expect(files()).toEqual({
    ready: ['zz.usr'],
    large: ['book0.xlsx', 'book1.xlsx', 'book2.xlsx'],
    isMore: false,
  });
});
