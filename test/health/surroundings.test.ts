/** What happens when the ground gives way under a gateway at work, and when it bears again. */
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { healthOf } from '../../src/health/standing.ts';
import { runUntilStopped } from '../../src/runner.ts';
import {
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, startAt, tempFolder } from '../support/workspace.ts';
import { openWatched, type WatchedGateway } from './gateway.ts';

const mpans = [mpanOf(1)];

const dropStory = ({ drop }: WatchedGateway): void => {
  drop('a.usr', notificationFile('F1', mpans));
  drop('sent/b.usr', requestFile('F2', mpans));
  drop('c.usr', reportFile('F3', mpans, 'NO BACKSTOP FITTED', '20260805100000'));
};

/** Where every file of the story is: each in one place alone. */
const placesOf = ({ files }: WatchedGateway): string[] =>
  files().filter((name) => /\/[abc]\.usr$/.test(name));
const dropped = ['inbox/a.usr', 'inbox/c.usr', 'sent/b.usr'];
const archived = ['archive/2026/08/a.usr', 'archive/2026/08/b.usr', 'archive/2026/08/c.usr'];

const pass = (own: WatchedGateway) => own.watched.pass({ final: true });

const statusOf = (own: WatchedGateway): string =>
  healthOf(own.watched.figures, own.clock.now()).status;

/** One episode: told once however often it is looked at, and ended once. */
async function expectEpisode(
  own: WatchedGateway,
  code: string,
  begin: () => void,
  end: () => void,
): Promise<void> {
  dropStory(own);
  begin();
  for (let times = 0; times < 3; times += 1) expect((await pass(own)).receipts).toEqual([]);
  expect(placesOf(own)).toEqual(dropped);
  expect(own.told()).toMatchObject([{ code, over: false }]);
  expect(statusOf(own)).toBe('paused');
  end();
  expect((await pass(own)).receipts).toHaveLength(3);
  await pass(own);
  expect(placesOf(own)).toEqual(archived);
  const [raised, over, ...more] = own.told();
  expect(more).toEqual([]);
  expect(over).toMatchObject({ code, over: true, key: `${raised?.key}/over` });
  expect(statusOf(own)).toBe('ok');
  expect(await own.problems()).toEqual([]);
}

test('a disk that is almost full pauses intake until there is room again', async () => {
  const own = await openWatched({ limits: { diskFreeMinBytes: 1_000_000 } });
  await expectEpisode(
    own,
    'DISK_ALMOST_FULL',
    () => (own.ground.diskFreeBytes = 999_999),
    () => (own.ground.diskFreeBytes = 1_100_000),
  );
});

test('a little room is not room again: intake does not flutter about the limit', async () => {
  const own = await openWatched({ limits: { diskFreeMinBytes: 1_000_000 } });
  own.ground.diskFreeBytes = 999_999;
  await pass(own);
  for (const free of [1_000_001, 999_999, 1_050_000]) {
    own.ground.diskFreeBytes = free;
    await pass(own);
  }
  expect(own.told()).toHaveLength(1);
});

test('a disk whose room cannot be told, or a limit of 0, stops nothing, but a full one is told', async () => {
  const own = await openWatched({ limits: { diskFreeMinBytes: 0 } });
  own.ground.diskFreeBytes = 100_000;
  await pass(own);
  expect(own.told()).toEqual([]);
  own.ground.diskFreeBytes = 0;
  dropStory(own);
  const done = await pass(own);
  expect(done.receipts).toHaveLength(3);
  expect(done.pauses?.flatMap(({ holds }) => holds)).toEqual([]);
  expect(own.told()).toMatchObject([{ code: 'DISK_ALMOST_FULL', over: false }]);
  own.ground.diskFreeBytes = 1e9;
  await pass(own);
  expect(own.told()).toMatchObject([{ over: false }, { code: 'DISK_ALMOST_FULL', over: true }]);
  const other = await openWatched();
  other.ground.diskFreeBytes = null;
  expect((await pass(other)).pauses).toEqual([]);
});

test('a folder that cannot be written pauses intake until it can', async () => {
  const own = await openWatched();
  await expectEpisode(
    own,
    'FOLDER_NOT_WRITABLE',
    () => own.ground.broken.set('archive', 'EROFS'),
    () => own.ground.broken.delete('archive'),
  );
});

test('a folder that is a file is a folder that cannot be written; one that is gone is made', async () => {
  const own = await openWatched();
  const archive = join(own.workspace, 'archive');
  await expectEpisode(
    own,
    'FOLDER_NOT_WRITABLE',
    () => {
      rmSync(archive, { recursive: true });
      writeFileSync(archive, 'in the way');
    },
    () => rmSync(archive),
  );
});

test('while outbox/ cannot be written, files are taken in and what is owed is kept', async () => {
  const own = await openWatched({ send: 'automatic' });
  own.ground.broken.set('outbox', 'EACCES');
  own.drop('a.csv', notificationsCsv([{ mpan: mpanOf(1) }]));
  const { receipts, written } = await pass(own);
  expect(receipts).toHaveLength(1);
  expect(written).toEqual([]);
  expect((await own.gateway.store.totals()).outboxUnwritten).toBe(1);
  own.ground.broken.clear();
  expect((await pass(own)).written).toHaveLength(1);
  expect(own.told().map(({ over }) => over)).toEqual([false, true]);
});

