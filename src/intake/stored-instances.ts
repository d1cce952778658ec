/**
 * Single instances of a stored file: which of them are wanted, which have counted already, and a file
 * of their own to be taken in. A CSV has rows in the place of instances.
 */
import { closeSync, createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import {
  createFlowReader,
  type InstanceRecord,
  looksLikeFlow,
  printRejected,
} from '../flow/index.ts';
import { readCsv } from './read-csv.ts';
import type { DropFolder, Gateway } from '../gateway/index.ts';
import { csvEvents } from './csv-events.ts';
import { openStored, piecesOfFile, recordsAt } from '../files/index.ts';
import { readHandle } from '../regular-file.ts';
import { droppedInto, takenBefore } from './identity.ts';
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
  const found = isFlow(path)
    ? await instancesOfFlow(gateway, path, pick, await droppedInto(gateway, source))
    : await rowsOfCsv(gateway, path, pick);
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

async function instancesOfFlow(
  gateway: Gateway,
  path: string,
  pick: Pick,
  folder: DropFolder,
): Promise<Found[]> {
  const { instances, envelope } = read(gateway, path, (instance) => isWanted(instance, pick));
  const isTaken = envelope === null ? () => false : await takenBefore(gateway, envelope, folder);
  return instances.map((instance) => {
    const { line, mpan, accepted } = instance;
    return { line, mpan, taken: accepted && isTaken(instance) };
  });
}

const isWanted = (instance: InstanceRecord, { mpan, line }: Pick): boolean =>
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
  await readCsv(createReadStream(path, { fd: openStored(path) }), {
    items: visitItems(rules.catalogue),
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

/** As much of a file as tells what it is. */
const startBytes = 400;

function isFlow(path: string): boolean {
  const handle = openStored(path);
  try {
    const start = readHandle(handle, startBytes).toString('latin1');
    return start === '' || looksLikeFlow(start);
  } finally {
    closeSync(handle);
  }
}

/** A file of the instances that begin on these lines, as they came. */
export function bytesOfInstances(gateway: Gateway, path: string, lines: readonly number[]): Buffer {
  const wanted = new Set(lines);
  if (!isFlow(path)) {
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
