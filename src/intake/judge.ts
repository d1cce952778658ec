/**
 * A file judged: what it is, what is wrong with it, whether it was here before, and the events that
 * it gives. Nothing is remembered here; the same file judged twice says the same.
 */

import { localDateOf } from '../calendar/index.ts';
import {
  createFlowReader,
  type Finding,
  type FlowFileSummary,
  findingOf,
  type InstanceRecord,
  looksLikeFlow,
} from '../flow/index.ts';
import type { ProcessEvent } from '../process/index.ts';
import type { FileOutcome, NamedMpan, Receipt } from '../store/index.ts';
import { carefulCsvEvents, carefulFlowEvents, type HeldMpans } from './careful-events.ts';
import { type Gateway, isFromUs, remarksFor } from '../gateway/index.ts';
import { type CsvSummary, readCsv } from './read-csv.ts';
import type { SeenFile, SmallClaim } from './claim.ts';
import { identityOf, isReuse, reusedFinding, takenBefore } from './identity.ts';
import { namesOf, scanBytes } from './named-mpans.ts';
import { roleWatch } from './role-findings.ts';
import { visitItems } from './visit-items.ts';

export interface InboundFile {
  readonly folder: 'inbox' | 'sent';
  readonly name: string;
  /** The file as the listing read it, where it had to be read to be listed. */
  readonly seen?: SeenFile;
}

/** A file that was read and judged, waiting for the commit it belongs to. */
export interface Judged {
  readonly receipt: Omit<Receipt, 'id' | 'outcome' | 'destination' | 'claim'>;
  /** Null where the outcome follows from what the events mean. */
  readonly outcome: FileOutcome | null;
  readonly events: readonly ProcessEvent[];
  readonly allAccepted: boolean;
  readonly named: readonly NamedMpan[];
  /** Of whom the file says something that no event could be made of. */
  readonly held: HeldMpans;
}

/** What the files of one batch are known by: the digest of each, and the identity of each flow. */
export type Batched = ReadonlySet<string>;

export const identityKey = ({
  sender,
  flow,
  fileIdentifier,
}: Pick<Receipt, 'sender' | 'flow' | 'fileIdentifier'>): string =>
  `${sender}/${flow}/${fileIdentifier}`;

/** Judges a small file. `wait`: an earlier file like it must be durable first. */
export async function judge(
  gateway: Gateway,
  file: InboundFile,
  { bytes, sha256 }: SmallClaim,
  before: Batched,
): Promise<Judged | 'wait'> {
  if (before.has(sha256)) return 'wait';
  const start = bytes.subarray(0, 400).toString('latin1');
  return looksLikeFlow(start) || bytes.length === 0
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
  const held: HeldMpans = new Map();
  let rows = 0;
  const named: NamedMpan[] = [];
  const names = namesOf(gateway, sha256);
  const summary = await readCsv([bytes], {
    items: visitItems(rules.catalogue),
    today: localDateOf(rules.zone, receivedAt),
    mpanRepeatsMax: config.limits.mpanRepeatsMax,
    onRow: (row) => {
      rows += 1;
      named.push(...names.add([row], () => true));
      const arrival = { config, receivedAt, file: file.name };
      events.push(...carefulCsvEvents(gateway, held, arrival, row));
    },
  });
  const isDuplicate = (await store.takenOfBytes(sha256)).length > 0;
  const isWhole = summary.kind !== null && rows === summary.rowCount;
  const outcome = isDuplicate ? 'duplicate' : isRefusedCsv(summary, rows) ? 'rejected' : null;
  if (!isWhole) named.push(...names.add(scanBytes(bytes), () => false));
  const receipt = {
    ...receiptStart(gateway, file, bytes.length, sha256),
    findings: isDuplicate ? [] : [...drivesNothing(gateway, summary), ...summary.findings],
    instances: summary.rowCount,
    instancesAccepted: rows,
  };
  return {
    receipt: names.onto(receipt),
    outcome,
    events: outcome === null ? events : [],
    allAccepted: rows === summary.rowCount,
    named,
    held: outcome === null ? held : new Map(),
  };
}

