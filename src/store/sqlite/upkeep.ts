/** What the embedded store does for itself. */
import type { Upkeep } from '../upkeep.ts';
import { backupTo } from './backup.ts';
import { scrubSought, soughtProblems } from './sought.ts';
import type { Sql } from './sql.ts';

const miscounted = `select coalesce(e.code, o.code) as code, coalesce(e.sender, o.sender) as sender,
      coalesce(e.number, 0) as number, coalesce(o.number, 0) as counted
    from (select code, sender, count(*) as number from exceptions where open = 1
      group by code, sender) e
    full join open_items o on o.code = e.code and o.sender = e.sender
    where coalesce(e.number, 0) <> coalesce(o.number, 0)`;

const checksCounted = `select coalesce(owner, '') as owner, supplier,
      coalesce(meter_operator, '') as meter_operator, coalesce(due_at, '') as due_at,
      coalesce(due_on, '') as due_on, state, closed_on is null as open,
      awaited = 1 and closed_on is null as awaited, owed <> '' as owing, count(*) as number
    from checks group by 1, 2, 3, 4, 5, 6, 7, 8, 9`;

const checksMiscounted = `select * from (
    select * from (${checksCounted}) except select * from check_counts)
  union all select * from (
    select * from check_counts except select * from (${checksCounted}))`;

export function sqliteUpkeep(store: Sql): Upkeep {
  const { database, run, all, together, close } = store;
  return {
    selfCheck: async () => [
      ...all('pragma integrity_check')
        .map((row) => String(row['integrity_check']))
        .filter((line) => line !== 'ok'),
      ...all(miscounted).map(
        ({ code, sender, number, counted }) =>
          `${number} open items of ${code} and sender ${sender || 'none'} are counted as ${counted}`,
      ),
      ...all(`${checksMiscounted} limit 1`).map(() => 'the checks are counted wrongly'),
      ...soughtProblems(store),
    ],
    countAgain: async () => {
      const isRight = all(miscounted).length + all(`${checksMiscounted} limit 1`).length === 0;
      if (isRight) return false;
      together(() => {
        run('delete from check_counts');
        run(`insert into check_counts ${checksCounted}`);
        run('delete from open_items');
        run(`insert into open_items (code, sender, number)
          select code, sender, count(*) from exceptions where open = 1 group by code, sender`);
      });
      return true;
    },
    backup: (target) => backupTo(database, target),
    scrub: async () => {
      // What was freed may still stand in pages; written anew, the file has only what it holds.
      database.exec('pragma secure_delete = on');
      scrubSought(store);
      database.exec('vacuum');
      database.exec('pragma wal_checkpoint(truncate)');
      database.exec('pragma secure_delete = off');
    },
    close: async () => close(),
  };
}
