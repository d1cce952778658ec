/**
 * P4: growth. The same intake of 500 answers, a tick with nothing due, and opening the store, with
 * ten thousand, a hundred thousand and a million checks already there. The many checks are copies of
 * a real one, written by SQL, because a million of them by the front door would take minutes and be
 * the same.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { answerFile, openDesk, requestFile } from './desk.ts';
import { mpanOf } from './generate.ts';
import { type Figure, type Report, rounded, type Spread, spreadOf } from './measure.ts';

const sizes = [10_000, 100_000, 1_000_000] as const;
const answered = 500;
const runs = 5;

/** Fills a store with copies of its first check under other MPANs, journal and all. */
function fill(path: string, from: number, to: number): void {
  const database = new DatabaseSync(path);
  database.exec('pragma synchronous = off');
  const [template] = database.prepare('select * from mpans limit 1').all();
  const [check] = database.prepare('select * from checks limit 1').all();
  const [entry] = database.prepare('select * from journal limit 1').all();
  if (template === undefined || check === undefined || entry === undefined) throw new Error();
  const original = String(template['mpan']);
  const writer = (table: string, row: Record<string, unknown>) =>
    database.prepare(
      `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
    );
  const { seq: _seq, ...event } = entry;
  const [toMpans, toChecks, toJournal] = [
    writer('mpans', template),
    writer('checks', check),
    writer('journal', event),
  ];
  database.exec('begin');
  for (let n = from; n < to; n += 1) {
    const mpan = mpanOf(n);
    const renamed = (row: Record<string, unknown>) =>
      Object.values(row).map((value) =>
        typeof value === 'string' ? value.replaceAll(original, mpan) : (value as number | null),
      );
    toMpans.run(...renamed(template));
    toChecks.run(...renamed(check));
    toJournal.run(...renamed({ ...event, key: `${String(event['key'])}/${n}` }));
  }
  database.exec('commit');
  database.close();
}

interface Measured {
  readonly intake: Spread;
  readonly tick: Spread;
  readonly start: Spread;
  readonly peakMb: number;
}

async function measure(folder: string, round: { next: number }): Promise<Measured> {
  const intake: number[] = [];
  const tick: number[] = [];
  const start: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const opening = performance.now();
    const desk = await openDesk('2026-08-11T12:00:00Z', {}, folder);
    const opened = performance.now() - opening;
    await desk.engine.pass({ final: true });
    const from = round.next * answered;
    round.next += 1;
    // Spread over the MPANs that were opened by the front door, each answered once.
    desk.drop('inbox', `answers-${round.next}.usr`, answerFile(from, answered, round.next));
    const begun = performance.now();
    const pass = await desk.engine.pass({ final: true });
    const took = performance.now() - begun;
    if (pass.receipts[0]?.outcome !== 'applied') throw new Error('the answers were not applied');
    const ticking = performance.now();
    await desk.engine.pass({ final: true });
    const ticked = performance.now() - ticking;
    await desk.engine.close();
    if (run === 0) continue;
    intake.push(took / answered);
    tick.push(ticked);
    start.push(opened);
  }
  const peakMb = Math.round(process.memoryUsage().rss / 1e6);
  return { intake: spreadOf(intake), tick: spreadOf(tick), start: spreadOf(start), peakMb };
}

export async function p4(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-p4-'));
  const front = (runs + 1) * sizes.length * answered;
  const desk = await openDesk('2026-08-03T10:00:00Z', {}, folder);
  desk.drop('sent', 'requests.usr', requestFile(0, front, 1));
  await desk.engine.pass({ final: true });
  await desk.engine.close();
  const measured: Measured[] = [];
  const round = { next: 0 };
  let filled = front;
  for (const size of sizes) {
    if (size > filled) fill(join(folder, 'pawl.db'), filled, size);
    filled = Math.max(filled, size);
    measured.push(await measure(folder, round));
  }
  rmSync(folder, { recursive: true });
  const [least, , most] = measured;
  if (least === undefined || most === undefined) throw new Error('a size was not measured');
  const memory = measured.map(({ peakMb }) => peakMb).join(', ');
  const figure = (part: 'intake' | 'tick' | 'start', unit: string): Figure => ({
    ours: rounded(most[part].median),
    peer: null,
    limit: rounded(least[part].median),
    ratio: rounded(most[part].median / least[part].median),
    unit,
    spread: [rounded(most[part].lowest), rounded(most[part].highest)],
    runs,
    note: `at ${sizes.join(', ')} checks: ${measured.map((one) => rounded(one[part].median)).join(', ')}; resident MB ${memory}`,
  });
  return {
    'P4/intake': figure('intake', 'ms/message'),
    'P4/tick': figure('tick', 'ms'),
    'P4/start': figure('start', 'ms'),
  };
}
