/** A check as people see it at an instant, and the Exceptions that time alone brings. */
import { describe, expect, test } from 'vitest';
import {
  bundledBankHolidays,
  type Calendar,
  calendarOf,
  mergeBankHolidays,
  plainRuleSet,
} from '../../src/calendar/index.ts';
import {
  foldAll,
  type ProcessRules,
  viewOf,
  withNewestDeadlines,
} from '../../src/process/index.ts';
import {
  asked,
  baseline,
  d0001,
  d0002,
  d0142,
  england,
  exchanged,
  instant,
  mpan,
  notification,
  reports,
  resolve,
  story,
  supplierRules,
  told,
} from './events.ts';

test('has the shape that the contract promises', () => {
  const { views } = told([...asked, d0002('2026-08-20', reports.has)]);
  expect(views).toEqual([
    {
      mpan,
      sequence: 1,
      profile: 'option-1',
      supplier: 'SUPP',
      meterOperator: 'MOPX',
      state: 'closed',
      outcome: 'backstopPresent',
      openedOn: '2026-08-03',
      closedOn: '2026-08-20',
      stages: [
        {
          name: 'notified',
          owner: 'X',
          owes: ['D0001'],
          startedOn: '2026-08-03',
          dueOn: '2026-08-17',
          dueAt: '2026-08-17T23:00:00Z',
          answeredOn: '2026-08-04',
          status: 'met',
          workingDaysTaken: 1,
          ruleSet: 'plain',
          calendarVersion: england.version,
        },
        {
          name: 'investigating',
          owner: 'M',
          owes: ['D0002'],
          startedOn: '2026-08-04',
          dueOn: '2026-08-18',
          dueAt: '2026-08-18T23:00:00Z',
          answeredOn: '2026-08-20',
          status: 'late',
          workingDaysTaken: 12,
          ruleSet: 'plain',
          calendarVersion: england.version,
        },
      ],
      evidence: [
        {
          finding: 'has',
          flow: 'D0002',
          fileIdentifier: '2608200900',
          line: 3,
          item: 'J0012',
          words: 'BACKSTOP FITTED',
          rule: 'backstop-affirmed',
        },
      ],
      exceptions: [],
    },
  ]);
});

test('is as of an instant: the same facts, another status', () => {
  const { state } = told(asked);
  const statusAt = (at: string) =>
    viewOf(supplierRules, state, state.checks[0]!, instant(at)).stages.at(-1)?.status;
  expect(statusAt('2026-08-05')).toBe('open');
  expect(statusAt('2026-08-19')).toBe('breached');
});

test('a withdrawn stage has no Working Days taken', () => {
  const { views } = told([...asked, d0142('2026-08-06'), d0002('2026-08-07', reports.rejected)]);
  expect(views[0]?.stages.at(-2)).toMatchObject({
    status: 'withdrawn',
    answeredOn: null,
    workingDaysTaken: null,
  });
});

describe('the rule sets', () => {
  const dueOf = (rules: ProcessRules, when: string) => {
    const { views } = told([d0001(when)], { rules });
    const { dueOn, dueAt, ruleSet } = views[0]!.stages[0]!;
    return { dueOn, dueAt, ruleSet };
  };

  test('a cut-off ends the last day earlier, and a start after it counts as the next day', () => {
    const rules = { ...supplierRules, ruleSet: { ...plainRuleSet, cutoff: '17:00' } };
    expect(dueOf(rules, '2026-08-03 15:59:00')).toEqual({
      dueOn: '2026-08-17',
      dueAt: '2026-08-17T16:00:00Z',
      ruleSet: 'cutoff-17:00',
    });
    expect(dueOf(rules, '2026-08-03 16:01:00').dueOn).toBe('2026-08-18');
  });

  test('a start on a Saturday is due with that of the Friday before, unless rolled forward', () => {
    expect(dueOf(supplierRules, '2026-11-20').dueOn).toBe('2026-12-04');
    expect(dueOf(supplierRules, '2026-11-21').dueOn).toBe('2026-12-04');
    const ruleSet = { ...plainRuleSet, nonWorkingTrigger: 'rollForward' } as const;
    expect(dueOf({ ...supplierRules, ruleSet }, '2026-11-21').dueOn).toBe('2026-12-07');
  });
});

