/**
 * Purging by the configuration's `retention`: what goes and why is told, and may only be told; then it
 * is done. Nothing that an open check or an open item of the work queue rests on ever goes. What went
 * is recorded in the journal, in the commit that takes it away; files go after it. All of it goes on
 * part by part, so that memory does not grow with the archive.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { removeFile, sha256OfFile, writeWhole } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { linePieces } from '../intake/index.ts';
import type { FileChange, Purge, Receipt } from '../store/index.ts';
import { dateBefore, instantBefore } from './limits.ts';
import { type OutboxText, sentFiles, textWithout } from './outbox-text.ts';
import { everyReceipt } from './receipts-of.ts';

/** One thing that goes, or stays although it is old enough, and why. */
interface PlannedItem {
  readonly what: 'archive' | 'closedChecks' | 'alerts' | 'looks';
  /** A path below the workspace, or an MPAN. */
  readonly name: string;
  readonly why: string;
}

export interface PurgePlan {
  readonly counts: {
    readonly archiveFiles: number;
    readonly closedChecks: number;
    readonly alerts: number;
    readonly looks: number;
  };
  readonly goes: readonly PlannedItem[];
  readonly stays: readonly PlannedItem[];
}

/** Is told of each thing as it is found. */
export interface PurgeListener {
  readonly goes: (item: PlannedItem) => void;
  readonly stays: (item: PlannedItem) => void;
}

/** Ours: so many files and so many MPANs go in one commit. */
const partMax = 500;

/** What a purge would do now. With a listener the lists of the plan are empty: it has heard them. */
export const planPurge = async (gateway: Gateway, listener?: PurgeListener): Promise<PurgePlan> =>
  planned(listener, (tell) => walk(gateway, tell, null));

/** Does what is planned. Needs the workspace for itself. Returns what went. */
export async function purge(
  gateway: Gateway,
  who: string,
  listener?: PurgeListener,
): Promise<PurgePlan> {
  const parts = committed(gateway, who);
  const plan = await planned(listener, (tell) => walk(gateway, tell, parts));
  if (await parts.end()) await gateway.store.scrub();
  return plan;
}

async function planned(
  listener: PurgeListener | undefined,
  work: (listener: PurgeListener) => Promise<PurgePlan['counts']>,
): Promise<PurgePlan> {
  const goes: PlannedItem[] = [];
  const stays: PlannedItem[] = [];
  const collecting = {
    goes: (item: PlannedItem) => void goes.push(item),
    stays: (item: PlannedItem) => void stays.push(item),
  };
  const counts = await work(listener ?? collecting);
  return { counts, goes, stays };
}

type Parts = ReturnType<typeof committed>;

/** Looks at everything that may go; with `parts` it goes. */
async function walk(
  gateway: Gateway,
  listener: PurgeListener,
  parts: Parts | null,
): Promise<PurgePlan['counts']> {
  const { store, rules, clock, config } = gateway;
  const { archive, closedChecks, alerts } = config.retention;
  const before = alerts === null ? null : instantBefore(rules.zone, clock.now(), alerts);
  const count = before === null ? 0 : await store.countAlertsBefore(before);
  const looks = await looksToGo(gateway, listener, parts);
  const archiveFiles = await filesToGo(gateway, archive, listener, parts);
  const limit = closedChecks === null ? null : dateBefore(rules.zone, clock.now(), closedChecks);
  const closed = limit === null ? 0 : await mpansToGo(gateway, limit, listener, parts);
  if (before === null) return { archiveFiles, closedChecks: closed, alerts: 0, looks };
  if (count > 0) {
    const why = `${count} were raised more than ${alerts} ago and are of no open check`;
    listener.goes({ what: 'alerts', name: 'alerts of the store', why });
    parts?.addAlerts(before);
  }
  for (const file of await alertLinesToGo(gateway, before)) {
    const why = `${file.gone} of its lines are older than ${alerts} and of no open check`;
    listener.goes({ what: 'alerts', name: file.path, why });
    parts?.addAlertFile(file);
  }
  return { archiveFiles, closedChecks: closed, alerts: count, looks };
}

