/**
 * What of a file was refused, as a file of its own that can be corrected and dropped again. It is made
 * from the stored file in one reading and has a limit, so that a file of which nearly everything is
 * refused takes no more memory than another; what is beyond the limit stands in the archived file.
 */

import { createDipReader, shippedDip } from '../dip/index.ts';
import { piecesOfFile, recordsAt } from '../files/index.ts';
import {
  createFlowReader,
  type Finding,
  findingOf,
  findingsTooMany,
  type InstanceRecord,
  type RejectedPrinter,
  rejectedPrinter,
} from '../flow/index.ts';
import type { Receipt } from '../store/index.ts';
import { isOfOtherEnvironment } from './dip-file.ts';
import type { Intake } from './intake.ts';
import { kindOfStored } from './kind-of-file.ts';
import { rest } from './turns.ts';

export interface PlacedFinding extends Finding {
  /** Where a refused instance stood in the file it came in. */
  readonly lineInOriginal?: number | null;
}

interface RefusedPart {
  readonly bytes: readonly Uint8Array[];
  readonly findings: readonly PlacedFinding[];
}

/** Ours: more than people correct by hand, and little beside what a gateway holds anyway. */
const refusedPartMaxBytes = 32_000_000;

export async function refusedPart(
  intake: Intake,
  receipt: Receipt,
  source: string,
): Promise<RefusedPart> {
  switch (kindOfStored(receipt.name, source)) {
    case 'flow':
      return refusedInstances(intake, receipt, source);
    case 'dip':
      return refusedMessages(intake, receipt, source);
    case 'csv':
      return refusedRows(receipt, source);
  }
}

async function refusedInstances(
  intake: Intake,
  receipt: Receipt,
  source: string,
): Promise<RefusedPart> {
  const { catalogue, roles } = intake.rules;
  const { limits } = intake.config;
  const part = limitedText();
  const findings: PlacedFinding[] = [];
  let leftOut = 0;
  let printer: RejectedPrinter | null = null;
  const take = (instance: InstanceRecord, at: RejectedPrinter): void => {
    const isGiven = part.hasRoomFor(instance.text);
    const { text, line: first } = isGiven ? at.add(instance.text) : { text: '', line: 0 };
    part.add(text);
    leftOut += instance.leftOut;
    for (const finding of instance.findings) {
      if (finding.code === 'FINDINGS_TOO_MANY') continue;
      const { line } = finding;
      const now = line === null || !isGiven ? null : line + first - instance.line;
      if (findings.length < limits.findingsMax) {
        findings.push({ ...finding, line: now, lineInOriginal: line });
      } else leftOut += 1;
    }
  };
  const reader = createFlowReader(catalogue, {
    limits,
    roleOf: roles.meaningOf,
    onHeader: (line) => {
      printer = rejectedPrinter(catalogue, line);
      part.start(printer.header);
    },
    onInstance: (instance) => {
      if (!instance.accepted && printer !== null) take(instance, printer);
    },
    wantsRefused: () => !part.isFull(),
    wantsFindings: () => findings.length < limits.findingsMax,
  });
  for (const piece of piecesOfFile(source)) {
    reader.push(piece);
    await rest(intake);
  }
  const { envelope } = reader.end();
  const trailer = (printer as RejectedPrinter | null)?.end(envelope?.completedAt ?? '') ?? '';
  return {
    bytes: part.end(trailer),
    findings: [
      ...findings,
      ...(leftOut === 0 ? [] : [findingsTooMany(findings.length, leftOut, null)]),
      ...cutFindings(receipt, part.count()),
    ],
  };
}

