import { expect, test } from 'vitest';
import { wrapped } from '../scripts/wrap.ts';

const word = 'word '.repeat(30).trim();

test('a paragraph is wrapped at 100 characters, and twice is as once', () => {
  const page = wrapped(`# Title\n\n${word}\n${word}\n`);
  expect(page.split('\n').map((line) => line.length)).toEqual([7, 0, 99, 99, 99, 0]);
  expect(wrapped(page)).toBe(page);
});

test('an item hangs by its mark, and no line begins as another item', () => {
  const page = wrapped(`1. ${'1. '.repeat(60)}end\n- ${word}\n  more\n`);
  expect(page.split('\n').filter((line) => /^\s+\d/u.test(line))).toEqual([]);
  expect(page).toContain('\n  word');
  expect(wrapped(page)).toBe(page);
});

test('tables, code, headings, pictures, HTML and what is one word stay as they are', () => {
  for (const kept of [
    `| ${word} |\n|---|`,
    `\`\`\`sh\n${word}  ${word}\n\`\`\``,
    `## ${word}`,
    `![${word}](a.png)`,
    `<p>${word}</p>`,
    `[${word}](https://example.com/)`,
    `\`${word}\``,
  ]) {
    expect(wrapped(kept)).toBe(kept);
  }
});
