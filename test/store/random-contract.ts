/**
 * Random work on two handles of one store, in turns, beside a model in memory: what was loaded is
 * old by the time it is committed, as often as not. Every answer and every read must be the model's.
 */
import { fc } from '../support/fc.ts';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type JudgedFile, unitOfWork } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { memoryModel } from './model.ts';
import { at, eventOf, exceptionOf, outboxOf, receiptOf, stateOf, updateOf } from './rows.ts';

/** What both stores have. */
type Store = PostgresStore;

const few = { min: 1, max: 3 };
const ns = [1, 2, 3];
const marksOf = (n: number) => ({
  sha256: `sha-${n}`,
  sender: n === 3 ? null : 'MOPX',
  flow: 'D0002',
  fileIdentifier: `F${1 + (n % 2)}`,
});

/** What a handle does next. `old`: it goes by what it saw when it looked last. */
const step = fc.record({
  by: fc.constantFrom(0, 1),
  does: fc.oneof(
    { weight: 3, arbitrary: fc.constant('look' as const) },
    { weight: 8, arbitrary: fc.constant('commit' as const) },
    { weight: 1, arbitrary: fc.constant('raiseEpoch' as const) },
    { weight: 2, arbitrary: fc.constant('takeNumbers' as const) },
  ),
  isOld: fc.boolean(),
  mpans: fc.uniqueArray(fc.integer(few), { maxLength: 2 }),
  keys: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
  wakeAt: fc.constantFrom(null, '2026-08-05T00:00:00Z', '2026-08-06T00:00:00Z'),
  isExcepted: fc.boolean(),
  token: fc.option(fc.constantFrom('a', 'b', 'c')),
  file: fc.option(fc.integer(few)),
  outcome: fc.constantFrom('applied', 'partly-applied', 'not-ours', 'duplicate', 'rejected'),
  place: fc.integer({ min: 1, max: 9 }),
  sends: fc.boolean(),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a handle saw when it looked last. */
interface Seen {
  readonly epoch: number;
  readonly revisions: ReadonlyMap<number, number>;
  readonly judged: ReadonlyMap<number, JudgedFile>;
}

async function look(store: Store): Promise<Seen> {
  const stored = await store.loadMpans(ns.map(mpanOf));
  const judged = new Map<number, JudgedFile>();
  for (const n of ns) {
    const marks = marksOf(n);
    judged.set(n, { ...marks, seen: await store.timesTaken(marks) });
  }
  return {
    epoch: await store.epoch(),
    revisions: new Map(ns.map((n) => [n, stored.get(mpanOf(n))?.revision ?? 0])),
    judged,
  };
}

/** `runs`: how many histories are tried. */
export function randomContract(
  name: string,
  open: (path: string) => Promise<Store>,
  runs = 40,
): void {
  test(`${name}: two handles that work in turns are answered as one would be`, {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
        const path = join(tempFolder(), 'pawl.db');
        const stores = [await open(path), await open(path)] as const;
        try {
          await play(stores, steps);
        } finally {
          await Promise.all(stores.map((store) => store.close()));
        }
      }),
      { numRuns: runs },
    );
  });
}

async function play(stores: readonly [Store, Store], steps: readonly Step[]): Promise<void> {
  const model = memoryModel();
  const seen = [await look(stores[0]), await look(stores[1])];
  for (const [index, one] of steps.entries()) {
    const store = stores[one.by === 0 ? 0 : 1];
    if (one.does === 'raiseEpoch') {
      expect(await store.raiseEpoch()).toBe(model.raiseEpoch());
    } else if (one.does === 'takeNumbers') {
      expect(await store.takeFileNumbers(one.place)).toBe(model.takeFileNumbers(one.place));
    } else if (one.does === 'look') {
      seen[one.by] = await look(store);
      expect(seen[one.by]?.epoch).toBe(model.epoch());
      for (const n of ns) {
        expect(seen[one.by]?.revisions.get(n)).toBe(model.revisionOf(mpanOf(n)));
        expect(seen[one.by]?.judged.get(n)?.seen).toBe(model.timesTaken(marksOf(n)));
      }
    } else {
      const known = one.isOld ? seen[one.by]! : await look(store);
      const number = one.sends ? await store.takeFileNumbers(1) : null;
      if (number !== null) expect(number).toBe(model.takeFileNumbers(1));
      const unit = unitOfWork(at, {
        token: one.token,
        epoch: known.epoch,
        judged: one.file === null ? [] : [known.judged.get(one.file)!],
        events: one.keys.map((key) => eventOf(1 + (key % 3), `k${key}`, { line: index })),
        mpans: one.mpans.map((n) =>
          updateOf(n, {
            revision: known.revisions.get(n) ?? 0,
            state: stateOf(mpanOf(n), `2026-08-05T12:00:${String(index).padStart(2, '0')}Z`),
            wakeAt: one.wakeAt,
            excepted: true,
            exceptions: [exceptionOf(`x${n}`, { open: one.isExcepted })],
          }),
        ),
        receipts:
          one.file === null
            ? []
            : [
                receiptOf(0, {
                  ...marksOf(one.file),
                  outcome: one.outcome as 'applied',
                  destination: `archive/${one.place}`,
                  claim: { staged: `c${index}`, look: '', isClosed: true },
                }),
              ],
        outbox: number === null ? [] : [outboxOf(number)],
        fileNumbersTo: number === null ? null : number + 1,
      });
      expect(await store.commit(unit)).toBe(model.commit(unit));
    }
    if (index % 5 === 4) await expectSame(stores, model);
  }
  await expectSame(stores, model);
}

async function expectSame(
  stores: readonly Store[],
  model: ReturnType<typeof memoryModel>,
): Promise<void> {
  const all = ns.map(mpanOf);
  for (const store of stores) {
    const journals = await store.journalsOf(all);
    for (const mpan of all) {
      expect(await store.journalOf(mpan)).toEqual(model.journalOf(mpan));
      expect(journals(mpan)).toEqual(model.journalOf(mpan));
    }
    const stored = await store.loadMpans(all);
    expect(new Map([...stored].map(([mpan, { state }]) => [mpan, state]))).toEqual(
      new Map(model.states()),
    );
    // Whether its copy is still to be put away is told where that is asked.
    expect(await store.unsettled()).toEqual(model.receipts());
    expect((await store.receipts()).map(({ id }) => id)).toEqual(
      model.receipts().map(({ id }) => id),
    );
    expect(await store.outbox()).toEqual(model.outbox());
    const now = '2026-08-05T12:00:00Z';
    expect((await store.due(now, 9)).map(({ mpan }) => mpan)).toEqual(model.due(now));
    const open = await store.exceptions({ open: true });
    expect(open.map(({ id }) => id).sort()).toEqual(model.openExceptions());
  }
}
