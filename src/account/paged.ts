/**
 * A long history a page at a time: thousands of files may name one MPAN. Short ones are one page, with
 * all there is; of long ones the newest page is shown unless another is asked for.
 */
import type { ExceptionRecord } from '../process/index.ts';
import type { Explained } from './explained.ts';

/** Ours: as much as somebody looks through at once. */
const eventsPerPage = 100;

/** Ours: of anything beside the events so many are shown, the newest, and open ones before others. */
const listedMax = 100;

interface PageOfHistory extends Explained {
  /** Which page of its events this is, counted from 1 with the oldest. */
  readonly page: number;
  readonly pages: number;
  /** How many there are, shown or not. */
  readonly totals: {
    readonly events: number;
    readonly exceptions: number;
    readonly alerts: number;
    readonly refused: number;
  };
}

/** `asked`: null for the newest page; behind the last page is the last. */
export function pageOfHistory(explained: Explained, asked: number | null): PageOfHistory {
  const { checks, events, exceptions, alerts, refused } = explained;
  const pages = Math.max(1, Math.ceil(events.length / eventsPerPage));
  const page = Math.min(asked ?? pages, pages);
  return {
    ...explained,
    checks: checks.slice(-listedMax).map((check) => ({
      ...check,
      stages: check.stages.slice(-listedMax),
      evidence: check.evidence.slice(-listedMax),
      exceptions: mostUrgent(check.exceptions),
    })),
    events: events.slice((page - 1) * eventsPerPage, page * eventsPerPage),
    exceptions: mostUrgent(exceptions),
    alerts: alerts.slice(-listedMax),
    refused: refused.slice(-listedMax),
    page,
    pages,
    totals: {
      events: events.length,
      exceptions: exceptions.length,
      alerts: alerts.length,
      refused: refused.length,
    },
  };
}

/** In their order, but where there are too many, those that wait for a person before the others. */
function mostUrgent<T extends ExceptionRecord>(exceptions: readonly T[]): readonly T[] {
  if (exceptions.length <= listedMax) return exceptions;
  const open = exceptions.filter((one) => one.open);
  const others = exceptions.filter((one) => !one.open);
  const room = Math.max(0, listedMax - open.length);
  const shown = new Set([...open.slice(-listedMax), ...(room === 0 ? [] : others.slice(-room))]);
  return exceptions.filter((one) => shown.has(one));
}
