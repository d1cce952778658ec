/**
 * One inbound file, from the folder it was dropped in to the one place it ends in: read, judged,
 * its events committed together with its receipt, and only then moved. A crash in between is
 * harmless, because the receipt says where the file belongs and the bytes say that it is the same.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import type { EventReading } from '../process/index.ts';
import type { FileOutcome, Receipt } from '../store/index.ts';
import { commitUntilDone, outcomeOfEvents } from './batch.ts';
import { holdAll } from './careful-events.ts';
import { withoutErased } from './erased-repeat.ts';
import { findingsPath, freePath } from './folders.ts';
import type { Gateway } from './gateway.ts';
import { type InboundFile, identityKey, type Judged, judge, looksLikeFlow } from './judge.ts';
import { takeLargeCsv, takeLargeFlowFile } from './large-file.ts';
import { type OwnFiles, ownerOf, takeOwnFile } from './own-file.ts';

/**
 * Called with the receipts of one commit once they are durable. `isLast`: no other commit follows,
 * so that their files need not have moved before the next ones are given their places.
 */
export type OnReceipts = (receipts: readonly Receipt[], isLast: boolean) => Promise<void>;

/** Takes files in, many small ones in one commit. */
export async function takeIn(
  gateway: Gateway,
  files: readonly InboundFile[],
  onReceipts: OnReceipts,
): Promise<void> {
  const { filesPerCommit, instancesPerCommit, wholeFileMaxBytes } = gateway.config.limits;
  let waiting: Judged[] = [];
  let batched = new Set<string>();
  let instances = 0;
  const flush = async (isLast = false): Promise<void> => {
    if (waiting.length === 0) return;
    const judged = waiting;
    waiting = [];
    batched = new Set();
    instances = 0;
    await onReceipts(await commitJudged(gateway, judged), isLast);
  };
  for (const file of files) {
    const path = join(gateway.workspace, file.folder, file.name);
    const size = file.seen?.bytes.length ?? sizeOf(path);
    if (size === null) continue;
    const owner = ownerOf(gateway, file.name, startOf(file, path));
    if (owner !== null || size > wholeFileMaxBytes) {
      await flush();
      await onReceipts(await takeAlone(gateway, owner, file, path, size), false);
      continue;
    }
    let judged = await judge(gateway, file, path, batched);
    if (judged === 'wait') {
      await flush();
      judged = await judge(gateway, file, path, batched);
    }
    if (judged === 'wait') continue;
    if (judged.held.size > 0) {
      await flush();
      await commitUntilDone(gateway, judged.events, { named: judged.named });
      await holdAll(gateway, judged.held);
    }
    waiting.push(judged);
    batched.add(judged.receipt.sha256);
    // Of files without an identity there is nothing to tell apart but the bytes.
    if (judged.receipt.fileIdentifier !== null) batched.add(identityKey(judged.receipt));
    instances += judged.events.length;
    if (waiting.length >= filesPerCommit || instances >= instancesPerCommit) await flush();
  }
  await flush(true);
}

/** The size of a file; null where its producer has taken it away again. */
const sizeOf = (path: string): number | null =>
  statSync(path, { throwIfNoEntry: false })?.size ?? null;

/** A file that is not judged in memory: a large one, or one that a companion reads. */
async function takeAlone(
  gateway: Gateway,
  owner: OwnFiles | null,
  file: InboundFile,
  path: string,
  size: number,
): Promise<Receipt[]> {
  const take = isFlowFile(path, size) ? takeLargeFlowFile : takeLargeCsv;
  const taken =
    owner === null
      ? await take(gateway, file, path, size)
      : await takeOwnFile(gateway, owner, file, path, size);
  const destination = destinationOf(gateway, file.name, taken.outcome, new Set());
  const whole = { ...taken, id: await gateway.store.nextReceiptId(), destination };
  const receipt = { ...whole, findings: await withoutErased(gateway, whole, path) };
  await commitUntilDone(gateway, [], { receipts: () => [receipt] });
  return [receipt];
}

async function commitJudged(gateway: Gateway, judged: readonly Judged[]): Promise<Receipt[]> {
  const firstId = await gateway.store.nextReceiptId();
  const findings = await Promise.all(
    judged.map(async ({ receipt, outcome }, index) => {
      if (outcome === null) return receipt.findings;
      const path = join(gateway.workspace, receipt.folder, receipt.name);
      const whole = { ...receipt, outcome, id: firstId + index, destination: '' };
      return withoutErased(gateway, whole, path);
    }),
  );
  let receipts: Receipt[] = [];
  const events = judged.flatMap((one) => one.events);
  const limit = gateway.config.limits.instancesPerCommit;
  const earlier = new Map<string, EventReading['means']>();
  // A file with more events than one commit should hold: the receipt comes with the last part.
  while (events.length > limit) {
    const part = await commitUntilDone(gateway, events.splice(0, limit));
    for (const [key, means] of part) earlier.set(key, means);
    crashPoint('mid-intake');
  }
  await commitUntilDone(gateway, events, {
    named: judged.flatMap(({ named }) => named),
    receipts: (later) => {
      const meanings = new Map([...earlier, ...later]);
      const taken = new Set<string>();
      receipts = judged.map(({ receipt, outcome, events: own, allAccepted }, index) => {
        const keys = own.map(({ key }) => key);
        const final = outcome ?? outcomeOfEvents(keys, meanings, allAccepted);
        const destination = destinationOf(gateway, receipt.name, final, taken);
        taken.add(destination).add(findingsPath(destination));
        const left = findings[index] ?? [];
        return { ...receipt, findings: left, id: firstId + index, outcome: final, destination };
      });
      return receipts;
    },
  });
  return receipts;
}

/** Where a file of this outcome belongs, below the workspace. */
function destinationOf(
  gateway: Gateway,
  name: string,
  outcome: FileOutcome,
  taken: ReadonlySet<string>,
): string {
  const [year = '', month = ''] = gateway.clock.now().split('-');
  const folder =
    outcome === 'rejected'
      ? 'rejected'
      : outcome === 'set-aside'
        ? 'set-aside'
        : `archive/${year}/${month}`;
  return freePath(`${folder}/${name}`, taken, gateway.workspace);
}

export const isFlowFile = (path: string, size: number): boolean =>
  size === 0 || looksLikeFlow(firstBytes(path));

/** As much of a file as tells what it is. */
const startBytes = 400;

const startOf = ({ seen }: InboundFile, path: string): string =>
  seen === undefined ? firstBytes(path) : seen.bytes.toString('latin1', 0, startBytes);

function firstBytes(path: string): string {
  const handle = openSync(path, 'r');
  try {
    const start = Buffer.alloc(startBytes);
    return start.subarray(0, readSync(handle, start)).toString('latin1');
  } finally {
    closeSync(handle);
  }
}
