/**
 * A large file, in bounded memory: judged in a first reading, taken in parts in a second one, each
 * part a commit of its own, the receipt last. After a crash in between it is taken again from its
 * first line, which is harmless: the same instance has the same key and counts once. What comes of
 * it is what would come of it if it were small.
 */
import { createReadStream } from 'node:fs';
import { localDateOf } from '../calendar/index.ts';
import { crashPoint } from '../crash-point.ts';
import {
  createFlowReader,
  type Envelope,
  type Finding,
  type FlowFileSummary,
  findingOf,
  type InstanceRecord,
} from '../flow/index.ts';
import type { EventReading, ProcessEvent } from '../process/index.ts';
import type { FileOutcome, NamedMpan, Receipt } from '../store/index.ts';
import {
  claimedKeys,
  commitUntilDone,
  type Gateway,
  keysOfFile,
  outcomeOfEvents,
  remarksFor,
  rest,
  type TakenInstance,
  withRests,
} from '../gateway/index.ts';
import { carefulCsvEvents, carefulFlowEvents, type HeldMpans, holdAll } from './careful-events.ts';
import { type CsvSummary, readCsv } from './read-csv.ts';
import type { LargeClaim } from './claim.ts';
import { identityOf, isReuse, reusedFinding, takenBefore } from './identity.ts';
import {
  drivesNothing,
  type InboundFile,
  identityKey,
  isRefusedCsv,
  receiptStart,
  verdictOf,
} from './judge.ts';
import { smaller } from '../files/index.ts';
import { mayBeNamed, type NamesOf, namesOf, scanFile } from './named-mpans.ts';
import { roleWatch } from './role-findings.ts';
import { visitItems } from './visit-items.ts';

/** What is known of a large file once all its parts are committed. */
export type LargeFile = Omit<Receipt, 'id' | 'destination' | 'claim'>;

export async function takeLargeFlowFile(
  gateway: Gateway,
  file: InboundFile,
  { path, size, sha256 }: LargeClaim,
): Promise<LargeFile> {
  const summary = await readFlow(gateway, path, size, null);
  const { envelope } = summary;
  const verdict = verdictOf(gateway, summary);
  const receipt = {
    ...receiptStart(gateway, file, size, sha256),
    flow: summary.flow,
    fileIdentifier: envelope?.fileIdentifier ?? null,
    sender: envelope?.fromMpid ?? null,
    findings: verdict.findings,
    instances: summary.instances,
    instancesAccepted: summary.instancesAccepted,
  };
  const names = namesOf(gateway, sha256);
  const remarks = remarksFor(gateway, envelope, verdict.outcome);
  const isRead = [null, 'not-ours'].includes(verdict.outcome);
  const roles = roleWatch(gateway, isRead ? envelope : null);
  const withRoles = async (): Promise<typeof receipt> => ({
    ...receipt,
    findings: [...receipt.findings, ...(await roles.findings())],
  });
  if (verdict.outcome !== null || envelope === null) {
    await nameAll(gateway, path, names);
    if (remarks.isWanted || roles.isWanted) {
      await readFlow(gateway, path, size, async (instance) => {
        remarks.add(instance);
        await roles.add(instance);
      });
    }
    const told = names.onto(remarks.onto(await withRoles()));
    return { ...told, outcome: verdict.outcome ?? 'rejected' };
  }
  const takeInParts = async (): Promise<LargeFile> => {
    const identity = await identityOf(gateway, envelope, sha256, file.folder);
    if (identity.kind === 'duplicate') return { ...receipt, outcome: 'duplicate' };
    const isTaken =
      identity.kind === 'new' ? () => false : await takenBefore(gateway, envelope, file.folder);
    const isFresh = (instance: InstanceRecord): boolean => instance.accepted && !isTaken(instance);
    if (identity.kind === 'again') {
      let fresh = 0;
      await readFlow(gateway, path, size, async (instance) => {
        if (isFresh(instance)) fresh += 1;
      });
      if (isReuse(identity.refused, fresh)) {
        const findings = [...verdict.findings, reusedFinding(envelope, identity.firstName)];
        await nameAll(gateway, path, names);
        return { ...names.onto({ ...receipt, findings }), outcome: 'rejected' };
      }
    }
    const correction = identity.kind === 'again' ? identity.correction : '';
    const parts = flowParts(gateway, file, envelope, receipt.receivedAt, correction);
    await readFlow(gateway, path, size, async (instance) => {
      remarks.add(instance);
      if (roles.isWanted) await roles.add(instance);
      const named = names.add([instance], ({ accepted }) => accepted);
      await parts.add(isFresh(instance) ? [instance] : [], named);
    });
    const whole = await parts.end();
    const allAccepted = summary.instances === summary.instancesAccepted;
    const told = names.onto(remarks.onto(await withRoles()));
    return { ...told, outcome: allAccepted ? whole : 'partly-applied' };
  };
  const { inHand } = gateway.turns;
  const key = identityKey(receipt);
  inHand.add(key);
  try {
    return await takeInParts();
  } finally {
    inHand.delete(key);
  }
}

