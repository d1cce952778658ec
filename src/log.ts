/**
 * One JSON line per fact, through pino, to standard error. No free text or address from a flow is
 * ever logged; an MPAN appears only with its check. Redaction is a second net under that rule.
 */
import { destination, type Logger, pino } from 'pino';

export type Log = Logger;

export function createLog(level: string, stream: 'stderr' | 'none' = 'stderr'): Log {
  const redact = {
    paths: ['text', '*.text', 'words', '*.words', 'address', '*.address', 'remarks', '*.remarks'],
    censor: '[personal]',
  };
  if (stream === 'none') return pino({ level: 'silent' });
  return pino({ level, redact, base: null }, destination({ dest: 2, sync: true }));
}
