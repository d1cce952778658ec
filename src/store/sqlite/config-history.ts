/** The tables of the configuration's history. */
import type { SQLInputValue } from 'node:sqlite';
import type { ChangedCheck, ConfigChange, ConfigHistoryStore } from '../config-history.ts';
import { type Row, textOrNull } from './rows.ts';

interface Access {
  readonly run: (
    text: string,
    ...values: SQLInputValue[]
  ) => { readonly lastInsertRowid: number | bigint };
  readonly all: (text: string, ...values: SQLInputValue[]) => Row[];
  readonly together: (work: () => void) => void;
}

const changeInsert = `insert into config_changes
    (at, digest_before, digest_after, written, keys, feeds) values (?, ?, ?, ?, ?, ?)`;
const checkInsert = `insert or replace into config_changed_checks
    (change_id, mpan, supplier, sequence, changes) values (?, ?, ?, ?, ?)`;
const changeFinish = `update config_changes set finished_at = ?, looked_at = ?,
    changed = (select count(*) from config_changed_checks where change_id = config_changes.id)
    where id = ?`;

export function sqliteConfigHistory({ run, all, together }: Access): ConfigHistoryStore {
  return {
    beginConfigChange: async ({ at, digestBefore, digestAfter, written, keys, feeds }) => {
      const told = [written, keys, feeds].map((part) => JSON.stringify(part));
      return Number(run(changeInsert, at, digestBefore, digestAfter, ...told).lastInsertRowid);
    },
    tellChangedChecks: async (id, checks) => {
      if (checks.length === 0) return;
      together(() => {
        for (const { mpan, supplier, sequence, changes } of checks) {
          run(checkInsert, id, mpan, supplier, sequence, JSON.stringify(changes));
        }
      });
    },
    finishConfigChange: async (id, at, mpansLookedAt) => {
      run(changeFinish, at, mpansLookedAt, id);
    },
    configChanges: async (limit) =>
      all('select * from config_changes order by id desc limit ?', limit).map(storedChange),
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
      ).map(
        (row): ChangedCheck => ({
          mpan: String(row['mpan']),
          supplier: String(row['supplier']),
          sequence: Number(row['sequence']),
          changes: JSON.parse(String(row['changes'])),
        }),
      ),
    isProfileInUse: async (profile) =>
      all(`select 1 from journal where json_extract(body, '$.profile') = ? limit 1`, profile)
        .length > 0,
  };
}

const storedChange = (row: Row): ConfigChange => ({
  id: Number(row['id']),
  at: String(row['at']),
  digestBefore: textOrNull(row['digest_before']),
  digestAfter: String(row['digest_after']),
  written: JSON.parse(String(row['written'])),
  keys: JSON.parse(String(row['keys'])),
  feeds: JSON.parse(String(row['feeds'])),
  finishedAt: textOrNull(row['finished_at']),
  mpansLookedAt: Number(row['looked_at']),
  checksChanged: Number(row['changed']),
});
