/**
 * Looks of every store on SQL: gathered, written together a few times a second, and as a file of JSON
 * lines a day for other programs. Whoever writes them need not be the one who writes the store.
 */
import { join } from 'node:path';
import type { Instant } from '../../calendar/index.ts';
import { dailyFiles, patientLines } from '../../daily-files.ts';
import type { KeptLook, Look, LookFilter, Looks } from '../looks.ts';
import type { SqlRow } from '../rows.ts';
import { type KeyPart, readCounted, type SqlClause, turned } from './keyset.ts';
import type { Reads } from './reads.ts';

/** Ours: so much of what was seen may a kill take with it. */
const flushAfterMs = 500;
/** Ours: while nothing can be written so many are kept, and then no more. */
const waitingMax = 100_000;
/** Ours: so exactly is it known when somebody was here. */
const notedEverySeconds = 60;
/** Ours: who asks for nothing so long has gone, and comes back. */
export const awayAfterSeconds = 3_600;

interface NewLook {
  readonly look: Look;
  readonly mpans: readonly string[];
}

/** Where looks are kept. */
export interface LookStore {
  readonly reads: Reads;
  /** Compares a login, whichever case it is written in. */
  readonly whoIs: string;
  /** Keeps all or none; answers the number of the last row of each look. */
  readonly write: (some: readonly NewLook[]) => Promise<readonly number[]>;
  readonly visit: (who: string, at: Instant) => Promise<void>;
  readonly lastHere: (who: string) => Promise<Instant | null>;
  readonly purge: (before: Instant) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** `tell` hears once of a place that takes nothing. The lines go below a workspace, or nowhere. */
export function looksOn(
  table: LookStore,
  workspace: string | null,
  tell: (error: unknown) => void,
): Looks {
  let waiting: NewLook[] = [];
  let timer: NodeJS.Timeout | null = null;
  /** Ends when all that was begun is written, or could not be. */
  let writing: Promise<void> = Promise.resolve();
  let isTold = false;
  const lines =
    workspace === null ? null : dailyFiles(join(workspace, 'looks'), 'looks-', '.jsonl');
  const addLine = lines === null ? null : patientLines(lines, waitingMax);
  /** When each was noted last, in seconds. */
  const noted = new Map<string, number>();

  const tellOnce = (error: unknown): void => {
    if (!isTold) tell(error);
    isTold = true;
  };

  /** What is kept is not kept again where its line has to wait. False where it has. */
  function tellOthers(some: readonly NewLook[], numbers: readonly number[]): boolean {
    if (addLine === null) return true;
    let isWritten = true;
    for (const [index, { look, mpans }] of some.entries()) {
      const { at, who, role, through, what } = look;
      // By its number `pawl audit` knows the MPAN: it does not leave the machine with the lines.
      const number = numbers[index];
      const line = { at, who, role, through, what, mpans: mpans.length, look: number };
      try {
        addLine(at, JSON.stringify(line));
      } catch (error) {
        tellOnce(error);
        isWritten = false;
      }
    }
    return isWritten;
  }

  async function write(): Promise<void> {
    const some = waiting;
    if (some.length === 0) return;
    waiting = [];
    try {
      const numbers = await table.write(some);
      isTold = !tellOthers(some, numbers);
    } catch (error) {
      waiting = [...some, ...waiting].slice(0, waitingMax);
      tellOnce(error);
    }
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.then(write);
    return writing;
  }

  return {
    visit: (who, at) => {
      const seconds = Date.parse(at) / 1_000;
      const before = noted.get(who) ?? 0;
      if (Math.abs(seconds - before) < notedEverySeconds) return;
      noted.set(who, seconds);
      // What people see of the desk does not wait for this.
      writing = writing.then(() =>
        table.visit(who, at).catch((error: unknown) => {
          noted.delete(who);
          tellOnce(error);
        }),
      );
    },
    lastHere: async (who) => {
      await writing;
      return table.lastHere(who);
    },
    note: (look, mpans) => {
      if (mpans.length === 0 || waiting.length >= waitingMax) return;
      waiting.push({ look, mpans });
      timer ??= setTimeout(() => void flush(), flushAfterMs).unref();
    },
    looksPage: async (filter, place) => {
      await flush();
      const parts = [partOf(filter, table.whoIs)];
      const page = await readCounted(table.reads, turned('looks', filter), parts, place);
      return page === null ? null : { ...page, items: page.items.map(keptLook) };
    },
    countLooksBefore: async (at) => {
      const asked = 'select count(*) as number from {schema}.looks where at < ?';
      return Number((await table.reads.all(asked, at))[0]?.['number']);
    },
    purgeLooks: async (before) => {
      await flush();
      await table.purge(before);
      lines?.removeBefore(before);
    },
    flush,
    close: async () => {
      await flush();
      await table.close();
    },
  };
}

function partOf({ who, mpan, from, until, isRising }: LookFilter, whoIs: string): KeyPart {
  const where: SqlClause[] = [];
  if (mpan !== undefined) where.push(['mpan = ?', mpan]);
  if (who !== undefined) where.push([whoIs, who]);
  if (from !== undefined) where.push(['at >= ?', from]);
  if (until !== undefined) where.push(['at < ?', until]);
  const index =
    mpan !== undefined ? 'looks_by_mpan' : who !== undefined ? 'looks_by_who' : 'looks_by_at';
  return {
    columns: '*',
    from: `{schema}.looks indexed by ${index}`,
    where,
    begin: ["at > ''"],
    key: ['at', 'id'],
    descending: isRising !== true,
  };
}

const keptLook = (row: SqlRow): KeptLook => ({
  id: Number(row['id']),
  at: String(row['at']),
  who: String(row['who']),
  role: String(row['role']),
  through: String(row['through']) as Look['through'],
  what: String(row['what']),
  mpan: String(row['mpan']),
});
