/**
 * Seals: digests of what stands beside the journal and does not follow from it, such as receipts and
 * alerts, so that the chain vouches for them too. What a seal is made of is said here, above any
 * database; a store only puts the seals of each write into the journal, in the same transaction.
 */
import { hash } from 'node:crypto';
import type { Instant } from '../calendar/index.ts';
import type { Finding } from '../flow/index.ts';
import type { RaisedAlert } from '../process/index.ts';
import type { BegunConfigChange, ChangedCheck } from './config-history.ts';
import type { QueuedDelivery } from './deliveries.ts';
import type { Chase } from './published.ts';
import type { FileChange } from './receipts.ts';
import type {
  OutboxFile,
  Receipt,
  StoredCalendar,
  StoredMerge,
  UnitOfWork,
} from './unit-of-work.ts';

/** What is sealed, and what a record of it is called. */
export const sealedKinds = {
  receipt: 'receipt',
  findings: 'findings of receipt',
  fileChange: 'erasing or purging of the file of receipt',
  outbox: 'outgoing file',
  outboxText: 'text of outgoing file',
  written: 'writing of outgoing file',
  alert: 'alert',
  standing: 'retraction of alert',
  told: 'telling of alert',
  delivery: 'delivery',
  deliveryEnd: 'end of delivery',
  chase: 'chase',
  chaseSent: 'sending of chase',
  calendar: 'calendar',
  merge: 'merge of reference data',
  configChange: 'change of configuration',
  configEnd: 'end of change of configuration',
  changedCheck: 'effect of configuration on check',
  onTheWay: 'list of outgoing files on their way',
  fileNumber: 'number for the next outgoing file',
} as const;
type SealedKind = keyof typeof sealedKinds;

/**
 * A record by its kind and name, and what it comes to: the digest of what it says, a number, or `yes`
 * where it only is or is not. Null: it is not there any more. A name that holds an MPAN is digested, so that
 * a purge leaves no MPAN behind in the chain.
 */
export type Seal = readonly [kind: SealedKind, name: string, value: string | null];

/** A record as it stands in the store; `shown` is what people know it by. */
export interface SealedRecord {
  readonly seal: Seal;
  readonly shown: string;
}

/** What every entry of keeping has in common with the events of the journal. */
export interface KeepingSource {
  readonly key: string;
  /** Empty: it belongs to no MPAN. */
  readonly mpan: '';
  readonly effectiveAt: Instant;
  readonly receivedAt: Instant;
  readonly sender: '';
  readonly fileIdentifier: string;
  readonly file: '';
  readonly line: 0;
  readonly who: string;
}

/** What stands beside the journal, sealed in the commit that wrote it. */
export interface SealedEntry extends KeepingSource {
  readonly kind: 'sealed';
  /** True of what was there before anything was sealed: it is vouched for from here on. */
  readonly baseline?: true;
  readonly records: readonly Seal[];
}

const yes = 'yes';
const digestOf = (value: unknown): string => hash('sha256', canonicalText(value));
/** A name that says nobody's MPAN, and is the same each time. */
export const hidden = (...parts: readonly (string | number)[]): string =>
  hash('sha256', parts.join(' ')).slice(0, 32);

/** JSON with sorted keys: two values are the same if their canonical texts are. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

export const receiptSeal = (receipt: Receipt): Seal => {
  const { id, findings: _findings, claim: _claim, ...said } = receipt;
  return ['receipt', String(id), digestOf(said)];
};

export const findingsSeal = (id: number, findings: readonly Finding[]): Seal => [
  'findings',
  String(id),
  findings.length === 0 ? null : digestOf(findings),
];

export const fileChangeSeal = ({ fileId, sha256, at, why }: FileChange): Seal => [
  'fileChange',
  String(fileId),
  digestOf({ sha256, at, why }),
];

export const outboxSeal = ({ name, text: _text, ...said }: OutboxFile): Seal => [
  'outbox',
  name,
  digestOf(said),
];

export const outboxTextSeal = ({ name, text }: Pick<OutboxFile, 'name' | 'text'>): Seal => [
  'outboxText',
  name,
  digestOf(text),
];

export const writtenSeal = (name: string, isWritten: boolean): Seal => [
  'written',
  name,
  isWritten ? yes : null,
];

export const alertSeal = ({ retracted: _retracted, ...said }: RaisedAlert): Seal => [
  'alert',
  hidden(said.key),
  digestOf(said),
];

export const standingSeal = (key: string, isRetracted: boolean): Seal => [
  'standing',
  hidden(key),
  isRetracted ? yes : null,
];

export const toldSeal = (key: string, isTold: boolean): Seal => [
  'told',
  hidden(key),
  isTold ? yes : null,
];

export const deliverySeal = ({ alert, channel, dueAt }: QueuedDelivery): Seal => [
  'delivery',
  hidden(alert, channel),
  digestOf(dueAt),
];

/** Null while it is still to be told. */
export const deliveryEndSeal = (
  { alert, channel }: Pick<QueuedDelivery, 'alert' | 'channel'>,
  end: { readonly outcome: 'delivered' | 'givenUp'; readonly at: Instant } | null,
): Seal => ['deliveryEnd', hidden(alert, channel), end === null ? null : digestOf(end)];

