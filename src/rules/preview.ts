/**
 * What a configuration, a bank-holiday feed or reference data would change, if it took effect now: every MPAN is
 * folded under the rules in force and under the candidate's, and the checks that would stand
 * otherwise are told with the reason. Nothing is written, and only one MPAN is in memory at a time.
 */
import {
  type BankHolidays,
  type Calendar,
  type Instant,
  isWorkingDay,
  localDateOf,
} from '../calendar/index.ts';
import { type Config, type KeyDifference, keysBetween, valueInWords } from '../config/index.ts';
import { type Gateway, orFault } from '../gateway/index.ts';
import { foldAll, type MpanState, openStage, type ProcessEvent } from '../process/index.ts';
import type { ChangedCheck, StoredMerge } from '../store/index.ts';
import { mergedRules, type RuleBook, withRules } from './rule-book.ts';
import { effectsBetween, standingsOf } from './rule-effect.ts';

interface Candidate {
  readonly config: Config;
  /** The bank holidays that would be in force; null where they stay. */
  readonly holidays: BankHolidays | null;
  /** Reference data that would be merged too. */
  readonly merge?: StoredMerge;
  /** As which it is named among the reasons; a feed that is merged if left out. */
  readonly about?: string;
}

export interface PreviewedCheck extends ChangedCheck {
  /** Each change of the rules that alone makes a difference to this check. */
  readonly why: readonly string[];
}

export interface Preview {
  readonly keys: readonly KeyDifference[];
  readonly mpans: number;
  readonly checks: number;
  /** MPANs that cannot be folded, under the one rules or the other. */
  readonly held: readonly string[];
}

/** The keys that decide about checks which are there already. */
const decisive: ReadonlySet<string> = new Set([
  'profiles',
  'rules',
  'staticMeterTypes',
  'cutoff',
  'nonWorkingTrigger',
  'headerTimeZone',
  'lateClaimWorkingDays',
  'linkedExportOpensCheck',
  'calendar',
  'calendars',
  'dueSoonWorkingDays',
  'escalateEveryWorkingDays',
  'escalationsMax',
  'send',
]);

const feedAspect = 'calendar feed';

/** One difference by itself: the rules in force with nothing but it changed. */
interface Aspect {
  readonly name: string;
  readonly keys: readonly KeyDifference[];
  readonly book: RuleBook;
}

const mpansPerRead = 500;

export async function previewChanges(
  gateway: Gateway,
  inForce: Config,
  candidate: Candidate,
  onCheck: (check: PreviewedCheck) => Promise<void>,
): Promise<Preview> {
  const { store } = gateway;
  const { calendars, merges } = await mergedRules(store);
  const at = gateway.clock.now();
  const bookOf: BookOf = ({ config, holidays, merge }) => {
    const feed =
      holidays === null
        ? []
        : [{ mergedAt: at, source: feedAspect, sha256: '', bankHolidays: holidays }];
    return withRules(gateway, config, {
      calendars: [...calendars, ...feed],
      merges: merge === undefined ? merges : [...merges, merge],
    });
  };
  const keys = keysBetween(inForce, candidate.config);
  const current = bookOf({ config: inForce, holidays: null });
  const other = bookOf(candidate);
  const aspects = aspectsOf(keys, inForce, candidate, bookOf);
  let mpans = 0;
  let checks = 0;
  const held: string[] = [];
  for (let after = ''; aspects.length > 0; ) {
    const some = await store.mpansAfter(after, mpansPerRead);
    const last = some.at(-1);
    if (last === undefined) break;
    const alertsOf = await store.alertsAmong(
      some.filter(({ alerted }) => alerted).map(({ mpan }) => mpan),
    );
    const journalOf = await store.journalsOf(some.map(({ mpan }) => mpan));
    for (const { mpan, alerted } of some) {
      mpans += 1;
      const raised = alerted ? alertsOf(mpan) : [];
      const told = await orFault(gateway, 'fold', mpan, () => {
        const under = underWhich(mpan, journalOf(mpan), raised, at);
        const now = under(current);
        const changed = effectsBetween(mpan, now.standings, under(other).standings);
        return changed.map((check) => ({
          ...check,
          why: reasonsOf(check, aspects, current, now, under),
        }));
      });
      if ('fault' in told) held.push(mpan);
      for (const check of 'value' in told ? told.value : []) {
        checks += 1;
        await onCheck(check);
      }
    }
    after = last.mpan;
    gateway.progress?.('folding under both', mpans, mpans);
  }
  return { keys, mpans, checks, held };
}

type BookOf = (candidate: Candidate) => RuleBook;

