/**
 * Flow files in: bytes to instances and findings. The reader is fed pieces of a file as they come
 * and hands over each instance as soon as it is complete, so a file of any size needs the memory of
 * one instance. Rules that must hold: no bytes make it throw; the work is linear in their number;
 * and what it says does not depend on how they were cut.
 *
 * Whether the envelope holds is known only at the end. Until then `accepted` of an instance is what
 * is known so far: a caller that acts on instances as they come must wait with the effect until the
 * summary, and forget them all if `envelopeBroken`.
 */
import { isOfAmvlp, knowsNoRole, type RoleOf } from './asset-metering.ts';
import {
  type Catalogue,
  catalogueOf,
  type FlowDefinition,
  type GroupDefinition,
  lookUp,
} from './catalogue.ts';
import { type Envelope, type Header, readHeader, readTrailer } from './envelope.ts';
import { faultlessEnd, groupAt, itemAt } from './faultless.ts';
import {
  createFindingList,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  findingOf,
} from './finding.ts';
import { createInstanceReader, type InstanceReader, refusedOf } from './instance.ts';
import type { InstanceRecord } from './instance-record.ts';
import { repeatsOf } from './repeats.ts';
import { bytesOf, createRowReader, rowKeyOf, type Row, recordKey, rowText } from './rows.ts';

export interface Limits {
  readonly fileSizeMaxBytes: number;
  readonly lineMaxBytes: number;
  readonly instanceMaxBytes: number;
  readonly findingsMax: number;
  readonly mpanRepeatsMax: number;
}

export const defaultLimits: Limits = {
  fileSizeMaxBytes: 1_000_000_000,
  lineMaxBytes: 4_000,
  instanceMaxBytes: 1_000_000,
  findingsMax: 1_000,
  mpanRepeatsMax: 1_000,
};

export interface FlowFileSummary {
  readonly outcome: 'accepted' | 'rejected' | 'not-in-catalogue';
  readonly envelope: Envelope | null;
  /** The header record as it stood in the file, for a file that gives instances back. */
  readonly headerLine: string | null;
  readonly flow: string | null;
  /** True if an AMVLP sends or gets it: it is about asset metering systems. */
  readonly ofAmvlp: boolean;
  readonly instances: number;
  readonly instancesAccepted: number;
  /** Records between header and trailer. */
  readonly records: number;
  readonly findings: readonly Finding[];
  readonly envelopeBroken: boolean;
  /** A trailer was seen that names the same file as the header. */
  readonly wholeFile: boolean;
}

export interface FlowReader {
  push(bytes: Uint8Array): void;
  end(): FlowFileSummary;
}

export interface FlowFile {
  readonly envelope: Envelope;
  readonly instances: readonly InstanceRecord[];
}

/** A whole file at once. */
export function parseFlowFile(
  catalogue: Catalogue,
  file: Uint8Array | string,
  limits: Limits = defaultLimits,
): { readonly file: FlowFile | null; readonly summary: FlowFileSummary } {
  const instances: InstanceRecord[] = [];
  const reader = createFlowReader(catalogue, {
    limits,
    onInstance: (instance) => {
      instances.push(instance);
    },
  });
  reader.push(typeof file === 'string' ? bytesOf(file) : file);
  const summary = reader.end();
  if (summary.envelope === null) return { file: null, summary };
  return {
    file: {
      envelope: summary.envelope,
      instances: summary.envelopeBroken ? instances.map(refusedOf) : instances,
    },
    summary,
  };
}

