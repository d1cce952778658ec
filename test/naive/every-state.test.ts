/**
 * Every state that a check can come into, in every published profile, and every kind of event told to
 * it there: each ends in a reading, and the naive process comes to the same.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { bounded, keyOf, walk } from '../../scripts/machine-walk.ts';
import { isAskedToRecord, record } from '../../scripts/reliability.ts';
import {
  checkMachine,
  foldAll,
  foldMore,
  type MpanState,
  type ProcessEvent,
  publishedProfiles,
  viewOf,
} from '../../src/process/index.ts';
import { stageOf } from '../../src/process/machine.ts';
import { england, mpan, supplierRules, visit } from '../process/events.ts';
import { type Told, toldAs } from './as-events.ts';
import { foundIn } from './compare.ts';
import type { Says, ToldMeter, What } from './facts.ts';
import { naive } from './process.ts';

const dayOf = (number: number): string =>
  new Date(Date.parse('2026-08-03T00:00:00Z') + number * 86_400_000).toISOString().slice(0, 10);

const meter = (id: string, installedOn: string, more: Partial<ToldMeter> = {}): ToldMeter => ({
  id,
  installedOn,
  nature: 'plain',
  text: null,
  ...more,
});
const details = (meters: readonly ToldMeter[], removed: readonly string[] = []): What => ({
  kind: 'D0150',
  meters,
  removed,
});

/** One of each kind of event that the process hears; dated meters are of the day. */
function everyWhat(on: string): readonly What[] {
  const says: readonly Says[] = [
    'has',
    'hasNot',
    'replaced',
    'cannotReverse',
    'unclear',
    'rejected',
    'noAccess',
  ];
  const old = (more: Partial<ToldMeter> = {}) => meter('OLD1', '2001-05-05', more);
  const fresh = meter(`N${on.slice(5).replace('-', '')}`, on);
  return [
    ...[false, true].map((knownBackstop): What => ({ kind: 'notification', knownBackstop })),
    ...(['code', 'words', 'none'] as const).map((label): What => ({ kind: 'notice', label })),
    ...(['strong', 'weak', 'none'] as const).flatMap((label): What[] => [
      { kind: 'D0001', label, to: 'MOPX' },
      { kind: 'D0142', label, takesAway: false, to: 'MOPX' },
    ]),
    { kind: 'D0142', label: 'none', takesAway: true, to: 'MOPX' },
    ...says.map((one): What => ({ kind: 'D0002', says: one, isAbout: true, meters: ['-'] })),
    { kind: 'D0002', says: 'has', isAbout: false, meters: ['-'] },
    { kind: 'D0002', says: 'has', isAbout: true, meters: ['ELSE'] },
    details([old()]),
    details([old({ nature: 'static' })]),
    details([old({ nature: 'exports' })]),
    details([old({ nature: 'halfHourly' })]),
    details([old({ text: { on, says: 'has' } })]),
    details([old({ text: { on, says: 'hasNot' } })]),
    details([fresh], ['OLD1']),
    details([fresh]),
    details([fresh, old()]),
    details([meter('NEW9', '2026-01-01')]),
    details([], ['OLD1']),
    details([]),
    { kind: 'D0221' },
    { kind: 'meterOperator', party: 'MOPX' },
    { kind: 'meterOperator', party: 'MOPY' },
    { kind: 'meterOperatorEnds', party: 'MOPX' },
    { kind: 'supplier', party: 'SUPP' },
    { kind: 'supplier', party: 'SUPZ' },
    { kind: 'supplierEnds', party: 'SUPP' },
    { kind: 'linkedExport' },
    { kind: 'terminated', party: 'MOPX', since: null },
    ...(
      [
        'has',
        'hasNot',
        'replaced',
        'cannotReverse',
        'askAgain',
        'alreadyKnown',
        'outOfScope',
      ] as const
    ).map((decision): What => ({ kind: 'decide', decision })),
    { kind: 'cancel' },
  ];
}

/** What the process hears too, and what moves no check. */
function others(at: string, profile: string): readonly ProcessEvent[] {
  const act = toldAs({ kind: 'cancel' }, { at, came: at, sender: '', number: 0, profile }).event;
  if (act.kind !== 'operator') throw new Error('a cancellation is an act');
  const action = (name: string, more: object): ProcessEvent =>
    ({ ...act, key: `${act.key}/${name}`, action: { name, ...more } }) as ProcessEvent;
  const when = at.slice(0, 19).replace('T', ' ');
  return [
    action('approve', { flow: 'D0001' }),
    action('resolve', { exceptionId: 'nothing', accept: true }),
    action('propose', { action: { name: 'cancel' } }),
    action('resubmit', { source: 'a.usr', lines: null }),
    visit(when, 'hasBackstop', { profile }),
  ];
}

