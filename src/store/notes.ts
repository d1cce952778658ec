/** Small facts about the store itself, and the calendars and reference data that were merged. */
import type { StoredCalendar, StoredMerge } from './unit-of-work.ts';

export interface Notes {
  /** Small facts about the store itself, such as the last time the gateway was alive. */
  note(key: string): Promise<string | null>;
  setNote(key: string, value: string): Promise<void>;
  /** Every small fact that is noted, by its name. */
  notes(): Promise<ReadonlyMap<string, string>>;
  /** How often other rules were put in force: what was folded by those before is stale. */
  epoch(): Promise<number>;
  raiseEpoch(): Promise<number>;
  calendars(): Promise<StoredCalendar[]>;
  /** The first merged first. */
  merges(): Promise<StoredMerge[]>;
}
