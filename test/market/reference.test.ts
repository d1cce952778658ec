/** Who stands behind a letter on a date: shipped, imported, superseded, corrected, in any order. */
import { readFileSync } from 'node:fs';
import { fc } from '../support/fc.ts';
import { describe, expect, test } from 'vitest';
import { recordsOf } from '../../src/files/index.ts';
import { FINDING_CODES } from '../../src/flow/index.ts';
import {
  changesBetween,
  createReference,
  type MarketFacts,
  type MarketReference,
  mergedFacts,
  type MergeKind,
  noFacts,
  readReference,
  readRoles,
  referenceOf,
  type ReferenceRead,
  shippedRoles,
  taughtFacts,
} from '../../src/market/index.ts';
import { roleOfDip } from '../../src/market/roles.ts';

const folder = new URL('../../samples/reference/', import.meta.url);
const since = '2026-06-01T09:00:00Z';
const shipped: MarketFacts = { letters: shippedRoles.letters, holdings: [] };
const reference = (...facts: readonly MarketFacts[]): MarketReference =>
  createReference(shippedRoles.roles, mergedFacts(...facts));

const isd = (text: string, file = 'reference/isd.csv'): Promise<ReferenceRead> =>
  readReference(recordsOf([Buffer.from(text)]), { roles: shippedRoles, file, since });
const sample = (name: string): Promise<ReferenceRead> =>
  isd(readFileSync(new URL(name, folder), 'utf8'), `reference/${name}`);
const corrections = (text: string): Promise<ReferenceRead> =>
  isd(text, 'reference/corrections.csv');
const codes = ({ findings }: ReferenceRead): readonly string[] =>
  findings.map(({ code, line }) => `${code} ${line}`);

const role = (one: MarketReference, letter: string, date: string): string | null =>
  one.meaningOf(letter, date)?.role ?? null;

const merge = (kind: MergeKind, facts: MarketFacts) => ({
  kind,
  source: `${kind}.csv`,
  facts,
  undoes: null as number | null,
});

const [m18, later, m16, own] = await Promise.all([
  sample('ISDEntityM18.csv'),
  sample('ISDEntityM18-later.csv'),
  sample('ISDEntityM16.csv'),
  corrections(readFileSync(new URL('corrections.csv', folder), 'utf8')),
]);

describe('as shipped', () => {
  const known = reference(shipped);

  test.each([
    ['X', '1999-01-01', 'Supplier'],
    ['M', '2026-06-01', 'MOP'],
    ['S', '2026-06-01', 'SMEM'],
    ['T', '2026-06-01', 'AMEM'],
    ['R', '2026-06-01', 'Distributor'],
    ['N', '2026-06-01', 'DataService'],
    ['S', '2025-09-30', null],
    ['S', '2025-10-01', 'SMEM'],
    ['Q', '2026-06-01', null],
    ['', '2026-06-01', null],
    ['__proto__', '2026-06-01', null],
  ])('the letter %j is on %s %j', (letter, date, expected) => {
    expect(role(known, letter, date)).toBe(expected);
  });

  test('says whose letters a Meter Operator has, with which mark and from where', () => {
    expect(known.meterOperatorLetters('2026-06-01')).toEqual(['M', 'S', 'T']);
    expect(known.meterOperatorLetters('2025-01-01')).toEqual(['M']);
    expect(known.meaningOf('S', '2026-06-01')).toMatchObject({
      isMeterOperator: true,
      fact: { confidence: 'inferred', from: '2025-10-01', source: { kind: 'shipped' } },
    });
    expect(known.meaningOf('N', '2026-06-01')?.isMeterOperator).toBe(false);
    expect(known.defaultLetter('SMEM', '2026-06-01')).toBe('S');
    expect(known.defaultLetter('AMVLP', '2026-06-01')).toBeNull();
    expect(known.letterLengths).toEqual([1]);
    expect(known.heldBy('SMEX', '2026-06-01')).toEqual([]);
  });

  test('mistakes in the shipped data are told together', () => {
    const written = { about: 'a', letterMaxCharacters: 2, roles: {}, letters: [] };
    const letter = { letter: 'S', from: null, to: null, confidence: 'ours', source: 's' };
    expect(() => readRoles({ ...written, letters: [{ ...letter, role: 'SMEM' }] })).toThrow(
      'letter S: SMEM is no role',
    );
    expect(() =>
      readRoles({ ...written, letters: [{ ...letter, letter: 'abc', role: 'X' }] }),
    ).toThrow('at most 2 capitals');
    expect(() => readRoles(null)).toThrow('mistakes');
  });

  test.each([
    ['SUP', '', 'Supplier'],
    ['mss', '', 'SMEM'],
    ['ZZ1', 'Metering Service - Advanced', 'AMEM'],
    ['ZZ1', 'Non-Half Hourly Data Collector', 'NHHDC'],
    ['ZZ1', 'Half Hourly Data Collector', 'HHDC'],
    ['ZZ1', 'Metering Service, smart or advanced', null],
    ['ZZ1', 'Something else', null],
  ])('DIP role %s, described as %j, is %j', (code, description, expected) => {
    expect(roleOfDip(shippedRoles, code, description)?.id ?? null).toBe(expected);
  });
});

