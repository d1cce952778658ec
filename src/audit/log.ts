/**
 * Lines for a SIEM as files, one a day, `audit/audit-YYYY-MM-DD.log`. Whoever does something writes
 * its line there, in whichever process or thread; the gateway sends what is there on (`forward.ts`).
 * A line decides nothing and keeps nobody waiting.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../calendar/index.ts';
import { type AuditEvent, type AuditSource, auditLine } from './line.ts';
import type { AuditSettings } from '../config/index.ts';

export interface AuditLog {
  /** Writes what happened now. */
  readonly tell: (at: Instant, event: AuditEvent) => void;
  /** Takes away the files of the days before. */
  readonly purge: (before: Instant) => void;
}

const auditFolder = (workspace: string): string => join(workspace, 'audit');
const fileOf = (day: string): string => `audit-${day}.log`;

/** The days that have a file, the first first. */
export const auditDays = (workspace: string): string[] =>
  existsSync(auditFolder(workspace))
    ? readdirSync(auditFolder(workspace))
        .flatMap((name) => /^audit-(\d{4}-\d\d-\d\d)\.log$/.exec(name)?.[1] ?? [])
        .sort()
    : [];

export const auditFile = (workspace: string, day: string): string =>
  join(auditFolder(workspace), fileOf(day));

/** Ours: while nothing can be written so many lines are kept, and then no more. */
const waitingMax = 10_000;

interface TrailOptions {
  readonly workspace: string;
  /** Null where no lines are wanted. */
  readonly settings: AuditSettings | null;
  readonly source: Omit<AuditSource, 'host'>;
  /** Hears once of a place that takes nothing. */
  readonly onFailure: (error: unknown) => void;
}

export function auditLog({ workspace, settings, source, onFailure }: TrailOptions): AuditLog {
  const waiting: (readonly [day: string, line: string])[] = [];
  let isTold = false;
  const from: AuditSource = { ...source, host: hostname() };

  function write(): void {
    mkdirSync(auditFolder(workspace), { recursive: true, mode: 0o700 });
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const [day, line] = next;
      appendFileSync(auditFile(workspace, day), `${line}\n`, { mode: 0o600 });
      waiting.shift();
    }
  }

  return {
    tell: (at, event) => {
      if (settings === null || waiting.length >= waitingMax) return;
      waiting.push([at.slice(0, 10), auditLine(settings.format, at, event, from)]);
      try {
        write();
        isTold = false;
      } catch (error) {
        if (!isTold) onFailure(error);
        isTold = true;
      }
    },
    purge: (before) => {
      for (const day of auditDays(workspace)) {
        if (day < before.slice(0, 10)) rmSync(auditFile(workspace, day));
      }
    },
  };
}
