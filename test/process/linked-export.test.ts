/** A linked export MPAN is a notification of generation, and since when there is export stands with the check. */
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../src/process/check.ts';
import { foldAll, type ProcessEvent, type ProcessRules, viewOf } from '../../src/process/index.ts';
import {
  appointment,
  cancel,
  d0001,
  d0002,
  decide,
  meterOperatorRules,
  mpan,
  notification,
  reports,
  supplierRules,
} from './events.ts';

const asOf = '2026-12-01T00:00:00Z';
const exportMpan = '2000000000015';
const linked = (on: string) => appointment(on, 'linkedExport', exportMpan);

function told(events: readonly ProcessEvent[], rules: ProcessRules = supplierRules) {
  const { state, readings } = foldAll(rules, mpan, events, asOf);
  const checks = state.checks.map((check) => {
    const { openedOn, outcome, exceptions } = viewOf(rules, state, check, asOf);
    return [openedOn, outcome, ...exceptions.map(({ code }) => code)].join(' ');
  });
  return { state, checks, last: readings.at(-1) };
}

describe('a linked export MPAN', () => {
  test('opens a check on its day, and says so', () => {
    const { state, checks, last } = told([linked('2026-08-10')]);
    expect(checks).toEqual(['2026-08-10 ']);
    expect(last).toMatchObject({ means: 'opened', to: 'notified' });
    expect(state.checks[0]).toMatchObject({
      linkedExportMpan: exportMpan,
      faultSuspectedOn: '20260810',
      supplier: 'SUPP',
    });
    const view = viewOf(supplierRules, state, state.checks[0]!, asOf);
    expect(view).toMatchObject({ linkedExportMpan: exportMpan });
    expect(view).not.toHaveProperty('exportSince');
  });

  test('has the Meter Operator that is appointed that day', () => {
    const events = [appointment('2026-08-10', 'meterOperator', 'MOPY'), linked('2026-08-10')];
    for (const some of [events, events.toReversed()]) {
      expect(told(some).state.checks[0]).toMatchObject({ meterOperator: 'MOPY' });
    }
  });

  test('of a day to come waits for it', () => {
    const { state, readings } = foldAll(
      supplierRules,
      mpan,
      [linked('2026-08-10')],
      '2026-08-09T09:00:00Z',
    );
    expect(readings).toMatchObject([{ means: 'waiting' }]);
    expect(state.checks).toEqual([]);
  });

  test('opens none where one is open, which is notified again', () => {
    expect(told([notification('2026-08-03'), linked('2026-08-10')]).checks).toEqual([
      '2026-08-03  NOTIFIED_AGAIN',
    ]);
    expect(told([d0001('2026-08-03'), linked('2026-08-10')]).checks).toEqual([
      '2026-08-03  NOTIFIED_AGAIN',
    ]);
    expect(told([linked('2026-08-03'), linked('2026-08-10')]).checks).toEqual([
      '2026-08-03  NOTIFIED_AGAIN',
    ]);
  });

  const asked = [notification('2026-08-03'), d0001('2026-08-04')];
  test.each<[string, readonly ProcessEvent[]]>([
    ['backstopPresent', [...asked, d0002('2026-08-05', reports.has)]],
    ['cannotReverse', [...asked, d0002('2026-08-05', reports.cannotReverse)]],
    ['alreadyKnown', [notification('2026-08-03', { knownBackstop: true })]],
    ['outOfScope', [...asked, decide('2026-08-05', 'outOfScope')]],
  ])('opens none after a check that ended as %s', (outcome, events) => {
    const { state, last } = told([...events, linked('2026-08-10')]);
    expect(state.checks.map(outcomeOf)).toEqual([outcome]);
    expect(last).toMatchObject({ means: 'noted', codes: [] });
  });

  test('opens none where the outcome was known before a check that was cancelled', () => {
    const again = [notification('2026-08-06', { id: 'b' }), cancel('2026-08-07')];
    const known = [...asked, d0002('2026-08-05', reports.has), ...again];
    expect(told([...known, linked('2026-08-10')]).checks).toEqual([
      '2026-08-03 backstopPresent',
      '2026-08-06 cancelled',
    ]);
  });

  test('opens none on the very day on which a row says that the backstop is known', () => {
    const events = [linked('2026-08-03'), notification('2026-08-03', { knownBackstop: true })];
    expect(told(events).checks).toEqual(['2026-08-03 alreadyKnown']);
  });

  test('opens the next one after a check that was cancelled, or whose supply came back', () => {
    const again = '2026-08-10 ';
    expect(told([...asked, cancel('2026-08-05'), linked('2026-08-10')]).checks).toEqual([
      '2026-08-03 cancelled',
      again,
    ]);
    const lost = appointment('2026-08-05', 'supplierEnds', 'SUPP');
    const back = appointment('2026-08-10', 'supplier', 'SUPP');
    expect(told([...asked, lost, back, linked('2026-08-10')]).checks).toEqual([
      '2026-08-03 supplierLost',
      again,
    ]);
  });

  test('opens none where the supply is known to be another’s, or to have ended', () => {
    const other = appointment('2026-08-10', 'supplier', 'SUPZ');
    expect(told([other, linked('2026-08-10')]).checks).toEqual([]);
    expect(told([linked('2026-08-10'), other]).checks).toEqual([]);
    const ended = appointment('2026-08-05', 'supplierEnds', 'SUPP');
    expect(told([ended, linked('2026-08-10')]).checks).toEqual([]);
    const others = appointment('2026-08-05', 'supplierEnds', 'SUPZ');
    expect(told([others, linked('2026-08-10')]).checks).toEqual(['2026-08-10 ']);
  });

  test('opens none where the configuration says so, nor at a Meter Operator', () => {
    const quiet = { ...supplierRules, linkedExportOpensCheck: false };
    expect(told([linked('2026-08-10')], quiet)).toMatchObject({
      checks: [],
      last: { means: 'noted' },
    });
    expect(told([linked('2026-08-10')], meterOperatorRules)).toMatchObject({
      checks: [],
      last: { means: 'notOurs' },
    });
  });
});

