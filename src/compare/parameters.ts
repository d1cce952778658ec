/** How parties behave, as it is read from a file: each parameter with its range and its source. */
import { readFileSync } from 'node:fs';
import { EngineError } from '../engine-error.ts';
import { isMpid } from '../flow/index.ts';
import type { TimeTaken } from './chance.ts';

type Mark = 'published' | 'assumption' | 'observed';

interface Told {
  readonly what: string;
  readonly mark: Mark;
  readonly source: string;
}

/** A value, and how low and how high it may well be. */
interface Parameter<Value> extends Told {
  readonly value: Value;
  readonly low: Value;
  readonly high: Value;
}

export const shareNames = [
  'cannotReverse',
  'hasBackstop',
  'lateNotification',
  'failedVisit',
  'unclearReport',
  'settledByTelephone',
  'refusal',
  'unanswered',
  'replacedAtTheCheck',
  'meterNotAtHand',
  'answersApart',
  'changeOfAgent',
  'migrated',
  'migratesMeanwhile',
] as const;
type ShareName = (typeof shareNames)[number];

export const spanNames = [
  'notification',
  'lateNotification',
  'supplierAsks',
  'supplierOrders',
  'supplierDecides',
  'supplierChases',
  'check',
  'replace',
  'both',
  'answersApart',
] as const;
type SpanName = (typeof spanNames)[number];

const workNames = ['check', 'replace', 'both'] as const;
export type Work = (typeof workNames)[number];

export interface MeterOperator {
  readonly mpid: string;
  /** Of the meters; only the proportion counts. */
  readonly share: number;
  /** Multiplies the days of all its work. */
  readonly pace: number;
  /** Its own, in place of those of all. */
  readonly days?: Partial<Readonly<Record<Work, TimeTaken>>>;
}

export interface Parameters {
  readonly year: number;
  /** How long each check is followed from its notification. */
  readonly horizonWorkingDays: number;
  readonly meterOperators: readonly MeterOperator[];
  readonly aboutMeterOperators: Told;
  /** Multiplies the pace of every Meter Operator. */
  readonly pace: Parameter<number>;
  readonly arrivalByMonth: Parameter<readonly number[]>;
  readonly shares: Readonly<Record<ShareName, Parameter<number>>>;
  readonly days: Readonly<Record<SpanName, Parameter<TimeTaken>>>;
}

/** The values alone, for one run. */
export interface Behaviour {
  readonly year: number;
  readonly horizonWorkingDays: number;
  readonly meterOperators: readonly MeterOperator[];
  readonly pace: number;
  readonly arrivalByMonth: readonly number[];
  readonly shares: Readonly<Record<ShareName, number>>;
  readonly days: Readonly<Record<SpanName, TimeTaken>>;
}

let shipped: Parameters | undefined;

export const shippedParameters = (): Parameters =>
  (shipped ??= readParameters(
    readFileSync(new URL('./parameters.json', import.meta.url), 'utf8'),
    'parameters.json',
  ));

/** Throws COMPARISON_INVALID, which names every mistake. */
export function readParameters(text: string, name: string): Parameters {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(name, [error instanceof Error ? error.message : 'is not JSON']);
  }
  const problems = problemsIn(value);
  if (problems.length > 0) throw invalid(name, problems);
  return value as Parameters;
}

const invalid = (name: string, problems: readonly string[]): EngineError =>
  new EngineError(
    'COMPARISON_INVALID',
    `${name}: ${problems.slice(0, 20).join('; ')}`,
    'docs/which-option.md shows the file with the default parameters; pawl compare --print-parameters prints it',
  );

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumberIn = (value: unknown, low: number, high: number): boolean =>
  typeof value === 'number' && value >= low && value <= high;

const operatorsMax = 50;

