import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const prompt = '$ npm run --silent pawl -- ';

const transcripts = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => {
  const [command = '', ...output] = block.trimEnd().split('\n');
  return { command, output: output.join('\n') };
});

test('the tour has transcripts', () => {
  expect(transcripts.length).toBeGreaterThanOrEqual(5);
  for (const { command } of transcripts) expect(command.startsWith(prompt)).toBe(true);
});

test.each(transcripts)(
  '$command prints what README shows, word for word',
  ({ command, output }) => {
    const words = command.slice(prompt.length).split(' ');
    const ran = spawnSync(process.execPath, ['src/cli/pawl.ts', ...words], { encoding: 'utf8' });
    expect((ran.stdout + ran.stderr).trimEnd()).toBe(output);
  },
);
