/**
 * What must be true of a workspace after any number of crashes: nothing lost, nothing twice, nothing
 * left lying about, and the same checks as if nothing had happened.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { openGateway } from '../../src/open-gateway.ts';
import { verify } from '../../src/keeping/index.ts';
import { createLog } from '../../src/log.ts';
import { replayedOf } from '../../src/replay/index.ts';
import type { SeenFile } from './reader.ts';
import type { Batch } from './story.ts';

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

/** What must not depend on interruptions. */
export async function endOf(workspace: string, story: readonly Batch[]) {
  const read = (path: string): string => readFileSync(join(workspace, path), 'latin1');
  const gateway = await openGateway({
    workspace,
    config: readConfig(JSON.parse(read('pawl.config.json')), 'pawl.config.json'),
    clock: fixedClock(read('data/clock.txt').trim()),
    log: createLog('silent', 'none'),
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
  try {
    const { store } = gateway;
    const replayed = await replayedOf(gateway);
    return {
      problems: (await verify(gateway)).problems,
      receipts: await store.receipts(),
      unsettled: await store.unsettled(),
      outbox: await store.outbox(),
      checks: replayed.checks,
      exceptions: await store.exceptions({ open: true }),
      alerts: (await store.alertsOf(null)).map(({ key, at, retracted }) => ({
        key,
        at,
        retracted,
      })),
      undelivered: await store.undeliveredAlerts(10),
      lines: filesIn(join(workspace, 'alerts')).flatMap((name) =>
        read(`alerts/${name}`).split('\n').slice(0, -1),
      ),
      dropped: story.flatMap(({ files }) => files.map(({ content }) => content)),
      files: filesIn(workspace).filter((name) => !name.startsWith('data')),
      read,
    };
  } finally {
    await gateway.store.close();
  }
}

export type End = Awaited<ReturnType<typeof endOf>> & {
  /** What the one channel was told, by key: each way in which it was said. */
  readonly heard: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the reader of outbox/ has taken. */
  readonly seen: readonly SeenFile[];
};

/** Everything that can be said of one workspace alone. */
export function expectSound(end: End): void {
  const { receipts, outbox, files, read } = end;
  expect(end.problems).toEqual([]);
  expect(end.unsettled).toEqual([]);
  expect(end.undelivered).toEqual([]);
  // Every inbound file: one receipt, one place.
  const places = receipts.map(({ destination }) => destination);
  expect(receipts).toHaveLength(end.dropped.length);
  expect(new Set(places).size).toBe(places.length);
  expect(places.map(read).sort()).toEqual(end.dropped.toSorted());
  expect(files.filter((name) => /^(inbox|sent)/.test(name))).toEqual([]);
  // Beside them only what was refused, with its findings.
  const partly = receipts.filter(({ outcome }) => outcome === 'partly-applied');
  const refused = receipts.filter(({ outcome }) => ['rejected', 'set-aside'].includes(outcome));
  const beside = files.filter(
    (name) => /^(archive|rejected|set-aside)/.test(name) && !places.includes(name),
  );
  const isFindings = (name: string): boolean => name.endsWith('.findings.json');
  expect(beside.filter(isFindings)).toHaveLength(partly.length + refused.length);
  expect(beside.filter((name) => !isFindings(name))).toHaveLength(partly.length);
  for (const name of beside.filter(isFindings)) {
    expect(files).toContain(name.slice(0, -'.findings.json'.length));
    expect(() => JSON.parse(read(name))).not.toThrow();
  }
  // Every file that was sent: once, whole, although its reader took it away at once.
  const byName = (one: SeenFile, other: SeenFile): number => (one.name < other.name ? -1 : 1);
  expect(files.filter((name) => name.startsWith('outbox'))).toEqual([]);
  expect([...end.seen].sort(byName)).toEqual(
    outbox.map(({ name, text }) => ({ name, text })).sort(byName),
  );
  expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  // Every alert at least once, whole.
  const told = new Set(end.lines.flatMap(keyIn));
  expect([...told].sort()).toEqual(end.alerts.map(({ key }) => key).sort());
  // The channel too: each at least once, and under one key always the same.
  expect([...end.heard.keys()].sort()).toEqual(end.alerts.map(({ key }) => key).sort());
  for (const [key, bodies] of end.heard) expect([key, bodies.size]).toEqual([key, 1]);
}

function keyIn(line: string): string[] {
  try {
    return [String(JSON.parse(line).key)];
  } catch {
    // Half a line that a crash left.
    return [];
  }
}

/** Everything that must be as in a run without interruption. */
export function expectSame(end: End, calm: End): void {
  expect(checksIn(end)).toEqual(checksIn(calm));
  expect(end.exceptions).toEqual(calm.exceptions);
  expect(end.alerts).toEqual(calm.alerts);
  expect(sentIn(end)).toEqual(sentIn(calm));
  // Of two files of one content either may come first.
  const outcomesIn = ({ receipts }: End): string[] =>
    receipts.map(({ sha256, outcome }) => `${sha256} ${outcome}`).sort();
  expect(outcomesIn(end)).toEqual(outcomesIn(calm));
}

/** What was in the work queue for a while depends on which of two files came first. */
const isOpen = ({ open }: { readonly open: boolean }): boolean => open;

const checksIn = ({ checks }: End) =>
  checks.map((check) => ({ ...check, exceptions: check.exceptions.filter(isOpen) }));

/** Each flow for each MPAN, however they were put together into files. */
const sentIn = ({ outbox }: End): string[] =>
  outbox.flatMap(({ flow, mpans }) => mpans.map((mpan) => `${flow} ${mpan}`)).sort();
