/**
 * Who has looked at what is kept of whose home, and when each person was here. Looks decide nothing: they stand beside the journal,
 * apart from all else, so that they neither swell it nor keep whoever looks waiting.
 */
import type { Instant } from '../calendar/index.ts';
import type { PageOrNone, Place } from './lists.ts';

export interface Look {
  readonly at: Instant;
  /** The login of whoever looked, and in which role. */
  readonly who: string;
  readonly role: string;
  readonly through: 'page' | 'api' | 'command';
  /** The operation that showed it. */
  readonly what: string;
}

export interface KeptLook extends Look {
  readonly id: number;
  readonly mpan: string;
}

export interface LookFilter {
  readonly who?: string;
  readonly mpan?: string;
  readonly from?: Instant;
  readonly until?: Instant;
  /** The oldest first. */
  readonly isRising?: true;
}

export interface Looks {
  /** Remembers that somebody is here. */
  visit(who: string, at: Instant): void;
  /** When somebody was here before they came this time; null where that is not known. */
  lastHere(who: string): Promise<Instant | null>;
  /** Remembers a look. It is kept within half a second; who looks does not wait for that. */
  note(look: Look, mpans: readonly string[]): void;
  /** The newest first. */
  looksPage(filter: LookFilter, place: Place): Promise<PageOrNone<KeptLook>>;
  countLooksBefore(at: Instant): Promise<number>;
  /** Takes away what is older, in the lines for other programs by whole days. */
  purgeLooks(before: Instant): Promise<void>;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
