/** What a run of events makes of a check, profile by profile: the tables of docs/process.md. */
import { describe, expect, test } from 'vitest';
import type { ProcessEvent } from '../../src/process/index.ts';
import {
  appointment,
  asked,
  baseline,
  cancel,
  d0001,
  d0001Notice,
  d0002,
  d0142,
  d0150,
  d0221,
  decide,
  exchanged,
  meterOperatorRules,
  mpan,
  notification,
  ordered,
  refreshed,
  reports,
  resolve,
  story,
  told,
  inProfile,
} from './events.ts';

const option2 = (events: readonly ProcessEvent[]) => inProfile('option-2', events);
const option3 = (events: readonly ProcessEvent[]) => inProfile('option-3', events);

describe('option 1', () => {
  test.each([
    ['has', 'notified met, investigating met, backstopPresent'],
    ['cannotReverse', 'notified met, investigating met, cannotReverse'],
    ['hasNot', 'notified met, investigating met, replacementToOrder open'],
    ['replaced', 'notified met, investigating met, replacing open'],
    ['unclear', 'notified met, investigating met, deciding open | REPORT_UNCLEAR'],
    ['rejected', 'notified met, investigating met, deciding open | REQUEST_REJECTED'],
    ['noAccess', 'notified met, investigating met, notified open'],
  ] as const)('a report that says "%s"', (finding, expected) => {
    expect(story([...asked, d0002('2026-08-10', reports[finding])])).toBe(expected);
  });

  test('the whole way round, each stage with its days', () => {
    const { views } = told([...ordered, exchanged('2026-08-20')]);
    const [view] = views;
    expect(view?.outcome).toBe('meterReplaced');
    expect(view?.closedOn).toBe('2026-08-20');
    expect(
      view?.stages.map(({ name, owner, owes, startedOn, dueOn, answeredOn, workingDaysTaken }) =>
        [name, owner, owes.join('+'), startedOn, dueOn, answeredOn, workingDaysTaken].join(' '),
      ),
    ).toEqual([
      'notified X D0001 2026-08-03 2026-08-17 2026-08-04 1',
      'investigating M D0002 2026-08-04 2026-08-18 2026-08-10 4',
      'replacementToOrder X D0142 2026-08-10 2026-08-24 2026-08-12 2',
      'replacing M D0150 2026-08-12 2026-08-26 2026-08-20 6',
    ]);
  });

  test('a replacement already made starts its clock with the report', () => {
    const { views } = told([...asked, d0002('2026-08-10', reports.replaced)]);
    expect(views[0]?.stages.at(-1)).toMatchObject({ name: 'replacing', startedOn: '2026-08-10' });
  });

  test.each([
    [
      'an early replacement while the D0001 is owed',
      [baseline, notification('2026-08-03')],
      'notified met',
    ],
    ['an early replacement while the D0002 is owed', asked, 'notified met, investigating met'],
    [
      'an early replacement while the D0142 is owed',
      [...asked, d0002('2026-08-10', reports.hasNot)],
      'notified met, investigating met, replacementToOrder met',
    ],
  ])('%s', (_what, events, stages) => {
    expect(story([...events, exchanged('2026-08-11')])).toBe(
      `${stages}, meterReplaced | (STEP_SKIPPED)`,
    );
  });

  test('a D0142 before the report moves on, and the report is then noted', () => {
    const early = [...asked, d0142('2026-08-06')];
    const expected = 'notified met, investigating withdrawn, replacing open | (STEP_SKIPPED)';
    expect(story(early)).toBe(expected);
    expect(story([...early, d0002('2026-08-07', reports.has)])).toBe(expected);
  });

  test('a D0142 first of all opens a check that is replacing', () => {
    expect(story([baseline, d0142('2026-08-06')])).toBe('replacing open | (STEP_SKIPPED)');
  });

  test('an instruction first of all opens a check without a notified stage', () => {
    expect(story([d0001('2026-08-04')])).toBe('investigating open');
  });

  test.each([
    ['has', 'replacementToOrder withdrawn, backstopPresent'],
    ['cannotReverse', 'replacementToOrder withdrawn, cannotReverse'],
    ['hasNot', 'replacementToOrder open'],
    ['replaced', 'replacementToOrder withdrawn, replacing open'],
    ['unclear', 'replacementToOrder withdrawn, deciding open | REPORT_UNCLEAR'],
    ['rejected', 'replacementToOrder withdrawn, deciding open | REQUEST_REJECTED'],
    ['noAccess', 'replacementToOrder open | UNEXPECTED_FLOW'],
  ] as const)('a newer report while the D0142 is owed: %s', (finding, expected) => {
    const events = [...asked, d0002('2026-08-10', reports.hasNot)];
    expect(story([...events, d0002('2026-08-11', reports[finding])])).toBe(
      `notified met, investigating met, ${expected}`,
    );
  });

  test.each([
    ['rejected', 'replacing withdrawn, deciding open | REQUEST_REJECTED'],
    ['noAccess', 'replacing met, replacementToOrder open'],
    ['has', 'replacing open'],
    ['hasNot', 'replacing open'],
    ['replaced', 'replacing open'],
    ['cannotReverse', 'replacing open'],
    ['unclear', 'replacing open'],
  ] as const)('a report while the D0150 is owed: %s', (finding, expected) => {
    expect(story([...ordered, d0002('2026-08-14', reports[finding])])).toBe(
      `notified met, investigating met, replacementToOrder met, ${expected}`,
    );
  });

  test('a D0150 that proves no replacement moves nothing', () => {
    const says = d0150('2026-08-10', {
      meters: [{ id: 'OLD1', says: ['2026-08-10', 'BACKSTOP FITTED'] }],
    });
    expect(story([...asked, says, refreshed('2026-08-11')])).toBe(
      'notified met, investigating open',
    );
  });

  test('a notification of a known backstop opens and closes', () => {
    expect(story([notification('2026-08-03', { knownBackstop: true })])).toBe(
      'notified withdrawn, alreadyKnown',
    );
  });

  test('a late answer still moves the check, and its stage says how late', () => {
    const { views } = told([...asked, d0002('2026-08-20', reports.has)]);
    expect(views[0]?.stages[1]).toMatchObject({ status: 'late', workingDaysTaken: 12 });
    expect(views[0]?.outcome).toBe('backstopPresent');
  });

  test('a deadline that has passed is a flag on the stage', () => {
    expect(story(asked, { asOf: '2026-08-18 22:59:59' })).toBe('notified met, investigating open');
    expect(story(asked, { asOf: '2026-08-18 23:00:00' })).toBe(
      'notified met, investigating breached',
    );
  });
});

