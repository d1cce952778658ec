/**
 * One inbound file, from the folder it was dropped in to the one place it ends in: read, judged,
 * its events committed together with its receipt, and only then moved. A crash in between is
 * harmless, because the receipt says where the file belongs and the bytes say that it is the same.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFlowReader,
  type Finding,
  type FlowFileSummary,
  findingOf,
  type InstanceRecord,
} from '../flow/index.ts';
import type { EventReading, ProcessEvent } from '../process/index.ts';
import type { FileOutcome, Receipt } from '../store/index.ts';
import { commitUntilDone, outcomeOfEvents } from './batch.ts';
import { readCsv } from './csv.ts';
import { csvEvents, flowEvents, type TakenInstance } from './events-of.ts';
import { freePath, sha256Of } from './folders.ts';
import type { Gateway } from './gateway.ts';
import { visitItems } from './visit-items.ts';

export interface InboundFile {
  readonly folder: 'inbox' | 'sent';
  readonly name: string;
}

/** A file that was read and judged, waiting for the commit it belongs to. */
interface Judged {
  readonly receipt: Omit<Receipt, 'id' | 'outcome' | 'destination'>;
  /** Null where the outcome follows from what the events mean. */
  readonly outcome: FileOutcome | null;
  readonly events: readonly ProcessEvent[];
  readonly allAccepted: boolean;
}

/** Takes files in, many small ones in one commit. Calls back with each receipt once it is durable. */
export async function takeIn(
  gateway: Gateway,
  files: readonly InboundFile[],
  onReceipts: (receipts: readonly Receipt[]) => Promise<void>,
): Promise<void> {
  const { config, workspace } = gateway;
  const { filesPerCommit, instancesPerCommit, wholeFileMaxBytes } = config.limits;
  let waiting: Judged[] = [];
  let instances = 0;
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const judged = waiting;
    waiting = [];
    instances = 0;
    await onReceipts(await commitJudged(gateway, judged));
  };
  for (const file of files) {
    const path = join(workspace, file.folder, file.name);
    const { size } = statSync(path);
    if (size > wholeFileMaxBytes && isFlowFile(path)) {
      await flush();
      await onReceipts(await takeLargeFile(gateway, file, path, size));
      continue;
    }
    const judged = await judge(gateway, file, path, size, waiting);
    if (judged === 'wait') {
      await flush();
      const again = await judge(gateway, file, path, size, waiting);
      if (again !== 'wait') waiting.push(again);
    } else {
      waiting.push(judged);
    }
    instances += waiting.at(-1)?.events.length ?? 0;
    if (waiting.length >= filesPerCommit || instances >= instancesPerCommit) await flush();
  }
  await flush();
}

async function commitJudged(gateway: Gateway, judged: readonly Judged[]): Promise<Receipt[]> {
  const firstId = await gateway.store.nextReceiptId();
  let receipts: Receipt[] = [];
  const events = judged.flatMap((one) => one.events);
  const limit = gateway.config.limits.instancesPerCommit;
  const earlier = new Map<string, EventReading['means']>();
  // A file with more events than one commit should hold: the receipt comes with the last part.
  while (events.length > limit) {
    const part = await commitUntilDone(gateway, events.splice(0, limit));
    for (const [key, means] of part) earlier.set(key, means);
  }
  await commitUntilDone(gateway, events, {
    receipts: (later) => {
      const meanings = new Map([...earlier, ...later]);
      const taken = new Set<string>();
      receipts = judged.map(({ receipt, outcome, events: own, allAccepted }, index) => {
        const keys = own.map(({ key }) => key);
        const final = outcome ?? outcomeOfEvents(keys, meanings, allAccepted);
        const destination = destinationOf(gateway, receipt.name, final, taken);
        taken.add(destination);
        return { ...receipt, id: firstId + index, outcome: final, destination };
      });
      return receipts;
    },
  });
  return receipts;
}

/** Where a file of this outcome belongs, below the workspace. */
function destinationOf(
  gateway: Gateway,
  name: string,
  outcome: FileOutcome,
  taken: ReadonlySet<string>,
): string {
  const [year = '', month = ''] = gateway.clock.now().split('-');
  const folder =
    outcome === 'rejected'
      ? 'rejected'
      : outcome === 'set-aside'
        ? 'set-aside'
        : `archive/${year}/${month}`;
  return freePath(`${folder}/${name}`, taken, gateway.workspace);
}

