/** One unit of work, written whole or not at all. */
import { type ExceptionCode, exceptionCodes, isNote } from '../../process/index.ts';
import { mergeSeal, type Seal, sealsOfUnit } from '../seals.ts';
import {
  isOwing,
  type MpanUpdate,
  releaseAtOf,
  type StoredMerge,
  type UnitOfWork,
} from '../unit-of-work.ts';
import { queueDelivery, queuedValues } from './deliveries.ts';
import { refuseUnguarded } from './guards.ts';
import { milestoneValues, queueMilestone } from './milestones.ts';
import { useFileNumbers } from './outbox.ts';
import { checkValues, exceptionValues, receiptValues } from '../rows.ts';
import { commitSearch } from './search.ts';
import { commitSought, soughtFile } from './sought.ts';
import { Refused, type Sql } from './sql.ts';
import { placeClaim } from './team.ts';

const sql = {
  // A revision of 0 is none that was ever written.
  mpanInsert: `insert into mpans (wake_at, release_at, open, owing, excepted, state, mpan, revision)
    values (?, ?, ?, ?, ?, ?, ?, ? + 1)
    on conflict (mpan) do update set wake_at = excluded.wake_at,
      release_at = excluded.release_at, open = excluded.open,
      owing = excluded.owing, excepted = excluded.excepted, state = excluded.state,
      revision = excluded.revision where revision = 0`,
  mpanUpdate: `update mpans set wake_at = ?, release_at = ?, open = ?, owing = ?, excepted = ?, state = ?,
    behind = 0, revision = revision + 1 where mpan = ? and revision = ?`,
  mpanKeep: `update mpans set wake_at = ?, release_at = null, owing = 0, excepted = 1, state = ?, behind = 0,
    revision = revision + 1 where mpan = ? and revision = ?`,
  checksOweNothing: "update checks set owed = '', approved = '' where mpan = ?",
  mpanAlerted: 'update mpans set alerted = 1 where mpan = ?',
  wakeAllOpen: 'update mpans set wake_at = ? where open = 1',
  wakeHeld: `update mpans set wake_at = ? where mpan in
    (select mpan from exceptions where open = 1 and code = 'PAWL_FAULT')`,
  // Not "or replace", which would take a row away unheard by what counts them.
  checkUpsert: `insert into checks (mpan, supplier, sequence, profile, meter_operator,
      state, outcome, opened_on, closed_on, owner, due_on, due_at, awaited, owed, approved)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict do update set profile = excluded.profile, meter_operator = excluded.meter_operator,
      state = excluded.state, outcome = excluded.outcome, opened_on = excluded.opened_on,
      closed_on = excluded.closed_on, owner = excluded.owner, due_on = excluded.due_on,
      due_at = excluded.due_at, awaited = excluded.awaited, owed = excluded.owed,
      approved = excluded.approved`,
  checksDelete: 'delete from checks where mpan = ?',
  exceptionUpsert: `insert into exceptions (id, mpan, supplier, sequence, code, at, detail, sender, open,
      due_at, meter_operator, words)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (id) do update set mpan = excluded.mpan, supplier = excluded.supplier,
      sequence = excluded.sequence, code = excluded.code, at = excluded.at,
      detail = excluded.detail, sender = excluded.sender, open = excluded.open,
      due_at = excluded.due_at, meter_operator = excluded.meter_operator, words = excluded.words`,
  notesForget: `delete from exceptions where mpan = ? and code in (select value from json_each(?))
    and id not in (select value from json_each(?))`,
  exceptionsClose: `update exceptions set open = 0, due_at = '', meter_operator = '', words = ''
    where mpan = ? and open = 1 and id not in (select value from json_each(?))`,
  fileInsert: `insert into files (name, folder, sha256, size, flow, file_identifier, sender,
      received_at, outcome, findings, instances, instances_accepted, destination, claim, settled)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (destination) where claim is not null do nothing`,
  outboxInsert: `insert into outbox (name, flow, file_identifier, from_mpid, to_role, to_mpid,
      mpans, text, sha256, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  alertInsert: `insert or ignore into alerts (key, mpan, at, kind, retracted, body)
    values (?, ?, ?, ?, ?, ?)`,
  alertRetract: 'update alerts set retracted = 1 where key = ?',
  alertRestore: 'update alerts set retracted = 0, delivered = 0 where key = ?',
  calendarInsert: `insert into calendars (merged_at, source, sha256, bank_holidays, undo,
    accepted) values (?, ?, ?, ?, ?, ?)`,
  mergeInsert: `insert into reference_merges (merged_at, kind, source, sha256, version, said,
    findings, act) values (?, ?, ?, ?, ?, ?, ?, ?)`,
} as const;

const noteCodes = JSON.stringify(
  Object.keys(exceptionCodes).filter((code) => isNote(code as ExceptionCode)),
);

/** Writes what was merged, and answers its seal. */
function insertMerge({ run }: Sql, merge: StoredMerge): Seal {
  const { mergedAt, kind, source, sha256, version, findings, act, ...said } = merge;
  const told = [said, findings].map((part) => JSON.stringify(part));
  const by = act === null ? null : JSON.stringify(act);
  const values = [mergedAt, kind, source, sha256, version, ...told, by] as const;
  return mergeSeal(Number(run(sql.mergeInsert, ...values).lastInsertRowid), merge);
}

/** Throws Refused where something that it was made from has moved on. */
export function commitUnit(store: Sql, unit: UnitOfWork): void {
  refuseUnguarded(store, unit);
  if (!commitMpans(store, unit)) throw new Refused('conflict');
  commitRest(store, unit);
}

/** Writes the snapshots with their rows. False: one of them has moved on. */
export function commitMpans(store: Sql, unit: UnitOfWork): boolean {
  const { run } = store;
  for (const update of unit.mpans) {
    const { mpan, revision, state, wakeAt, checks, excepted } = update;
    const open = checks.some((check) => check.closedOn === null);
    const owing = checks.some(isOwing);
    const flags = [Number(open), Number(owing), Number(excepted)];
    const keepsRows = update.keepsRows === true && revision > 0;
    const text = JSON.stringify(state);
    const written = keepsRows
      ? run(sql.mpanKeep, wakeAt, text, mpan, revision)
      : run(
          revision === 0 ? sql.mpanInsert : sql.mpanUpdate,
          wakeAt,
          releaseAtOf(checks),
          ...flags,
          text,
          mpan,
          revision,
        );
    if (written.changes !== 1) return false;
    if (update.alerted === true) run(sql.mpanAlerted, mpan);
    commitChecks(run, update);
    if (excepted) commitItems(run, update, keepsRows);
    placeClaim(store, mpan);
  }
  return true;
}

function commitItems(run: Sql['run'], { mpan, exceptions }: MpanUpdate, keepsRows: boolean): void {
  if (keepsRows) run(sql.checksOweNothing, mpan);
  const ids = JSON.stringify(exceptions.map(({ id }) => id));
  // An item that stood was seen by people and is kept, closed; a note that is untrue goes.
  if (!keepsRows) run(sql.notesForget, mpan, noteCodes, ids);
  if (!keepsRows) run(sql.exceptionsClose, mpan, ids);
  for (const one of exceptions) run(sql.exceptionUpsert, ...exceptionValues(mpan, one));
}

function commitChecks(
  run: Sql['run'],
  { mpan, checks, fewerChecks }: UnitOfWork['mpans'][number],
): void {
  if (fewerChecks) run(sql.checksDelete, mpan);
  for (const check of checks) run(sql.checkUpsert, ...checkValues(mpan, check));
}

function commitRest(store: Sql, unit: UnitOfWork): void {
  const { run, seal, append } = store;
  append(unit.events);
  commitSought(store, unit.sought);
  const receipts = unit.receipts.map((receipt) => {
    const { changes, lastInsertRowid } = run(sql.fileInsert, ...receiptValues(receipt));
    // Its place was given to another since it was looked for.
    if (changes !== 1) throw new Refused('conflict');
    const id = Number(lastInsertRowid);
    soughtFile(store, 'file', id, receipt.name, receipt.fileIdentifier);
    return { ...receipt, id };
  });
  for (const file of unit.outbox) {
    const { name, flow, fileIdentifier, fromMpid, toRole, toMpid, text, sha256 } = file;
    const mpans = JSON.stringify(file.mpans);
    const identity = [name, flow, fileIdentifier, fromMpid, toRole, toMpid];
    const row = run(sql.outboxInsert, ...identity, mpans, text, sha256, file.createdAt);
    soughtFile(store, 'outbox', row.lastInsertRowid, name, fileIdentifier);
  }
  const raised = unit.raised.filter((alert) => {
    const { key, mpan, at, kind, retracted } = alert;
    const row = [key, mpan, at, kind, Number(retracted), JSON.stringify(alert)];
    run(sql.mpanAlerted, mpan);
    return run(sql.alertInsert, ...row).changes === 1;
  });
  for (const key of unit.retracted) run(sql.alertRetract, key);
  for (const key of unit.restored) run(sql.alertRestore, key);
  for (const delivery of unit.deliveries) run(queueDelivery, ...queuedValues(delivery));
  for (const queued of unit.milestones) run(queueMilestone, ...milestoneValues(queued));
  commitSearch(store, unit);
  if (unit.calendar !== null) {
    const { mergedAt, source, sha256, bankHolidays, undo, accepted } = unit.calendar;
    const acts = [undo, accepted].map((act) => (act === undefined ? null : JSON.stringify(act)));
    run(sql.calendarInsert, mergedAt, source, sha256, JSON.stringify(bankHolidays), ...acts);
  }
  const merged = unit.merge === null ? [] : [insertMerge(store, unit.merge)];
  const numbers = unit.fileNumbersTo === null ? [] : [useFileNumbers(store, unit.fileNumbersTo)];
  seal(unit.at, [...sealsOfUnit(unit, receipts, raised), ...numbers, ...merged]);
  if (unit.wakeHeld) run(sql.wakeHeld, unit.at);
  if (unit.wakeAllOpen) run(sql.wakeAllOpen, unit.at);
}
