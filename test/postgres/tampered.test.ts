/** What who keeps the database could do to it by hand is named by verify; and one desk has nothing of another's. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoWorkspace, pawl, start } from '../cli/pawl.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

describe.skipIf(!isPostgresThere())(
  'a database in the hands of others',
  { timeout: 300_000 },
  () => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await startCluster();
    }, 60_000);
    afterAll(() => cluster.stop(), 60_000);

    type Rows = readonly Record<string, unknown>[];

    async function asked(user: string, ...statements: readonly string[]): Promise<Rows> {
      const client = new Client({ ...cluster, user });
      await client.connect();
      try {
        let rows: Rows = [];
        for (const statement of statements) ({ rows } = await client.query(statement));
        return rows;
      } finally {
        await client.end();
      }
    }

    const asSuperuser = (...statements: readonly string[]): Promise<Rows> =>
      asked('pawl', ...statements);

    async function deskOf(role: string): Promise<string> {
      await asSuperuser(`create role ${role} login`, `create schema ${role} authorization ${role}`);
      const store = { address: addressOf({ ...cluster, user: role }), schema: role };
      const folder = demoWorkspace({ store });
      const at = ['--workspace', folder];
      expect((await pawl('once', ...at)).code).toBe(0);
      expect((await pawl('approve', 'all', '--who', 'anne', ...at)).code).toBe(0);
      expect((await pawl('once', ...at)).code).toBe(0);
      return folder;
    }

    async function problemsOf(
      folder: string,
      ...more: readonly string[]
    ): Promise<readonly string[]> {
      const { out } = await pawl('verify', '--json', ...more, '--workspace', folder);
      return (JSON.parse(out) as { problems: string[] }).problems;
    }

    test('a changed body, an MPAN’s last entry and the newest commit are missed', async () => {
      const s = 'pawl_supp';
      const folder = await deskOf(s);
      expect(await problemsOf(folder)).toEqual([]);

      // One body, with its digest left as it was, and with the digest made anew.
      const [chosen] = await asSuperuser(
        `select seq, mpan from ${s}.journal where mpan <> '' and body is not null order by seq limit 1`,
      );
      const { seq, mpan } = chosen as { seq: string; mpan: string };
      await asSuperuser(
        `create table public.kept as select * from ${s}.journal where seq = ${seq}`,
        `update ${s}.journal set body = body || ' ' where seq = ${seq}`,
      );
      expect((await problemsOf(folder)).join('\n')).toContain(`journal entry ${seq} `);
      await asSuperuser(
        `update ${s}.journal set digest = encode(sha256(convert_to(body, 'UTF8')), 'hex') where seq = ${seq}`,
      );
      expect((await problemsOf(folder)).join('\n')).toContain(`journal entry ${seq} `);
      await asSuperuser(
        `delete from ${s}.journal where seq = ${seq}`,
        `insert into ${s}.journal select * from public.kept`,
        'drop table public.kept',
      );
      expect(await problemsOf(folder)).toEqual([]);

      // The last entry of that MPAN, which no later one of it follows.
      const last = `(select max(seq) from ${s}.journal where mpan = '${mpan}')`;
      const [{ seq: lost } = { seq: '' }] = await asSuperuser(`select ${last} as seq`);
      await asSuperuser(
        `create table public.kept as select * from ${s}.journal where seq = ${last}`,
        `delete from ${s}.journal where seq = ${last}`,
      );
      const missing = (await problemsOf(folder)).join('\n');
      expect(missing).toContain(String(lost));
      expect(missing).toContain('journal');
      await asSuperuser(
        `insert into ${s}.journal select * from public.kept`,
        'drop table public.kept',
      );
      expect(await problemsOf(folder)).toEqual([]);

      // The newest commit, and everything that tells of it set back: the database itself says nothing more.
      const head = (await asSuperuser(`select seq, link from ${s}.head`))[0] as {
        seq: string;
        link: string;
      };
      const [newest] = await asSuperuser(
        `select first, last from ${s}.commits order by last desc limit 1`,
      );
      const { first } = newest as { first: string };
      await asSuperuser(
        `delete from ${s}.journal where seq >= ${first}`,
        `delete from ${s}.commits where last >= ${first}`,
      );
      expect(await problemsOf(folder)).not.toEqual([]);
      await asSuperuser(
        `update ${s}.head set seq = c.last, link = c.head
        from (select last, head from ${s}.commits order by last desc limit 1) c`,
      );
      // By the head that the gateway keeps on its own disk: verify, and no gateway begins.
      const gone = `the database does not hold entry ${head.seq} of the journal`;
      expect((await problemsOf(folder)).join('\n')).toContain(gone);
      const refused = await start(['run', '--workspace', folder]).ended;
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('STORE_WENT_BACK')]);
      const seen = join(folder, 'data', 'head-seen.json');
      expect(existsSync(seen)).toBe(true);
      renameSync(seen, `${seen}.away`);
      // By the heads in reports/, which the gateway and verify write down.
      const written = `journal entry ${head.seq} is missing; entry ${head.seq} was written down`;
      expect((await problemsOf(folder)).join('\n')).not.toContain(gone);
      expect((await problemsOf(folder)).join('\n')).toContain(written);
      const own = join(folder, 'reports', 'journal-heads.jsonl');
      renameSync(own, `${own}.away`);
      expect((await problemsOf(folder)).join('\n')).not.toContain(written);
      // Without that machine, by a head that was written down elsewhere.
      const claimed = await problemsOf(folder, '--head', `${head.seq}:${head.link}`);
      expect(claimed.join('\n')).toContain(written);
      const heads = join(folder, 'heads.jsonl');
      const line = { seq: Number(head.seq), link: head.link, at: '2026-08-05T12:00:00Z' };
      writeFileSync(heads, `${JSON.stringify(line)}\n`);
      expect((await problemsOf(folder, '--heads', heads)).join('\n')).toContain(
        `names journal entry ${head.seq}`,
      );
    });

    test('the role of one desk reads, writes and runs nothing in the schema of another', async () => {
      const [supp, supq] = ['pawl_one', 'pawl_two'] as const;
      const folder = await deskOf(supp);
      await asSuperuser(`create role ${supq} login`, `create schema ${supq} authorization ${supq}`);
      const tables = (
        await asSuperuser(
          `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = '${supp}' and c.relkind in ('r', 'v', 'S')`,
        )
      ).map(({ name }) => String(name));
      expect(tables).toContain('journal');
      const refused = async (statement: string): Promise<void> => {
        await expect(asked(supq, statement), statement).rejects.toThrow(
          /permission denied|must be/,
        );
      };
      for (const table of tables) await refused(`select * from ${supp}.${table}`);
      await refused(`select ${supp}.count_checks()`);
      await refused(`insert into ${supp}.notes values ('a', 'b')`);
      await refused(`create table ${supp}.mine (one int)`);
      await refused(`drop schema ${supp} cascade`);
      await refused(`set role ${supp}`);
      await refused(`create schema of_mine`);
      // What a planner knows of values, and what somebody asks just now, is theirs alone too.
      expect(await asked(supq, `select * from pg_stats where schemaname = '${supp}'`)).toEqual([]);
      const hidden = `select query from pg_stat_activity where usename = '${supp}'`;
      const client = new Client({ ...cluster, user: supp });
      await client.connect();
      await client.query("select 'an MPAN of ours'");
      expect(JSON.stringify(await asked(supq, hidden))).not.toContain('an MPAN of ours');
      await client.end();

      // Neither by a configuration that names the other's schema.
      const path = join(folder, 'pawl.config.json');
      const config = JSON.parse(readFileSync(path, 'utf8'));
      const other = demoWorkspace({
        store: { ...config.store, address: addressOf({ ...cluster, user: supq }), schema: supp },
      });
      const tried = await pawl('once', '--workspace', other);
      expect(tried.code).not.toBe(0);
      expect(tried.out + tried.err).not.toMatch(/\b1\d{12}\b/);
    });
  },
);
