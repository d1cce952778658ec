/** How many processes are killed, where, and what is written down of it where somebody asks. */
import { appendFileSync } from 'node:fs';
import type { CrashPoint } from '../../src/crash-point.ts';

/** Points that acts of people come by; all others are a gateway's. */
export const actPoints = [
  'mid-migration',
  'mid-backup',
  'mid-purge',
  'mid-erase',
  'mid-adoption',
  'mid-decision',
  'mid-restore',
] as const satisfies readonly CrashPoint[];
export type ActPoint = (typeof actPoints)[number];

/** Points of what is brought from elsewhere and taken there: test/sftp dies at them. */
export const porterPoints = [
  'brought',
  'carried-in',
  'mid-clearing',
  'written-there',
  'leaving',
  'carried-out',
] as const satisfies readonly CrashPoint[];
type PorterPoint = (typeof porterPoints)[number];

/** Points that a gateway with folders of its own comes by; a move dies in test/postgres. */
export type OwnPoint = Exclude<CrashPoint, ActPoint | PorterPoint | 'mid-move'>;

/** Deaths at named points, of both files together. */
const atPoints = 69;

/** An act takes longer than a kill in a story, and has fewer moments. */
export const shareOfActs = 0.15;

export const killsAtRandom = Math.max(2, Number(process.env['PAWL_KILLS'] ?? 200) - atPoints);

/** Adds a line to the file that PAWL_KILLS_COUNT names; both files of tests may write at once. */
export function count(
  what: 'points' | 'random' | 'act points' | 'random acts',
  deaths: number,
): void {
  const file = process.env['PAWL_KILLS_COUNT'];
  if (file !== undefined) appendFileSync(file, `${what}:${deaths}\n`);
}
