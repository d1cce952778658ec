/** The letters of a header are reference data: which side they stand on, and what nobody knows yet. */
import { describe, expect, test } from 'vitest';
import {
  createReference,
  type LetterFact,
  marketRolesOf,
  shippedReference,
  shippedRoles,
} from '../../src/market/index.ts';
import { draftsFor } from '../../src/process/draft.ts';
import {
  foldAll,
  foldMore,
  type MpanState,
  type ProcessEvent,
  type ProcessRules,
} from '../../src/process/index.ts';
import { outcomeOf } from '../../src/process/check.ts';
import {
  appointment,
  d0001,
  d0002,
  d0142,
  d0221,
  exchanged,
  instant,
  meterOperatorRules,
  mpan,
  notification,
  reports,
  supplierRules,
  visit,
} from './events.ts';

const asOf = '2026-12-01T00:00:00Z';

/** The rules once somebody has taught a letter. */
const knowing = (rules: ProcessRules, letter: string, role: string): ProcessRules => {
  const source = { kind: 'operator', where: 'a', line: 2, version: null, since: asOf } as const;
  const fact: LetterFact = {
    letter,
    role,
    from: null,
    to: null,
    description: '',
    dipRole: null,
    confidence: 'ours',
    source,
  };
  const facts = shippedReference.facts;
  const letters = [...facts.letters, fact];
  const reference = createReference(shippedRoles.roles, { ...facts, letters });
  return { ...rules, roles: marketRolesOf(reference) };
};

/** The same event under other letters. */
const under = (
  event: ProcessEvent,
  letters: { readonly fromRole?: string; readonly toRole?: string },
): ProcessEvent => ({ ...event, ...letters });

const codesOf = (state: MpanState): string[] =>
  [...state.loose, ...state.checks.flatMap(({ exceptions }) => exceptions)].map(
    ({ code, open }) => `${code}${open ? '' : ', closed'}`,
  );
const stagesOf = ({ checks }: MpanState) =>
  checks.map(({ stages }) =>
    stages.map(({ name, startedAt, endedAt, answeredAt }) => [
      name,
      startedAt,
      endedAt,
      answeredAt,
    ]),
  );

const asked = [notification('2026-08-03'), d0001('2026-08-04')];
const [answer] = [d0002('2026-08-10', reports.hasNot)];
const rest = [d0142('2026-08-11'), exchanged('2026-08-14')];

