/** Reports as files in reports/: each appears whole, by rename, under a name that says what of when. */
import { join } from 'node:path';
import type { LocalDate } from '../calendar/index.ts';
import type { ReportName, ReportPlan } from '../config/index.ts';
import { writeWhole } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { isAllTime, type Period } from './period.ts';
import { makeReport } from './report.ts';
import { csvOf, jsonOf, type Report } from './rows.ts';

interface AskedReport {
  readonly report: ReportName;
  readonly format: ReportPlan['format'];
  readonly period: Period;
  /** The day of which it is, where it is of all time. */
  readonly on: LocalDate;
}

/** Makes a report and writes it. Returns its path below the workspace. */
export async function writeReport(gateway: Gateway, asked: AskedReport): Promise<string> {
  const made = await makeReport(gateway, asked.report, asked.period);
  return saveReport(gateway.workspace, asked, made);
}

/** Writes a report that was made. Returns its path below the workspace. */
export async function saveReport(
  workspace: string,
  asked: AskedReport,
  made: Report,
): Promise<string> {
  const text = asked.format === 'csv' ? await csvOf(made) : jsonOf(made);
  return writeInto({ workspace }, `${titleOf(asked)}.${asked.format}`, text);
}

/** Writes a text under a name in reports/. Returns its path below the workspace. */
export function writeInto(
  { workspace }: Pick<Gateway, 'workspace'>,
  name: string,
  text: string,
): string {
  writeWhole(join(workspace, 'reports', name), Buffer.from(text, 'utf8'));
  return `reports/${name}`;
}

/** "breaches_2026-08-03_to_2026-08-09", or of all time "deadlines_2026-08-10". */
function titleOf({ report, period, on }: AskedReport): string {
  if (isAllTime(period)) return `${report}_${on}`;
  return `${report}_${period.from ?? 'start'}_to_${period.to ?? on}`;
}
