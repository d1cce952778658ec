/** Which alerts are true when, and which are taken back: an alert is about time and nothing else. */
import { describe, expect, test } from 'vitest';
import { bundledBankHolidays, calendarOf, mergeBankHolidays } from '../../src/calendar/index.ts';
import {
  type AlertRules,
  alertChanges,
  foldAll,
  nextWakeOf,
  type ProcessEvent,
  type ProcessRules,
  type RaisedAlert,
  retractionOf,
} from '../../src/process/index.ts';
import {
  appointment,
  asked,
  baseline,
  d0001,
  d0002,
  d0142,
  d0150,
  d0221,
  exchanged,
  inProfile,
  instant,
  mpan,
  notification,
  refreshed,
  reports,
  supplierRules,
} from './events.ts';

const settings: AlertRules = {
  dueSoonWorkingDays: 2,
  escalateEveryWorkingDays: 5,
  escalationsMax: 20,
};

/** What has been raised by an instant, given what had been raised before. */
function raisedBy(
  events: readonly ProcessEvent[],
  when: string,
  before: readonly RaisedAlert[] = [],
  rules: ProcessRules = supplierRules,
): readonly RaisedAlert[] {
  const now = instant(when);
  const { state } = foldAll(rules, mpan, events, now);
  const { raise, retract, restore } = alertChanges(rules, settings, state, before, now);
  const retracted = new Set(retract.map(({ key }) => key));
  const restored = new Set(restore.map(({ key }) => key));
  return [
    ...before.map((alert) => ({
      ...alert,
      retracted: (alert.retracted || retracted.has(alert.key)) && !restored.has(alert.key),
    })),
    ...raise.map((alert) => ({ ...alert, at: now, retracted: false })),
    ...retract.map((alert) => ({ ...retractionOf(alert, now), at: now, retracted: false })),
  ];
}

/** In few words: kind and number, stage, due date, what is owed; in brackets if retracted. */
const words = (alerts: readonly RaisedAlert[]): readonly string[] =>
  alerts.map(({ kind, number, retracts, stage, dueOn, owes, retracted }) => {
    const what = [kind, retracts, number, stage, dueOn, owes.join('+')]
      .filter((word) => word !== null)
      .join(' ');
    return retracted ? `(${what})` : what;
  });

/** The instants at which the MPAN must be looked at, from one on. */
function wakes(events: readonly ProcessEvent[], from: string, count: number): readonly string[] {
  const { state } = foldAll(supplierRules, mpan, events, instant(from));
  const found: string[] = [];
  for (let at: string | null = instant(from); found.length < count; ) {
    at = nextWakeOf(supplierRules, settings, state, at);
    if (at === null) return found;
    found.push(at);
  }
  return found;
}

const dueSoon = 'DUE_SOON investigating 2026-08-18 D0002';
const breached = 'BREACHED investigating 2026-08-18 D0002';

