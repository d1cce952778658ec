/** A random history of one MPAN in August and September 2026: the same for the same seed. */
import { seeded } from '../support/seeded.ts';
import { type Told, toldAs } from './as-events.ts';
import type { Says, ToldMeter, What } from './facts.ts';

export interface RandomHistory {
  readonly option: string;
  readonly told: readonly Told[];
  readonly asOf: string;
  /** A shuffle of the history with repeats, in the pieces in which it arrives. */
  readonly arrivals: readonly (readonly number[])[];
}

export interface Chance {
  readonly next: () => number;
  readonly oneOf: <T>(some: readonly T[]) => T;
  /** True once in so many times. */
  readonly onceIn: (times: number) => boolean;
}

export function chanceOf(seed: number): Chance {
  const next = seeded(seed);
  return {
    next,
    oneOf: (some) => some[Math.floor(next() * some.length)]!,
    onceIn: (times) => next() * times < 1,
  };
}

const second = 1000;
const day = 86_400 * second;
const begins = Date.parse('2026-08-03T00:00:00Z');
const textOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
/** The clocks are at summer time all along, so a local day begins at 23:00 of the day before. */
const startOfDay = (date: string): string =>
  textOf(Date.parse(`${date}T00:00:00Z`) - 3600 * second);

const settled = [
  'LABEL_UNCLEAR',
  'SENDER_NOT_APPOINTED',
  'RESPONSE_WITHOUT_REQUEST',
  'EXCHANGED_BEFORE_REQUEST',
  'METERS_DIFFER',
  'REMOVAL_ONLY',
  'REMOVAL_NOT_SEEN',
  'OUT_OF_SCOPE',
  'BACKSTOP_BEFORE_ORDER',
  'KNOWN_BACKSTOP_CLAIMED',
  'RESPONSE_BEFORE_REQUEST',
  'LATE_CLAIM',
  'REPORT_UNCLEAR',
  'UNEXPECTED_FLOW',
];

export function randomHistory(seed: number): RandomHistory {
  const chance = chanceOf(seed);
  const { oneOf, onceIn, next } = chance;
  const option = oneOf(['option-1', 'option-2', 'option-3']);
  const told = new Map<string, Told>();
  // Often in the order of the process, a few days apart; else anywhere in two months.
  const isOrderly = !onceIn(4);
  let clock = begins;
  const length = 1 + Math.floor(next() * 12);
  if (onceIn(2)) {
    const meters = [
      meterNamed('OLD1', '2001-05-05'),
      ...(onceIn(5) ? [meterNamed('OLD2', '2001-05-05')] : []),
    ];
    const what: What = { kind: 'D0150', meters, removed: [] };
    const baseline = { at: '2026-06-01T09:00:00Z', came: '2026-06-01T09:00:00Z', sender: 'MOPX' };
    const one = toldAs(what, { ...baseline, number: 100, profile: option });
    told.set(one.fact.key, one);
  }
  for (let number = 0; number < length; number += 1) {
    clock = isOrderly
      ? clock + Math.floor(next() * next() * 12) * day
      : begins + Math.floor(next() * 60) * day;
    const time = oneOf(['00:00:00', '09:00:00', '09:00:00', '12:30:00', '22:59:59', '23:30:00']);
    const at = `${textOf(clock).slice(0, 10)}T${time}Z`;
    const what = randomWhat(chance, at.slice(0, 10));
    const isRow = /^(notification|meterOperator|supplier)/.test(what.kind);
    const isAct = what.kind === 'decide' || what.kind === 'cancel';
    const begun = isRow ? startOfDay(at.slice(0, 10)) : at;
    const came =
      isRow || isAct
        ? begun
        : textOf(Date.parse(at) + oneOf([0, 0, 0, 0, 0, 1, 2, 5, 20, -0.1]) * day);
    const sender = onceIn(8) ? 'MOPY' : 'MOPX';
    const one = toldAs(what, { at: begun, came, sender, number: 101 + number, profile: option });
    if (!told.has(one.fact.key)) told.set(one.fact.key, one);
  }
  for (let some = onceIn(2) ? 1 : 0; some > 0 || onceIn(5); some -= 1) {
    const cause = oneOf([...told.values()].filter(({ fact }) => fact.what.kind !== 'resolve'));
    const at = textOf(Date.parse(cause.fact.at) + Math.floor(next() * 25) * day + 7200 * second);
    const what: What = {
      kind: 'resolve',
      code: oneOf(settled),
      of: cause.fact.key,
      accept: !onceIn(3),
    };
    const act = { at, came: at, sender: '', number: 0, profile: option };
    const one = toldAs(what, act, cause.event);
    if (!told.has(one.fact.key)) told.set(one.fact.key, one);
  }
  const all = [...told.values()];
  const last = Math.max(
    ...all.map(({ fact }) => Date.parse(fact.at > fact.came ? fact.at : fact.came)),
  );
  const asOf = textOf(last + Math.floor(next() * 40) * day);
  return { option, told: all, asOf, arrivals: randomArrivals(chance, all.length) };
}

