/**
 * Everything that a configuration and the bank holidays decide about checks, as one value, so that
 * two of them can be laid side by side: the one in force, and one that may take its place.
 */
import type { Config } from '../config/index.ts';
import { type Catalogue, catalogueWith } from '../flow/index.ts';
import { sha256Of } from '../files/index.ts';
import { type CalendarTimeline, calendarTimeline, type Gateway } from '../gateway/index.ts';
import {
  type MarketReference,
  marketRolesOf,
  meaningsIn,
  meterOperatorSide,
  referenceOf,
  shippedReference,
  standingMerges,
  supplierSide,
} from '../market/index.ts';
import {
  type AlertRules,
  checkMachine,
  type ProcessRules,
  processVersion,
  profilesWith,
} from '../process/index.ts';
import { extendReadingRules, readingRules } from '../reading/index.ts';
import type { Notes, StoredCalendar, StoredMerge } from '../store/index.ts';

export interface RuleBook {
  readonly rules: ProcessRules;
  readonly alertRules: AlertRules;
  readonly calendars: CalendarTimeline;
}

export function ruleBookOf(
  config: Config,
  calendars: CalendarTimeline,
  catalogue: Catalogue,
  reference: MarketReference = shippedReference,
): RuleBook {
  const { profiles } = profilesWith(config.profiles);
  const rules = {
    participant: { mpid: config.mpid, role: config.role },
    roles: marketRolesOf(reference, {
      [supplierSide]: config.letters.supplier,
      [meterOperatorSide]: config.letters.meterOperator,
    }),
    catalogue,
    machines: new Map([...profiles].map(([id, profile]) => [id, checkMachine(profile)])),
    reading: extendReadingRules(readingRules, config.rules),
    staticMeterTypes: config.staticMeterTypes,
    drafts: config.send !== 'never',
    zone: config.headerTimeZone,
    ruleSet: { cutoff: config.cutoff, nonWorkingTrigger: config.nonWorkingTrigger },
    calendarFor: calendars.calendarFor,
    lateClaimWorkingDays: config.lateClaimWorkingDays,
    linkedExportOpensCheck: config.linkedExportOpensCheck,
  };
  const { dueSoonWorkingDays, escalateEveryWorkingDays, escalationsMax } = config;
  const alertRules = { dueSoonWorkingDays, escalateEveryWorkingDays, escalationsMax };
  return { rules, alertRules, calendars };
}

/** What decides about checks beside the configuration, as it was merged. */
interface MergedRules {
  readonly calendars: readonly StoredCalendar[];
  readonly merges: readonly StoredMerge[];
}

export const mergedRules = async (store: Notes): Promise<MergedRules> => ({
  calendars: await store.calendars(),
  merges: await store.merges(),
});

/** The rules of a configuration and of what is merged. */
export function rulesWith(
  config: Config,
  { calendars: stored, merges }: MergedRules,
  catalogue: Catalogue,
): RuleBook {
  const calendars = calendarTimeline(config.calendar, config.calendars, stored);
  const editions = standingMerges(merges).flatMap(({ merge }) => merge.edition ?? []);
  return ruleBookOf(config, calendars, catalogueWith(catalogue, editions), referenceOf(merges));
}

/** The gateway with other rules. */
export const withRules = (gateway: Gateway, config: Config, merged: MergedRules): Gateway => ({
  ...gateway,
  config,
  ...rulesWith(config, merged, gateway.rules.catalogue),
});

/** The digest of all that decides about checks except the bank holidays; the same decides the same. */
export function digestOfRules(config: Config, { rules, alertRules }: RuleBook): string {
  const profiles = [...rules.machines.values()].map(({ profile }) => profile);
  const { participant, roles, reading, staticMeterTypes, drafts, zone, ruleSet } = rules;
  const { lateClaimWorkingDays, linkedExportOpensCheck } = config;
  const { calendar, calendars } = config;
  const clock = { zone, ruleSet, calendar, calendars };
  const all = {
    processVersion,
    participant,
    profiles,
    reading,
    staticMeterTypes,
    drafts,
    clock,
    lateClaimWorkingDays,
    linkedExportOpensCheck,
    alertRules,
    roles: [meaningsIn(roles.reference), roles.preferred],
    ...(rules.catalogue.beside === undefined ? {} : { editions: rules.catalogue.beside.editions }),
  };
  return sha256Of(JSON.stringify(all));
}

/** The digest of the bank holidays that count now. */
export const digestOfHolidays = ({ calendars }: RuleBook): string =>
  sha256Of(JSON.stringify(calendars.newest()));
