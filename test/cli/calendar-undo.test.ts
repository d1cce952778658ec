/** `pawl calendar undo`: shows first, and takes back with a reason. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { feedOf } from '../support/flow-files.ts';
import { pawl, takenInWorkspace } from './pawl.ts';

test('without a reason it shows, with one it does', async () => {
  const folder = await takenInWorkspace();
  writeFileSync(join(folder, 'calendar', 'new.json'), feedOf(2026, ['2026-08-12']));
  const run = (...words: string[]) => pawl(...words, '--workspace', folder);
  expect((await run('once')).out).toContain('calendar/new.json: bank holidays merged');
  const part = join(folder, 'part.json');
  writeFileSync(part, feedOf(2026, []));
  const previewed = await run('config', 'preview', '--calendar', part);
  expect(previewed.out).toContain('would be refused: england-and-wales 2026 has 8 bank holidays');
  const refused = await run('calendar', 'accept', 'new.json');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('no refused bank-holiday feed new.json waits in calendar/');
  const shown = await run('calendar', 'undo');
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain('england-and-wales: Wed 12 Aug 2026 is no bank holiday');
  expect(shown.out).toContain('Nothing has been done yet');
  const done = await run('calendar', 'undo', '--reason', 'no such day', '--who', 'anna');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toContain('calendar/new.json is taken back.');
  expect((await run('config', 'history')).out).toContain('calendar/new.json taken back');
  const again = await run('calendar', 'undo', '--reason', 'once more');
  expect(again.code).toBe(1);
  expect(again.err).toContain('NOT_POSSIBLE');
}, 60_000);

test('a refused feed waits in the queue; without a reason its acceptance shows, with one it does', async () => {
  const folder = await takenInWorkspace();
  writeFileSync(
    join(folder, 'calendar', 'less.json'),
    feedOf(2026, []).replace('2026-12-28', '2026-12-25'),
  );
  const run = (...words: string[]) => pawl(...words, '--workspace', folder);
  expect((await run('once')).code).toBe(0);
  const queue = await run('queue');
  expect(queue.out).toContain('pawl calendar accept less.json --reason …');
  const shown = await run('calendar', 'accept', 'less.json');
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain('calendar/less.json is refused: england-and-wales 2026 has 7');
  expect(shown.out).toContain('england-and-wales: Mon 28 Dec 2026 is no bank holiday');
  expect(shown.out).toContain('Nothing has been done yet');
  const json = JSON.parse((await run('calendar', 'accept', 'less.json', '--json')).out);
  expect(json).toMatchObject({ source: 'less.json', proposedBy: null, newYears: [] });
  const why = ['--reason', 'withdrawn', '--who', 'anna'];
  const done = await run('calendar', 'accept', 'calendar/less.json', ...why);
  expect(done.code).toBe(0);
  expect(done.out).toContain('calendar/less.json is accepted and merged');
  expect((await run('queue')).out).not.toContain('less.json');
  expect((await run('calendar', 'due', '2026-12-15')).out).toContain('2026-12-30');
  expect((await run('calendar', 'undo', '--reason', 'no', '--who', 'anna')).out).toContain(
    'calendar/less.json is taken back.',
  );
}, 90_000);