test('reports/ that cannot be written is told, and keeps nothing waiting', async () => {
  const own = await openWatched();
  dropStory(own);
  own.ground.broken.set('reports', 'EACCES');
  expect((await pass(own)).receipts).toHaveLength(3);
  expect(own.told()).toMatchObject([{ code: 'FOLDER_NOT_WRITABLE', over: false }]);
  expect(statusOf(own)).toBe('troubled');
});

test('while alerts/ cannot be written, its line waits and is written afterwards', async () => {
  const own = await openWatched();
  own.ground.broken.set('alerts', 'EACCES');
  await pass(own);
  await pass(own);
  expect(own.told()).toEqual([]);
  own.ground.broken.clear();
  await pass(own);
  expect(own.told().map(({ over }) => over)).toEqual([false, true]);
});

/** Another program that holds the store: a real connection with a write transaction. */
function otherProgram(own: WatchedGateway): {
  readonly lock: () => void;
  readonly free: () => void;
} {
  const other = new DatabaseSync(join(own.workspace, 'data', 'pawl.db'));
  onTestFinished(() => other.close());
  return {
    lock: () => other.exec('begin immediate'),
    free: () => other.exec('rollback'),
  };
}

test('a store that another program holds pauses everything until it lets go', async () => {
  const own = await openWatched();
  const { lock, free } = otherProgram(own);
  await expectEpisode(own, 'STORE_LOCKED', lock, free);
});

test('a store that is held for a moment is waited for in silence', async () => {
  const own = await openWatched({}, undefined, 10_000);
  const { lock, free } = otherProgram(own);
  dropStory(own);
  lock();
  expect((await pass(own)).pauses).toMatchObject([{ code: 'STORE_LOCKED' }]);
  own.ground.monotonicMs += 9_000;
  await pass(own);
  expect(own.told()).toEqual([]);
  expect(placesOf(own)).toEqual(dropped);
  own.ground.monotonicMs += 1_000;
  await pass(own);
  expect(own.told()).toMatchObject([{ code: 'STORE_LOCKED', over: false }]);
  free();
  expect((await pass(own)).receipts).toHaveLength(3);
});

test('the loop rests and goes on by itself where the store was held and let go', async () => {
  const own = await openWatched({ rescanMs: 100 });
  const { lock, free } = otherProgram(own);
  dropStory(own);
  lock();
  const stop = new AbortController();
  const waits: number[] = [];
  await runUntilStopped({
    engine: own.watched,
    stop: stop.signal,
    firstIsFinal: false,
    onPass: async ({ receipts }) => {
      if (receipts.length > 0) stop.abort();
    },
    waiter: {
      wait: async (ms) => {
        waits.push(ms);
        if (waits.length === 3) free();
        if (waits.length === 20) stop.abort();
      },
      close: async () => undefined,
    },
  });
  expect(waits.slice(0, 3)).toEqual([100, 100, 100]);
  expect(placesOf(own)).toEqual(archived);
});

test('a clock that goes forward is waited for, and then believed', async () => {
  const own = await openWatched();
  await pass(own);
  await expectEpisode(
    own,
    'CLOCK_JUMPED',
    () => own.clock.set('2026-08-05T15:00:00Z'),
    () => {
      own.ground.monotonicMs += 60_000;
      own.clock.set('2026-08-05T15:01:00Z');
    },
  );
});

test('a clock that goes back is waited for until it is put right', async () => {
  const own = await openWatched();
  await pass(own);
  await expectEpisode(
    own,
    'CLOCK_JUMPED',
    () => own.clock.set('2026-08-05T09:00:00Z'),
    () => {
      own.ground.monotonicMs += 5_000;
      own.clock.set('2026-08-05T12:00:05Z');
    },
  );
});

test('no deadline is called missed while the clock is in doubt', async () => {
  const own = await openWatched();
  dropStory(own);
  await pass(own);
  own.clock.set('2027-08-05T12:00:00Z');
  expect((await pass(own)).alerts).toBe(0);
  own.ground.monotonicMs += 10_000;
  own.clock.set('2026-08-05T12:00:10Z');
  await pass(own);
  expect(await own.gateway.store.alertsOf(null)).toEqual([]);
});

test('a clock far behind the journal is not believed, however long it stays', async () => {
  const own = await openWatched();
  dropStory(own);
  await pass(own);
  own.clock.set('2026-08-05T09:00:00Z');
  own.drop('c.usr', reportFile('F4', mpans));
  for (let minutes = 0; minutes < 3; minutes += 1) {
    await pass(own);
    own.ground.monotonicMs += 60_000;
    own.clock.set(`2026-08-05T09:0${minutes + 1}:00Z`);
  }
  expect(own.told()).toMatchObject([{ code: 'CLOCK_JUMPED', over: false }]);
  own.clock.set('2026-08-05T11:30:00Z');
  own.ground.monotonicMs += 60_000;
  await pass(own);
  own.ground.monotonicMs += 60_000;
  own.clock.set('2026-08-05T11:31:00Z');
  expect((await pass(own)).receipts).toHaveLength(1);
  expect(own.told().at(-1)).toMatchObject({ over: true });
});

