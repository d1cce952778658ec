/** Whether what a unit of work was made from still stands, asked in the transaction that writes it. */
import type { CommitAnswer, FileMarks } from '../guards.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { epochOf } from './notes.ts';
import { Refused, type Sql } from './sql.ts';

const sql = {
  timesTaken: `select
    (select count(*) from files where sha256 = ?1
      and outcome in ('applied', 'partly-applied', 'not-ours')) +
    (select count(*) from files where sender = ?2 and flow = ?3 and file_identifier = ?4
      and outcome in ('applied', 'partly-applied')) +
    (select count(*) from outbox where from_mpid = ?2 and flow = ?3 and file_identifier = ?4) as n`,
  keepToken: 'insert or ignore into commit_tokens (token, at) values (?, ?)',
} as const;

/** Receipts and outgoing files are never taken away, so that the number only grows. */
export function timesTaken(
  { one }: Pick<Sql, 'one'>,
  { sha256, sender, flow, fileIdentifier }: FileMarks,
): number {
  return Number(one(sql.timesTaken, sha256, sender, flow, fileIdentifier)?.['n'] ?? 0);
}

const numberIn = ({ one }: Sql, table: 'calendars' | 'reference_merges'): number =>
  Number(one(`select count(*) as n from ${table}`)?.['n'] ?? 0);

/** Throws what the commit is answered with, where it is not to be written. */
export function refuseUnguarded(store: Sql, unit: UnitOfWork): void {
  const refuse = (is: boolean, answer: Exclude<CommitAnswer, 'committed'>): void => {
    if (is) throw new Refused(answer);
  };
  const { token, epoch, judged, calendarsBefore, mergesBefore } = unit;
  if (token !== null) {
    refuse(store.run(sql.keepToken, token, unit.at).changes !== 1, 'already');
  }
  refuse(epoch !== null && epoch !== epochOf(store), 'stale');
  refuse(
    judged.some((file) => timesTaken(store, file) !== file.seen),
    'conflict',
  );
  const isOther = (before: number | null, table: 'calendars' | 'reference_merges'): boolean =>
    before !== null && before !== numberIn(store, table);
  refuse(isOther(calendarsBefore, 'calendars'), 'conflict');
  refuse(isOther(mergesBefore, 'reference_merges'), 'conflict');
}
