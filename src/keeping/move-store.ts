/**
 * Moving the store of a workspace between its file and a schema of a database, and what else is done with
 * a whole store: all of it needs the workspace for itself.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { flushFolder, removeFile, renamePatiently, sweepTemporaries } from '../files/index.ts';
import {
  type Copied,
  moveToFiles,
  moveToSchema,
  openStore,
  type SchemaPlace,
  type StoreFiles,
  type StorePlace,
} from '../store/index.ts';
import { looksFile, moveAside } from './move-aside.ts';

export interface MovedStore extends Copied {
  /** Where the files lie that were in use or in the way, below the workspace; null: there were none. */
  readonly aside: string | null;
}

const filesOf = (workspace: string): StoreFiles => ({
  store: join(workspace, 'data', 'pawl.db'),
  looks: join(workspace, 'data', looksFile),
});

const endings = ['', '-wal', '-shm', '-journal'];

/**
 * `turnTo` writes the configuration, once the copy is durable. What was in the way is kept beside it; a
 * schema that was left stays as it is, and takes nothing any more. Throws NOT_POSSIBLE where the place
 * holds a store that this one does not continue.
 */
export async function moveStore(
  workspace: string,
  from: StorePlace,
  to: StorePlace,
  now: Instant,
  turnTo: () => void,
): Promise<MovedStore> {
  if (typeof from === 'string' && typeof to !== 'string') {
    // Made, or brought to this version, and refused where it is of a newer one.
    await (await openStore(to)).close();
    const copied = await moveToSchema(filesOf(workspace), to, turnTo);
    return { ...copied, aside: moveAside(workspace, 'before-move', now, [looksFile]) };
  }
  if (typeof from !== 'string' && typeof to === 'string')
    return toFile(workspace, from, now, turnTo);
  throw new EngineError(
    'NOT_POSSIBLE',
    typeof to === 'string'
      ? 'the store of this workspace is a file already'
      : 'the store of this workspace is in a database already',
    'from one database to another it goes by way of the file: pawl move --to file, then again',
  );
}

async function toFile(
  workspace: string,
  from: SchemaPlace,
  now: Instant,
  turnTo: () => void,
): Promise<MovedStore> {
  const place = filesOf(workspace);
  sweepTemporaries(workspace);
  const name = (of: string): string =>
    join(workspace, 'data', `.moving-${of}.${process.pid}.pawl.tmp`);
  const made: StoreFiles = { store: name('store'), looks: name('looks') };
  let aside: string | null = null;
  try {
    const copied = await moveToFiles(
      from,
      made,
      (continues) => refuseOther(place.store, continues),
      () => {
        aside = moveAside(workspace, 'before-move', now, [looksFile]);
        renamePatiently(made.looks, place.looks);
        renamePatiently(made.store, place.store);
        flushFolder(join(workspace, 'data'));
        turnTo();
      },
    );
    return { ...copied, aside };
  } finally {
    for (const path of Object.values(made)) {
      for (const end of endings) removeFile(`${path}${end}`);
    }
  }
}

/** Throws NOT_POSSIBLE where a store lies there that is not continued. */
async function refuseOther(
  path: string,
  continues: (head: { readonly seq: number; readonly link: string }) => Promise<boolean>,
): Promise<void> {
  if (!existsSync(path) || statSync(path).size === 0) return;
  const store = await openStore(path);
  try {
    if ((await store.isEmpty()) || (await continues(await store.head()))) return;
  } finally {
    await store.close();
  }
  throw new EngineError(
    'NOT_POSSIBLE',
    `${path} holds another store, which that of the database does not continue`,
    'move it away if nobody needs it',
  );
}
