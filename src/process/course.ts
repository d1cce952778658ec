/**
 * How an MPAN goes on in simulated time: nothing comes but what is supposed to come, and the machine,
 * the clocks and the alerts are those of every other day. The state that is given stays as it was.
 */
import type { Instant } from '../calendar/index.ts';
import { advance } from './advance.ts';
import { type AlertRules, alertChanges, nextWakeOf, type RaisedAlert } from './alert.ts';
import { type CheckState, flowOfSignal, isAwaited, openStage, type StageRecord } from './check.ts';
import { foldMore, withNewestDeadlines } from './fold.ts';
import { type CheckMachine, type MachineState, stageOf } from './machine.ts';
import type { Signal } from './profile.ts';
import { copyOfState, type MpanState, type ProcessEvent, type ProcessRules } from './state.ts';

/** When a stage is answered, and where that leads: the likeliest of what may follow it comes first. */
interface SupposedAnswer {
  readonly at: Instant;
  /** As `nextPlace` names them. */
  readonly leadsTo: readonly string[];
}

/** What will come of an open stage, as of an instant; null where nothing will. Asked once of each. */
export type Supposing = (
  mpan: string,
  check: CheckState,
  stage: StageRecord,
  now: Instant,
) => SupposedAnswer | null;

interface Course {
  /** Deadlines that pass unanswered after the beginning, in their order. */
  readonly breaches: readonly RaisedAlert[];
  /** How it stands at the end. */
  readonly state: MpanState;
}

/** Only whether a deadline has passed is asked of what is to come. */
const deadlinesAlone: AlertRules = {
  dueSoonWorkingDays: 0,
  escalateEveryWorkingDays: 1,
  escalationsMax: 0,
};

/** Ours: whoever fails and is asked again within the hour must not do so for ever. */
const answersMax = 100;

export function courseOf(
  rules: ProcessRules,
  start: MpanState,
  {
    from,
    until,
    toCome,
    supposing,
  }: {
    readonly from: Instant;
    /** The last instant that is looked at. */
    readonly until: Instant;
    /** The events of its journal that take effect by themselves. */
    readonly toCome: readonly ProcessEvent[];
    readonly supposing: Supposing;
  },
): Course {
  let { state } = withNewestDeadlines(rules, start);
  let now = from;
  const raised: RaisedAlert[] = [];
  const supposed = new Map<string, SupposedAnswer | null>();
  let answers = 0;

  /** The next of all that is supposed to come, and to which check. */
  const nextAnswer = () => {
    let next: { readonly check: CheckState; readonly answer: SupposedAnswer } | null = null;
    for (const check of state.checks) {
      const stage = openStage(check);
      if (stage === undefined || !isAwaited(check)) continue;
      const key = `${check.supplier} ${check.sequence} ${check.stages.length}`;
      let answer = supposed.get(key);
      if (answer === undefined) {
        answer = supposing(state.mpan, check, stage, now);
        supposed.set(key, answer);
      }
      if (answer !== null && (next === null || answer.at < next.answer.at))
        next = { check, answer };
    }
    return answers < answersMax ? next : null;
  };

  for (;;) {
    if (state.waitingUntil !== null && state.waitingUntil <= now) {
      state = withHeard(rules, state, toCome, now);
    }
    for (const alert of alertChanges(rules, deadlinesAlone, state, raised, now).raise) {
      raised.push({ ...alert, at: now, retracted: false });
    }
    const next = nextAnswer();
    const wake = nextWakeOf(rules, deadlinesAlone, state, now);
    const isAnswered = next !== null && (wake === null || next.answer.at <= wake);
    const at = isAnswered ? next.answer.at : wake;
    if (at === null || at > until) break;
    if (at > now) now = at;
    if (!isAnswered) continue;
    answers += 1;
    supposed.set(`${next.check.supplier} ${next.check.sequence} ${next.check.stages.length}`, null);
    state = withAnswer(rules, state, next.check, next.answer.leadsTo, now);
  }
  return {
    breaches: raised.filter(({ kind, trueAt }) => kind === 'BREACHED' && trueAt > from),
    state,
  };
}

