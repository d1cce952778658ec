/** What every store that can be backed up must do for itself; beside the suite of the whole store. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Store, type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { at, eventOf, updateOf } from './rows.ts';

export function upkeepContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async () => {
    const folder = tempFolder();
    const store = await open(join(folder, 'pawl.db'));
    onTestFinished(() => store.close());
    return { store, folder };
  };
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));

  describe(`${name}: upkeep`, () => {
    test('a backup is a store, made beside the one at work', async () => {
      const { store, folder } = await fresh();
      await commit(store, { events: [eventOf(1, 'k1')], mpans: [updateOf(1)] });
      const target = join(folder, 'copy.db');
      await store.backup(target);
      await store.backup(target);
      await commit(store, { events: [eventOf(1, 'k2')], mpans: [updateOf(1, { revision: 1 })] });
      expect(existsSync(`${target}.${process.pid}.tmp`)).toBe(false);
      const copy = await open(target);
      onTestFinished(() => copy.close());
      expect(await copy.selfCheck()).toEqual([]);
      expect((await copy.journalOf(mpanOf(1))).map(({ key }) => key)).toEqual(['k1']);
    });

    test('a sound store finds nothing wrong with itself', async () => {
      const { store } = await fresh();
      expect(await store.selfCheck()).toEqual([]);
    });
  });
}
