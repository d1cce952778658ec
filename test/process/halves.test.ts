/** Option 3: two flows answer one request, and each counts whenever it came. */
import { describe, expect, test } from 'vitest';
import type { ProcessEvent } from '../../src/process/index.ts';
import {
  anyOrder,
  baseline,
  d0001,
  d0002,
  d0142,
  d0150,
  d0221,
  decide,
  exchanged,
  inProfile,
  notification,
  refreshed,
  reports,
  story,
  told,
} from './events.ts';

const option3 = (events: readonly ProcessEvent[]) => inProfile('option-3', events);
const says = (when: string, text: string) =>
  d0150(when, {
    meters: [{ id: 'OLD1', installedOn: '2001-05-05', says: [when.slice(0, 10), text] }],
  });

describe('a report that came late beside a new meter that was told in time', () => {
  const inTime = [
    baseline,
    d0001('2026-08-03'),
    d0150('2026-08-05', { meters: [{ id: 'NEW1', installedOn: '2026-08-04' }] }),
  ];
  const asOf = '2026-09-01';
  const standing = (events: readonly ProcessEvent[]) => anyOrder(option3(events), { asOf });

  test.each(['unclear', 'hasNot', 'replaced'] as const)('that says %s', (what) => {
    const late = [...inTime, d0002('2026-08-20', reports[what])];
    expect(standing(late), 'the removal is awaited').toContain('investigating breached');
    const removed = d0150('2026-08-21', { removed: ['OLD1'], meters: [] });
    expect(standing([...late, removed]), 'all is in').toContain('investigating late');
  });

  test('in time it leaves nothing that is breached', () => {
    expect(standing([...inTime, d0002('2026-08-10', reports.hasNot)])).toContain(
      'investigating open',
    );
  });
});

describe('details that prove a replacement while the D0001 is owed', () => {
  const start = [baseline, notification('2026-08-03'), exchanged('2026-08-04')];
  const asked = [...start, d0001('2026-08-05')];

  test('move nothing: the D0001 is still owed, and can be breached', () => {
    expect(anyOrder(option3(start))).toBe('notified open');
    expect(anyOrder(option3(start), { asOf: '2026-09-01' })).toBe('notified breached');
  });

  test('are one half of the answer, so that the D0002 alone is owed', () => {
    expect(anyOrder(option3(asked))).toBe('notified met, investigating open');
    const { state, views } = told(option3(asked));
    expect(state.checks[0]?.stages[1]?.received).toEqual({ D0150: '2026-08-04T09:00:00Z' });
    expect(views[0]?.evidence[0]).toMatchObject({ finding: 'replaced' });
  });

  test.each([
    ['has', reports.has],
    ['has not', reports.hasNot],
    ['replaced', reports.replaced],
  ])('with a D0002 that says %s they close the check', (_what, text) => {
    expect(anyOrder(option3([...asked, d0002('2026-08-06', text)]))).toBe(
      'notified met, investigating met, meterReplaced | (NOT_SAME_TIME)',
    );
  });

  test('said once more by details that prove nothing they still count', () => {
    const again = d0150('2026-08-06', { meters: [{ id: 'NEW1', installedOn: '2026-08-04' }] });
    expect(anyOrder(option3([...asked, again, d0002('2026-08-07', reports.hasNot)]))).toContain(
      'meterReplaced',
    );
  });

  test('whose removal is awaited do not silence the D0001', () => {
    const half = d0150('2026-08-04', { meters: [{ id: 'NEW1', installedOn: '2026-08-04' }] });
    const some = [baseline, notification('2026-08-03'), half];
    expect(anyOrder(option3(some), { asOf: '2026-09-01' })).toBe(
      'notified breached | REMOVAL_NOT_SEEN',
    );
    const removal = d0150('2026-08-06', { removed: ['OLD1'] });
    const whole = [...some, removal, d0001('2026-08-07'), d0002('2026-08-10', reports.hasNot)];
    expect(anyOrder(option3(whole), { asOf: '2026-09-01' })).toContain(
      'investigating met, meterReplaced',
    );
    expect(anyOrder(option3(whole.slice(0, 4)), { asOf: '2026-09-01' })).toBe('notified breached');
  });

  test('are not kept where they prove no replacement', () => {
    const some = [baseline, notification('2026-08-03'), says('2026-08-04', 'BACKSTOP FITTED')];
    expect(
      anyOrder(option3([...some, d0001('2026-08-05'), d0002('2026-08-06', reports.has)])),
    ).toBe('notified met, investigating open');
  });
});

