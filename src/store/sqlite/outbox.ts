/** Outgoing files, in the embedded store. */
import type { Outbox } from '../outbox.ts';
import { fileNumberSeal, onTheWaySeal, type Seal, writtenSeal } from '../seals.ts';
import { noteOf, setNote } from './notes.ts';
import { onTheWayNote, storedOutbox } from '../rows.ts';
import type { Sql } from './sql.ts';

/** After the last number that stands in a file: sealed with that. */
const fileNumberNote = 'next-file-number';
/** After the last number that was given to anybody, where that is more. */
const numbersTakenNote = 'file-numbers-taken';

/** Numbers are in files: none before this one is given any more. */
export function useFileNumbers(store: Sql, to: number): Seal {
  const next = Math.max(to, Number(noteOf(store, fileNumberNote) ?? 1));
  setNote(store, fileNumberNote, String(next));
  return fileNumberSeal(next);
}

export const nextFileNumber = (store: Sql): number =>
  Math.max(...[fileNumberNote, numbersTakenNote].map((note) => Number(noteOf(store, note)) || 1));

export function sqliteOutbox(store: Sql): Outbox {
  const { run, all, one, together, seal } = store;
  return {
    sentFile: async (sender, flow, fileIdentifier) => {
      const row = one(
        'select * from outbox where from_mpid = ? and flow = ? and file_identifier = ?',
        sender,
        flow,
        fileIdentifier,
      );
      return row === undefined ? null : storedOutbox(row);
    },
    outbox: async () => all('select * from outbox order by id').map(storedOutbox),
    outboxAfter: async (id, limit) => {
      const rows = all('select * from outbox where id > ? order by id limit ?', id, limit);
      const last = rows.at(-1)?.['id'];
      return { files: rows.map(storedOutbox), last: last === undefined ? null : Number(last) };
    },
    outboxNamed: async (wanted) =>
      all(
        `select * from outbox where id in (
            select id from outbox where file_identifier = ?1
            union all select id from outbox where name = ?1) order by id`,
        wanted,
      ).map(storedOutbox),
    unwritten: async (limit) =>
      all('select * from outbox where written = 0 order by id limit ?', limit).map(storedOutbox),
    outboxOnTheWay: async () => JSON.parse(noteOf(store, onTheWayNote) ?? '[]') as string[],
    noteOnTheWay: async (names) =>
      together(() => {
        setNote(store, onTheWayNote, JSON.stringify(names));
        seal(null, [onTheWaySeal(names)]);
      }),
    markWritten: async (names, onTheWay = []) =>
      together(() => {
        for (const name of names) run('update outbox set written = 1 where name = ?', name);
        setNote(store, onTheWayNote, JSON.stringify(onTheWay));
        seal(null, [...names.map((name) => writtenSeal(name, true)), onTheWaySeal(onTheWay)]);
      }),
    takeFileNumbers: async (count) => {
      let first = 0;
      together(() => {
        first = nextFileNumber(store);
        setNote(store, numbersTakenNote, String(first + count));
      });
      return first;
    },
  };
}
