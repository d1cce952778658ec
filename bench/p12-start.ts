/**
 * P12: a command at the desk from nothing to its end: the whole process of `pawl checks`, as the
 * package has it, over an empty workspace and with its modules compiled before, beside a Node that does
 * nothing. Whoever types a command waits for that long.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Report, race, rounded } from './measure.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = 15;

export async function p12(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-'));
  const workspace = join(folder, 'desk');
  const node = (...args: readonly string[]): void => {
    const env = { ...process.env, XDG_CACHE_HOME: folder };
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env });
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr.toString()}`);
  };
  const pawl = (...args: readonly string[]): void => node('dist/cli/pawl.js', ...args);
  try {
    node('scripts/build.ts');
    pawl('init', workspace, '--mpid', 'SUPP', '--role', 'X');
    const contenders = [
      { name: 'nothing', run: () => node('-e', '0') },
      { name: 'checks', run: () => pawl('checks', '--workspace', workspace) },
    ];
    const spreads = await race(contenders, runs);
    const [nothing, checks] = [spreads.get('nothing'), spreads.get('checks')];
    if (nothing === undefined || checks === undefined) throw new Error('both were measured');
    const ms = (seconds: number): number => rounded(seconds * 1_000);
    return {
      'P12/checks': {
        ours: ms(checks.median),
        peer: ms(nothing.median),
        limit: null,
        ratio: rounded(checks.median / nothing.median),
        unit: 'ms',
        spread: [ms(checks.lowest), ms(checks.highest)],
        runs,
        note: 'peer: `node -e 0`',
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
