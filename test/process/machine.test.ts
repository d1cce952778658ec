/** The machine of each published profile, walked from end to end: nothing in it is left to luck. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bounded, everySignal, type Heard, keyOf, walk } from '../../scripts/machine-walk.ts';
import { type CheckMachine, checkMachine, publishedProfiles } from '../../src/process/index.ts';
import { type MachineState, requestStages, stageOf } from '../../src/process/machine.ts';

const machineOf = (id: string): CheckMachine => checkMachine(publishedProfiles.get(id)!);
const machines = [...publishedProfiles.keys()].map((id) => ({ id, machine: machineOf(id) }));

const statesOf = (heard: readonly Heard[]): readonly MachineState[] => [
  ...new Map(heard.map(({ state }) => [keyOf(state), state])).values(),
];

/** The signals that some reachable state of a stage has no rule for. */
function unexpected(machine: CheckMachine): Record<string, string> {
  const found: Record<string, Set<string>> = {};
  for (const { state, signal, move } of walk(machine)) {
    const stage = stageOf(state);
    if (stage === 'unopened' || stage === 'closed') continue;
    found[stage] ??= new Set();
    if (move === null && !machine.isNoted(stage, signal)) found[stage].add(signal);
  }
  return Object.fromEntries(
    Object.entries(found).map(([stage, some]) => [stage, [...some].join(' ')]),
  );
}

describe.each(machines)('the machine of $id', ({ machine }) => {
  const heard = walk(machine);
  const stages = Object.keys(machine.profile.stages);

  test('comes into every stage of its profile, and into no other', () => {
    const reached = new Set(statesOf(heard).map(stageOf));
    expect([...reached].sort()).toEqual(['closed', 'unopened', ...stages].sort());
  });

  test('has an owner and a time allowed in every stage', () => {
    for (const stage of Object.values(machine.profile.stages)) {
      expect(['X', 'M']).toContain(stage.owner);
      expect(stage.workingDays).toBe(10);
    }
  });

  test('can always end', () => {
    const ends = new Set(
      statesOf(heard)
        .filter((state) => stageOf(state) === 'closed')
        .map(keyOf),
    );
    for (let before = -1; before !== ends.size; ) {
      before = ends.size;
      for (const { state, move } of heard) {
        if (move !== null && ends.has(keyOf(bounded(machine, move.state)))) ends.add(keyOf(state));
      }
    }
    expect(statesOf(heard).filter((state) => !ends.has(keyOf(state)))).toEqual([]);
  });

  test('closes with an outcome, is then deaf, and has none before', () => {
    for (const { state, move } of heard) {
      expect(state.memory.outcome === null).toBe(stageOf(state) !== 'closed');
      if (stageOf(state) === 'closed') expect(move).toBeNull();
    }
  });

  test('opens by what opens its profile, and by no answer', () => {
    const opening = heard
      .filter(({ state, move }) => stageOf(state) === 'unopened' && move !== null)
      .map(({ signal }) => signal);
    expect(opening.sort()).toEqual(Object.keys(machine.profile.opens).sort());
  });

  test('keeps its state as plain JSON', () => {
    for (const { state, signal, move } of heard) {
      const kept = JSON.parse(JSON.stringify(state)) as MachineState;
      expect(kept).toEqual(state);
      expect(machine.hear(kept, signal)).toEqual(move);
    }
  });

  test('goes back to the request stage of its work, and stops after the third failed visit', () => {
    for (const { state, signal, move } of heard) {
      if (signal !== 'workFailed' || move === null || !move.moved) continue;
      expect(requestStages(machine.profile)).toContain(move.stage);
      expect(move.stage).toBe(state.memory.request);
      const isLast = state.memory.failures + 1 >= machine.profile.failuresMax;
      expect(move.raised).toEqual(isLast ? ['ATTEMPTS_EXHAUSTED'] : []);
    }
  });

  test('lets a person close a check from every stage', () => {
    for (const { state, signal, move } of heard) {
      const closes = ['cancelled', 'supplierLost', 'decidedHas', 'decidedAlreadyKnown'];
      if (stages.includes(stageOf(state)) && closes.includes(signal)) {
        expect(move?.stage).toBe('closed');
      }
    }
  });

  test('has a rule for every decision in every stage', () => {
    for (const some of Object.values(unexpected(machine))) expect(some).not.toContain('decided');
  });
});