describe('since when a site exports', () => {
  const since = (on: string, exportSince: string, id = on) =>
    ({ ...notification(on, { id }), exportSince }) as const;

  test('is noted where it lies before the notification, and nowhere else', () => {
    expect(told([since('2026-08-03', '2026-08-02')]).checks).toEqual([
      '2026-08-03  EXPORTED_BEFORE_NOTICE',
    ]);
    expect(told([since('2026-08-03', '2026-08-03')]).checks).toEqual(['2026-08-03 ']);
    expect(told([since('2026-08-03', '2026-09-01')]).checks).toEqual(['2026-08-03 ']);
  });

  test('is the earliest day that was told, in any order', () => {
    const events = [
      since('2026-08-03', '2026-07-20', 'a'),
      since('2026-08-05', '2026-07-01', 'b'),
      since('2026-08-06', '2026-08-06', 'c'),
      notification('2026-08-07', { id: 'd' }),
    ];
    for (const some of [events, events.toReversed()]) {
      const { state, checks } = told(some);
      expect(viewOf(supplierRules, state, state.checks[0]!, asOf)).toMatchObject({
        exportSince: '2026-07-01',
      });
      expect(checks).toEqual([
        '2026-08-03  EXPORTED_BEFORE_NOTICE NOTIFIED_AGAIN EXPORTED_BEFORE_NOTICE NOTIFIED_AGAIN NOTIFIED_AGAIN',
      ]);
    }
  });

  test('is noted too on a check whose backstop is known', () => {
    const known = { ...since('2026-08-03', '2026-08-01'), knownBackstop: true };
    expect(told([known]).checks).toEqual(['2026-08-03 alreadyKnown EXPORTED_BEFORE_NOTICE']);
  });
});