/** Gathers instances and commits their events whenever there are enough for a part. */
function flowParts(
  gateway: Gateway,
  file: InboundFile,
  envelope: Envelope,
  receivedAt: string,
  correction: string,
) {
  const { config } = gateway;
  const held: HeldMpans = new Map();
  const arrival = { config, receivedAt, file: file.name, folder: file.folder };
  const own = keysOfFile(envelope);
  const isOwn = (key: string): boolean => key.startsWith(own) || key.startsWith(claimedKeys(own));
  const committed = partsOf(gateway, isOwn);
  let part: TakenInstance[] = [];
  let partNamed: NamedMpan[] = [];
  const commit = async (): Promise<void> => {
    const events = carefulFlowEvents(gateway, held, arrival, envelope, part, correction);
    const named = partNamed;
    part = [];
    partNamed = [];
    await committed.commit(events, named);
  };
  return {
    add: async (fresh: readonly TakenInstance[], named: readonly NamedMpan[]): Promise<void> => {
      part.push(...fresh);
      partNamed.push(...named);
      const { instancesPerCommit } = config.limits;
      if (Math.max(part.length, partNamed.length) >= instancesPerCommit) await commit();
    },
    end: async (): Promise<FileOutcome> => {
      await commit();
      await holdAll(gateway, held);
      return committed.outcome();
    },
  };
}

/** MPANs that are folded together at the end of a file: what the journal has of one may be much. */
const foldedTogether = 50;

/**
 * Commits events part by part and remembers only whether any of them was this gateway's business. An
 * MPAN of which a part before had something is folded once, at the end: in a file that names it again
 * and again, each part would otherwise fold all those before it.
 */
function partsOf(gateway: Gateway, isOwn: ((key: string) => boolean) | null) {
  let some = false;
  let isOurs = false;
  const met = new Set<number>();
  const later = new Set<string>();
  // What is still to be heard, where nothing was ours so far and its keys tell no file.
  const unheard = new Set<string>();
  const hear = (
    meanings: ReadonlyMap<string, EventReading['means']>,
    keys: readonly string[],
  ): void => {
    isOurs ||= keys.length > 0 && outcomeOfEvents(keys, meanings, true) === 'applied';
  };
  return {
    commit: async (events: readonly ProcessEvent[], named: readonly NamedMpan[]): Promise<void> => {
      if (events.length + named.length === 0) return;
      some ||= events.length > 0;
      const again = new Set<string>();
      for (const { mpan } of events) if (met.has(Number(mpan))) again.add(mpan);
      for (const { mpan } of events) met.add(Number(mpan));
      for (const mpan of again) later.add(ownCopy(mpan));
      const meanings = await commitUntilDone(gateway, events, { named, later: again });
      const heard = events.filter(({ mpan }) => !again.has(mpan)).map(({ key }) => key);
      hear(meanings, heard);
      if (isOwn === null && !isOurs) {
        for (const { mpan, key } of events) if (again.has(mpan)) unheard.add(key);
      }
      crashPoint('mid-intake');
      await rest(gateway);
    },
    outcome: async (): Promise<FileOutcome> => {
      const isAsked = isOwn ?? ((key: string) => unheard.has(key));
      const waiting = [...later];
      for (let at = 0; at < waiting.length; at += foldedTogether) {
        const anew = waiting.slice(at, at + foldedTogether);
        const meanings = await commitUntilDone(gateway, [], { anew });
        hear(meanings, [...meanings.keys()].filter(isAsked));
        await rest(gateway);
      }
      if (!some) return outcomeOfEvents([], new Map(), true);
      return isOurs ? 'applied' : 'not-ours';
    },
  };
}

/** Of a string that was cut out of a longer one, the longer one would be kept. */
const ownCopy = (mpan: string): string => String(Number(mpan)).padStart(mpan.length, '0');

const piecesOf = (path: string): AsyncIterable<Buffer> =>
  createReadStream(path, { highWaterMark: 1 << 20 });

