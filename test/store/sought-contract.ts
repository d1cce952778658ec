/** What every store must do for looking for MPANs and files by parts of words. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Sought, unitOfWork, wordsIn } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { at, outboxOf, receiptOf } from './rows.ts';

/** What both stores have. */
type Store = PostgresStore;

const home = (n: number, ids: string[], site: string[]): Sought => ({ mpan: mpanOf(n), ids, site });

const keep = (store: Store, ...sought: Sought[]) => store.commit(unitOfWork(at, { sought }));

const found = async (store: Store, text: string, inSites = true): Promise<string[]> =>
  (
    await store.soughtMpans({ words: wordsIn(text), after: null, limit: 50 }, inSites)
  ).found.slice();

export function soughtContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async (): Promise<Store> => {
    const store = await open(join(tempFolder(), 'pawl.db'));
    onTestFinished(() => store.close());
    return store;
  };

  describe(`${name}: what is looked for`, () => {
    test('any part of an MPAN, a meter, a reference, a street or a postcode finds the home', async () => {
      const store = await fresh();
      await keep(
        store,
        home(1, ['E12Z000104', 'REF-2026/17'], ['12 Ffordd Tŷ-Gwyn', 'ABERYSTWYTH', 'SY23 1AB']),
        home(2, ['S95A 12345'], ["4 St John's Road", 'LEEDS', 'LS1 4AP']),
      );
      for (const text of [
        mpanOf(1),
        mpanOf(1).slice(4),
        '000104',
        'e12z',
        '2026/17',
        'ffordd ty gwyn',
        'FFORDD TŶ GWYN',
        'SY23 1AB',
        'sy231ab',
        'aberyst',
        '12 ffordd',
      ]) {
        expect(await found(store, text), text).toEqual([mpanOf(1)]);
      }
      expect(await found(store, 'St Johns Road')).toEqual([mpanOf(2)]);
      expect(await found(store, 'leeds aberystwyth')).toEqual([]);
      expect(await found(store, '2 ffordd')).toEqual([]);
    });

    test('who may not see addresses finds nothing by them', async () => {
      const store = await fresh();
      await keep(store, home(1, ['E12Z000104'], ['12 High Street', 'LS1 4AP']));
      expect(await found(store, 'high street', false)).toEqual([]);
      expect(await found(store, 'ls14ap', false)).toEqual([]);
      expect(await found(store, '12 e12z', false)).toEqual([]);
      expect(await found(store, '000104', false)).toEqual([mpanOf(1)]);
    });

    test('what is told later is added, told again it changes nothing, and pages follow one another', async () => {
      const store = await fresh();
      await keep(store, home(1, ['OLD0001'], ['1 High Street']));
      await keep(store, home(1, ['NEW0002'], []), home(1, ['NEW0002'], []));
      expect(await found(store, 'old0001 new0002 high')).toEqual([mpanOf(1)]);
      expect(await store.soughtBy(mpanOf(1))).toEqual({
        ids: [mpanOf(1), 'old0001', 'new0002'],
        site: ['1', 'high', 'street'],
      });
      await keep(store, ...[2, 3, 4].map((n) => home(n, [], ['High Street'])));
      const words = ['high'];
      const first = await store.soughtMpans({ words, after: null, limit: 3 }, true);
      expect(first.found).toEqual([4, 3, 2].map(mpanOf));
      const rest = await store.soughtMpans({ words, after: first.next, limit: 3 }, true);
      expect(rest).toEqual({ found: [mpanOf(1)], next: null });
    });

    test('files are found by any part of their names', async () => {
      const store = await fresh();
      await store.commit(
        unitOfWork(at, { receipts: [receiptOf(1), receiptOf(22)], outbox: [outboxOf(1)] }),
      );
      const ids = async (kind: 'file' | 'outbox', text: string) =>
        (await store.soughtFiles(kind, { words: wordsIn(text), after: null, limit: 9 })).found.map(
          ({ id }) => id,
        );
      expect(await ids('file', 'usr')).toEqual(['r22.usr', 'r1.usr']);
      expect(await ids('file', 'R22')).toEqual(['r22.usr']);
      expect(await ids('outbox', 'mopx')).toEqual(['D0001_MOPX_1.usr']);
    });

    test.each([
      '%',
      '_',
      '"',
      '*',
      "' or 1=1",
      'NEAR(a b)',
      'ids : x',
      '-',
      '^a',
      'a OR b',
      '(',
      '\u0000',
    ])('what looks like a part of the question is only looked for: %j', async (hostile) => {
      const store = await fresh();
      await keep(store, home(1, ['E12Z000104'], ['12 High Street']));
      expect(await found(store, `abc ${hostile}`)).toEqual([]);
      expect(await found(store, `e12z ${hostile}`)).toEqual(
        /[a-z]{2}|1/i.test(hostile) || /a/.test(hostile) ? [] : [mpanOf(1)],
      );
    });

    test('what is made anew is found by nothing of what it was', async () => {
      const store = await fresh();
      await keep(
        store,
        home(1, ['E12Z000104'], ['QUILLFEATHER COTTAGE']),
        home(2, [], ['HIGH STREET']),
      );
      await store.soughtAnew(mpanOf(1), [home(1, ['S95A12345'], [])]);
      expect(await found(store, 'quillfeather')).toEqual([]);
      expect(await found(store, 's95a')).toEqual([mpanOf(1)]);
      await store.soughtAnew(mpanOf(2), []);
      expect(await found(store, 'high')).toEqual([]);
      expect(await store.soughtBy(mpanOf(2))).toBeNull();
    });

    test('are counted, up to as many as are wanted', async () => {
      const store = await fresh();
      await keep(store, ...[1, 2, 3].map((n) => home(n, [`E${n}00`], ['High Street'])));
      await store.commit(unitOfWork(at, { receipts: [receiptOf(1), receiptOf(22)] }));
      expect(await store.countSought('site', ['high'], true, 9)).toBe(3);
      expect(await store.countSought('site', ['high'], true, 2)).toBe(2);
      expect(await store.countSought('site', ['high'], false, 9)).toBe(0);
      expect(await store.countSought('file', ['usr'], false, 9)).toBe(2);
      expect(await store.countSought('outbox', ['usr'], false, 9)).toBe(0);
    });
  });
}
