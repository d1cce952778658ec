/**
 * Every fact that the paper states, or that is decided here, with the sentence it rests on, asked of
 * the command line: each fact is one component, and all of them are one file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshFolder, pawl } from '../../cli/pawl.ts';
import { header } from '../../support/cm-components.ts';

interface Row {
  readonly componentId: string;
  readonly open: readonly string[];
  readonly solutions: readonly {
    readonly solution: string;
    readonly open: boolean;
    readonly reason: string;
    readonly sentence: string;
    readonly governingDocument: string | null;
  }[];
  readonly testNeeded: boolean;
  readonly testSentence: string;
  readonly movesOutOfBespoke: boolean;
  readonly movesIntoBespoke: boolean;
}

interface Answer {
  readonly rule: string;
  readonly ruleBecause: string;
  readonly components: readonly Row[];
  readonly totals: Record<string, unknown>;
}

/** The settlement solution, [before, after]: open or closed, by which sentence. */
const settlement = [
  ['a supplier, HHDA', 'supplier,true,HHDA,5,6,2022-09-05,false', true, true],
  ['a supplier, HHDC', 'supplier,true,HHDC,5,6,2022-09-05,false', false, true],
  ['a supplier, MDS', 'supplier,true,MDS,5,6,2022-09-05,false', false, true],
  ['a supplier, its own data', 'supplier,true,self,5,6,2022-09-05,false', false, false],
  ['a supplier, HHDA, no UTC periods', 'supplier,false,HHDA,5,6,2012-06-18,false', true, false],
  ['a supplier, MDS, no UTC periods', 'supplier,false,MDS,5,6,2012-06-18,false', false, false],
  ['an asset, HHDA', 'asset,true,HHDA,11,1,2026-03-02,false', false, true],
  ['an asset, HHDC', 'asset,true,HHDC,11,1,2026-03-02,false', false, true],
  ['an asset, MDS', 'asset,true,MDS,11,1,2026-03-02,false', false, true],
  ['an asset, its own data', 'asset,true,self,11,1,2026-03-02,false', false, false],
  ['an asset, HHDC, no UTC periods', 'asset,false,HHDC,11,1,2026-03-02,false', false, false],
  ['no Metering System, HHDA', 'none,true,HHDA,,,,false', false, false],
  ['no Metering System', 'none,false,self,,,,false', false, false],
] as const;

const others = [
  ['asset under CoP 5', 'asset,true,HHDC,5,6,2026-03-02,false'],
  ['asset without a CoP', 'asset,true,HHDC,,,2026-03-02,false'],
  ['agreement', 'none,false,self,,,,true'],
  ['STOR', 'none,false,self,,,,STOR'],
  ['FCDM', 'none,false,self,,,,FCDM'],
  ['FFR', 'supplier,true,MDS,3,5,2021-02-15,FFR'],
  ['no day', 'supplier,true,MDS,10,2,,false'],
  ['no agreement said', 'none,false,self,,,,'],
] as const;

const answers = new Map<string, Answer>();
let file = '';

beforeAll(async () => {
  file = join(freshFolder(), 'cm-components.csv');
  const rows = [...settlement, ...others].map(([id, cells]) => `CMU-1,"${id}",${cells}`);
  writeFileSync(file, `${[header, ...rows].join('\n')}\n`);
  await Promise.all(
    ['pre-CP392', 'CP392'].map(async (rule) => {
      const { code, out } = await pawl('capacity-market', file, '--rule', rule, '--json');
      expect(code).toBe(0);
      answers.set(rule, JSON.parse(out) as Answer);
    }),
  );
});

const rowOf = (rule: string, id: string): Row =>
  answers.get(rule)?.components.find(({ componentId }) => componentId === id) as Row;
const solutionOf = (rule: string, id: string, name: string) =>
  rowOf(rule, id).solutions.find(({ solution }) => solution === name);

describe.each(settlement)('%s', (id, _cells, before, after) => {
  test('"uses a supplier\'s Half Hourly Metering System by using Half Hourly Data Aggregators"', () => {
    expect(solutionOf('pre-CP392', id, 'Supplier Settlement')).toMatchObject({
      open: before,
      sentence: 'settlement-before',
    });
  });

  test('"can record UTC Period Level Consumption", data by an HHDA, an HHDC or the MDS', () => {
    expect(solutionOf('CP392', id, 'BSC Settlement')).toMatchObject({
      open: after,
      sentence: 'settlement-after',
    });
  });

  test('moves out of Bespoke where Bespoke was alone and is no longer, and into it likewise', () => {
    const { movesOutOfBespoke, movesIntoBespoke } = rowOf('CP392', id);
    expect([movesOutOfBespoke, movesIntoBespoke]).toEqual([!before && after, before && !after]);
  });

  test('"Under CoP 11 processes … a CM test is not required"; else one is', () => {
    expect(rowOf('pre-CP392', id).testNeeded).toBe(!before);
    expect(rowOf('CP392', id).testNeeded).toBe(!after);
    const lifted = id.startsWith('an asset') ? 'cop11-no-test' : 'ours';
    expect(rowOf('CP392', id).testSentence).toBe(after ? lifted : 'bespoke-tested');
  });

  test('"would still have the option to choose to use the BMCS"', () => {
    expect(solutionOf('CP392', id, 'Bespoke')).toMatchObject({
      open: true,
      sentence: 'bespoke-stays',
      governingDocument: 'Bespoke Technical Requirements',
    });
    expect(rowOf('pre-CP392', id).open).toContain('Bespoke');
  });
});

describe('what lifts the test is CoP 11', () => {
  test.each(['asset under CoP 5', 'asset without a CoP'])('%s', (id) => {
    expect(rowOf('CP392', id).open).toContain('BSC Settlement');
    expect(rowOf('CP392', id)).toMatchObject({ testNeeded: true, testSentence: 'cop11-no-test' });
  });
});

