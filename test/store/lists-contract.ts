/** What every store must list: whole, in order, page by page, and the counts that begin them. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type CheckRow,
  type CheckSort,
  checkOrders,
  type ExceptionRow,
  itemOrders,
  type ItemSort,
  type ListedCheckFilter,
  type PageOrNone,
  type Place,
  type UnitOfWork,
  unitOfWork,
} from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { type Side, sides } from '../../src/market/index.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { alertOf, at, checkOf, exceptionOf, outboxOf, receiptOf, updateOf } from './rows.ts';

/** What both stores have. */
type Store = PostgresStore;

const due = (day: number) => {
  const dueOn = `2026-08-${String(day).padStart(2, '0')}`;
  return { dueOn, dueAt: `${dueOn}T23:00:00Z` };
};
const closed: Partial<CheckRow> = {
  state: 'closed',
  closedOn: '2026-08-11',
  owner: null,
  dueOn: null,
  dueAt: null,
  awaited: false,
};

/** Nine MPANs, each check unlike the others in something that lists go by. */
const rows: readonly CheckRow[] = [
  checkOf(due(17)),
  checkOf({ ...due(14), openedOn: '2026-08-05' }),
  checkOf({ ...due(17), owner: 'X', state: 'replacementToOrder', owed: 'D0142' }),
  checkOf({ ...due(20), meterOperator: 'MOPY' }),
  checkOf({ ...due(10), awaited: false }),
  checkOf({ dueOn: null, dueAt: null }),
  checkOf({ ...closed, openedOn: '2026-07-01' }),
  checkOf({ ...closed, meterOperator: 'MOPY' }),
  checkOf({ dueOn: null, dueAt: null, owner: 'X', meterOperator: null, owed: 'D0001' }),
];

/** Those of a Meter Operator or of a Supplier first, as the letters of the sides stand. */
const byTurn = (a: number, b: number): number =>
  sides.indexOf(rows[a]?.owner as Side) - sides.indexOf(rows[b]?.owner as Side);

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** Every item of a list, a page of two at a time. */
async function every<Item>(page: (place: Place) => Promise<PageOrNone<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  do {
    const found: PageOrNone<Item> = await page({ after, limit: 2 });
    if (found === null) throw new Error('the list does not know its own cursor');
    items.push(...found.items);
    after = found.next;
  } while (after !== null);
  return items;
}

