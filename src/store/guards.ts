/**
 * What a unit of work was made from. The store looks at it in the transaction that writes: where
 * something has moved on since, nothing is written, and the answer says so. An answer is a value,
 * because each of them is to be expected where several work on one store.
 */

/**
 * - `committed`: all of it is durable.
 * - `conflict`: something it was made from has moved on; load, judge and try again.
 * - `already`: this very unit was committed before.
 * - `stale`: other rules are in force, or another schema; who made it must be made anew.
 * - `fenced`: the gateway that made it was declared dead by another, on a database that several use.
 * - `skewed`: its gateway's clock is ahead of that of the database.
 */
export type CommitAnswer = 'committed' | 'conflict' | 'already' | 'stale' | 'fenced' | 'skewed';

/** What a file is known by: its bytes, and its identity where it is a flow file. */
export interface FileMarks {
  readonly sha256: string;
  readonly sender: string | null;
  readonly flow: string | null;
  readonly fileIdentifier: string | null;
}

/** A file as it was judged: how often, then, what it is known by had been taken or sent. */
export interface JudgedFile extends FileMarks {
  readonly seen: number;
}

export interface Guards {
  /** Names this unit: committed under the same name before, it is not committed again. */
  readonly token: string | null;
  /** The rules that its snapshots were folded by; null where none of it follows from rules. */
  readonly epoch: number | null;
  readonly judged: readonly JudgedFile[];
  /** How many calendars and merges of reference data there were; null where it does not matter. */
  readonly calendarsBefore: number | null;
  readonly mergesBefore: number | null;
}

export const unguarded: Guards = {
  token: null,
  epoch: null,
  judged: [],
  calendarsBefore: null,
  mergesBefore: null,
};
