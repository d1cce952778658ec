/**
 * One JSON line per fact, through pino, to standard error. No free text, address or secret is ever
 * logged; an MPAN appears only with its check. Redaction is a second net under that rule: whatever
 * is logged under a key that may hold such a thing comes out as `[personal]`.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type * as Pino from 'pino';
import { dailyFiles } from './daily-files.ts';
import { withHiddenShown } from './words.ts';

export type Log = Pick<Pino.Logger, 'error' | 'warn' | 'info' | 'level'>;

/** Keys of what people wrote, where they live or are reached, and what nobody may know. */
const personalKeys = [
  'text words remarks note reason message body parts known findings',
  'address customer contact telephone postcode',
  'to from cc email mail recipients envelope subject response',
  'secret password pass auth token authorization headers url smtp channels config',
].flatMap((line) => line.split(' '));

/** Keys of sentences that may quote such a thing, from a mail server for instance. */
const quotingKeys = ['why', 'error', 'lastError', 'problem', 'detail', 'hint'] as const;

const depthMax = 2;

const paths = [...personalKeys, ...quotingKeys].flatMap((key) =>
  Array.from({ length: depthMax }, (_, depth) => `${'*.'.repeat(depth)}${key}`),
);

/** Counts, flags and dates are nobody's secret, whatever their key. */
function censor(value: unknown, path: string[]): unknown {
  if (typeof value !== 'string')
    return typeof value === 'object' && value !== null ? personal : value;
  if (quotingKeys.some((key) => key === path.at(-1))) return withoutQuotes(value);
  return /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(value) ? value : personal;
}

const personal = '[personal]';

/**
 * What of an error is logged. Its message may quote what it stumbled over, so quoted words and mail
 * addresses go; whatever else a library hung on the error does not come in at all.
 */
function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, errcode, syscall } = error as Error & Record<string, unknown>;
  return { type: error.name, code, errcode, syscall, stack: withoutQuotes(error.stack ?? '') };
}

const withoutQuotes = (text: string): string =>
  text
    .replaceAll(/"[^"\n]*"/g, '"[personal]"')
    .replaceAll(/[^\s@<>"']+@[^\s@<>"':]+/g, '[personal]');

/** The log of a gateway: to standard error, or into the folder that the configuration names. */
export const logOf = (
  workspace: string,
  { logLevel, logFolder }: { readonly logLevel: string; readonly logFolder: string | null },
): Log =>
  createLog(logLevel, logFolder === null ? 'stderr' : intoFolder(resolve(workspace, logFolder)));

/**
 * A file for each day by the time of the line. Where it cannot be written, standard error has the
 * line: a log never keeps a gateway from its work.
 */
function intoFolder(folder: string): Pino.DestinationStream {
  const { add } = dailyFiles(folder, 'pawl-', '.jsonl');
  return {
    write: (line) => {
      try {
        const { time } = JSON.parse(line) as { readonly time: number };
        add(new Date(time).toISOString(), line.trimEnd());
      } catch {
        process.stderr.write(line);
      }
    },
  };
}

/** A log to a stream; to nowhere with `none`. */
export function createLog(
  level: string,
  stream: 'stderr' | 'none' | Pino.DestinationStream = 'stderr',
): Log {
  let opened: Pino.Logger | undefined;
  // Most commands log nothing, and need not wait for the library.
  const log = (): Pino.Logger => (opened ??= openLog(level, stream));
  const logs = (how: 'error' | 'warn' | 'info'): Pino.LogFn => {
    return (...said: readonly unknown[]) => log()[how](...(said as [object]));
  };
  return {
    error: logs('error'),
    warn: logs('warn'),
    info: logs('info'),
    get level() {
      return log().level;
    },
    set level(wanted) {
      log().level = wanted;
    },
  };
}

function openLog(level: string, stream: 'stderr' | 'none' | Pino.DestinationStream): Pino.Logger {
  const { destination, pino } = createRequire(import.meta.url)('pino') as typeof Pino;
  if (stream === 'none') return pino({ level: 'silent' });
  const options = {
    level,
    base: null,
    redact: { paths, censor },
    serializers: { err: errorForLog },
    // A line stays the same JSON, and shows on a terminal what it holds.
    hooks: { streamWrite: withHiddenShown },
  };
  return pino(options, stream === 'stderr' ? destination({ dest: 2, sync: true }) : stream);
}
