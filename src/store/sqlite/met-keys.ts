/**
 * Which keys have been met so far, kept on disk while it lasts, so that finding what stands twice in
 * a file of any length takes no more memory. It is no part of the store and is gone when closed.
 */
import { scratchDatabase } from './scratch.ts';

interface MetKeys {
  /** Where the key was met first; null, and remembered, if it is new. */
  readonly meet: (key: string, at: number) => number | null;
  readonly close: () => void;
}

export function metKeys(): MetKeys {
  const database = scratchDatabase(
    4_096,
    'create table met (key text primary key, at integer not null) without rowid;',
  );
  const remember = database.prepare(
    'insert into met (key, at) values (?, ?) on conflict do nothing',
  );
  const first = database.prepare('select at from met where key = ?');
  return {
    meet: (key, at) => {
      if (remember.run(key, at).changes === 1) return null;
      return Number(first.get(key)?.['at']);
    },
    close: () => database.close(),
  };
}
