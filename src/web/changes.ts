/**
 * What has changed, told to whoever waits for it. A change is a number that only grows; who was slow
 * finds the newest one and nothing is kept for them, so that a reader who never reads costs nothing.
 */
interface Change {
  /** Begins anew with each start of the gateway, so an id of an earlier start is none of these. */
  readonly id: string;
  readonly at: string;
}

export interface Changes {
  readonly newest: () => Change;
  /** Resolves after the next change, when the signal is given, or when all is over. */
  readonly next: (signal: AbortSignal) => Promise<void>;
  readonly tell: (at: string) => void;
  /** Lets everybody go who waits, and whoever comes to wait later. */
  readonly close: () => void;
  readonly isClosed: () => boolean;
}

export function changesSince(startedAt: string): Changes {
  let number = 0;
  let newest: Change = { id: `${startedAt}/0`, at: startedAt };
  let isClosed = false;
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };
  return {
    newest: () => newest,
    next: (signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        if (isClosed || signal.aborted) {
          resolve();
          return;
        }
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      }),
    tell: (at) => {
      number += 1;
      newest = { id: `${startedAt}/${number}`, at };
      wakeAll();
    },
    close: () => {
      isClosed = true;
      wakeAll();
    },
    isClosed: () => isClosed,
  };
}