test('an ordinary wait between two looks is no jump', async () => {
  const own = await openWatched();
  await pass(own);
  own.clock.set('2026-08-05T14:00:30Z');
  own.ground.monotonicMs += 2 * 3_600_000;
  expect((await pass(own)).pauses).toEqual([]);
});

test('a pass that fails tells why, and the next that succeeds that it is over', async () => {
  const own = await openWatched();
  let error: Error | null = Object.assign(new Error('database or disk is full'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 13,
  });
  const engine = own.engine as { pass: typeof own.engine.pass };
  const works = own.engine.pass;
  engine.pass = async (options) => {
    if (error !== null) throw error;
    return works(options);
  };
  await expect(pass(own)).rejects.toThrow('full');
  expect(own.told()).toMatchObject([{ code: 'DISK_ALMOST_FULL', over: false }]);
  const { workspace } = own;
  const dest = join(workspace, 'archive', '2026', '08', 'a.usr');
  error = Object.assign(new Error('no'), { code: 'EACCES', dest });
  await expect(pass(own)).rejects.toThrow('no');
  expect(statusOf(own)).toBe('failing');
  error = null;
  await pass(own);
  expect(own.told().map(({ code, over }) => `${code} ${over}`)).toEqual([
    'DISK_ALMOST_FULL false',
    'DISK_ALMOST_FULL true',
    'FOLDER_NOT_WRITABLE false',
    'FOLDER_NOT_WRITABLE true',
  ]);
  expect(statusOf(own)).toBe('ok');
});

test('an episode outlives a restart: it is neither told again nor forgotten', async () => {
  const settings = { limits: { diskFreeMinBytes: 1_000 } };
  const folder = tempFolder();
  const first = await openWatched(settings, await openTestGateway(settings, folder));
  first.ground.diskFreeBytes = 1;
  await pass(first);
  await first.close();
  const clock = fixedClock(startAt);
  const second = await openWatched(settings, await openTestGateway(settings, folder, clock));
  second.ground.diskFreeBytes = 1;
  await pass(second);
  expect(second.told()).toHaveLength(1);
  second.ground.diskFreeBytes = 1e12;
  await pass(second);
  expect(second.told().map(({ over }) => over)).toEqual([false, true]);
  expect(existsSync(join(folder, 'alerts', 'alerts-2026-08.jsonl'))).toBe(true);
});

test('a link in inbox/ is one alert for as long as it lies there, and holds nothing up', async () => {
  const own = await openWatched();
  dropStory(own);
  const link = join(own.workspace, 'inbox/loop');
  symlinkSync('loop', link);
  expect((await pass(own)).receipts).toHaveLength(3);
  await pass(own);
  expect(own.told()).toMatchObject([{ code: 'ENTRY_LEFT', over: false }]);
  expect(statusOf(own)).toBe('troubled');
  rmSync(link);
  await pass(own);
  expect(own.told().map(({ over }) => over)).toEqual([false, true]);
});

test('a clock set back behind the newest alert is not trusted: nothing is undone or told twice', async () => {
  const clock = fixedClock(startAt);
  const first = await openWatched(
    {},
    await openTestGateway({ csvQuietPeriodMs: 0 }, tempFolder(), clock),
  );
  first.drop('sent/b.usr', requestFile('F2', mpans));
  await pass(first);
  clock.set('2026-08-18T23:00:00Z');
  first.ground.monotonicMs += 1_162_800_000;
  await pass(first);
  const raised = await first.gateway.store.alertsOf(null);
  expect(raised.map(({ kind }) => kind)).toContain('BREACHED');
  // Started anew with a clock that is half an hour slow: no jump shows.
  const again = await openWatched({}, await first.reopen());
  clock.set('2026-08-18T22:30:00Z');
  for (let times = 0; times < 2; times += 1) await pass(again);
  expect(await again.gateway.store.alertsOf(null)).toEqual(raised);
  expect(again.told().at(-1)).toMatchObject({ code: 'CLOCK_JUMPED', over: false });
  expect(statusOf(again)).toBe('paused');
  // A second or two are waited for, and nobody is told.
  clock.set('2026-08-18T22:59:58Z');
  again.ground.monotonicMs += 1_798_000;
  await pass(again);
  expect(await again.gateway.store.alertsOf(null)).toEqual(raised);
  expect(again.told().at(-1)).toMatchObject({ code: 'CLOCK_JUMPED', over: true });
  clock.set('2026-08-18T23:00:00Z');
  again.ground.monotonicMs += 2_000;
  await pass(again);
  expect(await again.gateway.store.alertsOf(null)).toEqual(raised);
  expect(statusOf(again)).toBe('ok');
});
