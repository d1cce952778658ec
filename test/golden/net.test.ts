/** The net itself: what the golden files are for is noticed, and told where. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { differenceOf, freeze, frozenFolder, frozenNames, frozenOf } from './frozen.ts';
import { refuseUnasked } from './nothing-unasked.ts';
import { pageLines } from './page-lines.ts';
import { withPlaceholders } from './placeholders.ts';

const frozen = (name: string): string => readFileSync(join(frozenFolder, `${name}.txt`), 'utf8');

test.each([
  ['a name of a field', 'api/get-checks', '"mpan": ', '"meterPoint": '],
  ['a heading of a table', 'commands/checks', 'Waits for', 'Waiting for'],
  ['a status of an answer', 'api/get-checks-mpan', '404 application/json', '410 application/json'],
  ['an exit code', 'commands/find', 'exit 2', 'exit 1'],
  ['a kind of content', 'api/get-reports-name', '200 text/csv', '200 text/plain'],
  ['a word of a page', 'pages/today-1', 'Performance', 'Figures'],
  ['where a form leads', 'pages/form-calendar-undo', 'to /calendar', 'to /queue'],
  [
    'an order of fields',
    'api/get-me',
    /"name": ("[^"]*"),\n (\s*)"role": ("[^"]*")/,
    '"role": $3,\n "name": $1',
  ],
])('%s is noticed', (_what, name, before, after) => {
  const text = frozen(name);
  const changed = text.replace(before, after);
  expect(changed).not.toBe(text);
  const line = changed.split('\n').findIndex((one, index) => one !== text.split('\n')[index]) + 1;
  // A text that was cut has no more to compare than is frozen.
  expect(differenceOf({ name, text: changed })?.says).toContain(`line ${line}: frozen `);
});

test('what lies behind the beginning of a long answer is noticed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-golden-net-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const text = Array.from({ length: 2_000 }, (_, index) => `line ${index}\n`).join('');
  const name = 'commands/long';
  freeze([{ name, text }], folder);
  expect(frozenOf({ name, text }).length).toBeLessThan(text.length);
  expect(differenceOf({ name, text }, folder)).toBe(null);
  const changed = text.replace('line 1999', 'line 1998');
  expect(differenceOf({ name, text: changed }, folder)?.says).toMatch(/sha256 \w+›, now .*sha256/);
  expect(differenceOf({ name, text: text.slice(0, -10) }, folder)).not.toBe(null);
  expect(differenceOf({ name: 'commands/other', text }, folder)?.says).toBe('is not frozen yet');
});

test('what is new and not asked is told', () => {
  const asked = ['GET /api/v1/checks', 'GET /files/:id'];
  expect(() => refuseUnasked(['GET /files/:id{[0-9]{1,15}}'], asked, 'routes.ts')).not.toThrow();
  expect(() => refuseUnasked(['GET /api/v1/gossip'], asked, 'routes.ts')).toThrow(
    'no golden file asks GET /api/v1/gossip: add a row to test/golden/routes.ts',
  );
});

test('a page is one element a line, and no blank that parts words is lost', () => {
  const page = '<main>\n  <p>One <b>two</b> <i>three</i></p>\n</main>';
  expect(pageLines(page).split('\n')).toEqual([
    '<main>',
    '<p>One ·',
    '<b>two</b> ·',
    '<i>three</i>',
    '</p>',
    '</main>',
  ]);
  expect(pageLines(page.replace('</b> <i>', '</b><i>'))).not.toBe(pageLines(page));
});

test('nothing of the machine is frozen', () => {
  const where = new URL('../..', import.meta.url).pathname.slice(0, -1);
  for (const name of frozenNames()) {
    expect(frozen(name), name).not.toContain(where);
    expect(withPlaceholders(frozen(name), '/no/such/folder'), name).toBe(frozen(name));
  }
});
