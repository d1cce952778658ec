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
  const shown = await run('calendar', 'undo');
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain('england-and-wales: Wed 12 Aug 2026 is no bank holiday');
  expect(shown.out).toContain('Nothing is done yet');
  const done = await run('calendar', 'undo', '--reason', 'no such day', '--who', 'anna');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toContain('calendar/new.json is taken back.');
  expect((await run('config', 'history')).out).toContain('calendar/new.json taken back');
  const again = await run('calendar', 'undo', '--reason', 'once more');
  expect(again.code).toBe(1);
  expect(again.err).toContain('NOT_POSSIBLE');
}, 60_000);
