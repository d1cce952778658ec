/**
 * P3: 10,000 files of one MPAN each, dropped at once; against listing, reading, hashing and moving
 * them and writing the same rows in groups, and against a naive gateway that commits each message.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDesk } from './desk.ts';
import { type Report, spreadOf, throughput } from './measure.ts';
import { answeredAt, writeAnswers } from './peers/answer-files.ts';
import { prepareBare, runBare } from './peers/bare-files.ts';
import { runNaive } from './peers/naive-gateway.ts';

const files = 10_000;
const runs = 5;

async function runOurs(folder: string, before: string): Promise<number> {
  const workspace = mkdtempSync(join(folder, 'ours-'));
  copyFileSync(before, join(workspace, 'pawl.db'));
  const desk = await openDesk(answeredAt, {}, workspace);
  await desk.engine.pass({ final: false });
  writeAnswers(join(workspace, 'inbox'), files);
  const start = performance.now();
  let applied = 0;
  // A pass takes in part of a flood, so that the clock and the other folder have their turn.
  for (let before = -1; applied > before; ) {
    before = applied;
    const pass = await desk.engine.pass({ final: false });
    applied += pass.receipts.filter(({ outcome }) => outcome === 'applied').length;
  }
  const seconds = (performance.now() - start) / 1000;
  if (applied !== files) throw new Error(`${applied} of ${files} files were applied`);
  await desk.close();
  return seconds;
}

export async function p3(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-p3-'));
  const work = await prepareBare(join(folder, 'prepare'), files);
  const ours: number[] = [];
  const bare: number[] = [];
  const naive: number[] = [];
  for (let round = 0; round <= runs; round += 1) {
    const fresh = (name: string): string => {
      const path = join(folder, `${name}-${round}`);
      mkdirSync(path);
      return path;
    };
    const seconds = await runOurs(folder, work.before);
    const floor = runBare(fresh('bare'), work);
    const peer = await runNaive(fresh('naive'), files);
    for (const name of ['bare', 'naive']) rmSync(join(folder, `${name}-${round}`), { recursive: true });
    if (round === 0) continue;
    ours.push(seconds);
    bare.push(floor);
    naive.push(peer);
  }
  rmSync(folder, { recursive: true });
  const spread = spreadOf(ours);
  return {
    'P3/bare': throughput(files, spread, { spread: spreadOf(bare), as: 'limit' }, 'files/s'),
    'P3/naive': throughput(files, spread, { spread: spreadOf(naive), as: 'peer' }, 'files/s'),
  };
}
