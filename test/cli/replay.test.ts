import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshFolder, pawl } from './pawl.ts';

const notifications =
  'mpan,notifiedOn,source,reference,meterOperator\n1200000000020,2026-08-03,installer,1,MOPX\n';

function story(): string {
  const folder = join(freshFolder(), 'story');
  mkdirSync(folder);
  writeFileSync(join(folder, '01.csv'), notifications);
  const scenario = {
    title: 'A notification that nobody follows up',
    gateway: { mpid: 'SUPP', role: 'X' },
    send: 'approve',
    steps: [
      { at: '2026-08-03T09:00:00Z', drop: '01.csv' },
      { at: '2026-08-18T09:00:00Z', command: ['approve', 'all'] },
    ],
  };
  writeFileSync(join(folder, 'scenario.json'), JSON.stringify(scenario));
  return folder;
}

test('replay gives an account, JSON, and compares with what is expected', async () => {
  const folder = story();
  const other = `${folder}-2`;
  cpSync(folder, other, { recursive: true });
  const [text, one, both, below] = await Promise.all([
    pawl('replay', folder),
    pawl('replay', folder, '--json'),
    pawl('replay', folder, other, '--json'),
    pawl('replay', join(folder, '..'), '--json'),
  ]);
  expect(text.code).toBe(0);
  expect(text.out).toContain('A notification that nobody follows up');
  expect(text.out).toContain('BREACHED');
  expect(JSON.parse(one.out).checks[0]).toMatchObject({ state: 'investigating' });
  expect(JSON.parse(both.out)).toHaveLength(2);
  expect(JSON.parse(below.out)).toHaveLength(2);

  const updated = await pawl('replay', folder, '--update');
  expect(updated.code).toBe(0);
  expect(existsSync(join(folder, 'expected', 'replay.json'))).toBe(true);
  const path = join(folder, 'expected', 'replay.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"investigating"', '"replacing"'));
  const [different, differentJson] = await Promise.all([
    pawl('replay', folder),
    pawl('replay', folder, '--json'),
  ]);
  expect(different.code).toBe(1);
  expect(different.out).toContain('expected "replacing", came "investigating"');
  expect(differentJson.code).toBe(1);
  expect(differentJson.err).toContain('expected "replacing", came "investigating"');
});

test('a folder without a story is a mistake that says so', async () => {
  const ended = await pawl('replay', freshFolder());
  expect(ended.code).toBe(2);
  expect(ended.err).toContain('pawl: SCENARIO_INVALID: ');
});
