/**
 * A Supplier's gateway and a Meter Operator's, each reading what the other wrote: what goes into one
 * outbox is dropped into the other's inbox until nobody has anything more to say.
 */
import { expect, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { detailsRecords, makeFlowFile, mpanOf } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway, tempFolder } from '../support/workspace.ts';

const mpan = mpanOf(1);
const visitColumns = 'mpan,visitedOn,outcome,meterId,newMeterId,remarks';

interface Pair {
  readonly supplier: TestGateway;
  readonly operator: TestGateway;
  readonly at: (instant: string) => Promise<void>;
}

async function openPair(profile: string): Promise<Pair> {
  const clock = fixedClock('2026-08-03T08:00:00Z');
  const settings = { send: 'automatic', profile };
  const supplier = await openTestGateway(settings, tempFolder(), clock);
  const operator = await openTestGateway(
    { ...settings, mpid: 'MOPX', role: 'M' },
    tempFolder(),
    clock,
  );
  const brought = new Set<string>();
  const bring = async (from: TestGateway, to: TestGateway): Promise<boolean> => {
    const fresh = from.files('outbox').filter((name) => !brought.has(`${from.workspace}/${name}`));
    for (const name of fresh) {
      brought.add(`${from.workspace}/${name}`);
      const receipt = await to.take(name, Buffer.from(from.read(`outbox/${name}`), 'latin1'));
      expect([name, receipt.outcome, receipt.findings]).toEqual([name, 'applied', []]);
    }
    return fresh.length > 0;
  };
  return {
    supplier,
    operator,
    at: async (instant) => {
      clock.set(instant);
      do {
        // What goes out is made a second after what it follows from.
        clock.set(Temporal.Instant.from(clock.now()).add({ seconds: 10 }).toString());
        await supplier.pass();
        await operator.pass();
      } while ((await bring(supplier, operator)) || (await bring(operator, supplier)));
    },
  };
}

const ends = async ({ gateway }: TestGateway) =>
  (await gateway.store.checks({})).map(({ state, outcome }) => outcome ?? state);

const queue = async ({ gateway }: TestGateway) =>
  (await gateway.store.exceptions({ open: true })).map(({ code }) => code);

/** The Supplier hears of generation, and both know the same meters. */
async function begun(
  profile: string,
  meters: readonly string[],
  site = '1 High Street,ZZ1 1ZZ',
  letter = 'M',
) {
  const pair = await openPair(profile);
  const records = detailsRecords(mpan, meters);
  const from: [string, string] = [letter, 'MOPX'];
  const details = { flow: 'D0150002', createdAt: '20260601100000', flows: 1, records, from };
  await pair.operator.take('sent/d.usr', makeFlowFile(details));
  await pair.supplier.take('d.usr', makeFlowFile(details));
  await pair.supplier.take(
    'n.csv',
    `mpan,notifiedOn,source,reference,meterOperator,addressLine1,postcode\n${mpan},2026-08-03,x,R1,MOPX,${site}\n`,
  );
  await pair.at('2026-08-03T10:00:00Z');
  return pair;
}

async function visited(pair: Pair, at: string, rows: readonly string[]): Promise<void> {
  pair.operator.clock.set(at);
  const lines = rows.map((row) => `${mpan},${at.slice(0, 10)},${row}`);
  await pair.operator.take(`v${at.slice(0, 10)}.csv`, [visitColumns, ...lines, ''].join('\n'));
  await pair.at(at);
}

test('two meters that agree close the check on both sides', async () => {
  const pair = await begun('option-1', ['OLD1', 'OLD2']);
  await visited(pair, '2026-08-05T10:00:00Z', ['hasBackstop,OLD1,,', 'hasBackstop,OLD2,,']);
  expect(await ends(pair.supplier)).toEqual(['backstopPresent']);
  expect(await ends(pair.operator)).toEqual(['backstopPresent']);
});

test('two meters that disagree are unclear, in whatever order they are told', async () => {
  for (const rows of [
    ['noBackstop,OLD1,,', 'hasBackstop,OLD2,,'],
    ['hasBackstop,OLD2,,', 'noBackstop,OLD1,,'],
  ]) {
    const pair = await begun('option-1', ['OLD1', 'OLD2']);
    await visited(pair, '2026-08-05T10:00:00Z', rows);
    expect(await ends(pair.supplier)).toEqual(['deciding']);
    expect(await queue(pair.supplier)).toEqual(['REPORT_UNCLEAR']);
    expect(await ends(pair.operator)).toEqual(['deciding']);
  }
});

