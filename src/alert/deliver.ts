/**
 * Alerts to people: each as one JSON line in alerts/, a file a month, and in the log. Delivered at
 * least once: after a crash between writing and marking, the same line with the same key comes again.
 */

import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crashPoint, isCrashPoint } from '../crash-point.ts';
import { faultPoint } from '../fault-point.ts';
import type { Log } from '../log.ts';
import { type Side, sideInWords } from '../market/index.ts';
import type { RaisedAlert } from '../process/index.ts';
import type { Alerts } from '../store/index.ts';
import { withHiddenShown } from '../words.ts';

const alertsPerRound = 500;

/** Writes every alert not delivered yet. Returns how many there were. */
export async function deliverAlerts(
  store: Alerts,
  log: Log,
  workspace: string,
  role: Side,
  /** Throws where another gateway may be telling them. */
  sure: () => void = () => undefined,
): Promise<number> {
  let delivered = 0;
  for (;;) {
    const alerts = await store.undeliveredAlerts(alertsPerRound);
    if (alerts.length === 0) return delivered;
    const byFile = new Map<string, string[]>();
    for (const alert of alerts) {
      const line = lineOf(alert, role);
      const file = `alerts-${alert.at.slice(0, 7)}.jsonl`;
      byFile.set(file, [...(byFile.get(file) ?? []), withHiddenShown(JSON.stringify(line))]);
      log.warn(line, 'alert');
    }
    sure();
    for (const [file, lines] of byFile) append(join(workspace, 'alerts'), file, lines);
    await store.markDelivered(alerts.map(({ key }) => key));
    delivered += alerts.length;
  }
}

/** An alert that cannot be put into words is told all the same, by what it is. */
function lineOf(alert: RaisedAlert, role: Side) {
  try {
    faultPoint('line', alert.mpan);
    return alertLine(alert, role);
  } catch {
    const { key, at, kind, mpan, stage, dueOn } = alert;
    return { key, at, kind, mpan, stage, dueOn, next: `See what it is: pawl explain ${mpan}.` };
  }
}

/** Writes lines that tell of the gateway itself, beside those that tell of checks. */
export function appendAlertLines(
  workspace: string,
  lines: readonly { readonly at: string }[],
): void {
  for (const line of lines) {
    append(join(workspace, 'alerts'), `alerts-${line.at.slice(0, 7)}.jsonl`, [
      withHiddenShown(JSON.stringify(line)),
    ]);
  }
}

function append(folder: string, file: string, lines: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, file);
  const isNew = !existsSync(path);
  const handle = openSync(path, 'a+');
  try {
    // A crash can leave half a line behind. It stays a line of its own: the alert comes again whole.
    const start = endsMidLine(handle) ? '\n' : '';
    const text = start + lines.map((line) => `${line}\n`).join('');
    if (isCrashPoint('mid-alert')) writeSync(handle, text.slice(0, 20));
    crashPoint('mid-alert');
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (isNew) flush(folder);
}

function endsMidLine(handle: number): boolean {
  const { size } = fstatSync(handle);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last.toString('latin1') !== '\n';
}

/** A new file is only there for good once its folder knows it. */
function flush(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What people and programs read: who owes what since when, and what to do next. */
export function alertLine(alert: RaisedAlert, role: Side) {
  const { key, mpan, sequence, stage, kind, number, retracts, at, dueOn, owes, since } = alert;
  const ours = alert.owner === role;
  return {
    key,
    at,
    kind,
    number,
    ...(retracts === null ? {} : { retracts }),
    mpan,
    sequence,
    supplier: alert.supplier,
    stage,
    owes,
    owedBy: sideInWords(alert.owner),
    party: alert.party,
    ours,
    since,
    dueOn,
    workingDaysOver: alert.workingDaysOver,
    next: nextStep(alert, ours),
  };
}

function nextStep(alert: RaisedAlert, ours: boolean): string {
  const what = alert.owes.length === 0 ? 'the decision' : alert.owes.join(' and ');
  if (alert.kind === 'RETRACTED') return 'Nothing: the earlier alert turned out untrue.';
  if (alert.owes.length === 0) return `Decide: pawl explain ${alert.mpan}, then pawl decide.`;
  return ours
    ? `Send ${what}: it is ours to send.`
    : `Chase ${alert.party ?? 'the Meter Operator'} for ${what}.`;
}
