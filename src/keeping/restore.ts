/**
 * Putting a store back from a backup, and catching up with what came after it: files that the backup
 * does not know go into inbox/ once more, what was sent since is told to it through sent/, and no
 * File Identifier is given out a second time.
 */
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { damageIn } from '../bug.ts';
import type { Instant } from '../calendar/index.ts';
import { crashPoint } from '../crash-point.ts';
import { EngineError } from '../engine-error.ts';
import {
  freePath,
  moveFile,
  removeFile,
  renamePatiently,
  sha256OfFile,
  sweepTemporaries,
  writeWhole,
} from '../files/index.ts';
import { mayBeNamedBy } from '../config/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { readRegular } from '../regular-file.ts';
import {
  fillSchema,
  openSqliteStore,
  openStore,
  type Receipt,
  type RestoredEntry,
  type SchemaPlace,
  type StorePlace,
} from '../store/index.ts';
import { belowWorkspace, filesBelow } from './files-with.ts';
import { appendHead, headLines } from './journal-heads.ts';
import { asideFolder, moveAside } from './move-aside.ts';
import { sentFiles } from './outbox-text.ts';
import { everyReceipt } from './receipts-of.ts';

/** Ours: more files than any desk writes between two backups, few enough to have room for ever. */
const fileNumbersSkipped = 10_000;

/**
 * Puts a backup in the place of the store, of which a copy is kept in data/. Needs the workspace for
 * itself. Returns where the old one is, below the workspace; null if there was none.
 */
export async function putBack(
  workspace: string,
  backup: string,
  now: Instant,
  place: StorePlace = join(workspace, 'data', 'pawl.db'),
): Promise<string | null> {
  const data = join(workspace, 'data');
  const copy = join(data, `.restoring.${process.pid}.pawl.tmp`);
  const remove = (): void => {
    for (const end of ['', '-wal', '-shm']) removeFile(`${copy}${end}`);
  };
  try {
    sweepTemporaries(workspace);
    copyFileSync(backup, copy);
    await refuseUnsound(copy);
  } catch (error) {
    remove();
    const isUnsound = damageIn(error) !== null;
    if (error instanceof EngineError && error.code !== 'STORE_UNAVAILABLE' && !isUnsound)
      throw error;
    const message = error instanceof Error ? error.message : '';
    throw unusable(`${backup} is not a sound backup: ${message}`, error);
  }
  if (typeof place !== 'string') {
    try {
      const old = await copyAside(workspace, place, now);
      await fillSchema(copy, place);
      return old;
    } finally {
      remove();
    }
  }
  const old = moveAside(workspace, 'before-restore', now);
  crashPoint('mid-restore');
  renamePatiently(copy, join(data, 'pawl.db'));
  crashPoint('mid-restore');
  remove();
  return old;
}

/** A schema is filled anew where it is: what it holds is copied first. */
async function copyAside(
  workspace: string,
  place: SchemaPlace,
  now: Instant,
): Promise<string | null> {
  const store = await openStore(place);
  try {
    if (await store.isEmpty()) return null;
    const folder = asideFolder(workspace, 'before-restore', now);
    await store.backup(join(workspace, folder, 'pawl.db'));
    return folder;
  } finally {
    await store.close();
  }
}

async function refuseUnsound(copy: string): Promise<void> {
  const store = await openSqliteStore(copy);
  try {
    const problems = await store.selfCheck();
    const head = await store.head();
    const noted = await store.headWrittenDown();
    if (problems.length > 0) throw unusable(`it is damaged: ${problems[0]}`);
    if (noted !== null && noted.link !== head.link) {
      throw unusable(`it is not whole, its journal ends at entry ${head.seq}`);
    }
  } finally {
    await store.close();
  }
}

const unusable = (message: string, cause?: unknown): EngineError =>
  new EngineError('STORE_UNAVAILABLE', message, 'name a file that pawl backup made', cause);

interface CaughtUp {
  /** Put where they were dropped, for the restored store does not know them. */
  readonly again: readonly string[];
  /** Copies put into sent/ of what was written into outbox/ after the backup. */
  readonly sent: readonly string[];
  /** Entries that were in the journal before and are not now, as far as was written down. */
  readonly lostEntries: number;
}

