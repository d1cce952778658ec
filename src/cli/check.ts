/**
 * `pawl check`: files against the catalogue, without a workspace. Each file is read in pieces, so
 * that its size does not matter, and what cannot be read is a finding like any other.
 */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { codeOf } from '../bug.ts';
import { createDipReader, type DipMessage, shippedDip } from '../dip/index.ts';
import { localDateOf } from '../calendar/index.ts';
import { systemClock } from '../clock.ts';
import { shippedReference } from '../market/index.ts';
import { loadCatalogue } from '../shipped-flows.ts';
import {
  type Catalogue,
  createFlowReader,
  defaultLimits,
  type Finding,
  findingOf,
} from '../flow/index.ts';
import { looksLikeZip, openWorkbook, workbookProblem } from '../files/index.ts';
import { datesIn, kindOfFile, readCsv, visitItems, workbookRead } from '../intake/index.ts';
import type { Paper } from '../papers/index.ts';
import { count, say, sayJson } from './print.ts';

/** What docs and scripts rely on: the shape of `pawl check --json`, one for each file. */
interface CheckedFile {
  readonly file: string;
  readonly outcome: 'accepted' | 'rejected' | 'not-in-catalogue';
  readonly flow: string | null;
  readonly fileIdentifier: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly instances: number;
  readonly instancesAccepted: number;
  readonly findings: readonly Finding[];
}

export async function check(
  files: readonly string[],
  options: { readonly json?: boolean },
): Promise<number> {
  const catalogue = loadCatalogue();
  const checked: CheckedFile[] = [];
  for (const file of files) {
    const one = await checkFile(catalogue, file);
    if (options.json !== true) tell(one);
    checked.push(one);
  }
  if (options.json === true) sayJson(checked);
  return checked.some(({ findings }) => findings.some(isRejecting)) ? 1 : 0;
}

const isRejecting = ({ severity }: Finding): boolean => severity === 'reject';

const unread = (file: string) => ({
  file,
  outcome: 'rejected' as const,
  flow: null,
  fileIdentifier: null,
  from: null,
  to: null,
  instances: 0,
  instancesAccepted: 0,
});

async function checkFile(catalogue: Catalogue, file: string): Promise<CheckedFile> {
  try {
    const start = await firstPiece(file);
    const kind = kindOfFile(file, start);
    if (kind === 'flow') return await checkFlow(catalogue, file);
    if (kind === 'dip') return await checkMessages(file);
    if (looksLikeZip(start)) return await checkWorkbook(catalogue, file);
    const { papers } = await import('../papers/index.ts');
    const own = papers.find(({ files }) => files?.owns(basename(file), start))?.files;
    return own === undefined ? await checkCsv(catalogue, file) : await checkOwn(own, file);
  } catch (error) {
    const code = codeOf(error);
    if (code === null || !(error instanceof Error)) throw error;
    const message =
      code === 'ENOENT'
        ? 'There is no such file: check its path.'
        : `The file cannot be read (${code}): check its path and your rights.`;
    const nowhere = { line: null, group: null, item: null };
    return { ...unread(file), findings: [findingOf('FILE_UNREADABLE', nowhere, message)] };
  }
}

const startBytes = 400;

async function firstPiece(file: string): Promise<string> {
  for await (const piece of createReadStream(file, { end: startBytes - 1 })) {
    return (piece as Buffer).toString('latin1');
  }
  return '';
}

async function checkFlow(catalogue: Catalogue, file: string): Promise<CheckedFile> {
  const reader = createFlowReader(catalogue, {
    limits: defaultLimits,
    roleOf: shippedReference.meaningOf,
    onInstance: () => undefined,
  });
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    reader.push(piece as Buffer);
  }
  const { outcome, flow, envelope, instances, instancesAccepted, findings } = reader.end();
  return {
    file,
    outcome,
    flow,
    fileIdentifier: envelope?.fileIdentifier ?? null,
    from: envelope?.fromMpid ?? null,
    to: envelope?.toMpid ?? null,
    instances,
    instancesAccepted,
    findings,
  };
}