/** Any order, any repeats, in pieces of one to three. */
function randomArrivals({ next, onceIn, oneOf }: Chance, length: number): readonly number[][] {
  const order = [...Array(length).keys()];
  // Now and then in order: then Pawl folds news onto what it has.
  if (!onceIn(3)) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(next() * (at + 1));
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
  }
  const all = order.flatMap((one) => (onceIn(6) ? [one, oneOf(order)] : [one]));
  const pieces: number[][] = [];
  while (all.length > 0) pieces.push(all.splice(0, oneOf([1, 1, 2, 3])));
  return pieces;
}

const meterNamed = (id: string, installedOn: string): ToldMeter => ({
  id,
  installedOn,
  nature: 'plain',
  text: null,
});

function randomMeter({ oneOf, onceIn }: Chance, on: string): ToldMeter {
  const id = oneOf(['OLD1', 'OLD1', 'NEW1', 'NEW1', 'NEW1', 'NEW2', 'OLD2']);
  const old = oneOf(['2001-05-05', '2001-05-05', '2026-07-30']);
  const isNew = id.startsWith('NEW') !== onceIn(10);
  return {
    id,
    installedOn: isNew ? on : old,
    nature: oneOf(['plain', 'plain', 'plain', 'plain', 'plain', 'halfHourly', 'static', 'exports']),
    text: onceIn(3)
      ? { on: onceIn(4) ? '2026-07-01' : on, says: oneOf(['has', 'hasNot', 'other']) }
      : null,
  };
}

function randomDetails(chance: Chance, on: string): What {
  const { oneOf, onceIn } = chance;
  if (onceIn(3)) {
    // An exchange as it should be told, at once or in two files.
    const fresh = [meterNamed('NEW1', on)];
    const meters = onceIn(5) ? [] : fresh;
    return { kind: 'D0150', meters, removed: meters.length === 0 || !onceIn(3) ? ['OLD1'] : [] };
  }
  const meters = new Map<string, ToldMeter>();
  for (let some = oneOf([0, 1, 1, 1, 1, 2]); some > 0; some -= 1) {
    const meter = randomMeter(chance, on);
    meters.set(meter.id, meter);
  }
  const removed = ['OLD1', 'OLD2', 'NEW1'].filter(() => onceIn(6));
  return { kind: 'D0150', meters: [...meters.values()], removed };
}

const everySays: readonly Says[] = [
  'has',
  'has',
  'hasNot',
  'hasNot',
  'replaced',
  'cannotReverse',
  'unclear',
  'rejected',
  'noAccess',
];

function randomWhat(chance: Chance, on: string): What {
  const { oneOf, onceIn, next } = chance;
  const to = onceIn(8) ? 'MOPY' : 'MOPX';
  const label = oneOf(['strong', 'strong', 'strong', 'strong', 'weak', 'none'] as const);
  const drawn = next() * 22;
  if (drawn < 4) return { kind: 'D0001', label, to };
  if (drawn < 6) return { kind: 'D0142', label, takesAway: onceIn(5), to };
  if (drawn < 11) {
    const meters = onceIn(3) ? [oneOf(['OLD1', ' old1', 'OLD2', 'NEW1', '0NEW1'])] : ['-'];
    if (onceIn(8)) meters.push(oneOf(['OLD2', 'NEW2']));
    return {
      kind: 'D0002',
      says: oneOf(everySays),
      isAbout: !onceIn(10),
      meters: [...new Set(meters)],
    };
  }
  if (drawn < 16) return randomDetails(chance, on);
  if (drawn < 17) return { kind: 'notification', knownBackstop: onceIn(4) };
  if (drawn < 18) return { kind: 'notice', label: oneOf(['code', 'code', 'words', 'none']) };
  if (drawn < 19) return { kind: 'D0221' };
  if (drawn < 20.5) {
    const decisions = [
      'has',
      'hasNot',
      'replaced',
      'cannotReverse',
      'askAgain',
      'askAgain',
      'outOfScope',
    ];
    return onceIn(8) ? { kind: 'cancel' } : { kind: 'decide', decision: oneOf(decisions) as 'has' };
  }
  return oneOf<What>([
    { kind: 'meterOperator', party: 'MOPX' },
    { kind: 'meterOperator', party: 'MOPY' },
    { kind: 'meterOperatorEnds', party: 'MOPX' },
    { kind: 'supplier', party: 'SUPP' },
    { kind: 'supplier', party: 'SUPZ' },
    { kind: 'supplierEnds', party: 'SUPP' },
  ]);
}
