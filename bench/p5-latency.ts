/**
 * P5: from the rename of a D0002 into inbox/ to the owed D0142 standing in outbox/, one at a time,
 * through the running gateway loop; against the bare path of noticing, reading, two flushed writes
 * and a rename.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import { readConfig } from '../src/config/config.ts';
import { openEngine } from '../src/engine.ts';
import { createLog } from '../src/log.ts';
import { folderWaiter, runUntilStopped } from '../src/runner.ts';
import { flowFile, mpanOf } from './generate.ts';
import { type Report, rounded, spreadOf } from './measure.ts';

/** Enough for a 99th percentile that is not simply the slowest. */
const samples = 200;

/** One at a time: what the file before left to be tidied up is done when the next one comes. */
const restMs = 25;

/** Waits for a file in a folder by its watcher; resolves with the milliseconds it took. */
async function until(folder: string, seen: (name: string) => boolean, act: () => void) {
  const start = performance.now();
  let stop = (): void => {};
  const arrived = new Promise<number>((resolve) => {
    const watcher = watch(folder, () => {
      if (readdirSync(folder).some(seen)) resolve(performance.now() - start);
    });
    stop = () => watcher.close();
  });
  act();
  const taken = await arrived;
  stop();
  return taken;
}

const local = (): string =>
  Temporal.Now.plainDateTimeISO('Europe/London').toString().replace(/\D/g, '').slice(0, 14);

/** One side of the comparison: a file is renamed in, and it is waited for what must come out. */
interface Path {
  readonly sample: (n: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

async function ours(): Promise<Path> {
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-p5-'));
  const config = readConfig(
    { mpid: 'SUPP', role: 'X', send: 'automatic', csvQuietPeriodMs: 0 },
    'bench',
  );
  const engine = await openEngine({
    workspace,
    config,
    clock: systemClock,
    log: createLog('silent', 'none'),
    storePath: join(workspace, 'pawl.db'),
    progress: null,
  });
  const stop = new AbortController();
  const waiter = folderWaiter(workspace, createLog('silent', 'none'));
  const running = runUntilStopped({
    engine,
    waiter,
    stop: stop.signal,
    firstIsFinal: false,
    onPass: async () => {},
  });
  const today = Temporal.Now.plainDateISO('Europe/London').toString();
  const header = 'mpan,notifiedOn,source,reference,meterOperator,addressLine1,postcode\n';
  const rows = Array.from(
    { length: samples + 1 },
    (_, n) => `${mpanOf(n)},${today},bench,N${n},MOPX,1 HIGH STREET,AA1 1AA\n`,
  );
  const inbox = join(workspace, 'inbox');
  const outbox = join(workspace, 'outbox');
  await until(
    outbox,
    (name) => name.startsWith('D0001'),
    () => writeFileSync(join(inbox, 'notified.csv'), header + rows.join('')),
  );
  // The answer must be created after the request, and header times are whole seconds.
  await sleep(1_100);
  return {
    sample: async (n) => {
      writeFileSync(join(workspace, 'answer.usr'), answer(n, today), 'latin1');
      await sleep(restMs);
      const before = new Set(readdirSync(outbox));
      return until(
        outbox,
        (name) => name.startsWith('D0142') && !before.has(name),
        () => renameSync(join(workspace, 'answer.usr'), join(inbox, `answer-${n}.usr`)),
      );
    },
    close: async () => {
      stop.abort();
      await running;
      await waiter.close();
      await engine.close();
      rmSync(workspace, { recursive: true });
    },
  };
}

/** A D0002 that says there is no backstop, so that a D0142 is owed. */
const answer = (n: number, today: string): string =>
  flowFile(
    {
      flow: 'D0002001',
      from: ['M', 'MOPX'],
      to: ['X', 'SUPP'],
      fileIdentifier: `A${String(n).padStart(9, '0')}`,
      createdAt: local(),
    },
    [
      `004|${mpanOf(n)}|MICROGENERATION BACKSTOP CHECK|${today.replaceAll('-', '')}|`,
      '005|-|NO BACKSTOP FITTED|',
      '006|-|||',
    ],
    1,
  );

function flushed(path: string, bytes: Buffer): void {
  const handle = openSync(path, 'w');
  writeSync(handle, bytes);
  fsyncSync(handle);
  closeSync(handle);
}

function bare(): Path {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-p5-bare-'));
  const [inbox, outbox] = [join(folder, 'inbox'), join(folder, 'outbox')];
  for (const path of [inbox, outbox]) mkdirSync(path);
  const watcher = watch(inbox, () => {
    for (const name of readdirSync(inbox)) {
      const bytes = readFileSync(join(inbox, name));
      rmSync(join(inbox, name));
      flushed(join(folder, 'journal'), bytes);
      flushed(join(outbox, `.${name}.tmp`), bytes);
      renameSync(join(outbox, `.${name}.tmp`), join(outbox, name));
    }
  });
  return {
    sample: async (n) => {
      const waiting = join(folder, 'waiting');
      writeFileSync(waiting, 'A'.repeat(250));
      await sleep(restMs);
      return until(
        outbox,
        (name) => name === `file-${n}` && existsSync(join(outbox, name)),
        () => renameSync(waiting, join(inbox, `file-${n}`)),
      );
    },
    close: async () => {
      watcher.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function p5(): Promise<Report> {
  const paths = [bare(), await ours()] as const;
  const taken: readonly [number[], number[]] = [[], []];
  // In turns, so that a slow moment of the disk meets both; the first of each is a warm-up.
  for (let n = 0; n <= samples; n += 1) {
    for (const index of [0, 1] as const) {
      const ms = await paths[index].sample(n);
      if (n > 0) taken[index].push(ms);
    }
  }
  for (const { close } of paths) await close();
  const floor = spreadOf(taken[0]);
  const spread = spreadOf(taken[1]);
  const sorted = taken[1].toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? spread.highest;
  return {
    'P5/bare': {
      ours: rounded(spread.median),
      peer: null,
      limit: rounded(floor.median),
      ratio: rounded(spread.median / floor.median),
      unit: 'ms',
      spread: [rounded(spread.lowest), rounded(spread.highest)],
      runs: samples,
      note: `99th percentile ${rounded(p99)} ms`,
    },
  };
}
