/**
 * Where chance begins in the tests. The same commit is tried with the same cases wherever it is
 * tried, so that nobody's run fails for what another's did not; each commit tries other cases.
 */
import { execFileSync } from 'node:child_process';

/** From PAWL_SEED, else from the commit; outside a clone from the clock. */
export function seedOfTests(): number {
  const told = process.env['PAWL_SEED'];
  if (told !== undefined) return Number.parseInt(told, 10) | 0;
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(commit.slice(0, 8), 16) | 0;
  } catch {
    return Date.now() | 0;
  }
}
