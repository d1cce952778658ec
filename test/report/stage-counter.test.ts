/** Counting for who looks now and then: a small desk at once, a large one beside other work. */
import { expect, test } from 'vitest';
import type { Gateway } from '../../src/gateway/index.ts';
import { stageCounter } from '../../src/report/index.ts';
import type { StoredMpan } from '../../src/store/index.ts';
import { mpanOf, notificationFile } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

/** A gateway whose store has so many MPANs, all with the same check, and a mark that can be set. */
async function largeDesk(mpans: number) {
  const own = await openTestGateway();
  await own.take('n.usr', notificationFile('N1', [mpanOf(1)]));
  const [known] = await own.gateway.store.mpansAfter('', 1);
  const state = { mark: 'a', reads: 0 };
  const store = {
    ...own.gateway.store,
    changeMark: async () => state.mark,
    mpansAfter: async (after: string, limit: number): Promise<StoredMpan[]> => {
      state.reads += 1;
      const from = Number(after);
      const number = Math.min(limit, mpans - from);
      return Array.from({ length: number }, (_, n) => ({ ...known!, mpan: String(from + n + 1) }));
    },
  };
  const gateway: Gateway = { ...own.gateway, store };
  return { gateway, state };
}

const numberOf = (counted: Awaited<ReturnType<ReturnType<typeof stageCounter>['counted']>>) =>
  counted === null ? null : [...counted.facts.entries()].reduce((sum, one) => sum + one.number, 0);

/** Lets what runs beside come to its end. */
const turns = async (number: number): Promise<void> => {
  for (let n = 0; n < number; n += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('a small desk is counted while the caller waits, and again only when something has changed', async () => {
  const { gateway, state } = await largeDesk(900);
  const counter = stageCounter(
    () => gateway,
    () => false,
    () => 0,
  );
  const [first, second] = await Promise.all([counter.counted(), counter.counted()]);
  expect([numberOf(first), numberOf(second), first?.isBehind]).toEqual([900, 900, false]);
  const { reads } = state;
  await counter.counted();
  expect(state.reads).toBe(reads);
  state.mark = 'b';
  expect((await counter.counted())?.isBehind).toBe(false);
  expect(state.reads).toBe(reads * 2);
});

test('a large desk is counted beside other work, once at a time and with pauses', async () => {
  const { gateway, state } = await largeDesk(3_000);
  let now = 0;
  const counter = stageCounter(
    () => gateway,
    () => false,
    () => now,
  );
  expect(await counter.counted()).toBeNull();
  expect(await counter.counted()).toBeNull();
  expect(state.reads).toBe(4);
  now = 1_000;
  await turns(20);
  expect(numberOf(await counter.counted())).toBe(3_000);

  // What has changed since is told as not counted yet, until the pause is over.
  state.mark = 'b';
  now = 20_000;
  const { reads } = state;
  expect(await counter.counted()).toMatchObject({ isBehind: true });
  expect(state.reads).toBe(reads);
  now = 21_000;
  expect(await counter.counted()).toMatchObject({ isBehind: true });
  await turns(20);
  expect(await counter.counted()).toMatchObject({ isBehind: false });
});

test('a count that is broken off asks a closed store nothing more', async () => {
  const { gateway, state } = await largeDesk(3_000);
  let isOver = false;
  const counter = stageCounter(
    () => gateway,
    () => isOver,
    () => 0,
  );
  expect(await counter.counted()).toBeNull();
  isOver = true;
  const { reads } = state;
  await turns(20);
  expect(state.reads).toBe(reads);
});

test('a count that fails is told in the log, and the next one is made', async () => {
  const { gateway, state } = await largeDesk(3_000);
  const told: unknown[] = [];
  let isBroken = true;
  const { store } = gateway;
  const failing: Gateway = {
    ...gateway,
    log: { ...gateway.log, error: (told_: unknown) => void told.push(told_) } as Gateway['log'],
    store: {
      ...store,
      mpansAfter: async (after, limit) => {
        if (isBroken && Number(after) >= 2_000) {
          throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR' });
        }
        return store.mpansAfter(after, limit);
      },
    },
  };
  const counter = stageCounter(
    () => failing,
    () => false,
    () => 0,
  );
  expect(await counter.counted()).toBeNull();
  await turns(20);
  expect(told).toMatchObject([{ err: { message: 'disk I/O error' } }]);
  isBroken = false;
  expect(await counter.counted()).toBeNull();
  await turns(20);
  expect(numberOf(await counter.counted())).toBe(3_000);
  expect(state.reads).toBeGreaterThan(12);
});