/** Who looked at whose data, as long ago as nobody asks any more. */
async function looksToGo(
  { looks, audit, rules, clock, config }: Gateway,
  listener: PurgeListener,
  parts: Parts | null,
): Promise<number> {
  const period = config.retention.looks;
  if (period === null) return 0;
  const before = instantBefore(rules.zone, clock.now(), period);
  const count = await looks.countLooksBefore(before);
  const files = audit.filesBefore(before);
  if (count === 0 && files.length === 0) return 0;
  if (count > 0) {
    listener.goes({ what: 'looks', name: 'looks', why: `${count} were more than ${period} ago` });
  }
  const why = `its lines for a SIEM are older than ${period}`;
  for (const name of files) listener.goes({ what: 'looks', name, why });
  parts?.addLooks(before);
  return count;
}

interface PlannedMpan {
  readonly mpan: string;
  readonly revision: number;
}

interface Part {
  readonly files: Receipt[];
  readonly outbox: OutboxText[];
  readonly mpans: PlannedMpan[];
  alertsBefore: string | null;
}

const emptyPart = (): Part => ({ files: [], outbox: [], mpans: [], alertsBefore: null });

/** Gathers what goes and commits it part by part; the files of a part go after its commit. */
function committed(gateway: Gateway, who: string) {
  const { store, clock, config, workspace } = gateway;
  const at = clock.now();
  let part = emptyPart();
  let index = 0;
  let hasWork = false;
  const alertFiles: AlertFile[] = [];
  let looksBefore: string | null = null;

  async function commit(): Promise<void> {
    const { files, outbox, mpans, alertsBefore } = part;
    part = emptyPart();
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
        files: files.map(({ destination }) => destination),
      },
      mpans,
      alertsBefore,
      files: files.map(({ id }): FileChange => ({ fileId: id, sha256: null, at, why: 'purged' })),
      outbox,
    };
    await store.purge(purged);
    crashPoint('mid-purge');
    index += 1;
    for (const { destination } of files) {
      removeFile(join(workspace, destination));
      crashPoint('mid-purge');
    }
  }

  const full = async (list: readonly unknown[], most: number): Promise<void> => {
    hasWork = true;
    if (list.length >= most) await commit();
  };

  return {
    addFile: async (receipt: Receipt): Promise<void> => {
      part.files.push(receipt);
      await full(part.files, partMax);
    },
    /** What an interrupted purge left goes with no further entry. */
    addInterrupted: (receipt: Receipt): void => {
      hasWork = true;
      removeFile(join(workspace, receipt.destination));
    },
    addOutbox: async (text: OutboxText): Promise<void> => {
      part.outbox.push(text);
      await full(part.outbox, outboxMax);
    },
    addMpan: async (mpan: PlannedMpan): Promise<void> => {
      part.mpans.push(mpan);
      await full(part.mpans, partMax);
    },
    addAlerts: (before: string): void => {
      hasWork = true;
      part.alertsBefore = before;
    },
    addLooks: (before: string): void => {
      hasWork = true;
      looksBefore = before;
    },
    addAlertFile: (file: AlertFile): void => {
      hasWork = true;
      alertFiles.push(file);
    },
    /** True if anything went. */
    end: async (): Promise<boolean> => {
      const { files, outbox, mpans, alertsBefore } = part;
      const isMore = files.length + outbox.length + mpans.length > 0 || alertsBefore !== null;
      // That something went is always recorded, if only lines of alerts/.
      if (isMore || (hasWork && index === 0)) await commit();
      for (const { path, isEmpty, bytes } of alertFiles) {
        if (isEmpty) removeFile(join(workspace, path));
        else writeWhole(join(workspace, path), bytes());
      }
      if (looksBefore !== null) {
        await gateway.looks.purgeLooks(looksBefore);
        gateway.audit.purge(looksBefore);
      }
      return hasWork;
    },
  };
}

/** Texts of sent files are large. */
const outboxMax = 20;

