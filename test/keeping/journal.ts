/** A store with a short journal, one MPAN of it erased, and ways to lay hands on it. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { type ChainVerification, followChain } from '../../src/keeping/verify-chain.ts';
import { openLedger, openSqliteStore, type Store, unitOfWork } from '../../src/store/index.ts';
import { at, eventOf, stateOf, updateOf } from '../store/rows.ts';
import { mpanOf } from '../support/flow-files.ts';

export const entriesMade = 14;

/** Twelve events of four MPANs in commits of several sizes; the second MPAN is erased, twice. */
export async function makeJournal(path: string): Promise<void> {
  const store = await openSqliteStore(path);
  const events = Array.from({ length: 12 }, (_, n) =>
    // No key is another with one character changed: the store would refuse it.
    eventOf(n % 4, `key/${'abcdefghijkl'.charAt(n).repeat(2)}`, {
      line: n + 2,
      file: `0${n % 3}-D0002.usr`,
    }),
  );
  const mpans = [0, 1, 2, 3].map((n) => updateOf(n));
  await store.commit(unitOfWork(at, { events: events.slice(0, 5), mpans }));
  for (const event of events.slice(5)) await store.commit(unitOfWork(at, { events: [event] }));
  await eraseOne(store, 1, 1);
  await eraseOne(store, 1, 2);
  await store.close();
}

export async function eraseOne(store: Store, n: number, revision: number): Promise<void> {
  const mpan = mpanOf(n);
  const { party: _party, ...source } = eventOf(n, `erased/${mpan}/${revision}`, {
    sender: '',
    line: 0,
    file: '',
  }) as ReturnType<typeof eventOf> & { party: string };
  const event = {
    ...source,
    kind: 'erased' as const,
    who: 'anne',
    reason: 'asked for',
    state: stateOf(mpan),
  };
  const erasure = { at, event, update: updateOf(n, { revision }), files: [], findings: [] };
  if ((await store.erase({ ...erasure, outbox: [] })) === 'conflict') throw new Error('conflict');
}

/** What verification says of a copy of the store after something was done to it. */
export async function verifiedAfter(
  template: string,
  folder: string,
  change: (database: DatabaseSync) => void,
): Promise<ChainVerification> {
  mkdirSync(join(folder, 'reports'), { recursive: true });
  const path = join(folder, 'changed.db');
  copyFileSync(template, path);
  const database = new DatabaseSync(path);
  try {
    change(database);
  } finally {
    database.close();
  }
  return verifiedAt(path, folder);
}

export async function verifiedAt(path: string, workspace: string): Promise<ChainVerification> {
  const store = await openSqliteStore(path);
  try {
    return await verifyChain({ store, workspace, progress: null });
  } finally {
    await store.close();
  }
}

export function databaseAt(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  return database;
}

/** The chain alone, with a ledger of its own. */
export async function verifyChain(
  gateway: Parameters<typeof followChain>[0],
): Promise<ChainVerification> {
  const ledger = openLedger();
  try {
    return await followChain(gateway, [], ledger, Number.MAX_SAFE_INTEGER);
  } finally {
    ledger.close();
  }
}
