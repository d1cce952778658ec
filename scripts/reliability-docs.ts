/**
 * Writes docs/reliability.md from the files that the suites of proof wrote (`reliability.ts`): each
 * figure beside the command that reproduces it. A test compares the page with what this makes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Proved, readProved } from './reliability.ts';
import { wrapped } from './wrap.ts';

const page = new URL('../docs/reliability.md', import.meta.url);
const begin = '<!-- generated: proofs -->';
const end = '<!-- /generated -->';

export const readReliabilityPage = (): string => readFileSync(page, 'utf8');

/** The page with its generated part made anew. Throws where the markers are missing. */
export function withProofs(markdown: string, proofs = readProved()): string {
  const from = markdown.indexOf(begin);
  const to = markdown.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error('docs/reliability.md has no place for the figures');
  const parts = proofs.map(([name, proved]) => partOf(name, proved));
  return wrapped(
    `${markdown.slice(0, from + begin.length)}\n${parts.join('\n\n')}\n${markdown.slice(to)}`,
  );
}

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function partOf(name: string, proved: Proved): string {
  const { title, about, command, inCi, measuredOn, machine, seed, figures } = proved;
  const { runs = [], notes = [] } = proved;
  const told = runs.map(
    ({ on, seed: of, inputs, failures, seconds }) =>
      `Run of ${on}, seed ${of}: ${inputs.toLocaleString('en-GB')} inputs, ${failures} failures, ${seconds.toLocaleString('en-GB')} s.`,
  );
  const rows = figures.map(({ what, value, unit = '', wanted = '', met }) => {
    const shown = typeof value === 'number' ? value.toLocaleString('en-GB') : value;
    const said = wanted === '' ? '' : met === true ? 'yes' : '**no**';
    return `| ${[what, `${shown} ${unit}`.trim(), wanted, said].map(inCell).join(' | ')} |`;
  });
  return [
    `## ${title}`,
    about,
    `\`\`\`sh\n${command}\n\`\`\``,
    `Measured on ${measuredOn} (${machine})${seed === undefined ? '' : `, seed ${seed}`}; the figures are in [${name}.json](reliability/${name}.json).${inCi === undefined ? '' : ` CI runs \`${inCi}\`.`}`,
    ['| Figure | Measured | Wanted | Held |', '|---|---:|---|---|', ...rows].join('\n'),
    ...[told, notes]
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.map((line) => `- ${line}`).join('\n')),
  ].join('\n\n');
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(page, withProofs(readReliabilityPage()));
}
