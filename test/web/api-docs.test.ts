/** docs/api.md: its commands are run as they stand, and answer what it shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { roles } from '../../src/config/index.ts';
import { openWebDesk, tokenOf } from './desk.ts';

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

interface Asked {
  readonly command: string;
  readonly path: string;
  readonly init: RequestInit;
  /** What the page shows as the answer of the last command of a block. */
  readonly answer: unknown;
}

/** The commands of the page in order, each block with the answer that stands below it. */
function commands(): Asked[] {
  const blocks = page.matchAll(/```sh\n([^]*?)```(?:\s*```json\n([^]*?)```)?/g);
  return [...blocks].flatMap(([, text = '', shown]) => {
    const lines = text.replaceAll('\\\n', ' ').trim().split('\n');
    return lines.map((command, index) => ({
      command,
      ...requestOf(command),
      answer: index === lines.length - 1 && shown !== undefined ? JSON.parse(shown) : null,
    }));
  });
}

/** What curl would send. */
function requestOf(command: string): { path: string; init: RequestInit } {
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
  expect(words.shift()).toBe('curl');
  const headers = new Headers();
  const init: RequestInit = { headers };
  let path = '';
  while (words.length > 0) {
    const word = words.shift();
    if (word === '-X') init.method = words.shift()!;
    else if (word === '-d') init.body = words.shift()!;
    else if (word === '-H') {
      const [name = '', value = ''] = words.shift()!.split(': ');
      headers.set(name, value.replace('$TOKEN', tokenOf('anna')));
    } else path = word!.replace('$PAWL', '');
  }
  return { path, init };
}

test('every command is answered as the page says', async () => {
  const desk = await openWebDesk({ settings: { undoSeconds: 60 } });
  const all = commands();
  expect(all.length).toBeGreaterThan(15);
  for (const { command, path, init, answer } of all) {
    const response = await desk.request(path, init);
    const text = await response.text();
    if (answer === null) expect(response.status, `${command}: ${text}`).toBe(200);
    else expect(JSON.parse(text), command).toEqual(answer);
  }
  await desk.pass();
  expect(await desk.problems()).toEqual([]);
});

test('it names every role and every code of a problem', () => {
  for (const role of roles) expect(page).toContain(`| \`${role}\` |`);
  const room = new URL('../../src/web/', import.meta.url);
  const sources = readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('pages'))
    .map((name) => readFileSync(new URL(name.replaceAll('\\', '/'), room), 'utf8'));
  const made = sources.flatMap((text) =>
    [...text.matchAll(/new Problem\(\s*(\d+),\s*'([A-Z_]+)'/g)].map(
      ([, status, code]) => `| ${status} | \`${code}\` |`,
    ),
  );
  expect(made.length).toBeGreaterThan(10);
  for (const row of made) expect(page).toContain(row);
});