describe('option 2', () => {
  const asked2 = option2([baseline, notification('2026-08-03'), d0142('2026-08-04')]);
  const says = (text: string) =>
    d0150('2026-08-10', { meters: [{ id: 'OLD1', says: ['2026-08-09', text] }] });

  test.each([
    ['proves a replacement', exchanged('2026-08-10'), 'investigating met, meterReplaced'],
    ['states a backstop', says('BACKSTOP FITTED'), 'investigating met, backstopPresent'],
    [
      'denies a backstop',
      says('NO BACKSTOP FITTED'),
      'investigating met, deciding open | NOT_REPLACED',
    ],
    [
      'shows an export register',
      d0150('2026-08-10', { meters: [{ id: 'OLD1', exports: true }] }),
      'investigating met, cannotReverse',
    ],
    [
      'shows a static meter',
      d0150('2026-08-10', { meters: [{ id: 'OLD1', type: 'S1' }] }),
      'investigating met, cannotReverse',
    ],
    ['says nothing new', refreshed('2026-08-10'), 'investigating open'],
  ])('a D0150 that %s', (_what, event, expected) => {
    expect(story([...asked2, ...option2([event])])).toBe(`notified met, ${expected}`);
  });

  test.each([
    ['has', 'investigating withdrawn, deciding open | REPORT_UNCLEAR'],
    ['hasNot', 'investigating withdrawn, deciding open | NOT_REPLACED'],
    ['replaced', 'investigating withdrawn, deciding open | REPORT_UNCLEAR'],
    ['cannotReverse', 'investigating withdrawn, deciding open | REPORT_UNCLEAR'],
    ['unclear', 'investigating withdrawn, deciding open | REPORT_UNCLEAR'],
    ['rejected', 'investigating withdrawn, deciding open | REQUEST_REJECTED'],
    ['noAccess', 'investigating met, notified open'],
  ] as const)('a D0002 that says "%s"', (finding, expected) => {
    expect(story([...asked2, d0002('2026-08-10', reports[finding])])).toBe(
      `notified met, ${expected}`,
    );
  });

  test('a labelled D0142 opens a check, and after closure the next one', () => {
    const events = option2([baseline, d0142('2026-08-04'), exchanged('2026-08-10')]);
    expect(story(events)).toBe('investigating met, meterReplaced');
    expect(story([...events, ...option2([d0142('2026-09-01')])])).toBe(
      'investigating met, meterReplaced\ninvestigating open',
    );
  });
});

