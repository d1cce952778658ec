/** Whether the process that named itself in the name of a temporary file may still be at work on it. */
import process from 'node:process';

/** When a gateway was last at work on this store: what came later, came while it was down. */
export const aliveNote = 'alive-at';

export function isAlive(owner: number): boolean {
  // A number that is this process's own was an earlier one's: nothing is being written just now.
  if (owner === process.pid) return false;
  try {
    return process.kill(owner, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
