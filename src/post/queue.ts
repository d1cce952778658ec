/**
 * The one queue of what goes out to others, beside the passes: alerts, gateway alerts, chases and
 * copies of the journal's heads. Each lane works by itself and sends one item after the other, so that
 * none waits for another. What became of an item is marked after each attempt; a process that dies
 * between the two sends it again under the same key. Nothing in here fails for its caller.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../calendar/index.ts';
import { crashPoint } from '../crash-point.ts';
import { type Answer, notTried } from './answer.ts';
import { type Circuit, newCircuit } from './circuit.ts';

export interface Queue {
  /** Begins to send what is due; a lane that is at work goes on. */
  readonly kick: () => Promise<void>;
  /** Waits for what is on its way, at most so long. */
  readonly idle: (maxMs: number) => Promise<void>;
  /** Sends what is due and waits for it, at most so long. */
  readonly drain: (maxMs: number) => Promise<void>;
  /** Breaks off what is on its way; it stays in the queue. Waits for that, at most so long. */
  readonly close: (maxMs?: number) => Promise<void>;
}

/** What is to be sent, and how it is marked. Who queues it keeps it. */
interface Outgoing<Item, Lane extends string = string> {
  /** The lanes that may have something due: a channel, a mail server, a place elsewhere. */
  readonly lanes: () => Promise<Iterable<Lane>> | Iterable<Lane>;
  /** What is to be tried on a lane by now, in order. The lane rests once that is nothing. */
  readonly due: (lane: Lane) => Promise<readonly Item[]> | readonly Item[];
  /** Asked before each attempt. Throws where nothing may go out. */
  readonly sure?: () => void;
  readonly send: (item: Item, stop: AbortSignal) => Promise<Answer>;
  /** Whatever the answer, the item is not due any more at this instant. */
  readonly mark: (item: Item, answer: Answer) => Promise<void> | void;
  /** Hears of what was thrown; the lane is tried again with the next kick. */
  readonly onThrown: (lane: Lane, error: unknown) => void;
  /** With it, a lane whose attempts fail one after the other is left alone for a while. */
  readonly circuitClock?: () => Instant;
}

export function queueOf<Item, Lane extends string = string>(outgoing: Outgoing<Item, Lane>): Queue {
  const { lanes, due, mark, onThrown, circuitClock } = outgoing;
  const stop = new AbortController();
  const { signal } = stop;
  const atWork = new Map<string, Promise<void>>();
  const circuits = new Map<string, Circuit>();

  async function send(lane: Lane, item: Item): Promise<Answer> {
    if (circuitClock === undefined) return outgoing.send(item, signal);
    const circuit = circuits.get(lane) ?? newCircuit();
    circuits.set(lane, circuit);
    // It counts as an attempt, so that what a dead lane was to tell becomes known in time.
    if (circuit.isOpen(circuitClock())) return notTried;
    const answer = await outgoing.send(item, signal);
    if (!signal.aborted) circuit.hear(answer, circuitClock());
    return answer;
  }

  /** Tries everything that is due on a lane, until nothing is. */
  async function sendAll(lane: Lane): Promise<void> {
    for (;;) {
      const items = await due(lane);
      if (items.length === 0) return;
      for (const item of items) {
        if (signal.aborted) return;
        outgoing.sure?.();
        const answer = await send(lane, item);
        // Broken off by ourselves, it is no failure of the lane.
        if (signal.aborted && answer.outcome !== 'taken') return;
        crashPoint('after-send');
        await mark(item, answer);
      }
    }
  }

  async function work(lane: Lane): Promise<void> {
    try {
      await sendAll(lane);
    } catch (error) {
      onThrown(lane, error);
    }
    atWork.delete(lane);
  }

  const kick = async (): Promise<void> => {
    if (signal.aborted) return;
    for (const lane of await lanes()) if (!atWork.has(lane)) atWork.set(lane, work(lane));
  };
  const idle = async (maxMs: number): Promise<void> => {
    const over = new AbortController();
    const bound = sleep(maxMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([Promise.all(atWork.values()), bound]);
    over.abort();
  };
  return {
    kick,
    idle,
    drain: async (maxMs) => {
      await kick();
      await idle(maxMs);
    },
    close: async (maxMs) => {
      stop.abort();
      await (maxMs === undefined ? Promise.all(atWork.values()) : idle(maxMs));
    },
  };
}