/** Records the restore and makes ready what the next pass takes in. */
export async function catchUp(gateway: Gateway, who: string): Promise<CaughtUp> {
  const { store, clock, workspace } = gateway;
  const head = await store.head();
  const writtenDown = headLines(workspace).reduce((most, { seq }) => Math.max(most, seq), 0);
  const lostEntries = Math.max(0, writtenDown - head.seq);
  const at = clock.now();
  appendHead(gateway, { at, ...head, restored: true });
  const sent = await copySent(gateway);
  const again = await giveAgain(gateway);
  const entry: RestoredEntry = {
    kind: 'restored',
    key: `restored/${at}`,
    mpan: '',
    effectiveAt: at,
    receivedAt: at,
    sender: '',
    fileIdentifier: 'restored',
    file: '',
    line: 0,
    who,
    ...head,
  };
  await store.recordRestore(entry, fileNumbersSkipped);
  return { again, sent, lostEntries };
}

/** What lies in outbox/ and the store has not written was sent, or is about to be. */
async function copySent(gateway: Gateway): Promise<string[]> {
  const { workspace } = gateway;
  const known = new Set<string>();
  for await (const sent of sentFiles(gateway)) for (const { name } of sent) known.add(name);
  const unknown = readdirSync(join(workspace, 'outbox')).filter(
    (name) =>
      (/^[^.].*\.usr$/.test(name) || mayBeNamedBy(gateway.config.outboxName, name)) &&
      !known.has(name),
  );
  for (const name of unknown) {
    // A restore that was killed has put it there already.
    if (isSameFile(join(workspace, 'outbox', name), join(workspace, 'sent', name))) continue;
    const target = freePath(`sent/${name}`, new Set(), workspace);
    const bytes = readRegular(join(workspace, 'outbox', name), Number.MAX_SAFE_INTEGER);
    if ('bytes' in bytes) writeWhole(join(workspace, target), bytes.bytes);
  }
  return unknown;
}

const isSameFile = (one: string, other: string): boolean =>
  existsSync(other) && sha256OfFile(one) === sha256OfFile(other);

/** By which folder files came, as far as the stores that were put aside can still be read. */
async function foldersBefore(
  workspace: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Receipt['folder']>> {
  const folders = new Map<string, Receipt['folder']>();
  // A restore that was killed and done again has put two aside: the older one knows more.
  const asides = readdirSync(join(workspace, 'data'))
    .filter((name) => name.startsWith('before-restore-'))
    .sort();
  for (const aside of asides) {
    const path = join(workspace, 'data', aside, 'pawl.db');
    if (!existsSync(path)) continue;
    try {
      const store = await openSqliteStore(path);
      try {
        for await (const { destination, folder } of everyReceipt({ store })) {
          if (wanted.has(destination)) folders.set(destination, folder);
        }
      } finally {
        await store.close();
      }
    } catch {
      // It was put aside because something was wrong with it; what is ours is then asked about.
    }
  }
  return folders;
}

const pathsAsked = 1_000;

/** Files of the archive that no receipt knows were received after the backup. */
async function giveAgain({ store, workspace }: Gateway): Promise<string[]> {
  const unknown: string[] = [];
  let some: string[] = [];
  const ask = async (): Promise<void> => {
    const known = await store.destinationsAmong(some);
    unknown.push(...some.filter((path) => !known.has(path)));
    some = [];
  };
  for (const path of filesBelow(join(workspace, 'archive'))) {
    some.push(belowWorkspace(workspace, path));
    if (some.length === pathsAsked) await ask();
  }
  await ask();
  const folders = unknown.length === 0 ? null : await foldersBefore(workspace, new Set(unknown));
  for (const path of unknown.sort()) {
    const folder = folders?.get(path) ?? 'inbox';
    const target = freePath(`${folder}/${basename(path)}`, new Set(), workspace);
    moveFile(join(workspace, path), join(workspace, target));
    crashPoint('mid-restore');
  }
  return unknown;
}
