/** What every store must do with the chain over its journal: one formula, and one way to read it. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ChainedEntry, type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { at, chainOf, eventOf, updateOf } from './rows.ts';
import { twoHandles } from './two-handles.ts';

/** What both stores have. */
type Store = PostgresStore;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function chainContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = () => twoHandles(open);
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));

  describe(`${name}: the chain`, () => {
    test('links each entry to the last of its MPAN, and each commit, whichever handle wrote it', async () => {
      const { store, again } = await fresh();
      const other = await again();
      await commit(store, { events: [eventOf(1, 'a'), eventOf(2, 'b')] });
      await commit(other, { events: [eventOf(1, 'c')] });
      // A repeat takes no place, and what is rolled back leaves none.
      await commit(store, { events: [eventOf(1, 'b'), eventOf(1, 'd')] });
      expect(
        await commit(store, { events: [eventOf(3, 'x')], mpans: [updateOf(3, { revision: 4 })] }),
      ).toBe('conflict');
      await commit(other, { events: [eventOf(2, 'e')] });
      const entries = await chainOf(store);
      expect(entries.map(({ seq, key }) => [seq, key])).toEqual([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
        [4, 'd'],
        [5, 'e'],
      ]);
      const zeros = '0'.repeat(64);
      const last = new Map<string, ChainedEntry>();
      for (const entry of entries) {
        const before = last.get(entry.mpan);
        expect(entry.follows).toBe(before?.seq ?? 0);
        expect(entry.previous).toBe(before?.link ?? zeros);
        expect(entry.digest).toBe(sha256(entry.body ?? ''));
        expect(entry.link).toBe(sha256(`${entry.previous}${entry.digest}${entry.seq}`));
        last.set(entry.mpan, entry);
      }
      let head = zeros;
      const spans = [
        [1, 2],
        [3, 3],
        [4, 4],
        [5, 5],
      ] as const;
      const commits = await store.commits(0, 9);
      expect(commits.map(({ first, last: to }) => [first, to])).toEqual(spans);
      for (const { first, last: to, root, head: own } of commits) {
        const links = entries.slice(first - 1, to).map(({ link }) => link);
        expect(root).toBe(sha256(links.join('')));
        head = sha256(`${head} ${first} ${to} ${root}`);
        expect(own).toBe(head);
        expect(await store.linkAt(to)).toBe(head);
      }
      expect(await store.commits(3, 1)).toEqual(commits.slice(2, 3));
      expect(await store.head()).toEqual({ seq: 5, link: head });
      expect(await store.headWrittenDown()).toEqual({ seq: 5, link: head });
      expect(await store.linkAt(1)).toBeNull();
      expect(await store.linkAt(6)).toBeNull();
      expect(await chainOf(store, mpanOf(2))).toEqual(
        entries.filter(({ mpan }) => mpan === mpanOf(2)),
      );
    });

    test('of an empty store is empty', async () => {
      const { store } = await fresh();
      expect(await chainOf(store)).toEqual([]);
      expect(await store.isEmpty()).toBe(true);
      expect(await store.commits(0, 9)).toEqual([]);
      expect(await store.head()).toEqual({ seq: 0, link: '0'.repeat(64) });
      expect(await store.headWrittenDown()).toBeNull();
    });

    test('longer than one page comes whole', async () => {
      const { store } = await fresh();
      const events = Array.from({ length: 2_001 }, (_, n) => eventOf(n, `k${n}`));
      await commit(store, { events });
      expect((await chainOf(store)).map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
    });
  });
}
