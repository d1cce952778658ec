/** The history of the configuration, in PostgreSQL. */
import type { ConfigHistoryStore } from '../config-history.ts';
import { changedCheckSeal, configChangeSeal, configEndSeal } from '../seals.ts';
import { storedChange, storedChangedCheck } from '../rows.ts';
import type { PostgresSql } from './sql.ts';
import { integers, json, rawTexts, texts } from './values.ts';

const sql = {
  begin: `insert into {schema}.config_changes (at, digest_before, digest_after, written, keys, feeds)
    values ($1, $2, $3, $4, $5, $6) returning id`,
  // Of a check that is told twice at once the last counts.
  tell: `insert into {schema}.config_changed_checks (change_id, mpan, supplier, sequence, changes)
    select distinct on (u.mpan, u.supplier, u.sequence) $1, u.mpan, u.supplier, u.sequence, u.changes
    from unnest($2::text[], $3::text[], $4::integer[], $5::text[]) with ordinality
      u (mpan, supplier, sequence, changes, n) order by u.mpan, u.supplier, u.sequence, u.n desc
    on conflict (change_id, mpan, supplier, sequence) do update set changes = excluded.changes`,
  finish: `update {schema}.config_changes c set finished_at = $1, looked_at = $2,
      changed = (select count(*) from {schema}.config_changed_checks k where k.change_id = c.id)
    where id = $3 returning changed`,
  newest: 'select * from {schema}.config_changes order by id desc limit $1',
  count: 'select count(*) as number from {schema}.config_changes',
  // While checks are still looked at, the change has no number of its own.
  countChecks: `select case when finished_at is not null then changed
      else (select count(*) from {schema}.config_changed_checks where change_id = id) end as number
    from {schema}.config_changes where id = $1`,
  checks: `select * from {schema}.config_changed_checks
    where change_id = $1 and (mpan, supplier, sequence) > ($2, $3, $4)
    order by mpan, supplier, sequence limit $5`,
  // Not as JSON, of which PostgreSQL refuses some that stands here, such as an escaped NUL.
  naming: `select seq, body from {schema}.journal
    where seq > $1 and kind <> 'sealed' and strpos(body, $2) > 0 order by seq limit 100`,
} as const;

export function postgresConfigHistory({ all, one, together }: PostgresSql): ConfigHistoryStore {
  return {
    beginConfigChange: (change) =>
      together(async (tx) => {
        const { at, digestBefore, digestAfter, written, keys, feeds } = change;
        const told = [written, keys, feeds].map(json);
        const row = await tx.one(sql.begin, at, digestBefore, digestAfter, ...told);
        const id = Number(row?.['id']);
        tx.seal(at, [configChangeSeal(id, change)]);
        return id;
      }),
    tellChangedChecks: async (id, checks) => {
      if (checks.length === 0) return;
      await together(async (tx) => {
        await tx.all(
          sql.tell,
          id,
          texts(checks.map(({ mpan }) => mpan)),
          texts(checks.map(({ supplier }) => supplier)),
          integers(checks.map(({ sequence }) => sequence)),
          rawTexts(checks.map(({ changes }) => JSON.stringify(changes))),
        );
        tx.seal(
          null,
          checks.map((check) => changedCheckSeal(id, check)),
        );
      });
    },
    finishConfigChange: (id, at, mpansLookedAt) =>
      together(async (tx) => {
        const row = await tx.one(sql.finish, at, mpansLookedAt, id);
        const changed = Number(row?.['changed'] ?? 0);
        tx.seal(at, [configEndSeal(id, { at, lookedAt: mpansLookedAt, changed })]);
      }),
    configChanges: async (limit) => (await all(sql.newest, limit)).map(storedChange),
    countConfigChanges: async () => Number((await one(sql.count))?.['number']),
    countChangedChecks: async (id) => Number((await one(sql.countChecks, id))?.['number'] ?? 0),
    changedChecks: async (id, after, limit) => {
      const { mpan = '', supplier = '', sequence = 0 } = after ?? {};
      return (await all(sql.checks, id, mpan, supplier, sequence, limit)).map(storedChangedCheck);
    },
    isProfileInUse: async (profile) => {
      const named = Buffer.from(`"profile":${JSON.stringify(profile)}`);
      for (let after = 0; ; ) {
        const rows = await all(sql.naming, after, named);
        const last = rows.at(-1);
        if (last === undefined) return false;
        // What an erasure left names profiles further inside.
        if (rows.some(({ body }) => JSON.parse(String(body)).profile === profile)) return true;
        after = Number(last['seq']);
      }
    },
  };
}
