/**
 * Rows of the tables as values, and back, whichever store has them: the only place that knows both
 * their names.
 */
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { emptyState, faultOf, type MpanState, type RaisedAlert } from '../process/index.ts';
import { beforeFirst, type JournalCommit } from './chain.ts';
import type { ChangedCheck, ConfigChange } from './config-history.ts';
import type { ChannelStanding, Delivery, GivenUpDelivery } from './deliveries.ts';
import type { ChainedEntry } from './journal.ts';
import type { MilestoneDelivery } from './milestones.ts';
import type { DerivedRows } from './mpans.ts';
import type { PublishedEntry, StoredChase } from './published.ts';
import type { FileChange } from './receipts.ts';
import { teamKinds } from './team-entries.ts';
import type {
  CheckRow,
  ExceptionRow,
  NewReceipt,
  OutboxFile,
  Receipt,
  StoredCalendar,
  StoredMerge,
  StoredCheck,
  StoredException,
  StoredMpan,
} from './unit-of-work.ts';

/** What no fold hears of, for a condition of SQL. */
export const teamKindsSql = `(${teamKinds.map((kind) => `'${kind}'`).join(', ')})`;

/** The note that names the files that lie ready for outbox/. */
export const onTheWayNote = 'outbox-on-the-way';

/** What a column holds, and what a question asks with: no table has bytes. */
export type SqlValue = string | number | bigint | null;
export type SqlRow = Record<string, SqlValue>;

export const textOrNull = (value: SqlValue | undefined): Instant | null =>
  value === null || value === undefined ? null : String(value);

/** What a column holds as JSON. Throws STORE_DAMAGED: what stands in the store is ours, and was JSON. */
function parsed(row: SqlRow, column: string): never {
  try {
    return JSON.parse(String(row[column])) as never;
  } catch (error) {
    throw new EngineError(
      'STORE_DAMAGED',
      `a row of the store has a ${column} that cannot be read`,
      'pawl verify says what else is not as it was; pawl restore puts a backup back',
      error,
    );
  }
}

export const flag = (value: boolean | undefined): number | null =>
  value === undefined ? null : Number(value);

export const storedMpan = (row: SqlRow): StoredMpan => ({
  mpan: String(row['mpan']),
  revision: Number(row['revision']),
  alerted: row['alerted'] === 1,
  excepted: row['excepted'] === 1,
  state: stateIn(row),
});

/** A snapshot is a cache: one that cannot be read is folded again, and costs nobody else anything. */
function stateIn(row: SqlRow): MpanState {
  try {
    return JSON.parse(String(row['state'])) as MpanState;
  } catch (error) {
    const mpan = String(row['mpan']);
    return { ...emptyState(mpan), fault: faultOf('snapshot', error, '') };
  }
}

const claimantIn = (row: SqlRow, isOpen: boolean): string | null =>
  isOpen ? String(row['claimed_by']) || null : null;

export const storedCheck = (row: SqlRow): StoredCheck => ({
  mpan: String(row['mpan']),
  supplier: String(row['supplier']),
  sequence: Number(row['sequence']),
  profile: String(row['profile']),
  meterOperator: textOrNull(row['meter_operator']),
  state: String(row['state']),
  outcome: textOrNull(row['outcome']),
  openedOn: String(row['opened_on']),
  closedOn: textOrNull(row['closed_on']),
  owner: textOrNull(row['owner']),
  dueOn: textOrNull(row['due_on']),
  dueAt: textOrNull(row['due_at']),
  awaited: row['awaited'] === 1,
  owed: String(row['owed']),
  approved: textOrNull(row['approved']) === '' ? [] : parsed(row, 'approved'),
  claimedBy: claimantIn(row, row['closed_on'] === null),
});

export const storedException = (row: SqlRow): StoredException => ({
  id: String(row['id']),
  mpan: String(row['mpan']),
  supplier: textOrNull(row['supplier']),
  sequence: row['sequence'] === null ? null : Number(row['sequence']),
  code: String(row['code']) as StoredException['code'],
  at: String(row['at']),
  detail: String(row['detail']),
  ...(row['sender'] === '' ? {} : { sender: String(row['sender']) }),
  open: row['open'] === 1,
  claimedBy: claimantIn(row, row['open'] === 1),
  ...(row['due_at'] === '' ? {} : { dueAt: String(row['due_at']) }),
  ...(row['meter_operator'] === '' ? {} : { meterOperator: String(row['meter_operator']) }),
  ...(row['words'] === '' ? {} : { words: String(row['words']) }),
});