/** Flow records are told from CSV by their first line; a header has pipes, a CSV header none. */
const looksLikeFlow = (start: string): boolean =>
  start.startsWith('ZH') || (start.split('\n')[0] ?? '').includes('|');

function isFlowFile(path: string): boolean {
  const handle = openSync(path, 'r');
  try {
    const start = Buffer.alloc(400);
    return looksLikeFlow(start.subarray(0, readSync(handle, start)).toString('latin1'));
  } finally {
    closeSync(handle);
  }
}

/** Reads and judges a small file. `wait`: an earlier file of the same name must be durable first. */
async function judge(
  gateway: Gateway,
  file: InboundFile,
  path: string,
  size: number,
  before: readonly Judged[],
): Promise<Judged | 'wait'> {
  const bytes = readFileSync(path);
  const sha256 = sha256Of(bytes);
  const start = bytes.subarray(0, 400).toString('latin1');
  return looksLikeFlow(start) || size === 0
    ? judgeFlowFile(gateway, file, bytes, sha256, before)
    : judgeCsvFile(gateway, file, bytes, sha256);
}

async function judgeCsvFile(
  gateway: Gateway,
  file: InboundFile,
  bytes: Buffer,
  sha256: string,
): Promise<Judged> {
  const { config, clock, store, rules } = gateway;
  const receivedAt = clock.now();
  const events: ProcessEvent[] = [];
  let rows = 0;
  const summary = await readCsv([bytes], {
    items: visitItems(rules.catalogue),
    onRow: (row) => {
      rows += 1;
      events.push(...csvEvents({ config, receivedAt, file: file.name }, row));
    },
  });
  const isDuplicate = (await store.receiptsOfBytes(sha256)).some(takesIdentity);
  const isRejected = summary.kind === null || (rows === 0 && summary.findings.length > 0);
  return {
    receipt: {
      ...receiptStart(gateway, file, bytes.length, sha256),
      findings: isDuplicate ? [] : summary.findings,
      instances: summary.rowCount,
      instancesAccepted: rows,
    },
    outcome: isDuplicate ? 'duplicate' : isRejected ? 'rejected' : null,
    events: isDuplicate || isRejected ? [] : events,
    allAccepted: rows === summary.rowCount,
  };
}

const receiptStart = (gateway: Gateway, file: InboundFile, size: number, sha256: string) => ({
  name: file.name,
  folder: file.folder,
  sha256,
  size,
  flow: null as string | null,
  fileIdentifier: null as string | null,
  sender: null as string | null,
  receivedAt: gateway.clock.now(),
});

const takesIdentity = ({ outcome }: Receipt): boolean =>
  outcome === 'applied' || outcome === 'partly-applied' || outcome === 'not-ours';

async function judgeFlowFile(
  gateway: Gateway,
  file: InboundFile,
  bytes: Buffer,
  sha256: string,
  before: readonly Judged[],
): Promise<Judged | 'wait'> {
  const instances: InstanceRecord[] = [];
  const reader = createFlowReader(gateway.rules.catalogue, {
    limits: gateway.config.limits,
    onInstance: (instance) => {
      instances.push(instance);
    },
  });
  reader.push(bytes);
  const summary = reader.end();
  const { envelope } = summary;
  const start = receiptStart(gateway, file, bytes.length, sha256);
  const verdict = verdictOf(gateway, summary);
  if (envelope !== null && verdict.outcome === null) {
    const { fileIdentifier, fromMpid: sender, flow } = envelope;
    const isSame = (judged: Judged): boolean =>
      judged.receipt.sender === sender &&
      judged.receipt.flow === flow &&
      judged.receipt.fileIdentifier === fileIdentifier;
    if (before.some(isSame)) return 'wait';
  }
  const receipt = {
    ...start,
    flow: summary.flow,
    fileIdentifier: envelope?.fileIdentifier ?? null,
    sender: envelope?.fromMpid ?? null,
    findings: verdict.findings,
    instances: summary.instances,
    instancesAccepted: summary.instancesAccepted,
  };
  if (verdict.outcome !== null || envelope === null) {
    return { receipt, outcome: verdict.outcome ?? 'rejected', events: [], allAccepted: false };
  }
  const good = instances.filter(({ accepted }) => accepted);
  const identity = await identityOf(gateway, summary, sha256, good);
  if (identity.outcome !== null) {
    const findings = [...verdict.findings, ...identity.findings];
    return {
      receipt: { ...receipt, findings },
      outcome: identity.outcome,
      events: [],
      allAccepted: false,
    };
  }
  const arrival = { config: gateway.config, receivedAt: start.receivedAt, file: file.name };
  return {
    receipt,
    outcome: null,
    events: flowEvents(
      gateway.rules.catalogue,
      arrival,
      envelope,
      identity.instances,
      identity.correction,
    ),
    allAccepted: good.length === instances.length,
  };
}