describe('a letter that nobody knows', () => {
  test('is asked about on the open check, and nothing is taken from its flow', () => {
    const events = [...asked, under(answer, { fromRole: 'Q' })];
    const { state, readings } = foldAll(supplierRules, mpan, events, asOf);
    expect(readings.at(-1)).toMatchObject({ means: 'exception', codes: ['ROLE_NOT_KNOWN'] });
    expect(codesOf(state)).toEqual(['ROLE_NOT_KNOWN']);
    expect(state.checks[0]?.exceptions[0]?.detail).toBe(
      `${answer.file} line 2: nobody knows role Q of MOPX, in a D0002 from MOPX (Q) to SUPP (X) of ` +
        '2026-08-10; nothing is taken from it until the reference data know the letter',
    );
    expect(state.checks[0]?.stages.at(-1)?.name).toBe('investigating');
  });

  test('once taught gives the same as if it had always been known', () => {
    const events = [...asked, under(answer, { fromRole: 'Q' })];
    const taught = foldAll(knowing(supplierRules, 'Q', 'SMEM'), mpan, events, asOf).state;
    const always = foldAll(supplierRules, mpan, [...asked, answer], asOf).state;
    expect(stagesOf(taught)).toEqual(stagesOf(always));
    expect(codesOf(taught)).toEqual(['ROLE_CHANGED, closed']);
  });

  test('may have two characters', () => {
    const events = [...asked, under(answer, { fromRole: 'SM' })];
    const { state } = foldAll(knowing(supplierRules, 'SM', 'SMEM'), mpan, events, asOf);
    expect(state.checks[0]?.stages.at(-1)?.name).toBe('replacementToOrder');
    expect(codesOf(foldAll(supplierRules, mpan, events, asOf).state)).toEqual(['ROLE_NOT_KNOWN']);
  });

  test('taught as another role is no business of ours', () => {
    const ofOther = foldAll(
      knowing(supplierRules, 'Q', 'HHDC'),
      mpan,
      [...asked, under(answer, { fromRole: 'Q' }), under(answer, { toRole: 'Q' })],
      asOf,
    );
    expect(ofOther.readings.at(-1)).toMatchObject({ means: 'notOurs' });
    expect(codesOf(ofOther.state)).toEqual([]);
  });

  test('belongs to no check where none is open, also at the recipient, and on a Meter Operator’s side', () => {
    const request = under(d0001('2026-08-04'), { fromRole: 'Q', toRole: 'W' });
    const { state } = foldAll(meterOperatorRules, mpan, [request], asOf);
    expect(codesOf(state)).toEqual(['ROLE_NOT_KNOWN']);
    expect(state.loose[0]?.detail).toContain('role Q of SUPP and role W of MOPX');
  });

  test('before the date from which it is known nobody knows it', () => {
    const early = under(d0001('2025-09-30'), { toRole: 'S' });
    const late = under(d0001('2025-10-01'), { toRole: 'S' });
    expect(codesOf(foldAll(meterOperatorRules, mpan, [early], asOf).state)).toContain(
      'ROLE_NOT_KNOWN',
    );
    expect(codesOf(foldAll(meterOperatorRules, mpan, [late], asOf).state)).toEqual([]);
  });

  test('of a date to come is asked about at once, and what comes meanwhile is folded anew', () => {
    const header = {
      flow: 'D0155',
      fromRole: 'X',
      toRole: 'Q',
      toMpid: 'MOPX',
      createdAt: instant('2026-08-05'),
    };
    const toCome = {
      ...appointment('2026-09-10', 'meterOperator', 'MOPX'),
      sender: 'SUPP',
      header,
    };
    const early = foldAll(meterOperatorRules, mpan, [toCome], '2026-08-06T00:00:00Z').state;
    expect(codesOf(early)).toEqual(['ROLE_NOT_KNOWN']);
    expect(early.waitingUntil).toBe(toCome.effectiveAt);
    const answer = { ...d0002('2026-08-07', reports.has), sender: 'SUPP' };
    expect(foldMore(meterOperatorRules, early, [answer], '2026-08-08T00:00:00Z')).toBeNull();
    const late = foldAll(meterOperatorRules, mpan, [toCome], '2026-09-11T00:00:00Z').state;
    expect(codesOf(late)).toEqual(['ROLE_NOT_KNOWN']);
    expect(late).toMatchObject({ waitingUntil: null, last: { effectiveAt: toCome.effectiveAt } });
    expect(late).not.toHaveProperty('isAskedEarly');
  });

  test('of two facts of one file it is asked about once, also where they are of a date to come', () => {
    const header = {
      flow: 'D0155',
      fromRole: 'X',
      toRole: 'Q',
      toMpid: 'MOPX',
      createdAt: instant('2026-08-04'),
    };
    const told = (what: 'meterOperator' | 'supplier', party: string) => {
      const one = appointment('2027-01-01', what, party);
      return { ...one, sender: 'SUPP', header, key: `SUPP/D0155/A1/2/${what}/${party}/2027-01-01` };
    };
    const events = [told('supplier', 'SUPP'), told('meterOperator', 'MOPX')];
    const { state } = foldAll(meterOperatorRules, mpan, events, asOf);
    expect(codesOf(state)).toEqual(['ROLE_NOT_KNOWN']);
    const later = foldAll(
      knowing(meterOperatorRules, 'Q', 'SMEM'),
      mpan,
      events,
      '2027-02-01T00:00:00Z',
    );
    expect(codesOf(later.state)).toEqual([]);
    expect(later.state.appointed).toMatchObject({ meterOperator: 'MOPX', supplier: 'SUPP' });
  });
});

describe('a migration in mid-check', () => {
  const whole = [...asked, answer, ...rest];
  const plain = foldAll(supplierRules, mpan, whole, asOf).state;
  /** The letter of the Meter Operator in each flow. */
  const lettered = (letters: string) =>
    whole.map((event, at) => {
      const letter = letters[at] ?? '';
      if (event.kind !== 'flow') return event;
      return event.fromRole === 'M'
        ? under(event, { fromRole: letter })
        : under(event, { toRole: letter });
    });

  test.each([
    ['before the report', '-MSSS', 1],
    ['after the report', '-MMSS', 1],
    ['before the meter details', '-MMMS', 1],
    ['back, before the report', '-SMMM', 1],
    ['back, before the meter details', '-SSSM', 1],
    ['there and back', '-MSSM', 2],
    ['to an AMEM', '-MTTT', 1],
    ['none', '-SSSS', 0],
  ])('%s withdraws nothing and begins no clock again', (_when, letters, notes) => {
    for (const events of [lettered(letters), lettered(letters).toReversed()]) {
      const { state } = foldAll(supplierRules, mpan, events, asOf);
      expect(stagesOf(state)).toEqual(stagesOf(plain));
      expect(state.checks.map(outcomeOf)).toEqual(['meterReplaced']);
      expect(codesOf(state)).toEqual(Array.from({ length: notes }, () => 'ROLE_CHANGED, closed'));
    }
  });

  test('by appointment is noted too, and the end of the earlier role on that day ends nothing', () => {
    const as = (on: string, role: string) => ({
      ...appointment(on, 'meterOperator', 'MOPX'),
      role,
    });
    const ends = { ...appointment('2026-08-07', 'meterOperatorEnds', 'MOPX'), sender: 'ZZZZ' };
    const events = [as('2026-08-01', 'MOP'), ...asked, as('2026-08-07', 'SMEM'), ends, answer];
    const { state } = foldAll(supplierRules, mpan, events, asOf);
    expect(codesOf(state)).toEqual(['ROLE_CHANGED, closed', 'ROLE_CHANGED, closed']);
    expect(state.appointed.meterOperator).toBe('MOPX');
    expect(state.checks[0]?.stages.at(-1)?.name).toBe('replacementToOrder');
  });

  test('another MPID is another Meter Operator', () => {
    const other = { ...appointment('2026-08-07', 'meterOperator', 'MOPY'), role: 'SMEM' };
    const events = [appointment('2026-08-01', 'meterOperator', 'MOPX'), ...asked, other];
    const { state } = foldAll(supplierRules, mpan, events, asOf);
    expect(state.checks[0]?.stages.map(({ name }) => name)).toEqual([
      'notified',
      'investigating',
      'notified',
    ]);
    expect(codesOf(state)).toEqual([]);
  });
});