describe('option 3', () => {
  const asked3 = option3([baseline, notification('2026-08-03'), d0001('2026-08-04')]);
  const saying = (text: string) =>
    d0150('2026-08-10', { meters: [{ id: 'OLD1', says: ['2026-08-09', text] }] });
  const details = {
    refresh: refreshed('2026-08-10'),
    backstopStated: saying('BACKSTOP FITTED'),
    backstopDenied: saying('NO BACKSTOP FITTED'),
    replaced: exchanged('2026-08-10'),
    cannotReverse: d0150('2026-08-10', { meters: [{ id: 'OLD1', exports: true }] }),
  } as const;
  const closed = (outcome: string) => `notified met, investigating met, ${outcome}`;
  const disagree = 'notified met, investigating met, deciding open | ANSWERS_DISAGREE';
  const notReplaced = 'notified met, investigating met, deciding open | NOT_REPLACED';

  const table = {
    has: {
      refresh: closed('backstopPresent'),
      backstopStated: closed('backstopPresent'),
      backstopDenied: disagree,
      replaced: closed('meterReplaced'),
      cannotReverse: disagree,
    },
    hasNot: {
      refresh: notReplaced,
      backstopStated: disagree,
      backstopDenied: notReplaced,
      replaced: closed('meterReplaced'),
      cannotReverse: notReplaced,
    },
    replaced: {
      refresh: disagree,
      backstopStated: disagree,
      backstopDenied: disagree,
      replaced: closed('meterReplaced'),
      cannotReverse: disagree,
    },
    cannotReverse: {
      refresh: closed('cannotReverse'),
      backstopStated: disagree,
      backstopDenied: disagree,
      replaced: disagree,
      cannotReverse: closed('cannotReverse'),
    },
    unclear: {
      refresh: disagree,
      backstopStated: disagree,
      backstopDenied: disagree,
      replaced: disagree,
      cannotReverse: disagree,
    },
  } as const;

  test.each(
    Object.entries(table).flatMap(([report, row]) =>
      Object.entries(row).map(([detail, expected]) => [report, detail, expected] as const),
    ),
  )('a report "%s" with meter details "%s"', (report, detail, expected) => {
    const answer = d0002('2026-08-10 10:00:00', reports[report as keyof typeof table]);
    const meter = details[detail as keyof typeof details];
    expect(story([...asked3, answer, meter])).toBe(expected);
  });

  test('one answer of two is not enough, and the other is still owed', () => {
    const half = [...asked3, d0002('2026-08-10', reports.has)];
    expect(story(half)).toBe('notified met, investigating open');
    expect(story(half, { asOf: '2026-08-19' })).toBe('notified met, investigating breached');
    expect(story([...asked3, exchanged('2026-08-10')])).toBe('notified met, investigating open');
  });

  test('answers of different days are noted, and the last half answers', () => {
    const events = [...asked3, d0002('2026-08-10', reports.has), refreshed('2026-08-12')];
    expect(story(events)).toBe(
      'notified met, investigating met, backstopPresent | (NOT_SAME_TIME)',
    );
    expect(told(events).views[0]?.stages[1]?.answeredOn).toBe('2026-08-12');
  });

  test('the local day is what "at the same time" means', () => {
    // 22:30 and 23:30 UTC are 23:30 and 00:30 of the next day in summer.
    const late = d0002('2026-08-10 22:30:00', reports.has);
    const events = [...asked3, late, d0150('2026-08-10 23:30:00', { meters: [{ id: 'OLD1' }] })];
    expect(story(events)).toContain('(NOT_SAME_TIME)');
  });

  test('a failed visit takes both answers back', () => {
    const failed = [...asked3, d0002('2026-08-10', reports.has), d0221('2026-08-11')];
    expect(story(failed)).toBe('notified met, investigating met, notified open');
    const again = [
      ...failed,
      d0001('2026-08-12', { profile: 'option-3' }),
      refreshed('2026-08-13'),
    ];
    expect(story(again)).toBe('notified met, investigating met, notified met, investigating open');
  });

  test('a rejected request goes to a person at once', () => {
    expect(story([...asked3, d0002('2026-08-10', reports.rejected)])).toBe(
      'notified met, investigating met, deciding open | REQUEST_REJECTED',
    );
  });
});

