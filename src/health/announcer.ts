/**
 * Gateway alerts on their way to the channels, beside the passes: each is tried until it is taken or
 * its attempts are used up, and is kept in the store meanwhile where that can be written. What a
 * process that died has told and not noted is told again with the same key.
 */
import { type GatewayLine, gatewayChannels, notifyOfGateway } from '../alert/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type Answer, keptNote, type Queue, queueOf, waitSeconds } from '../post/index.ts';

/** Where they are kept. */
const noticesNote = 'gateway-notices';

interface Notice {
  readonly channel: string;
  readonly line: GatewayLine;
  readonly attempts: number;
}

export interface Announcer extends Pick<Queue, 'kick' | 'idle' | 'close'> {
  readonly add: (lines: readonly GatewayLine[]) => void;
  /** Writes down what changed. */
  readonly keep: () => Promise<void>;
}

/** Beside the first gateway, which alone sends. */
export const silentAnnouncer: Announcer = {
  add: () => undefined,
  keep: async () => undefined,
  kick: async () => undefined,
  idle: async () => undefined,
  close: async () => undefined,
};

export async function announcerOf(
  gateway: () => Gateway,
  monotonicMs: () => number,
): Promise<Announcer> {
  const { store, clock, log } = gateway();
  const kept = await store.note(noticesNote);
  let notices: readonly Notice[] = kept === null ? [] : (JSON.parse(kept) as Notice[]);
  const keep = keptNote((text) => store.setNote(noticesNote, text), JSON.stringify(notices));
  /** When a channel that did not answer is tried again. */
  const againAtMs = new Map<string, number>();
  const rest = (channel: string, failures: number): void => {
    againAtMs.set(channel, monotonicMs() + waitSeconds(failures) * 1_000);
  };

  const replace = (old: Notice, by: readonly Notice[]): void => {
    notices = notices.flatMap((notice) => (notice === old ? by : [notice]));
  };

  function mark(notice: Notice, answer: Answer): void {
    const { channel, line } = notice;
    const attempts = notice.attempts + 1;
    const isLast = attempts >= (gateway().config.channels[channel]?.attemptsMax ?? 1);
    if (answer.outcome === 'failed' && !isLast) {
      rest(channel, attempts);
      replace(notice, [{ ...notice, attempts }]);
      return;
    }
    replace(notice, []);
    const { code, over } = line;
    if (answer.outcome === 'taken') log.info({ channel, code, over }, 'gateway alert sent');
    else log.error({ channel, code, over, why: answer.why }, 'gateway alert given up');
  }

  const queue = queueOf<Notice>({
    lanes: () => new Set(notices.map(({ channel }) => channel)),
    // In order: while one has to wait, so do those after it.
    due: (channel) => {
      if ((againAtMs.get(channel) ?? 0) > monotonicMs()) return [];
      return notices.filter((notice) => notice.channel === channel).slice(0, 1);
    },
    send: ({ channel, line }, stop) =>
      notifyOfGateway(gateway().config, channel, line, gateway().config, clock.now(), stop),
    mark,
    onThrown: (channel, error) => {
      log.error({ channel, err: error }, 'sending a gateway alert failed; it is tried again');
      rest(channel, 1);
    },
  });

  return {
    ...queue,
    add: (lines) => {
      const added = gatewayChannels(gateway().config).flatMap((channel) =>
        lines.map((line): Notice => ({ channel, line, attempts: 0 })),
      );
      if (added.length === 0) return;
      notices = [...notices, ...added];
    },
    keep: () => keep(JSON.stringify(notices)),
  };
}
