/**
 * A fault of ours in one MPAN, file or part of the pass, put at every place where one is guarded:
 * the pass does not end, the others move and are answered, and once it is gone all is as if it had
 * never been.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { type FaultPoint, trapFaults } from '../../src/fault-point.ts';
import { approve, decide } from '../../src/gateway/index.ts';
import { eraseMpan, exportMpan } from '../../src/keeping/index.ts';
import { exceptionCodes } from '../../src/process/index.ts';
import { previewChanges } from '../../src/rules/index.ts';
import { openWatched } from '../health/gateway.ts';
import { feedOf, mpanOf, notificationFile, reportFile } from '../support/flow-files.ts';
import { seeded } from '../support/seeded.ts';
import { openTestGateway, startAt, type TestGateway, tempFolder } from '../support/workspace.ts';

/** The MPAN whose drafts fail: the rooms that are pure have no fault points of their own. */
const undraftable = vi.hoisted(() => ({ mpan: '' }));

vi.mock('../../src/process/draft.ts', async (original) => {
  const room = await original<typeof import('../../src/process/draft.ts')>();
  const { draftsFor } = room;
  const failing: typeof draftsFor = (rules, state, check, now) => {
    if (state.mpan === undraftable.mpan) throw new Error('FLAT 1, a fault that a test has put');
    return draftsFor(rules, state, check, now);
  };
  return { ...room, draftsFor: failing };
});

afterEach(() => {
  trapFaults(null);
  undraftable.mpan = '';
});

const mpans = [1, 2, 3, 4].map(mpanOf);
const bad = mpans[1]!;

const notified = (list: readonly string[]): string =>
  [
    'mpan,notifiedOn,source,reference,meterOperator',
    ...list.map((mpan, index) => `${mpan},2026-08-05,installer,${index},MOPX`),
  ].join('\n');

const gentle = (own: TestGateway) => own.engine.pass({ final: false });

const open = (workspace = tempFolder()) =>
  openTestGateway(
    { send: 'automatic', csvQuietPeriodMs: 0, quietPeriodMs: 0 },
    workspace,
    fixedClock(startAt),
  );

/** A notification, a report of one, then silence over a deadline; then another report for each. */
async function story(own: TestGateway, lift: () => void): Promise<void> {
  own.drop('n.csv', `${notified(mpans)}\n`);
  await gentle(own);
  own.clock.set('2026-08-06T12:00:00Z');
  own.drop('r1.usr', reportFile('0000000901', mpans.slice(0, 2), 'BACKSTOP FITTED'));
  await gentle(own);
  own.clock.set('2026-09-10T12:00:00Z');
  await gentle(own);
  lift();
  own.clock.set('2026-09-10T14:00:00Z');
  await gentle(own);
  await gentle(own);
}

const standing = async ({ gateway }: TestGateway) =>
  (await gateway.store.checks({})).map(({ mpan, state, outcome, owed, awaited }) => ({
    mpan,
    state,
    outcome,
    owed,
    awaited,
  }));

const breaches = async ({ gateway }: TestGateway) =>
  (await gateway.store.alertsOf(null))
    .filter(({ kind, retracted }) => kind === 'BREACHED' && !retracted)
    .map(({ mpan }) => mpan);

const openFaults = async ({ gateway }: TestGateway) =>
  (await gateway.store.exceptions({ open: true })).filter(({ code }) => code === 'PAWL_FAULT');

