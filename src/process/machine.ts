/**
 * The XState machine of one check, built from a profile. It is only ever asked pure questions ("in
 * this state, hearing this signal, where does it go and what does it say?"); no actor runs, and no
 * timer: a deadline is a stored row, because a timer is lost on restore and cannot count Working
 * Days. That a deadline has passed is no signal either: it is asked of the records at an instant.
 * Whatever a stage owes two flows for becomes two parallel regions that are left together.
 */
import { assign, createMachine, transition } from 'xstate';
import type { ExceptionCode } from './exception.ts';
import type { Outcome, Profile, Signal, Stage, Way } from './profile.ts';
import { requestTarget } from './profile.ts';

/** What the machine remembers besides its state. Plain JSON; it is part of the snapshot. */
interface MachineMemory {
  /** The request stage of the work in hand, where @request leads. */
  readonly request: string;
  /** True once a request to the Meter Operator is known. */
  readonly requested: boolean;
  /** Requests that were gone back to, of any kind. */
  readonly attempts: number;
  /** Failed visits of the work in hand. */
  readonly failures: number;
  /** The two answers of a stage that owes two, as last heard. */
  readonly report: Signal | null;
  readonly meter: Signal | null;
  readonly outcome: Outcome | null;
}

/** Where a check stands: a state (nested where regions are parallel) and the machine's memory. */
export interface MachineState {
  readonly value: string | Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly memory: MachineMemory;
}

/** What one signal did. `stage` is the stage reached, or "closed". */
export interface Move {
  readonly state: MachineState;
  readonly stage: string;
  /** True if a stage was left, even for itself. */
  readonly moved: boolean;
  readonly raised: readonly ExceptionCode[];
  readonly notes: readonly ExceptionCode[];
  /** True if the new stage must hear the same signal too. */
  readonly andAgain: boolean;
}

export interface CheckMachine {
  readonly profile: Profile;
  readonly unopened: MachineState;
  /** Null where the state has no rule for the signal: nothing is dropped silently. */
  readonly hear: (state: MachineState, signal: Signal) => Move | null;
  /** True where the profile says that the signal is heard without moving. */
  readonly isNoted: (stage: string, signal: Signal) => boolean;
  readonly xstate: ReturnType<typeof buildMachine>;
}

type MachineEvent = { readonly type: Signal };
type Guard = ((args: { context: MachineMemory; event: MachineEvent }) => boolean) | undefined;

interface Branch {
  target?: string;
  reenter?: boolean;
  guard?: NonNullable<Guard>;
  actions: unknown[];
}

const reportSignals: ReadonlySet<string> = new Set<Signal>([
  'reportedHas',
  'reportedHasNot',
  'reportedReplaced',
  'reportedCannotReverse',
  'reportedUnclear',
]);
const meterSignals: ReadonlySet<string> = new Set<Signal>([
  'meterReplaced',
  'backstopStated',
  'backstopDenied',
  'meterCannotReverse',
  'meterRefreshed',
]);

const emptyMemory: MachineMemory = {
  request: '',
  requested: false,
  attempts: 0,
  failures: 0,
  report: null,
  meter: null,
  outcome: null,
};

/** The stage of a machine state: its outermost name. */
export const stageOf = (state: MachineState): string =>
  typeof state.value === 'string' ? state.value : (Object.keys(state.value)[0] ?? '');

const set = (change: (memory: MachineMemory, event: MachineEvent) => Partial<MachineMemory>) =>
  assign(({ context, event }: { context: MachineMemory; event: MachineEvent }) =>
    change(context, event),
  );
const say = (type: 'raise' | 'note', code: ExceptionCode) => ({ type, params: { code } });

const rememberAnswer = set((memory, event) =>
  reportSignals.has(event.type) ? { report: event.type } : { meter: meterAnswer(memory, event) },
);

/** Ours: details that say nothing do not take the place of those that said something. */
const meterAnswer = ({ meter }: MachineMemory, { type }: MachineEvent): Signal =>
  type === 'meterRefreshed' && meter !== null ? meter : type;

/** What entering a stage changes in the memory, besides what the signal itself changes. */
function entering(profile: Profile, name: string, signal?: Signal): unknown {
  const stage = profile.stages[name];
  // A request asks anew, so details that said nothing before it are not its answer.
  const asks = signal === 'investigationRequested' || signal === 'replacementRequested';
  return set((memory) => ({
    // Failed visits count per piece of work: another one begins with none.
    ...(stage?.request !== undefined && stage.request !== memory.request
      ? { request: stage.request, failures: 0 }
      : {}),
    ...(asks && memory.meter === 'meterRefreshed' ? { meter: null } : {}),
    ...(stage?.request === name ? { report: null, meter: null } : {}),
  }));
}

