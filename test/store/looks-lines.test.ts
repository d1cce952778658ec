/** Lines of looks for other programs: written through no link, and kept where they have to wait. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLooks } from '../../src/store/index.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';

const look = (at: string) =>
  ({ at, who: 'anne', role: 'viewer', through: 'page', what: 'explain' }) as const;

test.skipIf(process.platform === 'win32')('a link in the place of the file', async () => {
  const workspace = tempFolder();
  for (const name of ['data', 'looks']) mkdirSync(join(workspace, name));
  const failures: unknown[] = [];
  const looks = await openLooks(join(workspace, 'data', 'pawl.db'), workspace, (error) =>
    failures.push(error),
  );
  const file = join(workspace, 'looks', 'looks-2026-11-28.jsonl');
  const others = join(workspace, 'others');
  writeFileSync(others, 'of somebody else\n');
  for (const target of [others, join(workspace, 'nothing')]) {
    symlinkSync(target, file);
    looks.note(look('2026-11-28T09:00:00Z'), [mpanOf(1)]);
    looks.note(look('2026-11-28T09:00:01Z'), [mpanOf(2)]);
    await looks.flush();
    await looks.flush();
    rmSync(file);
  }
  expect(readFileSync(others, 'utf8')).toBe('of somebody else\n');
  expect(existsSync(join(workspace, 'nothing'))).toBe(false);
  expect(failures).toHaveLength(1);
  looks.note(look('2026-11-28T10:00:00Z'), [mpanOf(3)]);
  await looks.flush();
  // Each stands once in what `pawl audit` reads, and once among the lines.
  const kept = await looks.looksPage({}, { after: null, limit: 10 });
  expect(kept?.items).toHaveLength(5);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line)['look'])).toEqual(
    kept?.items.map(({ id }) => id).toSorted((a, b) => a - b),
  );
  await looks.purgeLooks('2026-11-29T00:00:00Z');
  expect(readdirSync(join(workspace, 'looks'))).toEqual([]);
  await looks.close();
});
