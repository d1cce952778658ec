/**
 * Gateway alerts on their way to the channels, beside the passes: each is tried until it is taken or
 * its attempts are used up, and is kept in the store meanwhile where that can be written. What a
 * process that died has told and not noted is told again with the same key.
 */
import { type GatewayLine, gatewayChannels, tellGateway } from '../alert/index.ts';
import { isBug } from '../bug.ts';
import type { Gateway } from '../gateway/index.ts';

/** Where they are kept. */
const noticesNote = 'gateway-notices';

interface Notice {
  readonly channel: string;
  readonly line: GatewayLine;
  readonly attempts: number;
}

export interface Announcer {
  readonly add: (lines: readonly GatewayLine[]) => void;
  /** Writes down what changed. */
  readonly keep: () => Promise<void>;
  /** Begins to tell what is still to be told. */
  readonly kick: () => void;
  /** Resolves when what was begun has been tried. */
  readonly idle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const againMinMs = 30_000;
const againMaxMs = 3_600_000;

export async function announcerOf(gateway: Gateway, monotonicMs: () => number): Promise<Announcer> {
  const { store, clock, log } = gateway;
  const kept = await store.note(noticesNote);
  let notices: readonly Notice[] = kept === null ? [] : (JSON.parse(kept) as Notice[]);
  let isKept = true;
  const stop = new AbortController();
  const atWork = new Map<string, Promise<void>>();
  /** When a channel that did not answer is tried again. */
  const againAtMs = new Map<string, number>();

  const replace = (old: Notice, by: readonly Notice[]): void => {
    notices = notices.flatMap((notice) => (notice === old ? by : [notice]));
    isKept = false;
  };

  /** Tells one channel, in order, until it does not answer. */
  async function tellAll(channel: string): Promise<void> {
    for (;;) {
      const notice = notices.find((one) => one.channel === channel);
      if (notice === undefined || stop.signal.aborted) return;
      const { config } = gateway;
      const { mpid, role } = config;
      const { line } = notice;
      const teller = { mpid, role };
      const answer = await tellGateway(config, channel, line, teller, clock.now(), stop.signal);
      if (stop.signal.aborted && answer.outcome !== 'taken') return;
      const attempts = notice.attempts + 1;
      const isLast = attempts >= (config.channels[channel]?.attemptsMax ?? 1);
      if (answer.outcome === 'failed' && !isLast) {
        const restMs = Math.min(againMaxMs, againMinMs * 2 ** notice.attempts);
        againAtMs.set(channel, monotonicMs() + restMs);
        replace(notice, [{ ...notice, attempts }]);
        return;
      }
      replace(notice, []);
      const { code, over } = line;
      if (answer.outcome === 'taken') log.info({ channel, code, over }, 'gateway alert sent');
      else log.error({ channel, code, over, why: answer.why }, 'gateway alert given up');
    }
  }

  async function work(channel: string): Promise<void> {
    try {
      await tellAll(channel);
    } catch (error) {
      log.error({ channel, err: error }, 'sending a gateway alert failed; it is tried again');
      againAtMs.set(channel, monotonicMs() + againMinMs);
    }
    atWork.delete(channel);
  }

  return {
    add: (lines) => {
      const added = gatewayChannels(gateway.config).flatMap((channel) =>
        lines.map((line): Notice => ({ channel, line, attempts: 0 })),
      );
      if (added.length === 0) return;
      notices = [...notices, ...added];
      isKept = false;
    },
    keep: async () => {
      if (isKept) return;
      isKept = true;
      try {
        await store.setNote(noticesNote, JSON.stringify(notices));
      } catch (error) {
        // The store is in trouble itself; they are kept with the next pass that can.
        isKept = false;
        if (isBug(error)) throw error;
      }
    },
    kick: () => {
      const now = monotonicMs();
      for (const channel of new Set(notices.map((notice) => notice.channel))) {
        const isDue = (againAtMs.get(channel) ?? now) <= now;
        if (isDue && !atWork.has(channel)) atWork.set(channel, work(channel));
      }
    },
    idle: async () => {
      await Promise.all(atWork.values());
    },
    close: async () => {
      stop.abort();
      await Promise.all(atWork.values());
    },
  };
}
