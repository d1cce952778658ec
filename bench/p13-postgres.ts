/**
 * P13: the store on PostgreSQL. A commit of 2,000 MPANs beside COPY of the same rows into the same
 * tables; the whole intake of 100,000 D0002 answers beside the same on SQLite, and beside itself over a
 * wire that holds each packet for 5 ms; how often 2,000 instances ask the database; two and four gateways
 * beside one, over files of a share; and how long it takes until another is the first. The server is the
 * benchmark's own, with fsync and synchronous_commit on.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, Pool, PoolClient } from 'pg';
import { openPostgresStore } from '../src/store/postgres/postgres-store.ts';
import type { UnitOfWork } from '../src/store/index.ts';
import { answerFile, type Desk, openDesk, requestFile } from './desk.ts';
import { type Figure, type Report, race, rounded, spreadOf, throughput } from './measure.ts';
import { takeover, together } from './p13-gateways.ts';
import { hostOf, onDatabase, storeAt } from './p13-place.ts';
import { type Postgres, startPostgres } from './peers/postgres.ts';
import { copyIn, copyOut } from './peers/postgres-copy.ts';
import { openWire } from './peers/wire.ts';

const checks = Number(process.env['PAWL_P13_CHECKS'] ?? 100_000);
const mpansPerCommit = 2_000;
const commits = 15;
const runs = 3;
const wireMs = 5;

export async function p13(): Promise<Report> {
  let postgres: Postgres;
  try {
    postgres = await startPostgres();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`P13 is NOT measured: ${why}\n`);
    return {};
  }
  const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-'));
  try {
    return {
      'P13/commit': await commitBesideCopy(postgres),
      ...(await intake(postgres, folder)),
      'P13/round-trips': await roundTrips(postgres),
      ...(await together(postgres, folder)),
      'P13/takeover': await takeover(postgres, folder),
    };
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The units of one pass over a file that asks for so many checks, as an engine makes them. */
async function unitsOf(count: number): Promise<readonly UnitOfWork[]> {
  const units: UnitOfWork[] = [];
  const desk = await openDesk('2026-08-03T10:00:00Z');
  const { store } = desk.engine.gateway();
  const commit = store.commit.bind(store);
  Object.assign(store, {
    commit: (unit: UnitOfWork) => {
      if (unit.mpans.length > 0) units.push(unit);
      return commit(unit);
    },
  });
  desk.drop('sent', 'requests.usr', requestFile(0, count, 1));
  await desk.engine.pass({ final: true });
  await desk.close();
  return units.filter(({ mpans }) => mpans.length === mpansPerCommit);
}

/** Tables that a commit only adds to. Others are counters and the head, of which COPY could make no second row. */
const addedTo = `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'ours' and c.relkind = 'r' and c.relname <> all ($1) order by c.relname`;
const counters = ['head', 'changes', 'notes', 'counting_checks', 'counted_checks', 'counted_items'];
const others = [...counters, 'counting_items', 'gateways', 'roles', 'epochs', 'migrations'];

async function commitBesideCopy(postgres: Postgres): Promise<Figure> {
  const units = (await unitsOf(mpansPerCommit * (commits + 1))).slice(0, commits + 1);
  if (units.length < 2) throw new Error('no commit of 2,000 MPANs was made');
  const { pool } = postgres;
  const place = { host: hostOf(postgres), user: 'postgres', database: 'checks' };
  const ours = await openPostgresStore(place, 'ours');
  await (await openPostgresStore(place, 'copied')).close();
  const tables = (await pool.query<{ name: string }>(addedTo, [others])).rows.map(({ name }) => name);
  const client = (await pool.connect()) as PoolClient & Client;
  const seconds = { ours: [] as number[], copy: [] as number[] };
  try {
    for (const [index, unit] of units.entries()) {
      const start = performance.now();
      const answer = await ours.commit({ ...unit, epoch: null });
      const committed = (performance.now() - start) / 1_000;
      if (answer !== 'committed') throw new Error(`a commit came to ${answer}`);
      // What that one transaction has added.
      const newest = `(select xmin from ours.commits order by last desc limit 1)`;
      const rows: (readonly [string, Buffer])[] = [];
      for (const name of tables) {
        const of = `(select * from ours.${name} where xmin = ${newest})`;
        const text = await copyOut(client, `copy ${of} to stdout`);
        if (text.length > 0) rows.push([name, text]);
      }
      const begun = performance.now();
      await client.query('begin');
      for (const [name, text] of rows) await copyIn(client, `copy copied.${name} from stdin`, text);
      await client.query('commit');
      const copied = (performance.now() - begun) / 1_000;
      // The first warms both up.
      if (index === 0) continue;
      seconds.ours.push(committed);
      seconds.copy.push(copied);
    }
    client.release();
    for (const name of ['journal', 'mpans', 'checks']) {
      const counted = await pool.query<{ ours: string; copied: string }>(
        `select (select count(*) from ours.${name}) as ours, (select count(*) from copied.${name}) as copied`,
      );
      const [numbers] = counted.rows;
      if (numbers?.ours !== numbers?.copied) throw new Error(`not all of ${name} was copied`);
    }
  } finally {
    await ours.close();
  }
  const [own, copy] = [spreadOf(seconds.ours), spreadOf(seconds.copy)];
  return {
    ...throughput(mpansPerCommit, own, { spread: copy, as: 'limit' }, 'MPANs/s'),
    note: `a commit of ${mpansPerCommit} MPANs; limit: COPY of the same rows into the same tables, with their indexes; at least 0.30`,
  };
}

