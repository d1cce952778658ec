/** What every store must do with the queue of deliveries; beside the suite of the whole store. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Milestone } from '../../src/process/index.ts';
import { type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { alertOf, at, updateOf } from './rows.ts';

/** What both stores have. */
type Store = PostgresStore;

const later = '2026-08-05T13:00:00Z';
const muchLater = '2026-08-06T13:00:00Z';

const to = (channel: string, n = 1, dueAt = at) => ({ alert: `alert-${n}`, channel, dueAt });

const milestoneOf = (n: number, changes: Partial<Milestone> = {}): Milestone => ({
  key: `milestone-${n}`,
  kind: 'moved',
  retracts: null,
  mpan: mpanOf(n),
  supplier: 'SUPP',
  sequence: 1,
  at,
  stage: 'a stage of "their own", ü',
  owner: 'M',
  owes: ['D0002'],
  dueOn: '2026-08-18',
  decision: null,
  outcome: null,
  ...changes,
});

const purgedEntry = {
  kind: 'purged',
  key: 'purged/1',
  mpan: '',
  effectiveAt: at,
  receivedAt: at,
  sender: '',
  fileIdentifier: 'purged',
  file: '',
  line: 0,
  who: 'anne',
  retention: { archive: null },
  files: [],
} as const;

const telling = (channel: string, n = 1, dueAt = at, changes: Partial<Milestone> = {}) => ({
  channel,
  dueAt,
  milestone: milestoneOf(n, changes),
});

