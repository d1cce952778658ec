/** What each event says it meant: every one ends in a reading, and nothing is dropped silently. */
import { describe, expect, test } from 'vitest';
import { foldAll, type ProcessEvent } from '../../src/process/index.ts';
import {
  appointment,
  asked,
  baseline,
  cancel,
  d0001,
  d0002,
  d0142,
  d0150,
  d0221,
  decide,
  exchanged,
  meterOperatorRules,
  mpan,
  notification,
  refreshed,
  reports,
  resolve,
  supplierRules,
  told,
  visit,
} from './events.ts';

const lastReading = (events: readonly ProcessEvent[], rules = supplierRules) => {
  const reading = foldAll(rules, mpan, events, '2026-12-01T00:00:00Z').readings.at(-1)!;
  const { means, says, from, to, codes, check } = reading;
  return { means, says, from, to, codes, check: check === null ? null : check.sequence };
};

describe('a reading', () => {
  test.each<[string, readonly ProcessEvent[], object]>([
    [
      'of a notification',
      [notification('2026-08-03')],
      { means: 'opened', from: 'unopened', to: 'notified', check: 1 },
    ],
    [
      'of a second one',
      [...asked, notification('2026-08-05', { id: 'x' })],
      { means: 'noted', codes: ['NOTIFIED_AGAIN'], check: 1 },
    ],
    ['of a request', asked, { means: 'moved', from: 'notified', to: 'investigating', check: 1 }],
    ['of a chaser', [...asked, d0001('2026-08-05')], { means: 'noted', codes: ['CHASED'] }],
    [
      'of a report',
      [...asked, d0002('2026-08-10', reports.has)],
      { means: 'moved', to: 'closed', says: 'report: has' },
    ],
    [
      'of an unclear report',
      [...asked, d0002('2026-08-10', reports.unclear)],
      { means: 'moved', to: 'deciding', codes: ['REPORT_UNCLEAR'] },
    ],
    [
      'of an orphan',
      [d0002('2026-08-10', reports.has)],
      { means: 'orphan', codes: ['RESPONSE_WITHOUT_REQUEST'], check: null },
    ],
    [
      'of meter details',
      [...asked, refreshed('2026-08-10')],
      { means: 'noted', says: 'meter details: refresh' },
    ],
    [
      'of a replacement',
      [...asked, exchanged('2026-08-10')],
      { means: 'moved', to: 'closed', codes: ['STEP_SKIPPED'] },
    ],
    [
      'of half a replacement',
      [...asked, d0150('2026-08-10', { meters: [{ id: 'NEW1', installedOn: '2026-08-10' }] })],
      {
        means: 'noted',
        says: 'meter details: replacedProvisionally; its removal (08A) is awaited',
      },
    ],
    ['of a baseline', [baseline], { means: 'baseline', check: null }],
    [
      'of a removal alone',
      [...asked, d0150('2026-08-10', { removed: ['OLD1'] })],
      { means: 'exception', codes: ['REMOVAL_ONLY'] },
    ],
    [
      'of a failed visit',
      [...asked, d0221('2026-08-10')],
      { means: 'moved', to: 'notified', says: 'the visit failed (code 20)' },
    ],
    [
      'of a flow that no rule expects',
      [notification('2026-08-03'), d0221('2026-08-10')],
      { means: 'exception', codes: ['UNEXPECTED_FLOW'] },
    ],
    [
      'of a decision',
      [...asked, decide('2026-08-10', 'has')],
      { means: 'moved', says: 'decided: has' },
    ],
    [
      'of a decision without a rule',
      [...asked.slice(0, 2), decide('2026-08-10', 'askAgain')],
      { means: 'noted' },
    ],
    [
      'of a decision without a check',
      [decide('2026-08-10', 'has')],
      { means: 'noted', says: 'decided: has, but no check is known' },
    ],
    [
      'of a cancellation',
      [...asked, cancel('2026-08-10')],
      { means: 'moved', to: 'closed', says: 'cancelled' },
    ],
    [
      'of an appointment',
      [appointment('2026-01-01', 'meterOperator', 'MOPX')],
      { means: 'noted', says: 'MOPX is appointed Meter Operator' },
    ],
    ['of its end', [appointment('2026-01-01', 'meterOperatorEnds', 'MOPX')], { means: 'noted' }],
    [
      'of a loss of supply',
      [...asked, appointment('2026-08-10', 'supplier', 'SUPZ')],
      { means: 'moved', to: 'closed', says: 'supplied by SUPZ' },
    ],
    [
      'of an appointment to come',
      [...asked, appointment('2027-01-01', 'supplier', 'SUPZ')],
      { means: 'waiting', says: 'takes effect on 2027-01-01' },
    ],
    ['of a visit without a check', [visit('2026-08-10', 'noAccess')], { means: 'notOurs' }],
    ['of a visit', [...asked, visit('2026-08-10', 'noAccess')], { means: 'notOurs', check: null }],
    [
      'of a settled Exception',
      [...asked, resolve('2026-08-10', 'LABEL_UNCLEAR', baseline, true)],
      { means: 'noted' },
    ],
    [
      'of a request about something else',
      [d0001('2026-08-04', { reason: 'NO READING', code: null })],
      { means: 'notOurs' },
    ],
    [
      'of a D0142 first of all in option 3',
      [d0142('2026-08-04', { profile: 'option-3' })],
      { means: 'exception', codes: ['UNEXPECTED_FLOW'], check: null },
    ],
  ])('%s', (_what, events, expected) => {
    expect(lastReading(events)).toMatchObject(expected);
  });
});

