/** What every store must do for the people of a desk: whose what is, and what they tell each other. */
import { describe, expect, test } from 'vitest';
import { type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import type { ClaimEntry, TeamEntry } from '../../src/store/team-entries.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { at, chainOf, checkOf, eventOf, exceptionOf, updateOf } from './rows.ts';
import { twoHandles } from './two-handles.ts';

/** What both stores have. */
type Store = PostgresStore;

const later = '2026-08-05T13:00:00Z';
const check = { supplier: 'SUPP', sequence: 1 };

const source = (key: string, n: number | null) => ({
  key,
  mpan: n === null ? '' : mpanOf(n),
  effectiveAt: at,
  receivedAt: at,
  sender: '' as const,
  fileIdentifier: 'team',
  file: '' as const,
  line: 0 as const,
  who: 'anne',
  reason: '',
});

const claimOf = (n: number, to: string | null, changes: Partial<ClaimEntry> = {}): ClaimEntry => ({
  ...source(`claim/${n}/${to}`, n),
  kind: 'claim',
  act: to === null ? 'release' : 'claim',
  to,
  check,
  ...changes,
});

const noteOf = (n: number, key: string): Exclude<TeamEntry, ClaimEntry> => ({
  ...source(`note/${key}`, n),
  kind: 'note',
  act: 'note',
  text: 'said "so" 🔌',
});

export function teamContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = () => twoHandles(open);
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));
  const rowsOf = (n: number) =>
    updateOf(n, { checks: [checkOf()], exceptions: [exceptionOf(`x${n}`)] });
  const whose = async (store: Store, n: number) => [
    (await store.claimsAmong([mpanOf(n)])).get(mpanOf(n))?.who ?? null,
    (await store.checks({ mpan: mpanOf(n) })).map(({ claimedBy }) => claimedBy),
    (await store.exceptions({ mpan: mpanOf(n) })).map(({ claimedBy }) => claimedBy),
  ];

  describe(`${name}: claims`, () => {
    test('are the first one’s, whichever handle asked, and stand in the journal', async () => {
      const { store, again } = await fresh();
      const other = await again();
      await commit(store, { events: [eventOf(1, 'a')], mpans: [rowsOf(1), rowsOf(2)] });
      expect(await store.claim([{ entry: claimOf(1, 'anne'), before: null }])).toEqual([]);
      const late = [
        { entry: claimOf(1, 'otto'), before: null },
        { entry: claimOf(2, 'otto', { check: null }), before: null },
      ];
      expect(await other.claim(late)).toEqual([mpanOf(1)]);
      expect(await whose(other, 1)).toEqual(['anne', ['anne'], ['anne']]);
      expect(await whose(store, 2)).toEqual(['otto', [null], ['otto']]);
      const entries = await chainOf(store, mpanOf(1));
      expect(entries.map(({ key, follows }) => [key, follows])).toEqual([
        ['a', 0],
        ['claim/1/anne', 1],
      ]);
      // No fold hears of it, and nothing that was made from the MPAN grows old.
      expect((await store.journalOf(mpanOf(1))).map(({ key }) => key)).toEqual(['a']);
      expect(await store.journalNumber(mpanOf(1))).toBe(1);
      expect((await store.loadMpans([mpanOf(1)])).get(mpanOf(1))?.revision).toBe(1);
      expect(await store.claimCounts()).toEqual([
        { who: 'anne', checks: 1, items: 1 },
        { who: 'otto', checks: 0, items: 1 },
      ]);
    });

    test('are handed over and released', async () => {
      const { store } = await fresh();
      await commit(store, { mpans: [rowsOf(1)] });
      await store.claim([{ entry: claimOf(1, 'anne'), before: null }]);
      await store.claim([{ entry: claimOf(1, 'otto', { act: 'handOver' }), before: 'anne' }]);
      expect(await whose(store, 1)).toEqual(['otto', ['otto'], ['otto']]);
      await store.claim([{ entry: claimOf(1, null), before: 'otto' }]);
      expect(await whose(store, 1)).toEqual([null, [null], [null]]);
      expect(await store.claimCounts()).toEqual([]);
    });

    test('hold for what is written of their MPAN later, and end with its check', async () => {
      const { store } = await fresh();
      await commit(store, { mpans: [rowsOf(1)] });
      await store.claim([{ entry: claimOf(1, 'anne'), before: null }]);
      const more = [exceptionOf('x1'), exceptionOf('y', { at: later })];
      await commit(store, {
        mpans: [updateOf(1, { revision: 1, checks: [checkOf()], exceptions: more })],
      });
      expect(await whose(store, 1)).toEqual(['anne', ['anne'], ['anne', 'anne']]);
      const closed = checkOf({ closedOn: '2026-08-06', state: 'closed' });
      await commit(store, {
        mpans: [updateOf(1, { revision: 2, checks: [closed], exceptions: more })],
      });
      expect(await whose(store, 1)).toEqual([null, [null], [null, null]]);
      expect(await store.isClaimedRightly(mpanOf(1))).toBe(true);
    });

    test('of items alone are not of what came after', async () => {
      const { store } = await fresh();
      const items = [exceptionOf('x'), exceptionOf('y', { at: later })];
      await commit(store, { mpans: [updateOf(1, { exceptions: items })] });
      await store.claim([{ entry: claimOf(1, 'anne', { check: null }), before: null }]);
      expect(await whose(store, 1)).toEqual(['anne', [], ['anne', null]]);
    });

    test('follow from the journal, and are made anew from it', async () => {
      const { store } = await fresh();
      await commit(store, { mpans: [rowsOf(1), rowsOf(2)] });
      await store.claim([{ entry: claimOf(1, 'anne'), before: null }]);
      expect(await store.isClaimedRightly(mpanOf(1))).toBe(true);
      expect(await store.isClaimedRightly(mpanOf(2))).toBe(true);
      await store.dropDerived(mpanOf(1));
      expect(await store.isClaimedRightly(mpanOf(1))).toBe(false);
      await commit(store, { mpans: [rowsOf(1)] });
      await store.claimAnew(mpanOf(1));
      expect(await whose(store, 1)).toEqual(['anne', ['anne'], ['anne']]);
      expect(await store.isClaimedRightly(mpanOf(1))).toBe(true);
    });
  });

  describe(`${name}: what the team tells`, () => {
    test('is there all or not at all, the newest first, by its kinds', async () => {
      const { store } = await fresh();
      await store.tell([noteOf(1, 'a'), noteOf(2, 'b'), noteOf(1, 'c')]);
      await store.claim([{ entry: claimOf(1, 'anne'), before: null }]);
      const keys = async (kinds: readonly TeamEntry['kind'][], limit = 9) =>
        (await store.teamEntriesOf(mpanOf(1), kinds, limit)).map(({ key }) => key);
      expect(await keys(['note'])).toEqual(['note/c', 'note/a']);
      expect(await keys(['note', 'claim'], 2)).toEqual(['claim/1/anne', 'note/c']);
      expect(await keys(['call'])).toEqual([]);
      expect((await store.teamEntriesOf(mpanOf(2), ['note'], 9))[0]).toEqual(noteOf(2, 'b'));
    });

    test('views come in the order of their keys', async () => {
      const { store } = await fresh();
      const view = (key: string) => ({
        ...source(`view/${key}`, null),
        kind: 'view' as const,
        act: 'saveView' as const,
        owner: 'anne',
        name: key,
        isShared: false,
        list: 'checks' as const,
        query: {},
      });
      await store.tell([view('b'), noteOf(1, 'x')]);
      await store.tell([view('a')]);
      expect(await store.viewEntries()).toEqual([view('a'), view('b')]);
    });
  });
}
