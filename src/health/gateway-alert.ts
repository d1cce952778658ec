/**
 * An alert about the gateway itself: its surroundings do not bear the work at present. It is told
 * like any other alert, and says which parts of the work wait until it is over. Nothing that waits is
 * lost: files lie where they were dropped, deadlines stand in the store.
 */
import type { Instant } from '../calendar/index.ts';
import type { PassPart, Pause } from '../pause.ts';
import { capital } from '../words.ts';

/** What each code means and asks for. The list is closed, as those of the other four nouns are. */
export const gatewayAlertCodes = {
  DISK_ALMOST_FULL: {
    holds: ['intake'],
    remedy: 'make room on that disk; intake then goes on automatically',
  },
  ENTRY_LEFT: {
    holds: [],
    remedy: 'take it away, or put a plain file in its place; all other files are taken in',
  },
  FEED_REFUSED: {
    holds: [],
    remedy:
      'put the newest feed there, whole, and take this one away; pawl calendar accept takes one that is right',
  },
  REFERENCE_REFUSED: {
    holds: [],
    remedy:
      'put the file there as it is published, or name the columns of corrections as the message says; what was known goes on counting',
  },
  FOLDER_NOT_WRITABLE: {
    holds: [],
    remedy: 'give this user the right to it, or mount it writable; work then goes on automatically',
  },
  STORE_LOCKED: {
    holds: ['pass'],
    remedy:
      'end the program that has data/pawl.db open for writing; work then goes on automatically',
  },
  STORE_DAMAGED: {
    holds: [],
    remedy:
      'run pawl verify, check the disk and restore a backup; until then the gateway does what it can',
  },
  DERIVED_MENDED: {
    holds: [],
    remedy:
      'find out who else writes data/pawl.db, and run pawl verify: what was wrong has been rebuilt from the journal',
  },
  JOURNAL_CONTRADICTED: {
    holds: [],
    remedy:
      'run pawl verify; if a backup was put in place by hand, put it back by pawl restore, which says so',
  },
  HEAD_NOT_SIGNED: {
    holds: [],
    remedy:
      'make the key of keeping.heads.sign readable for this user: pawl config check says what is wrong; what was written meanwhile is then signed',
  },
  HEAD_NOT_PUSHED: {
    holds: [],
    remedy:
      'see that what keeping.heads.push names can be reached and written; it is tried again automatically',
  },
  CLOCK_JUMPED: {
    holds: ['intake', 'time'],
    remedy:
      'set the clock of this machine, and see that it stays right; work then goes on automatically',
  },
  MPAN_HELD: {
    holds: [],
    remedy: 'report what pawl queue shows of it; the MPAN is tried again automatically',
  },
  QUEUE_FLOODED: {
    holds: [],
    remedy: 'ask that sender why; pawl queue shows the command that dismisses them all at once',
  },
  FILE_HELD: {
    holds: [],
    remedy:
      'check that file and the rights to it; it is tried again once it changes, and at a start',
  },
  PART_FAILED: {
    holds: [],
    remedy: 'look in the log for the cause; the part is tried again with each pass',
  },
  PASS_FAILED: {
    holds: [],
    remedy: 'look in the log for the cause; the pass is tried again automatically',
  },
  PAGES_NOT_SERVED: {
    holds: [],
    remedy: 'do what its cause says; it is tried again automatically',
  },
  PICK_UP_WAITS: {
    holds: [],
    remedy:
      'do what its cause says: nothing is lost, its files wait where they lie; it is tried again automatically',
  },
  PICK_UP_LEFT: {
    holds: [],
    remedy: 'take it away there, or put a plain file in its place; all other files are brought',
  },
  OUTBOX_WAITS: {
    holds: [],
    remedy:
      'do what its cause says: what is not taken there waits in outbox/; it is tried again automatically',
  },
  CONFIG_REFUSED: {
    holds: [],
    remedy:
      'correct pawl.config.json: pawl config check says what is wrong; the corrected file takes effect automatically',
  },
} as const satisfies Record<
  string,
  { readonly holds: readonly PassPart[]; readonly remedy: string }
>;

export type GatewayAlertCode = keyof typeof gatewayAlertCodes;

/** Something that is wrong now. `about` tells two of one code apart: a folder, or nothing. */
export interface Trouble extends Pause {
  readonly code: GatewayAlertCode;
}

export const trouble = (
  code: GatewayAlertCode,
  about: string,
  detail: string,
  holds: readonly PassPart[] = gatewayAlertCodes[code].holds,
): Trouble => ({ code, about, detail, holds });

/** What a folder that cannot be used keeps waiting; those not named keep nothing waiting. */
export const heldByFolder: Readonly<Record<string, readonly PassPart[]>> = {
  inbox: ['intake'],
  sent: ['intake'],
  archive: ['intake'],
  rejected: ['intake'],
  'set-aside': ['intake'],
  calendar: ['intake'],
  reference: ['intake'],
  outbox: ['outbox'],
  alerts: ['alerts'],
  data: ['pass'],
};

/** A trouble from its first moment to its last. */
export interface Episode {
  readonly key: string;
  readonly code: GatewayAlertCode;
  readonly about: string;
  readonly detail: string;
  readonly since: Instant;
  readonly overAt: Instant | null;
  /** Whether a line in alerts/ tells of it already. */
  readonly told: 'nothing' | 'raised';
}

/** What waits until an episode is over. */
export const heldBy = ({ code, about }: Pick<Episode, 'code' | 'about'>): readonly PassPart[] =>
  code === 'FOLDER_NOT_WRITABLE' ? (heldByFolder[about] ?? []) : gatewayAlertCodes[code].holds;

/** Ours: of these nothing is known to wait, and what the gateway does or says cannot be relied on. */
const graveCodes: ReadonlySet<GatewayAlertCode> = new Set([
  'STORE_DAMAGED',
  'JOURNAL_CONTRADICTED',
  'PASS_FAILED',
  'PART_FAILED',
]);

/** Whether work waits or cannot be relied on until it is over; all else leaves the day's work as it is. */
export const isGrave = (episode: Episode): boolean =>
  heldBy(episode).length > 0 || graveCodes.has(episode.code);

/** The line in alerts/ and in the log. */
export const gatewayAlertLine = (episode: Episode, over: boolean) => ({
  key: over ? `${episode.key}/over` : episode.key,
  at: over ? (episode.overAt ?? episode.since) : episode.since,
  kind: 'GATEWAY',
  code: episode.code,
  over,
  since: episode.since,
  detail: episode.detail,
  next: over ? 'Nothing: it is over.' : `${capital(gatewayAlertCodes[episode.code].remedy)}.`,
});
