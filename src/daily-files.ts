/**
 * Lines in files, one file a day of UTC, in a folder for this user alone: so that old ones can be
 * taken away while the newest is written. Nothing is written through a link that lies in the place of
 * a file, nor waited for.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './bug.ts';
import { whileHeld } from './held-file.ts';
import { appendLine } from './regular-file.ts';

export interface DailyFiles {
  /** Adds a line to the file of the day of an instant. Throws where that cannot be. */
  readonly add: (at: string, line: string) => void;
  /** The days that have a file, the first first. A link, or whatever else is no file, is none of ours. */
  readonly days: () => string[];
  readonly nameOf: (day: string) => string;
  /** Takes away the files of the days before. */
  readonly removeBefore: (at: string) => void;
}

/** Files such as `audit-2026-11-28.log`, called by what stands before and after the day. */
export function dailyFiles(folder: string, before: string, after: string): DailyFiles {
  const nameOf = (day: string): string => `${before}${day}${after}`;
  const dayIn = (name: string): string | null => {
    const day = name.slice(before.length, name.length - after.length);
    return /^\d{4}-\d\d-\d\d$/.test(day) && name === nameOf(day) ? day : null;
  };
  const days = (): string[] => {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap(({ name }) => dayIn(name) ?? [])
        .sort();
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return [];
      throw error;
    }
  };
  return {
    add: (at, line) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      appendLine(join(folder, nameOf(at.slice(0, 10))), line);
    },
    days,
    nameOf,
    removeBefore: (at) => {
      for (const day of days()) {
        if (day >= at.slice(0, 10)) break;
        whileHeld(() => rmSync(join(folder, nameOf(day)), { force: true }));
      }
    },
  };
}

/**
 * Adds a line and those before it that had to wait, in their order; so many wait, and then no more.
 * What waited stands with what is written now: the days before may have been read already.
 */
export function patientLines({ add }: DailyFiles, waitingMax: number): DailyFiles['add'] {
  const waiting: string[] = [];
  return (at, line) => {
    waiting.push(line);
    try {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        add(at, next);
        waiting.shift();
      }
    } catch (error) {
      if (waiting.length > waitingMax) waiting.pop();
      throw error;
    }
  };
}
