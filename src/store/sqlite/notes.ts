/** Notes, and merged calendars and reference data, in the embedded store. */
import type { Notes } from '../notes.ts';
import { storedCalendar, storedMerge, textOrNull } from '../rows.ts';
import type { Sql } from './sql.ts';

export const noteOf = ({ one }: Pick<Sql, 'one'>, key: string): string | null =>
  textOrNull(one('select value from notes where key = ?', key)?.['value']);

export function setNote({ run }: Pick<Sql, 'run'>, key: string, value: string): void {
  run(
    `insert into notes (key, value) values (?, ?)
      on conflict (key) do update set value = excluded.value`,
    key,
    value,
  );
}

/** The note that counts how often other rules were put in force. */
const epochNote = 'epoch';

export const epochOf = (store: Pick<Sql, 'one'>): number => Number(noteOf(store, epochNote)) || 0;

export function sqliteNotes(store: Sql): Notes {
  const { all, together } = store;
  return {
    note: async (key) => noteOf(store, key),
    setNote: async (key, value) => setNote(store, key, value),
    notes: async () =>
      new Map(
        all('select key, value from notes').map(({ key, value }) => [String(key), String(value)]),
      ),
    epoch: async () => epochOf(store),
    raiseEpoch: async () => {
      let epoch = 0;
      together(() => {
        epoch = epochOf(store) + 1;
        setNote(store, epochNote, String(epoch));
      });
      return epoch;
    },
    merges: async () => all('select * from reference_merges order by id').map(storedMerge),
    calendars: async () => all('select * from calendars order by id').map(storedCalendar),
  };
}
