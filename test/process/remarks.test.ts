/** What engineers remarked and what was asked, in the flows that a Meter Operator drafts of them. */
import { describe, expect, test } from 'vitest';
import { draftsFor, exceptionId, type ProcessEvent } from '../../src/process/index.ts';
import { d0001, d0142, d0150, inProfile, meterOperatorRules, mpan, told, visit } from './events.ts';

const rules = meterOperatorRules;
const baseline = d0150('2026-06-01', { meters: [{ id: 'OLD1', installedOn: '2001-05-05' }] });
const ordered = [baseline, d0142('2026-08-04')];

const draftsOf = (events: readonly ProcessEvent[]) => {
  const { state } = told(events, { rules });
  return state.checks.flatMap(
    (check) => draftsFor(rules, state, check, '2027-01-01T00:00:00Z').drafts,
  );
};

const failed = (
  day: number,
  remarks: string | null,
  outcome: 'noAccess' | 'refused' = 'noAccess',
) => visit(`2026-08-10 09:00:0${day}`, outcome, { remarks, line: day, meterId: 'OLD1' });

describe('a failed visit for a replacement', () => {
  const textOf = (...visits: ProcessEvent[]) => {
    const [draft] = draftsOf([...ordered, ...visits]);
    return [draft?.instance.values['J0012'], draft?.mended, draft?.unfit];
  };

  test('is told with all that was remarked, in the order of the rows', () => {
    expect(textOf(failed(1, 'DOG IN THE GARDEN'), failed(2, 'CARD LEFT'))).toEqual([
      'NO ACCESS FOR BACKSTOP CHECK. DOG IN THE GARDEN. CARD LEFT',
      [],
      [],
    ]);
  });

  test('leaves out, and names, what has no room: the longest first', () => {
    const long = 'LONG '.repeat(33).trim();
    expect(textOf(failed(1, long), failed(2, 'CARD LEFT'), failed(3, 'DOG'))).toEqual([
      'NO ACCESS FOR BACKSTOP CHECK. CARD LEFT. DOG',
      ['J0012: no room for «LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG …»'],
      [],
    ]);
    const [b, a] = ['B'.repeat(100), 'A'.repeat(100)];
    expect(textOf(failed(1, b), failed(2, a))).toEqual([
      `NO ACCESS FOR BACKSTOP CHECK. ${a}`,
      [`J0012: no room for «${'B'.repeat(60)}…»`],
      [],
    ]);
  });

  test('cannot be told where no remark has room', () => {
    const [text, mended, unfit] = textOf(failed(1, 'X'.repeat(180)));
    expect(text).toBe(`NO ACCESS FOR BACKSTOP CHECK. ${'X'.repeat(180)}`);
    expect(mended).toEqual([]);
    expect(unfit).toHaveLength(1);
  });

  test('is one without access where one meter was refused and the other not reached', () => {
    const two = d0150('2026-06-01', { meters: [{ id: 'OLD1' }, { id: 'OLD2' }] });
    const visits = [
      failed(1, null, 'refused'),
      visit('2026-08-11 09:00:00', 'noAccess', { meterId: 'OLD2', line: 3 }),
    ];
    const [draft] = draftsOf([two, d0142('2026-08-04'), ...visits]);
    expect(draft?.instance.values).toMatchObject({
      J0024: '20',
      J0174: '20260811',
      J0012: 'NO ACCESS FOR BACKSTOP CHECK',
    });
    const [refused] = draftsOf([...ordered, failed(1, null, 'refused')]);
    expect(refused?.instance.values).toMatchObject({
      J0024: '21',
      J0012: 'ACCESS REFUSED FOR BACKSTOP CHECK',
    });
  });
});

describe('a report', () => {
  const reported = (request: ProcessEvent, more: Parameters<typeof visit>[2] = {}) => {
    const [draft] = draftsOf([baseline, request, visit('2026-08-10 09:00:00', 'noBackstop', more)]);
    return draft;
  };

  test('repeats the reason and the date of the request, or what such a request says', () => {
    const asked = reported(
      d0001('2026-08-04', { reason: 'Backstop  check', suspectedOn: '2026-07-30' }),
    );
    expect(asked?.instance.values).toMatchObject({ J0173: 'BACKSTOP CHECK', J1012: '20260730' });
    const endless = 'BACKSTOP '.repeat(30).trim();
    expect(reported(d0001('2026-08-04', { reason: endless }))?.instance.values).toMatchObject({
      J0173: 'MICROGENERATION BACKSTOP CHECK',
    });
  });

  test('names the register that the visit tells, and else the one that is known', () => {
    const registers = (items: Record<string, string>) =>
      reported(d0001('2026-08-04'), { items })?.instance.children[0]?.children[0]?.values['J0010'];
    expect(registers({ J0010: '02' })).toBe('02');
    expect(registers({})).toBe('01');
  });

  test('has a code only where it is true of every meter', () => {
    const two = d0150('2026-06-01', { meters: [{ id: 'OLD1' }, { id: 'OLD2' }] });
    const codeOf = (...outcomes: readonly Parameters<typeof visit>[1][]) => {
      const visits = outcomes.map((outcome, index) =>
        visit(`2026-08-10 09:00:0${index}`, outcome, { meterId: `OLD${index + 1}`, line: index }),
      );
      const [draft] = draftsOf([two, d0001('2026-08-04'), ...visits]);
      return draft?.instance.children.find(({ id }) => id === '760')?.values['J0024'];
    };
    expect(codeOf('noAccess', 'noAccess')).toBe('20');
    expect(codeOf('refused', 'refused')).toBe('21');
    expect(codeOf('refused', 'noAccess')).toBe('20');
    expect(codeOf('replaced', 'noAccess')).toBeUndefined();
    expect(codeOf('noBackstop', 'noAccess')).toBeUndefined();
    expect(codeOf('replaced', 'replaced')).toBe('10');
  });

  test('asks which of several meters a visit is about', () => {
    const two = d0150('2026-06-01', { meters: [{ id: 'OLD1' }, { id: 'OLD2' }] });
    const [draft] = draftsOf([two, d0001('2026-08-04'), visit('2026-08-10', 'noBackstop')]);
    expect(draft?.missing).toEqual([
      'Meter Id (005 J0004): several meters are known, and a visit names none',
    ]);
  });
});

