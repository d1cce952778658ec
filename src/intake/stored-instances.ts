/**
 * Single instances of a stored file: which of them are wanted, which have counted already, and a file
 * of their own to be taken in. A CSV has rows in the place of instances.
 */
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { createDipReader, type DipMessage, shippedDip } from '../dip/index.ts';
import { EngineError } from '../engine-error.ts';
import { createFlowReader, type InstanceRecord, printRejected } from '../flow/index.ts';
import { datesIn } from './csv-dates.ts';
import { readCsv } from './read-csv.ts';
import type { DropFolder, Gateway } from '../gateway/index.ts';
import { csvEvents } from './csv-events.ts';
import { isTakenMessage, keysOfMessage } from './dip-events.ts';
import { openStored, piecesOfFile, recordsAt } from '../files/index.ts';
import { droppedInto, takenBefore } from './identity.ts';
import { kindOfStored } from './kind-of-file.ts';
import { scanner } from './named-mpans.ts';
import { visitItems } from './visit-items.ts';

/** Which instances are wanted; neither: the whole file. */
export interface Pick {
  readonly mpan?: string;
  /** A line of the file, anywhere within the instance. */
  readonly line?: number;
}

interface Wanted {
  /** Where the wanted instances begin. */
  readonly lines: readonly number[];
  /** Those of them that have not counted yet. */
  readonly fresh: readonly number[];
  /** The one MPAN they are about; empty where there are several, or none that is readable. */
  readonly mpan: string;
}

/** Throws NOT_FOUND where the file has no such instance. */
export async function wantedInstances(
  gateway: Gateway,
  source: string,
  pick: Pick,
): Promise<Wanted> {
  const path = join(gateway.workspace, source);
  const found = await foundIn(gateway, source, path, pick);
  const [first] = found;
  if (first === undefined) {
    const what = pick.line === undefined ? `MPAN ${pick.mpan}` : `instance at line ${pick.line}`;
    throw new EngineError('NOT_FOUND', `${source} has no ${what}`, 'pawl show FILE shows the file');
  }
  const isOne = found.every(({ mpan }) => mpan === first.mpan) && /^\d{13}$/.test(first.mpan);
  return {
    lines: found.map(({ line }) => line),
    fresh: found.filter(({ taken }) => !taken).map(({ line }) => line),
    mpan: isOne ? first.mpan : '',
  };
}

interface Found {
  readonly line: number;
  readonly mpan: string;
  readonly taken: boolean;
}

async function foundIn(
  gateway: Gateway,
  source: string,
  path: string,
  pick: Pick,
): Promise<Found[]> {
  switch (kindOfStored(source, path)) {
    case 'flow':
      return instancesOfFlow(gateway, path, pick, await droppedInto(gateway, source));
    case 'dip':
      return messagesOf(gateway, path, pick);
    case 'csv':
      return rowsOfCsv(gateway, path, pick);
  }
}

async function messagesOf(gateway: Gateway, path: string, pick: Pick): Promise<Found[]> {
  const messages = readMessagesAt(gateway, path, (message) =>
    isWanted(messagePlace(message), pick),
  );
  const taken = messages.filter(isTakenMessage);
  const keyOf = (message: (typeof taken)[number]): string => `${keysOfMessage(message)}message`;
  const known = await gateway.store.knownKeys(taken.map(keyOf));
  const counted = new Set<DipMessage>(taken.filter((message) => known.has(keyOf(message))));
  return messages.map((message) => ({
    line: message.line,
    mpan: message.mpan ?? '',
    taken: counted.has(message),
  }));
}

const messagePlace = ({ mpan, line, text }: DipMessage) => ({ mpan: mpan ?? '', line, text });

/** Reads a file of DIP messages piece by piece and keeps only those that are wanted. */
function readMessagesAt(
  { config }: Gateway,
  path: string,
  wanted: (message: DipMessage) => boolean,
): readonly DipMessage[] {
  const messages: DipMessage[] = [];
  const reader = createDipReader(shippedDip(), {
    limits: config.limits,
    zone: config.headerTimeZone,
    onMessage: (message) => {
      if (wanted(message)) messages.push(message);
    },
  });
  for (const piece of piecesOfFile(path)) reader.push(piece);
  reader.end();
  return messages;
}