/** Streams a file through the reader; hands over the instances of each piece before the next. */
async function readFlow(
  gateway: Gateway,
  path: string,
  size: number,
  onInstance: ((instance: InstanceRecord) => Promise<void>) | null,
): Promise<FlowFileSummary> {
  let instances: InstanceRecord[] = [];
  const reader = createFlowReader(gateway.rules.catalogue, {
    limits: gateway.config.limits,
    onInstance: (instance) => {
      if (onInstance === null) return;
      if (instance.accepted || mayBeNamed(instance.mpan)) instances.push(instance);
    },
    // Of what is refused only the MPAN matters here, and its findings by the list of the file alone.
    wantsRefused: () => false,
    wantsFindings: () => false,
  });
  const handOver = async (): Promise<void> => {
    const ready = instances;
    instances = [];
    for (const instance of ready) await onInstance?.(instance);
  };
  let bytes = 0;
  for await (const chunk of withRests(gateway, piecesOf(path))) {
    // Little at once: a piece may be nothing but instances with something wrong.
    for (const piece of smaller(chunk)) {
      reader.push(piece);
      await handOver();
    }
    bytes += chunk.length;
    gateway.progress?.('reading', bytes, size);
  }
  const summary = reader.end();
  await handOver();
  return summary;
}

export async function takeLargeCsv(
  gateway: Gateway,
  file: InboundFile,
  { path, size, sha256 }: LargeClaim,
): Promise<LargeFile> {
  const { config, store } = gateway;
  const { fileSizeMaxBytes } = config.limits;
  if (size > fileSizeMaxBytes) {
    const findings = [tooLargeFinding(size, fileSizeMaxBytes)];
    const start = receiptStart(gateway, file, size, sha256);
    return { ...start, findings, instances: 0, instancesAccepted: 0, outcome: 'rejected' };
  }
  let rows = 0;
  const summary = await readRows(gateway, path, async () => {
    rows += 1;
  });
  const isDuplicate = (await store.takenOfBytes(sha256)).length > 0;
  const receipt = {
    ...receiptStart(gateway, file, size, sha256),
    findings: isDuplicate ? [] : [...drivesNothing(gateway, summary), ...summary.findings],
    instances: summary.rowCount,
    instancesAccepted: rows,
  };
  if (isDuplicate) return { ...receipt, outcome: 'duplicate' };
  const names = namesOf(gateway, sha256);
  if (rows < summary.rowCount || summary.kind === null) await nameAll(gateway, path, names);
  if (isRefusedCsv(summary, rows)) return { ...names.onto(receipt), outcome: 'rejected' };
  if (rows === 0) return { ...receipt, outcome: outcomeOfEvents([], new Map(), true) };
  const arrival = { config, receivedAt: receipt.receivedAt, file: file.name };
  const parts = partsOf(gateway, null);
  const held: HeldMpans = new Map();
  let events: ProcessEvent[] = [];
  let named: NamedMpan[] = [];
  let done = 0;
  await readRows(gateway, path, async (row) => {
    events.push(...carefulCsvEvents(gateway, held, arrival, row));
    named.push(...names.add([row], () => true));
    done += 1;
    if (events.length < config.limits.instancesPerCommit) return;
    const part = [events, named] as const;
    events = [];
    named = [];
    await parts.commit(...part);
    gateway.progress?.('reading', done, rows);
  });
  await parts.commit(events, named);
  await holdAll(gateway, held);
  const whole = await parts.outcome();
  return { ...names.onto(receipt), outcome: rows === summary.rowCount ? whole : 'partly-applied' };
}

/** Remembers the MPANs of a file of which not everything counts. */
async function nameAll(gateway: Gateway, path: string, names: NamesOf): Promise<void> {
  await scanFile(path, async (places) => {
    const all = names.add(places, () => false);
    const { instancesPerCommit } = gateway.config.limits;
    for (let start = 0; start < all.length; start += instancesPerCommit) {
      const named = all.slice(start, start + instancesPerCommit);
      await commitUntilDone(gateway, [], { named });
      await rest(gateway);
    }
  });
}

type OnRow = Parameters<typeof readCsv>[1]['onRow'];

const readRows = (gateway: Gateway, path: string, onRow: OnRow): Promise<CsvSummary> =>
  readCsv(withRests(gateway, piecesOf(path)), {
    items: visitItems(gateway.rules.catalogue),
    today: localDateOf(gateway.rules.zone, gateway.clock.now()),
    mpanRepeatsMax: gateway.config.limits.mpanRepeatsMax,
    onRow,
  });

/** A CSV beyond the limit is not read at all: it has no envelope that would tell of it. */
function tooLargeFinding(size: number, limit: number): Finding {
  const message = `The file has ${size} bytes and the limit is ${limit}: split it.`;
  return findingOf('FILE_TOO_LARGE', { line: null, group: null, item: null }, message);
}
