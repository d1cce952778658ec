/** `pawl capacity-market` on a file and on what the gateway took in. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { header, portfolio } from '../support/cm-components.ts';
import { freshFolder, pawl } from './pawl.ts';

let desk = '';
const at = (...args: string[]) => pawl('capacity-market', ...args, '--workspace', desk);

const rows = [
  'CMU-2,B-1,asset,true,MDS,11,1,2026-03-02,false',
  'CMU-1,A-1,supplier,true,HHDC,5,6,2024-05-13,false',
  'CMU-1,=A-2,none,false,self,,,,STOR',
];

beforeAll(async () => {
  desk = join(freshFolder(), 'desk');
  await pawl('init', desk, '--mpid', 'SUPP', '--role', 'X');
  const config = { mpid: 'SUPP', role: 'X', csvQuietPeriodMs: 10, chaseAt: null };
  writeFileSync(join(desk, 'pawl.config.json'), JSON.stringify({ ...config, calendarFeed: false }));
});

test('before anything came, the report says what to do', async () => {
  const ended = await at('report');
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.err).toContain('pawl: NOT_FOUND: ');
  expect(ended.err).toContain('cm-components.csv');
});

test('what the gateway took in is reported under the rule that is asked for', async () => {
  writeFileSync(join(desk, 'inbox', 'cm-components.csv'), `${[header, ...rows].join('\r\n')}\r\n`);
  const once = await pawl('once', '--workspace', desk);
  expect(once.out).toContain('inbox/cm-components.csv: applied');
  expect(once.out).toMatch(/reports\/capacity-market_cm-components_\w{8}_pre-CP392\.csv: written/);

  const [words, csv, json] = await Promise.all([
    at('report', '--rule', 'CP392'),
    at('report', '--csv', '--rule', 'CP392'),
    at('report', '--json'),
  ]);
  expect(words.out).toContain('cm-components.csv: 3 components in 2 CMUs');
  expect(words.out).toContain('Rule used: CP392 (asked for here)');
  expect(words.out).toContain('2 move out of Bespoke, 0 into it');
  expect(words.out).toContain('were written under pre-CP392');
  expect(csv.out.split('\r\n').slice(1, 3)).toEqual([
    'CMU-1,CP392,2,1,2,1,0,1,1,0,2,1,1,0',
    'CMU-2,CP392,1,0,1,1,0,0,1,0,1,0,1,0',
  ]);
  expect(JSON.parse(json.out)).toMatchObject({
    rule: 'pre-CP392',
    totals: { components: 3, difference: { movesOutOfBespoke: 2 } },
  });
});

test('a saved report is what would have been printed, safe for a spreadsheet', async () => {
  const archive = join(desk, 'archive');
  const [name = ''] = readdirSync(archive, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.csv'),
  );
  const file = join(archive, name);
  const [saved, printed] = await Promise.all([
    at(file, '--rule', 'CP392', '--save'),
    at(file, '--rule', 'CP392', '--csv'),
  ]);
  const [csv = '', json = ''] = saved.out.trim().split('\n');
  expect(readFileSync(join(desk, csv), 'utf8')).toBe(printed.out);
  expect(JSON.parse(readFileSync(join(desk, json), 'utf8'))).toMatchObject({ rule: 'CP392' });
  expect(printed.out).toContain("\r\nCMU-1,'=A-2,CP392,Balancing Services; Bespoke,");
});

test('each form of a large file is whole, and rows at fault make the exit code', async () => {
  const file = join(freshFolder(), 'large.csv');
  const { rows: made, expected } = portfolio(3_000, 40);
  writeFileSync(file, `${[...made()].join('')}CMU-1,DSR-1,meter,yes,HHDC,11,1,2026-02-30,false\n`);
  const [words, csv, json, checked] = await Promise.all([
    pawl('capacity-market', file),
    pawl('capacity-market', file, '--csv'),
    pawl('capacity-market', file, '--json'),
    pawl('check', file, '--json'),
  ]);
  expect([words, csv, json, checked].map(({ code }) => code)).toEqual([1, 1, 1, 1]);
  expect(words.out).toContain('large.csv: 3,000 components in 40 CMUs, 1 row refused');
  expect(words.out).toContain('large.csv:3002 installedOn CSV_ROW_INVALID: ');
  expect(csv.out.split('\r\n')).toHaveLength(3_002);
  const answer = JSON.parse(json.out);
  expect(answer.components).toHaveLength(3_000);
  expect(answer.totals.difference.movesOutOfBespoke).toBe(expected.movesOutOfBespoke);
  expect(answer.findings).toHaveLength(3);
  expect(JSON.parse(checked.out)).toMatchObject([
    { outcome: 'accepted', instances: 3_001, instancesAccepted: 3_000 },
  ]);
});

test('mistakes of usage', async () => {
  const mistakes: readonly (readonly [readonly string[], string])[] = [
    [[], 'name a file of components'],
    [['x.csv', '--rule', 'CP999'], '--rule is "CP999"'],
    [['report', '--on', '1 October'], '--on: must be a date such as'],
    [['report', '--csv', '--json'], '--csv and --json'],
  ];
  const asked = mistakes.map(async ([args, said]) => {
    const ended = await at(...args);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain(said);
  });
  await Promise.all(asked);
  expect(await at('none.csv')).toMatchObject({ code: 1, out: '' });
});
