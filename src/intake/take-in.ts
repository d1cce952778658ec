/**
 * One inbound file, from the folder it was dropped in to the one place it ends in: read, judged,
 * its events committed together with its receipt, and only then moved. A crash in between is
 * harmless, because the receipt says where the file belongs and the bytes say that it is the same.
 */
import { closeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { looksLikeFlow } from '../flow/index.ts';
import type { EventReading } from '../process/index.ts';
import type { Claim, Receipt } from '../store/index.ts';
import { commitUntilDone, type Gateway, outcomeOfEvents, type OwnFiles } from '../gateway/index.ts';
import { holdAll } from './careful-events.ts';
import { claimLarge, claimSmall, type LargeClaim, stagedPath, stageSmall } from './claim.ts';
import { reserve } from './destination.ts';
import { withoutErased } from './erased-repeat.ts';
import { flushFolder, openStored, removeFile } from '../files/index.ts';
import { type InboundFile, identityKey, type Judged, judge } from './judge.ts';
import { takeLargeCsv, takeLargeFlowFile } from './large-file.ts';
import { ownerOf, takeOwnFile } from './own-file.ts';
import { readHandle } from '../regular-file.ts';

/** A judged file with its private copy, which is on its way to the disk. */
interface Staged {
  readonly judged: Judged;
  readonly claim: Claim;
  readonly flushed: Promise<void>;
}

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
  const { filesPerCommit, instancesPerCommit } = gateway.config.limits;
  let waiting: Staged[] = [];
  let batched = new Set<string>();
  let instances = 0;
  const flush = async (isLast = false): Promise<void> => {
    if (waiting.length === 0) return;
    await onReceipts(await commitStaged(gateway, waiting), isLast);
    waiting = [];
    batched = new Set();
    instances = 0;
  };
  try {
    for (const file of files) {
      const claimed = claimSmall(gateway, file);
      if (claimed === null) continue;
      const start = claimed === 'large' ? null : claimed.bytes.toString('latin1', 0, startBytes);
      if (claimed === 'large' || ownerOf(gateway, file.name, start ?? '') !== null) {
        await flush();
        const receipts = await takeAlone(gateway, file);
        if (receipts.length > 0) await onReceipts(receipts, false);
        continue;
      }
      let judged = await judge(gateway, file, claimed, batched);
      if (judged === 'wait') {
        await flush();
        judged = await judge(gateway, file, claimed, batched);
      }
      if (judged === 'wait') continue;
      if (judged.held.size > 0) {
        await flush();
        await commitUntilDone(gateway, judged.events, { named: judged.named });
        await holdAll(gateway, judged.held);
      }
      waiting.push({ judged, ...stageSmall(gateway, claimed) });
      // What is refused, or a duplicate, changes nothing for those that come after it.
      if (judged.outcome === null || judged.outcome === 'not-ours') {
        batched.add(judged.receipt.sha256);
        // Of files without an identity there is nothing to tell apart but the bytes.
        if (judged.receipt.fileIdentifier !== null) batched.add(identityKey(judged.receipt));
      }
      // What is refused makes no events, and may name as many MPANs.
      instances += Math.max(judged.events.length, judged.named.length);
      if (waiting.length >= filesPerCommit || instances >= instancesPerCommit) await flush();
    }
    await flush(true);
  } finally {
    await forget(gateway, waiting);
  }
}

/** Takes away the copies of files whose receipts are not durable: they are claimed again. */
async function forget(gateway: Gateway, waiting: readonly Staged[]): Promise<void> {
  if (waiting.length === 0) return;
  const kept = new Set((await gateway.store.unsettled()).map(({ claim }) => claim?.staged));
  for (const { claim } of waiting) {
    if (!kept.has(claim.staged)) removeFile(stagedPath(gateway, claim));
  }
}

