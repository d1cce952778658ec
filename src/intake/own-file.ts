/**
 * Files of the inbox that belong to a companion, a room beside the backstop check, and hold nothing
 * for a check. The companion reads them and says what is wrong; what becomes of the file is decided
 * here as for any other, and it ends in the one place that its receipt names.
 */
import type { Finding } from '../flow/index.ts';
import type { Intake } from './intake.ts';
import type { OwnFiles } from './companion.ts';
import type { FileOutcome } from '../store/index.ts';
import { startOf, type Taking } from './batcher.ts';
import { stagedPath } from './claim.ts';
import { tooLarge } from './csv-file.ts';

/** Whose file it is; null where it is the gateway's. */
export const ownFilesOf = (intake: Intake, name: string, start: string): OwnFiles | null =>
  intake.companions.find(({ ownFiles }) => ownFiles?.owns(name, start))?.ownFiles ?? null;

export async function takeOwnFile(intake: Intake, owner: OwnFiles, taking: Taking): Promise<void> {
  const { source } = taking;
  const { sha256, size } = source;
  const start = startOf(intake, source);
  const nothing = { findings: [] as readonly Finding[], instances: 0, instancesAccepted: 0 };
  const beyond = tooLarge(intake, size);
  if (beyond !== null) {
    await taking.end({ ...start, ...nothing, findings: [beyond] }, 'rejected');
    return;
  }
  await taking.judge(start);
  if ((await intake.store.takenOfBytes(sha256)).length > 0) {
    await taking.end({ ...start, ...nothing }, 'duplicate');
    return;
  }
  const { findings, rows, rowsAccepted } = await owner.read(intake, {
    path: stagedPath(intake, source.copy().claim),
    name: start.name,
    sha256,
    receivedAt: start.receivedAt,
    progress: async (bytes) => {
      intake.progress?.(start.name, bytes, size);
      await source.rest();
    },
  });
  const told = { ...start, findings, instances: rows, instancesAccepted: rowsAccepted };
  await taking.end(told, outcomeOf(rows, rowsAccepted, findings));
}

function outcomeOf(rows: number, accepted: number, findings: readonly Finding[]): FileOutcome {
  if (accepted === 0 && findings.length > 0) return 'rejected';
  return accepted < rows ? 'partly-applied' : 'applied';
}
