/**
 * docs/operating.md, followed to the letter: its blocks are run in a clean folder that holds nothing
 * but the package, until the breach is in the mailbox. Only the port is another, because the one of
 * the page may be taken on this machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cleanFolder, pack, repository, type Started, start } from './packed.ts';
import { freePort } from '../support/free-port.ts';

interface Block {
  /** True for what runs on in a terminal of its own. */
  readonly isBackground: boolean;
  readonly text: string;
}

const page = readFileSync(join(repository, 'docs', 'operating.md'), 'utf8');
const [, trial = ''] = /^## From an empty folder[^\n]*\n(.*?)^## /ms.exec(page) ?? [];
const blocks: readonly Block[] = [...trial.matchAll(/^```sh( background)?\n(.*?)^```$/gms)].map(
  ([, background, text = '']) => ({ isBackground: background !== undefined, text }),
);

const folder = cleanFolder();
const scripts = cleanFolder();
const terminals: Started[] = [];

afterAll(async () => {
  for (const { process } of terminals) process.kill('SIGKILL');
  await Promise.all(terminals.map(({ ended }) => ended));
});

test('the page leads from an empty folder to a breach in the mailbox', async () => {
  await pack(folder);
  const port = await freePort();
  const first = terminal('exec bash --noprofile --norc -e');
  const others: Started[] = [];
  for (const [index, { isBackground, text }] of blocks.entries()) {
    const script = text.replaceAll('2525', String(port));
    if (isBackground) {
      const other = terminal(`exec ${script}`);
      await other.says('\n');
      others.push(other);
      continue;
    }
    const path = join(scripts, `block-${index}.sh`);
    writeFileSync(path, script);
    first.process.stdin?.write(`source ${path} </dev/null; echo "block ${index} is done"\n`);
    await first.says(`block ${index} is done`);
  }
  const [mailbox, gateway] = others;
  // The test of the channel has another MPAN.
  await mailbox?.says('1012044110074');

  mailbox?.process.kill('SIGINT');
  expect((await mailbox?.ended)?.out).toContain('Subject: Pawl SUPP: Breached: MOPX owes D0002');

  first.process.stdin?.end();
  gateway?.process.kill('SIGINT');
  expect(await gateway?.ended).toMatchObject({ code: 0 });
  const { code, out } = (await first.ended) ?? {};
  expect(code).toBe(0);
  expect(out).toContain('1012044110074');
});

function terminal(command: string): Started {
  const started = start('bash', ['--noprofile', '--norc', '-e', '-c', command], folder);
  terminals.push(started);
  return started;
}
