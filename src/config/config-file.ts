/**
 * The file a configuration is written in, looked at again and again: what stands in it is told once,
 * each time that it changes.
 */
import { statSync } from 'node:fs';
import { readRegular } from '../regular-file.ts';

export const configName = 'pawl.config.json';

/** What the file holds, or why it cannot be read. */
export type WrittenConfig = { readonly written: unknown } | { readonly problem: string };

export interface ConfigFile {
  readonly path: string;
  /** What stands there now; null if that has been told already, or may be half written. */
  readonly changed: () => WrittenConfig | null;
}

/** An editor that writes into the file itself is done well within this time. */
const halfWrittenMs = 1_000;

export function configFile(path: string): ConfigFile {
  let told: string | null = null;
  return {
    path,
    changed: () => {
      const { key, found } = look(path);
      if (key === told) return null;
      // The first look is at a file that nobody has just been told to change.
      if ('problem' in found && told !== null && isYoung(path)) return null;
      told = key;
      return found;
    },
  };
}

function look(path: string): { readonly key: string; readonly found: WrittenConfig } {
  try {
    const text = textOf(path).replace(/^\uFEFF/, '');
    return { key: text, found: writtenIn(text) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'cannot be read';
    return { key: `unreadable: ${problem}`, found: { problem } };
  }
}

/** Ours: far more than any desk has to say. */
const configMaxBytes = 4_000_000;

/** The file may be a link, as platforms mount it; a FIFO in its place would keep us waiting for ever. */
function textOf(path: string): string {
  const read = readRegular(path, configMaxBytes, true);
  if ('bytes' in read) return read.bytes.toString('utf8');
  if ('odd' in read) throw new Error(`${path} is a ${read.odd}`);
  throw new Error(`ENOENT: no such file or directory, open '${path}'`);
}

function writtenIn(text: string): WrittenConfig {
  try {
    return { written: JSON.parse(text) };
  } catch (error) {
    // The message itself may quote what stands around the mistake, a secret perhaps.
    const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : '');
    const where = place === null ? '' : `, at ${place[0]}`;
    return { problem: `it is not JSON in UTF-8${where}: an editor that knows JSON shows where` };
  }
}

function isYoung(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  // File systems keep real time, whatever the gateway's clock says.
  return stats !== undefined && Date.now() - stats.mtimeMs < halfWrittenMs;
}
