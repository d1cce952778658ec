/**
 * P2: one file of 100,000 D0002 answers into 100,000 open checks, committed with synchronous FULL;
 * against writing the same rows in the same batches with no logic, and against durable engines.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { answerFile, openDesk, requestFile } from './desk.ts';
import { type Report, rounded, type Spread, spreadOf, throughput } from './measure.ts';
import { engines } from './peers/engines.ts';

const checks = 100_000;
const rowsPerBatch = 2_000;
const runs = 5;

type Row = Readonly<Record<string, SQLInputValue>>;

/** The rows that the intake wrote, read back from its store. */
interface Rows {
  readonly journal: readonly Row[];
  readonly mpans: readonly Row[];
  readonly checks: readonly Row[];
  /** Which line of the file names which MPAN. */
  readonly named: readonly Row[];
}

/** A store with 100,000 open checks, made once; each run starts from a copy of it. */
async function prepare(folder: string): Promise<string> {
  const desk = await openDesk('2026-08-03T10:00:00Z', {}, join(folder, 'before'));
  desk.drop('sent', 'requests.usr', requestFile(0, checks, 1));
  await desk.engine.pass({ final: true });
  const path = join(folder, 'before.db');
  await desk.engine.gateway().store.backup(path);
  await desk.close();
  return path;
}

async function runOurs(folder: string, before: string): Promise<{ seconds: number; rows: Rows }> {
  const workspace = mkdtempSync(join(folder, 'ours-'));
  copyFileSync(before, join(workspace, 'pawl.db'));
  const desk = await openDesk('2026-08-11T12:00:00Z', {}, workspace);
  await desk.engine.pass({ final: true });
  desk.drop('inbox', 'answers.usr', answerFile(0, checks, 2));
  const start = performance.now();
  const pass = await desk.engine.pass({ final: true });
  const seconds = (performance.now() - start) / 1000;
  if (pass.receipts[0]?.outcome !== 'applied') throw new Error('the answers were not applied');
  const database = new DatabaseSync(join(workspace, 'pawl.db'));
  const read = (sql: string): Row[] => database.prepare(sql).all();
  const rows = {
    journal: read("select * from journal where key like '%/D0002/%' order by seq"),
    mpans: read('select * from mpans order by mpan'),
    checks: read('select * from checks order by mpan'),
    named: read(
      'select * from named_mpans where content = (select max(id) from contents) order by line',
    ),
  };
  database.close();
  await desk.close();
  return { seconds, rows };
}

/** The same rows, in the same batches, by prepared statements and nothing else. */
function runBare(folder: string, before: string, rows: Rows): number {
  const path = join(folder, 'bare.db');
  copyFileSync(before, path);
  const database = new DatabaseSync(path);
  database.exec('pragma journal_mode = wal; pragma synchronous = full;');
  database.exec('pragma cache_size = -65536; pragma wal_autocheckpoint = 10000;');
  const writer = (table: string, sample: Row, keys: readonly string[]): ((row: Row) => void) => {
    const columns = Object.keys(sample);
    const marks = columns.map(() => '?').join(', ');
    const changed = columns.filter((column) => !keys.includes(column));
    const set = changed.map((column) => `${column} = excluded.${column}`).join(', ');
    const upsert = keys.length === 0 ? '' : `on conflict (${keys.join(', ')}) do update set ${set}`;
    const statement = database.prepare(
      `insert into ${table} (${columns.join(', ')}) values (${marks}) ${upsert}`,
    );
    return (row) => void statement.run(...columns.map((column) => row[column] ?? null));
  };
  const [journal, mpans, checkRows, named] = [
    rows.journal[0],
    rows.mpans[0],
    rows.checks[0],
    rows.named[0],
  ];
  if (!(journal && mpans && checkRows && named)) throw new Error('rows are missing');
  const write = {
    journal: writer('journal', journal, ['seq']),
    mpans: writer('mpans', mpans, ['mpan']),
    checks: writer('checks', checkRows, ['mpan', 'supplier', 'sequence']),
    named: writer('named_mpans', named, []),
  };
  const start = performance.now();
  for (let from = 0; from < checks; from += rowsPerBatch) {
    database.exec('begin immediate');
    for (let at = from; at < Math.min(from + rowsPerBatch, checks); at += 1) {
      write.journal(rows.journal[at] ?? {});
      write.mpans(rows.mpans[at] ?? {});
      write.checks(rows.checks[at] ?? {});
      write.named(rows.named[at] ?? {});
    }
    database.exec('commit');
  }
  const seconds = (performance.now() - start) / 1000;
  database.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  return seconds;
}

/** Seconds of the intake and of its limit, in turns, after a warm-up. */
export async function intakeAndLimit(): Promise<{ ours: Spread; bare: Spread; count: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-p2-'));
  const before = await prepare(folder);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= runs; round += 1) {
    const { seconds, rows } = await runOurs(folder, before);
    const floor = runBare(folder, before, rows);
    if (round === 0) continue;
    ours.push(seconds);
    bare.push(floor);
  }
  rmSync(folder, { recursive: true });
  return { ours: spreadOf(ours), bare: spreadOf(bare), count: checks };
}

export async function p2(): Promise<Report> {
  const { ours: spread, bare } = await intakeAndLimit();
  const limit = { spread: bare, as: 'limit' as const };
  const report: Report = { 'P2/sqlite': throughput(checks, spread, limit, 'answers/s') };
  for (const { name, run } of engines) {
    const completions: number[] = [];
    let reason = '';
    for (let round = 0; round <= runs && reason === ''; round += 1) {
      const result = await run(1_000);
      if ('unavailable' in result) reason = result.unavailable;
      else if (round > 0) completions.push(result.completionsPerSecond);
    }
    if (reason !== '') {
      process.stderr.write(`P2/${name} did not run: ${reason}\n`);
      continue;
    }
    const peer = spreadOf(completions);
    const rate = checks / spread.median;
    report[`P2/${name}`] = {
      ours: Math.round(rate),
      peer: Math.round(peer.median),
      limit: null,
      ratio: rounded(rate / peer.median),
      unit: 'answers/s',
      spread: [Math.round(checks / spread.highest), Math.round(checks / spread.lowest)],
      runs,
    };
  }
  return report;
}
