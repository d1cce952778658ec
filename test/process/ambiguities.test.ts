/** What no published rule says, and docs/process.md decides: one sentence there, one story here. */
import { describe, expect, test } from 'vitest';
import { draftsFor } from '../../src/process/draft.ts';
import { nextWakeOf, type ProcessEvent } from '../../src/process/index.ts';
import {
  anyOrder,
  baseline,
  d0001,
  d0002,
  d0142,
  d0150,
  d0221,
  decide,
  inProfile,
  instant,
  mpan,
  notification,
  openOf,
  reports,
  resolve,
  story,
  supplierRules,
  told,
} from './events.ts';

const says = (id: string, on: string, text: string, installedOn = '2001-05-05') =>
  d0150(`${on} 10:00:00`, { meters: [{ id, installedOn, says: [on, text] }] });

describe('the Supplier claims that a backstop is known while the check is open', () => {
  const claim = notification('2026-08-05', { id: 'claim', knownBackstop: true });
  const open = [baseline, notification('2026-08-03'), d0001('2026-08-04'), claim];

  test('a person is asked, and the check goes on', () => {
    expect(anyOrder(open)).toBe(
      'notified met, investigating open | (NOTIFIED_AGAIN) KNOWN_BACKSTOP_CLAIMED',
    );
    expect(story([...open, d0002('2026-08-06', reports.hasNot)])).toContain(
      'replacementToOrder open | (NOTIFIED_AGAIN) KNOWN_BACKSTOP_CLAIMED',
    );
  });

  test('accepted it closes the check on that day, dismissed it does not', () => {
    const accept = resolve('2026-08-10', 'KNOWN_BACKSTOP_CLAIMED', claim, true);
    expect(anyOrder([...open, accept])).toBe(
      'notified met, investigating withdrawn, alreadyKnown | (NOTIFIED_AGAIN) (KNOWN_BACKSTOP_CLAIMED settled)',
    );
    expect(told([...open, accept]).views[0]?.closedOn).toBe('2026-08-10');
    const dismiss = resolve('2026-08-10', 'KNOWN_BACKSTOP_CLAIMED', claim, false);
    expect(anyOrder([...open, dismiss])).toContain('investigating open');
  });
});

describe('a notification told again, and otherwise', () => {
  const row = (
    key: string,
    knownBackstop: boolean,
    line = 2,
    known: Record<string, string> = {},
  ) => ({
    ...notification('2026-08-03', { knownBackstop, line, known: { J0178: 'MOPX', ...known } }),
    key: `notification/${mpan}/2026-08-03/distributor/REF1${key}`,
  });

  test('with and without a known backstop, a person is asked, whichever came first', () => {
    const asked = 'notified open | (NOTIFIED_AGAIN) KNOWN_BACKSTOP_CLAIMED';
    expect(anyOrder([row('', false), row('/again', true)])).toBe(asked);
    expect(anyOrder([row('', true), row('/again', false)])).toBe(asked);
    expect(anyOrder([row('', true, 3), row('/again', false, 2)])).toBe(asked);
    const other = { ...notification('2026-08-03', { id: '2026-08-03/another/1' }), key: 'other' };
    expect(anyOrder([row('', true), other])).toBe(asked);
  });

  test('of a known backstop opens no second check', () => {
    expect(anyOrder([row('', true), row('/again', true, 5, { J0263: 'ZZ1 1ZZ' })])).toBe(
      'notified withdrawn, alreadyKnown',
    );
  });

  test('leaves what was known and fits, wherever it stands in its file', () => {
    for (const line of [2, 3, 4]) {
      const events = [
        row('', false, 3, { J1036: '1 HIGH STREET' }),
        row('/again', false, line, { J1036: '2 HIGH STREET', J0263: 'ZZ1 1ZZ' }),
      ];
      for (const some of [events, events.toReversed()]) {
        expect(told(some).state.known).toMatchObject({ J1036: '1 HIGH STREET', J0263: 'ZZ1 1ZZ' });
      }
    }
  });
});

