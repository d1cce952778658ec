/**
 * A Finding is one remark about a file somebody sent: data, never an exception. Its code is one of
 * the closed list below, and the code alone decides the severity, so that a reader of a report can
 * tell from the code what became of the instance. The rule that must hold: a `reject` finding with
 * a place inside an instance refuses that instance; one about the envelope refuses the whole file.
 */
import { shortened } from '../shortened.ts';

type Severity = 'reject' | 'warn';

export const FINDING_CODES = {
  FILE_EMPTY: 'reject',
  FILE_TOO_LARGE: 'reject',
  LINE_TOO_LONG: 'reject',
  INSTANCE_TOO_LONG: 'reject',
  FINDINGS_TOO_MANY: 'warn',
  REFUSED_PART_CUT: 'warn',
  MPANS_TOO_MANY: 'warn',
  HEADER_MISSING: 'reject',
  HEADER_KIND_UNUSUAL: 'warn',
  HEADER_FIELD_COUNT: 'reject',
  HEADER_ITEM_FORMAT: 'reject',
  HEADER_ITEM_TOO_LONG: 'warn',
  HEADER_REPEATED: 'reject',
  FLOW_UNKNOWN: 'warn',
  VERSION_UNKNOWN: 'warn',
  VERSION_SUPERSEDED: 'warn',
  TRAILER_MISSING: 'reject',
  TRAILER_FIELD_COUNT: 'reject',
  TRAILER_IDENTIFIER_DIFFERS: 'reject',
  TRAILER_COUNT_WRONG: 'reject',
  TRAILER_CHECKSUM_FILLED: 'warn',
  TRAILER_TIMESTAMP_FORMAT: 'warn',
  RECORDS_AFTER_TRAILER: 'reject',
  INSTANCES_NONE: 'reject',
  GROUP_UNKNOWN: 'reject',
  GROUP_MISPLACED: 'reject',
  GROUP_MISSING: 'warn',
  GROUP_REPEATED: 'warn',
  ITEM_MISSING: 'reject',
  ITEM_FORMAT: 'reject',
  ITEM_TOO_LONG: 'reject',
  ITEMS_TOO_MANY: 'reject',
  ITEMS_SURPLUS_EMPTY: 'warn',
  ITEMS_TOO_FEW: 'warn',
  CODE_UNKNOWN: 'warn',
  CHARACTER_NOT_PRINTABLE: 'warn',
  MPAN_FORMAT: 'reject',
  MPAN_CHECK_DIGIT_WRONG: 'reject',
  MPAN_ALL_ZEROS: 'reject',
  MPAN_TOO_OFTEN: 'reject',
  FILE_IDENTIFIER_REUSED: 'reject',
  TEST_FLAG_NOT_OPERATIONAL: 'warn',
  FILE_UNREADABLE: 'reject',
  ENTRY_LEFT: 'reject',
  FEED_REFUSED: 'reject',
  CSV_EMPTY: 'reject',
  CSV_NO_ROWS: 'reject',
  CSV_HEADER_UNKNOWN: 'reject',
  CSV_ROW_INVALID: 'reject',
  CSV_DATES_READ: 'warn',
  FILE_KIND_WRONG: 'reject',
  WORKBOOK_READ: 'warn',
  NOTIFIED_IN_FUTURE: 'warn',
  DECISIONS_WAIT: 'warn',
  JSON_NOT_UTF8: 'reject',
  JSON_BROKEN: 'reject',
  JSON_CUT: 'reject',
  JSON_TRAILING: 'reject',
  JSON_TOO_DEEP: 'reject',
  JSON_KEY_REPEATED: 'reject',
  MESSAGE_TOO_LONG: 'reject',
  MESSAGE_UNKNOWN: 'reject',
  MESSAGE_REFERENCE_REUSED: 'reject',
  ENVIRONMENT_NOT_OPERATIONAL: 'warn',
  APPOINTMENT_NOT_ACCEPTED: 'warn',
  FIELD_MISSING: 'reject',
  FIELD_FORMAT: 'reject',
  FIELD_LEFT_OUT: 'warn',
  SCHEMA_VERSION_UNKNOWN: 'warn',
  REFERENCE_REFUSED: 'reject',
  REFERENCE_NOT_USED: 'warn',
  REFERENCE_ROW_INVALID: 'reject',
  REFERENCE_ROLE_UNKNOWN: 'warn',
  REFERENCE_OVERLAP: 'warn',
  VISITS_DRIVE_NOTHING: 'warn',
  ACKNOWLEDGEMENT_UNREADABLE: 'warn',
  ACKNOWLEDGEMENT_OF_NOBODY: 'warn',
  METER_TYPE_IN_REGISTER: 'warn',
  ROLE_NOT_EXPECTED: 'warn',
  SENDER_NOT_ALLOWED: 'warn',
} as const satisfies Readonly<Record<string, Severity>>;

export type FindingCode = keyof typeof FINDING_CODES;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly line: number | null;
  readonly group: string | null;
  readonly item: string | null;
  readonly message: string;
}

/** Where a finding stands; what does not apply is null. */
interface Place {
  readonly line: number | null;
  readonly group: string | null;
  readonly item: string | null;
}

export const findingOf = (code: FindingCode, place: Place, message: string): Finding => ({
  code,
  severity: FINDING_CODES[code],
  line: place.line,
  group: place.group,
  item: place.item,
  message: shortened(message, messageMaxCharacters),
});

/** Ours: a message quotes what came, and what came may be a line of any length. */
const messageMaxCharacters = 1_000;

interface FindingList {
  /** About one instance: dropped once the list is full. */
  add(finding: Finding): void;
  /** Counts findings that somebody else has left out already. */
  leaveOut(count: number): void;
  /** About the file: takes the place of the last finding about an instance if the list is full. */
  addAboutFile(finding: Finding): void;
  has(code: FindingCode): boolean;
  /** From now on findings about instances are only counted. */
  isFull(): boolean;
  list(): readonly Finding[];
}

/** Keeps the first `findingsMax` in file order; what decides over the whole file is never lost. */
export function createFindingList(findingsMax: number): FindingList {
  const kept: Finding[] = [];
  const aboutFile = new Set<Finding>();
  const codesAboutFile = new Set<FindingCode>();
  let leftOut = 0;
  return {
    add(finding) {
      if (finding.code === 'FINDINGS_TOO_MANY') return;
      if (kept.length < findingsMax) kept.push(finding);
      else leftOut += 1;
    },
    leaveOut(count) {
      leftOut += count;
    },
    addAboutFile(finding) {
      codesAboutFile.add(finding.code);
      aboutFile.add(finding);
      if (kept.length >= findingsMax) {
        const last = kept.findLastIndex((other) => !aboutFile.has(other));
        if (last >= 0) {
          kept.splice(last, 1);
          leftOut += 1;
        }
      }
      kept.push(finding);
    },
    has: (code) => codesAboutFile.has(code),
    isFull: () => kept.length >= findingsMax,
    list: () => (leftOut > 0 ? [...kept, findingsTooMany(kept.length, leftOut, null)] : [...kept]),
  };
}

export const findingsTooMany = (listed: number, more: number, line: number | null): Finding =>
  findingOf(
    'FINDINGS_TOO_MANY',
    { line, group: null, item: null },
    `The first ${listed} findings are listed, and ${more} more ${more === 1 ? 'is' : 'are'} not.`,
  );
