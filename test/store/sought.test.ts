/** Looking for MPANs by parts of words in the embedded store: how fast, and what is forgotten. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  openSqliteStore,
  type Sought,
  type Store,
  unitOfWork,
  wordsIn,
} from '../../src/store/index.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import { at } from './rows.ts';

async function fresh(): Promise<Store & { readonly path: string }> {
  const path = join(tempFolder(), 'pawl.db');
  const store = await openSqliteStore(path);
  onTestFinished(() => store.close());
  return { ...store, path };
}

const home = (n: number, ids: string[], site: string[]): Sought => ({ mpan: mpanOf(n), ids, site });

const keep = (store: Store, ...sought: Sought[]) => store.commit(unitOfWork(at, { sought }));

const found = async (store: Store, text: string, inSites = true): Promise<string[]> =>
  (
    await store.soughtMpans({ words: wordsIn(text), after: null, limit: 50 }, inSites)
  ).found.slice();

test('what is made anew has nothing of what it was, in no byte of the store', async () => {
  const store = await fresh();
  await keep(store, home(1, ['E12Z000104'], ['QUILLFEATHER COTTAGE']));
  await keep(store, home(2, [], ['12 High Street']));
  await store.soughtAnew(mpanOf(1), [home(1, [], [])]);
  await store.scrub();
  const bytes = readFileSync(store.path).toString('latin1');
  expect(await found(store, 'quillfeather')).toEqual([]);
  expect(await found(store, mpanOf(1))).toEqual([mpanOf(1)]);
  expect(bytes).not.toMatch(/quillf|uillfe|illfea|feathe/i);
});

test('a search over many homes takes some milliseconds', async () => {
  const store = await fresh();
  const streets = ['High Street', 'Station Road', 'Church Lane', 'Mill Lane', 'Park Road'];
  for (let part = 0; part < 10; part += 1) {
    const some = Array.from({ length: 2_000 }, (_, k) => part * 2_000 + k);
    await keep(
      store,
      ...some.map((n) => home(n, [`E${n}`], [`${n % 90} ${streets[n % 5]}`, `LS${n % 20} 4AP`])),
    );
  }
  for (const text of ['high street', '000104', 'zzz', '7 church ls7', mpanOf(17)]) {
    const began = performance.now();
    await found(store, text);
    expect(performance.now() - began, text).toBeLessThan(200);
  }
});
