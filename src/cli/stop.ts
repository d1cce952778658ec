/** Stopping on SIGINT and SIGTERM: the first asks for a clean stop, the second does not wait. */
import { sayAside } from './print.ts';

const interruptedExitCode = 130;

export function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(interruptedExitCode);
    sayAside('pawl: stopping; once more stops at once');
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // Whoever started it beside others lets it go, or is gone; that is no second wish.
  process.once('disconnect', () => stop.abort());
  process.channel?.unref();
  return stop.signal;
}