describe('an open stage', () => {
  test('has its instants in order: due soon, breached, escalated every fifth Working Day', () => {
    // The fourth of these is a Working Day later for the bank holiday of 31 August.
    expect(wakes(asked, '2026-08-05', 5)).toEqual([
      '2026-08-13T23:00:00Z',
      '2026-08-18T23:00:00Z',
      '2026-08-25T23:00:00Z',
      '2026-09-02T23:00:00Z',
      '2026-09-09T23:00:00Z',
    ]);
  });

  test('raises none of them a second early', () => {
    expect(raisedBy(asked, '2026-08-13 22:59:59')).toEqual([]);
    expect(words(raisedBy(asked, '2026-08-13 23:00:00'))).toEqual([dueSoon]);
    const soon = raisedBy(asked, '2026-08-13 23:00:00');
    expect(words(raisedBy(asked, '2026-08-18 22:59:59', soon))).toEqual([dueSoon]);
    expect(words(raisedBy(asked, '2026-08-18 23:00:00', soon))).toEqual([dueSoon, breached]);
  });

  test('raises each once', () => {
    let alerts: readonly RaisedAlert[] = [];
    for (const now of ['2026-08-14', '2026-08-15', '2026-08-19', '2026-08-20', '2026-08-26']) {
      alerts = raisedBy(asked, now, raisedBy(asked, now, alerts));
    }
    expect(words(alerts)).toEqual([
      dueSoon,
      breached,
      'ESCALATED 1 investigating 2026-08-18 D0002',
    ]);
    expect(new Set(alerts.map(({ key }) => key)).size).toBe(3);
  });

  test('is told with its party, and with the Working Days by which it is over', () => {
    const toldOn = (when: string, events: readonly ProcessEvent[] = asked) =>
      raisedBy(events, when).map(({ kind, party, workingDaysOver }) => [
        kind,
        party,
        workingDaysOver,
      ]);
    expect(toldOn('2026-08-14')).toEqual([['DUE_SOON', 'MOPX', 0]]);
    expect(toldOn('2026-08-19')).toEqual([['BREACHED', 'MOPX', 1]]);
    expect(toldOn('2026-08-26')).toEqual([
      ['BREACHED', 'MOPX', 6],
      ['ESCALATED', 'MOPX', 6],
    ]);
    expect(toldOn('2026-08-18', [notification('2026-08-03')])).toEqual([['BREACHED', 'SUPP', 1]]);
    const nobody = [d0001('2026-08-04', { to: '' })].map((event) => ({ ...event, toMpid: '' }));
    expect(toldOn('2026-08-19', nobody)[0]?.[0]).toBe('BREACHED');
  });

  test('is due soon from its start where it starts later than that', () => {
    const hasty = { ...settings, dueSoonWorkingDays: 30 };
    const now = instant('2026-08-05');
    const { state } = foldAll(supplierRules, mpan, asked, now);
    const { raise } = alertChanges(supplierRules, hasty, state, [], now);
    expect(raise.map(({ kind, trueAt, since }) => [kind, trueAt, since])).toEqual([
      ['DUE_SOON', '2026-08-04T09:00:00Z', '2026-08-04T09:00:00Z'],
    ]);
  });

  test('has none where no calendar says when it is due', () => {
    const rules = { ...supplierRules, calendarFor: () => undefined };
    expect(raisedBy(asked, '2026-12-01', [], rules)).toEqual([]);
    const { state } = foldAll(rules, mpan, asked, instant('2026-08-05'));
    expect(nextWakeOf(rules, settings, state, instant('2026-08-05'))).toBeNull();
    // A deadline that was told once stands, but what comes before and after it cannot be told.
    const known = foldAll(supplierRules, mpan, asked, instant('2026-08-05')).state;
    const now = instant('2026-08-19');
    expect(alertChanges(rules, settings, known, [], now).raise).toEqual([]);
    expect(nextWakeOf(rules, settings, known, instant('2026-08-05'))).toBe('2026-08-18T23:00:00Z');
  });

  test('is known for ever by a key that names all of it', () => {
    const keys = raisedBy(asked, '2026-08-26', raisedBy(asked, '2026-08-14')).map(({ key }) => key);
    const about = `${mpan}/SUPP/1/investigating`;
    expect(keys).toEqual([
      `${about}/DUE_SOON/2026-08-18/`,
      `${about}/BREACHED/2026-08-18/`,
      `${about}/ESCALATED/2026-08-18/1`,
    ]);
    const [, breach] = raisedBy(asked, '2026-08-19', raisedBy(asked, '2026-08-14'));
    const back = retractionOf(breach!, instant('2026-08-20'));
    expect(back).toMatchObject({
      kind: 'RETRACTED',
      retracts: 'BREACHED',
      trueAt: '2026-08-20T09:00:00Z',
      key: `${about}/RETRACTED-BREACHED/2026-08-18/`,
    });
  });

  test('wakes at once where what is due has not been raised', () => {
    const { state } = foldAll(supplierRules, mpan, asked, instant('2026-08-05'));
    const wake = (when: string, unraised: boolean) =>
      nextWakeOf(supplierRules, settings, state, instant(when), unraised);
    expect(wake('2026-08-12', true)).toBe('2026-08-13T23:00:00Z');
    expect(wake('2026-08-13 23:00:00', true)).toBe('2026-08-13T23:00:00Z');
    expect(wake('2026-08-14', true)).toBe('2026-08-14T09:00:00Z');
    expect(wake('2026-08-14', false)).toBe('2026-08-18T23:00:00Z');
    // Due soon is no news after the breach, which is one.
    expect(wake('2026-08-18 23:00:00', true)).toBe('2026-08-18T23:00:00Z');
    expect(wake('2026-08-20', false)).toBe('2026-08-25T23:00:00Z');
    const twice = { ...settings, escalationsMax: 0 };
    expect(nextWakeOf(supplierRules, twice, state, instant('2026-08-20'))).toBeNull();
  });

  test('is looked at when what claims a time to come has come', () => {
    const early = [
      ...asked.slice(0, 2),
      d0001('2026-08-10', { receivedAt: '2026-08-04T09:00:00Z' }),
    ];
    expect(wakes(early, '2026-08-05', 1)).toEqual(['2026-08-10T09:00:00Z']);
  });

  test('is looked at when an answer from before its request becomes a question', () => {
    const orphan = d0002('2026-08-04', reports.has);
    const later = [baseline, d0001('2026-08-10'), d0142('2026-08-14')];
    expect(wakes([orphan, ...later], '2026-08-22', 4)).toContain('2026-08-24T23:00:00Z');
    expect(wakes(later, '2026-08-22', 4)).not.toContain('2026-08-24T23:00:00Z');
  });

  test('names whose turn it is and since when', () => {
    expect(raisedBy(asked, '2026-08-19')[0]).toMatchObject({
      mpan,
      supplier: 'SUPP',
      sequence: 1,
      owner: 'M',
      since: '2026-08-04T09:00:00Z',
      trueAt: '2026-08-18T23:00:00Z',
    });
    expect(raisedBy([notification('2026-08-03')], '2026-08-18')[0]).toMatchObject({ owner: 'X' });
  });

  test('is not said to be due soon once it is overdue', () => {
    expect(words(raisedBy(asked, '2026-08-19'))).toEqual([breached]);
  });

  test('is escalated a limited number of times', () => {
    const last = raisedBy(asked, '2027-12-01');
    expect(last.filter(({ kind }) => kind === 'ESCALATED')).toHaveLength(20);
  });

  test('that a person has to decide is overdue too', () => {
    const unclear = [...asked, d0002('2026-08-10', reports.unclear)];
    expect(words(raisedBy(unclear, '2026-08-25'))).toEqual(['BREACHED deciding 2026-08-24 ']);
  });

  test('that owes two flows names the missing one', () => {
    const half = [...asked, refreshed('2026-08-10')].map((event) => ({
      ...event,
      profile: 'option-3',
    }));
    expect(words(raisedBy(half, '2026-08-19'))).toEqual([breached]);
    expect(words(raisedBy(half.slice(0, 3), '2026-08-19'))).toEqual([
      'BREACHED investigating 2026-08-18 D0002+D0150',
    ]);
  });
});