describe('what we write', () => {
  const lettersOf = (rules: ProcessRules, events: readonly ProcessEvent[]): string[] => {
    const { state } = foldAll(rules, mpan, events, asOf);
    return state.checks.flatMap((check) =>
      draftsFor(rules, state, check, '2026-08-20T09:00:00Z').drafts.map(
        ({ flow, fromRole, toRole, toMpid }) => `${flow} ${fromRole}>${toRole} ${toMpid}`,
      ),
    );
  };
  const asS = under(answer, { fromRole: 'S' });

  test('goes out under the role that was last used to us', () => {
    expect(lettersOf(supplierRules, [...asked, answer])).toEqual(['D0142 X>M MOPX']);
    expect(lettersOf(supplierRules, [...asked, asS])).toEqual(['D0142 X>S MOPX']);
    const before = under(d0221('2026-07-01'), { fromRole: 'T' });
    expect(lettersOf(supplierRules, [before, notification('2026-08-03')])).toEqual([
      'D0001 X>T MOPX',
    ]);
  });

  test('has our own letter as we were addressed for that MPAN, or as we are appointed', () => {
    const rules = { ...meterOperatorRules, drafts: true };
    const seen = visit('2026-08-10', 'hasBackstop');
    const asSmem = under(d0001('2026-08-04'), { toRole: 'S' });
    expect(lettersOf(rules, [d0001('2026-08-04'), seen])).toEqual(['D0002 M>X SUPP']);
    expect(lettersOf(rules, [asSmem, seen])).toEqual(['D0002 S>X SUPP']);
    const appointed = { ...appointment('2026-08-05', 'meterOperator', 'MOPX'), role: 'AMEM' };
    expect(lettersOf(rules, [asSmem, appointed, seen])).toEqual(['D0002 T>X SUPP']);
  });

  test('goes out under the role of the appointment first', () => {
    const appointed = { ...appointment('2026-08-12', 'meterOperator', 'MOPX'), role: 'AMEM' };
    expect(lettersOf(supplierRules, [...asked, asS, appointed])).toEqual(['D0142 X>T MOPX']);
    const unsaid = appointment('2026-08-14', 'meterOperator', 'MOPX');
    expect(lettersOf(supplierRules, [...asked, asS, appointed, unsaid])).toEqual([
      'D0142 X>S MOPX',
    ]);
  });

  test('goes out under what M16 says, and of several roles under the preferred one', () => {
    const held = (...letters: string[]): ProcessRules => {
      const { facts } = shippedReference;
      const holdings = letters.map((letter) => ({
        mpid: 'MOPX',
        letter,
        role: shippedReference.meaningOf(letter, '2026-08-01')?.role ?? null,
        dipRole: null,
        dipId: null,
        from: null,
        to: null,
        confidence: 'published' as const,
        source: { kind: 'isd', where: 'm16', line: 3, version: 1, since: asOf } as const,
      }));
      const reference = createReference(shippedRoles.roles, { ...facts, holdings });
      return { ...supplierRules, roles: marketRolesOf(reference, { M: 'T' }) };
    };
    const known = [appointment('2026-08-01', 'meterOperator', 'MOPX'), notification('2026-08-03')];
    expect(lettersOf(held('S'), known)).toEqual(['D0001 X>S MOPX']);
    expect(lettersOf(held('M', 'S'), known)).toEqual(['D0001 X>M MOPX']);
    expect(lettersOf(held('M', 'T'), known)).toEqual(['D0001 X>T MOPX']);
    expect(lettersOf(held(), known)).toEqual(['D0001 X>T MOPX']);
    expect(lettersOf(supplierRules, known)).toEqual(['D0001 X>M MOPX']);
  });
});
