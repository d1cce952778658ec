import { fc } from '../support/fc.ts';
import { expect, test } from 'vitest';
import {
  alertChanges,
  foldAll,
  foldMore,
  type MpanState,
  nextWakeOf,
  type ProcessEvent,
  type RaisedAlert,
  retractionOf,
  viewOf,
} from '../../src/process/index.ts';
import { mpan, supplierRules } from '../process/events.ts';
import { delivered } from './process-arbitraries.ts';

// One promise: an alert is raised when it becomes true and no sooner, once, and what stands at the
// end is true.

const settings = { dueSoonWorkingDays: 2, escalateEveryWorkingDays: 5, escalationsMax: 4 };
const end = '2026-12-01T00:00:00Z';

interface Lived {
  readonly state: MpanState;
  readonly alerts: readonly RaisedAlert[];
}

/** Lives through the events as they come in, waking at every instant that is due in between. */
function live(events: readonly ProcessEvent[]): Lived {
  let state = foldAll(supplierRules, mpan, [], '2026-06-01T00:00:00Z').state;
  let alerts: RaisedAlert[] = [];
  const journal: ProcessEvent[] = [];
  const look = (now: string): void => {
    const { waitingUntil } = state;
    if (waitingUntil !== null && waitingUntil <= now) {
      state = foldAll(supplierRules, mpan, journal, now).state;
    }
    const changes = alertChanges(supplierRules, settings, state, alerts, now);
    const gone = new Set(changes.retract.map(({ key }) => key));
    const back = new Set(changes.restore.map(({ key }) => key));
    alerts = alerts.map((alert) => ({
      ...alert,
      retracted: (alert.retracted || gone.has(alert.key)) && !back.has(alert.key),
    }));
    const known = new Set(alerts.map(({ key }) => key));
    const fresh = [...changes.raise, ...changes.retract.map((alert) => retractionOf(alert, now))];
    for (const alert of fresh) {
      if (!known.has(alert.key)) alerts.push({ ...alert, at: now, retracted: false });
    }
  };
  const sleepUntil = (until: string, from: string): void => {
    let now = from;
    for (;;) {
      const wake = nextWakeOf(supplierRules, settings, state, now);
      if (wake === null || wake >= until) return;
      now = wake;
      look(now);
    }
  };
  let now = '2026-06-01T00:00:00Z';
  for (const event of events) {
    if (event.receivedAt > now) sleepUntil(event.receivedAt, now);
    now = event.receivedAt > now ? event.receivedAt : now;
    const more = foldMore(supplierRules, state, [event], now);
    journal.push(event);
    state = more?.state ?? foldAll(supplierRules, mpan, journal, now).state;
    look(now);
  }
  sleepUntil(end, now);
  look(end);
  return { state, alerts };
}

const real = (alerts: readonly RaisedAlert[]) => alerts.filter(({ kind }) => kind !== 'RETRACTED');

test('no alert before its instant, and each once', () => {
  fc.assert(
    fc.property(delivered, (events) => {
      const { alerts } = live(events);
      for (const alert of alerts) expect(alert.at >= alert.trueAt).toBe(true);
      const names = real(alerts).map(({ supplier, sequence, stage, kind, dueOn, number }) =>
        [supplier, sequence, stage, kind, dueOn, number].join('/'),
      );
      expect(new Set(names).size).toBe(names.length);
    }),
    { numRuns: 300 },
  );
});

test('what is retracted has its retraction beside it', () => {
  fc.assert(
    fc.property(delivered, (events) => {
      const { alerts } = live(events);
      for (const alert of real(alerts).filter(({ retracted }) => retracted)) {
        const { stage, sequence, dueOn, kind, number } = alert;
        const beside = { stage, sequence, dueOn, retracts: kind, number, kind: 'RETRACTED' };
        expect(alerts).toContainEqual(expect.objectContaining(beside));
      }
    }),
    { numRuns: 300 },
  );
});

test('every breach that stands is one: no stage that was answered in time has one', () => {
  fc.assert(
    fc.property(delivered, (events) => {
      const { state, alerts } = live(events);
      for (const alert of real(alerts)) {
        if (alert.retracted || alert.kind !== 'BREACHED') continue;
        const check = state.checks.find(({ sequence }) => sequence === alert.sequence);
        expect(check).toBeDefined();
        const rounds = viewOf(supplierRules, state, check!, end).stages.filter(
          ({ name, dueOn }) => name === alert.stage && dueOn === alert.dueOn,
        );
        expect(
          rounds.some(({ status }) => ['breached', 'late', 'withdrawn'].includes(status)),
        ).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('every stage that is overdue at the end has its breach, unretracted', () => {
  fc.assert(
    fc.property(delivered, (events) => {
      const { state, alerts } = live(events);
      for (const check of state.checks) {
        const view = viewOf(supplierRules, state, check, end);
        const last = view.stages.at(-1);
        if (last?.status !== 'breached') continue;
        expect(
          real(alerts).filter(
            ({ kind, retracted, stage, sequence, dueOn }) =>
              kind === 'BREACHED' &&
              !retracted &&
              stage === last.name &&
              sequence === check.sequence &&
              dueOn === last.dueOn,
          ),
        ).toHaveLength(1);
      }
    }),
    { numRuns: 300 },
  );
});