/** Appointments that have taken effect by now are heard, and the next of them waited for. */
function withHeard(
  rules: ProcessRules,
  before: MpanState,
  toCome: readonly ProcessEvent[],
  now: Instant,
): MpanState {
  const { isAskedEarly: _asked, ...rest } = before;
  const { takenBack = [], foldedTo } = before;
  const events = toCome.filter(
    ({ key, effectiveAt }) => effectiveAt > foldedTo && !takenBack.includes(key),
  );
  const ready: MpanState = { ...rest, waitingUntil: null };
  return foldMore(rules, ready, events, now)?.state ?? ready;
}

/** The check as it is when it has heard what leads where it is supposed to go. */
function withAnswer(
  rules: ProcessRules,
  before: MpanState,
  { supplier, sequence, profile }: CheckState,
  leadsTo: readonly string[],
  at: Instant,
): MpanState {
  const state = copyOfState(before);
  const check = state.checks.find((one) => one.supplier === supplier && one.sequence === sequence);
  const machine = rules.machines.get(profile);
  if (check === undefined || machine === undefined) return state;
  const { resolutions, mpan } = state;
  for (const place of leadsTo) {
    const signals = signalsTo(machine, check.machine, place);
    for (const signal of signals ?? []) {
      const cause = { mpan, key: `supposed ${at}`, at, where: 'supposed' };
      advance({ clock: rules, machine, resolutions }, check, signal, cause);
    }
    if (signals !== null) break;
  }
  return state;
}

/** The name of what follows a stage: another stage, or the end with its outcome. */
export const nextPlace = (stage: string, outcome: string | null): string =>
  stage === 'closed' ? `closed ${outcome ?? ''}` : stage;

const waysKnown = new WeakMap<CheckMachine, Map<string, readonly Signal[] | null>>();

/** What a check must hear to go from where it is to a place; null where nothing leads there. */
function signalsTo(
  machine: CheckMachine,
  from: MachineState,
  place: string,
): readonly Signal[] | null {
  const known = waysKnown.get(machine) ?? new Map<string, readonly Signal[] | null>();
  waysKnown.set(machine, known);
  const key = `${place} ${JSON.stringify(from)}`;
  let signals = known.get(key);
  if (signals === undefined) {
    signals =
      saidIn(machine, stageOf(from)).find((said) => endOf(machine, from, said) === place) ?? null;
    // Failed visits count without end, and so do the states that remember them.
    if (known.size >= 10_000) known.clear();
    known.set(key, signals);
  }
  return signals;
}

/** All that may be said in answer in a stage: first what it owes, then what a person decides. */
function saidIn({ profile }: CheckMachine, name: string): readonly (readonly Signal[])[] {
  const stage = profile.stages[name];
  if (stage === undefined) return [];
  const both = (stage.together ?? []).flatMap(({ report = [], meter = [] }) =>
    report.flatMap((one) => meter.map((other): readonly Signal[] => [one, other])),
  );
  const rank = (signal: Signal): number => {
    const flow = flowOfSignal(signal);
    if (flow !== null) return stage.owes.includes(flow) ? 0 : 2;
    return signal.startsWith('decided') ? 1 : 3;
  };
  const alone = (Object.keys(stage.on) as Signal[]).sort((a, b) => rank(a) - rank(b));
  return [...both, ...alone.map((signal): readonly Signal[] => [signal])];
}

/** Where signals lead one after the other; null where the machine has no rule for one of them. */
function endOf(
  machine: CheckMachine,
  from: MachineState,
  signals: readonly Signal[],
): string | null {
  let state = from;
  let hasMoved = false;
  for (const signal of signals) {
    for (let isAgain = true; isAgain; ) {
      const move = machine.hear(state, signal);
      if (move === null) return null;
      ({ state, andAgain: isAgain } = move);
      hasMoved ||= move.moved;
    }
  }
  return hasMoved ? nextPlace(stageOf(state), state.memory.outcome) : null;
}