async function checkMessages(file: string): Promise<CheckedFile> {
  const interfaces = new Set<string | null>();
  let count = 0;
  let only: DipMessage | null = null;
  const reader = createDipReader(shippedDip(), {
    limits: defaultLimits,
    zone: 'Europe/London',
    onMessage: (message) => {
      count += 1;
      only = count === 1 ? message : null;
      if (interfaces.size < 2) interfaces.add(message.readAs ?? message.interfaceId);
    },
  });
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 16 })) {
    reader.push(piece as Buffer);
  }
  const { messages, messagesAccepted, findings, fileBroken } = reader.end();
  const single = only as DipMessage | null;
  const [named = null] = interfaces;
  return {
    ...unread(file),
    outcome: fileBroken || messagesAccepted === 0 ? 'rejected' : 'accepted',
    flow: interfaces.size === 1 ? named : null,
    fileIdentifier: single?.identity.senderUniqueReference ?? null,
    from: single?.sender.dipId ?? null,
    instances: messages,
    instancesAccepted: messagesAccepted,
    findings,
  };
}

async function checkWorkbook(catalogue: Catalogue, file: string): Promise<CheckedFile> {
  try {
    const book = await openWorkbook(file);
    try {
      const checked = await checkCsv(catalogue, file, book.csv);
      return { ...checked, findings: [workbookRead(book), ...checked.findings] };
    } finally {
      book.close();
    }
  } catch (error) {
    const problem = workbookProblem(error);
    if (problem === null) throw error;
    const nowhere = { line: null, group: null, item: null };
    return { ...unread(file), findings: [findingOf('FILE_KIND_WRONG', nowhere, problem)] };
  }
}

async function checkCsv(
  catalogue: Catalogue,
  file: string,
  pieces: () => AsyncIterable<Uint8Array> = () => createReadStream(file),
): Promise<CheckedFile> {
  let good = 0;
  const items = visitItems(catalogue);
  const { kind, rowCount, findings } = await readCsv(pieces(), {
    mpanRepeatsMax: defaultLimits.mpanRepeatsMax,
    items,
    today: localDateOf('Europe/London', systemClock.now()),
    dates: await datesIn(pieces, items),
    onRow: () => {
      good += 1;
    },
  });
  const isRejected = kind === null || (good === 0 && findings.some(isRejecting));
  return {
    ...unread(file),
    outcome: isRejected ? 'rejected' : 'accepted',
    instances: rowCount,
    instancesAccepted: good,
    findings,
  };
}

async function checkOwn(
  { check }: NonNullable<Paper['files']>,
  file: string,
): Promise<CheckedFile> {
  const { rows, rowsAccepted, findings } = await check(file);
  return {
    ...unread(file),
    outcome: rowsAccepted === 0 && findings.length > 0 ? 'rejected' : 'accepted',
    instances: rows,
    instancesAccepted: rowsAccepted,
    findings,
  };
}

function tell(checked: CheckedFile): void {
  const { file, outcome, flow, fileIdentifier, from, to, instances, instancesAccepted } = checked;
  const parties = [from === null ? '' : ` from ${from}`, to === null ? '' : ` to ${to}`].join('');
  const named = fileIdentifier === null ? '' : ` ${fileIdentifier}`;
  const what = flow === null ? '' : `, ${flow}${named}${parties}`;
  const accepted = `${instancesAccepted} of ${count(instances, 'instance')} accepted`;
  say(`${file}: ${outcome}${what}, ${accepted}`);
  for (const line of findingLines(file, checked.findings)) say(line);
}

/** `file:line group item CODE: message`, without what does not apply. */
export const findingLines = (file: string, findings: readonly Finding[]): string[] =>
  findings.map(({ line, group, item, code, severity, message }) => {
    const place = [`${file}${line === null ? '' : `:${line}`}`, group, item];
    const words = place.filter((part) => part !== null).join(' ');
    return `${words} ${code}: ${severity === 'warn' ? 'warning: ' : ''}${message}`;
  });
