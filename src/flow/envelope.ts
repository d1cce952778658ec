/**
 * The envelope: the ZHV header and the ZPT trailer around the groups of a file. The rule that must
 * hold: header and trailer name the same file and the trailer counts what is there; where they do
 * not, something was lost or added on the way, and no instance of the file can be trusted.
 */
import { isDateTime } from './data-item.ts';
import { type Finding, type FindingCode, findingOf } from './finding.ts';
import { isFileIdentifier, isMpid } from './identifiers.ts';
import { shortened } from '../shortened.ts';

export interface Envelope {
  readonly fileIdentifier: string;
  /** `D0001` */
  readonly flow: string;
  /** `001` */
  readonly version: string;
  readonly fromRole: string;
  readonly fromMpid: string;
  readonly toRole: string;
  readonly toMpid: string;
  /** Fourteen digits, local time, as the header has it. */
  readonly createdAt: string;
  readonly sendingApplication: string;
  readonly receivingApplication: string;
  readonly broadcast: string;
  readonly testFlag: string;
  /** As the trailer has it; empty until the trailer was read. */
  readonly completedAt: string;
}

/**
 * Ours: what tells a flow file from a CSV, by how it begins: its first record has pipes, the header of
 * a CSV has none.
 */
export const looksLikeFlow = (start: string): boolean =>
  start.startsWith('ZH') || (start.split(/[\r\n]/, 1)[0] ?? '').includes('|');

/** Whether records end with a `|`; the header shows it for the whole file. */
export type Style = 'closed' | 'open';

export interface Header {
  /** Null when the record is no header or too short to be read. */
  readonly envelope: Envelope | null;
  readonly style: Style;
  readonly findings: readonly Finding[];
}

/** `text` is the first record of a file. */
export function readHeader(text: string, line: number): Header {
  const findings: Finding[] = [];
  const note = (code: FindingCode, item: string | null, message: string): void => {
    findings.push(findingOf(code, { line, group: record.slice(0, 3), item }, message));
  };
  // Some programs put a byte order mark before the first record; it is seen here byte by byte.
  const record = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  const style: Style = record.endsWith('|') ? 'closed' : 'open';
  const pieces = record.split('|');
  if (style === 'closed') pieces.pop();
  const kind = pieces[0] ?? '';
  if (kind !== 'ZHV' && kind !== 'ZHF') {
    const message = headerMissing(kind);
    return {
      envelope: null,
      style,
      findings: [findingOf('HEADER_MISSING', { line, group: null, item: null }, message)],
    };
  }
  if (record !== text) {
    note(
      'CHARACTER_NOT_PRINTABLE',
      null,
      'The file begins with a byte order mark: save it without.',
    );
  }
  if (kind === 'ZHF') {
    note(
      'HEADER_KIND_UNUSUAL',
      null,
      'The header is ZHF, read here as a ZHV: check with the sender.',
    );
  }
  if (pieces.length < HEADER_FIELDS) {
    note('HEADER_FIELD_COUNT', null, fieldCount(pieces.length));
    return { envelope: null, style, findings };
  }
  if (pieces.slice(HEADER_FIELDS).some((piece) => piece !== '')) {
    note('HEADER_FIELD_COUNT', null, fieldCount(pieces.length));
  } else if (pieces.length > HEADER_FIELDS) {
    note('ITEMS_SURPLUS_EMPTY', null, `The header has ${pieces.length} fields, expected 12.`);
  }
  for (const [index, field] of HEADER.entries()) {
    const value = pieces[index + 1] ?? '';
    if (!field.passes(value)) {
      note(
        field.code,
        field.ref,
        `Header ${field.ref} ${field.name} '${shortened(value)}': expected ${field.expected}.`,
      );
    }
    if (/[^\x20-\x7e]/.test(value)) {
      note(
        'CHARACTER_NOT_PRINTABLE',
        field.ref,
        `Header ${field.ref} ${field.name} has a character that is not printable ASCII.`,
      );
    }
  }
  return { envelope: envelopeOf(pieces), style, findings };
}

interface TrailerCheck {
  readonly text: string;
  readonly line: number;
  readonly fileIdentifier: string;
  /** Records between header and trailer. */
  readonly groups: number;
  /** Of them, top-level groups. */
  readonly flows: number;
}

interface Trailer {
  readonly fileIdentifier: string;
  readonly completedAt: string;
  readonly findings: readonly Finding[];
}