test('what no flow that is owed can say is told with the last of its visits, until it is said', () => {
  const seen = (second: number) =>
    visit(`2026-08-10 09:00:0${second}`, 'noBackstop', { line: second, meterId: 'OLD1' });
  const itemsOf = (...events: ProcessEvent[]) => {
    const seenBy = told([...ordered, ...events], { rules: { ...rules, drafts: true } });
    return seenBy.views.flatMap(({ exceptions }) =>
      exceptions
        .filter(({ open }) => open)
        .map(({ code, at, detail, id }) => ({ code, at, detail, id })),
    );
  };
  const one = {
    code: 'VISIT_NOT_REPORTED',
    at: '2026-08-10T09:00:03Z',
    detail: 'found: noBackstop; owed: the D0150 of a replacement; visits.csv line 3',
  };
  expect(itemsOf(seen(1), seen(3))).toMatchObject([one]);
  expect(itemsOf(seen(3), seen(1))).toMatchObject([one]);
  const key = `${seen(3).key}/SUPP`;
  expect(itemsOf(seen(3))[0]?.id).toBe(exceptionId(mpan, 'VISIT_NOT_REPORTED', key));
  // A D0150 of ours after the visit has said it.
  const ours = d0150('2026-08-11', { meters: [{ id: 'OLD1', installedOn: '2001-05-05' }] });
  expect(itemsOf(seen(1), ours).map(({ code }) => code)).not.toContain('VISIT_NOT_REPORTED');
});

test('nothing is written for what claims a time to come, before it has come', () => {
  const { state } = told([...ordered, visit('2026-08-10', 'replaced', { newMeterId: 'NEW1' })], {
    rules,
  });
  const draftedAt = (now: string, last = state.last) =>
    draftsFor(rules, { ...state, last }, state.checks[0]!, now).drafts.length;
  expect(draftedAt('2026-08-09T00:00:00Z')).toBe(0);
  expect(draftedAt('2026-08-10T09:00:00Z')).toBe(1);
  expect(draftedAt('2026-08-09T00:00:00Z', null)).toBe(1);
});

test('the details of a meter that is not looked at stay as they were told', () => {
  const two = d0150('2026-06-01', { meters: [{ id: 'OLD1' }, { id: 'OLD2' }] });
  const replaced = visit('2026-08-10', 'replaced', { meterId: 'OLD1', newMeterId: 'NEW1' });
  const [draft] = draftsOf([two, d0142('2026-08-04'), replaced]);
  const ids = draft?.instance.children
    .filter(({ id }) => id === '290' || id === '08A')
    .map(({ id, values }) => `${id} ${values['J0004']}`);
  expect(ids).toEqual(['290 NEW1', '290 OLD2', '08A OLD1']);
});

test('the items of a visit stand in their groups, and the last day of several is that of the whole', () => {
  const two = d0150('2026-06-01', { meters: [{ id: 'OLD1' }, { id: 'OLD2' }] });
  const items = { J0076: '0500', J0300: '20260811', J0080: 'D' };
  const visits = [
    visit('2026-08-12 09:00:00', 'replaced', { meterId: 'OLD1', newMeterId: 'NEW1', items }),
    visit('2026-08-11 09:00:00', 'replaced', { meterId: 'OLD2', newMeterId: 'NEW2' }),
  ];
  const [draft] = draftsOf([two, d0142('2026-08-04'), ...visits]);
  expect(draft?.instance.values).toMatchObject({ J0080: 'D', J1254: '20260812' });
  expect(draft?.instance.children[0]).toMatchObject({
    id: '289',
    values: { J0076: '0500', J0300: '20260811' },
  });
});

test('a visit that names no meter, where none is known, is asked which it was', () => {
  const events = [d0142('2026-08-04'), visit('2026-08-10', 'cannotReverse')];
  const [draft] = draftsOf(inProfile('option-2', events));
  expect([draft?.flow, draft?.missing[0]]).toEqual(['D0150', 'Meter Id (J0004)']);
});
