/**
 * Whatever CANNOT_DRAFT names can be supplied under that very name, or under its place, in a CSV;
 * then the flow is drafted and sent.
 */
import { expect, test } from 'vitest';
import {
  detailsRecords,
  makeFlowFile,
  mpanOf,
  orderFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const mpan = mpanOf(1);

/** What a cell may say, by the reference; any other item is content with one letter. */
const valueOf: Readonly<Record<string, string>> = {
  J0178: 'MOPX',
  J0004: 'FIT1',
  J0010: '01',
  J0080: 'E',
  J1254: '2026-08-03',
  J0098: 'N',
  J0076: '0393',
  J0300: '2026-08-03',
  J0722: '2026-08-03',
  J0501: '100',
  J0483: 'N',
  J0474: 'C',
  J0103: 'AI',
  J0475: '1.00',
  J0478: '5',
};

interface Named {
  /** As the item has it, before any value or explanation. */
  readonly whole: string;
  readonly name: string;
  readonly place: string;
  readonly ref: string;
}

/** The items that an open CANNOT_DRAFT names. */
async function namedBy({ gateway }: TestGateway): Promise<Named[]> {
  const open = (await gateway.store.exceptions({ open: true })).filter(
    ({ code }) => code === 'CANNOT_DRAFT',
  );
  return open.flatMap(({ detail }) =>
    detail.split(/; | lacks: | and cannot hold: | cannot hold: /).flatMap((part): Named[] => {
      const [whole = '', name = '', place = '', ref = ''] =
        /^(.*?) \(((?:\w{3} )?(J\d{4}))\)/.exec(part) ?? [];
      return whole === '' ? [] : [{ whole, name, place, ref }];
    }),
  );
}

const spellings = ['whole', 'name', 'place'] as const;

/** Supplies what is named, by one spelling, until nothing is. Returns all that was named. */
async function supply(
  own: TestGateway,
  spelling: (typeof spellings)[number],
  columns: string,
  cells: (round: number) => string,
): Promise<string[]> {
  const all: string[] = [];
  for (let round = 1; round < 4; round += 1) {
    const named = await namedBy(own);
    if (named.length === 0) return all;
    all.push(...named.map(({ place }) => place));
    // A comma in a name would part it in two columns.
    const header = named.map((one) => `"${one[spelling]}"`).join(',');
    const values = named.map(({ ref }) => valueOf[ref] ?? 'A').join(',');
    const receipt = await own.take(
      `supply-${round}.csv`,
      `${columns},${header}\n${cells(round)},${values}\n`,
    );
    expect(receipt.findings).toEqual([]);
  }
  throw new Error(`still named: ${JSON.stringify(await namedBy(own))}`);
}

const sentBy = async ({ gateway }: TestGateway): Promise<string[]> =>
  (await gateway.store.outbox()).map(({ flow }) => flow);

const long = 'X'.repeat(250);

const supplierCases = [
  ['option-1', 'D0001', '', '', ['J0178']],
  [
    'option-1',
    'D0001',
    ',meterOperator,meterId,meterRegisterId',
    ',MOPX,TOOLONGFORIT,001',
    ['002 J0004', '003 J0010'],
  ],
  ['option-2', 'D0142', '', '', ['J0178', '267 J1036']],
  [
    'option-2',
    'D0142',
    ',meterOperator,ssc,retrievalMethod,postcode,addressLine1,addressLine9',
    `,MOPX,03930,half-hourly,ZZ1 1ZZ ZZ1,FLAT 1 | 2,${long}`,
    ['267 J0098', '267 J0076', '267 J0263', '267 J1036', '267 J1044'],
  ],
] as const;

test.each(supplierCases.flatMap((one) => spellings.map((spelling) => [...one, spelling] as const)))(
  'a Supplier: %s, %s%s%s names %j, supplied by its %s',
  async (...given) => {
    const [profile, flow, columns, cells, expected, spelling] = given;
    const own = await openTestGateway({ send: 'automatic', profile });
    const header = 'mpan,notifiedOn,source,reference';
    await own.take('n.csv', `${header}${columns}\n${mpan},2026-08-03,x,R0${cells}\n`);
    const named = await supply(own, spelling, header, (round) => `${mpan},2026-08-03,x,S${round}`);
    expect(new Set(named)).toEqual(new Set(expected));
    expect(await sentBy(own)).toEqual([flow]);
    expect(await own.problems()).toEqual([]);
  },
);

const operatorCases = [
  ['option-1', 'D0002', 'hasBackstop', ',remarks,J0010', `,${long},001`, 'asked', 2],
  ['option-1', 'D0002', 'noAccess', ',remarks', `,${long}`, 'asked', 1],
  ['option-1', 'D0221', 'noAccess', ',remarks', `,${long}`, 'ordered', 1],
  ['option-2', 'D0150', 'hasBackstop', '', '', 'ordered', 16],
  ['option-2', 'D0150', 'noBackstop', '', '', 'ordered', 16],
  ['option-2', 'D0150', 'cannotReverse', '', '', 'ordered', 16],
  ['option-2', 'D0150', 'replaced', '', '', 'ordered', 16],
  ['option-2', 'D0150', 'replaced', ',meterId,newMeterId', ',OLD1,TOOLONGFORIT', 'ordered', 14],
  ['option-2', 'D0150', 'hasBackstop', '', '', 'two meters', 1],
  ['option-2', 'D0150', 'replaced', '', '', 'two meters', 9],
] as const;

test.each(operatorCases.flatMap((one) => spellings.map((spelling) => [...one, spelling] as const)))(
  'a Meter Operator: %s, %s of %s %s%s (%s) names %i or more, supplied by its %s',
  async (...given) => {
    const [profile, flow, outcome, columns, cells, from, atLeast, spelling] = given;
    const own = await openTestGateway({ mpid: 'MOPX', role: 'M', send: 'automatic', profile });
    own.clock.set('2026-08-10T12:00:00Z');
    if (from === 'two meters') {
      const records = detailsRecords(mpan, ['FIT1', 'FIT2']);
      const details = { flow: 'D0150002', createdAt: '20260601100000', flows: 1, records };
      await own.take('sent/d.usr', makeFlowFile(details));
    }
    await own.take(
      'r.usr',
      from === 'asked' ? requestFile('0000000201', [mpan]) : orderFile('0000000202', [mpan]),
    );
    const header = 'mpan,visitedOn,outcome';
    const row = `${mpan},2026-08-06,${outcome}`;
    await own.take('v.csv', `${header}${columns}\n${row}${cells}\n`);
    // What tells which meter a row is about is told again with it.
    const isNamed = columns.includes(',meterId');
    const named = await supply(
      own,
      spelling,
      `${header}${isNamed ? ',meterId' : ''}`,
      () => `${row}${isNamed ? ',OLD1' : ''}`,
    );
    expect(new Set(named).size).toBeGreaterThanOrEqual(atLeast);
    expect(await sentBy(own)).toEqual([flow]);
    expect(await own.problems()).toEqual([]);
  },
);

test('a meter that was not replaced is asked for by its Meter Id', async () => {
  const settings = { mpid: 'MOPX', role: 'M', send: 'automatic', profile: 'option-2' };
  const own = await openTestGateway(settings);
  own.clock.set('2026-08-10T12:00:00Z');
  await own.take('r.usr', orderFile('0000000202', [mpan]));
  await own.take('v.csv', `mpan,visitedOn,outcome\n${mpan},2026-08-06,hasBackstop\n`);
  const wholes = (await namedBy(own)).map(({ whole }) => whole);
  expect(wholes).toContain('Meter Id (J0004)');
  expect(wholes).not.toContain('New Meter Id (290 J0004)');
});