export function readTrailer(check: TrailerCheck): Trailer {
  const findings: Finding[] = [];
  const note = (code: FindingCode, item: string | null, message: string): void => {
    findings.push(findingOf(code, { line: check.line, group: 'ZPT', item }, message));
  };
  const pieces = check.text.split('|');
  const [, fileIdentifier = '', groups = '', checksum = '', flows = '', completedAt = ''] = pieces;
  if (pieces.slice(TRAILER_FIELDS).some((piece) => piece !== '')) {
    const fields = pieces.at(-1) === '' ? pieces.length - 1 : pieces.length;
    note('TRAILER_FIELD_COUNT', null, `The trailer has ${fields} fields, expected 6.`);
  }
  if (fileIdentifier !== check.fileIdentifier) {
    note(
      'TRAILER_IDENTIFIER_DIFFERS',
      'J1064',
      `Trailer File Identifier '${shortened(fileIdentifier)}' is not the header's ` +
        `'${shortened(check.fileIdentifier)}': ` +
        'two files may have been joined or one cut.',
    );
  }
  // DTC 15.4, J1067: counts all groups except header and trailer, its last ten digits if longer.
  if (!/^[0-9]+$/.test(groups) || Number(groups) !== check.groups % GROUP_COUNT_LIMIT) {
    note(
      'TRAILER_COUNT_WRONG',
      'J1067',
      `Trailer says ${stated(groups)}, the file has ${check.groups}: ` +
        'count every record except header and trailer.',
    );
  }
  if (checksum.trim() !== '') {
    note(
      'TRAILER_CHECKSUM_FILLED',
      'J1078',
      'The trailer has a checksum, which user files leave blank: it was not checked.',
    );
  }
  // DTC 15.4, J1066: counts flow instances, which are the top-level groups.
  if (!/^[0-9]+$/.test(flows) || Number(flows) !== check.flows) {
    note(
      'TRAILER_COUNT_WRONG',
      'J1066',
      `Trailer says ${stated(flows)} at top level, the file has ${check.flows}: ` +
        'count the top-level groups.',
    );
  }
  if (!isDateTime(completedAt)) {
    note(
      'TRAILER_TIMESTAMP_FORMAT',
      'J1065',
      `Trailer J1065 File Completion Timestamp '${shortened(completedAt)}': expected ccyymmddhhmmss.`,
    );
  }
  return { fileIdentifier, completedAt, findings };
}

/** The header record without line end. */
export const printHeader = (envelope: Envelope): string =>
  `${[
    'ZHV',
    envelope.fileIdentifier,
    envelope.flow + envelope.version,
    envelope.fromRole,
    envelope.fromMpid,
    envelope.toRole,
    envelope.toMpid,
    envelope.createdAt,
    envelope.sendingApplication,
    envelope.receivingApplication,
    envelope.broadcast,
    envelope.testFlag,
  ].join('|')}|`;

/** The trailer record without line end. */
export const printTrailer = (trailer: {
  readonly fileIdentifier: string;
  readonly groups: number;
  readonly flows: number;
  readonly completedAt: string;
  readonly style: Style;
}): string =>
  `ZPT|${trailer.fileIdentifier}|${trailer.groups % GROUP_COUNT_LIMIT}||${trailer.flows}|` +
  `${trailer.completedAt}${trailer.style === 'closed' ? '|' : ''}`;

interface HeaderField {
  readonly ref: string;
  readonly name: string;
  readonly code: 'HEADER_ITEM_FORMAT' | 'HEADER_ITEM_TOO_LONG';
  readonly expected: string;
  readonly passes: (value: string) => boolean;
}

const required = (
  ref: string,
  name: string,
  expected: string,
  passes: (value: string) => boolean,
): HeaderField => ({ ref, name, code: 'HEADER_ITEM_FORMAT', expected, passes });

// DTC 15.4: kept "for possible future use"; blank in nearly every file, so only the length counts.
const spare = (ref: string, name: string, length: number): HeaderField => ({
  ref,
  name,
  code: 'HEADER_ITEM_TOO_LONG',
  expected: `at most ${length} characters`,
  passes: (value) => value.length <= length,
});

/** DTC 15.4 says one character, CP1589 asked for two; which of them mean a role is reference data. */
const isRole = (value: string): boolean => /^[A-Z0-9]{1,2}$/.test(value);

const HEADER: readonly HeaderField[] = [
  required('J1064', 'File Identifier', '1 to 10 letters and digits', isFileIdentifier),
  required('J0937', 'Data Flow and Version', 'flow and version, such as D0001001', (value) =>
    /^[A-Z0-9]{8}$/.test(value),
  ),
  required('J0934', 'From Role Code', 'one or two capitals or digits', isRole),
  required('J0938', 'From Participant Id', 'four capitals and digits', isMpid),
  required('J0935', 'To Role Code', 'one or two capitals or digits', isRole),
  required('J0939', 'To Participant Id', 'four capitals and digits', isMpid),
  required('J0280', 'File Creation Timestamp', 'a real date and time ccyymmddhhmmss', isDateTime),
  spare('J1060', 'Sending Application Id', 5),
  spare('J1061', 'Receiving Application Id', 5),
  spare('J1062', 'Broadcast', 1),
  spare('J1063', 'Test Data Flag', 4),
];

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';
const HEADER_FIELDS = 12;
const TRAILER_FIELDS = 6;
const GROUP_COUNT_LIMIT = 10_000_000_000;

const headerMissing = (kind: string): string =>
  kind === 'ZHD'
    ? 'The file begins with ZHD: it is a settlement (pool) file, not a flow between participants.'
    : `The file begins with '${shortened(kind)}': expected a ZHV header as the first record.`;

const fieldCount = (count: number): string =>
  `The header has ${count} fields, expected 12 (ZHV to Test Data Flag), each closed by a |.`;

const stated = (count: string): string =>
  count === ''
    ? 'no number of groups'
    : `${shortened(count)} ${count === '1' ? 'group' : 'groups'}`;

const envelopeOf = (pieces: readonly string[]): Envelope => {
  const at = (index: number): string => pieces[index] ?? '';
  return {
    fileIdentifier: at(1),
    flow: at(2).slice(0, 5),
    version: at(2).slice(5),
    fromRole: at(3),
    fromMpid: at(4),
    toRole: at(5),
    toMpid: at(6),
    createdAt: at(7),
    sendingApplication: at(8),
    receivingApplication: at(9),
    broadcast: at(10),
    testFlag: at(11),
    completedAt: '',
  };
};
