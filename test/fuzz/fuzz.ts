/**
 * Mutated inputs through every reader:
 * `npm run fuzz -- --inputs 50000 --seed 1 [--seconds 60] [--record]`. A record adds its run to those of
 * other seeds. Without a seed that of the commit is taken, and printed; an input that fails is printed
 * whole, with the number that makes it again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { earlierRuns, record, type Run, today } from '../../scripts/reliability.ts';
import { type Chance, chanceOf } from '../naive/random-history.ts';
import { seedOfTests } from '../support/seed.ts';
import { guidedFlows } from './guided.ts';
import { mutated } from './mutate.ts';
import { type Reader, readersIn } from './readers.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '50000' },
    seed: { type: 'string', default: String(Math.abs(seedOfTests()) % 1_000_000) },
    seconds: { type: 'string', default: '0' },
    reader: { type: 'string', default: '' },
    guided: { type: 'string', default: '0' },
    record: { type: 'boolean', default: false },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
const secondsMax = values.seconds === '0' ? Infinity : Number(values.seconds);
const start = Date.now();
const until = start + secondsMax * 1000;

/** Ours: a hundred times what the slowest input took when this was written. */
const inputMaxMilliseconds = 1_000;

const workspace = mkdtempSync(join(tmpdir(), 'pawl-fuzz-'));
const readers = readersIn(workspace).filter(({ name }) => name.includes(values.reader));
const counts = new Map<string, number>();
const failures: string[] = [];
let slowest = { name: '', milliseconds: 0, bytes: 0 };

async function ask(reader: Reader, number: number, bytes: Buffer): Promise<void> {
  counts.set(reader.name, (counts.get(reader.name) ?? 0) + 1);
  const began = process.cpuUsage();
  try {
    await reader.read(bytes);
  } catch (error) {
    failures.push(`${reader.name}: ${error instanceof Error ? error.stack : String(error)}`);
    if (failures.length <= 5) {
      const shown = JSON.stringify(bytes.toString('latin1')).slice(0, 20_000);
      process.stdout.write(`input ${number}, ${failures.at(-1)}\n${shown}\n\n`);
    }
  }
  let milliseconds = spentSince(began);
  if (milliseconds > inputMaxMilliseconds) milliseconds = await readAgain(reader, bytes);
  if (milliseconds > slowest.milliseconds) {
    slowest = { name: reader.name, milliseconds, bytes: bytes.length };
  }
  if (milliseconds <= inputMaxMilliseconds) return;
  failures.push(`${reader.name}: ${Math.round(milliseconds)} ms for ${bytes.length} bytes`);
  const shown = JSON.stringify(bytes.toString('latin1')).slice(0, 2_000);
  process.stdout.write(`input ${number}, ${failures.at(-1)}\n${shown}\n\n`);
}

function spentSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

/**
 * How long the same input takes once more: V8 may have collected garbage or compiled patterns anew
 * meanwhile, which costs the same whatever is read, and an input that is slow stays so.
 */
async function readAgain(reader: Reader, bytes: Buffer): Promise<number> {
  const began = process.cpuUsage();
  try {
    await reader.read(bytes);
  } catch {
    // It was told the first time.
  }
  return spentSince(began);
}

function drawn({ next }: Chance): Reader {
  const all = readers.reduce((sum, { weight }) => sum + weight, 0);
  let left = next() * all;
  return readers.find(({ weight }) => (left -= weight) < 0) ?? readers[0]!;
}

// What a reader loads and compiles when it is first used is no cost of the input that came first.
for (const { read, seeds } of readers) for (const seed of seeds.slice(0, 20)) await read(seed);

// A third of the time at most, so that every reader has its share.
const guided = await guidedFlows(Number(values.guided), seed, start + (secondsMax * 1000) / 3);
const began = Date.now();
let told = 0;
for (; told < inputs && Date.now() < until; told += 1) {
  // Each input has numbers of its own, so that one is made again without those before it.
  const chance = chanceOf((seed * 2_654_435_761 + told) >>> 0);
  const reader = drawn(chance);
  const bytes = mutated(chance, chance.oneOf(reader.seeds), chance.oneOf(reader.seeds));
  await ask(reader, told, bytes);
  if ((told + 1) % 100_000 === 0) {
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stdout.write(`${told + 1} inputs in ${seconds} s, ${failures.length} failures\n`);
  }
}
rmSync(workspace, { recursive: true });
const seconds = Math.round((Date.now() - start) / 1000);
for (const [name, count] of counts) process.stdout.write(`  ${count} ${name}\n`);
process.stdout.write(
  `seed ${seed}: ${told} inputs and ${guided.inputs} guided in ${seconds} s, ${failures.length + guided.failures.length} failures; slowest ${Math.round(slowest.milliseconds)} ms (${slowest.name}, ${slowest.bytes} bytes)\n`,
);
for (const failure of guided.failures.slice(0, 5)) process.stdout.write(`${failure}\n`);
if (values.record) {
  const run: Run = {
    on: today(),
    seed,
    inputs: told + guided.inputs,
    failures: failures.length + guided.failures.length,
    seconds,
  };
  const runs = [...earlierRuns('fuzz', seed), run];
  const sum = (of: 'inputs' | 'failures'): number => runs.reduce((all, one) => all + one[of], 0);
  record('fuzz', {
    title: 'Mutated inputs',
    about:
      'Valid flow files, CSVs, registers, bank-holiday feeds, configurations and words of reports are changed at random and read. No reader may throw at content; findings and messages are bounded; what was accepted is printed and reads the same; cited words stand in the text; no input of up to 60 kB takes longer than a second of processor time.',
    command: `npm run fuzz -- --inputs ${values.inputs} --guided ${values.guided} --seed ${seed}${secondsMax === Infinity ? '' : ` --seconds ${secondsMax}`} --record`,
    inCi: 'npm run fuzz -- --inputs 1000000 --guided 5000 --seconds 45',
    seed,
    figures: [
      {
        what: 'inputs, in all runs',
        value: sum('inputs'),
        wanted: '10,000,000',
        met: sum('inputs') >= 10_000_000,
      },
      { what: 'failures', value: sum('failures'), wanted: '0', met: sum('failures') === 0 },
      ...[...counts].map(([what, value]) => ({ what: `in the last run: ${what}`, value })),
      { what: 'in the last run: flow files, guided by coverage', value: guided.inputs },
      {
        what: 'inputs that guided further, because they ran code that none before did',
        value: guided.kept,
      },
      {
        what: `slowest input (${slowest.name}, ${slowest.bytes} bytes)`,
        value: Math.round(slowest.milliseconds),
        unit: 'ms',
        wanted: 'at most 1,000',
        met: slowest.milliseconds <= inputMaxMilliseconds,
      },
      { what: 'time of the last run', value: seconds, unit: 's' },
    ],
    runs,
    notes: [
      'Guided by coverage without a library: those on npm that are kept (Jazzer.js) build a native addon, the others (jsfuzz) have not been touched for years and instrument old JavaScript. V8 itself says which code ran (`node:inspector`, precise coverage); an input that ran something new becomes a seed. `test/fuzz/guided.ts` is that.',
    ],
  });
}
process.exitCode = failures.length + guided.failures.length === 0 ? 0 : 1;
