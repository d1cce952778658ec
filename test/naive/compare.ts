/** One history told to both: to Pawl as it arrives, to the naive process as a whole. */
import { exceptionId } from '../../src/process/advance.ts';
import {
  type ExceptionCode,
  foldAll,
  foldMore,
  type MpanState,
  type ProcessEvent,
  viewOf,
} from '../../src/process/index.ts';
import { england, mpan, supplierRules } from '../process/events.ts';
import type { Told } from './as-events.ts';
import { naive } from './process.ts';
import { chanceOf, type RandomHistory, randomHistory } from './random-history.ts';
import type { Found } from './seen.ts';
import { withRoles } from './with-roles.ts';

/** What Pawl came to, told to it piece by piece as to a gateway. */
export function pawl({ told, arrivals, asOf }: RandomHistory): Found {
  let state: MpanState | null = null;
  const journal = new Map<string, ProcessEvent>();
  for (const piece of arrivals) {
    const news = piece.map((index) => told[index]!.event).filter(({ key }) => !journal.has(key));
    for (const event of news) journal.set(event.key, event);
    const fresh = [...new Map(news.map((event) => [event.key, event])).values()];
    const more: ReturnType<typeof foldMore> =
      state === null ? null : foldMore(supplierRules, state, fresh, asOf);
    state = (more ?? foldAll(supplierRules, mpan, [...journal.values()], asOf)).state;
  }
  return state === null ? { checks: [], loose: [] } : foundIn(state, told, asOf);
}

/** What stands in a state, as plain as it can be compared. */
export function foundIn(folded: MpanState, told: readonly Told[], asOf: string): Found {
  const names = namesOf(told);
  const inWords = ({ id, code, open }: { id: string; code: ExceptionCode; open: boolean }) =>
    `${code}${open ? ' open' : ''} of ${names(code, id)}`;
  return {
    checks: folded.checks.map((check) => {
      const view = viewOf(supplierRules, folded, check, asOf);
      const { sequence, state: at, outcome, meterOperator, openedOn, closedOn } = view;
      return {
        sequence,
        state: at,
        outcome,
        meterOperator,
        openedOn,
        closedOn,
        stages: view.stages.map(
          ({ name, startedOn, dueOn, answeredOn, status, workingDaysTaken }) => ({
            name,
            startedOn,
            dueOn,
            answeredOn,
            status,
            workingDaysTaken,
          }),
        ),
        items: view.exceptions.map(inWords).sort(),
      };
    }),
    loose: folded.loose.map(inWords).sort(),
  };
}

/** Which event an Exception is of: its id is made from both. */
function namesOf(told: readonly Told[]): (code: ExceptionCode, id: string) => string {
  return (code, id) =>
    told.find(({ event }) => exceptionId(mpan, code, event.key) === id)?.event.key ?? id;
}

export interface Difference {
  readonly seed: number;
  readonly history: RandomHistory;
  readonly pawl: Found;
  readonly naive: Found;
}

const bothOf = (history: RandomHistory): { readonly pawl: Found; readonly naive: Found } => ({
  pawl: pawl(history),
  naive: naive(
    { option: history.option, facts: history.told.map(({ fact }) => fact), asOf: history.asOf },
    england,
  ),
});

const differs = ({ pawl: one, naive: other }: ReturnType<typeof bothOf>): boolean =>
  JSON.stringify(one) !== JSON.stringify(other);

/** Null where the two agree; else the least part of the history on which they do not. */
export function differenceOf(
  seed: number,
  more: (history: RandomHistory, seed: number) => RandomHistory = (history) => history,
): Difference | null {
  let history = more(withRoles(randomHistory(seed), seed), seed);
  if (!differs(bothOf(history))) return null;
  for (let isLess = true; isLess; ) {
    isLess = false;
    for (let at = 0; at < history.told.length; at += 1) {
      const told = history.told.filter((_, index) => index !== at);
      const gone = history.told[at]!.fact.key;
      if (told.some(({ fact: { what } }) => 'of' in what && what.of === gone)) continue;
      const arrivals = [told.map((_, index) => index)];
      const less = { ...history, told, arrivals };
      if (told.length === 0 || !differs(bothOf(less))) continue;
      history = less;
      isLess = true;
      break;
    }
  }
  return { seed, history, ...bothOf(history) };
}

/** The seeds of a run, apart from those of a run with another seed. */
export function seedsOf(seed: number): () => number {
  const { next } = chanceOf(seed);
  return () => Math.floor(next() * 2 ** 32);
}

export function inWords({ seed, history, pawl: one, naive: other }: Difference): string {
  const facts = [...history.told]
    .map(({ fact }) => fact)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ at, came, sender, key, what }) => {
      const late = came === at ? '' : ` (came ${came})`;
      return `  ${at}${late} ${sender} ${JSON.stringify(what)} [${key}]`;
    });
  return [
    `seed ${seed}, ${history.option}, as of ${history.asOf}`,
    ...facts,
    ...linesBeside(linesOf(one), linesOf(other)),
  ].join('\n');
}

const linesOf = (found: Found): readonly string[] => JSON.stringify(found, null, 1).split('\n');

/** The lines on which the two differ, and those that lead to them. */
function linesBeside(ours: readonly string[], naives: readonly string[]): readonly string[] {
  const isSaid = (lines: readonly string[], line: string) => lines.includes(line);
  return [
    ...ours.map((line) => `${isSaid(naives, line) ? '     ' : 'pawl '} ${line}`),
    ...naives.filter((line) => !isSaid(ours, line)).map((line) => `naive ${line}`),
  ].filter((line) => !/^ +[\]}[{]*,?$/.test(line));
}
