/**
 * P13 with gateways as processes of their own, on one schema and one share: two and four beside one, over
 * the same files, and how long it takes until another is the first.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requestFile } from './desk.ts';
import { mpanOf } from './generate.ts';
import { type Figure, type Report, race, rounded, spreadOf, throughput } from './measure.ts';
import { hostOf, onDatabase, storeAt } from './p13-place.ts';
import type { Postgres } from './peers/postgres.ts';

const runs = 3;
const leaseSeconds = 15;
const takeovers = 3;

/** Gateways as processes of their own, on one schema and one share. */
async function gatewaysOn(postgres: Postgres, folder: string, database: string) {
  await onDatabase(postgres)('postgres', (pool) => pool.query(`create database ${database}`));
  const share = join(folder, `share-${database}`);
  const names = ['inbox', 'sent', 'outbox', 'archive', 'rejected', 'set-aside'] as const;
  for (const name of names) mkdirSync(join(share, name), { recursive: true });
  const config = {
    mpid: 'SUPP',
    role: 'X',
    send: 'automatic',
    rescanMs: 500,
    quietPeriodMs: 50,
    logLevel: 'warn',
    web: { listen: null },
    store: storeAt(hostOf(postgres), database),
    folders: Object.fromEntries(names.map((name) => [name, join(share, name)])),
  };
  const children: ChildProcess[] = [];
  /** Resolves once it is at work. */
  const start = async (): Promise<ChildProcess> => {
    const workspace = join(folder, `${database}-${children.length}`);
    mkdirSync(workspace, { recursive: true });
    writeFileSync(join(workspace, 'pawl.config.json'), JSON.stringify(config));
    const main = new URL('../src/cli/pawl.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, 'run', '--workspace', workspace]);
    children.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece: Buffer) => {
        said += piece.toString('utf8');
      });
    }
    await until(() => said.includes('pawl: running as'), `at work: ${said}`);
    return child;
  };
  return {
    share,
    start,
    /** Kills all, and the database goes. */
    end: async (): Promise<void> => {
      const left = children.filter(({ exitCode, signalCode }) => (exitCode ?? signalCode) === null);
      await Promise.all(
        left.map((child) => {
          const ended = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGKILL');
          return ended;
        }),
      );
      const drop = `drop database ${database} with (force)`;
      await onDatabase(postgres)('postgres', (pool) => pool.query(drop));
      for (const [index] of children.entries()) {
        rmSync(join(folder, `${database}-${index}`), { recursive: true, force: true });
      }
      rmSync(share, { recursive: true, force: true });
    },
  };
}

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const since = performance.now(); !(await isSo()); await sleep(20)) {
    if (performance.now() - since > 300_000) throw new Error(`never ${what}`);
  }
}

const filesShared = Number(process.env['PAWL_P13_FILES'] ?? 1_000);
const requestsInFile = 50;

/** One, two and four gateways take in what lies in one share, until each file has its receipt. */
export async function together(postgres: Postgres, folder: string): Promise<Report> {
  const files = Array.from({ length: filesShared }, (_, index) =>
    requestFile(index * requestsInFile, requestsInFile, index + 1),
  );
  const contenders = [1, 2, 4].map((number) => {
    let gateways: Awaited<ReturnType<typeof gatewaysOn>> | null = null;
    const database = `with${number}`;
    return {
      name: `${number}`,
      prepare: async () => {
        gateways = await gatewaysOn(postgres, folder, database);
        for (let index = 0; index < number; index += 1) await gateways.start();
      },
      run: async () => {
        const sent = join(gateways?.share ?? '', 'sent');
        for (const [index, text] of files.entries()) {
          writeFileSync(join(sent, `requests-${index}.usr`), text, 'latin1');
        }
        await onDatabase(postgres)(database, (pool) =>
          until(async () => {
            const asked = `select count(*)::int as n from pawl_bench.files where outcome = 'applied'`;
            const [row] = (await pool.query<{ n: number }>(asked)).rows;
            return row?.n === filesShared;
          }, 'all applied'),
        );
      },
      clean: async () => gateways?.end(),
    };
  });
  const spreads = await race(contenders, runs);
  const [one, two, four] = contenders.map(({ name }) => spreads.get(name));
  if (one === undefined || two === undefined || four === undefined) throw new Error('measured');
  const instances = filesShared * requestsInFile;
  const shape = `${filesShared.toLocaleString('en-GB')} files of ${requestsInFile} requests in one share; peer: one gateway`;
  const figure = (of: typeof one, note: string): Figure => ({
    ...throughput(instances, of, { spread: one, as: 'peer' }, 'instances/s'),
    note: `${shape}; ${note}`,
  });
  return {
    'P13/two-gateways': figure(two, 'never below one'),
    'P13/four-gateways': figure(four, 'at least 1.5'),
  };
}

const sentIn = (share: string): number =>
  readdirSync(join(share, 'outbox')).filter((name) => name.endsWith('.usr')).length;

/** One MPAN notified today, with all that its D0001 needs. */
const notified = (n: number): string =>
  [
    'mpan,notifiedOn,source,reference,meterId,meterRegisterId,ssc,meterOperator,addressLine1,postcode',
    `${mpanOf(n)},${new Date().toISOString().slice(0, 10)},installer,R${n},OLD${n},01,0393,MOPX,1 High Street,ZZ1 1ZZ`,
    '',
  ].join('\r\n');

/** From the kill of the first gateway until another has done what the first alone does. */
export async function takeover(postgres: Postgres, folder: string): Promise<Figure> {
  const { share, start, end } = await gatewaysOn(postgres, folder, 'several');
  const seconds: number[] = [];
  try {
    let first = await start();
    for (let index = 1; index <= takeovers; index += 1) {
      const next = await start();
      const before = sentIn(share);
      const begun = performance.now();
      first.kill('SIGKILL');
      // What is notified is owed a D0001, which the first gateway alone writes.
      writeFileSync(join(share, 'inbox', `notified-${index}.csv`), notified(index * 10));
      await until(() => sentIn(share) > before, 'a flow went out');
      seconds.push((performance.now() - begun) / 1_000);
      first = next;
    }
  } finally {
    await end();
  }
  const { median, lowest, highest } = spreadOf(seconds);
  return {
    ours: rounded(median),
    peer: null,
    limit: leaseSeconds + 3,
    ratio: rounded(median / (leaseSeconds + 3)),
    unit: 's',
    spread: [rounded(lowest), rounded(highest)],
    runs: takeovers,
    note: 'kill -9 of the first gateway, until another has written the flow that is owed for a file that came then; limit: the lease and 3 s',
  };
}
