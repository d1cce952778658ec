/**
 * What a porter keeps on the store's disk: copies that are not in their folder yet, and notes of what is
 * under way. A note is written before the step that cannot be taken back, so that after a kill it says
 * which steps are left.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile, writeWhole } from '../files/index.ts';
import { readRegular } from '../regular-file.ts';

export const keptFolder = (workspace: string): string => join(workspace, 'data', 'porter');

/** Makes the folder; nobody else can look into it. */
export function makeKept(workspace: string): void {
  mkdirSync(keptFolder(workspace), { recursive: true, mode: 0o700 });
}

/** A file whose copy is durable here, and which may lie at its source still. */
export interface BroughtFile {
  /** The place it is from. */
  readonly at: string;
  /** As the source has it. */
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly sha256: string;
  /** The copy in the kept folder: once it is there no more, it lies in its folder. */
  readonly copy: string;
}

/** A file whose whole copy lies at its destination under a name that no reader takes. */
export interface LeavingFile {
  /** The place it is taken to. */
  readonly at: string;
  readonly name: string;
  readonly sha256: string;
  readonly temporary: string;
}

const noteBytesMax = 1_000_000;

/** A note is whole or not there: it is written by rename. */
export function noteIn(workspace: string, lane: string): readonly unknown[] {
  const read = readRegular(join(keptFolder(workspace), `${lane}.json`), noteBytesMax);
  return 'bytes' in read ? (JSON.parse(read.bytes.toString('utf8')) as unknown[]) : [];
}

export function writeNote(workspace: string, lane: string, note: readonly unknown[]): void {
  const path = join(keptFolder(workspace), `${lane}.json`);
  if (note.length === 0) removeFile(path);
  else writeWhole(path, JSON.stringify(note));
}

/** Removes copies that no note names: their files lie at their source as they did. */
export function sweepCopies(workspace: string, lane: string, named: ReadonlySet<string>): void {
  for (const name of readdirSync(keptFolder(workspace))) {
    const isOfLane = name.endsWith('.copy') && name.slice(0, -'.copy'.length - 33) === lane;
    if (isOfLane && !named.has(name)) removeFile(join(keptFolder(workspace), name));
  }
}
