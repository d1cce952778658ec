/** Every list as CSV and as a workbook: all of it, as it is narrowed, with MPANs as text. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { operations } from '../../src/desk/index.ts';
import { openWorkbook } from '../../src/files/index.ts';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { openWebDesk } from './desk.ts';

async function sheetIn(bytes: Uint8Array): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-sheet-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.xlsx'), bytes);
  const book = await openWorkbook(join(folder, 'a.xlsx'));
  let text = '';
  for await (const piece of book.csv()) text += piece.toString();
  book.close();
  return text;
}

describe('a list of 1,203 checks', () => {
  test('comes whole, as CSV and as a workbook, with the same rows', async () => {
    const own = await openWebDesk({ story: false });
    const mpans = Array.from({ length: 1_203 }, (_, index) => mpanOf(index + 1));
    await own.take('a.csv', notificationsCsv(mpans.map((mpan) => ({ mpan }))));
    const csv = await own.as('viewer', '/api/v1/checks?by=mpan&format=csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="checks.csv"');
    const text = await csv.text();
    const lines = text.trimEnd().split('\r\n');
    expect(lines.length).toBe(1_204);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual([...mpans].sort());
    const book = await own.as('viewer', '/api/v1/checks?by=mpan&format=xlsx');
    expect(book.headers.get('content-disposition')).toBe('attachment; filename="checks.xlsx"');
    const sheet = await sheetIn(new Uint8Array(await book.arrayBuffer()));
    // Times are local in a workbook, and as they are in a CSV; all else is the same.
    const plain = (one: string): string[] =>
      one.split('\r\n').map((line) => line.split(',').slice(0, 11).join());
    expect(plain(sheet)).toEqual(plain(text));
    const part = await own.as('viewer', '/api/v1/checks?by=mpan&format=csv&limit=3');
    expect((await part.text()).trimEnd().split('\r\n').length).toBe(4);
    const wrong = await own.as('viewer', '/api/v1/checks?format=xlsx&by=colour');
    expect(wrong.status).toBe(400);
  });
});

test.each([
  '/checks',
  '/find?q=1200',
  '/team?what=breached',
  '/chases/MOPY',
  '/files',
  '/exceptions',
])('%s leads to all of its list as CSV and as a workbook', async (path) => {
  const own = await openWebDesk();
  const page = await (await own.as('operator', path)).text();
  const links = [...page.matchAll(/href="([^"]*format=(?:csv|xlsx))"/g)].map(([, to = '']) =>
    to.replaceAll('&amp;', '&'),
  );
  expect(links.map((to) => to.slice(-4))).toEqual(['=csv', 'xlsx']);
  for (const to of links) expect((await own.as('operator', to)).status, to).toBe(200);
});

test('every list has a form as a table', () => {
  const lists = operations.filter(({ takes }) => 'cursor' in takes.shape);
  expect(lists.length).toBeGreaterThan(12);
  expect(lists.filter(({ csv }) => csv === undefined).map(({ name }) => name)).toEqual([]);
});