describe('Industry Standing Data', () => {
  test('M18 is published, with its version, line and since when it is known', () => {
    expect(m18).toMatchObject({ entity: 'M18', version: 12, rows: 7, findings: [] });
    const known = reference(shipped, m18.facts);
    expect(known.meaningOf('S', '2025-09-25')).toMatchObject({
      role: 'SMEM',
      isMeterOperator: true,
      fact: {
        confidence: 'published',
        source: { kind: 'isd', where: 'reference/ISDEntityM18.csv', line: 4, version: 12, since },
      },
    });
    expect(role(known, 'N', '2026-06-01')).toBe('SDSA');
    expect(role(known, 'M', '2026-06-01')).toBe('MOP');
  });

  test('a newer version counts from the first day that it names, and what it ends has ended', () => {
    const known = reference(shipped, m18.facts, later.facts);
    expect(role(known, 'S', '2026-12-31')).toBe('SMEM');
    expect(role(known, 'S', '2027-01-01')).toBeNull();
    expect(role(known, 'SM', '2026-12-31')).toBeNull();
    expect(role(known, 'SM', '2027-01-01')).toBe('SMEM');
    expect(known.letterLengths).toEqual([1, 2]);
    expect(known.defaultLetter('SMEM', '2026-06-01')).toBe('S');
    expect(known.defaultLetter('SMEM', '2027-06-01')).toBe('SM');
    expect(known.meterOperatorLetters('2027-06-01')).toEqual(['M', 'SM', 'T']);
  });

  test('a version says nothing of a letter that it leaves out, nor of days before it', async () => {
    const short = await isd(
      'ISDEntityM18,x,20,1\nDIP Market Role,DIP Role Description,Market Participant Role Code,Effective From Date,Effective To Date\nMSA,,S,2026-04-01,\n',
    );
    const known = reference(shipped, m18.facts, short.facts);
    expect(role(known, 'S', '2026-03-31')).toBe('SMEM');
    expect(role(known, 'S', '2026-04-01')).toBe('AMEM');
    expect(role(known, 'T', '2026-04-01')).toBe('AMEM');
  });

  test('M16 says which letters a participant held, by its own letter or that of its DIP role', () => {
    const known = reference(shipped, m18.facts, later.facts, m16.facts);
    const held = (mpid: string, date: string) =>
      known.heldBy(mpid, date).map(({ letter, role }) => `${letter} ${role}`);
    expect(held('SUPP', '2026-06-01')).toEqual(['X Supplier']);
    expect(held('SMEX', '2026-06-01')).toEqual(['S SMEM']);
    expect(held('MOPX', '2026-02-28')).toEqual([]);
    expect(held('MOPX', '2026-06-01')).toEqual(['S SMEM', 'T AMEM']);
    expect(held('MOPX', '2026-09-01')).toEqual(['T AMEM']);
    expect(held('NONE', '2026-06-01')).toEqual([]);
    expect(known.mpids).toEqual(['MOPX', 'SMEX', 'SUPP']);
  });

  test('a DIP role that is none of ours is somebody, and displaces nobody', async () => {
    const odd = await isd(
      'ISDEntityM18,x,9,2\nDIP Market Role,DIP Role Description,Market Participant Role Code,Effective From Date,Effective To Date\nZZS,Something smart,S,2025-01-01,\nZZQ,Quite new,Q,2026-01-01,\n',
    );
    expect(codes(odd)).toEqual(['REFERENCE_ROLE_UNKNOWN 3', 'REFERENCE_ROLE_UNKNOWN 4']);
    const known = reference(shipped, odd.facts);
    expect(role(known, 'S', '2026-06-01')).toBe('SMEM');
    expect(known.meaningOf('Q', '2026-06-01')).toMatchObject({
      role: 'ZZQ',
      name: 'Quite new',
      isMeterOperator: false,
    });
    // A participant of that DIP role has what else is known of the letter.
    const holder = await isd(
      'ISDEntityM16,x,9,1\nMarket Participant ID,Market Participant Role Code,DIP Participant ID,DIP Role Code,Effective From Date,Effective To Date\nSMEX,,1000000004,ZZS,2025-01-01,\n',
    );
    const held = reference(shipped, odd.facts, holder.facts).heldBy('SMEX', '2026-06-01');
    expect(held).toMatchObject([{ letter: 'S', role: 'SMEM', isMeterOperator: true }]);
  });

  test('two roles of one letter on the same days are told, and the later beginning counts', async () => {
    const clash = await isd(
      'ISDEntityM18,x,9,2\nDIP Market Role,DIP Role Description,Market Participant Role Code,Effective From Date,Effective To Date\nMSS,,S,2025-01-01,2026-06-30\nMSA,,S,2026-01-01,\n',
    );
    expect(codes(clash)).toEqual(['REFERENCE_OVERLAP 4']);
    const known = reference(shipped, clash.facts);
    expect(role(known, 'S', '2025-12-31')).toBe('SMEM');
    expect(role(known, 'S', '2026-01-01')).toBe('AMEM');
  });

  test('rows at fault cost themselves, each with its line and what is wrong', async () => {
    const read = await sample('ISDEntityM16-rows-at-fault.csv');
    expect(codes(read)).toEqual([4, 5, 6, 7, 8].map((line) => `REFERENCE_ROW_INVALID ${line}`));
    expect(read.facts.holdings.map(({ mpid }) => mpid)).toEqual(['SMEX', 'SMET']);
    expect(read.findings[2]?.message).toContain("'2025-02-30' is no date");
  });

  const columns =
    'DIP Market Role,DIP Role Description,Market Participant Role Code,Effective From Date,Effective To Date';
  test.each<[string, string, string[], string | null]>([
    ['an empty file', '', ['REFERENCE_REFUSED null'], null],
    ['another first row', 'MPAN,Meter\nSMEX,S\n', ['REFERENCE_REFUSED 1'], null],
    ['no version', 'ISDEntityM18,x,latest,3\n', ['REFERENCE_REFUSED 1'], null],
    ['no number of changes', 'ISDEntityM18,x,3,few\n', ['REFERENCE_REFUSED 1'], null],
    ['a first row alone', 'ISDEntityM18,x,3,1\n', ['REFERENCE_REFUSED null'], null],
    [
      'a column twice',
      `ISDEntityM18,x,3,1\n${columns},DIP Market Role\n`,
      ['REFERENCE_REFUSED 2'],
      null,
    ],
    [
      'no names of columns',
      'ISDEntityM18,x,3,1\nMSS,Smart,S,2025-01-01,\n',
      ['REFERENCE_REFUSED 2'],
      null,
    ],
    [
      'marks that do not match in a first row',
      '"ISDEntityM18,x,3,1\n',
      ['REFERENCE_REFUSED 1'],
      null,
    ],
    [
      'another entity',
      'ISDEntityM05,GSP Group,3,1\nGSP Group\n_A\n',
      ['REFERENCE_NOT_USED 1'],
      'M05',
    ],
    ['no rows', `ISDEntityM18,x,3,\n${columns}\n`, [], 'M18'],
    ['a short name and spaces', ` m18 ,x, 3 , 1 ,,\n\n${columns.toUpperCase()}\n`, [], 'M18'],
    [
      'a row with a mark too many',
      `M18,x,3,1\n${columns}\n"MSS,S\n`,
      ['REFERENCE_ROW_INVALID 3'],
      'M18',
    ],
  ])('%s', async (_, text, expected, entity) => {
    const read = await isd(text);
    expect(codes(read)).toEqual(expected);
    expect(read.entity).toBe(entity);
    if (entity === null) expect(read.facts).toEqual(noFacts);
  });

  test('a file without a column is refused with its name', async () => {
    const read = await sample('ISDEntityM18-columns-missing.csv');
    expect(codes(read)).toEqual(['REFERENCE_REFUSED 2']);
    expect(read.findings[0]?.message).toContain('no column marketparticipantrolecode');
  });

  test.each([
    ['2026-04-01', '2026-04-01'],
    ['2026-04-01T00:00:00', '2026-04-01'],
    ['2026-04-01 00:00:00.000', '2026-04-01'],
    ['20260401', '2026-04-01'],
    ['01/04/2026', '2026-04-01'],
    ['', null],
  ])('the date %j is %j', async (written, from) => {
    const read = await isd(`M18,x,3,1\n${columns}\nMSS,,S,${written},\n`);
    expect(read.facts.letters).toMatchObject([{ letter: 'S', from, to: null }]);
  });

  test('how long a letter may be is what the data say', async () => {
    const text = `M18,x,3,1\n${columns}\nMSS,,SMX,2025-01-01,\n`;
    expect(codes(await isd(text))).toEqual(['REFERENCE_ROW_INVALID 3']);
    const roles = { ...shippedRoles, letterMaxCharacters: 3 };
    const options = { roles, file: 'reference/isd.csv', since };
    const read = await readReference(recordsOf([Buffer.from(text)]), options);
    expect(read.findings).toEqual([]);
    expect(reference(read.facts).letterLengths).toEqual([3]);
  });

  test('a file is bounded', async () => {
    const row = 'MSS,,S,2025-01-01,\n'.repeat(5_001);
    const read = await isd(`M18,x,3,1\n${columns}\n${row}`);
    expect(codes(read)).toEqual(['REFERENCE_REFUSED 5003']);
    expect(read.facts).toEqual(noFacts);
  });

  test('rows that say the same are one fact, and five thousand that overlap are told in no time', async () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => `Z${at},,S,2025-01-01,`);
    const read = await isd(`M18,x,3,1\n${columns}\n${rows.join('\n')}\n`);
    expect(codes(read).length).toBe(1_001);
    const same = await isd(`M18,x,3,1\n${columns}\n${'MSS,,S,2025-01-01,\n'.repeat(3)}`);
    expect(reference(same.facts).facts.letters).toMatchObject([{ source: { line: 3 } }]);
  });

  test('a longer period of a third role is not hidden by a shorter one between them', async () => {
    const text = `M18,x,3,1\n${columns}\nMSS,,S,2025-01-01,2025-12-31\nMSA,,S,2025-02-01,2025-02-28\nSUP,,S,2025-06-01,2025-06-30\nMSS,,S,2026-01-01,\n`;
    expect(codes(await isd(text))).toEqual(['REFERENCE_OVERLAP 4', 'REFERENCE_OVERLAP 5']);
  });
});