// What stands here becomes UNEXPECTED_FLOW, except that a second notification is noted, and a
// D0002 before any request is kept as an orphan, before the machine is asked.
describe('the signals for which a stage has no rule', () => {
  test('of option 1', () => {
    expect(unexpected(machineOf('option-1'))).toMatchInlineSnapshot(`
      {
        "deciding": "generationNotified",
        "investigating": "generationNotified",
        "notified": "generationNotified reportedHas reportedHasNot reportedReplaced reportedCannotReverse reportedUnclear requestRejected workFailed",
        "replacementToOrder": "generationNotified workFailed",
        "replacing": "generationNotified",
      }
    `);
  });
  test('of option 2', () => {
    expect(unexpected(machineOf('option-2'))).toMatchInlineSnapshot(`
      {
        "deciding": "generationNotified",
        "investigating": "generationNotified",
        "notified": "generationNotified investigationRequested reportedHas reportedHasNot reportedReplaced reportedCannotReverse reportedUnclear requestRejected workFailed",
      }
    `);
  });
  test('of option 3', () => {
    expect(unexpected(machineOf('option-3'))).toMatchInlineSnapshot(`
      {
        "deciding": "generationNotified replacementRequested",
        "investigating": "generationNotified replacementRequested",
        "notified": "generationNotified replacementRequested reportedHas reportedHasNot reportedReplaced reportedCannotReverse reportedUnclear requestRejected workFailed",
      }
    `);
  });
});

describe('two answers that are awaited together', () => {
  const machine = machineOf('option-3');
  const both = (first: string, second: string): string => {
    let state = machine.hear(machine.unopened, 'investigationRequested')!.state;
    const said: string[] = [];
    for (const signal of [first, second]) {
      const move = machine.hear(state, signal as Parameters<CheckMachine['hear']>[1])!;
      state = move.state;
      said.push(...move.raised);
    }
    return [stageOf(state), state.memory.outcome, ...said]
      .filter((word) => word !== null)
      .join(' ');
  };
  const reported = ['Has', 'HasNot', 'Replaced', 'CannotReverse', 'Unclear'];
  const meter = everySignal.filter((signal) => /^(meterRe|meterCan|backstop)/.test(signal));

  test('decide the same whichever comes first', () => {
    for (const report of reported) {
      for (const details of meter) {
        expect(both(`reported${report}`, details)).toBe(both(details, `reported${report}`));
      }
    }
  });

  test('decide as the table says', () => {
    const table = reported.flatMap((report) =>
      meter.map((details) => `${report} + ${details}: ${both(`reported${report}`, details)}`),
    );
    expect(table.join('\n')).toMatchInlineSnapshot(`
      "Has + meterReplaced: closed meterReplaced
      Has + backstopStated: closed backstopPresent
      Has + backstopDenied: deciding ANSWERS_DISAGREE
      Has + meterCannotReverse: deciding ANSWERS_DISAGREE
      Has + meterRefreshed: closed backstopPresent
      HasNot + meterReplaced: closed meterReplaced
      HasNot + backstopStated: deciding ANSWERS_DISAGREE
      HasNot + backstopDenied: deciding NOT_REPLACED
      HasNot + meterCannotReverse: deciding NOT_REPLACED
      HasNot + meterRefreshed: deciding NOT_REPLACED
      Replaced + meterReplaced: closed meterReplaced
      Replaced + backstopStated: deciding ANSWERS_DISAGREE
      Replaced + backstopDenied: deciding ANSWERS_DISAGREE
      Replaced + meterCannotReverse: deciding ANSWERS_DISAGREE
      Replaced + meterRefreshed: deciding ANSWERS_DISAGREE
      CannotReverse + meterReplaced: deciding ANSWERS_DISAGREE
      CannotReverse + backstopStated: deciding ANSWERS_DISAGREE
      CannotReverse + backstopDenied: deciding ANSWERS_DISAGREE
      CannotReverse + meterCannotReverse: closed cannotReverse
      CannotReverse + meterRefreshed: closed cannotReverse
      Unclear + meterReplaced: deciding ANSWERS_DISAGREE
      Unclear + backstopStated: deciding ANSWERS_DISAGREE
      Unclear + backstopDenied: deciding ANSWERS_DISAGREE
      Unclear + meterCannotReverse: deciding ANSWERS_DISAGREE
      Unclear + meterRefreshed: deciding ANSWERS_DISAGREE"
    `);
  });

  test('the newer of two answers of one kind counts', () => {
    const opened = machine.hear(machine.unopened, 'investigationRequested')!.state;
    const unclear = machine.hear(opened, 'reportedUnclear')!;
    expect(unclear.moved).toBe(false);
    const has = machine.hear(unclear.state, 'reportedHas')!;
    expect(has.moved).toBe(false);
    expect(machine.hear(has.state, 'meterRefreshed')!.state.memory.outcome).toBe('backstopPresent');
  });
});

