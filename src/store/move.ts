/**
 * A whole store from a file into a schema of a database, or back. Whoever would write waits until the
 * copy is durable and the workspace turned to it, and is then told to begin again, so that nothing is
 * written to a store that was left. A move that is killed leaves what was there before, and is made again.
 */
import { crashPoint } from '../crash-point.ts';
import { type CopiedRows, copyRows, notEmpty, tablesWith } from './copy.ts';
import type { JournalHead } from './journal.ts';
import type { SchemaPlace } from './postgres/driver.ts';
import { holdSqlite, newSqlite, readSqlite } from './sqlite/copy.ts';

export interface Copied {
  readonly rows: CopiedRows;
  readonly head: JournalHead;
}

/** What a workspace with a file has: its store, and its looks where there are any. */
export interface StoreFiles {
  readonly store: string;
  readonly looks: string;
}

const postgresCopy = () => import('./postgres/copy.ts');

/**
 * `turnTo` turns the workspace to the schema. Throws NOT_POSSIBLE where the schema holds what the file
 * does not continue. The schema is made, and of this version.
 */
export async function moveToSchema(
  from: StoreFiles,
  to: SchemaPlace,
  turnTo: () => void,
): Promise<Copied> {
  const { fillPostgres } = await postgresCopy();
  const held = await holdSqlite(from.store, from.looks);
  try {
    const filling = await fillPostgres(to, tablesWith(true), async (head, isEmpty) => {
      if (!isEmpty && !(await held.side.hasHead(head))) throw notEmpty(`the schema ${to.schema}`);
    });
    try {
      const rows = await copyRows(held.side, filling.target, true);
      crashPoint('mid-move');
      await filling.end();
      crashPoint('mid-move');
      turnTo();
      crashPoint('mid-move');
      await held.leave();
      return { rows, head: await held.side.head() };
    } finally {
      await filling.close();
    }
  } finally {
    await held.close();
  }
}

/**
 * Copies into new files, which `turnTo` puts in their place before it turns the workspace to them.
 * `mayReplace` is asked first whether what lies there may go: it is given whether the schema continues
 * a journal with this head.
 */
export async function moveToFiles(
  from: SchemaPlace,
  to: StoreFiles,
  mayReplace: (continues: (head: JournalHead) => Promise<boolean>) => Promise<void>,
  turnTo: () => void,
): Promise<Copied> {
  const { holdPostgres } = await postgresCopy();
  const held = await holdPostgres(from);
  try {
    await mayReplace(held.side.hasHead);
    const made = await newSqlite(to.store, to.looks);
    try {
      const rows = await copyRows(held.side, made.target, true);
      crashPoint('mid-move');
      await made.end();
      crashPoint('mid-move');
      turnTo();
      crashPoint('mid-move');
      const head = await held.side.head();
      await held.leave();
      return { rows, head };
    } finally {
      made.close();
    }
  } finally {
    await held.close();
  }
}

/** Copies a schema, at work or not, into a new file that is a store. */
export async function copyOfSchema(from: SchemaPlace, path: string): Promise<void> {
  const { readPostgres } = await postgresCopy();
  const source = await readPostgres(from);
  try {
    const made = await newSqlite(path, null);
    try {
      await copyRows(source.side, made.target, false);
      await made.end();
    } finally {
      made.close();
    }
  } finally {
    await source.close();
  }
}

/** Puts what a file holds in the place of all that a schema has but its looks. */
export async function fillSchema(path: string, to: SchemaPlace): Promise<void> {
  const { fillPostgres } = await postgresCopy();
  const source = readSqlite(path);
  try {
    const filling = await fillPostgres(to, tablesWith(false), async () => {});
    try {
      await copyRows(source.side, filling.target, false);
      crashPoint('mid-restore');
      await filling.end();
    } finally {
      await filling.close();
    }
  } finally {
    source.close();
  }
}