describe('a correction', () => {
  test('goes before imports, and names its reason', () => {
    expect(own).toMatchObject({ entity: 'corrections', findings: [], rows: 5 });
    const known = reference(shipped, m18.facts, m16.facts, own.facts);
    expect(known.meaningOf('S', '2026-06-01')).toMatchObject({
      role: 'SMEM',
      fact: { confidence: 'ours', description: 'as the participant told us', source: { line: 2 } },
    });
    expect(role(known, 'O', '2026-06-01')).toBeNull();
    expect(role(known, 'Q', '2026-05-01')).toBe('MOP');
    expect(known.meterOperatorLetters('2026-06-01')).toEqual(['M', 'Q', 'S', 'T']);
    expect(known.heldBy('AMEX', '2026-06-01')).toMatchObject([{ letter: 'T', role: 'AMEM' }]);
    expect(known.heldBy('MOPX', '2026-05-31').map(({ letter }) => letter)).toEqual(['S', 'T']);
    expect(known.heldBy('MOPX', '2026-06-01').map(({ letter }) => letter)).toEqual(['S']);
  });

  test('is unsaid where its line is gone, and imports stay', async () => {
    const none = await corrections('letter,role\n');
    const known = referenceOf([
      merge('M18', m18.facts),
      merge('corrections', own.facts),
      merge('corrections', none.facts),
    ]);
    expect(role(known, 'O', '2026-06-01')).toBe('ADSA');
    expect(role(known, 'Q', '2026-06-01')).toBeNull();
  });

  test('of one file leaves those of another, and what was taught, as they are', async () => {
    const [one, other] = [
      await corrections('letter,role\nQ,SMEM\n'),
      await corrections('letter,role\n'),
    ];
    const source = { kind: 'operator', where: 'Anna', line: null, version: null, since } as const;
    const said = { letter: 'y', role: 'AMVLP', reason: 'they told us' };
    const taught = taughtFacts(said, { roles: shippedRoles, source });
    if (typeof taught === 'string') throw new Error(taught);
    const merges = [
      { ...merge('corrections', one.facts), source: 'a.csv' },
      merge('taught', taught),
      { ...merge('corrections', other.facts), source: 'b.csv' },
    ];
    const known = referenceOf(merges);
    expect(role(known, 'Q', '2026-06-01')).toBe('SMEM');
    expect(role(known, 'Y', '2026-06-01')).toBe('AMVLP');
    // Taken back, and the taking back taken back.
    const back = [...merges, { ...merge('undo', noFacts), undoes: 2 }];
    expect(role(referenceOf(back), 'Y', '2026-06-01')).toBeNull();
    const again = [...back, { ...merge('undo', noFacts), undoes: 4 }];
    expect(role(referenceOf(again), 'Y', '2026-06-01')).toBe('AMVLP');
    expect(taughtFacts({ ...said, role: 'Plumber' }, { roles: shippedRoles, source })).toContain(
      'no role',
    );
  });

  test('of two lines the last counts', async () => {
    const twice = await corrections('letter,role\nQ,SMEM\nQ,AMEM\n');
    expect(role(reference(shipped, twice.facts), 'Q', '2026-06-01')).toBe('AMEM');
  });

  test.each<[string, string, string[]]>([
    ['may lack columns', 'role,letter\nsmem,Q\n', []],
    [
      'knows roles by their names',
      'letter,role\nQ,meter operator\nQ,Registration Service\nQ,MSS\n',
      [],
    ],
    ['of a role nobody knows', 'letter,role\nQ,Plumber\n', ['REFERENCE_ROW_INVALID 2']],
    ['of a long letter', 'letter,role\nQQQ,MOP\n', ['REFERENCE_ROW_INVALID 2']],
    ['of nothing', 'letter,role\n,MOP\n', ['REFERENCE_ROW_INVALID 2']],
    ['of an MPID that is none', 'mpid,role\nsmex,SMEM\n', ['REFERENCE_ROW_INVALID 2']],
    ['of a date that is none', 'letter,role,from\nQ,MOP,soon\n', ['REFERENCE_ROW_INVALID 2']],
    ['with a column too many', 'letter,role,colour\nQ,MOP,red\n', ['REFERENCE_REFUSED 1']],
    ['without a role', 'letter,from\nQ,2026-01-01\n', ['REFERENCE_REFUSED 1']],
    ['without a letter', 'role,from\nMOP,2026-01-01\n', ['REFERENCE_REFUSED 1']],
    ['with a column twice', 'letter,role,role\nQ,MOP,MOP\n', ['REFERENCE_REFUSED 1']],
    ['with marks that do not match', 'letter,role\n"Q,MOP\n', ['REFERENCE_ROW_INVALID 2']],
  ])('%s', async (_, text, expected) => {
    const read = await corrections(text);
    expect(codes(read)).toEqual(expected);
    for (const { code } of read.findings) expect(FINDING_CODES).toHaveProperty(code);
  });
});

