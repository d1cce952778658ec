/** Finding the files of a workspace that name an MPAN, and writing them anew without it. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { type Finding } from '../flow/index.ts';
import {
  bareFindings,
  blankedLines,
  bytesOfBlanked,
  digestOfBlanked,
  type Gateway,
  linesOfFile,
  mentionOf,
  writeWhole,
} from '../gateway/index.ts';
import { reportWithout } from './report-without.ts';

/** What was received and what was refused of it; outgoing files have left by the time of erasing. */
const foldersWithFiles = ['archive', 'rejected', 'set-aside', 'reports'] as const;

/** Paths below the workspace of the files that name an MPAN, in any folder where one may stay. */
export function filesNaming({ workspace, progress }: Gateway, mpan: string): string[] {
  const all = foldersWithFiles.flatMap((folder) =>
    readdirSync(join(workspace, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  return all
    .filter((path, index) => {
      if (index % 100 === 0) progress?.('looking through files', index, all.length);
      return holds(path, mpan);
    })
    .map((path) => belowWorkspace(workspace, path));
}

export const belowWorkspace = (workspace: string, path: string): string =>
  relative(workspace, path).replaceAll('\\', '/');

function holds(path: string, mpan: string): boolean {
  const handle = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(1 << 20);
    let kept = 0;
    for (;;) {
      const length = readSync(handle, piece, kept, piece.length - kept, null);
      if (length === 0) return false;
      const filled = piece.subarray(0, kept + length);
      if (filled.includes(mpan, 0, 'latin1')) return true;
      // The number may lie across the end of a piece.
      kept = Math.min(filled.length, mpan.length - 1);
      piece.copyWithin(0, filled.length - kept, filled.length);
    }
  } finally {
    closeSync(handle);
  }
}

/** A file as it is to become. */
export interface NewContent {
  readonly path: string;
  readonly sha256: string;
  /** The lines that are blanked in it, counted from 1. */
  readonly lines: ReadonlySet<number>;
  /** The findings beside it that spoke of what is gone, without their words; null if none did. */
  readonly findings: string | null;
}

/** What a file becomes without an MPAN; nothing is written yet. */
export function contentWithout(gateway: Gateway, path: string, mpan: string): NewContent {
  const { sha256, lines } = digestOfBlanked(rewritten(gateway, path, mpan));
  const beside = join(gateway.workspace, `${path}.findings.json`);
  const findings = existsSync(beside) ? findingsWithout(beside, lines, mpan) : null;
  return { path, sha256, lines, findings };
}

/** Writes a file and its findings anew. Repeating it is harmless. */
export function writeWithout(gateway: Gateway, content: NewContent, mpan: string): void {
  const path = join(gateway.workspace, content.path);
  if (content.findings !== null) writeWhole(`${path}.findings.json`, content.findings);
  writeWhole(path, bytesOfBlanked(rewritten(gateway, content.path, mpan)));
}

function* rewritten(gateway: Gateway, path: string, mpan: string) {
  const mentions = mentionOf(new Set([mpan]));
  const whole = join(gateway.workspace, path);
  if (path.startsWith('reports/')) {
    const text = readFileSync(whole, 'utf8');
    const left = Buffer.from(reportWithout(basename(path), text, mentions), 'utf8');
    yield { text: left.toString('latin1'), isBlanked: false };
  } else if (path.endsWith('.findings.json')) {
    const text = findingsWithout(whole, new Set(), mpan) ?? readFileSync(whole, 'utf8');
    yield { text: Buffer.from(text, 'utf8').toString('latin1'), isBlanked: false };
  } else {
    yield* blankedLines(gateway.rules.catalogue, linesOfFile(whole), mentions);
  }
}

function findingsWithout(path: string, lines: ReadonlySet<number>, mpan: string): string | null {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof content !== 'object' || content === null || !('findings' in content)) return null;
  const findings = bareFindings(content.findings as Finding[], lines, mentionOf(new Set([mpan])));
  return `${JSON.stringify({ ...content, findings }, null, 2)}\n`;
}
