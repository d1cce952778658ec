/**
 * Entries of the journal and the chain over them: digest = sha256(body), link = sha256(the link
 * before + digest). The newest link is read inside the transaction that writes, so several processes
 * may write in turn; within one commit it stays in memory.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ProcessEvent } from '../../process/index.ts';
import type { KeepingEntry } from '../keeping-store.ts';
import { type Seal, sealedEntries } from '../seals.ts';
import type { TeamEntry } from '../team-entries.ts';
import type { SqlRow } from './rows.ts';

/** What stands before the first entry. */
export const beforeFirst = '0'.repeat(64);

/** The note that holds the newest link a second time: a journal cut off at its end shows by it. */
export const headNote = 'journal-head';

const insert = `insert or ignore into journal
  (mpan, key, kind, effective_at, received_at, body, digest, link)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;
const newest = 'select seq, link from journal order by seq desc limit 1';

export const digestOf = (text: string): string => hash('sha256', text);
export const linkOf = (before: string, digest: string): string => hash('sha256', before + digest);

type Run = (text: string, ...values: SQLInputValue[]) => { readonly changes: number | bigint };
type One = (text: string, ...values: SQLInputValue[]) => SqlRow | undefined;

/** The newest link and its number. */
export function headOf(one: One): { readonly seq: number; readonly link: string } {
  const row = one(newest);
  return { seq: Number(row?.['seq'] ?? 0), link: String(row?.['link'] ?? beforeFirst) };
}

/** Appends entries inside the caller's transaction. One whose key is known already is left out. */
export function appendEntries(
  run: Run,
  one: One,
  entries: readonly (ProcessEvent | KeepingEntry | TeamEntry)[],
): void {
  if (entries.length === 0) return;
  let { seq, link } = headOf(one);
  for (const entry of entries) {
    const { mpan, key, kind, effectiveAt, receivedAt } = entry;
    const body = JSON.stringify(entry);
    const digest = digestOf(body);
    const next = linkOf(link, digest);
    const written = run(insert, mpan, key, kind, effectiveAt, receivedAt, body, digest, next);
    if (written.changes !== 1) continue;
    link = next;
    seq += 1;
  }
  run(
    `insert into notes (key, value) values (?, ?)
      on conflict (key) do update set value = excluded.value`,
    headNote,
    `${seq} ${link}`,
  );
}

/**
 * Appends seals inside the caller's transaction. Where the caller has no instant, that of the newest
 * entry stands for it.
 */
export function appendSeals(
  run: Run,
  one: One,
  at: string | null,
  seals: readonly Seal[],
  isBaseline = false,
): void {
  if (seals.length === 0) return;
  const newest = 'select received_at from journal order by seq desc limit 1';
  const when = at ?? String(one(newest)?.['received_at'] ?? '');
  appendEntries(run, one, sealedEntries(when, seals, headOf(one).seq + 1, isBaseline));
}

/** Links the entries of a store that was written before there was a chain. */
export function chainEarlierEntries(database: DatabaseSync): void {
  const copy = database.prepare(
    `insert into journal (mpan, key, kind, effective_at, received_at, body, digest, link)
      select mpan, key, kind, effective_at, received_at, body, ?, ?
      from journal_unchained where seq = ?`,
  );
  let count = 0;
  let link = beforeFirst;
  const earlier = database.prepare('select seq, body from journal_unchained order by seq');
  for (const row of earlier.iterate()) {
    const digest = digestOf(String(row['body']));
    link = linkOf(link, digest);
    copy.run(digest, link, Number(row['seq']));
    count += 1;
  }
  if (count > 0) {
    database
      .prepare('insert into notes (key, value) values (?, ?)')
      .run(headNote, `${count} ${link}`);
  }
  database.exec('drop table journal_unchained');
}
