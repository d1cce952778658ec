/**
 * The stages of all checks counted, for whoever looks at them now and then. Counting reads every
 * check, so a count stands until something has changed. A small desk is counted while the caller
 * waits; a large one beside other work and with pauses, and until the new count is there the one
 * before it is shown with its time. Nothing is counted where nobody looks.
 */
import { isBug } from '../bug.ts';
import type { Instant } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { readStageFacts, type StageFacts, stageFacts } from './stage-facts.ts';

interface Counted {
  readonly facts: Pick<StageFacts, 'entries'>;
  readonly at: Instant;
  /** Whether something has changed since that is not counted yet. */
  readonly isBehind: boolean;
}

export interface StageCounter {
  /** Null while a large desk is counted for the first time. */
  readonly counted: () => Promise<Counted | null>;
}

/** Ours: for the count of so many MPANs a caller waits; a thousand take some 20 ms. */
const mpansAwaited = 1_000;

/** Ours: a count that took one second is not begun again for twenty. */
const pauseFactor = 20;

interface Count {
  readonly facts: StageFacts;
  readonly at: Instant;
  /** What the store said of its changes when the count began. */
  readonly mark: string;
}

/** Counts all of them now, whoever waits. */
export async function countNow(gateway: Gateway): Promise<Counted> {
  const facts = stageFacts();
  for await (const _ of readStageFacts(gateway, facts));
  return { facts, at: gateway.clock.now(), isBehind: false };
}

/**
 * `isOver`: the store may be closed and must not be asked any more. `nowMs`: how long counting takes
 * is a matter of the machine's clock.
 */
export function stageCounter(
  gateway: () => Gateway,
  isOver: () => boolean,
  nowMs: () => number,
): StageCounter {
  let newest: Count | null = null;
  let isCounting = false;
  let beginning: Promise<void> = Promise.resolve();
  let notBefore = 0;

  const told = (mark: string): Counted | null =>
    newest === null ? null : { ...newest, isBehind: newest.mark !== mark };

  async function countRest(count: Count, reader: AsyncGenerator<number>, startedMs: number) {
    try {
      for (;;) {
        // Whatever else there is to do comes before the next part.
        await new Promise((resolve) => setImmediate(resolve));
        if (isOver()) return;
        if ((await reader.next()).done === true) break;
      }
      newest = count;
      notBefore = nowMs() + (nowMs() - startedMs) * pauseFactor;
    } catch (error) {
      if (isBug(error)) throw error;
      gateway().log.error({ err: error }, 'the stages could not be counted');
    } finally {
      isCounting = false;
    }
  }

  /** Counts as far as a caller waits, and leaves the rest to run by itself. */
  async function begin(mark: string): Promise<void> {
    const startedMs = nowMs();
    const count = { facts: stageFacts(), at: gateway().clock.now(), mark };
    const reader = readStageFacts(gateway(), count.facts);
    isCounting = true;
    let isLeft = false;
    try {
      for (;;) {
        const { done, value } = await reader.next();
        isLeft = done !== true && value >= mpansAwaited;
        if (done === true) newest = count;
        if (done === true || isLeft) break;
      }
    } finally {
      isCounting = isLeft;
    }
    if (isLeft) void countRest(count, reader, startedMs);
  }

  return {
    counted: async () => {
      const mark = await gateway().store.changeMark();
      if (newest?.mark === mark) return told(mark);
      if (!isCounting && nowMs() >= notBefore) beginning = begin(mark);
      await beginning;
      return told(mark);
    },
  };
}
