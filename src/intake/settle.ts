/**
 * After the commit: each file goes to the place its receipt names, with its findings beside it where
 * it was refused. Everything here may be repeated after a crash, from the receipt and the file alone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import type { Claim, Receipt } from '../store/index.ts';
import { claimLarge, stagedPath } from './claim.ts';
import { moveWithoutErased } from './erased-repeat.ts';
import {
  findingsPath,
  flushFolders,
  placeStaged,
  removeFile,
  stagingFolder,
  writeWhole,
} from '../files/index.ts';
import { forFile } from '../gateway/index.ts';
import type { Intake } from './intake.ts';
import { type PlacedFinding, refusedPart } from './refused-part.ts';
import { takeAway } from './taken-away.ts';

/** Puts the copies of these receipts in their places, takes the originals away, and remembers it. */
export async function settle(intake: Intake, receipts: readonly Receipt[]): Promise<void> {
  if (receipts.length === 0) return;
  crashPoint('after-commit');
  const touched = new Set<string>([stagingFolder(intake.workspace)]);
  const done: number[] = [];
  for (const receipt of receipts) {
    const about = `${receipt.folder}/${receipt.name}`;
    const isDone = await forFile(intake, 'settle', about, async () => {
      for (const folder of await settleOne(intake, receipt)) touched.add(folder);
    });
    // What could not be put away lies where it was, and its turn comes again with the next pass.
    if (isDone) done.push(receipt.id);
  }
  crashPoint('after-move');
  await flushFolders(touched);
  await intake.store.markSettled(done);
}

/** Puts one file away. Returns the folders that this touched. */
async function settleOne(intake: Intake, receipt: Receipt): Promise<readonly string[]> {
  const claim = await claimOf(intake, receipt);
  if (claim === null) return [];
  const target = join(intake.workspace, receipt.destination);
  const copy = stagedPath(intake, claim);
  let isBlanked = false;
  if (existsSync(copy)) {
    if (receipt.outcome === 'partly-applied') await writeRefusedPart(intake, receipt, copy);
    else if (receipt.outcome === 'rejected' || receipt.outcome === 'set-aside') {
      writeFindings(intake, findingsPath(target), receipt, receipt.findings);
    }
    crashPoint('mid-settle');
    isBlanked = await moveWithoutErased(intake, receipt, copy, target);
    if (!isBlanked) await placeStaged(copy, target);
  }
  crashPoint('before-removal');
  // What was erased before is not kept for a while in an original either.
  takeAway(intake, receipt, isBlanked ? { ...claim, isClosed: true } : claim);
  return [dirname(target), join(intake.workspace, receipt.folder)];
}

/**
 * The claim of a receipt. One that has no copy any more, because an earlier version made it or
 * because another user's staging has it, is claimed once more where its file is still the same.
 */
async function claimOf(intake: Intake, receipt: Receipt): Promise<Claim | null> {
  const { claim, folder, name } = receipt;
  if (claim !== undefined && existsSync(stagedPath(intake, claim))) return claim;
  if (existsSync(join(intake.workspace, receipt.destination))) return claim ?? null;
  if (folder === 'calendar' || folder === 'reference') return null;
  const again = await claimLarge(intake, { folder, name });
  if (again === null) return claim ?? null;
  const { claim: anew } = again.copy();
  if (again.sha256 === receipt.sha256) return anew;
  removeFile(stagedPath(intake, anew));
  return claim ?? null;
}

function writeFindings(
  { workspace }: Intake,
  path: string,
  receipt: Receipt,
  findings: readonly PlacedFinding[],
): void {
  const { id, name, flow, fileIdentifier, outcome } = receipt;
  const whatToDo = whatToDoOf(receipt);
  const content = { receipt: id, name, flow, fileIdentifier, outcome, whatToDo, findings };
  writeWhole(path, `${JSON.stringify(content, null, 2)}\n`, stagingFolder(workspace));
}

function whatToDoOf({ outcome, flow, findings, folder }: Receipt): string {
  if (findings.some(({ code }) => code === 'DECISIONS_WAIT')) {
    return `Nothing was decided. Look at it on the page of the file, or by pawl decisions FILE --dry-run, and decide there.`;
  }
  if (outcome === 'set-aside') {
    return `Nothing was applied. Drop the file into ${folder}/ again once this gateway can take it.`;
  }
  if (findings.some(({ code }) => code === 'FILE_IDENTIFIER_REUSED')) {
    return 'Ask the sender for a file with a File Identifier of its own.';
  }
  const again = `Correct the file and drop it into ${folder}/ again`;
  return flow?.startsWith('D0') === true
    ? `${again}; it may keep its File Identifier.`
    : `${again}.`;
}

/**
 * The refused instances of a file, in a file of their own that can be corrected and dropped again.
 * The findings come first: by them a repeat after a crash knows which file is its own.
 */
async function writeRefusedPart(intake: Intake, receipt: Receipt, source: string): Promise<void> {
  const path = refusedPath(intake, receipt);
  const part = await refusedPart(intake, receipt, source);
  writeFindings(intake, findingsPath(path), receipt, part.findings);
  writeWhole(path, part.bytes, stagingFolder(intake.workspace));
}

/** The first free name; a repeat after a crash finds its own earlier file by the receipt in it. */
function refusedPath(intake: Pick<Intake, 'workspace'>, receipt: Receipt): string {
  // The name under which it is archived has been cut to what file systems take.
  const extension = extname(receipt.destination);
  const stem = basename(receipt.name, extname(receipt.name));
  const short = basename(receipt.destination, extension);
  const base = stem.length > short.length ? short : stem;
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? `${base}${extension}` : `${base}~${count}${extension}`;
    const path = join(intake.workspace, 'rejected', name);
    const findings = findingsPath(path);
    if (!existsSync(path) && !existsSync(findings)) return path;
    if (existsSync(findings) && receiptIn(findings) === receipt.id) return path;
  }
}

/** Where what was refused of a file was put, below the workspace; null where nothing was. */
export function refusedPartOf(gateway: Pick<Intake, 'workspace'>, receipt: Receipt): string | null {
  const { outcome, destination } = receipt;
  if (outcome === 'rejected' || outcome === 'set-aside') return destination;
  if (outcome !== 'partly-applied') return null;
  const path = refusedPath(gateway, receipt);
  return existsSync(path) ? relative(gateway.workspace, path) : null;
}

function receiptIn(findings: string): number | null {
  try {
    const content: unknown = JSON.parse(readFileSync(findings, 'utf8'));
    return typeof content === 'object' && content !== null && 'receipt' in content
      ? Number(content.receipt)
      : null;
  } catch {
    return null;
  }
}