async function filesToGo(
  gateway: Gateway,
  period: string | null,
  listener: PurgeListener,
  parts: Parts | null,
): Promise<number> {
  const { store, rules, clock, workspace } = gateway;
  const limit = period === null ? '' : instantBefore(rules.zone, clock.now(), period);
  const inUse = period === null ? new Set<number>() : await store.filesInUse();
  const unsettled = new Set((await store.unsettled()).map(({ id }) => id));
  let count = 0;
  for await (const receipt of everyReceipt(gateway)) {
    const { id, destination, receivedAt } = receipt;
    if (!destination.startsWith('archive/') || unsettled.has(id)) continue;
    const path = join(workspace, destination);
    const item = (why: string): PlannedItem => ({ what: 'archive', name: destination, why });
    if ((await store.fileChange(id))?.why === 'purged') {
      if (!existsSync(path) || sha256OfFile(path) !== receipt.sha256) continue;
      listener.goes(item('an earlier purge was interrupted before it removed this file'));
      parts?.addInterrupted(receipt);
    } else if (receivedAt < limit && inUse.has(id)) {
      listener.stays(
        item(`received on ${receivedAt}, but a check or item that is open rests on it`),
      );
      continue;
    } else if (receivedAt < limit) {
      listener.goes(item(`received on ${receivedAt}, more than ${period} ago`));
      await parts?.addFile(receipt);
    } else continue;
    count += 1;
  }
  return count;
}

/** Their words go from sent files first: an MPAN that is gone could not be looked for again. */
async function mpansToGo(
  gateway: Gateway,
  limit: string,
  listener: PurgeListener,
  parts: Parts | null,
): Promise<number> {
  const { store, config } = gateway;
  if (parts !== null) {
    for await (const sent of sentFiles(gateway)) {
      for (const file of sent) {
        const gone = await store.closedAmong(limit, file.mpans);
        if (gone.size > 0) await parts.addOutbox(textWithout(gateway, file, gone));
      }
    }
  }
  let checks = 0;
  for (let after = ''; ; ) {
    const some = await store.closedMpans(limit, after, partMax);
    const last = some.at(-1);
    if (last === undefined) return checks;
    for (const { mpan, revision, closedOn, checks: count } of some) {
      checks += count;
      const which = count === 1 ? 'its check' : `the last of its ${count} checks`;
      const why = `${which} was closed on ${closedOn}, more than ${config.retention.closedChecks} ago`;
      listener.goes({ what: 'closedChecks', name: mpan, why });
      await parts?.addMpan({ mpan, revision });
    }
    after = last.mpan;
  }
}

interface AlertFile {
  readonly path: string;
  readonly gone: number;
  readonly isEmpty: boolean;
  /** What is left of it. */
  readonly bytes: () => Iterable<Uint8Array>;
}

/** The lines in alerts/ that are as old as the alerts that go from the store. */
async function alertLinesToGo({ store, workspace }: Gateway, before: string): Promise<AlertFile[]> {
  const open = await store.openMpans();
  const names = readdirSync(join(workspace, 'alerts')).filter((name) => name.endsWith('.jsonl'));
  return names.sort().flatMap((name) => {
    const path = `alerts/${name}`;
    const left = () => linesLeft(join(workspace, path), (line) => !isOldAlert(line, before, open));
    let [all, kept] = [0, 0];
    for (const { isEnd } of linePieces(join(workspace, path))) all += Number(isEnd);
    for (const { isEnd } of left()) kept += Number(isEnd);
    if (all === kept) return [];
    const bytes = function* (): Generator<Uint8Array> {
      for (const { text } of left()) yield Buffer.from(text, 'latin1');
    };
    return [{ path, gone: all - kept, isEmpty: kept === 0, bytes }];
  });
}

/** A line that is longer than a piece was not written by Pawl, and stays. */
function* linesLeft(path: string, isKept: (line: string) => boolean) {
  let isBegun = false;
  for (const piece of linePieces(path)) {
    if (isBegun || !piece.isEnd || isKept(piece.text)) yield piece;
    isBegun = !piece.isEnd;
  }
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
