/**
 * Lines for a SIEM as files, one a day, `audit/audit-YYYY-MM-DD.log`. Whoever does something writes
 * its line there, in whichever process or thread; the gateway sends what is there on (`forward.ts`).
 * A line decides nothing and keeps nobody waiting.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../bug.ts';
import type { Instant } from '../calendar/index.ts';
import type { AuditSettings } from '../config/index.ts';
import { appendLine } from '../regular-file.ts';
import { type AuditEvent, type AuditSource, auditLine } from './line.ts';

export interface AuditLog {
  /** Writes what happened now. Throws nothing, whatever the disk says. */
  readonly tell: (at: Instant, event: AuditEvent) => void;
  /** The files of the days before, by their names in the workspace. */
  readonly filesBefore: (at: Instant) => readonly string[];
  /** Takes away the files of the days before. */
  readonly purge: (before: Instant) => void;
}

const auditFolder = (workspace: string): string => join(workspace, 'audit');
const fileOf = (day: string): string => `audit-${day}.log`;

/** The days that have a file, the first first. A link, or whatever else is no file, is none of ours. */
export function auditDays(workspace: string): string[] {
  try {
    return readdirSync(auditFolder(workspace), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap(({ name }) => /^audit-(\d{4}-\d\d-\d\d)\.log$/.exec(name)?.[1] ?? [])
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return [];
    throw error;
  }
}

export const auditFile = (workspace: string, day: string): string =>
  join(auditFolder(workspace), fileOf(day));

/** Ours: while nothing can be written so many lines are kept, and then no more. */
const waitingMax = 10_000;

interface AuditOptions {
  readonly workspace: string;
  /** Null where no lines are wanted. */
  readonly settings: AuditSettings | null;
  readonly source: Omit<AuditSource, 'host'>;
  /** Hears once of a place that takes nothing. */
  readonly onFailure: (error: unknown) => void;
}

export function auditLog({ workspace, settings, source, onFailure }: AuditOptions): AuditLog {
  const waiting: string[] = [];
  let isTold = false;
  const from: AuditSource = { ...source, host: hostname() };

  const daysBefore = (at: Instant): string[] =>
    auditDays(workspace).filter((day) => day < at.slice(0, 10));

  /** What had to wait stands with what is written now: the days before may have been sent on. */
  function write(day: string): void {
    mkdirSync(auditFolder(workspace), { recursive: true, mode: 0o700 });
    for (let line = waiting[0]; line !== undefined; line = waiting[0]) {
      appendLine(auditFile(workspace, day), line);
      waiting.shift();
    }
  }

  return {
    tell: (at, event) => {
      if (settings === null) return;
      waiting.push(auditLine(settings.format, at, event, from));
      try {
        write(at.slice(0, 10));
        isTold = false;
      } catch (error) {
        if (waiting.length > waitingMax) waiting.pop();
        if (!isTold) onFailure(error);
        isTold = true;
      }
    },
    filesBefore: (at) => daysBefore(at).map((day) => `audit/${fileOf(day)}`),
    purge: (before) => {
      for (const day of daysBefore(before)) rmSync(auditFile(workspace, day), { force: true });
    },
  };
}
