/**
 * A fault of ours in what concerns one MPAN: an assertion that failed, or an error nobody foresaw.
 * It is a value of that MPAN. Its trace is places in the code alone: an error's words may quote
 * what came, and what came is not to be spread.
 */
import type { Instant } from '../calendar/index.ts';
import { exceptionId } from './advance.ts';
import type { ExceptionRecord } from './exception.ts';
import type { Fault } from './state.ts';

const framesMax = 8;

export function faultOf(place: Fault['place'], error: unknown, at: Instant): Fault {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack
    .split('\n')
    // "at name (file:///somewhere/src/process/tell.ts:12:5)": the name, and the path in the package.
    .flatMap((line) => /^ +at (.*)$/.exec(line)?.[1] ?? [])
    .map((frame) => frame.replace(/(?:file:\/\/)?[^\s()]*\/((?:src|dist|node_modules)\/)/, '$1'))
    .filter((frame) => /(^|\()(src|dist|node_modules)\//.test(frame));
  const name = error instanceof Error ? error.name : typeof error;
  return { at, place, trace: [name, ...frames.slice(0, framesMax)] };
}

/** The item of the work queue that tells of it. */
export function exceptionOfFault(mpan: string, { at, place, trace }: Fault): ExceptionRecord {
  const id = exceptionId(mpan, 'PAWL_FAULT', place);
  return { id, code: 'PAWL_FAULT', at, detail: `${place}: ${trace.join(' < ')}`, open: true };
}