test('one replaced and one not is never a replacement nor a backstop', async () => {
  const pair = await begun('option-1', ['OLD1', 'OLD2']);
  await visited(pair, '2026-08-05T10:00:00Z', ['replaced,OLD1,NEW1,', 'noBackstop,OLD2,,']);
  expect(['deciding', 'replacementToOrder', 'replacing']).toContain((await ends(pair.supplier))[0]);
  expect(await ends(pair.operator)).toEqual(await ends(pair.supplier));
});

test.each([
  ['over 200', `seal whole and cover dry ${'and label read '.repeat(20)}`],
  ['over 600', `seal whole and cover dry ${'and label read '.repeat(60)}`],
  ['odd letters', 'café – “Tŷ Gwyn” | seal whole'],
])('a remark %s arrives whole', async (_what, remark) => {
  const pair = await begun('option-1', ['OLD1']);
  await visited(pair, '2026-08-05T10:00:00Z', [`hasBackstop,OLD1,,"${remark}"`]);
  const [name = ''] = pair.operator.files('outbox');
  const sent = pair.operator.read(`outbox/${name}`);
  const words = [...sent.matchAll(/^006\|[^|]*\|[^|]*\|([^|]*)\|/gm)].map(([, text = '']) => text);
  for (const line of words) expect(line).toMatch(/^[\x20-\x7e]{1,200}$/);
  const said = words.join(' ');
  expect(said.split(' ').length).toBe(remark.trim().split(/\s+/).length);
  expect(await ends(pair.operator)).toEqual(await ends(pair.supplier));
});

test('a remark about a replacement goes with the D0150, in group 296', async () => {
  const pair = await begun('option-1', ['OLD1']);
  await visited(pair, '2026-08-05T10:00:00Z', ['noBackstop,OLD1,,']);
  expect(await ends(pair.supplier)).toEqual(['replacing']);
  const columns =
    'mpan,visitedOn,outcome,meterId,newMeterId,newMeterType,manufacturersMakeAndType,remarks,J0501,J1677,J0010,J0474,J0103,J0475,J0478';
  const remark = 'old meter kept at the depot '.repeat(12).trim();
  const row = `${mpan},2026-08-07,replaced,OLD1,NEW1,N,ACME,${remark},100,MAPX,01,C,AI,1.00,5`;
  pair.operator.clock.set('2026-08-07T10:00:00Z');
  await pair.operator.take('r.csv', `${columns}\n${row}\n`);
  await pair.at('2026-08-07T10:00:00Z');
  expect(await ends(pair.supplier)).toEqual(['meterReplaced']);
  expect(await ends(pair.operator)).toEqual(['meterReplaced']);
  const name = pair.operator.files('outbox').find((one) => one.startsWith('D0150')) ?? '';
  const texts = [...pair.operator.read(`outbox/${name}`).matchAll(/^296\|[^|]*\|([^|]*)\|/gm)];
  expect(texts.map(([, text]) => text).join(' ')).toBe(remark);
});

test.each([
  'Tŷ Gwyn,ZZ1 1ZZ',
  '"1 – 3, “The Mill”",ZZ1 1ZZ',
  'THE OLD SCHOOL HOUSE BEHIND THE CHURCH OF SAINT MARY AT THE CORNER,ZZ1 1ZZ',
  '"FLAT 1\nHIGH STREET",ZZ1 1ZZ',
])('an order with the address %s is taken in and answered', async (site) => {
  const pair = await begun('option-2', ['OLD1'], site);
  expect(await ends(pair.operator)).toEqual(['investigating']);
  expect(await queue(pair.operator)).toEqual([]);
  expect(await queue(pair.supplier)).toEqual([]);
});

test('an order whose address no flow can hold stays with the Supplier, named', async () => {
  const pair = await begun('option-2', ['OLD1'], 'FLAT 1 | 2,ZZ1 1ZZ');
  expect(await ends(pair.operator)).toEqual([]);
  expect(await queue(pair.supplier)).toEqual(['CANNOT_DRAFT']);
});

const replacedColumns =
  'mpan,visitedOn,outcome,meterId,newMeterId,newMeterType,manufacturersMakeAndType,J0501,J1677,J0010,J0474,J0103,J0475,J0478';
const replaced = (of: string, on: string, old: string, fresh: string): string =>
  `${of},${on},replaced,${old},${fresh},N,ACME,100,MAPX,01,C,AI,1.00,5`;

const headersOf = (own: TestGateway): string[] =>
  own.files('outbox').map((name) => own.read(`outbox/${name}`).split('\r\n', 1)[0] ?? '');