/** Ours: a Supplier has no engineers; what they found comes to it as a D0002 or a D0150. */
export const drivesNothing = ({ config }: Gateway, { kind }: CsvSummary): readonly Finding[] => {
  if (kind !== 'visits' || config.role === 'M') return [];
  const message =
    'A visits file is for the gateway of a Meter Operator: at a Supplier it drives nothing.';
  return [findingOf('VISITS_DRIVE_NOTHING', { line: 1, group: null, item: null }, message)];
};

/** A CSV of unknown kind, or one without a single good row where there are bad ones. */
export const isRefusedCsv = (summary: CsvSummary, goodRows: number): boolean =>
  summary.kind === null || (goodRows === 0 && summary.findings.length > 0);

export const receiptStart = (
  gateway: Gateway,
  file: InboundFile,
  size: number,
  sha256: string,
) => ({
  name: file.name,
  folder: file.folder,
  sha256,
  size,
  flow: null as string | null,
  fileIdentifier: null as string | null,
  sender: null as string | null,
  receivedAt: gateway.clock.now(),
});

async function judgeFlowFile(
  gateway: Gateway,
  file: InboundFile,
  bytes: Buffer,
  sha256: string,
  before: Batched,
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
  const verdict = verdictOf(gateway, summary);
  const isRead = envelope !== null && [null, 'not-ours'].includes(verdict.outcome);
  const roles = roleWatch(gateway, isRead ? envelope : null);
  for (const instance of instances) if (roles.isWanted) await roles.add(instance);
  const receipt = {
    ...receiptStart(gateway, file, bytes.length, sha256),
    flow: summary.flow,
    fileIdentifier: envelope?.fileIdentifier ?? null,
    sender: envelope?.fromMpid ?? null,
    findings: [...verdict.findings, ...(await roles.findings())],
    instances: summary.instances,
    instancesAccepted: summary.instancesAccepted,
  };
  const names = namesOf(gateway, sha256);
  const refused = (of: Judged['receipt'], outcome: FileOutcome): Judged => {
    const places = instances.length === 0 ? scanBytes(bytes) : instances;
    const named = names.add(places, () => false);
    const receipt = names.onto(of);
    return { receipt, outcome, events: [], allAccepted: false, named, held: new Map() };
  };
  const remarks = remarksFor(gateway, envelope, verdict.outcome);
  for (const instance of instances) remarks.add(instance);
  if (verdict.outcome !== null || envelope === null) {
    return refused(remarks.onto(receipt), verdict.outcome ?? 'rejected');
  }
  const key = identityKey(receipt);
  if (before.has(key) || gateway.turns.inHand.has(key)) return 'wait';
  const identity = await identityOf(gateway, envelope, sha256, file.folder);
  if (identity.kind === 'duplicate') return refused(receipt, 'duplicate');
  const good = instances.filter(({ accepted }) => accepted);
  const isTaken =
    identity.kind === 'new' ? () => false : await takenBefore(gateway, envelope, file.folder);
  const fresh = good.filter((instance) => !isTaken(instance));
  if (identity.kind === 'again' && isReuse(identity.refused, fresh.length)) {
    const findings = [...verdict.findings, reusedFinding(envelope, identity.firstName)];
    return refused({ ...receipt, findings }, 'rejected');
  }
  const { receivedAt } = receipt;
  const arrival = { config: gateway.config, receivedAt, file: file.name, folder: file.folder };
  const correction = identity.kind === 'again' ? identity.correction : '';
  const held: HeldMpans = new Map();
  const named = names.add(instances, ({ accepted }) => accepted);
  return {
    receipt: names.onto(remarks.onto(receipt)),
    outcome: null,
    events: carefulFlowEvents(gateway, held, arrival, envelope, fresh, correction),
    allAccepted: good.length === instances.length,
    named,
    held,
  };
}

/** What can be said of a file before anything is remembered: its envelope, flag and recipient. */
export function verdictOf(
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
  // It names asset metering systems, which the check is not about: nothing of it becomes an event.
  if (summary.ofAmvlp) return { outcome: 'not-ours', findings };
  const isToUs = envelope.toMpid === config.mpid && envelope.toRole === config.role;
  return { outcome: isToUs || isFromUs(config, envelope) ? null : 'not-ours', findings };
}
