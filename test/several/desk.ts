/**
 * One desk that several gateways work for: a schema, a share with the folders that files come into and
 * go out of, and for each gateway a workspace of its own, as on as many machines.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { openStore, type Store } from '../../src/store/index.ts';
import { folderNames, writeWhole } from '../../src/files/index.ts';
import { verify } from '../../src/keeping/index.ts';
import { createLog } from '../../src/log.ts';
import { openGateway } from '../../src/open-gateway.ts';
import { readConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/clock.ts';
import { start, type Started } from '../cli/pawl.ts';
import { readerOf } from '../crash/reader.ts';
import { addressOf, type Cluster } from '../postgres/cluster.ts';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';

/** Short, so that a test need not wait; what it is for users stands in src/membership.ts. */
export const leaseSeconds = 3;

const sharedFolders = folderNames.filter((name) => name !== 'data');

export interface Desk {
  readonly config: {
    readonly store: { readonly address: string; readonly schema: string };
    readonly folders: Readonly<Record<string, string>>;
  };
  readonly share: string;
  /** Starts `pawl run` on the workspace of this name. */
  readonly run: (name: string, env?: Readonly<Record<string, string>>, command?: string) => Started;
  /** The same with another configuration. */
  readonly configure: (name: string, more: Readonly<Record<string, unknown>>) => void;
  readonly folderOf: (name: string) => string;
  /** Drops a file of notifications of these MPANs. */
  readonly notify: (name: string, ...numbers: readonly number[]) => void;
  readonly reader: ReturnType<typeof readerOf>;
  readonly store: Store;
  /** What pawl verify finds. */
  readonly problems: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

let desks = 0;

export async function deskOn(
  cluster: Cluster,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Desk> {
  desks += 1;
  const root = mkdtempSync(join(tmpdir(), 'pawl-several-'));
  const share = join(root, 'share');
  const schema = `pawl_desk${desks}`;
  const config = {
    mpid: 'SUPP',
    role: 'X',
    send: 'automatic',
    undoSeconds: 0,
    csvQuietPeriodMs: 50,
    quietPeriodMs: 50,
    rescanMs: 200,
    escalationsMax: 1,
    store: { address: addressOf(cluster), schema },
    web: { listen: null },
    metrics: { listen: null },
    ...more,
    folders: Object.fromEntries(sharedFolders.map((name) => [name, join(share, name)])),
  };
  for (const name of sharedFolders) mkdirSync(join(share, name), { recursive: true });
  const place = { database: cluster, schema };
  const store = await openStore(place);
  const reader = readerOf(share);
  const folderOf = (name: string): string => join(root, name);
  const configure: Desk['configure'] = (name, more) => {
    mkdirSync(folderOf(name), { recursive: true });
    const text = JSON.stringify({ ...config, ...more });
    writeFileSync(join(folderOf(name), 'pawl.config.json'), text);
  };
  const started: Started[] = [];
  return {
    config,
    share,
    folderOf,
    configure,
    run: (name, env = {}, command = 'run') => {
      try {
        readFileSync(join(folderOf(name), 'pawl.config.json'));
      } catch {
        configure(name, {});
      }
      const gateway = start([command, '--workspace', folderOf(name)], tmpdir(), {
        PAWL_LEASE_SECONDS: String(leaseSeconds),
        ...env,
      });
      started.push(gateway);
      return gateway;
    },
    notify: (name, ...numbers) =>
      writeWhole(
        join(share, 'inbox', name),
        notificationsCsv(numbers.map((n) => ({ mpan: mpanOf(n) }))),
      ),
    reader,
    store,
    problems: async () => {
      const { mpid, role, folders } = config;
      const gateway = await openGateway({
        workspace: folderOf('a'),
        config: readConfig({ mpid, role, folders, store: config.store }, ''),
        clock: systemClock,
        log: createLog('silent', 'none'),
        storePath: '',
        progress: null,
      });
      try {
        return (await verify(gateway)).problems.map(String);
      } finally {
        await gateway.store.close();
      }
    },
    close: async () => {
      reader.stop();
      for (const { process } of started) {
        process.kill('SIGCONT');
        process.kill('SIGKILL');
      }
      await Promise.all(started.map(({ ended }) => ended));
      await store.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Waits until something is so. Fails after a minute. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const since = performance.now(); performance.now() - since < 60_000; ) {
    if (await isSo()) return;
    await sleep(25);
  }
  throw new Error(`a minute passed without: ${what}`);
}

/** How often a process has come to be at work. */
export const livesOf = (gateway: Started): number =>
  gateway.output().split('running as').length - 1;

/** Whether a process stands still, as SIGSTOP left it. */
export function isStopped({ process }: Started): boolean {
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0] === 'T';
}

/** Each file of outbox/ was there once, whole. */
export async function sentOnce({ reader, store }: Desk): Promise<void> {
  const byName = (one: { name: string }, other: { name: string }): number =>
    one.name < other.name ? -1 : 1;
  const seen = reader.stop().toSorted(byName);
  const sent = (await store.outbox()).map(({ name, text }) => ({ name, text }));
  const { expect } = await import('vitest');
  expect(seen).toEqual(sent.toSorted(byName));
}

/** Asks as superuser. Of a database that is to be copied everybody else is thrown out. */
export async function ask(cluster: Cluster, statement: string, database: string): Promise<void> {
  const client = new Client({ ...cluster, database });
  await client.connect();
  try {
    const others = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = $1 and pid <> pg_backend_pid()`;
    for (let tries = 1; ; tries += 1) {
      await client.query(others, [cluster.database]);
      try {
        await client.query(statement);
        return;
      } catch (error) {
        if (tries === 50) throw error;
      }
    }
  } finally {
    await client.end();
  }
}