describe('option 2: a backstop is stated before the order goes', () => {
  const stated = says('OLD1', '2026-08-04', 'BACKSTOP FITTED');
  const events = inProfile('option-2', [baseline, notification('2026-08-03'), stated]);
  const drafts = (some: readonly ProcessEvent[], now = '2026-08-20'): number => {
    const { state } = told(some, { asOf: now });
    return draftsFor(supplierRules, state, openOf(state).check, instant(now)).drafts.length;
  };

  test('the order waits, and is a breach if nobody decides', () => {
    expect(anyOrder(events)).toBe('notified open | BACKSTOP_BEFORE_ORDER');
    expect(drafts(events.slice(0, 2))).toBe(1);
    expect(drafts(events)).toBe(0);
    expect(story(events, { asOf: '2026-09-01' })).toContain('notified breached');
    expect(told(events).views[0]?.evidence[0]).toMatchObject({ words: 'BACKSTOP FITTED' });
  });

  test.each([
    ['accepted', resolve('2026-08-06', 'BACKSTOP_BEFORE_ORDER', stated, true)],
    ['decided as has', decide('2026-08-06', 'has')],
  ])('%s it closes the check', (_what, act) => {
    expect(anyOrder(inProfile('option-2', [...events, act]))).toBe(
      'notified withdrawn, backstopPresent | (BACKSTOP_BEFORE_ORDER settled)',
    );
  });

  test.each([
    ['dismissed', resolve('2026-08-06', 'BACKSTOP_BEFORE_ORDER', stated, false)],
    ['decided as hasNot', decide('2026-08-06', 'hasNot')],
    ['decided as askAgain', decide('2026-08-06', 'askAgain')],
  ])('%s it lets the order go', (_what, act) => {
    const after = inProfile('option-2', [...events, act]);
    expect(anyOrder(after)).toBe('notified open | (BACKSTOP_BEFORE_ORDER settled)');
    expect(drafts(after)).toBe(1);
  });

  test('an order that has gone all the same moves the check', () => {
    const gone = inProfile('option-2', [...events, d0142('2026-08-07')]);
    expect(anyOrder(gone)).toBe(
      'notified met, investigating open | (BACKSTOP_BEFORE_ORDER settled)',
    );
  });
});

test('option 3: no backstop, beside details that state one, is a disagreement', () => {
  const events = inProfile('option-3', [
    baseline,
    notification('2026-08-03'),
    d0001('2026-08-03 12:00:00'),
    d0002('2026-08-04 09:00:00', reports.hasNot),
    says('OLD1', '2026-08-04', 'BACKSTOP FITTED'),
  ]);
  expect(anyOrder(events)).toBe(
    'notified met, investigating met, deciding open | ANSWERS_DISAGREE',
  );
});

describe('an answer from before every request it could answer', () => {
  const early = d0002('2026-08-04', reports.has);
  const events = [baseline, notification('2026-08-03'), early, d0001('2026-08-06')];
  const waits = 'notified met, investigating open\nno check | RESPONSE_WITHOUT_REQUEST';
  const asks = (stage = 'breached') =>
    `notified met, investigating ${stage} | RESPONSE_BEFORE_REQUEST\nno check | RESPONSE_WITHOUT_REQUEST`;
  const asOf = (some: readonly ProcessEvent[], now: string): string => {
    const forth = story(some, { asOf: now });
    expect(story(some.toReversed(), { asOf: now })).toBe(forth);
    return forth;
  };

  test('asks a person once ten Working Days have passed since the request', () => {
    expect(asOf(events, '2026-08-20 22:59:59')).toBe(waits);
    expect(asOf(events, '2026-08-20 23:00:00')).toBe(asks());
    const { views } = told(events, { asOf: '2026-09-01' });
    expect(views[0]?.exceptions[0]).toMatchObject({
      at: '2026-08-20T23:00:00Z',
      detail: 'D0002 2608040900 of 2026-08-04, the request of 2026-08-06',
    });
  });

  test('is looked at when that time comes', () => {
    const again = [...events, d0221('2026-08-10'), d0001('2026-08-14')];
    const { state } = told(again);
    const settings = { dueSoonWorkingDays: 2, escalateEveryWorkingDays: 5, escalationsMax: 1 };
    const after = instant('2026-08-20 22:00:00');
    expect(nextWakeOf(supplierRules, settings, state, after)).toBe('2026-08-20T23:00:00Z');
  });

  test('goes when a request that fits becomes known, and when a person settles it', () => {
    expect(asOf([...events, d0001('2026-08-03 12:00:00')], '2026-09-01')).toContain(
      'investigating met, backstopPresent',
    );
    const dismiss = resolve('2026-08-24', 'RESPONSE_BEFORE_REQUEST', early, false);
    expect(asOf([...events, dismiss], '2026-09-01')).toContain('(RESPONSE_BEFORE_REQUEST settled)');
    const left = resolve('2026-08-10', 'RESPONSE_WITHOUT_REQUEST', early, false);
    expect(asOf([...events, left], '2026-09-01')).not.toContain('RESPONSE_BEFORE_REQUEST');
  });

  test('is none of the business of a check of another Supplier', () => {
    const other = d0002('2026-08-04', { ...reports.has, to: 'SUPZ' });
    expect(
      asOf([baseline, notification('2026-08-03'), other, d0001('2026-08-06')], '2026-09-01'),
    ).not.toContain('RESPONSE_BEFORE_REQUEST');
  });
});

