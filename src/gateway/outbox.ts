/**
 * Files into outbox/: each appears whole, by rename, with the bytes its commit fixed, and once, whoever
 * takes it away at once. It is made ready on the store's side, the store notes that it is on its way,
 * and only then it is renamed into its place. After a crash what lies ready goes on, and what is on its
 * way and lies ready no more has gone. Only where outbox/ is on another volume, which has no such
 * rename, a crash may let one file appear a second time, the same.
 *
 * On a database another gateway may take over at any of these steps. There a file lies ready beside its
 * place, where both see it, under a name with the fence of who made it ready: what one that was declared
 * dead still makes ready is never on its way, and what it still renames is gone.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import {
  flushFolders,
  makeDurableFolder,
  placeStaged,
  placeWhole,
  removeFile,
  stagingFolder,
} from '../files/index.ts';
import type { Gateway } from './gateway.ts';
import { forFile } from './mishap.ts';

const filesPerSweep = 200;

/** What a file is called while it lies ready, by a gateway among others. */
const fencedName = /^(.*)\.\d+\.ready$/;

/** Where a file lies ready, whichever user of a desk runs the gateway. */
export const readyPath = (workspace: string, ready = ''): string =>
  fencedName.test(ready)
    ? join(sharedFolder(workspace), ready)
    : join(workspace, 'data', 'outgoing', ready);

const sharedFolder = (workspace: string): string => join(workspace, 'outbox', '.staging');

const readyNameOf = ({ joined }: Pick<Gateway, 'joined'>, name: string): string =>
  joined === undefined ? name : `${name}.${joined.fence}.ready`;

const nameOf = (ready: string): string => fencedName.exec(ready)?.[1] ?? ready;

/** Whether a file of outbox/ lies there, or lies ready for it. */
export function isInOutbox({ workspace, store }: Gateway, name: string): boolean {
  const shared = sharedFolder(workspace);
  const ready = store.membership !== null && existsSync(shared) ? readdirSync(shared) : [];
  return (
    existsSync(join(workspace, 'outbox', name)) ||
    existsSync(readyPath(workspace, name)) ||
    ready.some((one) => nameOf(one) === name)
  );
}

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
      await store.markWritten(gone.map(nameOf), onTheWay);
      names.push(...gone.map(nameOf));
      gateway.telemetry?.written(gone.map(nameOf));
      for (const ready of onTheWay) held.add(nameOf(ready));
    }
    const files = await store.unwritten(filesPerSweep + held.size);
    const fresh = files.filter(({ name }) => !held.has(name));
    if (fresh.length === 0) return names;
    const folder = dirname(readyPath(workspace, readyNameOf(gateway, 'any')));
    makeDurableFolder(folder);
    if (gateway.joined !== undefined) forgetUnready(folder, new Set(onTheWay));
    for (const { name, text } of fresh) {
      const ready = readyNameOf(gateway, name);
      const isReady = await forFile(gateway, 'outbox', `outbox/${name}`, () =>
        placeWhole(
          readyPath(workspace, ready),
          Buffer.from(text, 'latin1'),
          stagingFolder(workspace),
          readable,
        ),
      );
      if (isReady) onTheWay = [...onTheWay, ready];
      else held.add(name);
    }
    await flushFolders([folder]);
    crashPoint('made-ready');
    await store.noteOnTheWay(onTheWay);
    crashPoint('on-its-way');
  }
}

/** Moves what lies ready into outbox/. Returns what lies there now, or was taken from there already. */
async function handOver(gateway: Gateway, names: readonly string[]): Promise<readonly string[]> {
  const { workspace, joined } = gateway;
  const outbox = join(workspace, 'outbox');
  const gone: string[] = [];
  for (const ready of names) {
    const name = nameOf(ready);
    joined?.sure();
    const isGone = await forFile(gateway, 'outbox', `outbox/${name}`, async () => {
      await placeStaged(readyPath(workspace, ready), join(outbox, name));
      crashPoint('after-rename');
    });
    if (isGone) gone.push(ready);
  }
  if (gone.length > 0) await flushFolders([outbox]);
  return gone;
}

/** What somebody made ready who was declared dead before it was noted. */
function forgetUnready(folder: string, onTheWay: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    if (!onTheWay.has(name)) removeFile(join(folder, name));
  }
}
