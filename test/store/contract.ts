/**
 * What every store must do, whichever database is under it. A suite of its own calls this with a
 * way to open stores; two stores opened on one place are two handles on the same memory.
 */
import { describe, expect, test } from 'vitest';
import { bundledBankHolidays } from '../../src/calendar/index.ts';
import { type Receipt, type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import {
  alertOf,
  at,
  checkOf,
  eventOf,
  exceptionOf,
  outboxOf,
  receiptOf,
  stateOf,
  updateOf,
} from './rows.ts';
import { twoHandles } from './two-handles.ts';

/** What both stores have. */
type Store = PostgresStore;

export function storeContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = () => twoHandles(open);
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));

  describe(`${name}: a commit`, () => {
    test('is seen whole by another handle', async () => {
      const { store, again } = await fresh();
      const parts = {
        events: [eventOf(1, 'k1')],
        mpans: [updateOf(1, { wakeAt: at, checks: [checkOf()], exceptions: [exceptionOf('x')] })],
        receipts: [receiptOf(1)],
        outbox: [outboxOf(1)],
        raised: [alertOf(1)],
        fileNumbersTo: 2,
      };
      expect(await commit(store, parts)).toBe('committed');
      const other = await again();
      expect(await other.journalOf(mpanOf(1))).toEqual(parts.events);
      expect((await other.loadMpans([mpanOf(1)])).get(mpanOf(1))).toEqual({
        mpan: mpanOf(1),
        revision: 1,
        state: stateOf(mpanOf(1)),
        alerted: true,
        excepted: true,
      });
      expect(await other.checks({})).toEqual([{ mpan: mpanOf(1), claimedBy: null, ...checkOf() }]);
      expect(await other.exceptions({})).toEqual([
        { mpan: mpanOf(1), claimedBy: null, ...exceptionOf('x') },
      ]);
      expect(await other.receipts()).toEqual(parts.receipts);
      expect(await other.outbox()).toEqual(parts.outbox);
      expect(await other.alertsOf(null)).toEqual(parts.raised);
      expect(await other.takeFileNumbers(1)).toBe(2);
    });

    test('of an old revision is a conflict and leaves nothing', async () => {
      const { store, again } = await fresh();
      await commit(store, { mpans: [updateOf(1)] });
      const other = await again();
      await commit(other, { mpans: [updateOf(1, { revision: 1 })] });
      const late = {
        events: [eventOf(2, 'k2'), eventOf(1, 'k1')],
        mpans: [updateOf(2, { checks: [checkOf()] }), updateOf(1, { revision: 1 })],
        receipts: [receiptOf(1)],
        outbox: [outboxOf(1)],
        raised: [alertOf(2)],
        fileNumbersTo: 2,
      };
      expect(await commit(store, late)).toBe('conflict');
      expect(await store.journalOf(mpanOf(2))).toEqual([]);
      expect((await store.loadMpans([mpanOf(2)])).size).toBe(0);
      expect(await store.checks({})).toEqual([]);
      expect(await store.receipts()).toEqual([]);
      expect(await store.outbox()).toEqual([]);
      expect(await store.alertsOf(null)).toEqual([]);
      expect(await store.takeFileNumbers(1)).toBe(1);
    });

    test('that takes an MPAN for new which is known is a conflict', async () => {
      const { store } = await fresh();
      await commit(store, { mpans: [updateOf(1)] });
      expect(await commit(store, { mpans: [updateOf(1)] })).toBe('conflict');
      expect(await commit(store, { mpans: [updateOf(2, { revision: 3 })] })).toBe('conflict');
    });

    test('gives receipts their numbers, whoever commits', async () => {
      const { store, again } = await fresh();
      const other = await again();
      await commit(store, { receipts: [receiptOf(0, { destination: 'archive/a' })] });
      await commit(other, { receipts: [receiptOf(0, { destination: 'archive/b' })] });
      await commit(store, { receipts: [receiptOf(0, { destination: 'archive/c' })] });
      expect((await other.receipts()).map(({ id }) => id)).toEqual([1, 2, 3]);
      expect(await store.destinationsAmong(['archive/c', 'archive/d', 'archive/a'])).toEqual(
        new Map([
          ['archive/a', 1],
          ['archive/c', 3],
        ]),
      );
    });

    test('with a place that was given to another file meanwhile is a conflict', async () => {
      const { store, again } = await fresh();
      const claim = { staged: 'copy', look: 'look', isClosed: true };
      const receipts = [receiptOf(1, { claim, destination: 'archive/a' })];
      expect(await commit(await again(), { receipts })).toBe('committed');
      const late = { receipts, events: [eventOf(1, 'k')], mpans: [updateOf(1)] };
      expect(await commit(store, late)).toBe('conflict');
      expect(await store.journalOf(mpanOf(1))).toEqual([]);
      expect(await store.receipts()).toHaveLength(1);
    });

    test('with a file number that another has taken meanwhile counts; none is given twice', async () => {
      const { store, again } = await fresh();
      const other = await again();
      const [first, second] = [await store.takeFileNumbers(2), await other.takeFileNumbers(1)];
      expect([first, second]).toEqual([1, 3]);
      const late = { outbox: [outboxOf(3)], fileNumbersTo: second + 1 };
      expect(await commit(other, late)).toBe('committed');
      // What came to nothing is not given again either.
      expect(await (await again()).takeFileNumbers(1)).toBe(4);
      const early = { outbox: [outboxOf(1)], fileNumbersTo: first + 2 };
      expect(await commit(store, early)).toBe('committed');
      expect(await store.takeFileNumbers(1)).toBe(5);
    });

    test('that fails leaves nothing, and the store goes on working', async () => {
      const { store } = await fresh();
      await commit(store, { outbox: [outboxOf(1)] });
      const broken = { events: [eventOf(1, 'k1')], mpans: [updateOf(1)], outbox: [outboxOf(1)] };
      await expect(commit(store, broken)).rejects.toThrow();
      expect(await store.journalOf(mpanOf(1))).toEqual([]);
      expect((await store.loadMpans([mpanOf(1)])).size).toBe(0);
      expect(await commit(store, { mpans: [updateOf(1)] })).toBe('committed');
    });

    test('counts an event with a known key once', async () => {
      const { store } = await fresh();
      await commit(store, { events: [eventOf(1, 'k1')] });
      await commit(store, { events: [eventOf(1, 'k1', { line: 9 }), eventOf(1, 'k2')] });
      const journal = await store.journalOf(mpanOf(1));
      expect(journal.map(({ key, line }) => [key, line])).toEqual([
        ['k1', 2],
        ['k2', 2],
      ]);
      expect(await store.knownKeys(['k2', 'k3', 'k1'])).toEqual(new Set(['k1', 'k2']));
    });
  });

  describe(`${name}: what a commit was made from`, () => {
    test('a unit that is committed twice under one name counts once, whoever repeats it', async () => {
      const { store, again } = await fresh();
      const parts = { token: 'act 1', events: [eventOf(1, 'k1')], mpans: [updateOf(1)] };
      expect(await commit(store, parts)).toBe('committed');
      const other = await again();
      expect(await commit(other, parts)).toBe('already');
      expect(await commit(store, { ...parts, mpans: [updateOf(1, { revision: 1 })] })).toBe(
        'already',
      );
      expect((await other.loadMpans([mpanOf(1)])).get(mpanOf(1))?.revision).toBe(1);
      expect(await commit(other, { token: 'act 2', events: [eventOf(1, 'k2')] })).toBe('committed');
    });

    test('a name is free again where the unit was not committed', async () => {
      const { store } = await fresh();
      const late = { token: 'act 1', mpans: [updateOf(1, { revision: 7 })] };
      expect(await commit(store, late)).toBe('conflict');
      expect(await commit(store, { token: 'act 1', mpans: [updateOf(1)] })).toBe('committed');
    });

    test('what was folded by other rules is stale, on every handle', async () => {
      const { store, again } = await fresh();
      const other = await again();
      const epoch = await store.epoch();
      expect(await commit(store, { epoch, mpans: [updateOf(1)] })).toBe('committed');
      expect(await other.raiseEpoch()).toBeGreaterThan(epoch);
      const late = { epoch, events: [eventOf(1, 'k')], mpans: [updateOf(1, { revision: 1 })] };
      expect(await commit(store, late)).toBe('stale');
      expect(await store.journalOf(mpanOf(1))).toEqual([]);
      expect(await commit(store, { ...late, epoch: await store.epoch() })).toBe('committed');
    });

    test.each([
      ['the same bytes', { sha256: 'sha-1', sender: null, flow: null, fileIdentifier: null }],
      [
        'the same identity',
        { sha256: 'other', sender: 'MOPX', flow: 'D0002', fileIdentifier: 'F1' },
      ],
    ])('a file judged before %s were taken is a conflict', async (_what, marks) => {
      const { store, again } = await fresh();
      const other = await again();
      const judged = [{ ...marks, seen: await store.timesTaken(marks) }];
      // What was refused, or is a copy, is nothing that a judgement rests on.
      await commit(other, { receipts: [receiptOf(1, { outcome: 'rejected' })] });
      expect(await commit(store, { judged, events: [eventOf(2, 'k0')] })).toBe('committed');
      await commit(other, { receipts: [receiptOf(2, { sha256: 'sha-1', fileIdentifier: 'F1' })] });
      const late = { judged, events: [eventOf(1, 'k')], receipts: [receiptOf(3)] };
      expect(await commit(store, late)).toBe('conflict');
      expect(await store.journalOf(mpanOf(1))).toEqual([]);
      const anew = [{ ...marks, seen: await store.timesTaken(marks) }];
      expect(await commit(store, { ...late, judged: anew })).toBe('committed');
    });

    test('a file judged before this gateway sent one under its identity is a conflict', async () => {
      const { store, again } = await fresh();
      const marks = { sha256: 'x', sender: 'SUPP', flow: 'D0001', fileIdentifier: 'PW1' };
      const judged = [{ ...marks, seen: await store.timesTaken(marks) }];
      await commit(await again(), { outbox: [outboxOf(1)] });
      expect(await commit(store, { judged, receipts: [receiptOf(1)] })).toBe('conflict');
    });

    test('a calendar made from another than the newest is a conflict', async () => {
      const { store, again } = await fresh();
      const calendar = {
        mergedAt: at,
        source: 'a',
        sha256: 'a',
        bankHolidays: bundledBankHolidays,
      };
      expect(await commit(await again(), { calendar, calendarsBefore: 0 })).toBe('committed');
      expect(await commit(store, { calendar, calendarsBefore: 0 })).toBe('conflict');
      expect(await store.calendars()).toHaveLength(1);
      expect(await commit(store, { calendar, calendarsBefore: 1 })).toBe('committed');
    });
  });

  describe(`${name}: MPANs`, () => {
    test('are due by their instant, the longest waiting first', async () => {
      const { store } = await fresh();
      const wakes = ['2026-08-07T00:00:00Z', null, '2026-08-05T00:00:00Z', '2026-08-06T00:00:00Z'];
      await commit(store, { mpans: wakes.map((wakeAt, n) => updateOf(n, { wakeAt })) });
      const due = async (now: string, limit: number) =>
        (await store.due(now, limit)).map(({ mpan }) => mpan);
      expect(await due('2026-08-04T23:59:59Z', 9)).toEqual([]);
      expect(await due('2026-08-06T00:00:00Z', 9)).toEqual([mpanOf(2), mpanOf(3)]);
      expect(await due('2026-08-09T00:00:00Z', 2)).toEqual([mpanOf(2), mpanOf(3)]);
      expect(await store.nextWake()).toBe('2026-08-05T00:00:00Z');
    });

    test('all with an open check wake when told to', async () => {
      const { store } = await fresh();
      const closed = checkOf({ closedOn: '2026-08-04', state: 'closed' });
      await commit(store, {
        mpans: [updateOf(1, { checks: [checkOf()] }), updateOf(2, { checks: [closed] })],
      });
      await commit(store, { wakeAllOpen: true });
      expect((await store.due(at, 9)).map(({ mpan }) => mpan)).toEqual([mpanOf(1)]);
    });

    test('that owe and all MPANs are listed in pages', async () => {
      const { store } = await fresh();
      const owing = checkOf({ owed: 'D0001' });
      await commit(store, {
        mpans: [1, 2, 3, 4].map((n) => updateOf(n, { checks: n === 3 ? [] : [owing] })),
      });
      const names = (found: readonly { mpan: string }[]) => found.map(({ mpan }) => mpan);
      expect(names(await store.owing('', 2))).toEqual([mpanOf(1), mpanOf(2)]);
      expect(names(await store.owing(mpanOf(2), 2))).toEqual([mpanOf(4)]);
      expect(names(await store.mpansAfter('', 3))).toEqual([1, 2, 3].map(mpanOf));
      expect(names(await store.mpansAfter(mpanOf(3), 3))).toEqual([mpanOf(4)]);
      expect(await store.nextWake()).toBeNull();
    });

    test('have the checks of their newest snapshot and no others', async () => {
      const { store } = await fresh();
      await commit(store, {
        mpans: [updateOf(1, { checks: [checkOf(), checkOf({ sequence: 2 })] })],
      });
      const update = { revision: 1, checks: [checkOf({ supplier: 'ELSE' })], fewerChecks: true };
      await commit(store, { mpans: [updateOf(1, update)] });
      expect(
        (await store.checks({})).map(({ supplier, sequence }) => [supplier, sequence]),
      ).toEqual([['ELSE', 1]]);
    });

    test('have checks that can be asked for by state, MPAN, openness and breach', async () => {
      const { store } = await fresh();
      const rows = [
        checkOf(),
        checkOf({ dueAt: '2026-08-18T23:00:00Z' }),
        checkOf({ awaited: false }),
        checkOf({ state: 'closed', closedOn: '2026-08-04' }),
        checkOf({ state: 'notified', dueAt: null, dueOn: null }),
      ];
      await commit(store, { mpans: rows.map((row, n) => updateOf(n, { checks: [row] })) });
      const found = async (filter: Parameters<Store['checks']>[0]) =>
        (await store.checks(filter)).map(({ mpan }) => mpan);
      expect(await found({ breachedAt: '2026-08-17T23:00:00Z' })).toEqual([mpanOf(0)]);
      expect(await found({ breachedAt: '2026-08-17T22:59:59Z' })).toEqual([]);
      expect(await found({ state: 'notified' })).toEqual([mpanOf(4)]);
      expect(await found({ open: true, mpan: mpanOf(3) })).toEqual([]);
      expect(await found({ mpan: mpanOf(3) })).toEqual([mpanOf(3)]);
    });
  });

  describe(`${name}: exceptions`, () => {
    test('are closed when they no longer stand, and open again if they do', async () => {
      const { store } = await fresh();
      const openIds = async () => (await store.exceptions({ open: true })).map(({ id }) => id);
      const give = (revision: number, ids: readonly string[], excepted = true) =>
        commit(store, {
          mpans: [
            updateOf(1, { revision, excepted, exceptions: ids.map((id) => exceptionOf(id)) }),
          ],
        });
      await commit(store, { mpans: [updateOf(2, { exceptions: [exceptionOf('other')] })] });
      await give(0, ['a', 'b']);
      expect(await openIds()).toEqual(['a', 'b', 'other']);
      await give(1, ['b']);
      expect(await openIds()).toEqual(['b', 'other']);
      await give(2, []);
      expect(await openIds()).toEqual(['other']);
      await give(3, ['a']);
      expect(await openIds()).toEqual(['a', 'other']);
      expect(
        (await store.exceptions({ mpan: mpanOf(1), open: false })).map(({ id }) => id),
      ).toEqual(['b']);
    });
  });

  describe(`${name}: alerts`, () => {
    test('are raised once by key, delivered once, retracted and restored', async () => {
      const { store } = await fresh();
      await commit(store, { mpans: [updateOf(1)], raised: [alertOf(1)] });
      await commit(store, { raised: [alertOf(1), alertOf(2)] });
      const waiting = async () => (await store.undeliveredAlerts(9)).map(({ key }) => key);
      expect(await waiting()).toEqual(['alert-1', 'alert-2']);
      expect(await store.undeliveredAlerts(1)).toHaveLength(1);
      await store.markDelivered(['alert-1', 'alert-2']);
      await store.markDelivered([]);
      expect(await waiting()).toEqual([]);
      await commit(store, { retracted: ['alert-1'] });
      expect((await store.alertsOf(mpanOf(1))).map(({ retracted }) => retracted)).toEqual([true]);
      await commit(store, { restored: ['alert-1'] });
      expect((await store.alertsOf(mpanOf(1))).map(({ retracted }) => retracted)).toEqual([false]);
      expect(await waiting()).toEqual(['alert-1']);
      expect((await store.loadMpans([mpanOf(1)])).get(mpanOf(1))?.alerted).toBe(true);
    });

    test('are listed by instant', async () => {
      const { store } = await fresh();
      const late = '2026-08-09T00:00:00Z';
      await commit(store, { raised: [alertOf(1, { at: late }), alertOf(2)] });
      expect((await store.alertsOf(null)).map(({ key }) => key)).toEqual(['alert-2', 'alert-1']);
    });
  });

  describe(`${name}: files`, () => {
    test('are known by identity and by bytes, and settle', async () => {
      const { store } = await fresh();
      const finding = { code: 'FILE_EMPTY', severity: 'reject', line: 1, group: null, item: null };
      const second = receiptOf(2, {
        fileIdentifier: 'F1',
        sha256: 'sha-1',
        folder: 'sent',
        outcome: 'rejected',
        findings: [
          {
            ...finding,
            message: 'ünïcode',
          } as Receipt['findings'][number],
        ],
      });
      await commit(store, { receipts: [receiptOf(1), second] });
      await commit(store, { receipts: [receiptOf(3, { flow: null, fileIdentifier: null })] });
      const identity = { sender: 'MOPX', flow: 'D0002', fileIdentifier: 'F1' };
      expect(await store.receiptsFor(identity)).toEqual([receiptOf(1), second]);
      expect(await store.receiptsOfBytes('sha-3')).toHaveLength(1);
      await store.markSettled([1, 3]);
      expect(await store.unsettled()).toEqual([second]);
    });

    test('are asked for by what became of them, however many copies came', async () => {
      const { store } = await fresh();
      const copies = Array.from({ length: 50 }, (_, index) =>
        receiptOf(index + 2, { fileIdentifier: 'F1', sha256: 'sha-1', outcome: 'duplicate' }),
      );
      const early = receiptOf(1, { receivedAt: '2026-08-01T00:00:00Z' });
      await commit(store, { receipts: [early, ...copies] });
      const identity = { sender: 'MOPX', flow: 'D0002', fileIdentifier: 'F1' };
      expect(await store.appliedFor(identity)).toEqual([early]);
      expect(await store.takenOfBytes('sha-1')).toEqual([early]);
      expect(await store.firstReceivedAt('sha-1', 20)).toBe(early.receivedAt);
      expect(await store.firstReceivedAt('sha-1', 1)).toBeNull();
    });

    test('to send wait in order until they are marked written', async () => {
      const { store } = await fresh();
      await commit(store, { outbox: [outboxOf(2), outboxOf(1)] });
      expect(await store.unwritten(1)).toEqual([outboxOf(2)]);
      await store.markWritten([outboxOf(2).name]);
      expect(await store.unwritten(9)).toEqual([outboxOf(1)]);
      expect(await store.sentFile('SUPP', 'D0001', 'PW1')).toEqual(outboxOf(1));
      expect(await store.sentFile('SUPP', 'D0001', 'PW9')).toBeNull();
    });

    test('to send never share a name or an identifier', async () => {
      const { store } = await fresh();
      await commit(store, { outbox: [outboxOf(1)] });
      const same = outboxOf(2, { fileIdentifier: 'PW1' });
      await expect(commit(store, { outbox: [same] })).rejects.toThrow();
      expect(await store.outbox()).toHaveLength(1);
    });
  });

  describe(`${name}: the rest`, () => {
    test('calendars come back in the order in which they were merged', async () => {
      const { store } = await fresh();
      const calendar = (source: string) => ({
        mergedAt: at,
        source,
        sha256: source,
        bankHolidays: bundledBankHolidays,
      });
      await commit(store, { calendar: calendar('b.json') });
      await commit(store, { calendar: calendar('a.json') });
      expect(await store.calendars()).toEqual([calendar('b.json'), calendar('a.json')]);
    });

    test('notes are kept by key, and the newest entry of the journal is known', async () => {
      const { store } = await fresh();
      expect(await store.note('k')).toBeNull();
      await store.setNote('k', '1');
      await store.setNote('k', '2');
      expect(await store.note('k')).toBe('2');
      expect(await store.lastRecordedAt()).toBeNull();
      await commit(store, { events: [eventOf(1, 'k1')] });
      expect(await store.lastRecordedAt()).toBe(at);
    });
  });
}
