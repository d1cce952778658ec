import { expect, test } from 'vitest';
import { mentionOf } from '../../src/intake/index.ts';
import { reportWithout } from '../../src/keeping/report-without.ts';
import { mpanOf } from '../support/flow-files.ts';

const mpan = mpanOf(1);
const other = mpanOf(2);
const mentions = mentionOf(new Set([mpan]));

test('reports lose the rows, calendar entries and objects that name it', () => {
  const event = (of: string) =>
    `BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:due ${of.slice(0, 5)}\r\n ${of.slice(5)}\r\nEND:VEVENT\r\n`;
  const calendar = (...of: string[]) =>
    `BEGIN:VCALENDAR\r\n${of.map(event).join('')}END:VCALENDAR\r\n`;
  expect(reportWithout('a.ics', calendar(mpan, other), mentions)).toBe(calendar(other));
  const json = JSON.stringify({
    at: 'x',
    rows: [{ mpan, deep: [1] }, { mpan: other }],
    names: [mpan, other],
  });
  expect(JSON.parse(reportWithout('a.json', json, mentions))).toEqual({
    at: 'x',
    rows: [{ mpan: other }],
    names: [other],
  });
  expect(reportWithout('a.csv', `h\n${mpan},"x\ny"\n${other},z\n`, mentions)).toBe(
    `h\n${other},z\n`,
  );
  // A file with an open quotation mark in each line, and a calendar that never ends an entry.
  const many = `"${other}\n`.repeat(60_000);
  const started = performance.now();
  expect(reportWithout('a.csv', many, mentions)).toBe(many);
  expect(reportWithout('a.ics', 'BEGIN:VEVENT\r\n'.repeat(60_000), mentions)).not.toBe('');
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(reportWithout('broken.json', `{ "a":\n${mpan}\n`, mentions)).toBe('{ "a":\n');
  expect(reportWithout('chase.txt', `Dear\n- ${mpan} due\n- ${other} due\n`, mentions)).toBe(
    `Dear\n- ${other} due\n`,
  );
});