function problemsIn(value: unknown): string[] {
  if (!isRecord(value)) return ['is not an object'];
  const found: string[] = [];
  const want = (isRight: boolean, where: string, expected: string): void => {
    if (!isRight) found.push(`${where}: expected ${expected}`);
  };
  const { year, horizonWorkingDays, meterOperators, aboutMeterOperators, shares, days } = value;
  want(Number.isInteger(year) && isNumberIn(year, 2010, 2100), 'year', 'a year');
  want(
    Number.isInteger(horizonWorkingDays) && isNumberIn(horizonWorkingDays, 20, 250),
    'horizonWorkingDays',
    'a whole number from 20 to 250',
  );
  const operators = Array.isArray(meterOperators) ? (meterOperators as unknown[]) : [];
  want(
    operators.length > 0 && operators.length <= operatorsMax,
    'meterOperators',
    `1 to ${operatorsMax} of them`,
  );
  for (const [index, one] of operators.entries()) {
    const at = `meterOperators.${index}`;
    const { mpid, share, pace, days: own = {} } = isRecord(one) ? one : ({} as Json);
    want(typeof mpid === 'string' && isMpid(mpid), `${at}.mpid`, 'four capital letters or digits');
    want(isNumberIn(share, 0, 1e9), `${at}.share`, 'a number from 0');
    want(isPace(pace), `${at}.pace`, paceExpected);
    for (const work of workNames) {
      if (isRecord(own) && work in own) want(isSpan(own[work]), `${at}.days.${work}`, spanExpected);
    }
  }
  want(isRecord(aboutMeterOperators), 'aboutMeterOperators', 'what, mark and source');
  const each = (
    all: unknown,
    within: string,
    names: readonly string[],
    isRight: (value: unknown) => boolean,
    expected: string,
  ): void => {
    for (const name of names) {
      const told = isRecord(all) ? all[name] : null;
      if (!isRecord(told)) {
        want(false, `${within}${name}`, 'what, value, low, high, mark and source');
        continue;
      }
      for (const part of ['value', 'low', 'high']) {
        want(isRight(told[part]), `${within}${name}.${part}`, expected);
      }
    }
  };
  each(value, '', ['pace'], isPace, paceExpected);
  each(value, '', ['arrivalByMonth'], areMonths, 'twelve numbers, January first');
  each(shares, 'shares.', shareNames, (one) => isNumberIn(one, 0, 1), 'a number from 0 to 1');
  each(days, 'days.', spanNames, isSpan, spanExpected);
  return found;
}

const paceExpected = 'a number from 0.1 to 10';
const isPace = (value: unknown): boolean => isNumberIn(value, 0.1, 10);

const areMonths = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 12 &&
  value.every((one) => isNumberIn(one, 0, 1e9)) &&
  value.some((one) => Number(one) > 0);

const spanExpected =
  'days as { "median": 6, "p90": 11 }, { "always": 6 } or { "chances": [0, 0.2, 0.5] }';

function isSpan(value: unknown): boolean {
  if (!isRecord(value)) return false;
  if ('always' in value) return isNumberIn(value['always'], 0, 250);
  if ('chances' in value) {
    const { chances } = value;
    return (
      Array.isArray(chances) &&
      chances.length <= 751 &&
      chances.every((one) => isNumberIn(one, 0, 1))
    );
  }
  const { median, p90 } = value;
  return isNumberIn(median, 0.1, 250) && isNumberIn(p90, Number(median), 250);
}

export const behaviourOf = (parameters: Parameters): Behaviour => {
  const { year, horizonWorkingDays, meterOperators, pace, arrivalByMonth, shares, days } =
    parameters;
  return {
    year,
    horizonWorkingDays,
    meterOperators,
    pace: pace.value,
    arrivalByMonth: arrivalByMonth.value,
    shares: valuesOf(shares),
    days: valuesOf(days),
  };
};

const valuesOf = <Name extends string, Value>(
  all: Readonly<Record<Name, { readonly value: Value }>>,
): Readonly<Record<Name, Value>> =>
  Object.fromEntries(
    Object.entries<{ readonly value: Value }>(all).map(([name, { value }]) => [name, value]),
  ) as Record<Name, Value>;

/** One parameter at one end of its range, all else as it is. */
interface Variation {
  readonly name: string;
  readonly end: 'low' | 'high';
  readonly behaviour: Behaviour;
}

export function variationsOf(parameters: Parameters): readonly Variation[] {
  const base = behaviourOf(parameters);
  const { pace, arrivalByMonth, shares, days } = parameters;
  return (['low', 'high'] as const).flatMap((end) => [
    { name: 'pace', end, behaviour: { ...base, pace: pace[end] } },
    { name: 'arrivalByMonth', end, behaviour: { ...base, arrivalByMonth: arrivalByMonth[end] } },
    ...shareNames.map((name) => ({
      name: `shares.${name}`,
      end,
      behaviour: { ...base, shares: { ...base.shares, [name]: shares[name][end] } },
    })),
    ...spanNames.map((name) => ({
      name: `days.${name}`,
      end,
      behaviour: withDays(base, name, days[name][end]),
    })),
  ]);
}

/** Where a Meter Operator has days of its own, they give way: it is asked what all being so would do. */
const withDays = (base: Behaviour, name: SpanName, span: TimeTaken): Behaviour => ({
  ...base,
  days: { ...base.days, [name]: span },
  meterOperators: base.meterOperators.map((one) =>
    one.days?.[name as Work] === undefined ? one : { ...one, days: { ...one.days, [name]: span } },
  ),
});
