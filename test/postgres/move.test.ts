/** A store that is moved into a database and back: the same rows, the same head, and nothing half. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore, openStore, unitOfWork } from '../../src/store/index.ts';
import { demoWorkspace, freshFolder, pawl, start } from '../cli/pawl.ts';
import { addressOf, type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

describe.skipIf(!isPostgresThere())('pawl move', { timeout: 600_000 }, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  const asked = async (...statements: readonly string[]) => {
    const client = new Client(cluster);
    await client.connect();
    try {
      let rows: Record<string, unknown>[] = [];
      for (const statement of statements) ({ rows } = await client.query(statement));
      return rows;
    } finally {
      await client.end();
    }
  };

  /** A role that owns the schema of its name and may do nothing else. */
  const roleOf = async (name: string): Promise<string> => {
    await asked(`create role ${name} login`, `create schema ${name} authorization ${name}`);
    return addressOf({ ...cluster, user: name });
  };

  const configOf = (folder: string): { store?: object } =>
    JSON.parse(readFileSync(join(folder, 'pawl.config.json'), 'utf8'));

  /** A workspace with checks, items, acts, looks, an erasure and files that were sent. */
  let worked: { folder: string; mpans: string[] } | null = null;
  async function workedWorkspace(): Promise<{ folder: string; mpans: string[] }> {
    worked ??= await makeWorked();
    const folder = join(freshFolder(), 'desk');
    cpSync(worked.folder, folder, { recursive: true });
    return { ...worked, folder };
  }

  async function makeWorked(): Promise<{ folder: string; mpans: string[] }> {
    const folder = demoWorkspace();
    const at = ['--workspace', folder];
    expect((await pawl('once', ...at)).code).toBe(0);
    expect((await pawl('approve', 'all', '--who', 'anne', '--reason', 'a', ...at)).code).toBe(0);
    const { out } = await pawl('checks', '--json', ...at);
    const mpans = (JSON.parse(out).items as { mpan: string }[]).map(({ mpan }) => mpan);
    expect((await pawl('explain', mpans[1]!, ...at)).code).toBe(0);
    return { folder, mpans };
  }

  const listed = ['checks', 'exceptions', 'files', 'acts'] as const;
  const answers = async (folder: string, mpans: readonly string[]): Promise<unknown[]> => {
    const told: unknown[] = [];
    for (const args of [...listed.map((name) => [name]), ['find', mpans[0]!.slice(3, 10)]]) {
      const { code, out, err } = await pawl(...args, '--json', '--workspace', folder);
      told.push([args, code, err, out]);
    }
    return told;
  };

  const headOf = async (folder: string): Promise<unknown> => {
    const { code, out } = await pawl('verify', '--json', '--workspace', folder);
    expect([code, JSON.parse(out).problems]).toEqual([0, []]);
    return JSON.parse(out).head;
  };

  test('there and back: every answer, every row and the head are the same', async () => {
    const { folder, mpans } = await workedWorkspace();
    const address = await roleOf('pawl_moved');
    const schema = ['--schema', 'pawl_moved'];
    const [before, head] = [await answers(folder, mpans), await headOf(folder)];
    const there = await pawl('move', '--to', address, ...schema, '--workspace', folder, '--json');
    expect([there.code, there.err]).toEqual([0, '']);
    expect(configOf(folder).store).toEqual({ address, schema: 'pawl_moved' });
    expect(JSON.parse(there.out).rows.looks).toBeGreaterThan(0);
    expect(existsSync(join(folder, 'data', 'pawl.db'))).toBe(false);
    expect(existsSync(join(folder, 'data', 'looks.db'))).toBe(false);
    expect(await headOf(folder)).toEqual(head);
    expect(await answers(folder, mpans)).toEqual(before);
    // It goes on there: what is given a number has one of its own.
    writeFileSync(join(folder, 'inbox', 'odd.usr'), 'ZHV|1|\nZPT|1|\n');
    expect((await pawl('once', '--workspace', folder)).code).toBe(0);
    const [after, further] = [await answers(folder, mpans), await headOf(folder)];
    expect(further).not.toEqual(head);
    const back = await pawl('move', '--to', 'file', '--workspace', folder);
    expect([back.code, back.err]).toEqual([0, '']);
    expect(configOf(folder).store).toBeUndefined();
    expect(await headOf(folder)).toEqual(further);
    expect(await answers(folder, mpans)).toEqual(after);
    // Whoever still has the schema writes nothing into it.
    const left = await openStore({
      database: { ...cluster, user: 'pawl_moved' },
      schema: 'pawl_moved',
    });
    expect(await left.commit(unitOfWork('2026-08-05T12:00:00Z', { fileNumbersTo: 99 }))).toBe(
      'stale',
    );
    await left.close();
    // And there once more: what the schema holds is all in the file.
    const again = await pawl('move', '--to', address, ...schema, '--workspace', folder);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(await headOf(folder)).toEqual(further);
    expect((await pawl('once', '--workspace', folder)).code).toBe(0);
  });

  test('refuses a place with another store, a gateway at work, and where it is already', async () => {
    const { folder } = await workedWorkspace();
    const at = ['--workspace', folder];
    const address = await roleOf('pawl_taken');
    const to = ['--to', address, '--schema', 'pawl_taken'];
    const other = demoWorkspace({ store: { address, schema: 'pawl_taken' } });
    expect((await pawl('once', '--workspace', other)).code).toBe(0);
    const [head] = await asked('select link from pawl_taken.head');
    const taken = await pawl('move', ...to, ...at);
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining('another store')]);
    expect(await asked('select link from pawl_taken.head')).toEqual([head]);
    expect(configOf(folder).store).toBeUndefined();
    const already = await pawl('move', '--to', 'file', ...at);
    expect([already.code, already.err]).toEqual([1, expect.stringContaining('a file already')]);
    // The other way about: a file of another store in the way.
    writeFileSync(join(other, 'data', 'pawl.db'), readFileSync(join(folder, 'data', 'pawl.db')));
    const inTheWay = await pawl('move', '--to', 'file', '--workspace', other);
    expect([inTheWay.code, inTheWay.err]).toEqual([1, expect.stringContaining('another store')]);
    expect(configOf(other).store).toEqual({ address, schema: 'pawl_taken' });
    const gateway = start(['run', ...at]);
    writeFileSync(join(folder, 'inbox', 'odd.usr'), 'ZHV|1|\nZPT|1|\n');
    await gateway.says('"name":"odd.usr"');
    const running = await pawl('move', ...to, ...at);
    expect([running.code, running.err]).toEqual([75, expect.stringContaining('GATEWAY_RUNNING')]);
    gateway.process.kill('SIGTERM');
    await gateway.ended;
    const nonsense = await pawl('move', '--to', 'mysql://a@b/c', ...at);
    expect([nonsense.code, nonsense.err]).toEqual([2, expect.stringContaining('CONFIG_INVALID')]);
  });

  test('refuses a schema of a newer version', async () => {
    const { folder } = await workedWorkspace();
    const address = await roleOf('pawl_newer');
    const to = ['--to', address, '--schema', 'pawl_newer', '--workspace', folder];
    await (
      await openStore({ database: { ...cluster, user: 'pawl_newer' }, schema: 'pawl_newer' })
    ).close();
    await asked('update pawl_newer.schema_version set version = 99');
    const newer = await pawl('move', ...to);
    expect([newer.code, newer.err]).toEqual([3, expect.stringContaining('STORE_SCHEMA_NEWER')]);
    expect(configOf(folder).store).toBeUndefined();
    expect(existsSync(join(folder, 'data', 'pawl.db'))).toBe(true);
  });

  test('killed at any place, is one of the two, and is made again', async () => {
    const { folder } = await workedWorkspace();
    let head = await headOf(folder);
    const address = await roleOf('pawl_killed');
    const there = ['move', '--to', address, '--schema', 'pawl_killed', '--workspace', folder];
    const back = ['move', '--to', 'file', '--workspace', folder];
    for (const args of [there, back]) {
      for (const point of [1, 2, 3]) {
        const { code } = await start(args, undefined, { PAWL_CRASH_AT: `mid-move#${point}` }).ended;
        expect(code).toBeNull();
        expect(await headOf(folder)).toEqual(head);
        const isThere = configOf(folder).store !== undefined;
        expect(isThere).toBe(args === there ? point === 3 : point < 3);
        if (point === 3) continue;
        // What was copied then is behind, and is copied anew.
        expect((await pawl('once', '--workspace', folder)).code).toBe(0);
        head = await headOf(folder);
      }
    }
    const { code, err } = await pawl(...there);
    expect([code, err]).toEqual([0, '']);
    expect(await headOf(folder)).toEqual(head);
    expect(readdirSync(join(folder, 'data')).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('two at a time: one moves, the other finds it done', async () => {
    const { folder } = await workedWorkspace();
    const head = await headOf(folder);
    const address = await roleOf('pawl_twice');
    const to = ['move', '--to', address, '--schema', 'pawl_twice', '--workspace', folder];
    const both = await Promise.all([pawl(...to), pawl(...to)]);
    expect(new Set(both.map(({ code }) => code))).toEqual(new Set([0, 1]));
    expect(both.map(({ err }) => err).join()).toContain('in a database already');
    expect(await headOf(folder)).toEqual(head);
  });

  test('a connection that is lost, and a disk that is full, leave all as it was', async () => {
    const { folder } = await workedWorkspace();
    const head = await headOf(folder);
    const address = await roleOf('pawl_lost');
    const to = ['move', '--to', address, '--schema', 'pawl_lost', '--workspace', folder];
    await (
      await openStore({ database: { ...cluster, user: 'pawl_lost' }, schema: 'pawl_lost' })
    ).close();
    await asked(
      `create function pawl_lost.planted() returns trigger language plpgsql as $fn$
        begin perform pg_terminate_backend(pg_backend_pid()); return null; end $fn$`,
      `create trigger planted after insert on pawl_lost.sought
        for each statement execute function pawl_lost.planted()`,
    );
    const lost = await pawl(...to);
    expect([lost.code, lost.err]).toEqual([75, expect.stringContaining('STORE_UNAVAILABLE')]);
    expect(await headOf(folder)).toEqual(head);
    await asked(
      `create or replace function pawl_lost.planted() returns trigger language plpgsql as $fn$
        begin raise exception using errcode = '53100', message = 'no space left'; end $fn$`,
    );
    const full = await pawl(...to);
    expect([full.code, full.err]).toEqual([75, expect.stringContaining('no space left')]);
    expect(configOf(folder).store).toBeUndefined();
    await asked('drop trigger planted on pawl_lost.sought');
    expect((await pawl(...to)).code).toBe(0);
    expect(await headOf(folder)).toEqual(head);
  });

  test('a disk that is full leaves the store in the database', async (context) => {
    const { folder } = await workedWorkspace();
    const head = await headOf(folder);
    const address = await roleOf('pawl_full');
    const there = ['move', '--to', address, '--schema', 'pawl_full', '--workspace', folder];
    expect((await pawl(...there)).code).toBe(0);
    const data = join(folder, 'data');
    try {
      const disk = ['-t', 'tmpfs', '-o', 'size=256k,mode=0700', 'tmpfs', data];
      execFileSync('mount', disk, { stdio: 'ignore' });
    } catch {
      process.stderr.write('no disk can be mounted here: a full disk is left out\n');
      context.skip();
      return;
    }
    const full = await pawl('move', '--to', 'file', '--workspace', folder);
    const left = readdirSync(data).filter((name) => /pawl\.db|tmp/.test(name));
    execFileSync('umount', ['-l', data], { stdio: 'ignore' });
    expect([full.code, full.err]).toEqual([75, expect.stringContaining('FOLDER_UNUSABLE')]);
    expect(left).toEqual([]);
    expect(configOf(folder).store).toBeDefined();
    expect(await headOf(folder)).toEqual(head);
    expect((await pawl('move', '--to', 'file', '--workspace', folder)).code).toBe(0);
    expect(await headOf(folder)).toEqual(head);
  });

  test('an act that waited for the move is told to begin again', async () => {
    const folder = freshFolder();
    const path = join(folder, 'pawl.db');
    const store = await openSqliteStore(path);
    const unit = unitOfWork('2026-08-05T12:00:00Z', { fileNumbersTo: 5 });
    expect(await store.commit(unit)).toBe('committed');
    const database = new DatabaseSync(path);
    database.exec('pragma application_id = 1');
    database.close();
    await expect(store.commit(unit)).rejects.toMatchObject({ code: 'MOVED_ON' });
    await store.close();
    const anew = await openSqliteStore(path);
    expect(await anew.commit(unit)).toBe('committed');
    await anew.close();
  });

  test('backup, restore and begin-anew of a workspace on PostgreSQL', async () => {
    const address = await roleOf('pawl_kept');
    const folder = demoWorkspace({ store: { address, schema: 'pawl_kept' } });
    const at = ['--workspace', folder];
    expect((await pawl('once', ...at)).code).toBe(0);
    const head = await headOf(folder);
    const backup = join(freshFolder(), 'backup.db');
    const made = await pawl('backup', backup, ...at);
    expect([made.code, made.err]).toEqual([0, '']);
    writeFileSync(join(folder, 'inbox', 'odd.usr'), 'ZHV|1|\nZPT|1|\n');
    expect((await pawl('once', ...at)).code).toBe(0);
    const restored = await pawl('restore', backup, '--who', 'anne', ...at);
    expect([restored.code, restored.err]).toEqual([0, '']);
    expect(restored.out).toContain('before-restore-');
    expect((await pawl('once', ...at)).code).toBe(0);
    expect(await headOf(folder)).not.toEqual(head);
    // A backup of the one is a backup of the other.
    const onFile = demoWorkspace();
    renameSync(join(folder, 'archive'), join(folder, 'archive-gone'));
    expect((await pawl('restore', backup, '--who', 'anne', '--workspace', onFile)).code).toBe(0);
    expect((await pawl('once', '--workspace', onFile)).code).toBe(0);
    renameSync(join(folder, 'archive-gone'), join(folder, 'archive'));
    await asked('drop schema pawl_kept cascade', 'create schema pawl_kept authorization pawl_kept');
    const gone = await pawl('once', ...at);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('STORE_MISSING')]);
    const anew = await pawl('begin-anew', '--who', 'anne', '--reason', 'lost', ...at);
    expect([anew.code, anew.err]).toEqual([0, '']);
    expect((await pawl('once', ...at)).code).toBe(0);
  });
});
