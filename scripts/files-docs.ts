/**
 * Writes into docs/files.md which flows can be read and which columns the CSV files have, between its
 * markers, from the catalogue and the columns that files are read by. A test compares the page with
 * what this makes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { csvTemplates } from '../src/intake/index.ts';
import { loadCatalogue } from '../src/shipped-flows.ts';
import { wrapped } from './wrap.ts';

const page = new URL('../docs/files.md', import.meta.url);

export const readFilesPage = (): string => readFileSync(page, 'utf8');

/** The page with its generated parts made anew. Throws where a marker is missing. */
export function withFileTables(markdown: string): string {
  const parts = { flows: flowTable(), columns: csvTemplates.map(columnTable).join('\n\n') };
  let text = markdown;
  for (const [name, part] of Object.entries(parts)) {
    const begin = `<!-- generated: ${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf('<!-- /generated -->', from);
    if (from < 0 || to < 0) throw new Error(`docs/files.md has no place for ${name}`);
    text = `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
  }
  return wrapped(text);
}

function flowTable(): string {
  const rows = [...loadCatalogue().flows.values()].map(
    ({ flow, version, readsVersions, name }) =>
      `| \`${flow}\` | ${[version, ...readsVersions].join(', ')} | ${name} |`,
  );
  return ['| Flow | Versions | Name |', '|---|---|---|', ...rows].join('\n');
}

function columnTable({ kind, columns }: (typeof csvTemplates)[number]): string {
  const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
  const rows = columns.map(
    ({ name, isNeeded, meaning, example, expected, also }) =>
      `| ${[code(name), isNeeded ? 'yes' : '', meaning, code(example), expected, also.map(code).join(' ')].join(' | ')} |`,
  );
  return [
    `### ${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`,
    [
      '| Column | Needed | Means | Example | Says | Also |',
      '|---|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(page, withFileTables(readFilesPage()));
}
