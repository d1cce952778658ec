/** Notes, and merged calendars and reference data, in PostgreSQL. */
import type { Notes } from '../notes.ts';
import { storedCalendar, storedMerge, textOrNull } from '../rows.ts';
import type { PostgresSql } from './sql.ts';

const sql = {
  note: 'select value from {schema}.notes where key = $1',
  notes: 'select key, value from {schema}.notes',
  set: `insert into {schema}.notes select $1, $2 from {fence}
    on conflict (key) do update set value = excluded.value`,
  epoch: "select value from {schema}.notes where key = 'epoch'",
  raiseEpoch: 'select {schema}.raise_epoch({member}) as epoch',
  merges: 'select * from {schema}.reference_merges order by id',
  calendars: 'select * from {schema}.calendars order by id',
} as const;

export const putNote = async (all: PostgresSql['all'], key: string, value: string): Promise<void> =>
  void (await all(sql.set, key, value));

export function postgresNotes({ all, one }: PostgresSql): Notes {
  return {
    note: async (key) => textOrNull((await one(sql.note, key))?.['value']),
    setNote: (key, value) => putNote(all, key, value),
    notes: async () =>
      new Map((await all(sql.notes)).map(({ key, value }) => [String(key), String(value)])),
    epoch: async () => Number((await one(sql.epoch))?.['value'] ?? 0),
    raiseEpoch: async () => Number((await one(sql.raiseEpoch))?.['epoch']),
    merges: async () => (await all(sql.merges)).map(storedMerge),
    calendars: async () => (await all(sql.calendars)).map(storedCalendar),
  };
}