describe('what ended in time raises nothing', () => {
  test.each<[string, readonly ProcessEvent[]]>([
    ['an answer', [...asked, d0002('2026-08-18 22:59:59', reports.has)]],
    ['loss of supply', [...asked, appointment('2026-08-18', 'supplier', 'SUPZ')]],
    ['nothing at all', []],
  ])('%s', (_what, events) => {
    expect(raisedBy(events, '2026-08-30')).toEqual([]);
    expect(wakes(events, '2026-08-19', 3)).toEqual([]);
  });

  test('another Meter Operator: the stage is withdrawn, and the next one has its own clock', () => {
    const events = [
      appointment('2026-01-01', 'meterOperator', 'MOPX'),
      ...asked,
      appointment('2026-08-17', 'meterOperator', 'MOPY'),
    ];
    expect(raisedBy(events, '2026-08-26')).toEqual([]);
  });

  test('a stage found late afterwards shows "late" and raises none', () => {
    expect(raisedBy([...asked, d0002('2026-08-20', reports.has)], '2026-08-21')).toEqual([]);
  });
});

describe('late news', () => {
  const before = raisedBy(asked, '2026-08-19', raisedBy(asked, '2026-08-14'));

  test('that the answer was in time takes the breach back, and not the warning', () => {
    const after = raisedBy([...asked, d0002('2026-08-17', reports.has)], '2026-08-20', before);
    expect(words(after)).toEqual([
      dueSoon,
      `(${breached})`,
      'RETRACTED BREACHED investigating 2026-08-18 D0002',
    ]);
  });

  test('of an answer after the deadline takes nothing back', () => {
    const after = raisedBy([...asked, d0002('2026-08-20', reports.has)], '2026-08-21', before);
    expect(words(after)).toEqual([dueSoon, breached]);
  });

  test('of a new meter before the deadline takes the breach back, whatever becomes of the old one', () => {
    const half = d0150('2026-08-17', { meters: [{ id: 'NEW1', installedOn: '2026-08-15' }] });
    const after = raisedBy([...asked, half], '2026-08-20', before);
    expect(words(after)).toContain(`(${breached})`);
  });

  test('of a new meter after the deadline takes no breach back', () => {
    const half = d0150('2026-08-20', { meters: [{ id: 'NEW1', installedOn: '2026-08-15' }] });
    const after = raisedBy([...asked, half], '2026-08-21', before);
    expect(words(after)).toEqual([dueSoon, breached]);
    const removal = d0150('2026-08-24', { removed: ['OLD1'] });
    const closed = raisedBy([...asked, half, removal], '2026-08-25', after);
    expect(words(closed)).toEqual([dueSoon, breached]);
  });

  test('of one stage, check or Supplier takes nothing of another back', () => {
    const [, breach] = before;
    const inTime = [...asked, d0002('2026-08-17', reports.has)];
    const now = instant('2026-08-20');
    const { state } = foldAll(supplierRules, mpan, inTime, now);
    const retracted = (alert: RaisedAlert) =>
      alertChanges(supplierRules, settings, state, [alert], now).retract.length;
    expect(retracted(breach!)).toBe(1);
    const answeredLate = foldAll(
      supplierRules,
      mpan,
      [...asked, d0002('2026-08-20', reports.has)],
      now,
    ).state;
    const stands = (more: Partial<RaisedAlert>) =>
      alertChanges(supplierRules, settings, answeredLate, [{ ...breach!, ...more }], now).retract
        .length === 0;
    expect(stands({})).toBe(true);
    expect(stands({ supplier: 'SUPZ' })).toBe(false);
    expect(stands({ sequence: 2 })).toBe(false);
    expect(stands({ stage: 'notified' })).toBe(false);
    expect(stands({ dueOn: '2026-08-19' })).toBe(false);
    // What came in the very second of a deadline was in time; due soon it was all the same.
    const onTime = foldAll(
      supplierRules,
      mpan,
      [...asked, d0002('2026-08-18 22:59:59', reports.has)],
      now,
    ).state;
    const gone = alertChanges(supplierRules, settings, onTime, before, now).retract;
    expect(gone.map(({ kind }) => kind)).toEqual(['BREACHED']);
    expect(
      alertChanges(supplierRules, settings, onTime, [{ ...breach!, retracted: true }], now),
    ).toEqual({ raise: [], retract: [], restore: [] });
  });

  test('of both halves of an answer counts from the later one', () => {
    const both = (reportOn: string) =>
      inProfile('option-3', [
        ...asked,
        d0002(reportOn, reports.replaced),
        d0150('2026-08-14', { meters: [{ id: 'NEW1', installedOn: '2026-08-14' }] }),
      ]);
    const late = raisedBy(inProfile('option-3', asked), '2026-08-19');
    expect(words(late)).toEqual(['BREACHED investigating 2026-08-18 D0002+D0150']);
    expect(words(raisedBy(both('2026-08-17'), '2026-08-20', late))[0]).toMatch(/^\(BREACHED/);
    expect(words(raisedBy(both('2026-08-20'), '2026-08-20', late))[0]).toMatch(/^BREACHED/);
  });

  test('of an answer before it was due soon takes the warning back too', () => {
    const after = raisedBy([...asked, d0002('2026-08-12', reports.has)], '2026-08-20', before);
    expect(words(after)).toEqual([
      `(${dueSoon})`,
      `(${breached})`,
      'RETRACTED DUE_SOON investigating 2026-08-18 D0002',
      'RETRACTED BREACHED investigating 2026-08-18 D0002',
    ]);
  });

  test('that turns out wrong lets the breach stand again, under its own key', () => {
    const has = d0002('2026-08-17', { ...reports.has, sender: 'MOPZ' });
    const takenBack = raisedBy([...asked, has], '2026-08-20', before);
    const appointed = appointment('2026-08-01', 'meterOperator', 'MOPX');
    const again = raisedBy([...asked, has, appointed], '2026-08-21', takenBack);
    expect(words(again).slice(0, 2)).toEqual([dueSoon, breached]);
    expect(again).toHaveLength(takenBack.length);
  });

  test('of an earlier start gives another due date, and the alerts of the other are retracted', () => {
    const earlier = d0001('2026-08-03 10:00:00', { id: 'first' });
    const after = raisedBy([...asked, earlier], '2026-08-20', before);
    expect(words(after)).toEqual([
      `(${dueSoon})`,
      `(${breached})`,
      'BREACHED investigating 2026-08-17 D0002',
      'RETRACTED DUE_SOON investigating 2026-08-18 D0002',
      'RETRACTED BREACHED investigating 2026-08-18 D0002',
    ]);
  });
});

test('another calendar takes back what is no longer true', () => {
  const feed = mergeBankHolidays(bundledBankHolidays, {
    'england-and-wales': { 2026: ['2026-08-13', '2026-08-31'] },
  });
  const newer = calendarOf(feed, 'england-and-wales')!;
  const before = raisedBy(asked, '2026-08-19');
  const rules = { ...supplierRules, calendarFor: () => newer };
  expect(words(raisedBy(asked, '2026-08-19 10:00:00', before, rules))).toEqual([
    `(${breached})`,
    'DUE_SOON investigating 2026-08-19 D0002',
    'RETRACTED BREACHED investigating 2026-08-18 D0002',
  ]);
});

test('each round of a stage has a clock and alerts of its own', () => {
  const again = [...asked, d0221('2026-08-10'), d0001('2026-08-11')];
  expect(words(raisedBy(again, '2026-08-26'))).toEqual(['BREACHED investigating 2026-08-25 D0002']);
});

test('an appointment to come is a reason to look', () => {
  const events = [...asked, appointment('2026-08-10', 'supplier', 'SUPZ')];
  expect(wakes(events, '2026-08-05', 1)).toEqual(['2026-08-09T23:00:00Z']);
});

test('a replacement that waits for its removal is looked at on the deadline, and raises nothing', () => {
  const ordered = [...asked, d0002('2026-08-05', reports.hasNot), d0142('2026-08-06')];
  const half = d0150('2026-08-10', { meters: [{ id: 'NEW1', installedOn: '2026-08-10' }] });
  expect(wakes([...ordered, half], '2026-08-11', 2)).toEqual(['2026-08-20T23:00:00Z']);
  expect(raisedBy([...ordered, half], '2026-08-25')).toEqual([]);
  expect(raisedBy([...ordered, exchanged('2026-08-10')], '2026-08-25')).toEqual([]);
});
