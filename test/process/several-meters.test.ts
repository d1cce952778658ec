/** An MPAN with several meters: what is said of one of them never closes the check for all. */
import { describe, expect, test } from 'vitest';
import { draftsFor } from '../../src/process/draft.ts';
import type { ProcessEvent } from '../../src/process/index.ts';
import {
  anyOrder,
  d0001,
  d0002,
  d0142,
  d0150,
  inProfile,
  instant,
  type MeterText,
  meterOperatorRules,
  notification,
  story,
  supplierRules,
  told,
  visit,
} from './events.ts';

const old = (id: string, text?: string): MeterText => ({
  id,
  installedOn: '2001-05-05',
  ...(text === undefined ? {} : { says: ['2026-08-05', text] as const }),
});
const details = (when: string, meters: readonly MeterText[], removed: readonly string[] = []) =>
  d0150(when, { meters, removed });
const fresh = (id: string): MeterText => ({ id, installedOn: '2026-08-05' });
const one = details('2026-06-01', [old('OLD1')]);
const two = details('2026-06-01', [old('OLD1'), old('OLD2')]);
const asked = [notification('2026-08-03'), d0001('2026-08-04')];
const report = (...meters: readonly (readonly [string, string])[]) =>
  d0002('2026-08-05', { meters });

const closed = 'notified met, investigating met, backstopPresent';
const unclear = 'notified met, investigating met, deciding open | REPORT_UNCLEAR';
const B = 'BACKSTOP FITTED';

describe('a report says that a meter has a backstop', () => {
  test.each<[string, ProcessEvent, ReturnType<typeof report>, string]>([
    ['of the one that is known', one, report(['OLD1', B]), closed],
    ['of the one that is known, without naming it', one, report(['-', B]), closed],
    ['of the one that is known, otherwise spelled', one, report(['0 old1', B]), closed],
    ['of one of two', two, report(['OLD1', B]), unclear],
    ['of one of two, without naming it', two, report(['-', B]), unclear],
    ['of both', two, report(['OLD1', B], ['OLD2', B]), closed],
    ['of both, without naming either', two, report(['-', B], ['-', B]), closed],
    ['of one by name and of another without', two, report(['OLD2', B], ['-', B]), closed],
    ['of both in one text', two, report(['-', 'BACKSTOP FITTED ON BOTH METERS']), closed],
    [
      'of one, and of the other that it cannot reverse',
      two,
      report(['OLD1', B], ['OLD2', 'STATIC METER']),
      closed,
    ],
    ['of one that nobody knows', one, report(['XYZ9', B]), unclear],
    [
      'of the known one and of one that nobody knows',
      one,
      report(['OLD1', B], ['XYZ9', B]),
      unclear,
    ],
    [
      'of the known one, beside one of which it says nothing',
      one,
      report(['OLD1', B], ['XYZ9', 'SEALS OK']),
      unclear,
    ],
    [
      'of one that was removed',
      details('2026-06-01', [old('OLD1')], ['GONE']),
      report(['GONE', B]),
      unclear,
    ],
  ])('%s', (_what, baseline, answer, expected) => {
    expect(anyOrder([baseline, ...asked, answer])).toBe(expected);
  });

  test('where no meter is known, and names one', () => {
    const events = [notification('2026-08-03', { known: {} }), d0001('2026-08-04')];
    expect(anyOrder([...events, report(['ANY1', B])])).toBe(closed);
    expect(anyOrder([...events, report(['ANY1', B], ['ANY2', 'SEALS OK'])])).toBe(unclear);
  });

  test('and the reason stands in the evidence and in the work queue', () => {
    const { views } = told([two, ...asked, report(['OLD1', B])]);
    expect(views[0]?.evidence).toMatchObject([
      { finding: 'unclear', item: 'J0012', words: B, line: 3 },
      { finding: 'unclear', item: 'J0004', words: 'OLD2', rule: 'another-meter-known', line: 3 },
    ]);
    expect(views[0]?.exceptions[0]?.detail).toMatch(
      /line 2: two meters are known, and the report speaks of one$/,
    );
    const unknown = told([one, ...asked, report(['XYZ9', B])]).views[0];
    expect(unknown?.evidence.at(-1)).toMatchObject({ words: 'XYZ9', rule: 'meter-not-known' });
    expect(unknown?.exceptions[0]?.detail).toContain(
      'the report speaks of meter XYZ9, which is not known to be there',
    );
  });

  test('while the removal of the old one is awaited: only the new one counts', () => {
    const path = [one, ...asked];
    const half = details('2026-08-05', [fresh('NEW1')]);
    const said = (id: string) => d0002('2026-08-10', { meters: [[id, B]] });
    expect(story([...path, half, said('NEW1')])).toBe(closed);
    expect(story([...path, half, said('OLD1')])).toContain('REPORT_UNCLEAR');
  });
});

