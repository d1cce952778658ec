/** The tables of the configuration's history. */
import type { ConfigHistoryStore } from '../config-history.ts';
import { changedCheckSeal, configChangeSeal, configEndSeal } from '../seals.ts';
import { storedChange, storedChangedCheck } from '../rows.ts';
import type { Sql } from './sql.ts';

const changeInsert = `insert into config_changes
    (at, digest_before, digest_after, written, keys, feeds) values (?, ?, ?, ?, ?, ?)`;
const checkInsert = `insert or replace into config_changed_checks
    (change_id, mpan, supplier, sequence, changes) values (?, ?, ?, ?, ?)`;
const changeFinish = `update config_changes set finished_at = ?, looked_at = ?,
    changed = (select count(*) from config_changed_checks where change_id = config_changes.id)
    where id = ?`;

export function sqliteConfigHistory({ run, all, together, seal }: Sql): ConfigHistoryStore {
  return {
    beginConfigChange: async (change) => {
      const { at, digestBefore, digestAfter, written, keys, feeds } = change;
      const told = [written, keys, feeds].map((part) => JSON.stringify(part));
      let id = 0;
      together(() => {
        const { lastInsertRowid } = run(changeInsert, at, digestBefore, digestAfter, ...told);
        id = Number(lastInsertRowid);
        seal(at, [configChangeSeal(id, change)]);
      });
      return id;
    },
    tellChangedChecks: async (id, checks) => {
      if (checks.length === 0) return;
      together(() => {
        for (const { mpan, supplier, sequence, changes } of checks) {
          run(checkInsert, id, mpan, supplier, sequence, JSON.stringify(changes));
        }
        seal(
          null,
          checks.map((check) => changedCheckSeal(id, check)),
        );
      });
    },
    finishConfigChange: async (id, at, mpansLookedAt) => {
      together(() => {
        run(changeFinish, at, mpansLookedAt, id);
        const [row] = all('select changed from config_changes where id = ?', id);
        const changed = Number(row?.['changed'] ?? 0);
        seal(at, [configEndSeal(id, { at, lookedAt: mpansLookedAt, changed })]);
      });
    },
    configChanges: async (limit) =>
      all('select * from config_changes order by id desc limit ?', limit).map(storedChange),
    countConfigChanges: async () =>
      Number(all('select count(*) as number from config_changes')[0]?.['number']),
    // While checks are still looked at, the change has no number of its own.
    countChangedChecks: async (id) =>
      Number(
        all(
          `select iif(finished_at is not null, changed,
            (select count(*) from config_changed_checks where change_id = id)) as number
            from config_changes where id = ?`,
          id,
        )[0]?.['number'] ?? 0,
      ),
    changedChecks: async (id, after, limit) =>
      all(
        `select * from config_changed_checks
          where change_id = ? and (mpan, supplier, sequence) > (?, ?, ?)
          order by mpan, supplier, sequence limit ?`,
        id,
        after?.mpan ?? '',
        after?.supplier ?? '',
        after?.sequence ?? 0,
        limit,
      ).map(storedChangedCheck),
    isProfileInUse: async (profile) =>
      all(
        `select 1 from journal where kind <> 'sealed'
        and json_extract(body, '$.profile') = ? limit 1`,
        profile,
      ).length > 0,
  };
}