/** Where a signal leads, with what it says; several where the memory decides. */
function leads(machine: CheckMachine): readonly string[] {
  const rows = new Map<string, Set<string>>();
  for (const { state, signal, move } of walk(machine)) {
    const row = `${stageOf(state)} ${signal}`;
    const said =
      move === null
        ? machine.isNoted(stageOf(state), signal)
          ? 'noted'
          : 'no rule'
        : [
            move.moved ? move.stage : 'stays',
            ...(move.state.memory.outcome === null ? [] : [move.state.memory.outcome]),
            ...move.raised,
            ...move.notes.map((code) => `(${code})`),
            ...(move.andAgain ? ['and again'] : []),
          ].join(' ');
    rows.set(row, (rows.get(row) ?? new Set()).add(said));
  }
  return [...rows].map(([row, said]) => `${row}: ${[...said].join(' | ')}`);
}

describe('where every signal leads from every state', () => {
  test.each([...publishedProfiles.keys()])('of %s', (id) => {
    expect(leads(machineOf(id)).join('\n')).toMatchSnapshot();
  });

  test.each([...publishedProfiles.keys()])('of %s, with all that is remembered', (id) => {
    const hash = createHash('sha256');
    for (const { state, signal, move } of walk(machineOf(id))) {
      hash.update(`${keyOf(state)} ${signal} ${JSON.stringify(move)}\n`);
    }
    expect(hash.digest('hex').slice(0, 16)).toMatchSnapshot();
  });
});

describe('details that are heard one after the other', () => {
  const machine = () => machineOf('option-3');
  const after = (...signals: readonly Parameters<CheckMachine['hear']>[1][]) => {
    const asked = machine();
    return signals.reduce(
      (state, signal) => asked.hear(state, signal)?.state ?? state,
      asked.hear(asked.unopened, 'investigationRequested')!.state,
    ).memory;
  };
  test('the newer counts, but what says nothing does not take the place of what said something', () => {
    expect(after('backstopDenied', 'meterReplaced').meter).toBe('meterReplaced');
    expect(after('meterRefreshed', 'meterReplaced').meter).toBe('meterReplaced');
    expect(after('backstopDenied', 'meterRefreshed').meter).toBe('backstopDenied');
    expect(after('meterRefreshed').meter).toBe('meterRefreshed');
  });
  test('failed visits are counted, and anew for another Meter Operator and for a person who asks again', () => {
    expect(after('workFailed').failures).toBe(1);
    expect(after('workFailed', 'investigationRequested', 'workFailed').failures).toBe(2);
    for (const anew of ['meterOperatorChanged', 'decidedAskAgain'] as const) {
      expect(after('workFailed', 'investigationRequested', anew).failures).toBe(0);
    }
  });
});
