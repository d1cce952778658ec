/** What every store must do with entries that settle items of many MPANs at once. */
import { describe, expect, test } from 'vitest';
import { type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { at, chainOf, checkOf, eventOf, exceptionOf, updateOf } from './rows.ts';
import { twoHandles } from './two-handles.ts';

/** What both stores have. */
type Store = PostgresStore;

const group = 'REPORT_UNCLEAR:MOPX';

const actBy = (who: string) => ({
  kind: 'operator' as const,
  key: `operator/${who}`,
  mpan: '' as const,
  effectiveAt: at,
  receivedAt: at,
  sender: '',
  fileIdentifier: 'operator',
  line: 0,
  file: '',
  profile: 'option-1',
  who,
  reason: 'all alike',
});
const settling = (who: string) => ({
  ...actBy(who),
  action: { name: 'resolve' as const, exceptionId: group, accept: false },
});
const proposing = (who: string) => ({
  ...actBy(who),
  action: { name: 'propose' as const, action: settling(who).action },
});

export function sharedContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = () => twoHandles(open);
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));
  const itemOf = (n: number) =>
    exceptionOf(`x${n}`, { supplier: null, sequence: null, sender: 'MOPX' });
  const items = (...ns: readonly number[]) => ns.map((n) => ({ id: `x${n}`, mpan: mpanOf(n) }));
  const openIds = async (store: Store) =>
    (await store.exceptions({ open: true })).map(({ id }) => id).sort();

  describe(`${name}: settling together`, () => {
    test('settles what follows nothing, in one entry, and says what is left', async () => {
      const { store, again } = await fresh();
      await commit(store, {
        events: [eventOf(1, 'a')],
        mpans: [
          ...[1, 2].map((n) => updateOf(n, { exceptions: [itemOf(n)] })),
          updateOf(3, { checks: [checkOf()], exceptions: [itemOf(3)] }),
          updateOf(4, { exceptions: [exceptionOf('x4')] }),
          updateOf(5, {
            exceptions: [itemOf(5), exceptionOf('p', { code: 'SECOND_PERSON_NEEDED' })],
          }),
        ],
      });
      const left = await store.settleTogether(settling('anne'), items(5, 2, 4, 1, 3, 9));
      expect(left).toEqual(['x5', 'x4', 'x3', 'x9']);
      const other = await again();
      expect(await openIds(other)).toEqual(['p', 'x3', 'x4', 'x5']);
      const journal = await other.journalOf(mpanOf(1));
      expect(journal.map(({ key }) => key)).toEqual(['a', 'operator/anne/2/x1']);
      expect(journal[1]).toMatchObject({ mpan: mpanOf(1), action: { exceptionId: 'x1' } });
      expect((await other.journalsOf([mpanOf(2)]))(mpanOf(2))).toHaveLength(1);
      expect(await other.journalNumber(mpanOf(2))).toBe(2);
      expect((await chainOf(other, mpanOf(2))).map(({ seq, mpan }) => [seq, mpan])).toEqual([
        [2, ''],
      ]);
      // The snapshot has moved on, and says what was dismissed until it is folded again.
      const loaded = (await other.loadMpans([mpanOf(1)])).get(mpanOf(1));
      expect(loaded?.revision).toBe(2);
      expect(JSON.stringify(loaded?.state.resolutions)).toContain('x1');
      await commit(other, { mpans: [updateOf(1, { revision: 2 })] });
      const folded = (await other.loadMpans([mpanOf(1)])).get(mpanOf(1));
      expect(folded?.state.resolutions).toEqual({});
      expect(await store.settleTogether(settling('anne'), items(1, 2))).toEqual(['x1', 'x2']);
    });

    test('what leads to such an entry is found again where it is lost', async () => {
      const { store } = await fresh();
      await commit(store, { mpans: [1, 2].map((n) => updateOf(n, { exceptions: [itemOf(n)] })) });
      await store.settleTogether(settling('anne'), items(1, 2));
      expect(await store.linkAgain(mpanOf(1), ['x1'])).toBe(true);
      expect(await store.linkAgain(mpanOf(1), ['other'])).toBe(false);
      expect(await store.journalOf(mpanOf(1))).toHaveLength(1);
    });

    test('waits for a second person, and is taken back', async () => {
      const { store, again } = await fresh();
      const other = await again();
      await commit(store, {
        mpans: [1, 2, 3].map((n) => updateOf(n, { exceptions: [itemOf(n)] })),
      });
      await store.proposeTogether(proposing('anne'), items(1));
      await other.proposeTogether(proposing('anne'), items(2));
      await other.proposeTogether(proposing('otto'), items(3));
      expect(await store.proposedTogether()).toEqual([
        { group, who: 'anne', at, number: 2 },
        { group, who: 'otto', at, number: 1 },
      ]);
      const proposer = await store.proposersOf(group);
      expect(['x1', 'x2', 'x3', 'x4'].map(proposer)).toEqual(['anne', 'anne', 'otto', null]);
      await other.endProposals(group, ['otto']);
      expect((await store.proposedTogether()).map(({ who }) => who)).toEqual(['anne']);
      await store.takeBackTogether(settling('anne'), [group]);
      expect(await other.proposedTogether()).toEqual([]);
      expect((await other.proposersOf(group))('x1')).toBeNull();
      expect(await chainOf(store)).toHaveLength(4);
    });

    test('a proposal about a group that has nothing open any more is none', async () => {
      const { store } = await fresh();
      await commit(store, { mpans: [updateOf(1, { exceptions: [itemOf(1)] })] });
      await store.proposeTogether(proposing('anne'), items(1));
      await commit(store, { mpans: [updateOf(1, { revision: 1, excepted: true })] });
      expect(await store.proposedTogether()).toEqual([]);
    });
  });
}