async function intake(postgres: Postgres, folder: string): Promise<Report> {
  const on = onDatabase(postgres);
  const admin = <T>(work: (pool: Pool) => Promise<T>): Promise<T> => on('postgres', work);
  const wire = await openWire(hostOf(postgres), wireMs);
  const requests = requestFile(0, checks, 1);
  const answers = answerFile(0, checks, 2);
  const before = join(folder, 'before.db');
  const small = await openDesk('2026-08-03T10:00:00Z', {}, join(folder, 'before'));
  small.drop('sent', 'requests.usr', requests);
  await small.engine.pass({ final: true });
  await small.engine.gateway().store.backup(before);
  await small.close();
  await admin((pool) => pool.query('create database before'));
  const there = await openDesk('2026-08-03T10:00:00Z', {
    store: storeAt(hostOf(postgres), 'before'),
  });
  there.drop('sent', 'requests.usr', requests);
  await there.engine.pass({ final: true });
  await there.close();

  let desk: Desk | null = null;
  const prepared = async (opened: Promise<Desk>): Promise<void> => {
    desk = await opened;
    await desk.engine.pass({ final: true });
    desk.drop('inbox', 'answers.usr', answers);
  };
  const run = async (): Promise<void> => {
    const pass = await desk?.engine.pass({ final: true });
    if (pass?.receipts[0]?.outcome !== 'applied') throw new Error('the answers were not applied');
  };
  const close = async (): Promise<void> => desk?.close();
  const later = '2026-08-11T12:00:00Z';
  const onSqlite = {
    name: 'sqlite',
    prepare: async () => {
      const workspace = mkdtempSync(join(folder, 'sqlite-'));
      copyFileSync(before, join(workspace, 'pawl.db'));
      await prepared(openDesk(later, {}, workspace));
    },
    run,
    clean: close,
  };
  const over = (name: string, host: string) => ({
    name,
    prepare: async () => {
      await admin((pool) => pool.query(`create database ${name} template before`));
      await on(name, (pool) => pool.query('checkpoint'));
      await prepared(openDesk(later, { store: storeAt(host, name) }));
    },
    run,
    clean: async () => {
      await close();
      await admin((pool) => pool.query(`drop database ${name} with (force)`));
    },
  });
  try {
    const contenders = [onSqlite, over('near', hostOf(postgres)), over('far', wire.host)];
    const spreads = await race(contenders, runs);
    const [sqlite, near, far] = contenders.map(({ name }) => spreads.get(name));
    if (sqlite === undefined || near === undefined || far === undefined) throw new Error('measured');
    const shape = `${checks.toLocaleString('en-GB')} D0002 answers`;
    return {
      'P13/intake': {
        ...throughput(checks, near, { spread: sqlite, as: 'peer' }, 'instances/s'),
        note: `${shape}; peer: the same on SQLite; at least 0.4`,
      },
      'P13/wire': {
        ours: rounded(far.median),
        peer: rounded(near.median),
        limit: null,
        ratio: rounded(far.median / near.median),
        unit: 's',
        spread: [rounded(far.lowest), rounded(far.highest)],
        runs,
        note: `${shape}, each packet held for ${wireMs} ms, ${Math.round(wire.roundTrips() / (runs + 1))} ways there and back; peer: without; less than 1.2`,
      },
    };
  } finally {
    await wire.close();
  }
}

/** How often a wire heard something and was then answered, for one file; without what a pass asks anyway. */
async function roundTrips(postgres: Postgres): Promise<Figure> {
  const wire = await openWire(hostOf(postgres), 0);
  await onDatabase(postgres)('postgres', (pool) => pool.query('create database counted'));
  const desk = await openDesk('2026-08-03T10:00:00Z', { store: storeAt(wire.host, 'counted') });
  try {
    const during = async (): Promise<number> => {
      const start = wire.roundTrips();
      await desk.engine.pass({ final: true });
      return wire.roundTrips() - start;
    };
    await during();
    const idle = await during();
    desk.drop('sent', 'requests.usr', requestFile(0, mpansPerCommit, 1));
    const asked = (await during()) - idle;
    return {
      ours: asked,
      peer: null,
      limit: 20,
      ratio: rounded(asked / 20),
      unit: 'ways',
      spread: [asked, asked],
      runs: 1,
      note: `ways there and back for a file of ${mpansPerCommit} instances; limit: 20`,
    };
  } finally {
    await desk.close();
    await wire.close();
  }
}
