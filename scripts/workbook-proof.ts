/**
 * A workbook of so many rows, written as Pawl writes its lists and taken in by a gateway with a small
 * heap: `workbook-proof.ts ROWS [--record]`. Writing and reading are each a process of their own, so
 * that the memory that is told is theirs.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, linkSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openWorkbook, workbookOf } from '../src/files/index.ts';
import { heapMegabytes, takeIn } from '../test/hostile/drive.ts';
import { mpanOf } from '../test/support/flow-files.ts';
import { isAskedToRecord, record } from './reliability.ts';

const columns = ['mpan', 'notifiedOn', 'source', 'reference'];
const withinMs = 3_600_000;

async function* rowsOf(count: number) {
  for (let from = 0; from < count; from += 1_000) {
    const length = Math.min(1_000, count - from);
    yield Array.from({ length }, (_, at) => {
      return [mpanOf(from + at), '2026-08-03', 'installer', `R${from + at}`];
    });
  }
}

async function write(path: string, count: number): Promise<void> {
  const sheet = { name: 'Notifications', columns, rows: rowsOf(count), zone: 'Europe/London' };
  await pipeline(await workbookOf(sheet), createWriteStream(path));
}

async function read(path: string, count: number): Promise<void> {
  const book = await openWorkbook(path);
  let lines = 0;
  for await (const piece of book.csv()) for (const byte of piece) if (byte === 0x0a) lines += 1;
  book.close();
  if (lines !== count + 1) throw new Error(`${lines} lines were read of ${count + 1}`);
}

interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
}

function ownProcess(what: 'write' | 'read', path: string, count: number): Cost {
  const args = [
    `--max-old-space-size=${heapMegabytes}`,
    import.meta.filename,
    what,
    path,
    `${count}`,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Cost;
}

async function prove(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-workbook-'));
  try {
    const path = join(folder, 'book.xlsx');
    const written = ownProcess('write', path, count);
    const size = Math.round(statSync(path).size / 1_000_000);
    const readBack = ownProcess('read', path, count);
    process.stdout.write(`${JSON.stringify({ size, written, readBack })}\n`);
    const drop = (workspace: string): void => linkSync(path, join(workspace, 'inbox/book.xlsx'));
    const run = await takeIn({ name: 'book', n: count, big: count, drop }, count, withinMs);
    const [outcome = 'none'] = run.files.map(([, one]) => one);
    const good = Math.max(...run.goodMs.map((ms) => ms ?? Infinity)) / 1_000;
    const workSeconds = Math.round(run.workMs / 1_000);
    process.stdout.write(`${JSON.stringify({ ...run, outcome })}\n`);
    if (!isAskedToRecord()) return;
    record('workbook', {
      title: 'A workbook of a million rows',
      about: `A workbook (.xlsx) of notifications, each of an MPAN of its own, written as Pawl writes its lists, read as a CSV, and dropped into a gateway with ${heapMegabytes} MB of heap beside small good files.`,
      command: `node scripts/with-node.mjs scripts/workbook-proof.ts ${count} --record`,
      figures: [
        { what: 'rows', value: count },
        { what: 'size of the workbook', value: size, unit: 'MB' },
        { what: 'processor time of writing it', value: written.seconds, unit: 's' },
        { what: 'largest process that wrote it', value: written.megabytes, unit: 'MB' },
        { what: 'processor time of reading it as a CSV', value: readBack.seconds, unit: 's' },
        { what: 'largest process that read it', value: readBack.megabytes, unit: 'MB' },
        {
          what: 'what became of it in the gateway',
          value: outcome,
          wanted: 'applied',
          met: outcome === 'applied',
        },
        { what: 'processor time of taking it in, each row a check', value: workSeconds, unit: 's' },
        { what: 'largest gateway', value: run.peakMegabytes, unit: 'MB' },
        {
          what: 'longest wait of a good file beside it',
          value: Number.isFinite(good) ? Math.round(good * 10) / 10 : 'never',
          unit: 's',
          wanted: 'at most 10',
          met: good <= 10,
        },
      ],
      notes: [
        'Processor time does not depend on what else the machine did; the wait of good files does, and it did much beside.',
      ],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [what = '1000000', path = '', count = '0'] = process.argv.slice(2);
if (what === 'write' || what === 'read') {
  const { user, system } = process.cpuUsage();
  await (what === 'write' ? write : read)(path, Number(count));
  const used = process.cpuUsage({ user, system });
  const cost: Cost = {
    seconds: Math.round((used.user + used.system) / 100_000) / 10,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
  process.stdout.write(JSON.stringify(cost));
} else {
  await prove(Number(what));
}