export const checkValues = (mpan: string, check: CheckRow) => [
  mpan,
  check.supplier,
  check.sequence,
  check.profile,
  check.meterOperator,
  check.state,
  check.outcome,
  check.openedOn,
  check.closedOn,
  check.owner,
  check.dueOn,
  check.dueAt,
  Number(check.awaited),
  check.owed,
  check.approved.length === 0 ? '' : JSON.stringify(check.approved),
];

export const exceptionValues = (mpan: string, one: ExceptionRow): SqlValue[] => [
  one.id,
  mpan,
  one.supplier,
  one.sequence,
  one.code,
  one.at,
  one.detail,
  one.sender ?? '',
  Number(one.open),
  one.dueAt ?? '',
  one.meterOperator ?? '',
  one.words ?? '',
];

/** A claim follows from the journal of the team, and from nothing that is folded. */
const withoutClaim = <Row extends { readonly claimedBy: unknown }>({
  claimedBy: _claimedBy,
  ...row
}: Row): Omit<Row, 'claimedBy'> => row;

/** What was kept of the fold of an MPAN: its own row, its checks and its work queue. */
export const derivedRowsOf = (
  row: SqlRow,
  checks: readonly SqlRow[],
  items: readonly SqlRow[],
): DerivedRows => ({
  revision: Number(row['revision']),
  wakeAt: textOrNull(row['wake_at']),
  releaseAt: textOrNull(row['release_at']),
  alerted: row['alerted'] === 1,
  excepted: row['excepted'] === 1,
  open: row['open'] === 1,
  owing: row['owing'] === 1,
  checks: checks.map((check) => withoutClaim(storedCheck(check))),
  exceptions: items.map((item) => withoutClaim(storedException(item))),
});

export const storedAlert = (row: SqlRow): RaisedAlert => ({
  ...(JSON.parse(String(row['body'])) as RaisedAlert),
  retracted: row['retracted'] === 1,
});

export const receiptValues = (receipt: NewReceipt): SqlValue[] => [
  receipt.name,
  receipt.folder,
  receipt.sha256,
  receipt.size,
  receipt.flow,
  receipt.fileIdentifier,
  receipt.sender,
  receipt.receivedAt,
  receipt.outcome,
  JSON.stringify(receipt.findings),
  receipt.instances,
  receipt.instancesAccepted,
  receipt.destination,
  receipt.claim === undefined ? null : JSON.stringify(receipt.claim),
  // What is left where it lies has nowhere to go.
  Number(receipt.outcome === 'left'),
];

export const storedReceipt = (row: SqlRow): Receipt => ({
  id: Number(row['id']),
  name: String(row['name']),
  folder: String(row['folder']) as Receipt['folder'],
  sha256: String(row['sha256']),
  size: Number(row['size']),
  flow: textOrNull(row['flow']),
  fileIdentifier: textOrNull(row['file_identifier']),
  sender: textOrNull(row['sender']),
  receivedAt: String(row['received_at']),
  outcome: String(row['outcome']) as Receipt['outcome'],
  findings: parsed(row, 'findings'),
  instances: Number(row['instances']),
  instancesAccepted: Number(row['instances_accepted']),
  destination: String(row['destination']),
});

export function storedWithClaim(row: SqlRow): Receipt {
  const claim = textOrNull(row['claim']);
  return { ...storedReceipt(row), ...(claim === null ? {} : { claim: parsed(row, 'claim') }) };
}

export const storedOutbox = (row: SqlRow): OutboxFile => ({
  name: String(row['name']),
  flow: String(row['flow']),
  fileIdentifier: String(row['file_identifier']),
  fromMpid: String(row['from_mpid']),
  toRole: String(row['to_role']),
  toMpid: String(row['to_mpid']),
  mpans: parsed(row, 'mpans'),
  text: String(row['text']),
  sha256: String(row['sha256']),
  createdAt: String(row['created_at']),
});

export const storedCalendar = (row: SqlRow): StoredCalendar => ({
  mergedAt: String(row['merged_at']),
  source: String(row['source']),
  sha256: String(row['sha256']),
  bankHolidays: parsed(row, 'bank_holidays'),
  // The column came after the baseline was made for stores that have calendars.
  ...(textOrNull(row['undo']) === null ? {} : { undo: parsed(row, 'undo') }),
  ...(textOrNull(row['accepted']) === null ? {} : { accepted: parsed(row, 'accepted') }),
});

