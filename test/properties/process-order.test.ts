import { fc } from '../support/fc.ts';
import { expect, test } from 'vitest';
import { foldAll, foldMore, type MpanState, type ProcessEvent } from '../../src/process/index.ts';
import { mpan, supplierRules } from '../process/events.ts';
import { delivered, story } from './process-arbitraries.ts';

// One promise: what an MPAN's events come to depends on the events, never on how they came.

const end = '2027-01-01T00:00:00Z';
const folded = (events: readonly ProcessEvent[], asOf = end): MpanState =>
  foldAll(supplierRules, mpan, events, asOf).state;

test('any permutation and any repetition of the events folds to the same', () => {
  const shuffled = story.chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events], { minLength: events.length }),
      fc.subarray([...events]),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([events, permuted, repeated]) => {
      expect(folded([...permuted, ...repeated])).toEqual(folded(events));
    }),
    { numRuns: 300 },
  );
});

test('taken in piece by piece they fold to what the whole journal folds to', () => {
  const inBatches = fc.tuple(
    delivered,
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 14 }),
  );
  fc.assert(
    fc.property(inBatches, ([events, sizes]) => {
      let state: MpanState | null = null;
      const journal: ProcessEvent[] = [];
      for (const size of sizes) {
        const batch = events.slice(journal.length, journal.length + size);
        if (batch.length === 0) break;
        journal.push(...batch);
        const now = batch.map(({ receivedAt }) => receivedAt).reduce((a, b) => (a > b ? a : b));
        const more = state === null ? null : foldMore(supplierRules, state, batch, now);
        // As the store keeps it between two commits.
        state = JSON.parse(JSON.stringify(more?.state ?? folded(journal, now))) as MpanState;
        const { foldedTo: _, ...found } = state;
        const { foldedTo: __, ...expected } = folded(journal, now);
        expect(found).toEqual(expected);
      }
    }),
    { numRuns: 300 },
  );
});

test('every event ends in a reading, and every check in stages that follow one another', () => {
  fc.assert(
    fc.property(story, (events) => {
      const { state, readings } = foldAll(supplierRules, mpan, events, end);
      const told = new Set(readings.map(({ event }) => event.key));
      for (const event of events) expect(told.has(event.key)).toBe(true);
      for (const check of state.checks) {
        for (const [index, stage] of check.stages.entries()) {
          const next = check.stages[index + 1];
          expect(stage.endedAt).toBe(next?.startedAt ?? check.closedAt);
          if (stage.answeredAt !== null) {
            expect(stage.answeredAt >= stage.startedAt).toBe(true);
            expect(stage.answeredAt <= (stage.endedAt ?? '')).toBe(true);
          }
        }
        expect(check.closedAt === null).toBe(check.machine.memory.outcome === null);
        if (check.closedAt !== null) {
          const after = check.exceptions.filter(({ open }) => open).map(({ code }) => code);
          expect(after.every((code) => code === 'CONTRADICTED_AFTER_CLOSURE')).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('unclear never becomes "has": a check with a backstop has somebody’s word for it', () => {
  fc.assert(
    fc.property(story, (events) => {
      const { state, readings } = foldAll(supplierRules, mpan, events, end);
      for (const check of state.checks) {
        if (check.machine.memory.outcome !== 'backstopPresent') continue;
        const isSaid = check.evidence.some(({ finding }) =>
          ['has', 'backstopStated'].includes(finding),
        );
        const isDecided = readings.some(
          ({ says, check: at }) => says === 'decided: has' && at?.sequence === check.sequence,
        );
        expect(isSaid || isDecided).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