/** A file that is not judged in memory: a large one, or one that a companion reads. */
async function takeAlone(gateway: Gateway, file: InboundFile): Promise<Receipt[]> {
  const claimed = await claimLarge(gateway, file);
  if (claimed === null) return [];
  const { path, size, claim } = claimed;
  try {
    const owner = ownerOf(gateway, file.name, firstBytes(path));
    const taken = await takeClaimed(gateway, owner, file, claimed);
    const [destination = ''] = await reserve(gateway, [
      { name: file.name, outcome: taken.outcome },
    ]);
    const whole = { ...taken, id: await gateway.store.nextReceiptId(), destination, claim };
    const receipt = { ...whole, findings: await withoutErased(gateway, whole, path) };
    flushFolder(dirname(path));
    crashPoint('after-claim');
    await commitUntilDone(gateway, [], { receipts: () => [receipt] });
    gateway.progress?.('reading', size, size);
    return [receipt];
  } catch (error) {
    removeFile(path);
    throw error;
  }
}

function takeClaimed(
  gateway: Gateway,
  owner: OwnFiles | null,
  file: InboundFile,
  claimed: LargeClaim,
): Promise<Omit<Receipt, 'id' | 'destination' | 'claim'>> {
  const { path, size } = claimed;
  if (owner !== null) return takeOwnFile(gateway, owner, file, path, size);
  const take = isFlowFile(path, size) ? takeLargeFlowFile : takeLargeCsv;
  return take(gateway, file, claimed);
}

async function commitStaged(gateway: Gateway, staged: readonly Staged[]): Promise<Receipt[]> {
  const firstId = await gateway.store.nextReceiptId();
  const all = staged.map(({ judged }) => judged);
  const findings = await Promise.all(
    staged.map(async ({ judged: { receipt, outcome }, claim }, index) => {
      if (outcome === null) return receipt.findings;
      const whole = { ...receipt, outcome, id: firstId + index, destination: '' };
      return withoutErased(gateway, whole, stagedPath(gateway, claim));
    }),
  );
  let receipts: Receipt[] = [];
  const events = all.flatMap((one) => one.events);
  const limit = gateway.config.limits.instancesPerCommit;
  const earlier = new Map<string, EventReading['means']>();
  // A file with more events than one commit should hold: the receipt comes with the last part.
  while (events.length > limit) {
    const part = await commitUntilDone(gateway, events.splice(0, limit));
    for (const [key, means] of part) earlier.set(key, means);
    crashPoint('mid-intake');
  }
  // What the events mean decides only how much of a file was applied: it is archived in any case.
  const destinations = await reserve(
    gateway,
    all.map(({ receipt, outcome }) => ({ name: receipt.name, outcome })),
  );
  await Promise.all(staged.map(({ flushed }) => flushed));
  const [first] = staged;
  if (first !== undefined) flushFolder(dirname(stagedPath(gateway, first.claim)));
  crashPoint('after-claim');
  await commitUntilDone(gateway, events, {
    named: all.flatMap(({ named }) => named),
    receipts: (later) => {
      const meanings = new Map([...earlier, ...later]);
      receipts = staged.map(({ judged, claim }, index) => {
        const { receipt, outcome, events: own, allAccepted } = judged;
        const keys = own.map(({ key }) => key);
        const final = outcome ?? outcomeOfEvents(keys, meanings, allAccepted);
        const destination = destinations[index] ?? '';
        const known = { id: firstId + index, outcome: final, destination, claim };
        return { ...receipt, ...known, findings: findings[index] ?? [] };
      });
      return receipts;
    },
  });
  return receipts;
}

export const isFlowFile = (path: string, size: number): boolean =>
  size === 0 || looksLikeFlow(firstBytes(path));

/** As much of a file as tells what it is. */
const startBytes = 400;

function firstBytes(path: string): string {
  const handle = openStored(path);
  try {
    return readHandle(handle, startBytes).toString('latin1');
  } finally {
    closeSync(handle);
  }
}
