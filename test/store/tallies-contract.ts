/** What every store must count for whoever watches the gateway. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import {
  alertOf,
  at,
  checkOf,
  eventOf,
  exceptionOf,
  outboxOf,
  receiptOf,
  updateOf,
} from './rows.ts';

/** What both stores have. */
type Store = PostgresStore;

export function talliesContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async (): Promise<Store> => {
    const store = await open(join(tempFolder(), 'pawl.db'));
    onTestFinished(() => store.close());
    return store;
  };
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));

  describe(`${name}: tallies`, () => {
    test('count checks by state', async () => {
      const store = await fresh();
      const closed = checkOf({ state: 'closed', closedOn: '2026-08-04', sequence: 2 });
      await commit(store, {
        mpans: [updateOf(1, { checks: [checkOf(), closed] }), updateOf(2, { checks: [checkOf()] })],
      });
      expect(Object.fromEntries(await store.checksByState())).toEqual({
        closed: 1,
        investigating: 2,
      });
    });

    test('count deadlines by instant and owner, between two instants', async () => {
      const store = await fresh();
      const due = (day: string) => ({ dueOn: `2026-08-${day}`, dueAt: `2026-08-${day}T23:00:00Z` });
      const rows = [
        checkOf(due('17')),
        checkOf(due('17')),
        checkOf({ ...due('17'), owner: 'X' }),
        checkOf(due('14')),
        checkOf({ ...due('17'), awaited: false }),
        checkOf({ ...due('17'), closedOn: '2026-08-11', state: 'closed' }),
        checkOf({ dueOn: null, dueAt: null }),
        checkOf(due('20')),
      ];
      await commit(store, { mpans: rows.map((row, n) => updateOf(n, { checks: [row] })) });
      expect(await store.deadlines('2026-08-14T23:00:00Z', '2026-08-17T23:00:00Z')).toEqual([
        { owner: 'M', dueAt: '2026-08-17T23:00:00Z', number: 2 },
        { owner: 'X', dueAt: '2026-08-17T23:00:00Z', number: 1 },
      ]);
      expect((await store.deadlines('', '9999')).map(({ number }) => number)).toEqual([1, 2, 1, 1]);
    });

    test('count what is overdue by who owes it, and name the oldest', async () => {
      const store = await fresh();
      const due = (day: string) => ({ dueOn: `2026-08-${day}`, dueAt: `2026-08-${day}T23:00:00Z` });
      const rows = [
        checkOf(due('17')),
        checkOf(due('14')),
        checkOf({ ...due('15'), owner: 'X' }),
        checkOf({ ...due('16'), meterOperator: null }),
        checkOf({ ...due('10'), awaited: false }),
        checkOf({ ...due('10'), closedOn: '2026-08-11', state: 'closed' }),
        checkOf(due('20')),
      ];
      await commit(store, { mpans: rows.map((row, n) => updateOf(n, { checks: [row] })) });
      const now = '2026-08-17T23:00:00Z';
      const found = await store.overdue(null, now);
      expect(found.map(({ owner, party, number }) => [owner, party, number])).toEqual([
        ['M', 'MOPX', 2],
        ['X', 'SUPP', 1],
        ['M', null, 1],
      ]);
      expect(found[0]).toMatchObject({
        oldestMpan: mpanOf(1),
        oldestDueOn: '2026-08-14',
        oldestDueAt: '2026-08-14T23:00:00Z',
      });
      const later = await store.overdue('2026-08-14T23:00:00Z', now);
      expect(later.map(({ party, number }) => [party, number])).toEqual([
        ['SUPP', 1],
        [null, 1],
        ['MOPX', 1],
      ]);
    });

    test('count open items by code, the oldest first', async () => {
      const store = await fresh();
      const early = '2026-08-01T00:00:00Z';
      await commit(store, {
        mpans: [
          updateOf(1, { exceptions: [exceptionOf('a'), exceptionOf('b', { open: false })] }),
          updateOf(2, { exceptions: [exceptionOf('c', { code: 'CANNOT_DRAFT', at: early })] }),
          updateOf(3, { exceptions: [exceptionOf('d', { at: early })] }),
        ],
      });
      expect(await store.openItems()).toEqual([
        { code: 'CANNOT_DRAFT', number: 1, oldestMpan: mpanOf(2), oldestAt: early },
        { code: 'REPORT_UNCLEAR', number: 2, oldestMpan: mpanOf(3), oldestAt: early },
      ]);
    });

    test('count what is recorded, and what is still to be done', async () => {
      const store = await fresh();
      const none = { events: 0, alertsRaised: 0, alertsUndelivered: 0 };
      expect(await store.totals()).toEqual({ ...none, outboxUnwritten: 0, filesUnsettled: 0 });
      await commit(store, {
        events: [eventOf(1, 'k1'), eventOf(1, 'k2')],
        mpans: [updateOf(1)],
        raised: [alertOf(1), alertOf(2)],
        outbox: [outboxOf(1)],
        receipts: [receiptOf(1), receiptOf(2)],
      });
      await store.markDelivered(['alert-1']);
      await store.markSettled([1]);
      expect(await store.totals()).toEqual({
        // Two of them seal the others, and that an alert was told.
        events: 4,
        alertsRaised: 2,
        alertsUndelivered: 1,
        outboxUnwritten: 1,
        filesUnsettled: 1,
      });
    });

    test('tell whether another program holds the store, without waiting', async () => {
      const store = await fresh();
      expect(await store.isLocked()).toBe(false);
      expect(await store.isLocked()).toBe(false);
      expect(await commit(store, { events: [eventOf(1, 'k1')] })).toBe('committed');
    });
  });
}