/** By profile: how many states were reached, and how many events were told in them. */
const counts = new Map<string, { states: number; told: number }>();
let differences = 0;

afterAll(() => {
  if (!isAskedToRecord()) return;
  const figures = [...counts].flatMap(([profile, { states, told }]) => [
    { what: `states of ${profile}, all of them reached`, value: states },
    { what: `events told in these states of ${profile}`, value: told },
  ]);
  record('every-state', {
    title: 'Every state and every event',
    about:
      'Each published profile is walked from state to state by events, until nothing new is reached: that must be every state that the machine can come into. In each of them one event of every kind is told; it must end in a reading, and the naive process must come to the same.',
    command: 'PAWL_RECORD=1 npm test -- test/naive/every-state.test.ts',
    inCi: 'npm test',
    figures: [
      ...figures,
      { what: 'differences', value: differences, wanted: '0', met: differences === 0 },
    ],
  });
});

describe.each([...publishedProfiles.keys()])('in %s', (profile) => {
  const asOf = '2027-03-01T00:00:00Z';
  const foldOf = (told: readonly Told[]) =>
    foldAll(
      supplierRules,
      mpan,
      told.map(({ event }) => event),
      asOf,
    );
  const machine = checkMachine(publishedProfiles.get(profile)!);
  const stateOf = ({ checks }: MpanState) =>
    bounded(machine, checks.at(-1)?.machine ?? machine.unopened);

  const baseline = toldAs(details([meter('OLD1', '2001-05-05')]), {
    at: '2026-06-01T09:00:00Z',
    came: '2026-06-01T09:00:00Z',
    sender: 'MOPX',
    number: 0,
    profile,
  });
  const reached = new Map<string, readonly Told[]>();
  let toldInAll = 0;

  test('every event ends in a reading, and comes to the same for the naive process', () => {
    const toVisit: (readonly Told[])[] = [[baseline]];
    reached.set(keyOf(machine.unopened), [baseline]);
    for (let path = toVisit.shift(); path !== undefined; path = toVisit.shift()) {
      const before = foldOf(path).state;
      const on = dayOf(path.length);
      const at = `${on}T09:00:00Z`;
      for (const what of everyWhat(on)) {
        toldInAll += 1;
        const isRow = /^(notification|meterOperator|supplier)/.test(what.kind);
        const begun = isRow ? `${dayOf(path.length - 1)}T23:00:00Z` : at;
        const telling = {
          at: isRow ? `${on}T00:00:00Z` : at,
          came: begun,
          sender: 'MOPX',
          number: path.length,
          profile,
        };
        const one = toldAs(what, telling);
        const told = [...path, one];
        const events = told.map(({ event }) => event);
        const { state, readings } =
          foldMore(supplierRules, structuredClone(before), [one.event], asOf) ??
          foldAll(supplierRules, mpan, events, asOf);
        const facts = told.map(({ fact }) => fact);
        const pawls = foundIn(state, told, asOf);
        const naives = naive({ option: profile, facts, asOf }, england);
        const isTold = readings.at(-1)?.event.key === one.event.key;
        if (!isTold || !isDeepStrictEqual(pawls, naives)) {
          differences += 1;
          expect(pawls, `${stageOf(stateOf(before))}: ${JSON.stringify(what)}`).toEqual(naives);
          expect(readings.at(-1)?.event.key).toBe(one.event.key);
        }
        const key = keyOf(stateOf(state));
        if (reached.has(key)) continue;
        reached.set(key, told);
        toVisit.push(told);
      }
    }
  }, 900_000);

  test('the events come into every state that the machine can come into', () => {
    const all = new Set(walk(machine).map(({ state }) => keyOf(state)));
    const missing = [...all].filter((key) => !reached.has(key));
    counts.set(profile, { states: reached.size, told: toldInAll });
    expect({ reached: reached.size, missing }).toEqual({ reached: all.size, missing: [] });
  });

  test('what moves no check moves none, in any of them', () => {
    for (const path of reached.values()) {
      const before = foldOf(path).state;
      for (const event of others(`${dayOf(path.length)}T10:00:00Z`, profile)) {
        const events = [...path.map((told) => told.event), event];
        const { state, readings } = foldAll(supplierRules, mpan, events, asOf);
        expect(readings.at(-1)?.event.key).toBe(event.key);
        expect(stateOf(state)).toEqual(stateOf(before));
        for (const check of state.checks) viewOf(supplierRules, state, check, asOf);
      }
    }
  });
});
