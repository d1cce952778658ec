/**
 * What is shown as a paper's own words is in the paper word for word. The papers are not ours to give
 * away: where they lie beside the repository they are read, and elsewhere the digests of the sentences
 * that were compared with them stand for them.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sentences as paperSentences } from '../../src/papers/approvals/papers.ts';
import { ruleSentences } from '../../src/papers/capacity-market/sentences.ts';
import compared from './compared-sentences.json' with { type: 'json' };

const { ours, ...quoted } = ruleSentences;
const shown: readonly (readonly [at: string, words: string])[] = [
  ...paperSentences.map(({ at, words }) => [at, words] as const),
  ...Object.entries(quoted).map(([id, { words }]) => [`CP392 ${id}`, words] as const),
];

const files = {
  'ISG 255/05': 'isg-255-05-prometer100-compliance.txt',
  'SVG paper': 'svg-paper-prometer100-protocol-approval.txt',
  CP392: 'cp392-capacity-market-cop11.txt',
} as const;

/** Beside the repository, where its user has them. */
const beside = new URL('../../../shared/seeds/', import.meta.url);
const folder = existsSync(new URL(files.CP392, beside)) ? beside : undefined;

/** One kind of quotation mark and blank, no marks of layout: nothing that a reader would call a word. */
const plain = (text: string): string =>
  text
    .replaceAll(/<sup>\d+<\/sup>/g, '')
    .replaceAll(/<[^>]+>|\*\*|~~|^\s*(?:#+|-|[\uE000-\uF8FF])\s+/gm, ' ')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”]/g, '"')
    // A footnote's number that the extraction ran into its word.
    .replaceAll(/\b(BSCP601|BSCP32|protocol|Panel)\d\b/g, '$1')
    .replaceAll(/\s+/g, ' ');

/** The running text and, since notes stand between its lines, the text with each note taken out. */
function textsOf(paper: string): string[] {
  const text = readFileSync(new URL(paper, folder), 'utf8');
  const withoutNotes = text
    .split(/\n\s*\n/)
    .filter((part) => !/^<sup>\d+<\/sup>/.test(part.trim()))
    .join('\n\n');
  return [plain(text), plain(withoutNotes)];
}

test('each sentence is one that was compared with its paper', () => {
  const digests = shown.map(([at, words]) => [
    at,
    createHash('sha256').update(words).digest('hex').slice(0, 16),
  ]);
  expect(Object.fromEntries(digests)).toEqual(compared);
  expect(ours.words).toMatch(/^Ours: /);
});

describe.skipIf(folder === undefined)(
  'beside the papers (skipped where ../shared/seeds is not)',
  () => {
    test.each(shown)('%s is word for word', (at, words) => {
      const paper = Object.entries(files).find(([name]) => at.startsWith(name))?.[1] ?? '';
      const texts = textsOf(paper);
      expect(
        texts.some((text) => text.includes(plain(words).trim())),
        words,
      ).toBe(true);
    });

    test('so is what the documents put between quotation marks with its place', () => {
      for (const page of ['approvals', 'capacity-market']) {
        const doc = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8');
        const all = Object.values(files).flatMap(textsOf);
        const lines = doc.split('\n').filter((line) => /^\|.*"/.test(line));
        for (const [, quote = ''] of lines.join('\n').matchAll(/"([^"\n]+)"/g)) {
          for (const part of plain(quote).split('…')) {
            const words = part.trim().replace(/^[;,)]\s*/, '');
            expect(
              all.some((text) => text.replaceAll('"', "'").includes(words.replaceAll('"', "'"))),
              words,
            ).toBe(true);
          }
        }
      }
    });
  },
);