describe('where no calendar covers a stage', () => {
  // The bundled holidays end with 2028.
  const late = { ...bundledBankHolidays };
  const events = [d0001('2028-12-28'), d0002('2029-01-05', reports.hasNot)];
  const feed = mergeBankHolidays(late, {
    'england-and-wales': { 2029: ['2029-01-01', '2029-12-25', '2029-12-26'] },
  });
  const longer = calendarOf(feed, 'england-and-wales') as Calendar;

  test('there is no deadline, no alert, and an Exception', () => {
    const { views } = told(events.slice(0, 1));
    expect(views[0]?.stages[0]).toMatchObject({ dueOn: null, dueAt: null, status: 'open' });
    expect(views[0]?.exceptions).toMatchObject([{ code: 'CALENDAR_NOT_COVERED', open: true }]);
  });

  test('a feed gives open and ended stages the deadline that could not be told', () => {
    const before = foldAll(supplierRules, mpan, events, '2029-01-06T09:00:00Z').state;
    expect(before.checks[0]?.stages.map(({ deadline }) => deadline)).toEqual([null, null]);
    // What ended before the feed came is looked up in the calendar of that time, then in the newest.
    const rules: ProcessRules = {
      ...supplierRules,
      calendarFor: (_mpan, at) => (at === null || at > '2029-02-01T00:00:00Z' ? longer : england),
    };
    const { state } = withNewestDeadlines(rules, before);
    const view = viewOf(rules, state, state.checks[0]!, '2029-01-06T09:00:00Z');
    expect(view.stages).toMatchObject([
      { name: 'investigating', dueOn: '2029-01-12', status: 'met', workingDaysTaken: 5 },
      { name: 'replacementToOrder', dueOn: '2029-01-19' },
    ]);
    expect(view.exceptions).toEqual([]);
    const whole = foldAll(rules, mpan, events, '2029-01-06T09:00:00Z');
    expect(whole.state).toEqual(state);
  });
});

describe('another calendar', () => {
  const feed = mergeBankHolidays(bundledBankHolidays, {
    'england-and-wales': {
      2026: [...(bundledBankHolidays['england-and-wales']?.['2026'] ?? []), '2026-08-13'],
    },
  });
  const newer = calendarOf(feed, 'england-and-wales') as Calendar;
  const rules: ProcessRules = {
    ...supplierRules,
    calendarFor: (_mpan, at) => (at === null || at >= '2026-08-06T00:00:00Z' ? newer : england),
  };

  test('moves open deadlines and leaves ended ones as they were', () => {
    const { state, changes } = withNewestDeadlines(rules, told(asked).state);
    expect(changes).toEqual([{ stage: 'investigating', from: '2026-08-18', to: '2026-08-19' }]);
    expect(state.checks[0]?.stages.map(({ deadline }) => deadline?.dueOn)).toEqual([
      '2026-08-17',
      '2026-08-19',
    ]);
    expect(withNewestDeadlines(rules, state)).toEqual({ state, changes: [] });
  });

  test('makes no difference to whether the journal was folded before or after it', () => {
    const { state } = withNewestDeadlines(rules, told(asked).state);
    expect(told(asked, { rules }).state).toEqual(state);
  });
});

describe('arrival', () => {
  const report = (receivedAt: string) =>
    d0002('2026-08-07 15:00:00', { ...reports.has, receivedAt });
  const codesOf = (receivedAt: string) =>
    told([...asked, report(receivedAt)]).views[0]?.exceptions.map(({ code }) => code);

  test('more than a Working Day after creation is noted', () => {
    // 7 August is a Friday.
    expect(codesOf('2026-08-10T22:59:00Z')).toEqual([]);
    expect(codesOf('2026-08-10T23:00:00Z')).toEqual(['DELIVERED_LATE']);
  });

  test('before creation is noted, but for a few minutes', () => {
    expect(codesOf('2026-08-07T14:50:00Z')).toEqual([]);
    expect(codesOf('2026-08-07T14:49:59Z')).toEqual(['CREATED_IN_FUTURE']);
  });

  test('changes nothing of the arithmetic', () => {
    const punctual = told([...asked, report('2026-08-07T15:00:00Z')]).views[0];
    const late = told([...asked, report('2026-08-11T15:00:00Z')]).views[0];
    expect(late?.stages).toEqual(punctual?.stages);
  });

  test('of what this gateway sent itself is not looked at', () => {
    const copy = d0001('2026-08-04', { receivedAt: '2026-09-01T09:00:00Z' });
    expect(story([notification('2026-08-03'), copy])).toBe('notified met, investigating open');
  });
});

describe('what cannot be written', () => {
  const rules = { ...supplierRules, drafts: true };

  test('is an Exception that names the missing items, as long as the stage is open', () => {
    const unknown = notification('2026-08-03', { known: {} });
    const { views } = told([unknown], { rules });
    expect(views[0]?.exceptions).toMatchObject([
      {
        code: 'CANNOT_DRAFT',
        open: true,
        detail: 'D0001 lacks: Meter Operator Id (J0178), to whom it goes',
      },
    ]);
    expect(story([unknown, d0001('2026-08-04')], { rules })).toBe(
      'notified met, investigating open',
    );
  });

  test('is nobody else’s business where the gateway writes nothing', () => {
    expect(story([notification('2026-08-03', { known: {} })])).toBe('notified open');
  });
});

test('closing settles what a check was waiting for', () => {
  const weak = d0001('2026-08-05', { reason: 'DISPLAY BLANK', code: null });
  const events = [baseline, notification('2026-08-03'), weak];
  expect(story(events)).toBe('notified open | LABEL_UNCLEAR');
  expect(story([...events, exchanged('2026-08-10')])).toBe(
    'notified met, meterReplaced | (LABEL_UNCLEAR settled) (STEP_SKIPPED)',
  );
  expect(story([...events, resolve('2026-08-06', 'LABEL_UNCLEAR', weak, false)])).toBe(
    'notified open | (LABEL_UNCLEAR settled)',
  );
});
