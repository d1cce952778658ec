/**
 * Input for the benchmarks, the same for the same seed. MPANs are counted up with valid check
 * digits, so that a run can be repeated and two programs can be given the same bytes.
 */
import { mpanWithCheckDigit } from '../src/flow/index.ts';

/** The n-th invented MPAN of distributor 12. */
export const mpanOf = (n: number): string =>
  mpanWithCheckDigit(`12${String(n).padStart(10, '0')}`);

/** A small deterministic generator (mulberry32): enough for variety, not for secrets. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface FileOptions {
  readonly flow: string;
  readonly from: readonly [role: string, mpid: string];
  readonly to: readonly [role: string, mpid: string];
  readonly fileIdentifier: string;
  readonly createdAt: string;
}

/** A flow file around ready records; the trailer counts them. */
export function flowFile(options: FileOptions, records: readonly string[], flows: number): string {
  const { flow, from, to, fileIdentifier, createdAt } = options;
  const header = `ZHV|${fileIdentifier}|${flow}|${from[0]}|${from[1]}|${to[0]}|${to[1]}|${createdAt}||||OPER|`;
  const trailer = `ZPT|${fileIdentifier}|${records.length}||${flows}|${createdAt}|`;
  return `${header}\r\n${records.join('\r\n')}\r\n${trailer}\r\n`;
}

/** The six records of a D0150 that says a meter was exchanged. */
export function meterDetails(n: number, random: () => number): string[] {
  const old = `E${String(n % 1_000_000_000).padStart(9, '0')}`;
  const fresh = `F${String(n % 1_000_000_000).padStart(9, '0')}`;
  const day = 1 + Math.floor(random() * 27);
  const date = `202609${String(day).padStart(2, '0')}`;
  const rating = random() < 0.5 ? '100' : '80';
  return [
    `288|${mpanOf(n)}|${date}|A|E|`,
    `289|0393|${date}|||`,
    `290|${fresh}|||${rating}|J|ACME ${100 + (n % 7)}|MAPX|||||||||||N|${date}|20260101||||H|${date}|`,
    `293|01|C|AI|1.00||5|||`,
    `296|${date}|METER EXCHANGED`.concat('|'),
    `08A|${old}|${date}|MAPX|`,
  ];
}
