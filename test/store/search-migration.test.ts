import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { migrate, sqliteMigrations } from '../../src/store/migrate.ts';

test('what was taken in before there was a search is found by it', () => {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  const all = sqliteMigrations();
  const own = all.findIndex(({ sql }) => sql.includes('create table named_mpans'));
  migrate(database, all.slice(0, own));
  const columns = database
    .prepare(`select name from pragma_table_info('journal') where "notnull" = 1 and name <> 'seq'`)
    .all()
    .map(({ name }) => String(name));
  const journal = (key: string, mpan: string, at: string, body: object): void => {
    const values: Record<string, string> = { mpan, key, kind: 'flow', received_at: at };
    const all = { effective_at: at, body: JSON.stringify(body), ...values };
    const given = new Map(Object.entries(all));
    for (const name of columns) if (!given.has(name)) given.set(name, key);
    const names = [...given.keys()];
    database
      .prepare(`insert into journal (${names.join()}) values (${names.map(() => '?').join()})`)
      .run(...given.values());
  };
  const file =
    database.prepare(`insert into files (name, folder, sha256, size, received_at, outcome,
    findings, instances, instances_accepted, destination)
    values (?, 'inbox', ?, 1, ?, ?, '[]', 1, 1, '')`);
  // The same name came twice, and once more refused.
  file.run('n.csv', 'monday', '2026-08-03T09:00:01Z', 'applied');
  file.run('n.csv', 'tuesday', '2026-08-04T09:00:01Z', 'applied');
  file.run('n.csv', 'wednesday', '2026-08-04T09:00:00Z', 'rejected');
  database.exec(`insert into outbox (name, flow, file_identifier, from_mpid, to_role, to_mpid, mpans,
    text, sha256, created_at) values ('o.usr', 'D0001', 'PW1', 'SUPP', 'M', 'MOPX', '["3"]', '',
    'sent', '2026-08-05T09:00:00Z')`);
  journal('k1', '1', '2026-08-03T09:00:00Z', { file: 'n.csv', line: 2 });
  journal('k2', '2', '2026-08-04T09:00:00Z', { file: 'n.csv', line: 5 });
  journal('k3', '3', '2026-08-05T09:00:00Z', { file: 'o.usr', line: 2 });
  migrate(database, all);
  const named = database
    .prepare(`select sha256, line, mpan, accepted from named_mpans
      join contents on contents.id = content order by mpan`)
    .all();
  expect(named.map((row) => Object.values(row))).toEqual([
    ['monday', 2, '1', 1],
    ['tuesday', 5, '2', 1],
    ['sent', 2, '3', 1],
  ]);
});
