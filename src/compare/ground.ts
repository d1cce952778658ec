/** What the checks of one option stand on: the rules of the gateway under that profile, and the days. */
import type { Instant, LocalDate } from '../calendar/index.ts';
import { type Config, readConfig } from '../config/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { EngineError } from '../engine-error.ts';
import { meterOperatorSide } from '../market/index.ts';
import type { AlertRules, ProcessRules, Profile } from '../process/index.ts';
import { rulesWith } from '../rules/index.ts';
import { loadCatalogue } from '../shipped-flows.ts';
import type { StoredCalendar } from '../store/index.ts';
import { type KnownDays, daysOfCalendar } from './days.ts';
import type { Behaviour } from './parameters.ts';

/** What a configuration says that decides about deadlines and alerts; it may go to another thread. */
export interface DeskRules {
  /** Keys of pawl.config.json. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly calendars: readonly StoredCalendar[];
}

export const plainDesk: DeskRules = { settings: {}, calendars: [] };

/** What of a gateway decides about deadlines, whoever its participant is. */
export async function deskRulesOf({ config, store }: Gateway): Promise<DeskRules> {
  const { calendar, calendars, cutoff, nonWorkingTrigger, profiles, headerTimeZone } = config;
  return {
    settings: { calendar, calendars, cutoff, nonWorkingTrigger, profiles, headerTimeZone },
    calendars: await store.calendars(),
  };
}

/** Ours: whose checks they are. It has no counterpart in any market. */
const supplier = 'SUPP';

export interface PlayedOption {
  readonly config: Config;
  readonly rules: ProcessRules;
  readonly alertRules: AlertRules;
  readonly profile: Profile;
  readonly days: KnownDays;
  /** Of each flow the version that is written. */
  readonly versions: ReadonlyMap<string, string>;
  /** Whether a Meter Operator first says what it found, and is then asked to replace. */
  readonly reportsFirst: boolean;
  /** Stands where a check is put. */
  readonly clock: { readonly now: () => Instant; readonly set: (instant: Instant) => void };
}

export const settingsOf = (
  { settings }: DeskRules,
  profile: string,
): Readonly<Record<string, unknown>> => ({
  ...settings,
  mpid: supplier,
  role: 'Supplier',
  profile,
  send: 'approve',
  undoSeconds: 0,
  fileIdentifierPrefix: 'CO',
});

export function groundOf(desk: DeskRules, profile: string, behaviour: Behaviour): PlayedOption {
  const config = readConfig(settingsOf(desk, profile), 'pawl.config.json');
  const { rules, alertRules } = rulesWith(
    config,
    { calendars: desk.calendars, merges: [] },
    loadCatalogue(),
  );
  const machine = rules.machines.get(profile);
  const calendar = rules.calendarFor('', null);
  if (machine === undefined || calendar === undefined) {
    throw new EngineError(
      'COMPARISON_INVALID',
      `there is no profile ${profile}`,
      `known are ${[...rules.machines.keys()].join(', ')}; profiles in pawl.config.json add your own`,
    );
  }
  const { profile: played } = machine;
  let now: Instant = '';
  return {
    config,
    rules,
    alertRules,
    profile: played,
    versions: new Map([...rules.catalogue.flows.values()].map((one) => [one.flow, one.version])),
    reportsFirst: Object.values(played.stages).some(
      ({ owner, owes }) => owner === meterOperatorSide && owes.join() === 'D0002',
    ),
    days: daysOfCalendar(calendar, rules.zone, ...yearsAround(behaviour)),
    clock: {
      now: () => now,
      set: (instant) => {
        now = instant;
      },
    },
  };
}

/** From the earliest installation to the last day on which a check is followed. */
const yearsAround = ({ year }: Behaviour): readonly [LocalDate, LocalDate] => [
  `${year - 2}-01-01`,
  `${year + 1}-12-31`,
];
