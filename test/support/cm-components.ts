/**
 * A portfolio of Capacity Market components, the same for the same seed, with what should come of it
 * counted by the hand that makes it and not by the code under test. Nothing in it is real.
 */
import { seeded } from './seeded.ts';

/** A kind of component: its columns, and what the paper makes of it under each rule. */
interface Kind {
  readonly cells: string;
  readonly before: 'settlement' | 'balancing' | 'bespoke';
  readonly after: 'settlement' | 'balancing' | 'bespoke';
  readonly tested: readonly [before: boolean, after: boolean];
}

const kinds: readonly Kind[] = [
  {
    cells: 'supplier,true,HHDA,5,6,2022-09-01,false',
    before: 'settlement',
    after: 'settlement',
    tested: [false, false],
  },
  {
    cells: 'supplier,true,MDS,10,2,2025-11-03,false',
    before: 'bespoke',
    after: 'settlement',
    tested: [true, false],
  },
  {
    cells: 'asset,true,HHDC,11,1,2026-03-02,false',
    before: 'bespoke',
    after: 'settlement',
    tested: [true, false],
  },
  {
    cells: 'asset,false,HHDC,11,1,2026-03-02,FFR',
    before: 'balancing',
    after: 'balancing',
    tested: [true, true],
  },
  { cells: 'none,false,self,,,,false', before: 'bespoke', after: 'bespoke', tested: [true, true] },
  {
    cells: 'supplier,false,HHDA,5,6,2019-01-10,false',
    before: 'settlement',
    after: 'bespoke',
    tested: [false, true],
  },
];

export interface Portfolio {
  readonly rows: () => Generator<string>;
  /** Filled while the rows are made. */
  readonly expected: {
    components: number;
    movesOutOfBespoke: number;
    movesIntoBespoke: number;
    bespokeOnly: { 'pre-CP392': number; CP392: number };
    testNeeded: { 'pre-CP392': number; CP392: number };
    byCmu: Map<string, number>;
  };
}

export const header =
  'cmuId,componentId,meteringSystemType,recordsUtcPeriodLevel,dataProvider,cop,copIssue,' +
  'installedOn,balancingServicesAgreement';

export function portfolio(components: number, cmus: number, seed = 392): Portfolio {
  const expected: Portfolio['expected'] = {
    components: 0,
    movesOutOfBespoke: 0,
    movesIntoBespoke: 0,
    bespokeOnly: { 'pre-CP392': 0, CP392: 0 },
    testNeeded: { 'pre-CP392': 0, CP392: 0 },
    byCmu: new Map(),
  };
  function* rows(): Generator<string> {
    const random = seeded(seed);
    yield `${header}\r\n`;
    for (let n = 0; n < components; n += 1) {
      const kind = kinds[Math.floor(random() * kinds.length)];
      if (kind === undefined) throw new Error('no kind');
      // Every CMU has one at least.
      const cmu = `CMU-${String(n < cmus ? n : Math.floor(random() * cmus)).padStart(4, '0')}`;
      yield `${cmu},DSR-${String(n).padStart(7, '0')},${kind.cells}\r\n`;
      expected.components += 1;
      if (kind.before === 'bespoke') expected.bespokeOnly['pre-CP392'] += 1;
      if (kind.after === 'bespoke') expected.bespokeOnly.CP392 += 1;
      if (kind.before === 'bespoke' && kind.after !== 'bespoke') expected.movesOutOfBespoke += 1;
      if (kind.before !== 'bespoke' && kind.after === 'bespoke') expected.movesIntoBespoke += 1;
      if (kind.tested[0]) expected.testNeeded['pre-CP392'] += 1;
      if (kind.tested[1]) expected.testNeeded.CP392 += 1;
      expected.byCmu.set(cmu, (expected.byCmu.get(cmu) ?? 0) + 1);
    }
  }
  return { rows, expected };
}