test('every flow on a route that drives nothing says so', () => {
  for (const flow of ['D0001', 'D0002', 'D0142', 'D0150', 'D0221', 'D0010']) {
    const event = { ...d0002('2026-08-10', reports.has), flow, fromRole: 'D', toRole: 'X' };
    expect(lastReading([...asked, event])).toMatchObject({ means: 'notOurs' });
  }
});

test('text that cannot be read says nothing, and nothing is thrown', () => {
  const flows = [
    d0001('2026-08-04'),
    d0002('2026-08-05'),
    d0142('2026-08-06'),
    d0221('2026-08-07'),
  ];
  for (const flow of [...flows, baseline]) {
    for (const text of ['', 'nonsense', '|||', '004', '288|x', '005|before its parent|']) {
      const event = { ...flow, parts: [{ line: 2, text }] };
      expect(() => told([notification('2026-08-03'), d0001('2026-08-03'), event])).not.toThrow();
    }
  }
});

describe('evidence', () => {
  test('of a report that says nothing is its own first record', () => {
    const report = d0002('2026-08-10', {});
    const { views } = told([...asked, report]);
    expect(views[0]?.evidence).toMatchObject([
      { finding: 'unclear', line: 2, rule: 'nothing-said' },
    ]);
  });

  test('of a report that speaks of something else is what it says', () => {
    const { views } = told([...asked, d0002('2026-08-10', { text: 'SEE PHOTO' })]);
    expect(views[0]?.evidence).toMatchObject([
      { finding: 'unclear', line: 3, item: 'J0012', words: 'SEE PHOTO', rule: 'nothing-said' },
    ]);
  });

  test('is kept of what moved the check, and not of what was only noted', () => {
    const stated = d0150('2026-08-09', {
      meters: [{ id: 'OLD1', says: ['2026-08-09', 'BACKSTOP FITTED'] }],
    });
    expect(told([...asked, stated]).views[0]?.evidence).toEqual([]);
    const { views } = told([...asked, stated, exchanged('2026-08-10')]);
    expect(views[0]?.evidence.map(({ finding, flow }) => `${finding} ${flow}`)).toEqual([
      'replaced D0150',
    ]);
  });
});

describe('what later flows need', () => {
  test('is taken from notifications, and better known from flows', () => {
    const known = { J0178: 'MOPX', J0076: '0001', J0010: 'H1', J1036: '2 LOW STREET' };
    const { state } = told([notification('2026-08-03', { known }), refreshed('2026-08-10')]);
    expect(state.known).toMatchObject({ J0076: '0393', J0010: '01', J1036: '2 LOW STREET' });
    expect(
      told([notification('2026-08-03', { known }), d0142('2026-08-05')]).state.known,
    ).toMatchObject({
      J1036: '1',
      J1037: 'HIGH STREET',
      J0263: 'AA1 1AA',
    });
  });

  test('a whole D0150 is kept only where this gateway writes them', () => {
    expect(told([baseline]).state.lastDetails).toBeNull();
    expect(told([baseline], { rules: meterOperatorRules }).state.lastDetails).toMatchObject({
      version: '002',
    });
  });
});