export function createFlowReader(
  catalogue: Catalogue,
  options: {
    readonly limits: Limits;
    /** Told the header record before any instance. */
    readonly onHeader?: (line: string) => void;
    readonly onInstance: (instance: InstanceRecord) => void;
    /** Asked of an instance that is refused; where it says no, the text of its record is empty. */
    readonly wantsRefused?: (mpan: string) => boolean;
    /** Asked once the list of the file is full; where it says no, findings are only counted. */
    readonly wantsFindings?: () => boolean;
    /** Asked who is an AMVLP; without it nobody is. */
    readonly roleOf?: RoleOf;
  },
): FlowReader {
  const { limits, onHeader, onInstance, roleOf = knowsNoRole } = options;
  const { wantsRefused = () => true, wantsFindings = () => true } = options;
  const rows = createRowReader(limits.lineMaxBytes, readRow, takeFaultless);
  const findings = createFindingList(limits.findingsMax);
  const repeated = repeatsOf(limits.mpanRepeatsMax);
  // unread: the header or the catalogue does not tell what the groups are; only the end matters.
  let stage: 'header' | 'groups' | 'unread' | 'after' = 'header';
  let header: Header | null = null;
  let headerLine: string | null = null;
  let definition: FlowDefinition | null = null;
  let instance: InstanceReader | null = null;
  let inInstance = false;
  let inCatalogue = true;
  let isAmvlps = false;
  let broken = false;
  let wholeFile = false;
  let completedAt = '';
  let bytesSeen = 0;
  let records = 0;
  let flowCount = 0;
  let instances = 0;
  let instancesAccepted = 0;
  let lastLine = 0;
  let summary: FlowFileSummary | null = null;

  function note(code: FindingCode, line: number | null, message: string): void {
    noteAll([findingOf(code, { line, group: null, item: null }, message)]);
  }

  function noteAll(list: readonly Finding[]): void {
    for (const finding of list) {
      if (finding.severity === 'reject') broken = true;
      findings.addAboutFile(finding);
    }
  }

  function readRow(row: Row): void {
    lastLine = row.line;
    switch (stage) {
      case 'header':
        readHeaderRow(row);
        break;
      case 'groups':
        readGroupRow(row);
        break;
      case 'unread':
        if (recordKey(row) === ZPT)
          wholeFile = identifierOf(row) === header?.envelope?.fileIdentifier;
        else records++;
        break;
      case 'after':
        if (!findings.has('RECORDS_AFTER_TRAILER')) {
          note(
            'RECORDS_AFTER_TRAILER',
            row.line,
            'Records stand after the trailer: a file ends with its ZPT; split joined files.',
          );
        }
        break;
    }
  }

  function readHeaderRow(row: Row): void {
    stage = 'unread';
    headerLine = rowText(row);
    onHeader?.(headerLine);
    header = readHeader(headerLine, row.line);
    if (row.tooLong) note('LINE_TOO_LONG', row.line, 'The first record is longer than the limit.');
    noteAll(header.findings);
    const { envelope } = header;
    if (
      envelope === null ||
      header.findings.some(({ item, code }) => item === 'J0937' && FINDING_CODES[code] === 'reject')
    ) {
      return;
    }
    const inForce = catalogueOf(catalogue, envelope.createdAt);
    const found = lookUp(inForce, envelope.flow, envelope.version);
    const { flow, version } = envelope;
    switch (found.known) {
      case 'not-this-flow':
        inCatalogue = false;
        note(
          'FLOW_UNKNOWN',
          row.line,
          `${flow} is not in the catalogue: add a definition to read it.`,
        );
        return;
      case 'not-this-version':
        inCatalogue = false;
        note(
          'VERSION_UNKNOWN',
          row.line,
          `${flow} version ${version} is not in the catalogue, which has ` +
            `${found.versions.join(', ')}.`,
        );
        return;
      case 'superseded':
        note(
          'VERSION_SUPERSEDED',
          row.line,
          `${flow} version ${version} is superseded: read as version ${found.definition.version}.`,
        );
        break;
      case 'current':
        break;
    }
    stage = 'groups';
    const { ofAmvlp } = found.definition;
    isAmvlps = ofAmvlp !== null && isOfAmvlp(ofAmvlp, envelope, roleOf);
    definition = isAmvlps && ofAmvlp !== null ? ofAmvlp : found.definition;
    instance = createInstanceReader(definition, header.style, limits.findingsMax);
  }

  function readGroupRow(row: Row): void {
    const key = recordKey(row);
    if (key === ZPT) {
      readTrailerRow(row);
      return;
    }
    if (key === ZHV || key === ZHF || key === ZHD) {
      flush();
      if (!findings.has('HEADER_REPEATED')) {
        note(
          'HEADER_REPEATED',
          row.line,
          'A second header stands before the trailer: a trailer was lost or files were joined.',
        );
      }
      return;
    }
    const group = definition?.groupByKey.get(key);
    enter(row.line, group);
    instance?.take(row, group);
  }

  /** The quick way for a record without fault; -1 leaves it to `readRow`. */
  function takeFaultless(bytes: Buffer, start: number, stop: number, line: number): number {
    if (stage !== 'groups' || definition === null) return -1;
    const group = groupAt(definition, bytes, start);
    if (group === undefined) return -1;
    const end = faultlessEnd(group, bytes, start, stop);
    if (end < 0) return -1;
    lastLine = line;
    enter(line, group);
    instance?.takeFaultless(line, group, (index) => itemAt(bytes, start, index));
    return end;
  }

  /** Counts a record between header and trailer, and starts an instance where one begins. */
  function enter(line: number, group: GroupDefinition | undefined): void {
    records++;
    const begins = group?.depth === 0;
    if (begins) flowCount++;
    if (!begins && inInstance) {
      if (rows.heldBytes() > limits.instanceMaxBytes) cutInstance();
      return;
    }
    flush();
    rows.hold();
    inInstance = true;
    instance?.begin(line, findings.isFull() && !wantsFindings());
  }

  /** What is too long is judged to its end, and its text is not kept. */
  function cutInstance(): void {
    instance?.cut(rows.heldText(), limits.instanceMaxBytes);
  }

  function readTrailerRow(row: Row): void {
    flush();
    stage = 'after';
    const trailer = readTrailer({
      text: rowText(row),
      line: row.line,
      fileIdentifier: header?.envelope?.fileIdentifier ?? '',
      groups: records,
      flows: flowCount,
    });
    if (row.tooLong) note('LINE_TOO_LONG', row.line, 'The trailer is longer than the limit.');
    noteAll(trailer.findings);
    completedAt = trailer.completedAt;
    wholeFile = trailer.fileIdentifier === header?.envelope?.fileIdentifier;
  }

  function flush(): void {
    if (!inInstance || instance === null) return;
    inInstance = false;
    if (rows.heldBytes() > limits.instanceMaxBytes) cutInstance();
    const refused = instance.refusedMpan();
    const isWanted = refused === null || wantsRefused(refused);
    if (!isWanted) rows.letGo();
    const record = withinRepeats(instance.finish(isWanted ? rows.heldText() : ''));
    const accepted = record.accepted && !broken;
    instances++;
    if (accepted) instancesAccepted++;
    for (const finding of record.findings) findings.add(finding);
    findings.leaveOut(record.leftOut);
    onInstance(accepted === record.accepted ? record : refusedOf(record));
  }

  function withinRepeats(record: InstanceRecord): InstanceRecord {
    const finding = record.accepted && !isAmvlps ? repeated(record.mpan, record.line) : null;
    if (finding === null) return record;
    return { ...refusedOf(record), findings: [...record.findings, finding] };
  }

  function finish(): FlowFileSummary {
    const tooLarge = findings.has('FILE_TOO_LARGE');
    if (!tooLarge) rows.end();
    flush();
    if (tooLarge) broken = true;
    else if (stage === 'header')
      note(
        'FILE_EMPTY',
        null,
        'The file has no records: did the transfer break off? Send it again.',
      );
    else if (stage === 'groups') {
      note(
        'TRAILER_MISSING',
        lastLine,
        'The file ends without a ZPT trailer: it was cut short, or is still being written. Send it whole.',
      );
    } else if (stage === 'after' && instances === 0 && !broken) {
      note(
        'INSTANCES_NONE',
        lastLine,
        'The file has a header and a trailer and no groups between them.',
      );
    }
    const envelope = header?.envelope ?? null;
    const accepted = broken ? 0 : instancesAccepted;
    return {
      outcome:
        !inCatalogue && !broken ? 'not-in-catalogue' : accepted > 0 ? 'accepted' : 'rejected',
      envelope: envelope === null ? null : { ...envelope, completedAt },
      headerLine,
      flow: envelope?.flow ?? null,
      ofAmvlp: isAmvlps,
      instances,
      instancesAccepted: accepted,
      records,
      findings: findings.list(),
      envelopeBroken: broken,
      wholeFile,
    };
  }

  return {
    push(bytes) {
      if (summary !== null || bytesSeen > limits.fileSizeMaxBytes) return;
      const room = limits.fileSizeMaxBytes - bytesSeen;
      bytesSeen += bytes.length;
      rows.push(bytes.length > room ? bytes.subarray(0, room) : bytes);
      if (bytes.length > room) {
        note(
          'FILE_TOO_LARGE',
          lastLine === 0 ? null : lastLine,
          `The file is larger than ${limits.fileSizeMaxBytes} bytes: it was not read further.`,
        );
      }
    },
    end() {
      summary ??= finish();
      return summary;
    },
  };
}

const ZHV = rowKeyOf('ZHV');
const ZHF = rowKeyOf('ZHF');
const ZHD = rowKeyOf('ZHD');
const ZPT = rowKeyOf('ZPT');

const identifierOf = (row: Row): string => rowText(row).split('|', 2)[1] ?? '';
