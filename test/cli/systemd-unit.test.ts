/**
 * packaging/pawl.service against the command it starts: which ends a service tries again, and what it
 * allows the gateway. The unit itself is verified by test/package.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { engineErrorCodes, triedAgainExitCode } from '../../src/engine-error.ts';
import { openSqliteStore } from '../../src/store/index.ts';
import { demoWorkspace, freshFolder, pawl, start, takenInWorkspace } from './pawl.ts';

const repository = new URL('../../', import.meta.url);
const unit = readFileSync(new URL('packaging/pawl.service', repository), 'utf8');

const settingOf = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

const prevented = settingOf('RestartPreventExitStatus').split(' ').map(Number);

/** How `Restart=on-failure` goes on after an exit code. */
const triesAgain = (code: number | null): boolean =>
  code !== 0 && code !== null && !prevented.includes(code);

test('what a restart may mend is tried again, and nothing else that has a code is', () => {
  expect(settingOf('Restart')).toBe('on-failure');
  const tried = Object.entries(engineErrorCodes).flatMap(([code, exit]) =>
    // 1 is for what people ask: no gateway ends with it.
    exit !== 1 && triesAgain(exit) ? [code] : [],
  );
  expect(tried).toEqual([
    'STORE_UNAVAILABLE',
    'GATEWAY_RUNNING',
    'GATEWAY_FENCED',
    'CONFIG_DIFFERS',
    'CLOCK_BEHIND',
    'CLOCK_SKEWED',
    'FOLDER_UNUSABLE',
  ]);
  const given = Object.values(engineErrorCodes).filter((exit) => exit !== 1);
  const useless = prevented.filter((code) => !given.some((exit) => exit === code));
  expect(useless, 'codes that no command ends with').toEqual([]);
  // A clock may take longer to be set than any number of tries.
  expect(settingOf('StartLimitIntervalSec')).toBe('0');
});

test('a clock that is behind at boot is tried again', async () => {
  const folder = await takenInWorkspace();
  const store = await openSqliteStore(join(folder, 'data', 'pawl.db'));
  const last = await store.lastRecordedAt();
  await store.close();
  const gateway = start(['run', '--workspace', folder], folder, {
    NODE_OPTIONS: `--import=${clockBehind(last ?? '', 2 * 3_600_000)}`,
  });
  const { code, err } = await gateway.ended;
  expect(err).toContain('pawl: CLOCK_BEHIND: ');
  expect([code, triesAgain(code)]).toEqual([triedAgainExitCode, true]);
  // With the clock set, the same command goes to work.
  expect((await pawl('once', '--workspace', folder)).code).toBe(0);
});

/** A module that sets the process's clock to so much before an instant, as a machine without a battery. */
function clockBehind(instant: string, byMs: number): string {
  const at = Date.parse(instant) - byMs;
  const path = join(freshFolder(), 'clock.mjs');
  writeFileSync(
    path,
    `const { Instant } = Temporal;
     Date.now = () => ${at};
     Temporal.Now.instant = () => Instant.fromEpochMilliseconds(${at});\n`,
  );
  return path;
}

test('a folder that cannot be reached is tried again', async () => {
  const elsewhere = freshFolder();
  const disk = join(elsewhere, 'disk');
  writeFileSync(disk, '');
  const folder = demoWorkspace({ folders: { outbox: join(disk, 'outbox') } });
  const away = await pawl('run', '--workspace', folder);
  expect(away.err).toContain('pawl: FOLDER_UNUSABLE: ');
  expect([away.code, triesAgain(away.code)]).toEqual([triedAgainExitCode, true]);
  rmSync(disk);
  expect((await pawl('once', '--workspace', folder)).code).toBe(0);
});

test('a port that is taken stops nothing, and is had once it is free', async () => {
  const [pages, figures] = [await takenPort(), await takenPort()];
  const folder = demoWorkspace({
    web: { listen: `127.0.0.1:${pages.port}`, openOnLoopback: true },
    metrics: { listen: `127.0.0.1:${figures.port}` },
  });
  const gateway = start(['run', '--workspace', folder]);
  await gateway.says('pages are not served yet, and are tried again');
  await gateway.says('metrics cannot be served; the gateway runs on');
  await gateway.says('"name":');
  await pages.free();
  await figures.free();
  await gateway.says('metrics are served now');
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${pages.port}/`).then(
          (got) => got.status,
          () => 0,
        ),
      {
        timeout: 40_000,
        interval: 500,
      },
    )
    .toBe(200);
  expect(tasksOf(gateway.process.pid ?? 0)).toBeLessThan(Number(settingOf('TasksMax')) / 2);
  gateway.process.kill('SIGTERM');
  expect((await gateway.ended).code).toBe(0);
}, 60_000);

async function takenPort(): Promise<{ port: number; free: () => Promise<void> }> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const free = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  onTestFinished(() => (server.listening ? free() : undefined));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, free };
}

/** Threads of a process; 0 where the system does not tell. */
function tasksOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0;
  }
}

test('what the unit allows is more than twice what hostile files take', () => {
  const folder = new URL('docs/reliability/', repository);
  const measured = readdirSync(folder)
    .filter((name) => /^(hostile-.*|floods)\.json$/.test(name))
    .flatMap((name) => {
      const { figures } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
        figures: { what: string; value: number | string; unit?: string }[];
      };
      return figures.filter(
        ({ what, unit }) => unit === 'MB' && /largest process|peak memory/.test(what),
      );
    })
    .map(({ value }) => Number(value));
  expect(measured.length).toBeGreaterThan(5);
  const [, gigabytes = ''] = /^(\d+)G$/.exec(settingOf('MemoryMax')) ?? [];
  expect(Number(gigabytes) * 1_024).toBeGreaterThan(2 * Math.max(...measured));
});