describe('a report about one of two meters', () => {
  test('that denies a backstop orders all the same, and a new meter keeps the other in view', () => {
    const ordered = [two, ...asked, report(['OLD1', 'NO BACKSTOP FITTED'])];
    expect(anyOrder(ordered)).toBe('notified met, investigating met, replacementToOrder open');
    const unknown = [one, ...asked, report(['XYZ9', 'NO BACKSTOP FITTED'])];
    expect(anyOrder(unknown)).toContain('replacementToOrder open');
    const exchanged = details('2026-08-07', [fresh('NEW1'), old('OLD2')], ['OLD1']);
    expect(anyOrder([...ordered, d0142('2026-08-06'), exchanged])).toContain('METERS_DIFFER');
  });

  test('that says it cannot reverse is unclear', () => {
    expect(anyOrder([two, ...asked, report(['OLD1', 'STATIC METER'])])).toBe(unclear);
    expect(anyOrder([one, ...asked, report(['OLD1', 'STATIC METER'])])).toBe(
      'notified met, investigating met, cannotReverse',
    );
  });

  test('that says it was replaced waits for the proof', () => {
    expect(anyOrder([two, ...asked, report(['OLD1', 'METER REPLACED'])])).toContain(
      'replacing open',
    );
  });
});

describe('option 2: details that state a backstop of one of two meters', () => {
  const ordered = [two, notification('2026-08-03'), d0142('2026-08-04')];
  const some = details('2026-08-06', [old('OLD1', B)]);

  test('ask a person, however often they come', () => {
    const asks = 'notified met, investigating open | REPORT_UNCLEAR';
    expect(anyOrder(inProfile('option-2', [...ordered, some]))).toBe(asks);
    const again = details('2026-08-07', [old('OLD1', B)]);
    expect(anyOrder(inProfile('option-2', [...ordered, some, again]))).toBe(
      `${asks} REPORT_UNCLEAR`,
    );
    const { views } = told(inProfile('option-2', [...ordered, some]));
    expect(views[0]?.exceptions[0]?.detail).toContain(
      'two meters are known, and the meter details speak of one',
    );
    expect(views[0]?.evidence).toMatchObject([{ words: B }, { words: 'OLD2', item: 'J0004' }]);
  });

  test('ask a person too where one of two is said to be unable to turn back', () => {
    const asks = 'notified met, investigating open | REPORT_UNCLEAR';
    const text = 'METER CANNOT RUN BACKWARDS';
    for (const meters of [
      [old('OLD1'), old('OLD2', text)],
      [old('OLD2', text)],
      [old('OLD1', 'SEALS WHOLE'), old('OLD2', text)],
    ]) {
      const said = details('2026-08-06', meters);
      expect(anyOrder(inProfile('option-2', [...ordered, said]))).toBe(asks);
    }
    const both = details('2026-08-06', [old('OLD1', text), old('OLD2', text)]);
    expect(anyOrder(inProfile('option-2', [...ordered, both]))).toContain('cannotReverse');
    // What a register or a code shows of one of two is no word of anybody's, and asks nobody.
    const shown = details('2026-08-06', [old('OLD1'), { ...old('OLD2'), exports: true }]);
    expect(anyOrder(inProfile('option-2', [...ordered, shown]))).toBe(
      'notified met, investigating open',
    );
  });

  test('close the check once the other is stated too', () => {
    const both = details('2026-08-10', [old('OLD1', B), old('OLD2', B)]);
    expect(anyOrder(inProfile('option-2', [...ordered, some, both]))).toBe(
      'notified met, investigating met, backstopPresent | (REPORT_UNCLEAR settled)',
    );
  });

  test('a text of the metering point covers one meter, unless it says both', () => {
    const about = (text: string) =>
      d0150('2026-08-06', { meters: [old('OLD1'), old('OLD2')], says: ['2026-08-05', text] });
    expect(anyOrder(inProfile('option-2', [...ordered, about(B)]))).toContain('REPORT_UNCLEAR');
    const both = about('BACKSTOP FITTED ON BOTH METERS');
    expect(anyOrder(inProfile('option-2', [...ordered, both]))).toContain('backstopPresent');
  });

  test('a meter that is spelled otherwise is the same meter', () => {
    const spelled = details('2026-08-06', [old('0old1', B)]);
    const events = [one, notification('2026-08-03'), d0142('2026-08-04'), spelled];
    expect(anyOrder(inProfile('option-2', events))).toBe(
      'notified met, investigating met, backstopPresent',
    );
  });
});

