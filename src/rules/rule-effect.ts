/**
 * What other rules make of a check: where it would stand, by when, and which alerts would stand. The
 * same comparison previews a change and records what a change has done.
 */
import type { Instant } from '../calendar/index.ts';
import {
  type Alert,
  alertChanges,
  type CheckState,
  type MpanState,
  openStage,
  outcomeOf,
  type RaisedAlert,
  stateOf,
} from '../process/index.ts';
import type { ChangedCheck, CheckChange } from '../store/index.ts';
import type { RuleBook } from './rule-book.ts';

interface Standing {
  readonly supplier: string;
  readonly sequence: number;
  readonly state: string;
  readonly outcome: string | null;
  readonly dueOn: string | null;
  /** To the instant: a cut-off moves a deadline within its day. */
  readonly dueAt: Instant | null;
  readonly alerts: ReadonlySet<string>;
}

/**
 * Where each check of an MPAN stands under a rule book, with the alerts that stand once it has been
 * looked at; without a rule book, those that have been raised. `isOfOtherPawl`: the state is another
 * version's, which raised what it did by other rules than those that are asked here.
 */
export function standingsOf(
  book: Pick<RuleBook, 'rules' | 'alertRules'> | null,
  state: MpanState,
  raised: readonly RaisedAlert[],
  now: Instant,
  isOfOtherPawl = false,
): ReadonlyMap<string, Standing> {
  const standing = raised.filter(({ kind, retracted }) => kind !== 'RETRACTED' && !retracted);
  const alerts =
    book === null ? standing : alertsUnder(book, state, raised, standing, now, isOfOtherPawl);
  return new Map(
    state.checks.map((check) => [
      nameOf(check),
      {
        supplier: check.supplier,
        sequence: check.sequence,
        state: stateOf(check),
        outcome: outcomeOf(check),
        dueOn: openStage(check)?.deadline?.dueOn ?? null,
        dueAt: openStage(check)?.deadline?.dueAt ?? null,
        alerts: new Set(
          alerts.filter((alert) => nameOf(alert) === nameOf(check)).map(alertInWords),
        ),
      },
    ]),
  );
}

function alertsUnder(
  { rules, alertRules }: Pick<RuleBook, 'rules' | 'alertRules'>,
  state: MpanState,
  raised: readonly RaisedAlert[],
  standing: readonly Alert[],
  now: Instant,
  isOfOtherPawl: boolean,
): readonly Alert[] {
  const { raise, retract, restore } = alertChanges(rules, alertRules, state, raised, now);
  // What was raised stood until now, and what was taken back did not: only time has passed.
  if (isOfOtherPawl) return [...standing, ...raise];
  const gone = new Set(retract.map(({ key }) => key));
  return [...standing.filter(({ key }) => !gone.has(key)), ...restore, ...raise];
}

const nameOf = ({ supplier, sequence }: Pick<CheckState, 'supplier' | 'sequence'>): string =>
  `${supplier} ${sequence}`;

const alertInWords = ({ kind, number, stage, dueOn }: Alert): string =>
  `${kind}${number === null ? '' : ` ${number}`} for ${stage} due ${dueOn}`;

/** The checks of an MPAN that stand otherwise, each with all that is otherwise. */
export function effectsBetween(
  mpan: string,
  before: ReadonlyMap<string, Standing>,
  after: ReadonlyMap<string, Standing>,
): readonly ChangedCheck[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const one = before.get(name);
    const other = after.get(name);
    const { supplier, sequence } = (other ?? one) as Standing;
    const changes = changesOf(one, other);
    return changes.length === 0 ? [] : [{ mpan, supplier, sequence, changes }];
  });
}

function changesOf(before: Standing | undefined, after: Standing | undefined): CheckChange[] {
  const changes: CheckChange[] = [];
  const compare = (what: CheckChange['what'], from: string | null, to: string | null): void => {
    if (from !== to) changes.push({ what, from, to });
  };
  compare('state', before?.state ?? null, after?.state ?? null);
  compare('outcome', before?.outcome ?? null, after?.outcome ?? null);
  const isSameDay = before?.dueOn === after?.dueOn;
  const deadlineOf = (one: Standing | undefined): string | null =>
    (isSameDay ? one?.dueAt : one?.dueOn) ?? null;
  compare('deadline', deadlineOf(before), deadlineOf(after));
  for (const alert of before?.alerts ?? []) {
    if (after?.alerts.has(alert) !== true) compare('alert', alert, null);
  }
  for (const alert of after?.alerts ?? []) {
    if (before?.alerts.has(alert) !== true) compare('alert', null, alert);
  }
  return changes;
}
