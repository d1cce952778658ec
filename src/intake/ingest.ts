/**
 * The one way in: each file is claimed, read, judged and turned into events, which the batcher commits
 * with its receipt; only then it is moved. A crash in between is harmless, because the receipt says
 * where the file belongs and the bytes say that it is the same.
 *
 * There is one kind of file here. A small one is one piece and shares its commit with others; a large
 * one, or one that a companion reads, is taken in alone.
 */
import { senderNotAllowed } from './allowed-senders.ts';
import { takeAcknowledgements } from './acknowledgement-file.ts';
import { isAcknowledgement } from './acknowledgement-name.ts';
import type { Intake } from './intake.ts';
import { type Batcher, type OnReceipts, openBatcher, Overtaken, startOf } from './batcher.ts';
import { claimLarge, claimSmall, type Source } from './claim.ts';
import { takeCsvFile } from './csv-file.ts';
import { takeDipFile } from './dip-file.ts';
import type { InboundFile } from './dropped-file.ts';
import { takeFlowFile } from './flow-file.ts';
import { kindOfFile } from './kind-of-file.ts';
import { ownFilesOf, takeOwnFile } from './own-file.ts';

export async function ingest(
  intake: Intake,
  files: readonly InboundFile[],
  onReceipts: OnReceipts,
): Promise<void> {
  const batcher = openBatcher(intake, onReceipts);
  try {
    for (const file of files) {
      const small = claimSmall(intake, file);
      if (small === null) continue;
      if (small !== 'large' && ownFilesOf(intake, file.name, small.start) === null) {
        await take(intake, batcher, small);
        continue;
      }
      await batcher.flush();
      const source = await claimLarge(intake, file);
      if (source === null) continue;
      await take(intake, batcher, source);
      await batcher.flush();
      intake.progress?.('reading', source.size, source.size);
    }
    for (;;) {
      await batcher.flush(true);
      const again = batcher.overtaken();
      if (again.length === 0) break;
      for (const source of again) await take(intake, batcher, source);
    }
  } finally {
    await batcher.forget();
  }
}

async function take(intake: Intake, batcher: Batcher, source: Source): Promise<void> {
  try {
    await takeOnce(intake, batcher, source);
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
  }
}

async function takeOnce(intake: Intake, batcher: Batcher, source: Source): Promise<void> {
  // The same bytes must be durable first, to be known again.
  if (batcher.holds(source.sha256)) await batcher.flush();
  const taking = batcher.open(source);
  const owner = source.isWhole ? null : ownFilesOf(intake, source.file.name, source.start);
  const isTold = isAcknowledgement(intake, source.file);
  const kind = kindOfFile(source.file.name, source.start);
  const namesNobody = owner !== null || isTold || kind === 'csv';
  const refused = namesNobody ? senderNotAllowed(intake, source, []) : null;
  if (refused !== null) {
    const nothing = { findings: [refused], instances: 0, instancesAccepted: 0 };
    await taking.end({ ...startOf(intake, source), ...nothing }, 'set-aside');
  } else if (owner !== null) await takeOwnFile(intake, owner, taking);
  else if (isTold) await takeAcknowledgements(intake, taking);
  else await takers[kind](intake, batcher, taking);
}

const takers = { flow: takeFlowFile, dip: takeDipFile, csv: takeCsvFile } as const;