export function storedMerge(row: SqlRow): StoredMerge {
  const said: Pick<StoredMerge, 'facts' | 'edition' | 'undoes'> = parsed(row, 'said');
  return {
    mergedAt: String(row['merged_at']),
    kind: String(row['kind']) as StoredMerge['kind'],
    source: String(row['source']),
    sha256: String(row['sha256']),
    version: row['version'] === null ? null : Number(row['version']),
    ...said,
    findings: parsed(row, 'findings'),
    act: textOrNull(row['act']) === null ? null : parsed(row, 'act'),
  };
}

export const fileChangeOf = (row: SqlRow): FileChange => ({
  fileId: Number(row['file_id']),
  sha256: row['sha256'] === null ? null : String(row['sha256']),
  at: String(row['at']),
  why: row['why'] === 'erased' ? 'erased' : 'purged',
});

/** Of what nothing comes before: on the line from before commits no entry has `follows`. */
const isFirst = ({ follows }: SqlRow): boolean => follows === null || Number(follows) === 0;

export const chainedEntry = (row: SqlRow): ChainedEntry => ({
  seq: Number(row['seq']),
  mpan: String(row['mpan']),
  key: String(row['key']),
  kind: String(row['kind']),
  effectiveAt: String(row['effective_at']),
  receivedAt: String(row['received_at']),
  body: textOrNull(row['body']),
  digest: String(row['digest']),
  link: String(row['link']),
  follows: row['follows'] === null ? null : Number(row['follows']),
  previous: textOrNull(row['previous']) ?? (isFirst(row) ? beforeFirst : null),
});

export const storedCommit = (row: SqlRow): JournalCommit => ({
  first: Number(row['first']),
  last: Number(row['last']),
  root: String(row['root']),
  head: String(row['head']),
});

export const storedChangedCheck = (row: SqlRow): ChangedCheck => ({
  mpan: String(row['mpan']),
  supplier: String(row['supplier']),
  sequence: Number(row['sequence']),
  changes: parsed(row, 'changes'),
});

export const storedChange = (row: SqlRow): ConfigChange => ({
  id: Number(row['id']),
  at: String(row['at']),
  digestBefore: textOrNull(row['digest_before']),
  digestAfter: String(row['digest_after']),
  written: parsed(row, 'written'),
  keys: parsed(row, 'keys'),
  feeds: parsed(row, 'feeds'),
  finishedAt: textOrNull(row['finished_at']),
  mpansLookedAt: Number(row['looked_at']),
  checksChanged: Number(row['changed']),
});

export function storedDelivery(row: SqlRow): Delivery {
  const round = Number(row['round']);
  const alert = String(row['alert']);
  return {
    id: Number(row['id']),
    key: round === 1 ? alert : `${alert}#${round}`,
    channel: String(row['channel']),
    dueAt: String(row['due_at']),
    attempts: Number(row['attempts']),
    alert: storedAlert(row),
  };
}

export function storedMilestone(row: SqlRow): MilestoneDelivery {
  const milestone: MilestoneDelivery['milestone'] = parsed(row, 'body');
  const round = Number(row['round']);
  return {
    id: Number(row['id']),
    key: round === 1 ? milestone.key : `${milestone.key}#${round}`,
    channel: String(row['channel']),
    dueAt: String(row['due_at']),
    attempts: Number(row['attempts']),
    milestone,
  };
}

export const givenUpDelivery = (row: SqlRow): GivenUpDelivery => ({
  ...storedDelivery(row),
  givenUpAt: String(row['given_up_at']),
  lastError: String(row['last_error']),
});

export const channelStanding = (row: SqlRow): ChannelStanding => ({
  channel: String(row['channel']),
  delivered: Number(row['delivered']),
  pending: Number(row['pending']),
  givenUp: Number(row['given_up']),
  oldestDueAt: textOrNull(row['oldest']),
  nextAttemptAt: textOrNull(row['next']),
  lastError: textOrNull(row['error']),
});

export const storedEntry = (row: SqlRow): PublishedEntry => ({
  uid: String(row['uid']),
  sequence: Number(row['sequence']),
  body: String(row['body']),
  changedAt: String(row['changed_at']),
  cancelledAt: textOrNull(row['cancelled_at']),
});

export const storedChase = (row: SqlRow): StoredChase => ({
  id: Number(row['id']),
  party: String(row['party']),
  chasedOn: String(row['chased_on']),
  mailTo: textOrNull(row['mail_to']),
  subject: String(row['subject']),
  text: String(row['text']),
  ...(row['csv'] == null ? {} : { csv: String(row['csv']) }),
  attempts: Number(row['attempts']),
  nextAttemptAt: textOrNull(row['next_attempt_at']),
  sentAt: textOrNull(row['sent_at']),
  lastError: textOrNull(row['last_error']),
});
