/**
 * Files into outbox/: each appears whole, by rename, with the bytes its commit fixed, and once, whoever
 * takes it away at once. It is made ready on the store's side, the store notes that it is on its way,
 * and only then it is renamed into its place. After a crash what lies ready goes on, and what is on its
 * way and lies ready no more has gone. Only where outbox/ is on another volume, which has no such
 * rename, a crash may let one file appear a second time, the same.
 */
import { join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import {
  flushFolders,
  makeDurableFolder,
  placeStaged,
  placeWhole,
  stagingFolder,
} from '../files/index.ts';
import type { Gateway } from './gateway.ts';
import { forFile } from './mishap.ts';

const filesPerSweep = 200;

/** Where a file lies ready, whichever user of a desk runs the gateway. */
export const readyPath = (workspace: string, name = ''): string =>
  join(workspace, 'data', 'outgoing', name);

/** Whoever may enter `outbox/` may read what lies there for them, made in a folder of another group. */
const readable = 0o644;

/** Writes every file that is committed and not yet marked written. Returns their names. */
export async function sweepOutbox(gateway: Gateway): Promise<readonly string[]> {
  const { store, workspace } = gateway;
  const names: string[] = [];
  const held = new Set<string>();
  let onTheWay = await store.outboxOnTheWay();
  for (;;) {
    if (onTheWay.length > 0) {
      const gone = await handOver(gateway, onTheWay);
      onTheWay = onTheWay.filter((name) => !gone.includes(name));
      await store.markWritten(gone, onTheWay);
      names.push(...gone);
      for (const name of onTheWay) held.add(name);
    }
    const files = await store.unwritten(filesPerSweep + held.size);
    const fresh = files.filter(({ name }) => !held.has(name));
    if (fresh.length === 0) return names;
    makeDurableFolder(readyPath(workspace));
    for (const { name, text } of fresh) {
      const isReady = await forFile(gateway, 'outbox', `outbox/${name}`, () =>
        placeWhole(
          readyPath(workspace, name),
          Buffer.from(text, 'latin1'),
          stagingFolder(workspace),
          readable,
        ),
      );
      if (isReady) onTheWay = [...onTheWay, name];
      else held.add(name);
    }
    await flushFolders([readyPath(workspace)]);
    await store.noteOnTheWay(onTheWay);
    crashPoint('on-its-way');
  }
}

/** Moves what lies ready into outbox/. Returns what lies there now, or was taken from there already. */
async function handOver(gateway: Gateway, names: readonly string[]): Promise<readonly string[]> {
  const { workspace } = gateway;
  const outbox = join(workspace, 'outbox');
  const gone: string[] = [];
  for (const name of names) {
    const isGone = await forFile(gateway, 'outbox', `outbox/${name}`, async () => {
      await placeStaged(readyPath(workspace, name), join(outbox, name));
      crashPoint('after-rename');
    });
    if (isGone) gone.push(name);
  }
  if (gone.length > 0) await flushFolders([outbox]);
  return gone;
}
