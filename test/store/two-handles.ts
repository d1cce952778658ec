/** A fresh store, and further handles on the same place; all are closed when the test ends. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempFolder } from '../support/workspace.ts';

export async function twoHandles<Store extends { readonly close: () => Promise<void> }>(
  open: (path: string) => Promise<Store>,
): Promise<{ store: Store; again: () => Promise<Store> }> {
  const folder = tempFolder();
  const again = async (): Promise<Store> => {
    const store = await open(join(folder, 'pawl.db'));
    onTestFinished(() => store.close());
    return store;
  };
  return { store: await again(), again };
}