describe('governing documents', () => {
  const governs = (rule: string, id: string, name: string) =>
    solutionOf(rule, id, name)?.governingDocument;

  test.each([
    ['agreement', 'STOR Despatch Procedure, or the FCDM or FFR agreement'],
    ['STOR', 'STOR Despatch Procedure version 1.3'],
    ['FCDM', 'Frequency Control by Demand Management: the relevant bilateral agreement'],
    ['FFR', 'Firm Frequency Response: the relevant framework or bilateral agreement'],
  ])('"(a) in respect of the Balancing Services …": %s', (id, document) => {
    expect(governs('CP392', id, 'Balancing Services')).toBe(document);
    expect(solutionOf('CP392', id, 'Balancing Services')?.sentence).toBe('governing-a');
  });

  test('"the version … applicable at the date … of installation", with what the register knows', () => {
    expect(governs('CP392', 'a supplier, MDS', 'BSC Settlement')).toBe(
      'CoP 5 in the version applicable on 2022-09-05 (Issue 6 stated; ' +
        'register: lists Issue 6 for the Prometer 100, and does not say that this meter is one)',
    );
    expect(governs('CP392', 'FFR', 'BSC Settlement')).toBe(
      'CoP 3 in the version applicable on 2021-02-15 ' +
        '(Issue 5 stated; ' +
        'register: whether it listed Issue 5 for the Prometer 100 on that day is undetermined)',
    );
    expect(governs('CP392', 'an asset, MDS', 'BSC Settlement')).toBe(
      'CoP 11 in the version applicable on 2026-03-02 (Issue 1 stated)',
    );
    expect(governs('CP392', 'no day', 'BSC Settlement')).toContain('which is not given');
    expect(governs('CP392', 'no Metering System', 'BSC Settlement')).toBeNull();
  });
});

test('without a word there is no Balancing Services agreement', () => {
  expect(rowOf('CP392', 'no agreement said').open).toEqual(['Bespoke']);
});

test('a Balancing Services agreement is another way than Bespoke, so FFR does not move out of it', () => {
  expect(rowOf('pre-CP392', 'FFR').open).toEqual(['Balancing Services', 'Bespoke']);
  expect(rowOf('CP392', 'FFR')).toMatchObject({
    open: ['Balancing Services', 'Bespoke', 'BSC Settlement'],
    movesOutOfBespoke: false,
  });
});

test('"Amend Supplier Settlement … to BSC Settlement": the third solution changes its name', () => {
  const namesUnder = (rule: string) => rowOf(rule, 'STOR').solutions.map((one) => one.solution);
  expect(namesUnder('pre-CP392')).toEqual(['Balancing Services', 'Bespoke', 'Supplier Settlement']);
  expect(namesUnder('CP392')).toEqual(['Balancing Services', 'Bespoke', 'BSC Settlement']);
});

test('whether CP392 is in force is the operator’s to say, from a day on; every answer says which', async () => {
  const folder = join(freshFolder(), 'desk');
  await pawl('init', folder, '--mpid', 'SUPP', '--role', 'X');
  const path = join(folder, 'pawl.config.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  const setTo = (capacityMarket: unknown) =>
    writeFileSync(path, JSON.stringify({ ...config, capacityMarket }));
  const ask = async (...more: string[]) => {
    const ended = await pawl('capacity-market', file, '--json', '--workspace', folder, ...more);
    const { rule, ruleBecause } = JSON.parse(ended.out) as Answer;
    return [rule, ruleBecause];
  };

  expect(await ask()).toEqual(['pre-CP392', 'capacityMarket.rule is pre-CP392']);
  setTo({ rule: 'CP392', from: '2026-10-01' });
  const [before, on, named, words] = await Promise.all([
    ask('--on', '2026-09-30'),
    ask('--on', '2026-10-01'),
    ask('--rule', 'pre-CP392'),
    pawl('capacity-market', file, '--workspace', folder, '--on', '2027-01-01'),
  ]);
  expect(before).toEqual([
    'pre-CP392',
    'capacityMarket.rule is CP392 from 2026-10-01, and this is 2026-09-30',
  ]);
  expect(on).toEqual(['CP392', 'capacityMarket.rule is CP392 from 2026-10-01']);
  expect(named).toEqual(['pre-CP392', '--rule']);
  expect(words.out).toContain('Rule used: CP392 (capacityMarket.rule is CP392 from 2026-10-01)');
  setTo({ rule: 'pre-CP392', from: '2026-10-01' });
  const refused = await pawl('capacity-market', file, '--workspace', folder);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toContain('capacityMarket.from');
});

test('the rules are told with the paper’s own words', async () => {
  const [words, json] = await Promise.all([
    pawl('capacity-market', 'rules'),
    pawl('capacity-market', 'rules', '--json'),
  ]);
  for (const said of [
    "means a Metering System that uses a supplier's Half Hourly Metering System by using Half Hourly",
    'is provided by a Half Hourly Data Aggregator, Half Hourly Data Collector or the Market-wide Data',
    '211 Capacity Market Units (CMUs) and 73,109 components underwent a metering test',
    'at least an additional 345 thousand components',
    'Asset Metering System has the meaning given in the BSC',
  ]) {
    expect(words.out).toContain(said);
  }
  const { sentences } = JSON.parse(json.out) as { sentences: Record<string, unknown> };
  const cited = [...answers.values()].flatMap(({ components }) =>
    components.flatMap((row) => [row.testSentence, ...row.solutions.map((one) => one.sentence)]),
  );
  for (const sentence of new Set(cited)) expect(Object.keys(sentences)).toContain(sentence);
});
