/**
 * The register at a glance, for the report and the page: what is approved, since when, where each entry
 * stands on a day, and what changed when.
 */
import type { LocalDate } from '../../calendar/index.ts';
import { committeesFor } from './cop-rules.ts';
import { oursMarkOf } from './in-words.ts';
import { type KnownDate, knownDateInWords } from './known-date.ts';
import type { ComplianceEntry, ProtocolEntry, Register } from './register.ts';
import { isSameName, type ListStanding, listStandingOf } from './standing.ts';

/** Entries that differ in their variant alone are one line, for a person reads them as one. */
interface ComplianceLine extends Omit<ComplianceEntry, 'line' | 'variant'> {
  readonly variants: readonly string[];
  readonly committees: readonly string[];
  readonly standing: ListStanding;
  /** The firmware that took its place, where one did. */
  readonly supersededBy: string | null;
}

interface ProtocolLine extends Omit<ProtocolEntry, 'line' | 'variant'> {
  readonly variants: readonly string[];
  readonly standing: ListStanding;
}

interface Change {
  /** A day or a month. */
  readonly on: string;
  /** The same in words. */
  readonly when: string;
  readonly what: string;
}

interface Overview {
  readonly on: LocalDate;
  readonly compliance: readonly ComplianceLine[];
  readonly protocols: readonly ProtocolLine[];
  /** The newest first. */
  readonly changes: readonly Change[];
}

export function overviewOf({ compliance, protocols }: Register, on: LocalDate): Overview {
  const listed = merged(compliance).map((one) => ({
    ...one,
    committees: committeesFor(one.cop).committees,
    standing: listStandingOf(one, on),
    supersededBy: successorOf(compliance, one),
  }));
  const held = merged(protocols).map((one) => ({ ...one, standing: listStandingOf(one, on) }));
  return { on, compliance: listed, protocols: held, changes: changesOf(listed, held) };
}

/** The firmware of the same meter type that came on the list when this one's time was over. */
function successorOf(
  all: readonly ComplianceEntry[],
  { manufacturer, model, firmware, cop, issue, to }: Omit<ComplianceEntry, 'line' | 'variant'>,
): string | null {
  if (to === null) return null;
  const next = all.find(
    (one) =>
      isSameName(one.manufacturer, manufacturer) &&
      isSameName(one.model, model) &&
      !isSameName(one.firmware, firmware) &&
      one.cop === cop &&
      one.issue === issue &&
      (one.from ?? '') >= to.slice(0, one.from?.length),
  );
  return next?.firmware ?? null;
}

type Merged<T> = Omit<T, 'line' | 'variant'> & { readonly variants: readonly string[] };

function merged<T extends ComplianceEntry | ProtocolEntry>(entries: readonly T[]): Merged<T>[] {
  const groups = new Map<string, { one: Omit<T, 'line' | 'variant'>; variants: string[] }>();
  for (const entry of entries) {
    const { line: _line, variant, ...one } = entry;
    const key = JSON.stringify(one);
    const group = groups.get(key) ?? { one, variants: [] };
    if (variant !== '') group.variants.push(variant);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ one, variants }) => ({ ...one, variants }));
}

function changesOf(
  compliance: readonly Omit<ComplianceLine, 'standing'>[],
  protocols: readonly Omit<ProtocolLine, 'standing'>[],
): Change[] {
  const changes = new Map<string, { on: string; what: string; cops: Set<string> }>();
  const add = (on: KnownDate, what: string, cop: string | null): void => {
    if (on === null) return;
    const change = changes.get(`${on} ${what}`) ?? { on, what, cops: new Set<string>() };
    if (cop !== null) change.cops.add(cop);
    changes.set(`${on} ${what}`, change);
  };
  for (const one of compliance) {
    const {
      manufacturer,
      model,
      variants,
      firmware,
      cop,
      issue,
      from,
      to,
      supersededBy,
      reference,
    } = one;
    const type = `${manufacturer} ${model}${inBrackets(variants)}, firmware ${firmware}`;
    add(from, `${type}: listed`, `CoP${cop} Issue ${issue}`);
    const end = supersededBy === null ? 'taken off the list' : `superseded by ${supersededBy}`;
    add(to, `${type}: ${end}${oursMarkOf(reference)}`, `CoP${cop} Issue ${issue}`);
  }
  for (const { mpid, software, model, variants, applied, from, to, listVersion } of protocols) {
    const what = `${mpid}'s ${software} for ${model}${inBrackets(variants)}`;
    const list = listVersion === '' ? '' : `, list ${listVersion}`;
    add(applied, `${what}: protocol approval applied for`, null);
    add(from, `${what}: protocol approval given${list}`, null);
    add(to, `${what}: protocol approval ended`, null);
  }
  return [...changes.values()]
    .map(({ on, what, cops }) => ({
      on,
      when: knownDateInWords(on),
      what: cops.size === 0 ? what : `${what} for ${[...cops].join(', ')}`,
    }))
    .sort((one, other) => (one.on < other.on ? 1 : one.on > other.on ? -1 : 0));
}

const inBrackets = (variants: readonly string[]): string =>
  variants.length === 0 ? '' : ` (${variants.join(', ')})`;
