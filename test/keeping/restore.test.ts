import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeFolders } from '../../src/files/index.ts';
import { catchUp, putBack, verify, writeHeadDown } from '../../src/keeping/index.ts';
import { openSqliteStore } from '../../src/store/index.ts';
import { keepingEntriesOf } from '../store/rows.ts';
import { mpanOf, notificationsCsv, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, startAt, type TestGateway, tempFolder } from '../support/workspace.ts';

const now = '2026-08-06T12:00:00Z';
const mpans = Array.from({ length: 60 }, (_, n) => mpanOf(n));

/** Requests of one MPAN a file, then reports. */
const requests = mpans.map((mpan, n) => requestFile(`0000001${100 + n}`, [mpan]));
const reports = mpans.map((mpan, n) => reportFile(`0000002${100 + n}`, [mpan], 'BACKSTOP FITTED'));

const storeOf = (workspace: string): string => join(workspace, 'data', 'pawl.db');

/** A workspace of nothing but a backup and a copy of the archive. */
async function restoredFrom(
  lost: TestGateway,
  backup: string,
  settings: Record<string, unknown> = {},
) {
  const workspace = join(tempFolder(), 'desk');
  makeFolders(workspace);
  for (const folder of ['archive', 'outbox', 'reports', 'rejected']) {
    cpSync(join(lost.workspace, folder), join(workspace, folder), { recursive: true });
  }
  expect(await putBack(workspace, backup, now)).toBeNull();
  const own = await openTestGateway(settings, workspace);
  own.clock.set(now);
  return { own, caughtUp: await catchUp(own.gateway, 'anne') };
}

/** What does not depend on when a file came. */
async function standingOf(own: TestGateway) {
  const { checks } = await own.replayed();
  return checks.map(({ mpan, state, outcome, stages, evidence }) => ({
    mpan,
    state,
    outcome,
    stages,
    evidence,
  }));
}

test('a backup made while a gateway commits is restored into a clean workspace and goes on', async () => {
  const lost = await openTestGateway();
  for (const text of requests.slice(0, 20)) lost.drop(`${text.slice(4, 14)}.usr`, text);
  await lost.pass();
  const beside = await openSqliteStore(storeOf(lost.workspace));
  const backup = join(tempFolder(), 'backup.db');
  let isDone = false;
  const made = beside.backup(backup).then(() => {
    isDone = true;
  });
  const rest = [...requests.slice(20), ...reports];
  for (const [n, text] of rest.entries()) {
    await lost.take(`${n}.usr`, text);
    await turn();
    // Commits go on under the backup, and there are some behind it.
    if (isDone && n > 70) break;
  }
  await made;
  await beside.close();
  await writeHeadDown(lost.gateway, false);
  const whole = await standingOf(lost);

  const { own, caughtUp } = await restoredFrom(lost, backup);
  expect(caughtUp.again.length).toBeGreaterThan(0);
  expect(caughtUp.lostEntries).toBeGreaterThan(0);
  await own.pass();
  expect(await standingOf(own)).toEqual(whole);
  expect(await own.problems()).toEqual([]);
  // No file is there twice, and none is missing.
  const files = (name: TestGateway) => name.files('archive').length;
  expect(files(own)).toBe(files(lost));

  const next = reports.at(-1) ?? '';
  expect(await own.take('next.usr', next)).toMatchObject({ outcome: 'applied' });
  expect(await own.problems()).toEqual([]);
});

test('what was sent after the backup is not sent again, and no identifier is given out twice', async () => {
  const lost = await openTestGateway({ send: 'automatic' });
  await lost.take('a.csv', notificationsCsv([{ mpan: mpanOf(1) }]));
  const backup = join(tempFolder(), 'backup.db');
  await lost.gateway.store.backup(backup);
  await lost.take('b.csv', notificationsCsv([{ mpan: mpanOf(2) }]));
  const sent = lost.files('outbox');
  expect(sent).toHaveLength(2);
  const { own, caughtUp } = await restoredFrom(lost, backup, { send: 'automatic' });
  expect(caughtUp.sent).toEqual([sent[1]]);
  await own.pass();
  expect(own.files('outbox')).toEqual(sent);
  expect(await standingOf(own)).toEqual(await standingOf(lost));
  await own.take('c.csv', notificationsCsv([{ mpan: mpanOf(3) }]));
  expect(own.files('outbox').at(-1)).toBe('D0001_MOPX_PW00010002.usr');
  expect(await own.problems()).toEqual([]);
});

test('a restore in place keeps the old store and is recorded', async () => {
  const own = await openTestGateway();
  await own.take('sent/a.usr', requests[0] ?? '');
  const backup = join(tempFolder(), 'backup.db');
  await own.gateway.store.backup(backup);
  const { seq } = await own.gateway.store.head();
  await own.take('sent/b.usr', requests[1] ?? '');
  await writeHeadDown(own.gateway, false);
  await own.close();
  const old = await putBack(own.workspace, backup, now);
  expect(readdirSync(join(own.workspace, old ?? ''))).toContain('pawl.db');
  const again = await own.reopen();
  await catchUp(again.gateway, 'anne');
  const [entry] = await keepingEntriesOf(again.gateway.store);
  expect(entry).toMatchObject({ kind: 'restored', who: 'anne', seq });
  await again.pass();
  expect(await again.problems()).toEqual([]);
  expect(await again.gateway.store.checks({})).toHaveLength(2);
});

test('without being recorded, a store put back is missing what was written down', async () => {
  const own = await openTestGateway();
  await own.take('sent/a.usr', requests[0] ?? '');
  const backup = join(tempFolder(), 'backup.db');
  await own.gateway.store.backup(backup);
  await own.take('sent/b.usr', requests[1] ?? '');
  await writeHeadDown(own.gateway, false);
  const { seq } = await own.gateway.store.head();
  await own.close();
  await putBack(own.workspace, backup, now);
  const { firstBad } = await verify((await own.reopen()).gateway);
  expect(firstBad?.says).toContain(`entry ${seq} was written down on ${startAt}`);
});

test('what is not a sound backup is refused, and the store stays', async () => {
  const own = await openTestGateway();
  await own.take('sent/a.usr', requests[0] ?? '');
  await own.close();
  const file = join(tempFolder(), 'other.db');
  writeFileSync(file, 'a long line of text that is certainly no database of any kind whatsoever');
  await expect(putBack(own.workspace, file, now)).rejects.toThrow('other.db');
  const backup = join(tempFolder(), 'cut.db');
  const store = await openSqliteStore(storeOf(own.workspace));
  await store.backup(backup);
  await store.close();
  const cut = new DatabaseSync(backup);
  cut.exec('delete from journal');
  cut.close();
  await expect(putBack(own.workspace, backup, now)).rejects.toThrow('is not whole');
  await expect(putBack(own.workspace, join(file, 'none'), now)).rejects.toThrow(
    'is not a sound backup',
  );
  expect(
    readdirSync(join(own.workspace, 'data')).filter((name) => name.includes('restor')),
  ).toEqual([]);
  expect(existsSync(storeOf(own.workspace))).toBe(true);
  expect(await (await own.reopen()).problems()).toEqual([]);
  rmSync(file);
  mkdirSync(file);
});
