/**
 * Every state a machine can come into and what it says there to every signal. Counters that only
 * grow are held at the value beyond which nothing changes, so that the walk ends and leaves out
 * nothing that differs.
 */

import { type CheckMachine, type Signal, signals } from '../src/process/index.ts';
import type { MachineState, Move } from '../src/process/machine.ts';

export interface Heard {
  readonly state: MachineState;
  readonly signal: Signal;
  readonly move: Move | null;
}

export const everySignal = Object.keys(signals) as Signal[];

export const keyOf = (state: MachineState): string => JSON.stringify(state);

/** Every pair of a reachable state and a signal, in the order in which they are first reached. */
export function walk(machine: CheckMachine): readonly Heard[] {
  const heard: Heard[] = [];
  const seen = new Set([keyOf(machine.unopened)]);
  const toVisit = [machine.unopened];
  for (let state = toVisit.shift(); state !== undefined; state = toVisit.shift()) {
    for (const signal of everySignal) {
      const move = machine.hear(state, signal);
      heard.push({ state, signal, move });
      if (move === null) continue;
      const next = bounded(machine, move.state);
      if (seen.has(keyOf(next))) continue;
      seen.add(keyOf(next));
      toVisit.push(next);
    }
  }
  return heard;
}

/** The same state for every purpose but counting: attempts decide nothing, failures up to a limit. */
export function bounded(machine: CheckMachine, state: MachineState): MachineState {
  const { memory } = state;
  const failures = Math.min(memory.failures, machine.profile.failuresMax);
  return { value: state.value, memory: { ...memory, attempts: 0, failures } };
}