/** The rows of a CSV that were refused and are named by a finding, under its header. */
function refusedRows(receipt: Receipt, source: string): RefusedPart {
  const wanted = new Set(
    receipt.findings.flatMap(({ line, severity }) =>
      line === null || severity === 'warn' ? [] : [line],
    ),
  );
  const { header, rows } = recordsAt(source, wanted);
  const places = new Map<number, number>();
  const part = limitedText();
  part.start(`${header}\r\n`);
  let next = linesIn(header) + 1;
  for (const [line, row] of rows) {
    if (!part.hasRoomFor(row)) continue;
    places.set(line, next);
    next += linesIn(row);
    part.add(`${row}\r\n`);
  }
  const findings = receipt.findings.map((finding): PlacedFinding => {
    const line = finding.line === null ? null : (places.get(finding.line) ?? null);
    return { ...finding, line, lineInOriginal: finding.line };
  });
  return {
    bytes: part.end(''),
    findings: [...findings, ...cutFindings(receipt, part.count())],
  };
}

/** The messages that were refused, or are of another environment, as an array of their own. */
async function refusedMessages(
  intake: Intake,
  receipt: Receipt,
  source: string,
): Promise<RefusedPart> {
  const { limits, headerTimeZone: zone } = intake.config;
  const named = new Set(
    receipt.findings.flatMap(({ code, item }) =>
      code === 'MESSAGE_REFERENCE_REUSED' && item !== null ? [item] : [],
    ),
  );
  const part = limitedText();
  const places = new Map<number, number>();
  let next = 2;
  const reader = createDipReader(shippedDip(), {
    limits,
    zone,
    onMessage: (message) => {
      const { accepted, path, line, text } = message;
      if (accepted && !named.has(path) && !isOfOtherEnvironment(intake, message)) return;
      if (!part.hasRoomFor(text)) return;
      // As bytes, because it is UTF-8 that goes through here.
      part.add(`${next === 2 ? '' : ',\n'}${Buffer.from(text).toString('latin1')}`);
      for (let at = 0; at < linesIn(text); at += 1) places.set(line + at, next + at);
      next += linesIn(text);
    },
  });
  part.start('[\n');
  for (const piece of piecesOfFile(source)) {
    reader.push(piece);
    await rest(intake);
  }
  reader.end();
  const findings = receipt.findings.map((finding): PlacedFinding => {
    const line = finding.line === null ? null : (places.get(finding.line) ?? null);
    return { ...finding, line, lineInOriginal: finding.line };
  });
  return {
    bytes: part.end('\n]\n'),
    findings: [...findings, ...cutFindings(receipt, part.count())],
  };
}

const linesIn = (text: string): number => text.split(/\r\n|\n|\r/).length;

/** Says how much of what was refused is not in the file beside it. */
function cutFindings({ instances, instancesAccepted, destination }: Receipt, given: number) {
  const refused = instances - instancesAccepted;
  if (given >= refused) return [];
  const message =
    `The first ${given} of ${refused} that were refused stand in the file beside this one, and ` +
    `${refused - given} more only in ${destination}: correct those there, or let the sender do so.`;
  return [findingOf('REFUSED_PART_CUT', { line: null, group: null, item: null }, message)];
}

const pieceCharacters = 1 << 20;

/** Text of what was refused, up to the limit, kept as bytes outside the heap. */
function limitedText() {
  const pieces: Buffer[] = [];
  let piece = '';
  let length = 0;
  let count = 0;
  let isFull = false;
  const put = (text: string): void => {
    piece += text;
    length += text.length;
    if (piece.length < pieceCharacters) return;
    pieces.push(Buffer.from(piece, 'latin1'));
    piece = '';
  };
  return {
    start: put,
    /** What is too long to have been read is not given back; nor is anything behind the limit. */
    hasRoomFor: (text: string): boolean => {
      isFull ||= length + text.length > refusedPartMaxBytes;
      return text !== '' && !isFull;
    },
    add: (text: string): void => {
      if (text === '') return;
      count += 1;
      put(text);
    },
    count: () => count,
    isFull: () => isFull,
    end: (text: string): readonly Uint8Array[] => {
      put(text);
      return [...pieces, Buffer.from(piece, 'latin1')];
    },
  };
}