function aspectsOf(
  keys: readonly KeyDifference[],
  inForce: Config,
  { config, holidays, merge, about = feedAspect }: Candidate,
  bookOf: BookOf,
): readonly Aspect[] {
  const names = new Set(keys.map(({ key }) => key.split('.')[0] ?? ''));
  const ofKeys = [...names]
    .filter((name) => decisive.has(name))
    .map((name) => ({
      name,
      keys: keys.filter(({ key }) => key.split('.')[0] === name),
      book: bookOf({
        config: { ...inForce, [name]: config[name as keyof Config] },
        holidays: null,
      }),
    }));
  if (holidays === null && merge === undefined) return ofKeys;
  const merged = merge === undefined ? {} : { merge };
  const book = bookOf({ config: inForce, holidays, ...merged });
  return [...ofKeys, { name: about, keys: [], book }];
}

interface Folded {
  readonly state: MpanState;
  readonly standings: ReturnType<typeof standingsOf>;
}

/** Folds one MPAN under any rule book. */
const underWhich =
  (
    mpan: string,
    journal: readonly ProcessEvent[],
    raised: Parameters<typeof standingsOf>[2],
    at: Instant,
  ) =>
  (book: RuleBook): Folded => {
    const { state } = foldAll(book.rules, mpan, journal, at);
    return { state, standings: standingsOf(book, state, raised, at) };
  };

function reasonsOf(
  check: ChangedCheck,
  aspects: readonly Aspect[],
  current: RuleBook,
  now: Folded,
  under: (book: RuleBook) => Folded,
): readonly string[] {
  const reasons = aspects.flatMap((aspect) => {
    const then = under(aspect.book);
    const isIts = effectsBetween(check.mpan, now.standings, then.standings).some(
      ({ supplier, sequence }) => supplier === check.supplier && sequence === check.sequence,
    );
    return isIts ? [reasonInWords(check, aspect, current, now.state, then.state)] : [];
  });
  if (reasons.length > 0) return reasons;
  return [`only together: ${aspects.map(({ name }) => name).join(', ')}`];
}

function reasonInWords(
  { mpan, supplier, sequence }: ChangedCheck,
  { name, keys, book }: Aspect,
  current: RuleBook,
  now: MpanState,
  then: MpanState,
): string {
  const ofState = ({ checks }: MpanState) =>
    checks.find((one) => one.supplier === supplier && one.sequence === sequence);
  const before = ofState(now);
  const after = ofState(then);
  const told = (differences: readonly KeyDifference[]): string =>
    differences
      .map(({ key, from, to }) => `${key}: ${valueInWords(from)} → ${valueInWords(to)}`)
      .join(', ');
  if (name === 'rules') {
    const known = new Set((before?.evidence ?? []).map(({ words, finding }) => words + finding));
    const read = (after?.evidence ?? []).filter(
      ({ words, finding }) => !known.has(words + finding),
    );
    const words = read.map(
      (one) =>
        `${one.words === '' ? 'no words' : `"${one.words}"`} reads ${one.finding} by ${one.rule}`,
    );
    if (words.length > 0) return `rules: ${words.join(', ')}`;
  }
  if (name === 'profiles') {
    const own = keys.filter(({ key }) => key.split('.')[1] === after?.profile);
    if (own.length > 0) return told(own);
  }
  if (name.startsWith('calendar')) {
    const stage = before === undefined ? undefined : openStage(before);
    const dueOn = after === undefined ? null : (openStage(after)?.deadline?.dueOn ?? null);
    const until = [stage?.deadline?.dueOn ?? '', dueOn ?? ''].sort().at(-1) ?? '';
    if (stage !== undefined && until !== '') {
      const from = localDateOf(current.rules.zone, stage.startedAt);
      const calendars = [current, book].map(({ rules }) => rules.calendarFor(mpan, null));
      const days = daysThatDiffer(calendars, from, until);
      if (days.length > 0) return `${name}: ${days.join(', ')}`;
    }
  }
  return keys.length === 0 ? name : told(keys);
}

/** "2026-08-31 is not a Working Day", for each day on which two calendars are at odds. */
function daysThatDiffer(
  [one, other]: readonly (Calendar | undefined)[],
  from: string,
  until: string,
): readonly string[] {
  const days: string[] = [];
  if (one === undefined || other === undefined) return days;
  const last = Temporal.PlainDate.from(until);
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const is = isWorkingDay(other, day.toString());
    if (is === isWorkingDay(one, day.toString())) continue;
    const what =
      is === true ? 'is a Working Day' : is === false ? 'is not a Working Day' : 'unknown';
    days.push(`${day.toString()} ${what}`);
  }
  return days;
}
