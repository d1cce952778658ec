/**
 * Pages of the store that a disk has damaged, each tree of it in turn: what does not need them is done
 * all the same, and people are told at once. Nothing here mends a store; a backup does.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { EngineError } from '../../src/engine-error.ts';
import { troubleBehind } from '../../src/health/failure-cause.ts';
import { openWatched } from '../health/gateway.ts';
import { mpanOf, notificationsCsv, reportFile } from '../support/flow-files.ts';
import { openTestGateway, tempFolder } from '../support/workspace.ts';

const settings = { send: 'automatic', csvQuietPeriodMs: 0, quietPeriodMs: 0 };

/** Open checks, a file that is to be written, an answer in the inbox; their deadlines are over. */
async function desk(): Promise<string> {
  const own = await openTestGateway(settings);
  own.drop('n.csv', notificationsCsv([1, 2, 3].map((n) => ({ mpan: mpanOf(n) }))));
  const pauses = [{ code: 'TEST', about: '', detail: '', holds: ['outbox'] as const }];
  await own.engine.pass({ final: true, pauses });
  await own.close();
  own.drop('r.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED'));
  return own.workspace;
}
const later = '2026-09-10T12:00:00Z';

interface Tree {
  readonly name: string;
  readonly page: number;
}

function treesOf(workspace: string): { readonly trees: readonly Tree[]; readonly size: number } {
  const store = new DatabaseSync(join(workspace, 'data', 'pawl.db'));
  store.exec('pragma wal_checkpoint(truncate)');
  const size = Number(store.prepare('pragma page_size').get()?.['page_size']);
  const rows = store.prepare('select name, rootpage from sqlite_schema where rootpage > 0').all();
  store.close();
  return {
    size,
    trees: rows.map((row) => ({ name: String(row['name']), page: Number(row['rootpage']) })),
  };
}

function damaged(workspace: string, page: number, size: number): string {
  const copy = tempFolder();
  cpSync(workspace, copy, { recursive: true });
  const path = join(copy, 'data', 'pawl.db');
  const bytes = readFileSync(path);
  bytes.fill(0xff, (page - 1) * size, page * size);
  writeFileSync(path, bytes);
  return copy;
}

/** Null where the store cannot be opened at all, which says so. */
async function passOn(workspace: string) {
  try {
    const own = await openTestGateway(settings, workspace, fixedClock(later));
    const watched = await openWatched({}, own);
    const { receipts, written, alerts } = await watched.watched.pass({ final: false });
    // What failed beside the pass is told with the next one.
    await watched.watched.pass({ final: false });
    await own.close();
    const told = watched.told().map(({ code }) => code);
    return { done: [receipts.length, written.length, alerts], told };
  } catch (error) {
    const isTold = error instanceof EngineError && error.code === 'STORE_UNAVAILABLE';
    expect(isTold || troubleBehind(error, workspace)?.code === 'STORE_DAMAGED').toBe(true);
    return null;
  }
}

test('whatever page is damaged, what can be done is done, and people are told', async () => {
  const workspace = await desk();
  const whole = tempFolder();
  cpSync(workspace, whole, { recursive: true });
  const calm = await passOn(whole);
  expect(calm?.told).toEqual([]);
  const { trees, size } = treesOf(workspace);
  expect(trees.length).toBeGreaterThan(50);
  const ends = new Map<string, NonNullable<Awaited<ReturnType<typeof passOn>>> | null>();
  // The tables, what each look around reads, and every third of the other indexes: 70 of them would
  // take half a minute.
  for (const [index, { name, page }] of trees.entries()) {
    const isIndex = name.includes('_by_') || name.startsWith('sqlite_');
    if (isIndex && name !== 'open_items_by_number' && index % 3 !== 0) continue;
    ends.set(name, await passOn(damaged(workspace, page, size)));
  }
  for (const [name, end] of ends) {
    if (end === null || end.done.join() === calm?.done.join()) continue;
    expect([name, end.told]).toEqual([name, expect.arrayContaining(['STORE_DAMAGED'])]);
    // What lay ready to be sent needs nothing but its own rows.
    if (!name.includes('outbox')) expect([name, end.done[1]]).toEqual([name, 1]);
  }
  // The notes cannot be read without their index either, whether it is among those that are tried or not.
  const unopened = [...ends].filter(([, end]) => end === null).map(([name]) => name);
  expect(unopened.filter((name) => name !== 'sqlite_autoindex_notes_1')).toEqual([
    'calendars',
    'notes',
    'config_changes',
    // Which letters mean what decides whose a flow is: without it nothing is judged.
    'reference_merges',
  ]);
  // Deadlines of what cannot be taken in any more are told of.
  expect(ends.get('files')?.done).toEqual([0, ...(calm?.done.slice(1) ?? [])]);
  expect(ends.get('journal')?.told).toContain('STORE_DAMAGED');
}, 120_000);