describe('what a file would change', () => {
  const said = (one: MarketReference, other: MarketReference): readonly string[] =>
    changesBetween(one, other).map(
      ({ subject, kind, from, to, was, is }) =>
        `${'letter' in subject ? subject.letter : `${subject.mpid} ${subject.role}`} ${kind} ${from}..${to} ${was?.role ?? '-'}>${is?.role ?? '-'}`,
    );

  test('is told by letter and period', () => {
    expect(said(reference(shipped), reference(shipped, m18.facts))).toEqual([
      'N added 2025-09-22..2025-09-30 ->SDSA',
      'N changed 2025-10-01..null DataService>SDSA',
      'O added 2025-09-22..null ->ADSA',
      'R confirmed 2025-09-22..null Distributor>Distributor',
      'S added 2025-09-22..2025-09-30 ->SMEM',
      'S confirmed 2025-10-01..null SMEM>SMEM',
      'T added 2025-09-22..2025-09-30 ->AMEM',
      'T confirmed 2025-10-01..null AMEM>AMEM',
      'X confirmed 2025-09-22..null Supplier>Supplier',
    ]);
    const before = reference(shipped, m18.facts);
    expect(said(before, reference(shipped, m18.facts, later.facts))).toEqual([
      'S ended 2027-01-01..null SMEM>-',
      'SM added 2027-01-01..null ->SMEM',
    ]);
    expect(said(before, reference(shipped, m18.facts, m16.facts))).toEqual([
      'MOPX AMEM added 2026-03-01..null ->AMEM',
      'MOPX SMEM added 2026-03-01..2026-08-31 ->SMEM',
      'SMEX SMEM added 2025-09-22..null ->SMEM',
      'SUPP Supplier added 2025-09-22..null ->Supplier',
    ]);
    expect(said(before, reference(shipped, m18.facts, own.facts)).slice(0, 2)).toEqual([
      'O ended 2025-09-22..null ADSA>-',
      'Q added 2026-05-01..null ->MOP',
    ]);
    expect(said(before, before)).toEqual([]);
    expect(said(before, reference(m18.facts, shipped, m18.facts))).toEqual([]);
  });
});

test('the order and the number of imports show nowhere', () => {
  const parts = [shipped, m18.facts, later.facts, m16.facts, own.facts];
  const whole = reference(...parts);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 }),
      fc.integer(),
      (more, by) => {
        const turned = parts.map((_, at) => parts[(at + Math.abs(by)) % parts.length]!);
        const again = reference(...more.map((at) => parts[at]!), ...turned.toReversed());
        expect(again.facts).toEqual(whole.facts);
        for (const letter of whole.letters) {
          expect(again.meaningOf(letter, '2026-06-01')).toEqual(
            whole.meaningOf(letter, '2026-06-01'),
          );
        }
      },
    ),
  );
});
