/** The homes of a comparison: what is on the wall, who looks after it, and when it was notified. */
import type { LocalDate } from '../calendar/index.ts';
import { mpanWithCheckDigit } from '../flow/index.ts';
import { type Chance, chanceOf, waitOf } from './chance.ts';
import type { KnownDays } from './days.ts';
import type { Behaviour, MeterOperator } from './parameters.ts';

export const meterKinds = ['has', 'hasNot', 'cannotReverse'] as const;
type MeterKind = (typeof meterKinds)[number];

export interface Home {
  readonly number: number;
  readonly mpan: string;
  readonly meterId: string;
  readonly kind: MeterKind;
  readonly meterOperator: MeterOperator;
  readonly installedOn: LocalDate;
  readonly notifiedOn: LocalDate;
  readonly isMigrated: boolean;
  readonly migratesMeanwhile: boolean;
  readonly chance: Chance;
}

/** What a row of a portfolio CSV says; what it leaves empty is drawn as for any other home. */
export interface PortfolioRow {
  readonly mpan: string;
  readonly notifiedOn?: LocalDate;
  readonly installedOn?: LocalDate;
  readonly meterOperator?: string;
  readonly meter?: MeterKind;
  readonly migrated?: boolean;
}

/** The home of a number, from 0. The same seed and number give the same home under every option. */
export function homeOf(
  behaviour: Behaviour,
  days: KnownDays,
  seed: number,
  number: number,
  row: PortfolioRow | undefined,
): Home {
  const chance = chanceOf(seed, number);
  const { shares } = behaviour;
  const notifiedOn = row?.notifiedOn ?? arrivalOf(behaviour, chance('day'));
  const isMigrated = row?.migrated ?? chance('isMigrated') < shares.migrated;
  return {
    number,
    mpan: row?.mpan ?? mpanWithCheckDigit(`12${String(number + 1).padStart(10, '0')}`),
    meterId: `K${String(number + 1).padStart(9, '0')}`,
    kind: row?.meter ?? kindOf(behaviour, chance),
    meterOperator: operatorOf(behaviour, row?.meterOperator, chance('meterOperator')),
    installedOn: row?.installedOn ?? installedBefore(behaviour, days, notifiedOn, chance),
    notifiedOn,
    isMigrated,
    migratesMeanwhile: !isMigrated && chance('migratesMeanwhile') < shares.migratesMeanwhile,
    chance,
  };
}

function kindOf({ shares }: Behaviour, chance: Chance): MeterKind {
  if (chance('cannotReverse') < shares.cannotReverse) return 'cannotReverse';
  return chance('hasBackstop') < shares.hasBackstop ? 'has' : 'hasNot';
}

function operatorOf(
  { meterOperators }: Behaviour,
  named: string | undefined,
  chance: number,
): MeterOperator {
  if (named !== undefined) {
    const known = meterOperators.find(({ mpid }) => mpid === named);
    return known ?? { mpid: named, share: 0, pace: 1 };
  }
  return drawn(meterOperators, ({ share }) => share, chance) as MeterOperator;
}

/** A day of the year: the months by their weights, the days of a month alike. */
function arrivalOf({ year, arrivalByMonth }: Behaviour, chance: number): LocalDate {
  const all = arrivalByMonth.reduce((sum, one) => sum + one, 0);
  let left = chance * all;
  for (const [index, weight] of arrivalByMonth.entries()) {
    if (left < weight) {
      const month = index + 1;
      const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
      const day = 1 + Math.floor((left / weight) * days);
      return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
    }
    left -= weight;
  }
  return `${year}-12-31`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Ours: an installation of more than a year before is a notification by mistake. */
const installedDaysMax = 250;

function installedBefore(
  { shares, days: spans }: Behaviour,
  days: KnownDays,
  notifiedOn: LocalDate,
  chance: Chance,
): LocalDate {
  const usual = waitOf(spans.notification, chance('notification')) ?? 0;
  const isLate = chance('isLate') < shares.lateNotification;
  const more = isLate ? (waitOf(spans.lateNotification, chance('lateNotification')) ?? 0) : 0;
  return days.after(notifiedOn, -Math.min(installedDaysMax, usual + more));
}

function drawn<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  chance: number,
): Item | undefined {
  let left = chance * items.reduce((sum, one) => sum + weightOf(one), 0);
  return items.find((one) => (left -= weightOf(one)) < 0) ?? items.at(-1);
}
