/** What every store must do with the history of the configuration. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type BegunConfigChange, type ChangedCheck, unitOfWork } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { at, eventOf } from './rows.ts';

/** What both stores have. */
type Store = PostgresStore;

const begun = (digestAfter: string, more: Partial<BegunConfigChange> = {}): BegunConfigChange => ({
  at,
  digestBefore: null,
  digestAfter,
  written: { mpid: 'SUPP' },
  keys: [],
  feeds: [],
  ...more,
});

const changed = (n: number, sequence = 1, to = 'closed'): ChangedCheck => ({
  mpan: mpanOf(n),
  supplier: 'SUPP',
  sequence,
  changes: [{ what: 'state', from: 'deciding', to }],
});

export function configHistoryContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async (): Promise<Store> => {
    const store = await open(join(tempFolder(), 'pawl.db'));
    onTestFinished(() => store.close());
    return store;
  };

  describe(`${name}: the history of the configuration`, () => {
    test('is told newest first, with what each change had and did', async () => {
      const store = await fresh();
      const one = await store.beginConfigChange(begun('a'));
      const keys = [{ key: 'calendars.18', from: null, to: 'scotland' }];
      const two = await store.beginConfigChange(
        begun('b', { digestBefore: 'a', keys, feeds: ['new.json'] }),
      );
      expect(await store.configChanges(1)).toMatchObject([{ id: two, finishedAt: null }]);
      await store.tellChangedChecks(two, [changed(1), changed(2)]);
      await store.finishConfigChange(two, at, 7);
      expect(await store.configChanges(9)).toEqual([
        {
          ...begun('b', { digestBefore: 'a', keys, feeds: ['new.json'] }),
          id: two,
          finishedAt: at,
          mpansLookedAt: 7,
          checksChanged: 2,
        },
        { ...begun('a'), id: one, finishedAt: null, mpansLookedAt: 0, checksChanged: 0 },
      ]);
    });

    test('a check that is told again is told once, and all come page by page', async () => {
      const store = await fresh();
      const id = await store.beginConfigChange(begun('a'));
      await store.tellChangedChecks(id, [changed(2), changed(1, 1), changed(1, 2)]);
      await store.tellChangedChecks(id, [changed(2, 1, 'notified')]);
      const pages: ChangedCheck[] = [];
      for (let after: ChangedCheck | null = null; ; ) {
        const [next]: ChangedCheck[] = await store.changedChecks(id, after, 1);
        if (next === undefined) break;
        pages.push(next);
        after = next;
      }
      expect(pages).toEqual([changed(1, 1), changed(1, 2), changed(2, 1, 'notified')]);
    });

    test('a profile is in use if an event of the journal goes by it', async () => {
      const store = await fresh();
      const event = { ...eventOf(1, 'k1'), profile: 'quick' };
      await store.commit(unitOfWork(at, { events: [event] }));
      expect(await store.isProfileInUse('quick')).toBe(true);
      expect(await store.isProfileInUse('slow')).toBe(false);
    });
  });
}