describe('a person decides', () => {
  const unclear = [...asked, d0002('2026-08-10', reports.unclear)];
  const settled = 'notified met, investigating met, deciding';

  test.each([
    ['has', 'met, backstopPresent'],
    ['cannotReverse', 'met, cannotReverse'],
    ['hasNot', 'met, replacementToOrder open'],
    ['replaced', 'met, replacing open'],
    ['askAgain', 'met, notified open'],
    ['alreadyKnown', 'met, alreadyKnown'],
    ['outOfScope', 'met, outOfScope'],
  ] as const)('in option 1: %s', (decision, expected) => {
    expect(story([...unclear, decide('2026-08-11', decision)])).toBe(
      `${settled} ${expected} | (REPORT_UNCLEAR settled)`,
    );
  });

  test.each([
    ['hasNot', 'met, notified open'],
    ['replaced', 'met, meterReplaced'],
    ['askAgain', 'met, notified open'],
  ] as const)('in options 2 and 3: %s', (decision, expected) => {
    const second = [
      ...option2([baseline, notification('2026-08-03'), d0142('2026-08-04')]),
      d0002('2026-08-10', reports.rejected),
    ];
    expect(story([...second, decide('2026-08-11', decision)])).toBe(
      `notified met, investigating withdrawn, deciding ${expected} | (REQUEST_REJECTED settled)`,
    );
    const third = [
      ...option3([baseline, notification('2026-08-03'), d0001('2026-08-04')]),
      d0002('2026-08-10', reports.rejected),
    ];
    expect(story([...third, decide('2026-08-11', decision)])).toBe(
      `${settled} ${expected} | (REQUEST_REJECTED settled)`,
    );
  });

  test('cancelled, from anywhere', () => {
    expect(story([...unclear, cancel('2026-08-11')])).toBe(
      `${settled} withdrawn, cancelled | (REPORT_UNCLEAR settled)`,
    );
    expect(story([notification('2026-08-03'), cancel('2026-08-04')])).toBe(
      'notified withdrawn, cancelled',
    );
  });

  test('in any open stage, which then ends as withdrawn', () => {
    expect(story([...asked, decide('2026-08-11', 'has')])).toBe(
      'notified met, investigating withdrawn, backstopPresent',
    );
    expect(story([...asked, decide('2026-08-11', 'hasNot')])).toBe(
      'notified met, investigating withdrawn, replacementToOrder open',
    );
  });

  test.each([
    ['has', 'withdrawn, backstopPresent | (REPORT_UNCLEAR settled)'],
    ['hasNot', 'withdrawn, replacementToOrder open | (REPORT_UNCLEAR settled)'],
    ['replaced', 'withdrawn, replacing open | (REPORT_UNCLEAR settled)'],
    ['cannotReverse', 'withdrawn, cannotReverse | (REPORT_UNCLEAR settled)'],
    ['unclear', 'open | REPORT_UNCLEAR'],
    ['rejected', 'open | REPORT_UNCLEAR'],
    ['noAccess', 'open | REPORT_UNCLEAR'],
  ] as const)('while an answer arrives: %s', (finding, expected) => {
    expect(story([...unclear, d0002('2026-08-11', reports[finding])])).toBe(
      `${settled} ${expected}`,
    );
  });

  test('while the missing clear answer of option 3 arrives', () => {
    const disagreeing = [
      ...option3([baseline, notification('2026-08-03'), d0001('2026-08-04')]),
      d0002('2026-08-10', reports.unclear),
      refreshed('2026-08-10 10:00:00'),
    ];
    expect(story(disagreeing)).toBe(`${settled} open | ANSWERS_DISAGREE`);
    expect(story([...disagreeing, d0002('2026-08-11', reports.has)])).toBe(
      `${settled} withdrawn, backstopPresent | (ANSWERS_DISAGREE settled)`,
    );
    expect(story([...disagreeing, d0002('2026-08-11', reports.hasNot)])).toBe(
      `${settled} open | ANSWERS_DISAGREE`,
    );
  });

  test('while the request is sent again, which asks again', () => {
    expect(story([...unclear, d0001('2026-08-11')])).toBe(
      `${settled} met, notified met, investigating open | (REPORT_UNCLEAR settled)`,
    );
  });
});

describe('order', () => {
  const events = [...ordered, exchanged('2026-08-20')];

  test('arrival means nothing', () => {
    const expected = told(events).views;
    expect(told(events.toReversed()).views).toEqual(expected);
    expect(told([...events, ...events.toReversed()]).views).toEqual(expected);
  });

  test('what is created at the same second is sorted by sender, file and line', () => {
    const has = d0002('2026-08-10', { ...reports.has, id: 'B' });
    const hasNot = d0002('2026-08-10', { ...reports.hasNot, id: 'A' });
    const expected =
      'notified met, investigating met, replacementToOrder withdrawn, backstopPresent';
    expect(story([...asked, has, hasNot])).toBe(expected);
    expect(story([...asked, hasNot, has])).toBe(expected);
  });

  test('two flows of one sender that share time, identifier and line do not change places', () => {
    const one = option3([baseline, notification('2026-08-03'), d0001('2026-08-04')]);
    const report = d0002('2026-08-10', { ...reports.has, id: '7' });
    const meter = refreshed('2026-08-10', { id: '7' });
    expect(told([...one, report, meter])).toEqual(told([...one, meter, report]));
  });

  test('parts of one file are one answer, whatever else has its identifier', () => {
    const parts = [2, 6].map((line) =>
      d0002('2026-08-10', { ...(line === 2 ? reports.has : reports.hasNot), id: '7', line }),
    );
    const meter = [4, 9].map((line) => refreshed('2026-08-10', { id: '7', line }));
    const expected = 'notified met, investigating met, deciding open | REPORT_UNCLEAR';
    expect(story([...asked, ...parts])).toBe(expected);
    expect(story([...asked, ...meter, ...parts])).toBe(expected);
  });

  test('the last word on an Exception counts, whichever was told first', () => {
    const weak = d0001('2026-08-04', { reason: 'SOLAR PANELS', code: null });
    const yes = resolve('2026-08-05', 'LABEL_UNCLEAR', weak, true);
    const no = resolve('2026-08-06', 'LABEL_UNCLEAR', weak, false);
    expect(story([weak, yes])).toBe('investigating open');
    expect(story([weak, yes, no])).toBe('no check | LABEL_UNCLEAR settled');
    expect(story([weak, no, yes])).toBe('no check | LABEL_UNCLEAR settled');
  });

  test('the same fact told by two files is one, and the first is kept', () => {
    const first = notification('2026-08-03', { line: 2 });
    const second = { ...notification('2026-08-03', { line: 5 }), file: 'again.csv' };
    expect(told([first, second])).toEqual(told([second, first]));
    expect(story([first, second])).toBe('notified open');
  });
});

