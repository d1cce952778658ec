/** Under which letter a participant is written to: never one that would not be read back on its side. */
import { describe, expect, test } from 'vitest';
import { recordsOf } from '../../src/files/index.ts';
import {
  createReference,
  marketRolesOf,
  mergedFacts,
  meterOperatorSide,
  readReference,
  shippedRoles,
  supplierSide,
} from '../../src/market/index.ts';

const date = '2026-06-03';
const shipped = { letters: shippedRoles.letters, holdings: [] };
const m16 = (...rows: readonly string[]): string =>
  [
    'ISDEntityM16,Market Participant to DIP Participant Mapping,1,1',
    'Market Participant ID,Market Participant Role Code,DIP Participant ID,DIP Role Code,' +
      'Effective From Date {MP2DPM},Effective To Date {MP2DPM},Changed',
    ...rows,
  ].join('\n');
const corrections = (...rows: readonly string[]): string =>
  ['letter,role,from,to,mpid,reason', ...rows].join('\n');

async function rolesKnowing(...files: readonly string[]) {
  const read = await Promise.all(
    files.map((text) =>
      readReference(recordsOf([Buffer.from(text)]), {
        roles: shippedRoles,
        file: 'reference/a.csv',
        since: '2026-06-01T09:00:00Z',
      }),
    ),
  );
  const facts = mergedFacts(shipped, ...read.map((one) => one.facts));
  return createReference(shippedRoles.roles, facts);
}

describe('a letter that only M16 has', () => {
  const q = (mpid: string, dipRole: string, to = ''): string =>
    `${mpid},Q,1000000004,${dipRole},2025-09-22,${to},1`;
  const meaning = async (...files: readonly string[]): Promise<string | null> =>
    (await rolesKnowing(...files)).meaningOf('Q', date)?.role ?? null;

  test('is read and written as the role in which M16 has all who hold it', async () => {
    expect(await meaning(m16(q('MOPX', 'MSS'), q('MOPY', 'MSS')))).toBe('SMEM');
    const roles = marketRolesOf(await rolesKnowing(m16(q('MOPX', 'MSS'))));
    expect(roles.sideOf('Q', date)).toBe(meterOperatorSide);
    expect(roles.letterFor(meterOperatorSide, 'MOPX', date)).toBe('Q');
    expect(roles.letterFor(meterOperatorSide, 'MOPY', date)).toBe('M');
  });

  test("is nobody's where they hold it in two roles, or no longer", async () => {
    expect(await meaning(m16(q('MOPX', 'MSS'), q('MOPY', 'MSA')))).toBe(null);
    expect(await meaning(m16(q('MOPX', 'MSS', '2026-05-01')))).toBe(null);
    expect(await meaning(m16(q('MOPX', 'ZZZ')))).toBe(null);
    expect(await meaning(m16(q('MOPX', 'MSS'), q('MOPX', 'SUP')))).toBe(null);
  });

  test("is what an operator says of it, and nobody's by a word about one participant", async () => {
    expect(await meaning(m16(q('MOPX', 'MSS')), corrections('Q,AMEM,,,,x'))).toBe('AMEM');
    expect(await meaning(m16(q('MOPX', 'MSS')), corrections('Q,nobody,,,,x'))).toBe(null);
    expect(await meaning(corrections('Q,SMEM,,,MOPX,x'))).toBe(null);
  });
});

describe('a letter that would not be read back', () => {
  test.each([
    [
      'M16 names one, and not as of one role',
      [m16('MOPX,Q,1000000004,MSS,2025-09-22,,1', 'SUPY,Q,1000000005,SUP,2025-09-22,,1')],
      'S',
    ],
    ['so does a correction about one participant', [corrections('Q,SMEM,,,MOPX,x')], 'S'],
    [
      'a correction says that nobody has it',
      [m16('MOPX,T,1000000004,MSA,2025-09-22,,1'), corrections('T,nobody,,,,x')],
      'M',
    ],
    [
      'a correction gives it to the other side',
      [m16('MOPX,S,1000000004,MSS,2025-09-22,,1'), corrections('S,Supplier,,,,x')],
      'M',
    ],
    ['one that is read stays', [m16('MOPX,T,1000000004,MSA,2025-09-22,,1')], 'T'],
  ])('%s', async (_what, files, letter) => {
    const roles = marketRolesOf(await rolesKnowing(...files));
    expect(roles.letterFor(meterOperatorSide, 'MOPX', date)).toBe(letter);
  });

  test('is not ours to write about ourselves either', async () => {
    const roles = marketRolesOf(await rolesKnowing(m16('SUPP,M,1000000004,SUP,2025-09-22,,1')));
    expect(roles.letterFor(supplierSide, 'SUPP', date)).toBe('X');
  });

  test('is not written because the configuration prefers it', async () => {
    const roles = marketRolesOf(await rolesKnowing(), { [meterOperatorSide]: 'Q' });
    expect(roles.letterFor(meterOperatorSide, 'MOPX', date)).toBe('M');
    expect(roles.letterFor(meterOperatorSide, 'MOPX', date, true)).toBe('S');
  });
});
