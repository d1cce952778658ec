/** What was published, in PostgreSQL. */
import type { PublishedStore } from '../published.ts';
import { chaseSeal, chaseSentSeal, withoutRecord } from '../seals.ts';
import { storedChase, storedEntry } from '../rows.ts';
import { putNote } from './notes.ts';
import type { PostgresSql } from './sql.ts';
import { integers, rawTexts, texts } from './values.ts';

const sql = {
  entries: 'select * from {schema}.published order by uid',
  publish: `insert into {schema}.published (uid, sequence, body, changed_at, cancelled_at)
    select distinct on (u.uid) u.uid, u.sequence, u.body, u.changed_at, u.cancelled_at
    from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[]) with ordinality
      u (uid, sequence, body, changed_at, cancelled_at, n) order by u.uid, u.n desc
    on conflict (uid) do update set sequence = excluded.sequence, body = excluded.body,
      changed_at = excluded.changed_at, cancelled_at = excluded.cancelled_at`,
  forget: 'delete from {schema}.published where uid = any ($1::text[])',
  old: 'select * from {schema}.chases where chased_on < $1 order by id for update',
  deleteOld: 'delete from {schema}.chases where chased_on < $1',
  overtake: `update {schema}.chases c set next_attempt_at = null,
      last_error = coalesce(c.last_error || '; ', '') || 'overtaken by the next'
    from unnest($1::text[], $2::text[]) u (party, chased_on)
    where c.party = u.party and c.next_attempt_at is not null and c.chased_on < u.chased_on`,
  // Under the head, so that no two have one number.
  queue: `insert into {schema}.chases (id, party, chased_on, mail_to, subject, text, next_attempt_at, csv)
    select coalesce((select max(id) from {schema}.chases), 0) + row_number() over (order by f.n),
      f.party, f.chased_on, f.mail_to, f.subject, f.text, f.due_at, f.csv
    from (select distinct on (u.party, u.chased_on) u.*
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
        with ordinality u (party, chased_on, mail_to, subject, text, due_at, csv, n)
      where not exists (select from {schema}.chases c
        where c.party = u.party and c.chased_on = u.chased_on)
      order by u.party, u.chased_on, u.n) f`,
  ofDay: 'select * from {schema}.chases where chased_on = $1 order by id',
  ofDayByParty: 'select * from {schema}.chases where chased_on = $1 order by party',
  unwritten: 'select * from {schema}.chases where written = 0 order by id limit $1',
  written: 'update {schema}.chases set written = 1 from {fence} where id = $1',
  due: `select * from {schema}.chases where next_attempt_at <= $1
    order by next_attempt_at, id limit $2`,
  sent: `update {schema}.chases set sent_at = $1, next_attempt_at = null, last_error = null
    where id = $2 returning *`,
  later: `update {schema}.chases set attempts = attempts + 1, next_attempt_at = $1, last_error = $2
    where id = $3 and next_attempt_at is not null`,
  givenUp: `update {schema}.chases set attempts = attempts + 1, next_attempt_at = null,
    last_error = $1 where id = $2`,
  mark: 'select sum(number) as mark from {schema}.changes',
} as const;

export function postgresPublished({ all, one, together }: PostgresSql): PublishedStore {
  return {
    publishedEntries: async () => (await all(sql.entries)).map(storedEntry),
    publish: (changed, forgotten) =>
      together(async (tx) => {
        await tx.all(
          sql.publish,
          texts(changed.map(({ uid }) => uid)),
          integers(changed.map(({ sequence }) => sequence)),
          rawTexts(changed.map(({ body }) => body)),
          texts(changed.map(({ changedAt }) => changedAt)),
          texts(changed.map(({ cancelledAt }) => cancelledAt)),
        );
        await tx.all(sql.forget, forgotten);
      }),
    queueChases: (chases, { note, on, keepFrom, sendAt }) =>
      together(async (tx) => {
        const forgotten = await tx.all(sql.old, keepFrom);
        await tx.all(sql.deleteOld, keepFrom);
        const [parties, days] = [
          texts(chases.map(({ party }) => party)),
          texts(chases.map(({ chasedOn }) => chasedOn)),
        ];
        await tx.all(sql.overtake, parties, days);
        await tx.nextSeq();
        await tx.all(
          sql.queue,
          parties,
          days,
          texts(chases.map(({ mailTo }) => mailTo)),
          texts(chases.map(({ subject }) => subject)),
          texts(chases.map(({ text }) => text)),
          texts(chases.map(({ mailTo }) => (mailTo === null ? null : sendAt))),
          texts(chases.map(({ csv }) => csv ?? null)),
        );
        // What was queued for that day before stays as it was.
        const queued = await tx.all(sql.ofDay, on);
        tx.seal(null, [
          ...forgotten.flatMap((row) => {
            const chase = storedChase(row);
            return [chaseSeal(chase), chaseSentSeal(chase, null)].map(withoutRecord);
          }),
          ...queued.map((row) => chaseSeal(storedChase(row))),
        ]);
        await putNote(tx.all, note, on);
      }),
    chasesUnwritten: async (limit) => (await all(sql.unwritten, limit)).map(storedChase),
    markChaseWritten: async (id) => void (await all(sql.written, id)),
    chasesDue: async (now, limit) => (await all(sql.due, now, limit)).map(storedChase),
    markChase: (id, result, now) =>
      together(async (tx) => {
        if (result.outcome === 'givenUp') await tx.all(sql.givenUp, result.error, id);
        else if (result.outcome === 'later') {
          await tx.all(sql.later, result.nextAttemptAt, result.error, id);
        } else {
          const row = await tx.one(sql.sent, now, id);
          if (row !== undefined) tx.seal(now, [chaseSentSeal(storedChase(row), now)]);
        }
      }),
    chasesOf: async (on) => (await all(sql.ofDayByParty, on)).map(storedChase),
    changeMark: async () => String((await one(sql.mark))?.['mark']),
  };
}