test.each(['fold', 'alerts', 'rows', 'print'] as const)(
  'a fault in %s of one MPAN stops no other, is told, and leaves nothing behind',
  async (point: FaultPoint) => {
    const undisturbed = await open();
    await story(undisturbed, () => undefined);
    const own = await open();
    let met = 0;
    trapFaults((at, about) => {
      const isIt = at === point && about === bad;
      if (isIt) met += 1;
      return isIt;
    });
    await story(own, () => undefined);
    expect(met).toBeGreaterThan(0);
    // Tried again now and then, never in a hot loop.
    expect(met).toBeLessThan(40);
    const held = await openFaults(own);
    expect(held.map(({ mpan }) => mpan)).toContain(bad);
    expect(held.every(({ mpan }) => mpan === bad)).toBe(true);
    expect(held[0]?.detail).toMatch(/^(fold|alerts|rows|print): Error < .*src\//);
    expect(held[0]?.detail).not.toMatch(/a test has put|\/tmp|\/home/);
    const others = (list: readonly { readonly mpan: string }[]) =>
      list.filter(({ mpan }) => mpan !== bad);
    expect(others(await standing(own))).toEqual(others(await standing(undisturbed)));
    const late = (list: readonly string[]) => list.filter((mpan) => mpan !== bad);
    expect(late(await breaches(own))).toEqual(late(await breaches(undisturbed)));
    expect(await breaches(own)).not.toEqual([]);
    // Nothing of the MPAN itself is lost either: it catches up by itself.
    trapFaults(null);
    own.clock.set('2026-09-10T17:00:00Z');
    await gentle(own);
    await gentle(own);
    expect(await openFaults(own)).toEqual([]);
    if (point !== 'print') expect(await standing(own)).toEqual(await standing(undisturbed));
    expect(await own.problems()).toEqual([]);
  },
);

test('a fault is met again at a start, is shown by every list, and cannot be settled by a person', async () => {
  const own = await open();
  trapFaults((at, about) => at === 'fold' && about === bad);
  own.drop('n.csv', `${notified(mpans)}\n`);
  await gentle(own);
  expect(exceptionCodes.PAWL_FAULT.kind).toBe('holds');
  expect(await own.problems()).toEqual([`MPAN ${bad}: is held by PAWL_FAULT in fold`]);
  trapFaults(null);
  const again = await own.reopen();
  await gentle(again);
  expect(await openFaults(again)).toEqual([]);
  expect(await again.problems()).toEqual([]);
  expect((await standing(again)).map(({ mpan }) => mpan)).toEqual(mpans);
});

test('a flow that cannot be printed holds its own MPAN; all that were approved with it go out', async () => {
  const own = await openTestGateway({ send: 'approve', csvQuietPeriodMs: 0 });
  own.drop('n.csv', `${notified(mpans)}\n`);
  await gentle(own);
  trapFaults((at, about) => at === 'print' && about === bad);
  const { sent, held } = await approve(own.gateway, { ids: ['all'] }, { who: 'a', reason: '' });
  expect(sent.map(({ flow }) => flow.mpan)).toEqual(mpans.filter((mpan) => mpan !== bad));
  expect(held.map(({ mpan }) => mpan)).toEqual([bad]);
  expect((await openFaults(own)).map(({ mpan }) => mpan)).toEqual([bad]);
});

test('a part of the pass that fails is named, and the others are done', async () => {
  for (const part of ['rules', 'settle', 'calendar', 'intake', 'undelivered', 'owed', 'reports']) {
    const own = await open();
    own.drop('n.csv', `${notified(mpans)}\n`);
    await gentle(own);
    trapFaults((at, about) => at === 'part' && about === part);
    own.clock.set('2026-09-10T12:00:00Z');
    const pass = await gentle(own);
    expect(pass.mishaps?.map(({ about }) => about)).toContain(part);
    expect(await breaches(own)).toEqual(mpans);
    trapFaults(null);
    expect((await gentle(own)).mishaps).toBeUndefined();
  }
});

test('one file that fails is left and named; the others are taken in, put away and written', async () => {
  const own = await open();
  trapFaults((at, about) => at === 'file' && about === 'inbox/b.csv');
  for (const [index, name] of ['a.csv', 'b.csv', 'c.csv'].entries()) {
    own.drop(name, `${notified([mpans[index]!])}\n`);
  }
  const pass = await gentle(own);
  expect(pass.receipts.map(({ name }) => name)).toEqual(['a.csv', 'c.csv']);
  expect(pass.mishaps?.map(({ code, about }) => [code, about])).toEqual([
    ['FILE_HELD', 'inbox/b.csv'],
  ]);
  // It is told of for as long as it lies there.
  expect((await gentle(own)).mishaps?.map(({ about }) => about)).toEqual(['inbox/b.csv']);
  trapFaults(null);
  const again = await own.reopen();
  await gentle(again);
  expect((await standing(again)).map(({ mpan }) => mpan)).toEqual(mpans.slice(0, 3));
});

test.each(['settle', 'outbox'] as const)('one file that fails in %s waits alone', async (point) => {
  const own = await open();
  own.drop('n.csv', `${notified(mpans)}\n`);
  const isIt = { settle: 'inbox/n.csv', outbox: 'outbox/D0001_MOPX_PAWL000001.usr' }[point];
  let about = '';
  trapFaults((at, name) => {
    if (at === point) about = name;
    return at === point;
  });
  const pass = await gentle(own);
  expect(about.split('/')[0]).toBe(isIt.split('/')[0]);
  expect(pass.mishaps?.map((one) => one.about)).toEqual([about]);
  trapFaults(null);
  const next = await gentle(own);
  expect(next.mishaps).toBeUndefined();
  expect(own.files('inbox')).toEqual([]);
  expect(own.files('outbox').length).toBeGreaterThan(0);
});

test('drafts that fail hold their MPAN alone, and its breach is raised all the same', async () => {
  const own = await open();
  undraftable.mpan = bad;
  own.drop('n.csv', `${notified(mpans)}\n`);
  await gentle(own);
  const [item, ...rest] = await openFaults(own);
  expect(rest).toEqual([]);
  expect(item?.mpan).toBe(bad);
  expect(item?.detail).toMatch(/^drafts: Error < /);
  expect(item?.detail).not.toMatch(/FLAT/);
  own.clock.set('2026-09-10T12:00:00Z');
  await gentle(own);
  expect(await breaches(own)).toEqual(mpans);
  undraftable.mpan = '';
  own.clock.set('2026-09-10T14:00:00Z');
  await gentle(own);
  expect(await openFaults(own)).toEqual([]);
  const sent = await own.gateway.store.outbox();
  expect(sent.flatMap((file) => file.mpans).toSorted()).toEqual(mpans);
});

test('any place, any MPAN: the others never notice', async () => {
  const undisturbed = await open();
  await story(undisturbed, () => undefined);
  const expected = await standing(undisturbed);
  const random = seeded(11);
  for (let round = 0; round < 12; round += 1) {
    const mpan = mpans[Math.floor(random() * mpans.length)]!;
    const points = ['fold', 'alerts', 'rows'] as const;
    const point = points[Math.floor(random() * points.length)]!;
    let times = Math.floor(random() * 4) + 1;
    const own = await open();
    trapFaults((at, about) => at === point && about === mpan && times-- > 0);
    await story(own, () => trapFaults(null));
    await own.pass();
    expect({ point, mpan, is: await standing(own) }).toEqual({ point, mpan, is: expected });
    expect(await openFaults(own)).toEqual([]);
    await own.close();
  }
}, 60_000);

test('gateway alerts name the MPAN, the file and the part at once, and end with them', async () => {
  const own = await openWatched({ send: 'automatic', quietPeriodMs: 0 });
  trapFaults(
    (at, about) =>
      (at === 'fold' && about === bad) ||
      (at === 'part' && about === 'calendar') ||
      at === 'settle',
  );
  own.drop('n.csv', `${notified(mpans)}\n`);
  await own.watched.pass({ final: false });
  await own.watched.pass({ final: false });
  const open = (): string[] => own.watched.figures.episodes.map(({ code }) => code).sort();
  expect(open()).toEqual(['FILE_HELD', 'MPAN_HELD', 'PART_FAILED']);
  expect(
    own
      .told()
      .map(({ detail }) => detail)
      .join('\n'),
  ).toMatch(bad);
  trapFaults(null);
  own.clock.set('2026-08-05T14:00:00Z');
  own.ground.monotonicMs += 2 * 3_600_000;
  await own.watched.pass({ final: false });
  await own.watched.pass({ final: false });
  expect(open()).toEqual([]);
});

describe('events that cannot be made of one MPAN', () => {
  const csv = () => `${notified(mpans)}\n`;
  const flow = () => notificationFile('0000000801', mpans, '20260805100000');

  test.each([
    ['a CSV', 'n.csv', csv, {}],
    ['a flow file', 'n.usr', flow, {}],
    ['a large CSV', 'n.csv', csv, { limits: { wholeFileMaxBytes: 10 } }],
    ['a large flow file', 'n.usr', flow, { limits: { wholeFileMaxBytes: 10 } }],
  ])('%s: all others are taken in, and the file is tried again after an hour', async (...given) => {
    const [, name, content, settings] = given;
    const own = await openTestGateway(
      { send: 'never', csvQuietPeriodMs: 0, quietPeriodMs: 0, ...settings },
      tempFolder(),
      fixedClock(startAt),
    );
    trapFaults((at, about) => at === 'events' && about === bad);
    own.drop(name, content());
    const pass = await gentle(own);
    expect(pass.mishaps?.map(({ code, about }) => [code, about])).toEqual([
      ['FILE_HELD', `inbox/${name}`],
    ]);
    const others = mpans.filter((mpan) => mpan !== bad);
    expect((await standing(own)).map(({ mpan }) => mpan)).toEqual(others);
    const told = await openFaults(own);
    expect(told.map(({ mpan, detail }) => [mpan, detail.split(':')[0]])).toEqual([[bad, 'events']]);
    own.clock.set('2026-08-05T13:30:00Z');
    await gentle(own);
    expect((await openFaults(own)).map(({ mpan }) => mpan)).toEqual([bad]);
    trapFaults(null);
    own.clock.set('2026-08-05T14:45:00Z');
    const next = await gentle(own);
    expect(next.receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
    expect((await standing(own)).map(({ mpan }) => mpan)).toEqual(mpans);
    expect(await openFaults(own)).toEqual([]);
    expect(own.files('inbox')).toEqual([]);
    expect(await own.problems()).toEqual([]);
  });
});

test('a flow that waits for approval and cannot be printed stays in the queue until it can', async () => {
  const own = await openTestGateway({ send: 'approve', csvQuietPeriodMs: 0 });
  own.drop('n.csv', `${notified(mpans)}\n`);
  await gentle(own);
  trapFaults((at, about) => at === 'print' && about === bad);
  await approve(own.gateway, { ids: ['all'] }, { who: 'a', reason: '' });
  for (const at of ['13:30', '15:00', '16:30']) {
    own.clock.set(`2026-08-05T${at}:00Z`);
    await gentle(own);
    expect((await openFaults(own)).map(({ mpan }) => mpan)).toEqual([bad]);
  }
  trapFaults(null);
  own.clock.set('2026-08-05T18:00:00Z');
  await gentle(own);
  expect(await openFaults(own)).toEqual([]);
  const { sent } = await approve(own.gateway, { ids: ['all'] }, { who: 'a', reason: '' });
  expect(sent.map(({ flow }) => flow.mpan)).toEqual([bad]);
});

describe('an MPAN whose journal another hand has spoilt', () => {
  async function spoilt() {
    const own = await open();
    own.drop('n.csv', `${notified(mpans)}\n`);
    await gentle(own);
    await own.close();
    const database = new DatabaseSync(join(own.workspace, 'data', 'pawl.db'));
    for (const { name } of database
      .prepare("select name from sqlite_master where type = 'trigger'")
      .all()) {
      database.exec(`drop trigger ${String(name)}`);
    }
    database.prepare('update journal set body = \'{"kind":\' where mpan = ?').run(bad);
    database.close();
    return own;
  }

  test('is held alone when rules change, and by the preview of them', async () => {
    const own = await (await spoilt()).reopen();
    const candidate = readConfig(
      { mpid: 'SUPP', role: 'X', send: 'automatic', calendar: 'scotland' },
      'pawl.config.json',
    );
    const seen = await previewChanges(
      own.gateway,
      own.gateway.config,
      { config: candidate, holidays: null },
      async () => undefined,
    );
    expect([seen.mpans, seen.held]).toEqual([4, [bad]]);
    const next = await own.reopen({ calendar: 'scotland' });
    await gentle(next);
    expect((await openFaults(next)).map(({ mpan }) => mpan)).toEqual([bad]);
    next.clock.set('2026-09-10T12:00:00Z');
    await gentle(next);
    expect(await breaches(next)).toEqual(mpans);
  });

  test('is exported as it is', async () => {
    const own = await (await spoilt()).reopen();
    const exported = await exportMpan(own.gateway, bad);
    expect(exported.journal[0]?.body).toBe('{"kind":');
    expect(exported.journal[0]?.means).toBeNull();
  });
});

test('export and erasing of an MPAN go on where it cannot be folded', async () => {
  const own = await open();
  own.drop('n.csv', `${notified(mpans)}\n`);
  await gentle(own);
  await decide(own.gateway, bad, { name: 'cancel' }, { who: 'a', reason: 'b' });
  trapFaults((at, about) => at === 'fold' && about === bad);
  const exported = await exportMpan(own.gateway, bad);
  expect(exported.journal.length).toBeGreaterThan(1);
  expect(exported.checks).toEqual([]);
  for (const name of own.files('outbox')) rmSync(join(own.workspace, 'outbox', name));
  await eraseMpan(own.gateway, bad, { who: 'a', reason: 'asked to' });
  expect((await openFaults(own)).map(({ mpan }) => mpan)).toEqual([bad]);
  trapFaults(null);
  own.clock.set('2026-08-05T14:00:00Z');
  await gentle(own);
  expect(await openFaults(own)).toEqual([]);
});

test('a line, a report, a message or a feed that fails is named, and all others are done', async () => {
  const own = await openTestGateway(
    {
      send: 'automatic',
      csvQuietPeriodMs: 0,
      quietPeriodMs: 0,
      chaseAt: '09:00',
      calendarFeed: true,
    },
    tempFolder(),
    fixedClock(startAt),
  );
  own.drop('n.csv', `${notified(mpans)}\n`);
  await gentle(own);
  own.clock.set('2026-09-10T12:00:00Z');
  const met: string[] = [];
  trapFaults((at, about) => {
    const isIt =
      (at === 'line' && about === bad) || at === 'chase' || at === 'calendar' || at === 'report';
    if (isIt) met.push(at);
    return isIt;
  });
  own.drop('calendar/feed.json', feedOf(2031, []));
  const pass = await gentle(own);
  expect(new Set(met)).toEqual(new Set(['line', 'chase', 'calendar']));
  expect(pass.mishaps?.map(({ about }) => about)).toEqual(['calendar/feed.json', 'chase of MOPX']);
  expect(await breaches(own)).toEqual(mpans);
  const lines = () =>
    own
      .files('alerts')
      .map((name) => own.read(`alerts/${name}`))
      .join('');
  // What no words can be found for is told all the same, by what it is.
  for (const mpan of mpans) expect(lines()).toContain(mpan);
  trapFaults(null);
  own.clock.set('2026-09-10T14:00:00Z');
  expect((await gentle(own)).mishaps).toBeUndefined();
});

test('one report that fails is told, and the others are written', async () => {
  const reports = [
    { report: 'breaches', at: '09:00' },
    { report: 'deadlines', at: '09:00' },
  ];
  const own = await openTestGateway({ send: 'automatic', quietPeriodMs: 0, reports });
  await gentle(own);
  own.clock.set('2026-08-06T12:00:00Z');
  trapFaults((at, about) => at === 'report' && about === 'breaches');
  const pass = await gentle(own);
  expect(pass.mishaps?.length).toBe(1);
  expect(own.files('reports').join()).toContain('deadlines');
  expect(own.files('reports').join()).not.toContain('breaches');
  trapFaults(null);
  own.clock.set('2026-08-06T13:30:00Z');
  expect((await gentle(own)).mishaps).toBeUndefined();
  expect(own.files('reports').join()).toContain('breaches');
});
