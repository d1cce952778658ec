/** `pawl report` of a period and into a file, and `pawl chase`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { demonstrationMpans as mpans } from '../../src/demo/demonstration.ts';
import { pawl, takenInWorkspace } from './pawl.ts';

let desk = '';
const at = (...args: string[]) => pawl(...args, '--workspace', desk);
const read = (name: string): string => readFileSync(join(desk, name), 'utf8');

beforeAll(async () => {
  desk = await takenInWorkspace();
  const path = join(desk, 'pawl.config.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  const counterparties = { MOPY: { name: 'Meters of Y', email: 'chasing@mopy.example' } };
  writeFileSync(path, JSON.stringify({ ...config, counterparties }));
});

test('a report of a period leaves out what is not of it', async () => {
  const [all, some, none] = await Promise.all([
    at('report', 'breaches', '--json'),
    at('report', 'breaches', '--json', '--to', '2025-11-13'),
    at('report', 'breaches', '--from', '2020-01-01', '--to', '2020-12-31'),
  ]);
  const [every, few] = [JSON.parse(all.out).rows, JSON.parse(some.out).rows] as {
    dueOn: string;
  }[][];
  expect(few).toEqual(every?.filter(({ dueOn }) => dueOn <= '2025-11-13'));
  expect(few?.length).toBeGreaterThan(0);
  expect(few?.length).toBeLessThan(every?.length ?? 0);
  expect(none.out).toBe('No deadline was missed.\n');
});

test('a date that is none, and a period that ends before it begins, are told', async () => {
  const [wrong, backwards, unknown] = await Promise.all([
    at('report', 'breaches', '--from', '1 August'),
    at('report', 'breaches', '--from', '2026-08-02', '--to', '2026-08-01'),
    at('report', 'everything'),
  ]);
  expect([wrong.code, backwards.code, unknown.code]).toEqual([2, 2, 2]);
  expect(wrong.err).toContain('--from: must be a date such as 2026-08-17');
  expect(backwards.err).toContain('--from: lies after to');
  expect(unknown.err).toContain('breaches, deadlines, performance, orphans, exceptions');
});

test('a saved report is what would have been printed', async () => {
  const period = ['--from', '2025-11-01', '--to', '2025-11-30'];
  const [saved, printed, json] = await Promise.all([
    at('report', 'performance', ...period, '--save'),
    at('report', 'performance', ...period, '--csv'),
    at('report', 'exceptions', '--json', '--save'),
  ]);
  expect(saved.out).toBe('reports/performance_2025-11-01_to_2025-11-30.csv\n');
  expect(read(saved.out.trim())).toBe(printed.out);
  expect(json.out).toMatch(/^reports\/exceptions_\d{4}-\d\d-\d\d\.json\n$/);
  expect(JSON.parse(read(json.out.trim()))).toMatchObject([
    { mpan: mpans.unclear, code: 'REPORT_UNCLEAR', state: 'open' },
  ]);
});

test('chase prints the drafts and writes them', async () => {
  const [all, one, wrong] = await Promise.all([
    at('chase'),
    at('chase', '--party', 'MOPY', '--json'),
    at('chase', '--party', 'nobody'),
  ]);
  expect(all.out).toContain('MOPX: ');
  expect(all.out).toContain('MOPY (Meters of Y): 1 overdue MPAN, written to reports/chase_MOPY_');
  expect(all.out).not.toContain('EXAMPLE STREET');
  const [draft, ...others] = JSON.parse(one.out).items;
  expect(others).toEqual([]);
  expect(draft).toMatchObject({
    party: 'MOPY',
    name: 'Meters of Y',
    mailTo: 'chasing@mopy.example',
    answers: [{ mpan: mpans.overdue, owes: ['D0002'] }],
    mail: null,
  });
  const text = read(draft.file);
  expect(text).toBe(`To: chasing@mopy.example\nSubject: ${draft.subject}\n\n${draft.text}`);
  expect(text).toContain(mpans.overdue);
  expect(wrong.code).toBe(2);
});
