/** A D0151: a Supplier ends what it has appointed, and with it what its Meter Operator owed. */
import { describe, expect, test } from 'vitest';
import {
  draftsFor,
  foldAll,
  type ProcessEvent,
  type ProcessRules,
  viewOf,
} from '../../src/process/index.ts';
import {
  appointment,
  d0001,
  d0002,
  decide,
  instant,
  meterOperatorRules,
  mpan,
  notification,
  reports,
  supplierRules,
} from './events.ts';

const asOf = '2026-12-01T00:00:00Z';

interface Told {
  readonly by?: string;
  readonly to?: string;
  readonly fromRole?: string;
  readonly toRole?: string;
  readonly made?: string;
  readonly endedOn?: string;
}

/** The appointment ends with the day before. */
function ended(on: string, more: Told = {}): ProcessEvent {
  const { by = 'SUPP', to = 'MOPX', fromRole = 'X', toRole = 'M', made = on, endedOn } = more;
  const createdAt = instant(made);
  const header = { flow: 'D0151', fromRole, toRole, toMpid: to, createdAt };
  const event = { ...appointment(on, 'terminated', to), sender: by, header };
  return {
    ...event,
    key: `${by}/D0151/1/2/${on}/${endedOn ?? ''}`,
    ...(endedOn === undefined
      ? {}
      : { effectiveAt: createdAt, endedAt: appointment(endedOn, 'terminated', to).effectiveAt }),
  };
}

const appointed = (on: string, by: string, role?: string): readonly ProcessEvent[] => [
  { ...appointment(on, 'supplier', by), sender: by },
  { ...appointment(on, 'meterOperator', 'MOPX'), sender: by, ...(role ? { role } : {}) },
];

function told(events: readonly ProcessEvent[], rules: ProcessRules = meterOperatorRules) {
  const tell = (some: readonly ProcessEvent[]) => {
    const { state, readings } = foldAll(rules, mpan, some, asOf);
    const checks = state.checks.map((check) => {
      const { supplier, outcome, closedOn, exceptions } = viewOf(rules, state, check, asOf);
      return [supplier, outcome, closedOn, ...exceptions.map(({ code }) => code)]
        .filter((one) => one !== null)
        .join(' ');
    });
    return { checks, appointed: state.appointed.meterOperator, readings, loose: state.loose };
  };
  const forward = tell(events);
  // Reversed and doubled it is the same.
  const backward = tell([...events, ...events].toReversed());
  expect(backward.checks).toEqual(forward.checks);
  expect(backward.appointed).toEqual(forward.appointed);
  return forward;
}

const asked = d0001('2026-08-04');

describe('on the Meter Operator’s side', () => {
  test.each(['M', 'S', 'T'])('it closes the check by its day, to the role %s', (toRole) => {
    expect(told([asked, ended('2026-08-10', { toRole, made: '2026-08-06' })]).checks).toEqual([
      'SUPP supplierLost 2026-08-10',
    ]);
  });

  test('it withdraws the stage, which is nobody’s breach', () => {
    const { state } = foldAll(meterOperatorRules, mpan, [asked, ended('2026-08-10')], asOf);
    const view = viewOf(meterOperatorRules, state, state.checks[0]!, asOf);
    expect(view.stages).toMatchObject([{ name: 'investigating', status: 'withdrawn' }]);
  });

  test('it waits for its day', () => {
    const event = ended('2026-08-10', { made: '2026-08-06' });
    const { readings, state } = foldAll(
      meterOperatorRules,
      mpan,
      [asked, event],
      '2026-08-07T00:00:00Z',
    );
    expect(readings.at(-1)).toMatchObject({ means: 'waiting' });
    expect(state.checks[0]?.closedAt).toBeNull();
  });

  test('what was reported before it counts, and what comes after is noted', () => {
    const before = d0002('2026-08-07', reports.has);
    const after = d0002('2026-08-12', reports.has);
    expect(told([asked, before, ended('2026-08-10')]).checks).toEqual([
      'SUPP backstopPresent 2026-08-07',
    ]);
    expect(told([asked, ended('2026-08-10'), after]).checks).toEqual([
      'SUPP supplierLost 2026-08-10',
    ]);
  });

  test('a request after it opens the next check', () => {
    expect(told([asked, ended('2026-08-10'), d0001('2026-08-12')]).checks).toEqual([
      'SUPP supplierLost 2026-08-10',
      'SUPP',
    ]);
  });

  test('without a check it is noted', () => {
    const { checks, readings } = told([ended('2026-08-10')]);
    expect(checks).toEqual([]);
    expect(readings.at(-1)).toMatchObject({ means: 'noted' });
  });

  test('of another Supplier it ends that Supplier’s check alone', () => {
    const stranger = ended('2026-08-10', { by: 'SUPZ' });
    expect(told([asked, stranger])).toMatchObject({ checks: ['SUPP'] });
    const ours = [...appointed('2026-08-01', 'SUPP'), asked];
    expect(told([...ours, stranger])).toMatchObject({ checks: ['SUPP'], appointed: 'MOPX' });
    // The one before, after another has appointed the same Meter Operator.
    const next = [...ours, ...appointed('2026-08-08', 'SUPZ'), d0001('2026-08-09', zFlow)];
    expect(told([...next, ended('2026-08-10')])).toMatchObject({
      checks: ['SUPP supplierLost 2026-08-08', 'SUPZ'],
      appointed: 'MOPX',
    });
  });

  test('the same Supplier’s appointment anew, from that day or later, goes on', () => {
    const first = [...appointed('2026-08-01', 'SUPP'), asked];
    for (const on of ['2026-08-10', '2026-08-12']) {
      const more = [...first, ...appointed(on, 'SUPP')];
      const { checks, appointed: now } = told([...more, ended('2026-08-10')]);
      expect(now).toBe('MOPX');
      // Two days without an appointment end the check; none end nothing.
      expect(checks).toEqual([on === '2026-08-10' ? 'SUPP' : 'SUPP supplierLost 2026-08-10']);
    }
  });

  test('a migration is no end: the MOP ends, the SMEM goes on, whichever day comes first', () => {
    const first = [...appointed('2026-08-01', 'SUPP', 'MOP'), asked];
    for (const on of ['2026-08-07', '2026-08-10']) {
      const more = [...first, ...appointed(on, 'SUPP', 'SMEM'), ended('2026-08-10')];
      const { checks, appointed: now } = told(more);
      expect(now).toBe('MOPX');
      expect(checks).toEqual(['SUPP ROLE_CHANGED']);
    }
    // The DIP does not say which of the roles of migrated MPANs it is; MOP is none of them.
    const dip = { interfaceId: 'IF-035', path: '$[0]' };
    const byDip = { ...appointment('2026-08-07', 'meterOperator', 'MOPX'), sender: 'SUPP', dip };
    expect(told([...first, byDip, ended('2026-08-10')])).toMatchObject({
      checks: ['SUPP'],
      appointed: 'MOPX',
    });
    expect(told([...first, byDip, ended('2026-08-10', { toRole: 'S' })])).toMatchObject({
      checks: ['SUPP supplierLost 2026-08-10'],
      appointed: null,
    });
    expect(told([...first, ended('2026-08-10')])).toMatchObject({
      checks: ['SUPP supplierLost 2026-08-10'],
      appointed: null,
    });
  });

  test('made after its day it ends what was asked in between, when it was made', () => {
    const late = { made: '2026-08-12' };
    const both = [
      ended('2026-08-02', late),
      ended('2026-08-02', { ...late, endedOn: '2026-08-02' }),
    ];
    expect(told([asked, ...both]).checks).toEqual(['SUPP supplierLost 2026-08-12']);
    // Asked before that day, the check ends by it, and a breach of it was none.
    const early = d0001('2026-07-20');
    expect(told([early, ...both]).checks).toEqual(['SUPP supplierLost 2026-08-02']);
    // Appointed anew in between, it goes on.
    const anew = appointed('2026-08-03', 'SUPP');
    expect(told([...anew, asked, ...both])).toMatchObject({ checks: ['SUPP'], appointed: 'MOPX' });
  });

  test('to no Meter Operator, or from no Supplier, it is none of this', () => {
    const data = ended('2026-08-10', { toRole: 'D' });
    const from = ended('2026-08-10', { fromRole: 'R' });
    for (const event of [data, from]) {
      const { checks, readings } = told([asked, event]);
      expect(checks).toEqual(['SUPP']);
      expect(readings.at(-1)).toMatchObject({ means: 'notOurs' });
    }
  });

  test('under a letter that nobody knows it is asked about', () => {
    const { checks } = told([asked, ended('2026-08-10', { toRole: 'Q' })]);
    expect(checks).toEqual(['SUPP ROLE_NOT_KNOWN']);
  });
});

