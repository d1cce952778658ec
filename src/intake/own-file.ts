/**
 * Files of the inbox that belong to a companion, a room beside the backstop check, and hold nothing
 * for a check. The companion reads them and says what is wrong; what becomes of the file is decided
 * here as for any other, and it ends in the one place that its receipt names.
 */
import { type Finding, findingOf } from '../flow/index.ts';
import type { FileOutcome, Receipt } from '../store/index.ts';
import { sha256OfFile } from '../files/index.ts';
import { type Gateway, type OwnFiles, rest } from '../gateway/index.ts';
import { type InboundFile, receiptStart } from './judge.ts';

/** Whose file it is; null where it is the gateway's. */
export const ownerOf = (gateway: Gateway, name: string, start: string): OwnFiles | null =>
  gateway.companions.find(({ ownFiles }) => ownFiles?.owns(name, start))?.ownFiles ?? null;

export async function takeOwnFile(
  gateway: Gateway,
  owner: OwnFiles,
  file: InboundFile,
  path: string,
  size: number,
): Promise<Omit<Receipt, 'id' | 'destination'>> {
  const sha256 = sha256OfFile(path);
  const start = receiptStart(gateway, file, size, sha256);
  const nothing = { findings: [] as readonly Finding[], instances: 0, instancesAccepted: 0 };
  const { fileSizeMaxBytes } = gateway.config.limits;
  if (size > fileSizeMaxBytes) {
    const message = `The file has ${size} bytes and the limit is ${fileSizeMaxBytes}: split it.`;
    const place = { line: null, group: null, item: null };
    const findings = [findingOf('FILE_TOO_LARGE', place, message)];
    return { ...start, ...nothing, findings, outcome: 'rejected' };
  }
  if ((await gateway.store.takenOfBytes(sha256)).length > 0) {
    return { ...start, ...nothing, outcome: 'duplicate' };
  }
  const { findings, rows, rowsAccepted } = await owner.read(gateway, {
    path,
    name: file.name,
    sha256,
    receivedAt: start.receivedAt,
    progress: async (bytes) => {
      gateway.progress?.(file.name, bytes, size);
      await rest(gateway);
    },
  });
  const receipt = { ...start, findings, instances: rows, instancesAccepted: rowsAccepted };
  return { ...receipt, outcome: outcomeOf(rows, rowsAccepted, findings) };
}

function outcomeOf(rows: number, accepted: number, findings: readonly Finding[]): FileOutcome {
  if (accepted === 0 && findings.length > 0) return 'rejected';
  return accepted < rows ? 'partly-applied' : 'applied';
}
