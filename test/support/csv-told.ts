/** What a page of docs tells of a CSV file: its columns, and the file to begin with. */
import { readFileSync } from 'node:fs';
import { recordsOf } from '../../src/files/index.ts';

export const pageOf = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');

/** The columns that a table tells, with what it says of each. */
export function columnsTold(page: string, title: string): string[][] {
  const table = page.split(`| ${title} | Needed | Means | Example | Says |\n`)[1] ?? '';
  const lines = (table.split('\n\n')[0] ?? '').split('\n').slice(1);
  return lines.map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
}

/** The file to begin with that comes after it: its header, and its row. */
export async function template(page: string, title: string): Promise<string[][]> {
  const after = page.split(`| ${title} | Needed | Means | Example | Says |\n`)[1] ?? '';
  const text = /```csv\n([^]*?)```/.exec(after)?.[1] ?? '';
  const records = await Array.fromAsync(recordsOf([new TextEncoder().encode(text)]));
  return records.map(({ cells }) => [...(cells ?? [])]);
}