const zFlow = { sender: 'SUPZ', id: 'Z' } as const;

describe('on the Supplier’s side', () => {
  test('it ends the appointment, and the check waits for the next Meter Operator', () => {
    const events = [...appointed('2026-08-01', 'SUPP'), notification('2026-08-03'), asked];
    expect(told([...events, ended('2026-08-10')], supplierRules)).toMatchObject({
      checks: ['SUPP'],
      appointed: null,
    });
  });

  test('of another Meter Operator it ends nothing', () => {
    const events = [...appointed('2026-08-01', 'SUPP'), notification('2026-08-03'), asked];
    const other = ended('2026-08-10', { to: 'MOPY' });
    expect(told([...events, other], supplierRules)).toMatchObject({ appointed: 'MOPX' });
  });

  test('nothing more is written to whose appointment has ended, until somebody names it again', () => {
    const rules = { ...supplierRules, drafts: true };
    const opened = [...appointed('2026-08-01', 'SUPP'), notification('2026-08-03')];
    const lacks = (events: readonly ProcessEvent[]) => {
      const { state } = foldAll(rules, mpan, events, asOf);
      const [draft] = draftsFor(rules, state, state.checks.at(-1)!, asOf).drafts;
      return [draft?.flow, draft?.toMpid, ...(draft?.missing ?? [])];
    };
    const csv = appointment('2026-08-05', 'meterOperatorEnds', 'MOPX');
    expect(lacks(opened)).toEqual(['D0001', 'MOPX']);
    for (const end of [csv, ended('2026-08-05')]) {
      expect(lacks([...opened, end])).toMatchObject([
        'D0001',
        null,
        expect.stringContaining('Meter Operator'),
      ]);
      // Another is appointed, or named.
      const other = appointment('2026-08-06', 'meterOperator', 'MOPY');
      expect(lacks([...opened, end, other])).toEqual(['D0001', 'MOPY']);
      const named = notification('2026-08-07', { id: 'b' });
      expect(lacks([...opened, end, named])).toEqual(['D0001', 'MOPX']);
      const again = appointment('2026-08-08', 'meterOperator', 'MOPX');
      expect(lacks([...opened, end, again])).toEqual(['D0001', 'MOPX']);
    }
    const asked = [...opened, csv, d0001('2026-08-09'), decide('2026-08-10', 'hasNot')];
    expect(lacks(asked)[1]).toBe('MOPX');
    // What was never said to be appointed ends too.
    expect(lacks([notification('2026-08-03'), ended('2026-08-05')])[1]).toBeNull();
    expect(lacks([notification('2026-08-03'), ended('2026-08-05', { to: 'MOPY' })])[1]).toBe(
      'MOPX',
    );
  });
});
