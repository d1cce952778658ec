/** A workspace on disk with a clock that stands where it is put, for benchmarks of the engine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock } from '../src/clock.ts';
import { readConfig } from '../src/config/config.ts';
import { type Engine, openEngine } from '../src/engine.ts';
import { createLog } from '../src/log.ts';
import { flowFile, mpanOf } from './generate.ts';

export interface Desk {
  readonly workspace: string;
  readonly engine: Engine;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly drop: (folder: 'inbox' | 'sent', name: string, text: string) => void;
  readonly close: () => Promise<void>;
}

/** Opens a Supplier's desk; the store is a file, in WAL with synchronous FULL, as in service. */
export async function openDesk(
  now: string,
  extra: Readonly<Record<string, unknown>> = {},
  folder = mkdtempSync(join(tmpdir(), 'pawl-bench-')),
): Promise<Desk> {
  const clock = fixedClock(now);
  const config = readConfig({ mpid: 'SUPP', role: 'X', send: 'never', calendarFeed: false, chaseAt: null, ...extra }, 'bench');
  const engine = await openEngine({
    workspace: folder,
    config,
    clock,
    log: createLog('silent', 'none'),
    storePath: join(folder, 'pawl.db'),
    progress: null,
  });
  return {
    workspace: folder,
    engine,
    clock,
    drop: (into, name, text) => writeFileSync(join(folder, into, name), text, 'latin1'),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const supplier = ['X', 'SUPP'] as const;
const meterOperator = ['M', 'MOPX'] as const;

/** One D0001 file that asks for a backstop check of each MPAN in a range. */
export function requestFile(from: number, count: number, fileNumber: number): string {
  const records: string[] = [];
  for (let n = from; n < from + count; n += 1) {
    records.push(
      `001|${mpanOf(n)}||||`,
      `002|E${String(n).padStart(9, '0')}|`,
      '003|01|MICROGENERATION BACKSTOP CHECK|20260803||',
      '759|42||',
    );
  }
  return flowFile(
    {
      flow: 'D0001001',
      from: supplier,
      to: meterOperator,
      fileIdentifier: `R${String(fileNumber).padStart(9, '0')}`,
      createdAt: '20260803100000',
    },
    records,
    count,
  );
}

const answers = ['BACKSTOP FITTED', 'NO BACKSTOP FITTED', 'STATIC METER, CANNOT RUN BACKWARDS'];

/** One D0002 file that answers for each MPAN in a range. */
export function answerFile(from: number, count: number, fileNumber: number): string {
  const records: string[] = [];
  for (let n = from; n < from + count; n += 1) {
    records.push(
      `004|${mpanOf(n)}|MICROGENERATION BACKSTOP CHECK|20260803|`,
      `005|E${String(n).padStart(9, '0')}|${answers[n % answers.length]}|`,
      '006|01|20260810||',
    );
  }
  return flowFile(
    {
      flow: 'D0002001',
      from: meterOperator,
      to: supplier,
      fileIdentifier: `A${String(fileNumber).padStart(9, '0')}`,
      createdAt: '20260811100000',
    },
    records,
    count,
  );
}