describe('once more', () => {
  test('a second notification is noted', () => {
    const again = notification('2026-08-05', { id: 'another' });
    const expected = 'notified open | (NOTIFIED_AGAIN)';
    expect(story([notification('2026-08-03'), again])).toBe(expected);
    expect(story([notification('2026-08-03'), d0001Notice('2026-08-05')])).toBe(expected);
  });

  test('a second request is a chaser and starts no clock', () => {
    const { views } = told([...asked, d0001('2026-08-11')]);
    expect(views[0]?.stages.at(-1)).toMatchObject({ startedOn: '2026-08-04', dueOn: '2026-08-18' });
    expect(views[0]?.exceptions.map(({ code, open }) => [code, open])).toEqual([['CHASED', false]]);
    expect(story([...ordered, d0142('2026-08-14')])).toContain('replacing open | (CHASED)');
    expect(story([...ordered, d0001('2026-08-14')])).toContain('replacing open | (CHASED)');
  });
});

describe('after closure', () => {
  const present = [...asked, d0002('2026-08-10', reports.has)];
  const closed = 'notified met, investigating met, backstopPresent';

  test.each([
    ['an answer that agrees', d0002('2026-09-01', reports.has), ''],
    ['an unclear answer', d0002('2026-09-01', reports.unclear), ''],
    [
      'an answer that contradicts',
      d0002('2026-09-01', reports.hasNot),
      ' | CONTRADICTED_AFTER_CLOSURE',
    ],
    ['a decision that agrees', decide('2026-09-01', 'has'), ''],
    [
      'a decision that contradicts',
      decide('2026-09-01', 'hasNot'),
      ' | CONTRADICTED_AFTER_CLOSURE',
    ],
    ['an order to replace', d0142('2026-09-01'), ' | CONTRADICTED_AFTER_CLOSURE'],
    [
      'meter details that deny',
      d0150('2026-09-01', { meters: [{ id: 'OLD1', says: ['2026-08-30', 'NO BACKSTOP'] }] }),
      ' | CONTRADICTED_AFTER_CLOSURE',
    ],
    ['meter details that say nothing', refreshed('2026-09-01'), ''],
  ])('%s', (_what, event, expected) => {
    expect(story([...present, event])).toBe(`${closed}${expected}`);
  });

  test('a failed visit is noted on the closed check', () => {
    const { means } = told([...present, d0221('2026-09-01')]);
    expect(means.at(-1)).toBe('noted');
  });

  test.each([
    ['a notification', notification('2026-09-01', { id: 'second' }), 'notified open'],
    ['a code 42', d0001Notice('2026-09-01'), 'notified open'],
    ['a labelled instruction', d0001('2026-09-01'), 'investigating open'],
  ])('%s opens the next sequence', (_what, event, expected) => {
    const { state } = told([...present, event]);
    expect(story([...present, event])).toBe(`${closed}\n${expected}`);
    expect(state.checks.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('an instruction with a weak label does not', () => {
    const weak = d0001('2026-09-01', { reason: 'SOLAR PANELS FITTED', code: null });
    expect(story([...present, weak])).toBe(`${closed}\nno check | LABEL_UNCLEAR`);
  });

  test('in option 1 a D0142 opens no second check', () => {
    const replaced = [...ordered, exchanged('2026-08-20'), d0142('2026-09-01')];
    expect(told(replaced).state.checks).toHaveLength(1);
    expect(told(replaced).means.at(-1)).toBe('noted');
  });
});

describe('an answer without a request', () => {
  const report = d0002('2026-08-10', reports.has);

  test('is kept as an orphan where it carries a strong label', () => {
    const { state, means } = told([report]);
    expect(means).toEqual(['orphan']);
    expect(state.orphans).toHaveLength(1);
    expect(story([report])).toBe('no check | RESPONSE_WITHOUT_REQUEST');
    expect(story([d0002('2026-08-10', { text: 'ALL OK' })])).toBe(
      'no check | RESPONSE_WITHOUT_REQUEST',
    );
  });

  test('is no business of ours without a label', () => {
    const other = d0002('2026-08-10', { text: 'DISPLAY BLANK', reason: 'NO READING' });
    expect(told([other])).toMatchObject({ means: ['notOurs'], state: { orphans: [], loose: [] } });
  });

  test('is applied when a request comes that is not later', () => {
    const events = [report, d0001('2026-08-04')];
    expect(story(events)).toBe('investigating met, backstopPresent');
    expect(told(events).state.orphans).toEqual([]);
    expect(story([report, d0001('2026-08-11')])).toBe(
      'investigating open\nno check | RESPONSE_WITHOUT_REQUEST',
    );
  });

  test('waits where generation is notified and nothing has been asked', () => {
    const events = [notification('2026-08-03'), report];
    expect(story(events)).toBe('notified open\nno check | RESPONSE_WITHOUT_REQUEST');
    expect(story([...events, d0001('2026-08-04')])).toBe(
      'notified met, investigating met, backstopPresent',
    );
  });

  test.each([
    ['option-1', 'notified met, backstopPresent | (STEP_SKIPPED)'],
    ['option-2', 'notified withdrawn, deciding open | REPORT_UNCLEAR'],
    ['option-3', 'notified met, investigating open | (STEP_SKIPPED)'],
  ])('counts from its own date once a person accepts it, in %s', (profile, expected) => {
    const accepted = resolve('2026-08-12', 'RESPONSE_WITHOUT_REQUEST', report, true);
    const events = inProfile(profile, [notification('2026-08-03'), report, accepted]);
    expect(story(events)).toBe(expected);
    const { views } = told(events);
    expect(views[0]?.stages[0]?.status === 'met').toBe(expected.startsWith('notified met'));
  });

  test('is no orphan any more once it is dismissed', () => {
    const dismissed = resolve('2026-08-12', 'RESPONSE_WITHOUT_REQUEST', report, false);
    const { state } = told([report, dismissed]);
    expect(state.orphans).toEqual([]);
    expect(state.loose.map(({ open }) => open)).toEqual([false]);
  });

  test('a D0150 without a check is a baseline', () => {
    const { means, state } = told([baseline]);
    expect(means).toEqual(['baseline']);
    expect(state.meters.present.map(({ id }) => id)).toEqual(['OLD1']);
  });
});

describe('failed visits', () => {
  const round = (from: number, how: 'report' | 'notice'): readonly ProcessEvent[] => [
    d0001(`2026-08-${String(from).padStart(2, '0')}`),
    how === 'report'
      ? d0002(`2026-08-${String(from + 1).padStart(2, '0')}`, reports.noAccess)
      : d0221(`2026-08-${String(from + 1).padStart(2, '0')}`),
  ];
  const two = [notification('2026-08-03'), ...round(4, 'report'), ...round(6, 'notice')];
  const three = [...two, ...round(10, 'report')];
  const pair = 'notified met, investigating met, ';

  test('each goes back to the request stage, with a new clock', () => {
    expect(story(two)).toBe(`${pair}${pair}notified open`);
    expect(told(two).views[0]?.stages.at(-1)?.startedOn).toBe('2026-08-07');
  });

  test('the third rests there until a person has agreed a visit', () => {
    expect(story(three)).toBe(`${pair}${pair}${pair}notified open | ATTEMPTS_EXHAUSTED`);
  });

  test('asking again by hand settles it, whether by decision or by the request itself', () => {
    const settled = `${pair}${pair}${pair}notified open | (ATTEMPTS_EXHAUSTED settled)`;
    expect(story([...three, decide('2026-08-12', 'askAgain')])).toBe(settled);
    expect(story([...three, d0001('2026-08-12')])).toBe(
      `${pair}${pair}${pair}notified met, investigating open | (ATTEMPTS_EXHAUSTED settled)`,
    );
  });

  test('a failed notice that is late ends its stage as late', () => {
    expect(story([...asked, d0221('2026-08-20')])).toBe(
      'notified met, investigating late, notified open',
    );
  });

  test('of the replacement count for themselves', () => {
    const failed = [...ordered, d0221('2026-08-13'), d0142('2026-08-14'), d0221('2026-08-17')];
    expect(story([...two, ...ordered.slice(2)])).not.toContain('ATTEMPTS_EXHAUSTED');
    expect(story(failed)).not.toContain('ATTEMPTS_EXHAUSTED');
    expect(story([...failed, d0142('2026-08-18'), d0221('2026-08-19')])).toContain(
      'replacementToOrder open | ATTEMPTS_EXHAUSTED',
    );
  });

  test('without a check are no business of ours', () => {
    expect(told([d0221('2026-08-10')]).means).toEqual(['notOurs']);
  });

  test('before any request have no rule', () => {
    expect(story([notification('2026-08-03'), d0221('2026-08-10')])).toBe(
      'notified open | UNEXPECTED_FLOW',
    );
  });
});

describe('appointments', () => {
  const appointed = [appointment('2026-01-01', 'meterOperator', 'MOPX'), ...asked];
  const change = appointment('2026-08-10', 'meterOperator', 'MOPY');

  test('another Meter Operator in a stage it owns: withdrawn, and asked anew', () => {
    expect(story([...appointed, change])).toBe(
      'notified met, investigating withdrawn, notified open',
    );
    const { views } = told([...appointed, change]);
    expect(views[0]).toMatchObject({ meterOperator: 'MOPY' });
    expect(views[0]?.stages.at(-1)).toMatchObject({ startedOn: '2026-08-10', dueOn: '2026-08-24' });
  });

  test('another Meter Operator in a stage of the Supplier: it goes on', () => {
    const early = appointment('2026-08-04', 'meterOperator', 'MOPY');
    const events = [
      appointment('2026-01-01', 'meterOperator', 'MOPX'),
      notification('2026-08-03'),
      early,
    ];
    expect(story(events)).toBe('notified open');
    expect(told(events).views[0]).toMatchObject({
      meterOperator: 'MOPY',
      stages: [{ startedOn: '2026-08-03' }],
    });
    const toOrder = [...appointed, d0002('2026-08-07', reports.hasNot), change];
    expect(story(toOrder)).toBe('notified met, investigating met, replacementToOrder open');
    const unclear = [...appointed, d0002('2026-08-07', reports.unclear), change];
    expect(story(unclear)).toContain('deciding open | REPORT_UNCLEAR');
  });

  test('during the replacement go back to its own request stage', () => {
    const events = [appointment('2026-01-01', 'meterOperator', 'MOPX'), ...ordered];
    expect(story([...events, appointment('2026-08-17', 'meterOperator', 'MOPY')])).toBe(
      'notified met, investigating met, replacementToOrder met, replacing withdrawn, ' +
        'replacementToOrder open',
    );
  });

  test('the same Meter Operator told again changes nothing', () => {
    expect(story([...appointed, appointment('2026-08-10', 'meterOperator', 'MOPX')])).toBe(
      'notified met, investigating open',
    );
  });

  test('loss of supply closes, which is no breach', () => {
    const lost = 'notified met, investigating withdrawn, supplierLost';
    expect(story([...asked, appointment('2026-08-10', 'supplier', 'SUPZ')])).toBe(lost);
    expect(story([...asked, appointment('2026-08-10', 'supplierEnds', 'SUPP')])).toBe(lost);
    expect(story([...asked, appointment('2026-08-10', 'supplier', 'SUPP')])).toBe(
      'notified met, investigating open',
    );
  });

  test('supply that begins anew on the very day of its end goes on', () => {
    const ends = { ...appointment('2026-08-10', 'supplierEnds', 'SUPP'), line: 2 };
    const anew = { ...appointment('2026-08-10', 'supplier', 'SUPP'), line: 3 };
    expect(story([...asked, ends, anew])).toBe('notified met, investigating open');
    const later = { ...appointment('2026-08-11', 'supplier', 'SUPP'), line: 3 };
    expect(story([...asked, ends, later])).toBe(
      'notified met, investigating withdrawn, supplierLost',
    );
  });

  test('take effect on their date, not when they are told', () => {
    const future = { ...change, receivedAt: '2026-08-05T09:00:00Z' };
    const before = told([...appointed, future], { asOf: '2026-08-09' });
    expect(before.means).toContain('waiting');
    expect(before.state.waitingUntil).toBe('2026-08-09T23:00:00Z');
    expect(before.views[0]?.meterOperator).toBe('MOPX');
    expect(story([...appointed, future], { asOf: '2026-08-10' })).toBe(
      'notified met, investigating withdrawn, notified open',
    );
  });

  test('say whose answers count', () => {
    const wrong = d0002('2026-08-10', { ...reports.has, sender: 'MOPZ' });
    const expected = 'notified met, investigating open | SENDER_NOT_APPOINTED';
    expect(story([...appointed, wrong])).toBe(expected);
    expect(story([...appointed, { ...exchanged('2026-08-10'), sender: 'MOPZ' }])).toBe(expected);
    expect(story([...appointed, { ...d0221('2026-08-10'), sender: 'MOPZ' }])).toBe(expected);
    expect(story([...asked, wrong])).toBe('notified met, investigating met, backstopPresent');
    const accepted = resolve('2026-08-12', 'SENDER_NOT_APPOINTED', wrong, true);
    expect(story([...appointed, wrong, accepted])).toBe(
      'notified met, investigating met, backstopPresent',
    );
    expect(told([...appointed, wrong, accepted]).views[0]?.closedOn).toBe('2026-08-10');
  });

  test('the answer of a Meter Operator whose appointment has ended does not count', () => {
    const ends = appointment('2026-08-09', 'meterOperatorEnds', 'MOPX');
    expect(story([...appointed, ends, d0002('2026-08-10', reports.has)])).toContain(
      'investigating open | SENDER_NOT_APPOINTED',
    );
  });
});

describe('labels', () => {
  const weak = { reason: 'MICROGENERATION ON SITE', code: null };
  const none = { reason: 'DISPLAY BLANK', code: null };
  const open = [notification('2026-08-03')];

  test.each([
    ['code 42, no check', d0001('2026-08-04', { ...none, code: '42' }), [], 'investigating open'],
    ['strong, no check', d0001('2026-08-04', { code: null }), [], 'investigating open'],
    ['weak, no check', d0001('2026-08-04', weak), [], 'no check | LABEL_UNCLEAR'],
    ['none, no check', d0001('2026-08-04', none), [], ''],
    ['weak, open check', d0001('2026-08-04', weak), open, 'notified met, investigating open'],
    ['none, open check', d0001('2026-08-04', none), open, 'notified open | LABEL_UNCLEAR'],
    ['D0142 strong, no check', d0142('2026-08-04'), [], 'replacing open | (STEP_SKIPPED)'],
    [
      'D0142 weak, no check',
      d0142('2026-08-04', { text: 'PV SITE' }),
      [],
      'no check | LABEL_UNCLEAR',
    ],
    ['D0142 none, no check', d0142('2026-08-04', { text: 'NEW METER' }), [], ''],
    [
      'D0142 none, open check',
      d0142('2026-08-04', { text: 'NEW METER' }),
      open,
      'notified open | LABEL_UNCLEAR',
    ],
    [
      'D0142 that de-energises, no label',
      d0142('2026-08-04', { text: 'DE-ENERGISE', energise: 'D' }),
      open,
      'notified open',
    ],
    [
      'D0142 that removes all meters, no label',
      d0142('2026-08-04', { text: 'REMOVE', removes: true }),
      open,
      'notified open',
    ],
    [
      'D0142 that removes all meters, labelled',
      d0142('2026-08-04', { removes: true }),
      open,
      'notified met, replacing open | (STEP_SKIPPED)',
    ],
    ['R>X with code 42', d0001Notice('2026-08-04'), [], 'notified open'],
    [
      'R>X with a label and no code',
      d0001Notice('2026-08-04', { reason: 'SOLAR PANELS', code: null }),
      [],
      'no check | LABEL_UNCLEAR',
    ],
    ['R>X about something else', d0001Notice('2026-08-04', none), [], ''],
  ])('%s', (_what, event, before, expected) => {
    expect(story([...before, event])).toBe(expected);
  });

  test('accepting one treats it as what it claims to be, from its own date', () => {
    const request = d0001('2026-08-04', weak);
    const accepted = resolve('2026-08-10', 'LABEL_UNCLEAR', request, true);
    expect(told([request, accepted]).views[0]).toMatchObject({ openedOn: '2026-08-04' });
    const notice = d0001Notice('2026-08-04', { reason: 'SOLAR PANELS', code: null });
    const taken = resolve('2026-08-10', 'LABEL_UNCLEAR', notice, true);
    expect(story([notice, taken])).toBe('notified open');
  });

  test('dismissing one leaves it aside', () => {
    const request = d0001('2026-08-04', weak);
    expect(story([request, resolve('2026-08-10', 'LABEL_UNCLEAR', request, false)])).toBe(
      'no check | LABEL_UNCLEAR settled',
    );
  });
});

describe('whether a report is about the check', () => {
  const other = { reason: 'NO READING', suspectedOn: '2026-07-01' };
  const quiet = { reason: 'BACKSTOP?', suspectedOn: '2026-08-03' };
  const events = [notification('2026-08-03'), d0001('2026-08-04', quiet)];

  test.each([
    ['its reason repeats the request', { text: 'ALL OK', ...other, reason: 'backstop? ' }, true],
    ['its date repeats the request', { text: 'ALL OK', ...other, suspectedOn: '2026-08-03' }, true],
    ['its text names the backstop', { text: 'BACKSTOP FITTED', ...other }, true],
    ['its text names microgeneration', { text: 'SOLAR PANELS SEEN', ...other }, true],
    ['its code decides', { code: '88', ...other }, true],
    ['none of these', { text: 'DISPLAY BLANK', ...other }, false],
    ['a code that decides nothing', { text: 'DISPLAY BLANK', code: '89', ...other }, false],
  ])('%s', (_what, text, isAbout) => {
    const { means } = told([...events, d0002('2026-08-10', text)]);
    expect(means.at(-1)).toBe(isAbout ? 'moved' : 'noted');
  });

  test('the reason of a report is never evidence', () => {
    const report = d0002('2026-08-10', { text: 'ALL OK', reason: 'BACKSTOP FITTED' });
    expect(story([...events, report])).toContain('deciding open | REPORT_UNCLEAR');
  });

  test('other routes are no business of ours', () => {
    const meansOf = (route: string) =>
      told([...events, d0002('2026-08-10', { ...reports.has, route })]).means.at(-1);
    for (const route of ['M>M', 'X>D', 'C>X']) expect(meansOf(route), route).toBe('notOurs');
    // Of a letter that nobody knows it cannot be said.
    expect(meansOf('X>Q')).toBe('exception');
  });

  test('the words that decided are kept with their place and rule', () => {
    const { views } = told([...events, d0002('2026-08-10', reports.hasNot)]);
    expect(views[0]?.evidence).toMatchObject([
      { finding: 'hasNot', flow: 'D0002', line: 3, item: 'J0012', words: 'NO BACKSTOP FITTED' },
    ]);
  });
});

describe('the side of the Meter Operator', () => {
  const rules = meterOperatorRules;

  test('a check begins with the instruction', () => {
    expect(story([baseline, d0001('2026-08-04')], { rules })).toBe('investigating open');
    expect(told([notification('2026-08-03')], { rules }).means).toEqual(['notOurs']);
  });

  test('checks of two Suppliers have sequences of their own', () => {
    const events = [
      d0001('2026-08-04'),
      d0002('2026-08-10', reports.has),
      d0001('2026-09-01', { sender: 'SUPZ' }),
    ];
    const { state } = told(events, { rules });
    expect(state.checks.map(({ supplier, sequence }) => `${supplier} ${sequence}`)).toEqual([
      'SUPP 1',
      'SUPZ 1',
    ]);
  });
});

test('a profile that is in the journal but not in the configuration is named', () => {
  const lost = notification('2026-08-03', { profile: 'ours-2019' });
  expect(() => told([lost])).toThrow('profile "ours-2019" is in the journal');
});

test('an MPAN of which nothing is known has no check', () => {
  expect(told([]).state).toMatchObject({ mpan, checks: [], last: null });
});
