/** P1: read and fully validate a 40 MB D0150 file, against tokenizers and a bare scan. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as fastCsv } from 'fast-csv';
import { loadCatalogue } from '../src/shipped-flows.ts';
import { createFlowReader, defaultLimits } from '../src/flow/index.ts';
import { flowFile, meterDetails, seeded } from './generate.ts';
import { type Figure, race, type Report, throughput } from './measure.ts';

const mpans = 200_000;
const recordsPerMpan = 6;
const chunkBytes = 1 << 20;

export function writeMeterDetails(path: string, count: number): void {
  const random = seeded(1);
  const records: string[] = [];
  for (let n = 0; n < count; n += 1) records.push(...meterDetails(n, random));
  const envelope = {
    flow: 'D0150002',
    from: ['M', 'MOPX'],
    to: ['X', 'SUPP'],
    fileIdentifier: '0000000001',
    createdAt: '20260930120000',
  } as const;
  writeFileSync(path, flowFile(envelope, records, count), 'latin1');
}

/** Hands over a file in pieces, as fast as they can be read. */
function forEachPiece(path: string, take: (piece: Buffer) => void): void {
  const handle = openSync(path, 'r');
  const piece = Buffer.alloc(chunkBytes);
  for (;;) {
    const length = readSync(handle, piece);
    if (length === 0) break;
    take(piece.subarray(0, length));
  }
  closeSync(handle);
}

/** Counts records and items without looking at them: what reading costs before any meaning. */
function bareScan(path: string): number {
  let items = 0;
  forEachPiece(path, (piece) => {
    const text = piece.toString('latin1');
    let line = 0;
    for (;;) {
      const end = text.indexOf('\n', line);
      if (end < 0) break;
      for (let pipe = text.indexOf('|', line); pipe >= 0 && pipe < end; items += 1) {
        pipe = text.indexOf('|', pipe + 1);
      }
      line = end + 1;
    }
  });
  return items;
}

function readWhole(catalogue: ReturnType<typeof loadCatalogue>, path: string): void {
  let instances = 0;
  const reader = createFlowReader(catalogue, {
    limits: defaultLimits,
    onInstance: () => {
      instances += 1;
    },
  });
  forEachPiece(path, (piece) => reader.push(piece));
  const summary = reader.end();
  if (instances !== mpans || summary.outcome !== 'accepted' || summary.findings.length > 0) {
    throw new Error('the file was not accepted whole');
  }
}

export async function p1(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-p1-'));
  const path = join(folder, 'd0150.usr');
  writeMeterDetails(path, mpans);
  const catalogue = loadCatalogue();
  const { default: papa } = await import('papaparse');
  const times = await race([
    { name: 'pawl', run: () => readWhole(catalogue, path) },
    {
      name: 'papaparse',
      run: () => {
        papa.parse(readFileSync(path, 'latin1'), { delimiter: '|', quoteChar: '\u0000' });
      },
    },
    { name: 'scan', run: () => void bareScan(path) },
    {
      name: 'fast-csv',
      run: () =>
        new Promise<void>((resolve, reject) => {
          createReadStream(path)
            .pipe(fastCsv({ delimiter: '|', quote: null }))
            .on('data', () => {})
            .on('error', reject)
            .on('end', () => resolve());
        }),
    },
  ]);
  const records = mpans * recordsPerMpan;
  const ours = times.get('pawl');
  const against = (name: string, as: 'peer' | 'limit'): Figure => {
    const spread = times.get(name);
    if (ours === undefined || spread === undefined) throw new Error(`${name} was not measured`);
    return throughput(records, ours, { spread, as }, 'records/s');
  };
  const small = peakMb(path);
  const large = join(folder, 'd0150-large.usr');
  writeMeterDetailsInParts(large, mpans * 10);
  const tenfold = peakMb(large);
  rmSync(folder, { recursive: true });
  return {
    'P1/fast-csv': against('fast-csv', 'peer'),
    'P1/papaparse': against('papaparse', 'peer'),
    'P1/scan': against('scan', 'limit'),
    'P1/peak-mb': {
      ours: small,
      peer: null,
      limit: 200,
      ratio: Math.round((tenfold / small) * 100) / 100,
      unit: 'MB',
      spread: [small, tenfold],
      runs: 2,
      note: `peak memory of a process that reads 40 MB (${small} MB) and 400 MB (${tenfold} MB); the ratio is the second over the first`,
    },
  };
}

/** Peak resident memory, in MB, of a process that reads one file as the gateway does. */
function peakMb(path: string): number {
  const script = new URL('./p1-peak.ts', import.meta.url).pathname;
  return Number(execFileSync(process.execPath, [script, path], { encoding: 'utf8' }));
}

function writeMeterDetailsInParts(path: string, count: number): void {
  const random = seeded(1);
  const header = 'ZHV|0000000001|D0150002|M|MOPX|X|SUPP|20260930120000||||OPER|\r\n';
  writeFileSync(path, header, 'latin1');
  for (let from = 0; from < count; from += 50_000) {
    const records: string[] = [];
    for (let n = from; n < Math.min(from + 50_000, count); n += 1) {
      records.push(...meterDetails(n, random));
    }
    writeFileSync(path, `${records.join('\r\n')}\r\n`, { encoding: 'latin1', flag: 'a' });
  }
  const trailer = `ZPT|0000000001|${count * recordsPerMpan}||${count}|20260930120000|\r\n`;
  writeFileSync(path, trailer, { encoding: 'latin1', flag: 'a' });
}