/** What can be said of a file before anything is remembered: its envelope, flag and recipient. */
function verdictOf(
  gateway: Gateway,
  summary: FlowFileSummary,
): { readonly outcome: FileOutcome | null; readonly findings: readonly Finding[] } {
  const { envelope, findings } = summary;
  const { config } = gateway;
  if (summary.outcome === 'not-in-catalogue') return { outcome: 'set-aside', findings };
  if (summary.outcome === 'rejected' || envelope === null) return { outcome: 'rejected', findings };
  if (envelope.testFlag !== config.testFlag) {
    const message =
      `Test Data Flag is "${envelope.testFlag}" and this gateway runs with ` +
      `"${config.testFlag}": the file is set aside and touches no check.`;
    const place = { line: 1, group: 'ZHV', item: 'J1063' };
    return {
      outcome: 'set-aside',
      findings: [...findings, findingOf('TEST_FLAG_NOT_OPERATIONAL', place, message)],
    };
  }
  const isToUs = envelope.toMpid === config.mpid && envelope.toRole === config.role;
  const isFromUs = envelope.fromMpid === config.mpid && envelope.fromRole === config.role;
  return { outcome: isToUs || isFromUs ? null : 'not-ours', findings };
}

/**
 * Whether this file was here before. Same bytes: a duplicate. Same identifier, other bytes: refused,
 * unless it brings the instances that were refused last time, corrected.
 */
async function identityOf(
  gateway: Gateway,
  summary: FlowFileSummary,
  sha256: string,
  good: readonly InstanceRecord[],
): Promise<{
  readonly outcome: FileOutcome | null;
  readonly findings: readonly Finding[];
  readonly instances: readonly TakenInstance[];
  readonly correction: string;
}> {
  const { envelope } = summary;
  const nothing = { findings: [], instances: good, correction: '' };
  if (envelope === null) return { ...nothing, outcome: 'rejected' };
  const { fromMpid: sender, flow, fileIdentifier } = envelope;
  const earlier = (await gateway.store.receiptsFor({ sender, flow, fileIdentifier })).filter(
    takesIdentity,
  );
  const sent = await gateway.store.sentFile(sender, flow, fileIdentifier);
  if (earlier.some((receipt) => receipt.sha256 === sha256) || sent?.sha256 === sha256) {
    return { ...nothing, outcome: 'duplicate' };
  }
  const applied = earlier.filter(({ outcome }) => outcome !== 'not-ours');
  if (applied.length === 0 && sent === null) return { ...nothing, outcome: null };
  const refused = applied.reduce(
    (sum, { instances, instancesAccepted }) => sum + instances - instancesAccepted,
    0,
  );
  const corrected = applied.slice(1).reduce((sum, receipt) => sum + receipt.instancesAccepted, 0);
  const fresh: InstanceRecord[] = [];
  for (const instance of good) {
    const journal = await gateway.store.journalOf(instance.mpan);
    const isKnown = journal.some(
      (event) =>
        event.kind === 'flow' &&
        event.sender === sender &&
        event.flow === flow &&
        event.fileIdentifier === fileIdentifier &&
        event.parts.some(({ text }) => text === instance.text),
    );
    if (!isKnown) fresh.push(instance);
  }
  if (sent !== null || fresh.length > refused - corrected) {
    const first = applied[0]?.name ?? sent?.name ?? '';
    const message =
      `File Identifier ${fileIdentifier} of ${sender} was used before, for ${first}, with other ` +
      'content: ask the sender for a file with an identifier of its own.';
    const place = { line: 1, group: 'ZHV', item: 'J1064' };
    const findings = [findingOf('FILE_IDENTIFIER_REUSED', place, message)];
    return { ...nothing, outcome: 'rejected', findings };
  }
  return { ...nothing, outcome: null, instances: fresh, correction: `+${applied.length}` };
}