test.each(
  ['option-1', 'option-2', 'option-3'].flatMap((profile) =>
    ['M', 'S', 'T'].map((letter) => [profile, letter] as const),
  ),
)('%s runs from end to end with a Meter Operator under the letter %s', async (profile, letter) => {
  const pair = await begun(profile, ['OLD1'], '1 High Street,ZZ1 1ZZ', letter);
  expect(await ends(pair.operator)).toEqual(['investigating']);
  if (profile === 'option-1') await visited(pair, '2026-08-05T10:00:00Z', ['noBackstop,OLD1,,']);
  pair.operator.clock.set('2026-08-07T10:00:00Z');
  const row = replaced(mpan, '2026-08-07', 'OLD1', 'NEW1');
  await pair.operator.take('r.csv', `${replacedColumns}\n${row}\n`);
  await pair.at('2026-08-07T10:00:00Z');
  expect(await ends(pair.supplier)).toEqual(['meterReplaced']);
  expect(await ends(pair.operator)).toEqual(['meterReplaced']);
  expect(await queue(pair.supplier)).toEqual([]);
  expect(await queue(pair.operator)).toEqual([]);
  for (const header of headersOf(pair.supplier))
    expect(header).toContain(`|X|SUPP|${letter}|MOPX|`);
  for (const header of headersOf(pair.operator))
    expect(header).toContain(`|${letter}|MOPX|X|SUPP|`);
});

test('one Meter Operator is a MOP for one MPAN and an SMEM for another, in files of their own', async () => {
  const pair = await openPair('option-1');
  const both = [mpan, mpanOf(2)];
  for (const [index, letter] of ['M', 'S'].entries()) {
    const records = detailsRecords(both[index] ?? '', [`OLD${index}`]);
    const from: [string, string] = [letter, 'MOPX'];
    const id = `DETAIL${index}`;
    const details = { id, flow: 'D0150002', createdAt: '20260601100000', flows: 1, records, from };
    await pair.operator.take(`sent/d${index}.usr`, makeFlowFile(details));
    await pair.supplier.take(`d${index}.usr`, makeFlowFile(details));
  }
  const rows = both.map((of) => `${of},2026-08-03,x,R1,MOPX,1 High Street,ZZ1 1ZZ`);
  const columns = 'mpan,notifiedOn,source,reference,meterOperator,addressLine1,postcode';
  await pair.supplier.take('n.csv', [columns, ...rows, ''].join('\n'));
  await pair.at('2026-08-03T10:00:00Z');
  pair.operator.clock.set('2026-08-05T10:00:00Z');
  const seen = both.map((of, index) => `${of},2026-08-05,hasBackstop,OLD${index},,`);
  await pair.operator.take('v.csv', [visitColumns, ...seen, ''].join('\n'));
  await pair.at('2026-08-05T10:00:00Z');
  const shown = (own: TestGateway): string[] =>
    headersOf(own)
      .map((header) => header.split('|').slice(2, 7).join(' '))
      .sort();
  expect(shown(pair.supplier)).toEqual(['D0001001 X SUPP M MOPX', 'D0001001 X SUPP S MOPX']);
  expect(shown(pair.operator)).toEqual(['D0002001 M MOPX X SUPP', 'D0002001 S MOPX X SUPP']);
  expect(await ends(pair.supplier)).toEqual(['backstopPresent', 'backstopPresent']);
  expect(await ends(pair.operator)).toEqual(['backstopPresent', 'backstopPresent']);
});

test('an MPAN that migrates in mid-check is answered, and ordered for, under its new role', async () => {
  const pair = await begun('option-1', ['OLD1']);
  const from: [string, string] = ['S', 'MOPX'];
  const records = detailsRecords(mpan, ['OLD1']);
  const details = {
    id: 'AGAIN',
    flow: 'D0150002',
    createdAt: '20260804100000',
    flows: 1,
    records,
    from,
  };
  pair.operator.clock.set('2026-08-04T10:00:00Z');
  await pair.supplier.take('d2.usr', makeFlowFile(details));
  await visited(pair, '2026-08-05T10:00:00Z', ['noBackstop,OLD1,,']);
  const orders = headersOf(pair.supplier).filter((header) => header.includes('D0142'));
  // The report came as a MOP's once more: the last role that was used counts.
  expect(orders.map((header) => header.split('|').slice(3, 7).join(' '))).toEqual([
    'X SUPP M MOPX',
  ]);
  expect(await ends(pair.operator)).toEqual(['replacing']);
});