describe('a new meter whose removal is awaited', () => {
  const path = 'notified met, investigating met, replacementToOrder met';
  const ordered = [
    baseline,
    notification('2026-08-03'),
    d0001('2026-08-04'),
    d0002('2026-08-05', reports.hasNot),
    d0142('2026-08-06'),
  ];
  const half = d0150('2026-08-10', { meters: [{ id: 'NEW1', installedOn: '2026-08-10' }] });
  const failed = d0221('2026-08-12');

  test('does not keep our own order from being owed again', () => {
    const events = [...ordered, half, failed];
    expect(story(events, { asOf: '2026-09-10' })).toBe(
      `${path}, replacing met, replacementToOrder breached | REMOVAL_NOT_SEEN`,
    );
    const { state } = told(events);
    const { check } = openOf(state);
    expect(draftsFor(supplierRules, state, check, instant('2026-08-13')).drafts).toHaveLength(1);
  });

  test('does not keep the second replacement from being breached', () => {
    const events = [...ordered, half, failed, d0142('2026-08-14')];
    expect(story(events, { asOf: '2026-09-10' })).toBe(
      `${path}, replacing met, replacementToOrder met, replacing breached | REMOVAL_NOT_SEEN`,
    );
    const removal = d0150('2026-08-20', { removed: ['OLD1'] });
    expect(anyOrder([...events, removal])).toContain('replacing met, meterReplaced');
    const again = d0150('2026-08-19', { meters: [{ id: 'NEW1', installedOn: '2026-08-10' }] });
    expect(story([...events, again], { asOf: '2026-09-10' })).toContain('replacing open');
  });

  test('goes on to count where a report says that the meter was replaced', () => {
    const early = d0150('2026-08-05', { meters: [{ id: 'NEW1', installedOn: '2026-08-05' }] });
    const events = [...ordered.slice(0, 3), early, d0002('2026-08-06', reports.replaced)];
    expect(story(events, { asOf: '2026-09-10' })).toBe(
      'notified met, investigating met, replacing open | REMOVAL_NOT_SEEN',
    );
  });

  test.each([
    [
      'in one file',
      [
        d0150('2026-08-13', {
          meters: [{ id: 'NEW2', installedOn: '2026-08-13' }],
          removed: ['NEW1'],
        }),
      ],
    ],
    [
      'the removal last',
      [
        d0150('2026-08-13', { meters: [{ id: 'NEW2', installedOn: '2026-08-13' }] }),
        d0150('2026-08-14', { removed: ['NEW1'] }),
      ],
    ],
    [
      'the removal first',
      [
        d0150('2026-08-13', { removed: ['NEW1'] }),
        d0150('2026-08-14', { meters: [{ id: 'NEW2', installedOn: '2026-08-13' }] }),
      ],
    ],
  ])('is proved by a second exchange, %s', (_what, more) => {
    expect(anyOrder([...ordered, half, ...more])).toContain('replacing met, meterReplaced');
  });

  test('that is then said to have a backstop is believed', () => {
    const stated = says('NEW1', '2026-08-13', 'BACKSTOP FITTED', '2026-08-10');
    const events = inProfile('option-2', [
      baseline,
      notification('2026-08-03'),
      d0142('2026-08-06'),
      half,
      stated,
    ]);
    expect(anyOrder(events)).toBe('notified met, investigating met, backstopPresent');
  });
});
