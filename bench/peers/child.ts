/**
 * Servers that a peer needs: started by the benchmark, on loopback or a socket only, with their data
 * in a temporary folder, and gone with the benchmark however it ends.
 */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

export interface Server {
  /** Asks it to end and waits until it has. */
  readonly stop: () => Promise<void>;
  /** Calls `isUp` until it says yes. Throws what the server said last, if it ended or took too long. */
  readonly waitUntil: (isUp: () => Promise<boolean>) => Promise<void>;
}

const startMs = 30_000;
const stopMs = 10_000;

export function startServer(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
  stopSignal: NodeJS.Signals,
): Server {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const said = lastWords(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code) => resolve(`ended with ${code}: ${said()}`));
  });
  let end: string | null = null;
  void ended.then((why) => {
    end = why;
    process.off('exit', kill);
  });
  return {
    stop: async () => {
      if (end !== null) return;
      child.kill(stopSignal);
      const late = pause(stopMs, undefined, { ref: false }).then(kill);
      await Promise.race([ended, late]);
      await ended;
    },
    waitUntil: async (isUp) => {
      const start = performance.now();
      while (!(await isUp().catch(() => false))) {
        if (end !== null) throw new Error(`${command} ${end}`);
        if (performance.now() - start > startMs) throw new Error(`${command} is not up: ${said()}`);
        await pause(50);
      }
    },
  };
}

function lastWords(child: ChildProcess): () => string {
  let words = '';
  const hear = (chunk: Buffer): void => {
    words = `${words}${chunk.toString()}`.slice(-500);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return () => words.trim();
}