describe('after a failed visit, while the D0001 is owed again', () => {
  const failed = [baseline, notification('2026-08-03'), d0001('2026-08-04'), d0221('2026-08-06')];
  const path = 'notified met, investigating met, notified met, investigating';

  test.each<[string, ProcessEvent]>([
    ['a replacement', exchanged('2026-08-10')],
    ['a backstop stated', says('2026-08-10', 'BACKSTOP FITTED')],
    ['a backstop denied', says('2026-08-10', 'NO BACKSTOP FITTED')],
    [
      'a meter that cannot reverse',
      d0150('2026-08-10', { meters: [{ id: 'OLD1', installedOn: '2001-05-05', exports: true }] }),
    ],
  ])('%s counts as its half, as a D0002 does', (_what, details) => {
    expect(anyOrder(option3([...failed, details]))).toBe(`${path} open | (STEP_SKIPPED)`);
    const { state } = told(option3([...failed, details]));
    expect(Object.keys(state.checks[0]?.stages.at(-1)?.received ?? {})).toEqual(['D0150']);
    expect(anyOrder(option3([...failed, d0002('2026-08-10', reports.has)]))).toBe(
      `${path} open | (STEP_SKIPPED)`,
    );
  });

  test('both together close the check, in either order', () => {
    const end = `${path} met, backstopPresent | (STEP_SKIPPED)`;
    for (const details of [
      says('2026-08-10 10:00:00', 'BACKSTOP FITTED'),
      refreshed('2026-08-10 10:00:00'),
    ]) {
      const first = d0002('2026-08-10 09:00:00', reports.has);
      const last = d0002('2026-08-10 11:00:00', reports.has);
      expect(anyOrder(option3([...failed, first, details]))).toBe(end);
      expect(anyOrder(option3([...failed, details, last]))).toBe(end);
    }
  });

  test('details that say nothing are kept, and do not answer a request that comes after', () => {
    const quiet = [...failed, refreshed('2026-08-10')];
    expect(anyOrder(option3(quiet))).toBe('notified met, investigating met, notified open');
    expect(
      anyOrder(option3([...quiet, d0001('2026-08-11'), d0002('2026-08-12', reports.has)])),
    ).toBe(`${path} open`);
  });
});

describe('the third failed visit counts per piece of work', () => {
  const inOption1 = (events: readonly ProcessEvent[]): string => {
    const forth = story(events);
    expect(story(events.toReversed())).toBe(forth);
    return forth;
  };
  const asked = (on: string) => d0001(on);
  test('one for the report and two for the replacement are not three', () => {
    const events = [
      baseline,
      notification('2026-08-03'),
      asked('2026-08-04'),
      d0221('2026-08-05'),
      asked('2026-08-06'),
      d0002('2026-08-07', reports.hasNot),
      d0142('2026-08-10'),
      d0221('2026-08-11'),
      d0142('2026-08-12'),
      d0221('2026-08-13'),
    ];
    expect(inOption1(events)).not.toContain('ATTEMPTS_EXHAUSTED');
    expect(inOption1([...events, d0142('2026-08-14'), d0221('2026-08-17')])).toContain(
      'replacementToOrder open | ATTEMPTS_EXHAUSTED',
    );
  });

  test('a person who asks again begins the count anew, from a decision too', () => {
    const events = [
      baseline,
      notification('2026-08-03'),
      asked('2026-08-04'),
      d0221('2026-08-05'),
      asked('2026-08-06'),
      d0221('2026-08-07'),
      asked('2026-08-10'),
      d0002('2026-08-11', reports.unclear),
      decide('2026-08-12', 'askAgain'),
      asked('2026-08-13'),
      d0221('2026-08-14'),
      asked('2026-08-17'),
      d0221('2026-08-18'),
    ];
    expect(inOption1(events)).not.toContain('ATTEMPTS_EXHAUSTED');
    expect(inOption1([...events, asked('2026-08-19'), d0221('2026-08-20')])).toContain(
      'ATTEMPTS_EXHAUSTED',
    );
  });
});