export function deliveriesContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async (path = join(tempFolder(), 'pawl.db')): Promise<Store> => {
    const store = await open(path);
    onTestFinished(() => store.close());
    return store;
  };
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));
  const dueOn = async (store: Store, channel: string, now = at) =>
    (await store.deliveriesDue(channel, now, 9)).map(({ key, attempts }) => `${key} ${attempts}`);

  describe(`${name}: deliveries`, () => {
    test('are queued with the alert, or not at all', async () => {
      const path = join(tempFolder(), 'pawl.db');
      const store = await fresh(path);
      await commit(store, { mpans: [updateOf(1)] });
      const raised = [alertOf(1)];
      const deliveries = [to('one'), to('other', 1, later)];
      const conflict = { mpans: [updateOf(1)], raised, deliveries };
      expect(await commit(store, conflict)).toBe('conflict');
      expect(await store.channelsDue(muchLater)).toEqual([]);
      await commit(store, { raised, deliveries });
      const other = await fresh(path);
      expect((await other.channelsOf(['alert-1']))('alert-1')).toEqual(['one', 'other']);
      expect(await other.channelsDue(at)).toEqual(['one']);
      expect(await other.channelsDue(later)).toEqual(['one', 'other']);
      expect(await other.nextDeliveryAfter(at)).toBe(later);
      expect(await other.nextDeliveryAfter(later)).toBeNull();
      expect(await other.deliveriesDue('one', at, 9)).toEqual([
        { id: 1, key: 'alert-1', channel: 'one', dueAt: at, attempts: 0, alert: alertOf(1) },
      ]);
    });

    test('are tried again when they are due, until they are over', async () => {
      const store = await fresh();
      await commit(store, {
        raised: [alertOf(1), alertOf(2)],
        deliveries: [to('one'), to('one', 2)],
      });
      expect(await store.deliveriesDue('one', at, 1)).toHaveLength(1);
      const error = 'HTTP 500';
      await store.markAttempted(
        [
          { id: 1, outcome: 'later', nextAttemptAt: later, error },
          { id: 2, outcome: 'delivered' },
        ],
        at,
      );
      expect(await dueOn(store, 'one')).toEqual([]);
      expect(await dueOn(store, 'one', later)).toEqual(['alert-1 1']);
      await store.markAttempted([{ id: 1, outcome: 'givenUp', error }], later);
      expect(await store.channelsDue(muchLater)).toEqual([]);
      expect(await store.channelStandings()).toEqual([
        {
          channel: 'one',
          delivered: 1,
          pending: 0,
          givenUp: 1,
          oldestDueAt: null,
          nextAttemptAt: null,
          lastError: error,
        },
      ]);
    });

    test('that were given up are told once, and once more after another retry', async () => {
      const store = await fresh();
      await commit(store, { raised: [alertOf(1)], deliveries: [to('one')] });
      await store.markAttempted([{ id: 1, outcome: 'givenUp', error: 'gone' }], at);
      const [told] = await store.givenUpUntold(9);
      expect(told).toMatchObject({ key: 'alert-1', givenUpAt: at, lastError: 'gone', attempts: 1 });
      await store.markTold([told!]);
      expect(await store.givenUpUntold(9)).toEqual([]);
      expect(await store.givenUp('one')).toHaveLength(1);
      await store.retryDeliveries([1], later);
      expect(await dueOn(store, 'one', later)).toEqual(['alert-1 0']);
      await store.markAttempted([{ id: 1, outcome: 'givenUp', error: 'gone' }], later);
      await store.markTold([told!]);
      expect((await store.givenUpUntold(9)).map(({ givenUpAt }) => givenUpAt)).toEqual([later]);
    });

    test('of an alert that is told again begin anew under another key', async () => {
      const store = await fresh();
      await commit(store, { raised: [alertOf(1)], deliveries: [to('one')] });
      await store.markAttempted([{ id: 1, outcome: 'delivered' }], at);
      await commit(store, { restored: ['alert-1'], deliveries: [to('one', 1, later)] });
      expect(await dueOn(store, 'one')).toEqual([]);
      expect(await dueOn(store, 'one', later)).toEqual(['alert-1#2 0']);
    });
  });

  describe(`${name}: milestones`, () => {
    const dueBy = async (store: Store, channel: string, now = at) =>
      (await store.milestonesDue(channel, now, 9)).map(({ key, attempts }) => `${key} ${attempts}`);

    test('are queued with their commit, or not at all, and stand among what a channel has due', async () => {
      const path = join(tempFolder(), 'pawl.db');
      const store = await fresh(path);
      await commit(store, { mpans: [updateOf(1)] });
      const milestones = [telling('bus'), telling('bus', 2), telling('other', 1, later)];
      expect(await commit(store, { mpans: [updateOf(1)], milestones })).toBe('conflict');
      expect(await store.channelsDue(muchLater)).toEqual([]);
      await commit(store, { milestones, raised: [alertOf(1)], deliveries: [to('one'), to('bus')] });
      const other = await fresh(path);
      expect(await other.channelsDue(at)).toEqual(['bus', 'one']);
      expect(await other.nextDeliveryAfter(at)).toBe(later);
      expect(await other.milestonesDue('bus', at, 1)).toEqual([
        { id: 1, key: 'milestone-1', attempts: 0, ...telling('bus') },
      ]);
      expect(await dueBy(other, 'bus')).toEqual(['milestone-1 0', 'milestone-2 0']);
      const counts = (await other.channelStandings()).map(({ channel, pending }) => [
        channel,
        pending,
      ]);
      expect(counts).toEqual([
        ['bus', 3],
        ['one', 1],
        ['other', 1],
      ]);
    });

    test('are tried again when they are due, until they are over or retried', async () => {
      const store = await fresh();
      await commit(store, { milestones: [telling('bus'), telling('bus', 2), telling('bus', 3)] });
      const error = 'HTTP 500';
      await store.markMilestones(
        [
          { id: 1, outcome: 'later', nextAttemptAt: later, error },
          { id: 2, outcome: 'delivered' },
          { id: 3, outcome: 'givenUp', error },
        ],
        at,
      );
      expect(await dueBy(store, 'bus')).toEqual([]);
      expect(await dueBy(store, 'bus', later)).toEqual(['milestone-1 1']);
      expect(await store.channelStandings()).toEqual([
        {
          channel: 'bus',
          delivered: 1,
          pending: 1,
          givenUp: 1,
          oldestDueAt: at,
          nextAttemptAt: later,
          lastError: error,
        },
      ]);
      expect(await store.givenUpUntold(9)).toEqual([]);
      expect(await store.retryMilestones('other', later)).toBe(0);
      expect(await store.retryMilestones('bus', later)).toBe(1);
      expect(await dueBy(store, 'bus', later)).toEqual(['milestone-1 1', 'milestone-3 0']);
    });

    test('that come again begin anew under another key, with what they say now', async () => {
      const store = await fresh();
      await commit(store, { milestones: [telling('bus')] });
      await store.markMilestones([{ id: 1, outcome: 'delivered' }], at);
      await commit(store, { milestones: [telling('bus', 1, later, { dueOn: '2026-08-19' })] });
      expect(await store.milestonesDue('bus', later, 9)).toEqual([
        {
          id: 1,
          key: 'milestone-1#2',
          attempts: 0,
          ...telling('bus', 1, later, { dueOn: '2026-08-19' }),
        },
      ]);
    });

    test('go with their MPAN', async () => {
      const store = await fresh();
      const milestones = [telling('bus'), telling('bus', 2)];
      await commit(store, { mpans: [updateOf(1), updateOf(2)], milestones });
      await store.purge({
        at,
        entry: purgedEntry,
        mpans: [{ mpan: mpanOf(1), revision: 1 }],
        alertsBefore: null,
        files: [],
        outbox: [],
      });
      expect(await dueBy(store, 'bus')).toEqual(['milestone-2 0']);
    });
  });
}
