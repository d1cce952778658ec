/**
 * Lines for a SIEM as files, one a day, `audit/audit-YYYY-MM-DD.log`. Whoever does something writes
 * its line there, in whichever process or thread; the gateway sends what is there on (`forward.ts`).
 * A line decides nothing and keeps nobody waiting.
 */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../calendar/index.ts';
import type { AuditSettings } from '../config/index.ts';
import { type DailyFiles, dailyFiles, patientLines } from '../daily-files.ts';
import { type AuditEvent, type AuditSource, auditLine } from './line.ts';

export interface AuditLog {
  /** Writes what happened now. Throws nothing, whatever the disk says. */
  readonly tell: (at: Instant, event: AuditEvent) => void;
  /** The files of the days before, by their names in the workspace. */
  readonly filesBefore: (at: Instant) => readonly string[];
  /** Takes away the files of the days before. */
  readonly purge: (before: Instant) => void;
}

const filesIn = (workspace: string): DailyFiles =>
  dailyFiles(join(workspace, 'audit'), 'audit-', '.log');

/** The days that have a file, the first first. */
export const auditDays = (workspace: string): string[] => filesIn(workspace).days();

export const auditFile = (workspace: string, day: string): string =>
  join(workspace, 'audit', filesIn(workspace).nameOf(day));

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
  const files = filesIn(workspace);
  const add = patientLines(files, waitingMax);
  let isTold = false;
  const from: AuditSource = { ...source, host: hostname() };

  return {
    tell: (at, event) => {
      if (settings === null) return;
      try {
        add(at, auditLine(settings.format, at, event, from));
        isTold = false;
      } catch (error) {
        if (!isTold) onFailure(error);
        isTold = true;
      }
    },
    filesBefore: (at) =>
      files
        .days()
        .filter((day) => day < at.slice(0, 10))
        .map((day) => `audit/${files.nameOf(day)}`),
    purge: files.removeBefore,
  };
}
