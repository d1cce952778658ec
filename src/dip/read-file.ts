/**
 * Files of DIP messages in: bytes to messages and findings, piece by piece, in the memory of one
 * message. Rules that must hold: no bytes make it throw; the work is linear in their number; and what
 * it says does not depend on how they were cut.
 *
 * Ours: a file that is no JSON from some place on is refused whole, as a flow file without its trailer
 * is. That is known only at the end, so whoever acts on messages as they come waits with the effect
 * until the summary, and forgets them all if `fileBroken`.
 */
import {
  createFindingList,
  type Finding,
  type FindingCode,
  type Limits,
  repeatsOf,
} from '../flow/index.ts';
import type { DipDefinitions } from './definition.ts';
import { createJsonValueReader, type JsonFileFault, type JsonValue } from './json-values.ts';
import {
  type DipMessage,
  finding,
  type MessagePlace,
  messageOf,
  parsedJson,
  refusedMessage,
  syntaxFinding,
} from './message.ts';

export interface DipFileSummary {
  readonly messages: number;
  readonly messagesAccepted: number;
  /** Of the file and of its messages, within the limit. */
  readonly findings: readonly Finding[];
  readonly fileBroken: boolean;
}

interface DipReader {
  push(bytes: Uint8Array): void;
  end(): DipFileSummary;
}

export interface DipReaderOptions {
  readonly limits: Pick<Limits, 'instanceMaxBytes' | 'findingsMax' | 'mpanRepeatsMax'>;
  /** Of local dates. */
  readonly zone: string;
  readonly onMessage: (message: DipMessage) => void;
}

/** Ours: four times as deep as any sample. */
const depthMax = 32;

export function createDipReader(definitions: DipDefinitions, options: DipReaderOptions): DipReader {
  const { limits, zone, onMessage } = options;
  const findings = createFindingList(limits.findingsMax);
  const repeated = repeatsOf(limits.mpanRepeatsMax);
  const reader = createJsonValueReader({ valueMaxBytes: limits.instanceMaxBytes, depthMax }, take);
  let isBroken = false;
  let messages = 0;
  let messagesAccepted = 0;
  let summary: DipFileSummary | null = null;

  function take(value: JsonValue): void {
    if (isBroken) return;
    const { line, byte, number } = value;
    const place: MessagePlace = { path: number === null ? '$' : `$[${number}]`, line, byte };
    const parsed = value.text === null ? null : parsedJson(value.text);
    if (value.text !== null && parsed === null) {
      // What stands behind it may be the inside of a text: nothing more is believed.
      isBroken = true;
      findings.addAboutFile(syntaxFinding(place, value.text));
      return;
    }
    const read =
      value.text === null || parsed === null
        ? refusedMessage(place, '', leftFinding(place, value, limits.instanceMaxBytes))
        : messageOf(definitions, value.text, parsed.value, place, zone, value.members);
    const tooOften = read.accepted && read.mpan !== null ? repeated(read.mpan, line) : null;
    const message =
      tooOften === null
        ? read
        : { ...read, accepted: false, findings: [...read.findings, tooOften] };
    messages += 1;
    if (message.accepted) messagesAccepted += 1;
    for (const one of message.findings) findings.add(one);
    onMessage(message);
  }

  return {
    push(bytes) {
      if (!isBroken) reader.push(bytes);
    },
    end() {
      if (summary !== null) return summary;
      const { fault, hasByteOrderMark, values } = reader.end();
      if (fault !== null && !isBroken) {
        isBroken = true;
        findings.addAboutFile(fileFinding(fault));
      } else if (values === 0 && !isBroken) {
        const message = 'The file is an array without a message.';
        findings.addAboutFile(finding('INSTANCES_NONE', startOfFile, '$', message));
      }
      if (hasByteOrderMark) {
        const message = 'The file begins with a byte order mark, which JSON does not have.';
        findings.addAboutFile(finding('CHARACTER_NOT_PRINTABLE', startOfFile, '$', message));
      }
      summary = {
        messages,
        messagesAccepted: isBroken ? 0 : messagesAccepted,
        findings: findings.list(),
        fileBroken: isBroken,
      };
      return summary;
    },
  };
}

/** A whole file at once. */
export function parseDipFile(
  definitions: DipDefinitions,
  file: Uint8Array | string,
  options: Omit<DipReaderOptions, 'onMessage'>,
): { readonly messages: readonly DipMessage[]; readonly summary: DipFileSummary } {
  const messages: DipMessage[] = [];
  const onMessage = (message: DipMessage): void => void messages.push(message);
  const reader = createDipReader(definitions, { ...options, onMessage });
  reader.push(typeof file === 'string' ? Buffer.from(file) : file);
  const summary = reader.end();
  return { messages: summary.fileBroken ? messages.map(refused) : messages, summary };
}

const refused = (message: DipMessage): DipMessage => ({ ...message, accepted: false });

/** How JSON begins that may be messages: an array or an object, perhaps after the mark of UTF-8. */
export const looksLikeJson = (start: string): boolean =>
  /^(?:\u00ef\u00bb\u00bf)?\s*[[{]/.test(start);

const startOfFile: MessagePlace = { path: '$', line: 1, byte: 0 };

function leftFinding(place: MessagePlace, { fault }: JsonValue, mostBytes: number): Finding {
  const { path } = place;
  switch (fault) {
    case 'tooLong':
      return finding(
        'MESSAGE_TOO_LONG',
        place,
        path,
        `${path} is longer than ${mostBytes} bytes (limits.instanceMaxBytes) and was not read.`,
      );
    case 'tooDeep':
      return finding(
        'JSON_TOO_DEEP',
        place,
        path,
        `${path} has more than ${depthMax} objects and lists within each other and was not read.`,
      );
    case 'notUtf8':
    case null:
      break;
  }
  return finding('JSON_NOT_UTF8', place, path, `${path} has bytes that are no UTF-8.`);
}

const codeOf: Readonly<Record<JsonFileFault['kind'], FindingCode>> = {
  empty: 'FILE_EMPTY',
  notUtf8: 'JSON_NOT_UTF8',
  broken: 'JSON_BROKEN',
  cut: 'JSON_CUT',
  trailing: 'JSON_TRAILING',
};

const fileFinding = ({ kind, message, line, byte }: JsonFileFault): Finding =>
  finding(codeOf[kind], { path: '$', line, byte }, '$', `${message} (line ${line}, byte ${byte})`);
