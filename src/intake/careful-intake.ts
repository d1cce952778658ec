/**
 * Takes files in so that one of them cannot keep the others out. Where a batch fails, its files are
 * taken one by one; a file that fails alone is named in the log and left where it is, and tried
 * again when it changes and once an hour. What is not the file's doing, such as a full disk, is
 * thrown for the loop to try again.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, secondsBetween } from '../calendar/index.ts';
import { faultPoint } from '../fault-point.ts';
import { mayBeTheFile, tellMishap } from '../gateway/index.ts';
import type { Intake } from './intake.ts';
import type { InboundFile } from './dropped-file.ts';
import type { OnReceipts } from './batcher.ts';
import { inClaims } from './file-claims.ts';
import { ingest } from './ingest.ts';

/** Files that could not be taken in, as they looked then, and why. */
export type LeftFiles = Map<string, Left>;

interface Left {
  readonly look: string;
  readonly at: Instant;
  readonly error: unknown;
}

/** Ours: what kept a file out may be over without a change of the file. */
const triedAgainSeconds = 3_600;

export async function takeInCarefully(
  intake: Intake,
  left: LeftFiles,
  files: readonly InboundFile[],
  onReceipts: OnReceipts,
): Promise<void> {
  const now = intake.clock.now();
  const fresh = files.filter((file) => {
    const last = left.get(keyOf(file));
    return last?.look !== lookOf(intake, file) || secondsBetween(last.at, now) >= triedAgainSeconds;
  });
  // One that lies there still is told of still; what was taken away, or changed, is forgotten.
  for (const [about, { error }] of left) {
    const isLying = files.some((file) => keyOf(file) === about && !fresh.includes(file));
    if (isLying) intake.mishaps.push({ code: 'FILE_HELD', about, error });
    else left.delete(about);
  }
  await takeFresh(intake, left, fresh, onReceipts);
}

const lookOf = ({ workspace }: Intake, { folder, name }: InboundFile): string | null => {
  const stats = lstatSync(join(workspace, folder, name), { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.size} ${stats.mtimeMs} ${stats.mode}`;
};

/** Takes in what came while the pass reads a large file; what the pass has listed is its own. */
export async function takeInBeside(
  intake: Intake,
  left: LeftFiles,
  listed: readonly InboundFile[],
  files: readonly InboundFile[],
  onReceipts: OnReceipts,
): Promise<void> {
  const known = new Set([...listed.map(keyOf), ...left.keys()]);
  const fresh = files.filter((file) => !known.has(keyOf(file)));
  await takeFresh(intake, left, fresh, (receipts) => onReceipts(receipts, false));
}

async function takeFresh(
  intake: Intake,
  left: LeftFiles,
  fresh: readonly InboundFile[],
  onReceipts: OnReceipts,
): Promise<void> {
  const onEach = putAwayAtOnce(intake, onReceipts);
  for await (const some of inClaims(intake, fresh)) await takeTogether(intake, left, some, onEach);
}

/** Where others share the folder, each file is put away before it is given up. */
const putAwayAtOnce =
  ({ joined }: Intake, onReceipts: OnReceipts): OnReceipts =>
  (receipts, isLast) =>
    onReceipts(receipts, isLast && joined === undefined);

/** Takes all of them in, and hears at once where one cannot be. */
export async function takeInAll(
  intake: Intake,
  files: readonly InboundFile[],
  onReceipts: OnReceipts,
): Promise<void> {
  const onEach = putAwayAtOnce(intake, onReceipts);
  for await (const some of inClaims(intake, files)) await ingest(intake, some, onEach);
}

async function takeTogether(
  intake: Intake,
  left: LeftFiles,
  fresh: readonly InboundFile[],
  onReceipts: OnReceipts,
): Promise<void> {
  const now = intake.clock.now();
  const done = new Set<string>();
  let isSettling = false;
  const take = async (some: readonly InboundFile[]): Promise<void> => {
    for (const file of some) faultPoint('file', keyOf(file));
    return ingest(intake, some, async (receipts, isLast) => {
      for (const receipt of receipts) done.add(keyOf(receipt));
      isSettling = true;
      await onReceipts(receipts, isLast && some === fresh);
      isSettling = false;
    });
  };
  try {
    await take(fresh);
    return;
  } catch (error) {
    if (isSettling || !mayBeTheFile(error)) throw error;
  }
  for (const file of fresh) {
    const look = lookOf(intake, file);
    if (done.has(keyOf(file)) || look === null) continue;
    try {
      await take([file]);
    } catch (error) {
      if (isSettling || !mayBeTheFile(error)) throw error;
      left.set(keyOf(file), { look, at: now, error });
      tellMishap(intake, { code: 'FILE_HELD', about: keyOf(file), error });
    }
  }
}

const keyOf = ({ folder, name }: { readonly folder: string; readonly name: string }): string =>
  `${folder}/${name}`;