export function listsContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async (): Promise<Store> => {
    const store = await open(join(tempFolder(), 'pawl.db'));
    onTestFinished(() => store.close());
    return store;
  };
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));
  const withChecks = async (): Promise<Store> => {
    const store = await fresh();
    await commit(store, { mpans: rows.map((row, n) => updateOf(n, { checks: [row] })) });
    return store;
  };
  const numberOf = new Map(rows.map((_, n) => [mpanOf(n), n]));
  const listed = async (
    store: Store,
    filter: ListedCheckFilter,
    by: CheckSort['by'] = 'mpan',
    descending = false,
  ): Promise<(number | undefined)[]> => {
    const found = await every((place) => store.checksPage(filter, { by, descending }, place));
    return found.map(({ mpan }) => numberOf.get(mpan));
  };

  describe(`${name}: lists`, () => {
    test('of checks are in the order asked for, and each row is whole', async () => {
      const store = await withChecks();
      const byMpan = [...numberOf.keys()].sort(byText).map((mpan) => numberOf.get(mpan));
      expect(await listed(store, {}, 'mpan')).toEqual(byMpan);
      expect(await listed(store, {}, 'mpan', true)).toEqual(byMpan.toReversed());
      expect(await listed(store, {}, 'due')).toEqual([4, 1, 0, 2, 3, 5, 8, 6, 7]);
      expect(await listed(store, {}, 'due', true)).toEqual([3, 2, 0, 1, 4, 8, 5, 7, 6]);
      expect(await listed(store, {}, 'opened')).toEqual([6, 0, 2, 3, 4, 5, 7, 8, 1]);
      expect(await listed(store, {}, 'opened', true)).toEqual([1, 8, 7, 5, 4, 3, 2, 0, 6]);
      const page = await store.checksPage(
        {},
        { by: 'due', descending: false },
        { after: null, limit: 1 },
      );
      expect(page?.items).toEqual([{ ...rows[4], mpan: mpanOf(4), claimedBy: null }]);
    });

    test('of checks by stage, and by whose turn it is, the nearest deadline first', async () => {
      const store = await withChecks();
      expect(await listed(store, {}, 'stage')).toEqual([4, 1, 0, 3, 2, 5, 6, 7, 8]);
      expect((await listed(store, {}, 'stage', true)).slice(0, 2)).toEqual([2, 3]);
      expect((await listed(store, {}, 'waits')).slice(0, 5)).toEqual([4, 1, 0, 3, 2].sort(byTurn));
      expect(await listed(store, {}, 'waits', true)).toHaveLength(rows.length);
    });

    test('of checks are counted, up to as many as are wanted, and in groups', async () => {
      const store = await withChecks();
      expect(await store.countChecks({}, 100)).toBe(9);
      expect(await store.countChecks({}, 4)).toBe(4);
      expect(await store.countChecks({ open: true, meterOperator: 'MOPX' }, 100)).toBe(5);
      expect(await store.countChecks({ mpan: '99' }, 100)).toBe(0);
      const dueBy = ['2026-08-14T23:00:00Z', '2026-08-17T23:00:00Z'];
      // What an MPAN begins with is not kept counted, so of many nothing is counted.
      const begun = { mpan: mpanOf(3).slice(0, 8) };
      expect(await store.checkGroups(begun, dueBy, 6)).toBeNull();
      expect(await store.checkGroups(begun, dueBy, 7)).toHaveLength(7);
      const groups = (await store.checkGroups({}, dueBy, 1)) ?? [];
      expect(groups.reduce((sum, { number }) => sum + number, 0)).toBe(7);
      expect(groups).toContainEqual({
        state: 'investigating',
        owner: 'M',
        supplier: 'SUPP',
        meterOperator: 'MOPY',
        due: 2,
        number: 1,
      });
      // What nobody must act on, and what has no deadline, is near nothing.
      const near = groups.filter(({ due: which }) => which === 0);
      expect(near.map(({ number }) => number)).toEqual([1]);
      expect(groups.filter(({ due: which }) => which === null)).not.toEqual([]);
    });

    test('of files are counted too', async () => {
      const store = await fresh();
      const numbers = [1, 2, 3];
      await commit(store, {
        receipts: numbers.map((n) => receiptOf(n)),
        outbox: numbers.map((n) => outboxOf(n)),
      });
      const to = (countTo: number) => ({ after: null, limit: 1, countTo });
      const files = await store.filesPage({}, to(100));
      expect(files?.counted).toEqual({ number: 3, isMore: false });
      const none = await store.filesPage({ outcome: 'rejected' }, to(100));
      expect(none?.counted).toEqual({ number: 0, isMore: false });
      expect((await store.outboxPage(to(2)))?.counted).toEqual({ number: 2, isMore: true });
    });

    test('of checks hold what fits the filter, in any order', async () => {
      const store = await withChecks();
      const until = '2026-08-17T23:00:00Z';
      const wanted: readonly [ListedCheckFilter, readonly number[]][] = [
        [{ mpan: mpanOf(3) }, [3]],
        [{ mpan: mpanOf(3).slice(0, 8) }, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
        [{ mpan: '99' }, []],
        [{ state: 'investigating' }, [0, 1, 3, 4, 5, 8]],
        [{ state: 'closed' }, [6, 7]],
        [{ supplier: 'SUPP', open: false }, [6, 7]],
        [{ supplier: 'ELSE' }, []],
        [{ meterOperator: 'MOPY' }, [3, 7]],
        [{ owner: 'X' }, [2, 8]],
        [{ open: true }, [0, 1, 2, 3, 4, 5, 8]],
        [{ open: false }, [6, 7]],
        [{ due: { after: null, until } }, [0, 1, 2]],
        [{ due: { after: '2026-08-14T23:00:00Z', until } }, [0, 2]],
        [{ due: { after: null, until }, owner: 'M', meterOperator: 'MOPX' }, [0, 1]],
        [{ owed: true }, [2, 8]],
        [{ owed: false, open: true }, [0, 1, 3, 4, 5]],
        [{ open: false, due: { after: null, until } }, []],
        [{ state: 'closed', open: true }, []],
      ];
      for (const [filter, numbers] of wanted) {
        for (const by of checkOrders) {
          for (const descending of [false, true]) {
            const found = await listed(store, filter, by, descending);
            expect(
              found.sort((a = 0, b = 0) => a - b),
              JSON.stringify([filter, by, descending]),
            ).toEqual(numbers);
          }
        }
      }
    });

    test('go on after the last item, whatever came or went in between', async () => {
      const store = await withChecks();
      const sort: CheckSort = { by: 'due', descending: false };
      const first = await store.checksPage({}, sort, { after: null, limit: 3 });
      const shown = first?.items.map(({ mpan }) => numberOf.get(mpan));
      expect(shown).toEqual([4, 1, 0]);
      // One shown goes, one comes before the place, one after it.
      await commit(store, {
        mpans: [
          updateOf(0, { revision: 1, checks: [checkOf({ ...closed })] }),
          updateOf(20, { checks: [checkOf(due(1))] }),
          updateOf(21, { checks: [checkOf(due(18))] }),
        ],
      });
      const next = await store.checksPage({}, sort, { after: first?.next ?? null, limit: 3 });
      expect(next?.items.map(({ mpan }) => mpan)).toEqual([mpanOf(2), mpanOf(21), mpanOf(3)]);
    });

    test('refuse a cursor of another list or order, or of nobody', async () => {
      const store = await withChecks();
      const sort: CheckSort = { by: 'due', descending: false };
      const first = await store.checksPage({}, sort, { after: null, limit: 3 });
      const place = { after: first?.next ?? null, limit: 3 };
      expect(place.after).not.toBeNull();
      expect(await store.checksPage({}, { ...sort, descending: true }, place)).toBeNull();
      expect(await store.checksPage({}, { ...sort, by: 'mpan' }, place)).toBeNull();
      expect(await store.owingPage(place)).toBeNull();
      const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const list = 'checks due up';
      const wrong = ['', 'x', forged([list, 9, 'a']), forged([list, 0, 'a']), forged([list, 0.5])];
      for (const after of [...wrong, forged(null), forged([list, 0, null, 'a', 'b', 1])]) {
        expect(await store.checksPage({}, sort, { after, limit: 3 }), after).toBeNull();
      }
    });

    test('of checks with several of one MPAN neither repeat nor drop one', async () => {
      const store = await fresh();
      const several = [1, 2, 3, 4, 5].map((sequence) => checkOf({ ...closed, sequence }));
      await commit(store, { mpans: [updateOf(1, { checks: several })] });
      for (const by of checkOrders) {
        const found = await every((place) => store.checksPage({}, { by, descending: true }, place));
        expect(found.map(({ sequence }) => sequence)).toEqual([5, 4, 3, 2, 1]);
      }
    });

    test('of what is owed begin with what is due first', async () => {
      const store = await withChecks();
      const found = await every((place) => store.owingPage(place));
      expect(found.map(({ owed }) => owed)).toEqual(['D0142', 'D0001']);
      expect(await store.owingChecks()).toBe(2);
    });

    test('of files hold what fits, the newest first', async () => {
      const store = await fresh();
      const received = (day: number) => `2026-08-0${day}T12:00:00Z`;
      const finding = { line: 1, code: 'X' } as never;
      const files = [
        receiptOf(1, { receivedAt: received(1), outcome: 'rejected', findings: [finding] }),
        receiptOf(2, { receivedAt: received(2), sender: 'MOPY', fileIdentifier: 'r4.usr' }),
        receiptOf(3, { receivedAt: received(3), flow: 'D0150' }),
        receiptOf(4, { receivedAt: received(4), flow: null, sender: null }),
        receiptOf(5, { receivedAt: received(4), outcome: 'rejected', flow: 'D0150' }),
      ];
      await commit(store, { receipts: files });
      const ids = async (filter: Parameters<Store['filesPage']>[0]) =>
        (await every((place) => store.filesPage(filter, place))).map(({ id }) => id);
      expect(await ids({})).toEqual([5, 4, 3, 2, 1]);
      expect(await ids({ outcome: 'rejected' })).toEqual([5, 1]);
      expect(await ids({ outcome: 'applied' })).toEqual([4, 3, 2]);
      expect(await ids({ outcome: 'rejected', flow: 'D0150' })).toEqual([5]);
      expect(await ids({ flow: 'D0150' })).toEqual([5, 3]);
      expect(await ids({ flow: 'D0150', sender: 'MOPY' })).toEqual([]);
      expect(await ids({ sender: 'MOPY' })).toEqual([2]);
      expect(await ids({ from: received(2), until: received(4) })).toEqual([3, 2]);
      expect(await ids({ named: 'F3' })).toEqual([3]);
      expect(await ids({ named: 'r4.usr' })).toEqual([4, 2]);
      expect(await ids({ named: 'r4.usr', sender: 'MOPY' })).toEqual([2]);
      const page = await store.filesPage({ named: 'F1' }, { after: null, limit: 9 });
      const { findings: _findings, ...rest } = files[0] as (typeof files)[0];
      expect(page).toEqual({ items: [{ ...rest, findings: 1 }], next: null });
      expect(await store.receipt(1)).toEqual(files[0]);
      expect(await store.receipt(9)).toBeNull();
      const counts = await store.filesByOutcome(received(4));
      expect([...counts].filter(([, number]) => number > 0)).toEqual([
        ['applied', 1],
        ['rejected', 1],
      ]);
    });

    test('of files that were written begin with the newest', async () => {
      const store = await fresh();
      await commit(store, { outbox: [outboxOf(1), outboxOf(2), outboxOf(3)] });
      await store.markWritten([outboxOf(2).name]);
      const found = await every((place) => store.outboxPage(place));
      expect(found.map((file) => file.written)).toEqual([false, true, false]);
      const { text: _text, ...last } = outboxOf(3);
      expect(found[0]).toEqual({ ...last, id: 3, written: false });
    });

    test('of Exceptions hold what fits, open ones in the order of waiting', async () => {
      const store = await fresh();
      const on = (day: number) => ({ at: `2026-08-0${day}T12:00:00Z` });
      const others = [
        exceptionOf('a', on(3)),
        exceptionOf('b', { ...on(1), code: 'CANNOT_DRAFT' }),
        exceptionOf('c', { ...on(2), open: false }),
      ];
      await commit(store, {
        mpans: [
          updateOf(1, { exceptions: others }),
          updateOf(2, { exceptions: [exceptionOf('d', on(1)), exceptionOf('e', on(4))] }),
        ],
      });
      const ids = async (filter: Parameters<Store['exceptionsPage']>[0]) =>
        (await every((place) => store.exceptionsPage(filter, place))).map(({ id }) => id);
      expect(await ids({})).toEqual(['e', 'a', 'c', 'd', 'b']);
      expect(await ids({ open: true })).toEqual(['b', 'd', 'a', 'e']);
      expect(await ids({ open: false })).toEqual(['c']);
      expect(await ids({ open: true, code: 'REPORT_UNCLEAR' })).toEqual(['d', 'a', 'e']);
      expect(await ids({ code: 'REPORT_UNCLEAR' })).toEqual(['e', 'a', 'c', 'd']);
      expect(await ids({ mpan: mpanOf(1) })).toEqual(['a', 'c', 'b']);
      expect(await ids({ mpan: mpanOf(1), open: true })).toEqual(['b', 'a']);
      const page = await store.exceptionsPage({ open: true }, { after: null, limit: 1 });
      expect(page?.items).toEqual([{ ...others[1], mpan: mpanOf(1), claimedBy: null }]);
    });

    test('of what is open are in the order that is asked, and what has none of it comes last', async () => {
      const store = await fresh();
      const of = (id: string, more: Partial<ExceptionRow> = {}) => exceptionOf(id, more);
      const due = (day: number) => `2026-08-${day}T23:00:00Z`;
      await commit(store, {
        mpans: [
          updateOf(1, {
            exceptions: [
              of('a', { dueAt: due(20), meterOperator: 'MOPY', words: 'see photo' }),
              of('b', { dueAt: due(18), meterOperator: 'MOPX', words: 'in loft' }),
              of('c'),
              of('d', { dueAt: due(19), words: 'see photo' }),
            ],
          }),
        ],
      });
      const ids = async (by: ItemSort['by'], descending: boolean, filter = {}) =>
        (
          await every((place) =>
            store.exceptionsPage({ open: true, ...filter }, place, { by, descending }),
          )
        ).map(({ id }) => id);
      expect(await ids('due', false)).toEqual(['b', 'd', 'a', 'c']);
      expect(await ids('due', true)).toEqual(['a', 'd', 'b', 'c']);
      expect(await ids('meterOperator', false)).toEqual(['b', 'a', 'c', 'd']);
      expect(await ids('cause', false)).toEqual(['b', 'd', 'a', 'c']);
      expect(await ids('cause', true, { words: 'see photo' })).toEqual(['a', 'd']);
      const until = { after: null, until: due(19) };
      expect(await ids('due', false, { due: until })).toEqual(['b', 'd']);
      expect(await store.itemCauses({ words: 'see photo' })).toMatchObject([
        { number: 2, dueAt: due(19), id: 'a', meterOperators: ['', 'MOPY'] },
      ]);
      await commit(store, { mpans: [updateOf(1, { revision: 1, excepted: true })] });
      expect(await store.itemCauses({})).toEqual([]);
      expect(await store.exception('a')).not.toHaveProperty('words');
    });

    test('of Exceptions are counted in groups of what is alike, up to as many as are wanted', async () => {
      const store = await fresh();
      const due = (day: number) => `2026-08-${day}T23:00:00Z`;
      const of = (id: string, more: Partial<ExceptionRow> = {}) =>
        exceptionOf(id, { sender: 'MOPX', meterOperator: 'MOPX', words: 'see photo', ...more });
      await commit(store, {
        mpans: [
          updateOf(1, {
            exceptions: [
              of('a', { dueAt: due(18) }),
              of('b', { dueAt: due(17) }),
              of('c', { dueAt: due(20), words: 'in loft' }),
              exceptionOf('d'),
              exceptionOf('e', { open: false, sender: 'MOPX' }),
            ],
          }),
        ],
      });
      const dueBy = [due(18), due(19)];
      const ofPhoto = {
        code: 'REPORT_UNCLEAR',
        sender: 'MOPX',
        meterOperator: 'MOPX',
        claimedBy: null,
        due: 0,
        number: 2,
      };
      const groups = (await store.alikeItems({ open: true }, dueBy, 4)) ?? [];
      expect(groups).toHaveLength(3);
      expect(groups).toContainEqual(ofPhoto);
      expect(groups).toContainEqual({ ...ofPhoto, due: 2, number: 1 });
      const bare = { sender: null, meterOperator: null, due: null, number: 1 };
      expect(groups).toContainEqual({ ...ofPhoto, ...bare });
      expect(await store.alikeItems({ open: true }, dueBy, 3)).toBeNull();
      const said = { open: true, words: 'see photo' };
      expect(await store.alikeItems(said, dueBy, 2)).toEqual([ofPhoto]);
      expect(await store.alikeItems(said, dueBy, 1)).toBeNull();
      const settled = { ...ofPhoto, ...bare, sender: 'MOPX' };
      expect(await store.alikeItems({ open: false }, dueBy, 1)).toEqual([settled]);
      const all = (await store.alikeItems({}, dueBy, 5)) ?? [];
      expect(all.reduce((sum, { number }) => sum + number, 0)).toBe(5);
    });

    test('of what is open are in order also where groups of it are left out', async () => {
      const store = await fresh();
      const due = (day: number) => `2026-08-${day}T23:00:00Z`;
      const flood = { code: 'UNEXPECTED_FLOW', sender: 'MOPZ' } as const;
      const parties = ['MOPX', 'MOPY', 'MOPZ'];
      const exceptions = Array.from({ length: 24 }, (_, at) =>
        exceptionOf(String.fromCodePoint(97 + at), {
          sender: parties[at % 3] as string,
          code: at % 3 === 2 ? flood.code : 'REPORT_UNCLEAR',
          ...(at % 4 === 0 ? {} : { dueAt: due(10 + (at % 7)), words: `words ${at % 5}` }),
          ...(at % 5 === 0 ? {} : { meterOperator: parties[at % 2] as string }),
        }),
      );
      await commit(store, { mpans: [updateOf(1, { exceptions })] });
      const filters = [{}, { meterOperator: 'MOPX' }, { due: { after: due(11), until: due(15) } }];
      for (const filter of filters) {
        for (const by of itemOrders) {
          for (const descending of [false, true]) {
            const ids = async (more: object): Promise<string[]> =>
              (
                await every((place) =>
                  store.exceptionsPage({ open: true, ...filter, ...more }, place, {
                    by,
                    descending,
                  }),
                )
              ).map(({ id, code }) => `${code} ${id}`);
            const all = await ids({});
            const left = all.filter((one) => !one.startsWith(flood.code));
            expect([by, descending, await ids({ without: [flood] })]).toEqual([
              by,
              descending,
              left,
            ]);
          }
        }
      }
      const sort = { by: 'due', descending: false } as const;
      const wrong = { after: 'elsewhere', limit: 1 };
      const without = { open: true, without: [flood] };
      expect(await store.exceptionsPage(without, wrong, sort)).toBeNull();
    });

    test('of Exceptions count what comes of one cause and one sender, and leave it out', async () => {
      const store = await fresh();
      const of = (id: string, code: string, sender?: string) =>
        exceptionOf(id, { code: code as never, ...(sender === undefined ? {} : { sender }) });
      await commit(store, {
        mpans: [
          updateOf(1, {
            exceptions: [of('a', 'UNEXPECTED_FLOW', 'MOPX'), of('b', 'REPORT_UNCLEAR')],
          }),
          updateOf(2, { exceptions: [of('c', 'UNEXPECTED_FLOW', 'MOPX')] }),
          updateOf(3, { exceptions: [of('d', 'UNEXPECTED_FLOW', 'MOPY')] }),
        ],
      });
      const { at: oldestAt } = exceptionOf('a');
      const flood = { code: 'UNEXPECTED_FLOW', sender: 'MOPX' } as const;
      expect(await store.itemGroups(1)).toEqual([{ ...flood, number: 2, oldestAt }]);
      expect(await store.itemGroups(0)).toHaveLength(2);
      expect(await store.itemGroups(2)).toEqual([]);
      const ids = async (filter: Parameters<Store['exceptionsPage']>[0]) =>
        (await every((place) => store.exceptionsPage(filter, place))).map(({ id }) => id);
      expect(await ids({ open: true, ...flood })).toEqual(['a', 'c']);
      expect(await ids({ open: true, sender: 'MOPY' })).toEqual(['d']);
      expect(await ids({ open: true, without: [flood] })).toEqual(['b', 'd']);
      expect(await ids({ open: true, code: 'UNEXPECTED_FLOW', without: [flood] })).toEqual(['d']);
      const bad = { open: true, without: [flood] };
      expect(await store.exceptionsPage(bad, { after: 'elsewhere', limit: 1 })).toBeNull();
      await commit(store, {
        mpans: [
          updateOf(1, { revision: 1, exceptions: [of('b', 'REPORT_UNCLEAR')] }),
          updateOf(2, { revision: 1, exceptions: [of('c', 'UNEXPECTED_FLOW', 'MOPY')] }),
        ],
      });
      const moved = { code: 'UNEXPECTED_FLOW', sender: 'MOPY', number: 2, oldestAt };
      expect(await store.itemGroups(0)).toEqual([moved]);
      await commit(store, { mpans: [updateOf(2, { revision: 2, excepted: true })] });
      expect(await store.itemGroups(0)).toEqual([{ ...moved, number: 1 }]);
      expect(await store.exception('c')).toMatchObject({ open: false });
      expect(await store.exception('z')).toBeNull();
    });

    test('of alerts hold what fits, the last raised first', async () => {
      const store = await fresh();
      const raised = [
        alertOf(1),
        alertOf(2, { kind: 'DUE_TODAY' as never }),
        alertOf(3, { retracted: true }),
        alertOf(4, { mpan: mpanOf(1) }),
      ];
      await commit(store, { mpans: [updateOf(1), updateOf(2), updateOf(3)], raised });
      const keys = async (filter: Parameters<Store['alertsPage']>[0]) =>
        (await every((place) => store.alertsPage(filter, place))).map(({ key }) => key.slice(-1));
      expect((await keys({})).join('')).toBe('4321');
      expect((await keys({ retracted: false })).join('')).toBe('421');
      expect((await keys({ retracted: true })).join('')).toBe('3');
      expect((await keys({ kind: 'BREACHED' })).join('')).toBe('431');
      expect((await keys({ kind: 'BREACHED', retracted: false })).join('')).toBe('41');
      expect((await keys({ mpan: mpanOf(1) })).join('')).toBe('41');
      const page = await store.alertsPage({ retracted: true }, { after: null, limit: 1 });
      expect(page?.items).toEqual([raised[2]]);
    });

    test('are told in numbers: who is awaited, and how many are due by when', async () => {
      const store = await withChecks();
      const found = await store.awaited(['2026-08-14T23:00:00Z', '2026-08-17T23:00:00Z']);
      expect(found).toEqual([
        { owner: 'M', party: 'MOPX', number: 3, dueBy: [1, 2], oldestDueOn: '2026-08-14' },
        { owner: 'M', party: 'MOPY', number: 1, dueBy: [0, 0], oldestDueOn: '2026-08-20' },
        { owner: 'X', party: 'SUPP', number: 2, dueBy: [0, 1], oldestDueOn: '2026-08-17' },
      ]);
      expect(await store.openChecks()).toBe(7);
    });
  });
}
