/**
 * Places where a fault would concern one MPAN, file, channel or part of the pass, by name: each is
 * the beginning of a guard. Where PAWL_FAULT_AT names one and what it is about
 * (`fold:1200000000020`), an error is thrown there, so that tests can see that nothing else stops;
 * otherwise nothing happens.
 */
import process from 'node:process';

const faultPoints = [
  'events',
  'fold',
  'alerts',
  'rows',
  'print',
  'file',
  'settle',
  'outbox',
  'calendar',
  'reference',
  'line',
  'channel',
  'chase',
  'report',
  'part',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

type Trap = (point: FaultPoint, about: string) => boolean;

const [pointNamed, ...aboutNamed] = (process.env['PAWL_FAULT_AT'] ?? '').split(':');
const named: Trap = (point, about) => point === pointNamed && about === aboutNamed.join(':');
let trap: Trap | null = pointNamed === '' ? null : named;

/** Springs where the trap says so; null takes it away. */
export function trapFaults(next: Trap | null): void {
  trap = next;
}

export function faultPoint(point: FaultPoint, about: string): void {
  if (trap?.(point, about) === true) throw new Error('a fault that a test has put here');
}
