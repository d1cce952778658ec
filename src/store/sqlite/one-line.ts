/**
 * The journal of a store from before 028, as its own migrations write it: one line of links through
 * all entries. It is verified as it is, and continued by commits.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { lineLinkOf, beforeFirst, digestOf, headNote } from '../chain.ts';
import { type Seal, sealedEntries } from '../seals.ts';

const insert = `insert into journal
  (mpan, key, kind, effective_at, received_at, body, digest, link)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;
const note = `insert into notes (key, value) values (?, ?)
  on conflict (key) do update set value = excluded.value`;
const newest = 'select seq, link, received_at from journal order by seq desc limit 1';

/** Appends the seals of what stood there before anything was sealed. */
export function appendBaseline(database: DatabaseSync, seals: readonly Seal[]): void {
  const row = database.prepare(newest).get();
  let seq = Number(row?.['seq'] ?? 0);
  let link = String(row?.['link'] ?? beforeFirst);
  for (const entry of sealedEntries(String(row?.['received_at'] ?? ''), seals, seq + 1, true)) {
    const { mpan, key, kind, effectiveAt, receivedAt } = entry;
    const body = JSON.stringify(entry);
    const digest = digestOf(body);
    link = lineLinkOf(link, digest);
    seq += 1;
    const values: SQLInputValue[] = [mpan, key, kind, effectiveAt, receivedAt, body, digest, link];
    database.prepare(insert).run(...values);
  }
  database.prepare(note).run(headNote, `${seq} ${link}`);
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
    link = lineLinkOf(link, digest);
    copy.run(digest, link, Number(row['seq']));
    count += 1;
  }
  if (count > 0) database.prepare(note).run(headNote, `${count} ${link}`);
  database.exec('drop table journal_unchained');
}

/** The line as it ends, as the first of all commits. */
export function endLine(database: DatabaseSync): void {
  database.exec(`insert into commits (last, first, root, head)
    select seq, 1, '', link from journal order by seq desc limit 1`);
}
