/** The archive against the receipts, a page of receipts at a time. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { FileChange, Receipt } from '../store/index.ts';

const receiptsPerRead = 500;

/** What is wrong with kept files, each in words. */
export async function* fileFaults({ store, workspace, progress }: Gateway): AsyncIterable<string> {
  let looked = 0;
  for (let after = 0; ; ) {
    // In this order: what is settled by the second read was in its place for the first.
    const some = await store.receiptsAfter(after, receiptsPerRead);
    const last = some.at(-1);
    if (last === undefined) return;
    const unsettled = new Set((await store.unsettled()).map(({ id }) => id));
    for (const receipt of some) {
      const { destination, id } = receipt;
      if (!destination.startsWith('archive/') || unsettled.has(id)) continue;
      const change = await store.fileChange(id);
      const says = faultOf(join(workspace, destination), receipt, change);
      if (says === null) continue;
      const other = says === otherBytes ? await otherReceipt(receipt) : null;
      yield other === null
        ? `${destination}: ${says}`
        : `${destination}: holds what receipt ${other} received, and receipt ${id} names it too`;
    }
    after = last.id;
    looked += some.length;
    progress?.('looking at files', looked, looked);
  }

  /** Version 0.1.0 could give one place to two receipts; then the file is that of the other. */
  async function otherReceipt({ destination, id }: Receipt): Promise<number | null> {
    const others = (await store.receiptsNamed(destination)).filter(
      (other) => other.destination === destination && other.id !== id,
    );
    const sha256 = sha256OfFile(join(workspace, destination));
    return others.find((other) => other.sha256 === sha256)?.id ?? null;
  }
}

const otherBytes = 'is not what was received';

function faultOf(path: string, receipt: Receipt, change: FileChange | null): string | null {
  if (!existsSync(path)) {
    return change?.why === 'purged' ? null : 'was received and is not there';
  }
  const sha256 = digestOrNull(path);
  if (sha256 === null) return 'cannot be read';
  if (sha256 === (change?.sha256 ?? receipt.sha256)) {
    return change?.why === 'purged' ? 'was purged and is still there: run pawl purge' : null;
  }
  if (change?.why === 'erased' && sha256 === receipt.sha256) {
    return 'still holds what was to be erased: run pawl erase again';
  }
  // Another file of the same name may lie where a purged one lay.
  return change?.why === 'purged' ? null : otherBytes;
}

/** Null where something that is no file lies there, or a disk does not give it. */
function digestOrNull(path: string): string | null {
  try {
    return sha256OfFile(path);
  } catch {
    return null;
  }
}