/** The memory that a signal changes by itself, wherever it leads. */
function heard(signal: Signal): unknown[] {
  if (signal === 'investigationRequested' || signal === 'replacementRequested') {
    return [set(() => ({ requested: true }))];
  }
  if (signal === 'workFailed') return [set((memory) => ({ failures: memory.failures + 1 }))];
  if (signal === 'meterOperatorChanged' || signal === 'decidedAskAgain') {
    return [set(() => ({ failures: 0 }))];
  }
  return [];
}

function branchesOf(profile: Profile, signal: Signal, way: Way): Branch[] {
  if ('keptIfRequested' in way) return [{ guard: isRequested, actions: [rememberAnswer] }];
  const said = [
    ...heard(signal),
    ...('exception' in way && way.exception !== undefined ? [say('raise', way.exception)] : []),
    ...(way.note === undefined ? [] : [say('note', way.note)]),
  ];
  if (!('to' in way)) return [{ actions: said }];
  if (way.to === 'closed') {
    const { outcome = null } = way;
    const close = { target: '#closed', actions: [...said, set(() => ({ outcome }))] };
    return [way.onlyIfRequested === true ? { ...close, guard: isRequested } : close];
  }
  const again = way.andAgain === true ? [{ type: 'andAgain' }] : [];
  if (way.to !== requestTarget) {
    const branch = {
      target: `#${way.to}`,
      reenter: true,
      actions: [...said, entering(profile, way.to, signal), ...again],
    };
    const kept = way.elseKept === true ? [{ actions: [rememberAnswer] }] : [];
    return way.onlyIfRequested === true ? [{ ...branch, guard: isRequested }, ...kept] : [branch];
  }
  return requestStages(profile).flatMap((name) => {
    const back = [...said, set((memory) => ({ attempts: memory.attempts + 1 }))];
    const target = { target: `#${name}`, reenter: true };
    const isWork = (memory: MachineMemory): boolean => memory.request === name;
    const last = profile.failuresMax - 1;
    const exhausted: Branch = {
      ...target,
      guard: ({ context }) => isWork(context) && context.failures >= last,
      actions: [...back, say('raise', 'ATTEMPTS_EXHAUSTED'), entering(profile, name)],
    };
    const branch: Branch = {
      ...target,
      guard: ({ context }) => isWork(context),
      actions: [...back, entering(profile, name)],
    };
    return signal === 'workFailed' ? [exhausted, branch] : [branch];
  });
}

const hasMeterAnswer = ({ context }: { context: MachineMemory }): boolean => context.meter !== null;

const isRequested = ({ context }: { context: MachineMemory }): boolean => context.requested;

/** The stages that a piece of work begins with, in the profile's order. */
export const requestStages = (profile: Profile): string[] =>
  Object.entries(profile.stages)
    .filter(([name, stage]) => stage.request === name)
    .map(([name]) => name);

function waysOf(
  profile: Profile,
  ways: Partial<Record<Signal, Way>>,
): Record<string, readonly Branch[]> {
  return Object.fromEntries(
    Object.entries(ways).map(([signal, way]) => [
      signal,
      branchesOf(profile, signal as Signal, way),
    ]),
  );
}

/** The rows of a `together` table as branches over the two remembered answers. */
function togetherBranches(profile: Profile, stage: Stage): Branch[] {
  return (stage.together ?? []).map((row) => {
    const guard: Guard = ({ context, event }) => {
      const report = reportSignals.has(event.type) ? event.type : context.report;
      const meter = meterSignals.has(event.type) ? meterAnswer(context, event) : context.meter;
      return (
        report !== null &&
        meter !== null &&
        (row.report === undefined || row.report.some((signal) => signal === report)) &&
        (row.meter === undefined || row.meter.some((signal) => signal === meter))
      );
    };
    const { to, outcome = null } = row;
    const said = row.exception === undefined ? [] : [say('raise', row.exception)];
    return to === 'closed'
      ? { target: '#closed', guard, actions: [...said, set(() => ({ outcome }))] }
      : { target: `#${to}`, guard, actions: [...said, entering(profile, to)] };
  });
}

/** The region of a parallel stage that waits for one flow. */
const regionName = (flow: string): string =>
  flow === 'D0002' ? 'report' : flow === 'D0150' ? 'meterDetails' : flow;