/**
 * A large flow file, in bounded memory: validated in one pass, taken in parts in a second one, each
 * part a commit of its own, the receipt last. After a crash in between it is taken again from its
 * first line, which is harmless: the same instance has the same key and counts once.
 */
async function takeLargeFile(
  gateway: Gateway,
  file: InboundFile,
  path: string,
  size: number,
): Promise<Receipt[]> {
  const { store, config, rules } = gateway;
  const hash = createHash('sha256');
  const summary = await readLarge(gateway, path, size, hash, async () => {});
  const sha256 = hash.digest('hex');
  const verdict = verdictOf(gateway, summary);
  const { envelope } = summary;
  const receipt = {
    ...receiptStart(gateway, file, size, sha256),
    id: await store.nextReceiptId(),
    flow: summary.flow,
    fileIdentifier: envelope?.fileIdentifier ?? null,
    sender: envelope?.fromMpid ?? null,
    instances: summary.instances,
    instancesAccepted: summary.instancesAccepted,
  };
  const finish = async (outcome: FileOutcome, findings: readonly Finding[]): Promise<Receipt[]> => {
    const destination = destinationOf(gateway, file.name, outcome, new Set());
    const done = { ...receipt, outcome, findings, destination };
    await commitUntilDone(gateway, [], { receipts: () => [done] });
    return [done];
  };
  if (verdict.outcome !== null || envelope === null) {
    return finish(verdict.outcome ?? 'rejected', verdict.findings);
  }
  const identity = await identityOf(gateway, summary, sha256, []);
  if (identity.outcome !== null) return finish(identity.outcome, identity.findings);
  if (identity.correction !== '') {
    const message = 'A correction of this size is not taken: give it an identifier of its own.';
    const place = { line: 1, group: 'ZHV', item: 'J1064' };
    return finish('rejected', [findingOf('FILE_IDENTIFIER_REUSED', place, message)]);
  }
  const arrival = { config, receivedAt: receipt.receivedAt, file: file.name };
  let isOurs = false;
  let part: TakenInstance[] = [];
  const commitPart = async (): Promise<void> => {
    const events = flowEvents(rules.catalogue, arrival, envelope, part, '');
    part = [];
    const meanings = await commitUntilDone(gateway, events);
    const keys = events.map(({ key }) => key);
    isOurs ||= outcomeOfEvents(keys, meanings, true) === 'applied';
  };
  await readLarge(gateway, path, size, null, async (instances) => {
    for (const instance of instances) {
      if (instance.accepted) part.push(instance);
      if (part.length >= config.limits.instancesPerCommit) await commitPart();
    }
  });
  await commitPart();
  const allAccepted = summary.instances === summary.instancesAccepted;
  const whole = isOurs ? 'applied' : 'not-ours';
  return finish(allAccepted ? whole : 'partly-applied', verdict.findings);
}

/** Streams a file through the reader; hands over the instances of each piece before the next. */
async function readLarge(
  gateway: Gateway,
  path: string,
  size: number,
  hash: Hash | null,
  onInstances: (instances: readonly InstanceRecord[]) => Promise<void>,
): Promise<FlowFileSummary> {
  let instances: InstanceRecord[] = [];
  const keep = hash === null;
  const reader = createFlowReader(gateway.rules.catalogue, {
    limits: gateway.config.limits,
    onInstance: (instance) => {
      if (keep) instances.push(instance);
    },
  });
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash?.update(chunk);
    reader.push(chunk);
    bytes += chunk.length;
    gateway.progress?.('reading', bytes, size);
    if (instances.length > 0) {
      const ready = instances;
      instances = [];
      await onInstances(ready);
    }
  }
  const summary = reader.end();
  await onInstances(instances);
  return summary;
}
