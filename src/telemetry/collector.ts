/**
 * Spans on their way to a collector, beside all other work. What it does not take is gone: traces are
 * for looking at, and neither memory nor a pass is spent on a collector that is down.
 */
import type { TelemetrySettings } from '../config/index.ts';
import type { Log } from '../log.ts';
import { whyUnanswered } from '../post/index.ts';
import { type Attributes, otlpOf, type TraceSpan } from './span.ts';

/** Ours, as the SDKs of OpenTelemetry have it: so many wait at most, and so many go at once. */
const waitingMax = 2_048;
const requestMax = 512;
const everyMs = 5_000;
const timeoutMs = 10_000;
/** Ours: so long a gateway that ends waits for the last of them. */
const lastMs = 2_000;

interface Collector {
  readonly give: (span: TraceSpan) => void;
  readonly close: () => Promise<void>;
}

export interface CollectorTimes {
  readonly everyMs: number;
  readonly timeoutMs: number;
}

export function openCollector(
  { url, token }: TelemetrySettings,
  resource: Attributes,
  log: Pick<Log, 'warn' | 'info'>,
  times: CollectorTimes = { everyMs, timeoutMs },
): Collector {
  let waiting: TraceSpan[] = [];
  let lost = 0;
  let isTold = false;
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> | null = null;

  async function post(spans: readonly TraceSpan[], withinMs: number): Promise<string | null> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'pawl',
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        },
        body: otlpOf(spans, resource),
        // Traces go where they were told to go and nowhere else.
        redirect: 'manual',
        signal: AbortSignal.timeout(withinMs),
      });
      // What it answers is of no use, and may have no end.
      await response.body?.cancel();
      return response.ok ? null : `HTTP ${response.status}`;
    } catch (error) {
      return whyUnanswered(error);
    }
  }

  async function send(withinMs: number): Promise<void> {
    while (waiting.length > 0) {
      const spans = waiting.slice(0, requestMax);
      waiting = waiting.slice(requestMax);
      const why = await post(spans, withinMs);
      if (why === null) {
        if (isTold) log.info({ lost }, 'the collector takes traces again');
        isTold = false;
        lost = 0;
        continue;
      }
      lost += spans.length + waiting.length;
      waiting = [];
      if (!isTold) log.warn({ code: why }, 'the collector takes no traces; they are dropped');
      isTold = true;
    }
  }

  const sendSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      sending ??= send(times.timeoutMs).finally(() => (sending = null));
    }, times.everyMs).unref();
  };

  return {
    give: (span) => {
      if (waiting.length < waitingMax) waiting.push(span);
      else lost += 1;
      sendSoon();
    },
    close: async () => {
      if (timer !== null) clearTimeout(timer);
      const last = (async () => {
        await sending;
        await send(Math.min(lastMs, times.timeoutMs));
      })();
      let late: NodeJS.Timeout | undefined;
      await Promise.race([last, new Promise((resolve) => (late = setTimeout(resolve, lastMs)))]);
      clearTimeout(late);
    },
  };
}