describe('option 3: a report that names the new meter', () => {
  const start = [one, ...asked];
  const path = 'notified met, investigating met';
  const said = (when: string, id: string) => d0002(when, { meters: [[id, B]] });
  const changed = (when: string) => details(when, [fresh('NEW1')], ['OLD1']);

  test.each([
    ['before the details', said('2026-08-06 09:00:00', 'NEW1'), changed('2026-08-06 10:00:00')],
    ['after the details', said('2026-08-06 11:00:00', 'NEW1'), changed('2026-08-06 10:00:00')],
    ['the old one, before', said('2026-08-06 09:00:00', 'OLD1'), changed('2026-08-06 10:00:00')],
    ['the old one, after', said('2026-08-06 11:00:00', 'OLD1'), changed('2026-08-06 10:00:00')],
  ])('%s', (_what, answer, exchange) => {
    expect(anyOrder(inProfile('option-3', [...start, answer, exchange]))).toBe(
      `${path}, meterReplaced`,
    );
  });

  test('is weighed again, and says so', () => {
    const events = [said('2026-08-06 09:00:00', 'NEW1'), changed('2026-08-06 10:00:00')];
    const { views } = told(inProfile('option-3', [...start, ...events]));
    const rules = views[0]?.evidence.map(
      ({ finding, rule, words }) => `${finding} ${rule} ${words}`,
    );
    expect(rules).toEqual([
      'unclear backstop-affirmed BACKSTOP FITTED',
      'unclear meter-not-known NEW1',
      'has meters-known NEW1',
      'replaced meter-exchanged NEW1, installed 2026-08-05',
    ]);
  });

  test('stays weighed where a rejection comes between', () => {
    const says = said('2026-08-05', 'OLD9');
    const rejects = d0002('2026-08-06', { code: '88' });
    const tells = details('2026-08-07', [fresh('NEW1')]);
    expect(anyOrder(inProfile('option-3', [d0001('2026-08-04'), says, rejects, tells]))).toBe(
      'investigating met, deciding open | REQUEST_REJECTED',
    );
  });

  test.each([
    ['the report first', '2026-08-06 09:00:00'],
    ['the details first', '2026-08-06 11:00:00'],
  ])('one that leaves a meter open that the details name is unclear, %s', (_what, when) => {
    const both = details('2026-08-06 10:00:00', [old('OLD1'), old('OLD2')]);
    // The details say that the second meter is older than the request.
    const known = details('2026-06-01', [old('OLD1'), old('OLD2')], []);
    const events = [known, ...asked, said(when, 'OLD1'), both];
    expect(anyOrder(inProfile('option-3', events))).toBe(
      `${path}, deciding open | ANSWERS_DISAGREE`,
    );
    expect(told(inProfile('option-3', events)).views[0]?.exceptions[0]?.detail).toContain(
      'the report speaks of one',
    );
  });
});

test('our own report about all known meters reads as clear at the other side', () => {
  const baseline = two;
  const request = d0001('2026-08-04');
  const found = ['OLD1', 'OLD2'].map((meterId) =>
    visit('2026-08-05', 'hasBackstop', { meterId, key: `visit/${meterId}` }),
  );
  const rules = { ...meterOperatorRules, drafts: true };
  const drafted = (visits: typeof found) => {
    const { state } = told([baseline, request, ...visits], { rules });
    const check = state.checks[0]!;
    const [draft] = draftsFor(rules, state, check, instant('2026-08-06')).drafts;
    return draft!.instance.children
      .filter(({ id }) => id === '005')
      .map(({ values }) => [values['J0004'] ?? '', values['J0012'] ?? ''] as const);
  };
  const heard = (meters: readonly (readonly [string, string])[]) =>
    story([baseline, notification('2026-08-03'), request, d0002('2026-08-06', { meters })], {
      rules: supplierRules,
    });
  expect(heard(drafted(found))).toBe(closed);
  expect(heard(drafted(found.slice(0, 1)))).toBe(unclear);
});
