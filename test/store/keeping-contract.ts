/** What every store must do for keeping: erasing, purging; beside the whole store's suite. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type ChainedEntry,
  type Purge,
  type UnitOfWork,
  unitOfWork,
} from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import {
  alertOf,
  at,
  chainOf,
  checkOf,
  eventOf,
  exceptionOf,
  keepingEntriesOf,
  outboxOf,
  receiptOf,
  stateOf,
  updateOf,
} from './rows.ts';

/** What both stores have. */
type Store = PostgresStore;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function keepingContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async (): Promise<{
    store: Store;
    again: () => Promise<Store>;
    folder: string;
  }> => {
    const folder = tempFolder();
    const again = async (): Promise<Store> => {
      const store = await open(join(folder, 'pawl.db'));
      onTestFinished(() => store.close());
      return store;
    };
    return { store: await again(), again, folder };
  };
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));
  /** What was told and done, without the seals of what stands beside the journal. */
  const toldIn = async (store: Store): Promise<ChainedEntry[]> =>
    (await chainOf(store)).filter(({ kind }) => kind !== 'sealed');
  const erasureOf = (n: number, revision: number, state = stateOf(mpanOf(n))) => ({
    at,
    event: {
      kind: 'erased' as const,
      key: `erased/${n}/${revision}`,
      mpan: mpanOf(n),
      effectiveAt: at,
      receivedAt: at,
      sender: '',
      fileIdentifier: 'erased',
      line: 0,
      file: '',
      profile: 'option-1',
      who: 'anne',
      reason: 'asked',
      state,
    },
    update: updateOf(n, { revision, state, checks: [checkOf({ closedOn: '2026-08-04' })] }),
    files: [],
    findings: [],
    outbox: [],
  });
  const purgeOf = (parts: Partial<Purge>): Purge => ({
    at,
    entry: {
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
    },
    mpans: [],
    alertsBefore: null,
    files: [],
    outbox: [],
    ...parts,
  });

  describe(`${name}: keeping in the chain`, () => {
    test('has what one transaction wrote in one commit, and entries of no MPAN follow from none', async () => {
      const { store } = await fresh();
      const parts = { events: [eventOf(1, 'a')], mpans: [updateOf(1)] };
      await commit(store, { ...parts, receipts: [receiptOf(1)] });
      await commit(store, { receipts: [receiptOf(2)] });
      await commit(store, { mpans: [updateOf(1, { revision: 1 })] });
      await store.erase(erasureOf(1, 2));
      const entries = await chainOf(store);
      expect(entries.map(({ kind, follows }) => [kind, follows])).toEqual([
        ['gone', 0],
        ['sealed', 0],
        ['sealed', 0],
        ['erased', 1],
      ]);
      const commits = await store.commits(0, 9);
      expect(commits.map(({ first, last }) => [first, last])).toEqual([
        [1, 2],
        [3, 3],
        [4, 4],
      ]);
    });
  });

  describe(`${name}: erasing`, () => {
    test('takes the bodies, keeps their digests, and is itself an entry', async () => {
      const { store } = await fresh();
      const appointment = eventOf(1, 'waits', { effectiveAt: '2027-01-01T00:00:00Z' });
      const events = [eventOf(1, 'a'), eventOf(2, 'b'), appointment, eventOf(1, 'c')];
      const exceptions = [exceptionOf('x', { open: false })];
      await commit(store, {
        events,
        mpans: [updateOf(1, { exceptions })],
        receipts: [receiptOf(1)],
        outbox: [outboxOf(1)],
      });
      const before = await toldIn(store);
      const change = { fileId: 1, sha256: 'new', at, why: 'erased' as const };
      const finding = {
        code: 'FILE_EMPTY',
        severity: 'reject',
        line: 1,
        group: null,
        item: null,
        message: 'm',
      } as const;
      const erasure = {
        ...erasureOf(1, 1),
        files: [change],
        findings: [{ fileId: 1, left: [finding] }],
        outbox: [{ name: outboxOf(1).name, text: 'less' }],
      };
      expect(await store.erase(erasure)).toBe('committed');
      const after = await toldIn(store);
      expect(after.map(({ body }) => body === null)).toEqual([true, false, false, true, false]);
      expect(after.map(({ link }) => link).slice(0, 4)).toEqual(before.map(({ link }) => link));
      expect(after[0]).toMatchObject({
        mpan: mpanOf(1),
        key: sha256('a'),
        kind: 'gone',
        receivedAt: '',
      });
      const own = await store.journalOf(mpanOf(1));
      expect(own.map(({ key }) => key)).toEqual(['waits', 'erased/1/1']);
      expect(own[1]).toMatchObject({
        entries: [
          [1, sha256('a')],
          [4, sha256('c')],
        ],
      });
      expect(await keepingEntriesOf(store)).toEqual([own[1]]);
      // Told again, it is no news.
      expect(await store.knownKeys(['a', 'b', 'z'])).toEqual(new Set(['a', 'b']));
      expect(await store.fileChanges()).toEqual(new Map([[1, change]]));
      expect(await store.fileChange(1)).toEqual(change);
      expect(await store.fileChange(2)).toBeNull();
      expect(await store.erasedSince(at)).toEqual([mpanOf(1)]);
      expect(await store.erasedSince('2099-01-01T00:00:00Z')).toEqual([]);
      expect((await store.receipts())[0]?.findings).toEqual([finding]);
      await store.recordFileChange({ ...change, fileId: 2 });
      expect(await store.fileChange(2)).toEqual({ ...change, fileId: 2 });
      expect((await store.outbox())[0]?.text).toBe('less');
      expect((await store.exceptions({}))[0]?.detail).toBe('[erased]');
      expect(await store.checks({ mpan: mpanOf(1) })).toHaveLength(1);
    });

    test('again takes the earlier erasure into its account', async () => {
      const { store } = await fresh();
      await commit(store, { events: [eventOf(1, 'a')], mpans: [updateOf(1)] });
      await store.erase(erasureOf(1, 1));
      // The same fact came again meanwhile, by another way.
      await commit(store, { events: [eventOf(1, 'a')] });
      await store.erase(erasureOf(1, 2));
      const [account, ...more] = await keepingEntriesOf(store);
      expect(more).toEqual([]);
      expect(account).toMatchObject({ key: 'erased/1/2' });
      const gone = (await chainOf(store)).filter(({ body }) => body === null);
      expect(account).toMatchObject({ entries: gone.map(({ seq, key }) => [seq, key]) });
      expect(gone.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    test('of an MPAN that moved on is a conflict and leaves all as it was', async () => {
      const { store } = await fresh();
      await commit(store, { events: [eventOf(1, 'a')], mpans: [updateOf(1)] });
      await commit(store, { mpans: [updateOf(1, { revision: 1 })] });
      const before = await chainOf(store);
      expect(await store.erase(erasureOf(1, 1))).toBe('conflict');
      expect(await chainOf(store)).toEqual(before);
    });
  });

  describe(`${name}: purging`, () => {
    test('takes MPANs whole, but not one that moved on', async () => {
      const { store } = await fresh();
      const parts = {
        events: [eventOf(1, 'a'), eventOf(2, 'b')],
        mpans: [updateOf(1, { checks: [checkOf()], exceptions: [exceptionOf('x')] }), updateOf(2)],
        raised: [alertOf(1)],
      };
      await commit(store, parts);
      const mpans = [
        { mpan: mpanOf(1), revision: 1 },
        { mpan: mpanOf(2), revision: 7 },
      ];
      expect(await store.purge(purgeOf({ mpans }))).toEqual({ mpans: 1, alerts: 0 });
      expect([...(await store.loadMpans([mpanOf(1), mpanOf(2)])).keys()]).toEqual([mpanOf(2)]);
      expect(await store.checks({})).toEqual([]);
      expect(await store.exceptions({})).toEqual([]);
      expect(await store.alertsOf(null)).toEqual([]);
      const [gone, kept, entry] = await toldIn(store);
      expect(gone).toMatchObject({ mpan: '', body: null, key: sha256('a') });
      expect(kept).toMatchObject({ mpan: mpanOf(2), key: 'b' });
      expect(JSON.parse(entry?.body ?? '')).toMatchObject({
        mpans: 1,
        entries: [[1, sha256('a')]],
      });
      expect(await store.knownKeys(['a'])).toEqual(new Set(['a']));
    });

    test('finds closed MPANs with nothing open and nothing to come, the last check long closed', async () => {
      const { store } = await fresh();
      const closed = (on: string, sequence = 1) =>
        checkOf({ state: 'closed', closedOn: on, dueAt: null, awaited: false, sequence });
      await commit(store, {
        mpans: [
          updateOf(0, { checks: [closed('2020-01-01'), closed('2020-02-01', 2)] }),
          updateOf(1, { checks: [closed('2020-01-01'), closed('2026-02-01', 2)] }),
          updateOf(2, { checks: [closed('2020-01-01'), checkOf({ sequence: 2 })] }),
          updateOf(3, { checks: [closed('2020-01-01')], exceptions: [exceptionOf('x')] }),
          updateOf(4, { checks: [closed('2020-01-01')], wakeAt: at }),
          updateOf(5),
          updateOf(6, {
            checks: [closed('2020-01-01')],
            exceptions: [exceptionOf('y', { open: false })],
          }),
        ],
      });
      const found = await store.closedMpans('2021-01-01', '', 9);
      expect(found).toEqual([
        { mpan: mpanOf(0), revision: 1, closedOn: '2020-02-01', checks: 2 },
        { mpan: mpanOf(6), revision: 1, closedOn: '2020-01-01', checks: 1 },
      ]);
      expect(await store.closedMpans('2021-01-01', mpanOf(0), 1)).toEqual([found[1]]);
      expect(await store.openMpans()).toEqual(new Set([mpanOf(2)]));
    });

    test('takes told alerts of MPANs that are not open', async () => {
      const { store } = await fresh();
      await commit(store, {
        mpans: [updateOf(1), updateOf(2, { checks: [checkOf()] }), updateOf(3)],
        raised: [
          alertOf(1),
          alertOf(2),
          alertOf(3),
          alertOf(4, { mpan: mpanOf(1), at: '2027-01-01T00:00:00Z' }),
        ],
      });
      await store.markDelivered(['alert-1', 'alert-2', 'alert-4']);
      const before = '2026-12-01T00:00:00Z';
      expect(await store.countAlertsBefore(before)).toBe(1);
      expect(await store.purge(purgeOf({ alertsBefore: before }))).toEqual({ mpans: 0, alerts: 1 });
      expect((await store.alertsOf(null)).map(({ key }) => key)).toEqual([
        'alert-2',
        'alert-3',
        'alert-4',
      ]);
    });

    test('knows the files that what is open rests on', async () => {
      const { store } = await fresh();
      const names = ['item.csv', 'closed.csv', 'open.csv', 'open.csv', 'other.csv'];
      await commit(store, { receipts: names.map((file, n) => receiptOf(n + 1, { name: file })) });
      await commit(store, {
        events: [
          eventOf(1, 'a', { file: 'closed.csv' }),
          eventOf(2, 'b', { file: 'open.csv' }),
          eventOf(3, 'c', { file: 'item.csv' }),
        ],
        mpans: [
          updateOf(1),
          updateOf(2, { checks: [checkOf()] }),
          updateOf(3, { exceptions: [exceptionOf('x')] }),
        ],
      });
      expect(await store.filesInUse()).toEqual(new Set([1, 3]));
      expect(await store.filesOfMpan(mpanOf(1))).toEqual([2]);
      expect((await store.receiptsAfter(2, 2)).map(({ id }) => id)).toEqual([3, 4]);
    });
  });

  test(`${name}: a restore is recorded, with the next number for a file`, async () => {
    const { store } = await fresh();
    await commit(store, { events: [eventOf(1, 'a')], fileNumbersTo: 3 });
    const head = await store.head();
    const { retention: _r, files: _f, ...source } = purgeOf({}).entry;
    await store.recordRestore({ ...source, kind: 'restored', key: 'restored/1', ...head }, 10_000);
    expect(await keepingEntriesOf(store)).toMatchObject([{ kind: 'restored', ...head }]);
    expect(await store.takeFileNumbers(1)).toBe(10_003);
  });

  test(`${name}: scrubbing leaves a store that works`, async () => {
    const { store } = await fresh();
    await commit(store, { events: [eventOf(1, 'a')], mpans: [updateOf(1)] });
    await store.scrub();
    await commit(store, { events: [eventOf(1, 'b')] });
    expect(await store.journalOf(mpanOf(1))).toHaveLength(2);
    expect(await store.selfCheck()).toEqual([]);
  });
}