export const chaseSeal = ({ party, chasedOn, mailTo, subject, text, csv }: Chase): Seal => [
  'chase',
  `${party} ${chasedOn}`,
  digestOf({ mailTo, subject, text, ...(csv === undefined ? {} : { csv }) }),
];

export const chaseSentSeal = (
  { party, chasedOn }: Pick<Chase, 'party' | 'chasedOn'>,
  at: Instant | null,
): Seal => ['chaseSent', `${party} ${chasedOn}`, at === null ? null : digestOf(at)];

export const calendarSeal = ({
  mergedAt,
  source,
  sha256,
  bankHolidays,
  undo,
  accepted,
}: StoredCalendar): Seal => [
  'calendar',
  `${mergedAt} ${sha256.slice(0, 16)}`,
  digestOf({
    source,
    sha256,
    bankHolidays,
    ...(undo === undefined ? {} : { undo }),
    ...(accepted === undefined ? {} : { accepted }),
  }),
];

/** By its number: what is taken back is named by its place, so the order of merges counts. */
export const mergeSeal = (id: number, merge: StoredMerge): Seal => [
  'merge',
  String(id),
  digestOf(merge),
];

export const configChangeSeal = (id: number, change: BegunConfigChange): Seal => {
  const { at, digestBefore, digestAfter, written, keys, feeds } = change;
  const said = { at, digestBefore, digestAfter, written, keys, feeds };
  // As it is read again: a key without a value is none in JSON.
  return ['configChange', String(id), digestOf(JSON.parse(JSON.stringify(said)))];
};

export const configEndSeal = (
  id: number,
  end: { readonly at: Instant; readonly lookedAt: number; readonly changed: number } | null,
): Seal => ['configEnd', String(id), end === null ? null : digestOf(end)];

export const changedCheckSeal = (id: number, check: ChangedCheck): Seal => {
  const { mpan, supplier, sequence, changes } = check;
  return ['changedCheck', hidden(id, mpan, supplier, sequence), digestOf(changes)];
};

export const fileNumberSeal = (next: number): Seal => ['fileNumber', 'next', String(next)];

export const onTheWaySeal = (names: readonly string[]): Seal => [
  'onTheWay',
  'now',
  names.length === 0 ? null : digestOf(names),
];

/** The same record, gone. */
export const withoutRecord = ([kind, name]: Seal): Seal => [kind, name, null];

/**
 * The seals of one unit of work but of its merge and its receipts, which the store numbers, and of
 * its file numbers. `raised`: those of its alerts that the store did not have yet.
 */
export function sealsOfUnit(
  unit: UnitOfWork,
  receipts: readonly Receipt[],
  raised: readonly RaisedAlert[],
): Seal[] {
  return [
    ...receipts.flatMap((receipt) => [
      receiptSeal(receipt),
      ...(receipt.findings.length === 0 ? [] : [findingsSeal(receipt.id, receipt.findings)]),
    ]),
    ...unit.outbox.flatMap((file) => [outboxSeal(file), outboxTextSeal(file)]),
    ...raised.flatMap((alert) => [
      alertSeal(alert),
      ...(alert.retracted ? [standingSeal(alert.key, true)] : []),
    ]),
    ...unit.retracted.map((key) => standingSeal(key, true)),
    ...unit.restored.flatMap((key) => [standingSeal(key, false), toldSeal(key, false)]),
    ...unit.deliveries.flatMap((queued) => [deliverySeal(queued), deliveryEndSeal(queued, null)]),
    ...(unit.calendar === null ? [] : [calendarSeal(unit.calendar)]),
    ...unit.rewritten.map((name) => writtenSeal(name, false)),
  ];
}

/** Ours: so many seals in one entry, about 200 kB. */
const sealsPerEntry = 2_000;

/** Seals as entries of the journal; `seq` is the number of the first of them. */
export function sealedEntries(
  at: Instant,
  seals: readonly Seal[],
  seq: number,
  isBaseline = false,
): SealedEntry[] {
  const entries: SealedEntry[] = [];
  for (let from = 0; from < seals.length; from += sealsPerEntry) {
    entries.push({
      kind: 'sealed',
      key: `sealed/${seq + entries.length}`,
      mpan: '',
      effectiveAt: at,
      receivedAt: at,
      sender: '',
      fileIdentifier: 'sealed',
      file: '',
      line: 0,
      who: '',
      ...(isBaseline ? { baseline: true } : {}),
      records: seals.slice(from, from + sealsPerEntry),
    });
  }
  return entries;
}
