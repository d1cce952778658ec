/**
 * A disk that is really full, with the guard that would pause before it set to nothing: what cannot be
 * written is told and waits, and once there is room all is as if nothing had been. It needs the right to
 * mount a small disk of memory; where that is missing the test says so and is left out.
 */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openWatched } from '../health/gateway.ts';
import { mpanOf, notificationsCsv, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, tempFolder } from '../support/workspace.ts';

/** A folder on a disk of its own; null where nobody may make one. */
function smallDisk(): string | null {
  const folder = tempFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder], { stdio: 'ignore' }));
  return folder;
}

/** Fills the disk to its last page. */
function fill(path: string): void {
  for (let size = 1 << 22; size >= 4_096; size /= 2) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // So much does not fit any more: a smaller piece may.
    }
  }
}

test('a full disk is told, stops no loop, and leaves nothing lost or doubled', async (context) => {
  const disk = smallDisk();
  if (disk === null) {
    process.stderr.write('no disk can be mounted here: the test of a full disk is left out\n');
    context.skip();
    return;
  }
  const settings = {
    send: 'automatic',
    quietPeriodMs: 0,
    csvQuietPeriodMs: 0,
    limits: { diskFreeMinBytes: 0 },
  };
  const own = await openWatched({}, await openTestGateway(settings, disk));
  const pass = () => own.watched.pass({ final: false });
  await pass();
  own.drop('n.csv', notificationsCsv([1, 2].map((n) => ({ mpan: mpanOf(n) }))));
  own.drop('sent/q.usr', requestFile('Q1', [mpanOf(3)]));
  const ballast = join(disk, 'ballast');
  fill(ballast);
  for (let times = 0; times < 3; times += 1) await pass().catch(() => undefined);
  expect(own.watched.figures.episodes.map(({ code }) => code)).toContain('DISK_ALMOST_FULL');
  expect(own.files('outbox')).toEqual([]);
  rmSync(ballast);
  own.drop('r.usr', reportFile('R1', [mpanOf(3)], 'NO BACKSTOP FITTED'));
  for (let times = 0; times < 3; times += 1) await pass();
  expect(own.watched.figures.episodes).toEqual([]);
  const receipts = await own.gateway.store.receipts();
  expect(receipts.map(({ name, outcome }) => `${name} ${outcome}`).sort()).toEqual([
    'n.csv applied',
    'q.usr applied',
    'r.usr applied',
  ]);
  const outbox = await own.gateway.store.outbox();
  expect(own.files('outbox')).toEqual(outbox.map(({ name }) => name));
  expect(own.files().filter((name) => /^(inbox|sent)\/|\.tmp$/.test(name))).toEqual([]);
  expect(own.told().map(({ code, over }) => [code, over])).toEqual([
    ['DISK_ALMOST_FULL', false],
    ['DISK_ALMOST_FULL', true],
  ]);
  expect(await own.problems()).toEqual([]);
}, 60_000);
