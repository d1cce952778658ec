/**
 * Purging by the configuration's `retention`: what goes and why is planned first, and may only be
 * shown; then it is done. Nothing that an open check or an open item of the work queue rests on ever
 * goes. What went is recorded in the journal, in the commit that takes it away; files go after it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Gateway,
  linesOfText,
  removeFile,
  sha256OfFile,
  writeWhole,
} from '../gateway/index.ts';
import type { FileChange, Purge, Receipt } from '../store/index.ts';
import { dateBefore, instantBefore } from './limits.ts';
import { outboxWithout } from './outbox-text.ts';
import { receiptsOf } from './receipts-of.ts';

/** One thing that goes, or stays although it is old enough, and why. */
export interface PlannedItem {
  readonly what: 'archive' | 'closedChecks' | 'alerts';
  /** A path below the workspace, or an MPAN. */
  readonly name: string;
  readonly why: string;
}

export interface PurgePlan {
  readonly counts: {
    readonly archiveFiles: number;
    readonly closedChecks: number;
    readonly alerts: number;
  };
  readonly goes: readonly PlannedItem[];
  readonly stays: readonly PlannedItem[];
}

interface PlannedFile {
  readonly receipt: Receipt;
  /** False where an earlier purge was interrupted before it removed the file. */
  readonly isNew: boolean;
}

interface PlannedMpan {
  readonly mpan: string;
  readonly revision: number;
}

interface Work extends PurgePlan {
  readonly files: readonly PlannedFile[];
  readonly mpans: readonly PlannedMpan[];
  readonly alertsBefore: string | null;
  readonly alertFiles: readonly AlertFile[];
}

const mpansPerRead = 500;

/** What a purge would do now. */
export async function planPurge(gateway: Gateway): Promise<PurgePlan> {
  const { counts, goes, stays } = await workOf(gateway);
  return { counts, goes, stays };
}

/** Does what is planned. Needs the workspace for itself. Returns what went. */
export async function purge(gateway: Gateway, who: string): Promise<PurgePlan> {
  const { store, clock, config, workspace } = gateway;
  const { files, mpans, alertsBefore, alertFiles, ...plan } = await workOf(gateway);
  if (plan.goes.length === 0) return plan;
  const at = clock.now();
  const outbox = await outboxWithout(gateway, new Set(mpans.map(({ mpan }) => mpan)));
  const parts: PlannedMpan[][] = [[]];
  for (let start = 0; start < mpans.length; start += mpansPerRead) {
    parts[start / mpansPerRead] = mpans.slice(start, start + mpansPerRead);
  }
  for (const [index, part] of parts.entries()) {
    const isFirst = index === 0;
    const goes = isFirst ? files.filter(({ isNew }) => isNew) : [];
    const purged: Purge = {
      at,
      entry: {
        kind: 'purged',
        key: `purged/${at}/${index}`,
        mpan: '',
        effectiveAt: at,
        receivedAt: at,
        sender: '',
        fileIdentifier: 'purged',
        file: '',
        line: 0,
        who,
        retention: { ...config.retention },
        files: goes.map(({ receipt }) => receipt.destination),
      },
      mpans: part,
      alertsBefore: isFirst ? alertsBefore : null,
      files: goes.map(({ receipt }): FileChange => {
        return { fileId: receipt.id, sha256: null, at, why: 'purged' };
      }),
      outbox: isFirst ? outbox : [],
    };
    await store.purge(purged);
  }
  for (const { receipt } of files) removeFile(join(workspace, receipt.destination));
  for (const { path, left } of alertFiles) {
    if (left === '') removeFile(join(workspace, path));
    else writeWhole(join(workspace, path), left);
  }
  await store.scrub();
  return plan;
}

