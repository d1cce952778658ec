/** What was published, in SQLite: rows of two tables of their own. */
import type { ChaseResult, PublishedStore } from '../published.ts';
import { chaseSeal, chaseSentSeal, withoutRecord } from '../seals.ts';
import { storedChase, storedEntry } from '../rows.ts';
import type { Sql } from './sql.ts';

/** What this part of the store is given by the whole. */
const sql = {
  publish: `insert into published (uid, sequence, body, changed_at, cancelled_at)
    values (?, ?, ?, ?, ?)
    on conflict (uid) do update set sequence = excluded.sequence, body = excluded.body,
      changed_at = excluded.changed_at, cancelled_at = excluded.cancelled_at`,
  chaseOvertake: `update chases set next_attempt_at = null,
      last_error = coalesce(last_error || '; ', '') || 'overtaken by the next'
    where party = ? and next_attempt_at is not null and chased_on < ?`,
  chaseInsert: `insert or ignore into chases (party, chased_on, mail_to, subject, text,
      next_attempt_at, csv) values (?, ?, ?, ?, ?, ?, ?)`,
  noteSet: `insert into notes (key, value) values (?, ?)
    on conflict (key) do update set value = excluded.value`,
  sent: 'update chases set sent_at = ?, next_attempt_at = null, last_error = null where id = ?',
  later: `update chases set attempts = attempts + 1, next_attempt_at = ?, last_error = ?
    where id = ? and next_attempt_at is not null`,
  givenUp: `update chases set attempts = attempts + 1, next_attempt_at = null, last_error = ?
    where id = ?`,
} as const;

export function sqlitePublished({ run, all, together, seal }: Sql): PublishedStore {
  return {
    publishedEntries: async () => all('select * from published order by uid').map(storedEntry),
    publish: async (changed, forgotten) =>
      together(() => {
        for (const { uid, sequence, body, changedAt, cancelledAt } of changed) {
          run(sql.publish, uid, sequence, body, changedAt, cancelledAt);
        }
        for (const uid of forgotten) run('delete from published where uid = ?', uid);
      }),
    queueChases: async (chases, { note, on, keepFrom, sendAt }) =>
      together(() => {
        const forgotten = all('select * from chases where chased_on < ?', keepFrom);
        run('delete from chases where chased_on < ?', keepFrom);
        for (const { party, chasedOn, mailTo, subject, text, csv } of chases) {
          run(sql.chaseOvertake, party, chasedOn);
          const dueAt = mailTo === null ? null : sendAt;
          run(sql.chaseInsert, party, chasedOn, mailTo, subject, text, dueAt, csv ?? null);
        }
        // What was queued for that day before stays as it was.
        const queued = all('select * from chases where chased_on = ?', on);
        seal(null, [
          ...forgotten.flatMap((row) => {
            const chase = storedChase(row);
            return [chaseSeal(chase), chaseSentSeal(chase, null)].map(withoutRecord);
          }),
          ...queued.map((row) => chaseSeal(storedChase(row))),
        ]);
        run(sql.noteSet, note, on);
      }),
    chasesUnwritten: async (limit) =>
      all('select * from chases where written = 0 order by id limit ?', limit).map(storedChase),
    markChaseWritten: async (id) => {
      run('update chases set written = 1 where id = ?', id);
    },
    chasesDue: async (now, limit) =>
      all(
        'select * from chases where next_attempt_at <= ? order by next_attempt_at, id limit ?',
        now,
        limit,
      ).map(storedChase),
    markChase: async (id, result, now) =>
      together(() => {
        mark(run, id, result, now);
        const [row] = all('select * from chases where id = ?', id);
        if (result.outcome !== 'sent' || row === undefined) return;
        seal(now, [chaseSentSeal(storedChase(row), now)]);
      }),
    chasesOf: async (on) =>
      all('select * from chases where chased_on = ? order by party', on).map(storedChase),
    changeMark: async () => {
      const own = all('select total_changes() as own')[0]?.['own'];
      const others = all('pragma data_version')[0]?.['data_version'];
      return `${String(others)}/${String(own)}`;
    },
  };
}

function mark(run: Sql['run'], id: number, result: ChaseResult, now: string): void {
  if (result.outcome === 'sent') run(sql.sent, now, id);
  else if (result.outcome === 'givenUp') run(sql.givenUp, result.error, id);
  else run(sql.later, result.nextAttemptAt, result.error, id);
}
