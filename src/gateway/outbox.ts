/**
 * Files into outbox/: each appears whole, by rename, with the bytes its commit fixed. What a crash
 * left unwritten is written at the next sweep; what it left unmarked is written again, the same.
 */
import { join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { flushFolders, placeWhole } from './folders.ts';
import type { Gateway } from './gateway.ts';
import { forFile } from './mishap.ts';
import { stagingFolder } from './staging.ts';

const filesPerSweep = 200;

/**
 * Writes every file that is committed and not yet marked written. Returns their names. Each is
 * marked by itself, so that a crash makes at most one file appear a second time.
 */
export async function sweepOutbox(gateway: Gateway): Promise<readonly string[]> {
  const outbox = join(gateway.workspace, 'outbox');
  const staging = stagingFolder(gateway.workspace);
  const names: string[] = [];
  const held = new Set<string>();
  for (;;) {
    const files = await gateway.store.unwritten(filesPerSweep + held.size);
    const fresh = files.filter(({ name }) => !held.has(name));
    if (fresh.length === 0) return names;
    for (const { name, text } of fresh) {
      const isDone = await forFile(gateway, 'outbox', `outbox/${name}`, async () => {
        placeWhole(join(outbox, name), Buffer.from(text, 'latin1'), staging);
        crashPoint('after-rename');
        await flushFolders([outbox]);
        await gateway.store.markWritten([name]);
      });
      if (isDone) names.push(name);
      else held.add(name);
    }
  }
}