async function workOf(gateway: Gateway): Promise<Work> {
  const { store, rules, clock, config } = gateway;
  const { archive, closedChecks, alerts } = config.retention;
  const now = clock.now();
  const files = await filesToGo(gateway, archive);
  const checks = await mpansToGo(gateway, closedChecks);
  const alertsBefore = alerts === null ? null : instantBefore(rules.zone, now, alerts);
  const alertCount = alertsBefore === null ? 0 : await store.countAlertsBefore(alertsBefore);
  const alertFiles = alertsBefore === null ? [] : await alertLinesToGo(gateway, alertsBefore);
  const lines: PlannedItem[] = alertFiles.map(({ path, gone }) => ({
    what: 'alerts',
    name: path,
    why: `${gone} of its lines are older than ${alerts} and of no open check`,
  }));
  if (alertCount > 0) {
    const why = `${alertCount} were raised more than ${alerts} ago and are of no open check`;
    lines.unshift({ what: 'alerts', name: 'alerts of the store', why });
  }
  return {
    counts: {
      archiveFiles: files.goes.length,
      closedChecks: checks.checks,
      alerts: alertCount,
    },
    goes: [...files.items, ...checks.items, ...lines],
    stays: files.stays,
    files: files.goes,
    mpans: checks.mpans,
    alertsBefore,
    alertFiles,
  };
}

async function filesToGo({ store, rules, clock, workspace }: Gateway, period: string | null) {
  const changes = await store.fileChanges();
  const receipts = await store.receipts();
  const goes: PlannedFile[] = [];
  const items: PlannedItem[] = [];
  const stays: PlannedItem[] = [];
  const limit = period === null ? '' : instantBefore(rules.zone, clock.now(), period);
  const inUse = new Set(receiptsOf(receipts, period === null ? [] : await store.filesInUse()));
  const unsettled = new Set((await store.unsettled()).map(({ id }) => id));
  for (const receipt of receipts) {
    const { id, destination, receivedAt } = receipt;
    if (!destination.startsWith('archive/') || unsettled.has(id)) continue;
    const path = join(workspace, destination);
    const item = (why: string): PlannedItem => ({ what: 'archive', name: destination, why });
    if (changes.get(id)?.why === 'purged') {
      if (!existsSync(path) || sha256OfFile(path) !== receipt.sha256) continue;
      goes.push({ receipt, isNew: false });
      items.push(item('an earlier purge was interrupted before it removed this file'));
    } else if (receivedAt < limit && inUse.has(receipt)) {
      stays.push(item(`received on ${receivedAt}, but a check or item that is open rests on it`));
    } else if (receivedAt < limit) {
      goes.push({ receipt, isNew: true });
      items.push(item(`received on ${receivedAt}, more than ${period} ago`));
    }
  }
  return { goes, items, stays };
}

async function mpansToGo({ store, rules, clock }: Gateway, period: string | null) {
  const mpans: PlannedMpan[] = [];
  const items: PlannedItem[] = [];
  let checks = 0;
  if (period === null) return { mpans, items, checks };
  const limit = dateBefore(rules.zone, clock.now(), period);
  for (let after = ''; ; ) {
    const some = await store.closedMpans(limit, after, mpansPerRead);
    const last = some.at(-1);
    if (last === undefined) return { mpans, items, checks };
    for (const { mpan, revision, closedOn, checks: count } of some) {
      mpans.push({ mpan, revision });
      checks += count;
      const which = count === 1 ? 'its check' : `the last of its ${count} checks`;
      const why = `${which} was closed on ${closedOn}, more than ${period} ago`;
      items.push({ what: 'closedChecks', name: mpan, why });
    }
    after = last.mpan;
  }
}

interface AlertFile {
  readonly path: string;
  readonly left: string;
  readonly gone: number;
}

/** The lines in alerts/ that are as old as the alerts that go from the store. */
async function alertLinesToGo({ store, workspace }: Gateway, before: string): Promise<AlertFile[]> {
  const open = await store.openMpans();
  const names = readdirSync(join(workspace, 'alerts')).filter((name) => name.endsWith('.jsonl'));
  return names.sort().flatMap((name) => {
    const path = `alerts/${name}`;
    const lines = linesOfText(readFileSync(join(workspace, path), 'utf8'));
    const left = lines.filter((line) => !isOldAlert(line, before, open));
    const gone = lines.length - left.length;
    return gone === 0 ? [] : [{ path, left: left.join(''), gone }];
  });
}

function isOldAlert(line: string, before: string, open: ReadonlySet<string>): boolean {
  try {
    const { at, mpan }: { readonly at?: unknown; readonly mpan?: unknown } = JSON.parse(line);
    return typeof at === 'string' && at < before && !open.has(String(mpan));
  } catch {
    // Half a line that a crash left: the alert came again whole.
    return false;
  }
}
