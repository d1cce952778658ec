/** Finding the files of a workspace that name an MPAN, and writing them anew without it. */
import { existsSync, opendirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Finding } from '../flow/index.ts';
import { isLeftOver, piecesOfFile, removeFile, stagingFolder, writeWhole } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  type BlankedFile,
  bareFindings,
  blankedFile,
  digestOfPieces,
  type Lines,
  linePieces,
  type Mentions,
  mentionOf,
  mentionOfOthers,
  noLines,
  seeker,
  shortenedFile,
} from '../intake/index.ts';
import { reportWithout, unitOf } from './report-without.ts';

/** What was received and what was refused of it; outgoing files have left by the time of erasing. */
const foldersWithFiles = ['archive', 'rejected', 'set-aside', 'reports'] as const;

/** Every file below a folder, one at a time, however many there are. */
export function* filesBelow(folder: string): Generator<string> {
  const opened = opendirSync(folder);
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) yield* filesBelow(path);
      else if (entry.isFile()) yield path;
    }
  } finally {
    opened.closeSync();
  }
}

/** Paths below the workspace of the files that name an MPAN, in any folder where one may stay. */
export function filesNaming({ workspace, progress }: Gateway, mpan: string): string[] {
  const mentions = mentionOf(new Set([mpan]));
  const found: string[] = [];
  let looked = 0;
  for (const folder of foldersWithFiles) {
    for (const path of filesBelow(join(workspace, folder))) {
      if (isLeftOver(basename(path))) removeFile(path);
      if (path.endsWith('.tmp')) continue;
      if (looked % 100 === 0) progress?.('looking through files', looked, looked);
      looked += 1;
      if (mentions(basename(path)) || holds(path, mentions)) {
        found.push(belowWorkspace(workspace, path));
      }
    }
  }
  return found;
}

export const belowWorkspace = (workspace: string, path: string): string =>
  relative(workspace, path).replaceAll('\\', '/');

function holds(path: string, mentions: Mentions): boolean {
  const seek = seeker(mentions);
  for (const bytes of piecesOfFile(path)) {
    if (seek(bytes.toString('latin1'), false)) return true;
  }
  return seek('', true);
}

/** A file as it is to become. */
export interface NewContent {
  readonly path: string;
  readonly sha256: string;
  /** The lines that are blanked in it. */
  readonly lines: Lines;
  readonly bytes: () => Iterable<Uint8Array>;
  /** The findings beside it that spoke of what is gone, without their words; null if none did. */
  readonly findings: string | null;
}

/** What a file becomes without an MPAN; nothing is written yet. */
export function contentWithout(gateway: Gateway, path: string, mpan: string): NewContent {
  const { lines, bytes } = rewritten(gateway, path, mpan);
  const beside = join(gateway.workspace, `${path}.findings.json`);
  const findings = existsSync(beside) ? findingsWithout(beside, lines, mpan) : null;
  return { path, sha256: digestOfPieces(bytes()), lines, bytes, findings };
}

/** Writes a file and its findings anew. Repeating it is harmless. */
export function writeWithout(gateway: Gateway, { path, findings, bytes }: NewContent): void {
  const whole = join(gateway.workspace, path);
  // What a killed erasing has half written is swept from there, and from no folder of the archive.
  const scratch = stagingFolder(gateway.workspace);
  if (findings !== null) writeWhole(`${whole}.findings.json`, findings, scratch);
  writeWhole(whole, bytes(), scratch);
}

/** Ours: a report or findings of more bytes were not written by Pawl, and go line by line. */
const readWholeMaxBytes = 100_000_000;

const mayReadWhole = (path: string): boolean => statSync(path).size <= readWholeMaxBytes;

function rewritten(gateway: Gateway, path: string, mpan: string): BlankedFile {
  const { catalogue } = gateway.rules;
  const whole = join(gateway.workspace, path);
  const mentions = mentionOf(new Set([mpan]));
  const read = () => linePieces(whole);
  if (path.startsWith('reports/')) {
    if (!/\.(?:json|ics)$/.test(path) || !mayReadWhole(whole)) {
      return shortenedFile(read, mentions, unitOf(path));
    }
    return fileOf(reportWithout(basename(path), readFileSync(whole, 'utf8'), mentions));
  }
  if (path.endsWith('.findings.json')) {
    const left = findingsWithout(whole, noLines, mpan);
    if (left !== null) return fileOf(left);
  }
  // What is called by the MPAN and names no other is all about it.
  const isItsOwn = mentions(basename(path)) && !holds(whole, mentionOfOthers(mpan));
  return blankedFile(catalogue, read, { mentions: isItsOwn ? () => true : mentions });
}

const fileOf = (text: string): BlankedFile => ({
  lines: noLines,
  bytes: () => [Buffer.from(text, 'utf8')],
});

/** Null where it holds no findings that can be read. */
function findingsWithout(path: string, lines: Lines, mpan: string): string | null {
  const content = mayReadWhole(path) ? valueIn(readFileSync(path, 'utf8')) : null;
  if (typeof content !== 'object' || content === null || !('findings' in content)) return null;
  if (!Array.isArray(content.findings)) return null;
  const all = content.findings as Finding[];
  const findings = bareFindings(all, lines, mentionOf(new Set([mpan])));
  return `${JSON.stringify({ ...content, findings }, null, 2)}\n`;
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not what Pawl wrote: its lines are all that is known of it.
    return null;
  }
}