async function instancesOfFlow(
  gateway: Gateway,
  path: string,
  pick: Pick,
  folder: DropFolder,
): Promise<Found[]> {
  const { instances, envelope } = read(gateway, path, (one) => isWanted(one, pick));
  const isTaken = envelope === null ? () => false : await takenBefore(gateway, envelope, folder);
  return instances.map((instance) => {
    const { line, mpan, accepted } = instance;
    return { line, mpan, taken: accepted && isTaken(instance) };
  });
}

const isWanted = (
  instance: { readonly mpan: string; readonly line: number; readonly text: string },
  { mpan, line }: Pick,
): boolean =>
  (mpan === undefined || instance.mpan === mpan) &&
  (line === undefined ||
    (line >= instance.line && line < instance.line + instance.text.split('\n').length));

/** Reads a flow file piece by piece and keeps only the instances that are wanted. */
function read(gateway: Gateway, path: string, wanted: (instance: InstanceRecord) => boolean) {
  const instances: InstanceRecord[] = [];
  const reader = createFlowReader(gateway.rules.catalogue, {
    limits: gateway.config.limits,
    roleOf: gateway.rules.roles.meaningOf,
    onInstance: (instance) => {
      if (wanted(instance)) instances.push(instance);
    },
  });
  for (const piece of piecesOfFile(path)) reader.push(piece);
  const { envelope, headerLine } = reader.end();
  return { instances, envelope, headerLine };
}

/** Good rows tell whether they counted; of bad ones only where an MPAN stands is known. */
async function rowsOfCsv(gateway: Gateway, path: string, pick: Pick): Promise<Found[]> {
  const { config, clock, rules, store } = gateway;
  const rows = new Map<number, Found>();
  const isMeant = ({ line, mpan }: { line: number; mpan: string }): boolean =>
    (pick.mpan ?? mpan) === mpan && (pick.line ?? line) === line;
  const scan = scanner();
  const note = (places: readonly { readonly line: number; readonly mpan: string }[]): void => {
    for (const place of places.filter(isMeant)) rows.set(place.line, { ...place, taken: false });
  };
  for (const piece of piecesOfFile(path)) for (const places of scan.push(piece)) note(places);
  note(scan.end());
  const arrival = { config, receivedAt: clock.now(), file: basename(path) };
  const items = visitItems(rules.catalogue);
  const pieces = () => createReadStream(path, { fd: openStored(path) });
  await readCsv(pieces(), {
    items,
    dates: await datesIn(pieces, items),
    mpanRepeatsMax: config.limits.mpanRepeatsMax,
    onRow: async (row) => {
      if (!isMeant(row)) return;
      const keys = csvEvents(arrival, row).map(({ key }) => key);
      const taken = (await store.knownKeys(keys)).size === keys.length;
      rows.set(row.line, { line: row.line, mpan: row.mpan, taken });
    },
  });
  return [...rows.values()].sort((one, other) => one.line - other.line);
}

/** A file of the instances that begin on these lines, as they came. */
export function bytesOfInstances(gateway: Gateway, path: string, lines: readonly number[]): Buffer {
  const wanted = new Set(lines);
  const kind = kindOfStored(path, path);
  if (kind === 'dip') {
    const texts = readMessagesAt(gateway, path, ({ line }) => wanted.has(line)).map(
      ({ text }) => text,
    );
    return Buffer.from(`[\n${texts.join(',\n')}\n]\n`);
  }
  if (kind === 'csv') {
    const { header, rows } = recordsAt(path, wanted);
    return Buffer.from([header, ...rows.values()].map((row) => `${row}\r\n`).join(''), 'latin1');
  }
  const { instances, envelope, headerLine } = read(gateway, path, ({ line }) => wanted.has(line));
  const { text } = printRejected(gateway.rules.catalogue, {
    headerLine: headerLine ?? '',
    instances: instances.map((instance) => instance.text),
    completedAt: envelope?.completedAt ?? '',
  });
  return Buffer.from(text, 'latin1');
}
