/**
 * The gateway a competent developer would write first: list the folder, parse each file with a CSV
 * library, restore the check's XState actor, send it the answer, store its snapshot and the file in
 * one commit, move the file. No validation, no calendar, no folder is flushed: less is promised.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseString } from 'fast-csv';
import { assign, createActor, setup, type Snapshot } from 'xstate';
import { writeAnswers } from './answer-files.ts';
import { type Opening, openingOf } from './work.ts';

type CheckEvent = {
  readonly type: 'answered';
  readonly hasBackstop: boolean;
  readonly meterId: string;
  readonly visitedOn: string;
};

type CheckContext = Opening & { readonly visitedOn: string | null };

const checkMachine = setup({
  types: {
    input: {} as Opening,
    context: {} as CheckContext,
    events: {} as CheckEvent,
  },
  actions: {
    remember: assign({
      visitedOn: ({ event }) => event.visitedOn,
      meterId: ({ event }) => event.meterId,
    }),
  },
  guards: { hasBackstop: ({ event }) => event.hasBackstop },
}).createMachine({
  id: 'check',
  initial: 'investigating',
  context: ({ input }) => ({ ...input, visitedOn: null }),
  states: {
    investigating: {
      on: {
        answered: [
          { guard: 'hasBackstop', target: 'closed', actions: 'remember' },
          { target: 'replacementToOrder', actions: 'remember' },
        ],
      },
    },
    replacementToOrder: {},
    closed: { type: 'final' },
  },
});

/**
 * Opens `count` checks and drops an answer to each into `folder`/inbox; then, timed, takes the
 * answers in. Returns the seconds of the intake.
 */
export async function runNaive(folder: string, count: number): Promise<number> {
  const [inbox, archive] = [join(folder, 'inbox'), join(folder, 'archive')];
  mkdirSync(archive, { recursive: true });
  writeAnswers(inbox, count);
  const database = new DatabaseSync(join(folder, 'naive.db'));
  try {
    database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = full;
      create table checks (mpan text primary key, state text not null, snapshot text not null);
      create table messages (name text primary key, mpan text not null, content text not null);
    `);
    openChecks(database, count);
    const start = performance.now();
    await takeIn(database, inbox, archive);
    const seconds = (performance.now() - start) / 1000;
    assertAllTaken(database, count);
    return seconds;
  } finally {
    database.close();
  }
}

function openChecks(database: DatabaseSync, count: number): void {
  const insert = database.prepare('insert into checks (mpan, state, snapshot) values (?, ?, ?)');
  database.exec('begin');
  for (let n = 0; n < count; n += 1) {
    const opening = openingOf(n);
    const actor = createActor(checkMachine, { input: opening }).start();
    const { value } = actor.getSnapshot();
    insert.run(opening.mpan, value, JSON.stringify(actor.getPersistedSnapshot()));
    actor.stop();
  }
  database.exec('commit');
}

/** A restored actor has its context already; the type asks for the input all the same. */
const unused = openingOf(0);

async function takeIn(database: DatabaseSync, inbox: string, archive: string): Promise<void> {
  const select = database.prepare('select snapshot from checks where mpan = ?');
  const update = database.prepare('update checks set state = ?, snapshot = ? where mpan = ?');
  const insert = database.prepare('insert into messages (name, mpan, content) values (?, ?, ?)');
  for (const name of readdirSync(inbox).sort()) {
    const content = readFileSync(join(inbox, name), 'latin1');
    const { mpan, event } = answerIn(await rowsOf(content));
    const row = select.get(mpan);
    const snapshot: Snapshot<unknown> = JSON.parse(String(row?.['snapshot']));
    const actor = createActor(checkMachine, { snapshot, input: unused }).start();
    actor.send(event);
    const { value } = actor.getSnapshot();
    database.exec('begin');
    update.run(value, JSON.stringify(actor.getPersistedSnapshot()), mpan);
    insert.run(name, mpan, content);
    database.exec('commit');
    actor.stop();
    renameSync(join(inbox, name), join(archive, name));
  }
}

function rowsOf(content: string): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    parseString<string[], string[]>(content, { delimiter: '|', quote: null })
      .on('error', reject)
      .on('data', (row: string[]) => rows.push(row))
      .on('end', () => resolve(rows));
  });
}

function answerIn(rows: readonly string[][]): {
  readonly mpan: string;
  readonly event: CheckEvent;
} {
  const record = (group: string): readonly string[] => rows.find(([id]) => id === group) ?? [];
  const [, mpan = ''] = record('004');
  const [, meterId = '', text = ''] = record('005');
  const [, , visitedOn = ''] = record('006');
  const hasBackstop = !text.startsWith('NO ');
  return { mpan, event: { type: 'answered', hasBackstop, meterId, visitedOn } };
}

function assertAllTaken(database: DatabaseSync, count: number): void {
  const row = database
    .prepare("select count(*) as n from checks where state <> 'investigating'")
    .get();
  if (row?.['n'] !== count) throw new Error(`took ${Number(row?.['n'])} of ${count} answers in`);
}