function parallelNode(profile: Profile, name: string, stage: Stage): object {
  const listen = (heardSignals: ReadonlySet<string>, target?: string): object =>
    Object.fromEntries(
      [...heardSignals].map((signal) => [
        signal,
        { ...(target === undefined ? {} : { target }), actions: [rememberAnswer] },
      ]),
    );
  const regions = stage.owes.map((flow) => [
    regionName(flow),
    {
      initial: 'awaited',
      states: {
        awaited: {
          on: listen(flow === 'D0002' ? reportSignals : meterSignals, 'received'),
          // What came before it was owed is there when the stage begins.
          ...(flow === 'D0150' ? { always: { target: 'received', guard: hasMeterAnswer } } : {}),
        },
        received: { type: 'final' },
      },
    },
  ]);
  return {
    id: name,
    type: 'parallel',
    states: Object.fromEntries(regions),
    on: {
      ...listen(reportSignals),
      ...listen(meterSignals),
      ...waysOf(profile, stage.on),
    },
    onDone: togetherBranches(profile, stage),
  };
}

/** A stage in which a person decides hears both answers too, and moves if they are clear by now. */
function decidingWays(profile: Profile, stage: Stage): object {
  if (stage.together === undefined) return {};
  const clear = togetherBranches(profile, stage).filter((branch) => branch.target === '#closed');
  return Object.fromEntries(
    [...reportSignals, ...meterSignals].map((signal) => [
      signal,
      [...clear, { actions: [rememberAnswer] }],
    ]),
  );
}

function buildMachine(profile: Profile) {
  const nodes = Object.entries(profile.stages).map(([name, stage]) => [
    name,
    stage.owes.length > 1
      ? parallelNode(profile, name, stage)
      : {
          id: name,
          on: { ...decidingWays(profile, stage), ...waysOf(profile, stage.on) },
        },
  ]);
  const always = { ...waysOf(profile, profile.always) };
  for (const [, node] of nodes as [string, { on: Record<string, unknown> }][]) {
    node.on = {
      ...always,
      ...node.on,
    };
  }
  return createMachine({
    id: profile.id,
    context: emptyMemory,
    initial: 'unopened',
    states: {
      unopened: { on: waysOf(profile, profile.opens) },
      ...Object.fromEntries(nodes),
      closed: { id: 'closed', type: 'final' },
    },
  });
}

/** Builds the machine of a profile. The profile must have no problems (profileProblems). */
export function checkMachine(profile: Profile): CheckMachine {
  let built: ReturnType<typeof buildMachine> | undefined;
  // Whoever only looks at checks asks no machine anything.
  const machine = () => (built ??= buildMachine(profile));
  const heardBefore = new Map<string, Move | null>();
  const noted = new Map(
    Object.entries(profile.stages).map(([name, stage]) => [name, new Set(stage.noted)]),
  );
  return {
    profile,
    get xstate() {
      return machine();
    },
    unopened: { value: 'unopened', memory: emptyMemory },
    isNoted: (stage, signal) => noted.get(stage)?.has(signal) ?? false,
    hear: (state, signal) => {
      const key = `${signal} ${JSON.stringify(state)}`;
      const known = heardBefore.get(key);
      if (known !== undefined) return known;
      const move = ask(machine(), profile, state, signal);
      if (heardBefore.size >= rememberedMax) heardBefore.clear();
      heardBefore.set(key, move);
      return move;
    },
  };
}

/**
 * A machine is a pure function of few states, so its answers are remembered: XState took 33 µs to
 * ask. Failed visits count without end, hence the limit.
 */
const rememberedMax = 10_000;

function ask(
  xstate: CheckMachine['xstate'],
  profile: Profile,
  state: MachineState,
  signal: Signal,
): Move | null {
  const before = xstate.resolveState({
    value: state.value,
    context: state.memory,
  });
  const event = { type: signal } as never;
  if (!before.can(event)) return null;
  const [after, actions] = transition(xstate, before, event);
  const next: MachineState = {
    value: after.value as MachineState['value'],
    memory: after.context,
  };
  const said: readonly { type: string; params?: unknown }[] = actions;
  const codes = (type: string): ExceptionCode[] =>
    said
      .filter((action) => action.type === type)
      .map((action) => (action.params as { code: ExceptionCode }).code);
  const stage = stageOf(next);
  return {
    state: next,
    stage,
    moved: stage !== stageOf(state) || leavesForItself(profile, stage, signal),
    raised: codes('raise'),
    notes: codes('note'),
    andAgain: said.some((action) => action.type === 'andAgain'),
  };
}

/** True where the profile leads a stage back into itself, which starts its clock again. */
function leavesForItself(profile: Profile, stage: string, signal: string): boolean {
  const way = profile.stages[stage]?.on[signal as Signal];
  if (way === undefined || !('to' in way)) return false;
  return way.to === stage || (way.to === requestTarget && profile.stages[stage]?.request === stage);
}
