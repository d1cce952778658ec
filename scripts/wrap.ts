/**
 * Wraps a page at 100 characters; wrap-pages.ts does so with all of them.
 * Only the words of paragraphs and lists move. Tables, code, headings, HTML and pictures stay.
 */
export const width = 100;

/** What a space may not part: a span of code, a link, a picture, an address. */
const whole = /`[^`]*`|!?\[[^\]]*\]\([^)]*\)|<[^>]*>|[^\s`[<]+|./gu;
/** What would mean something else at the start of a line. */
const meansMore = /^(?:[-+*#>|=]|\d+[.)]|```|~~~)/u;
const listItem = /^(\s*)([-*+]|\d+[.)])(\s+)/u;
/** A line that is no part of a paragraph. */
const asItStands = /^\s*(?:$|#|\||<|!\[[^\]]*\]\([^)]*\)$|\[[^\]]+\]: |>|-{3,}$)/u;

/** The page with every paragraph and item of a list wrapped; wrapped twice it is the same. */
export function wrapped(page: string): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let fence = '';
  const end = (): void => {
    out.push(...wrapParagraph(paragraph));
    paragraph = [];
  };
  for (const line of page.split('\n')) {
    const [opened = ''] = /^\s*(?:```|~~~)/u.exec(line) ?? [];
    if (fence !== '' || opened !== '') {
      end();
      out.push(line);
      if (opened !== '')
        fence = fence === '' ? opened.trim() : fence === opened.trim() ? '' : fence;
    } else if (asItStands.test(line)) {
      end();
      out.push(line);
    } else {
      if (listItem.test(line)) end();
      paragraph.push(line);
      if (/ {2}$|\\$/u.test(line)) end();
    }
  }
  end();
  return out.join('\n');
}

function wrapParagraph(lines: readonly string[]): readonly string[] {
  const [first] = lines;
  if (first === undefined) return [];
  const mark = listItem.exec(first)?.[0] ?? /^\s*/u.exec(first)?.[0] ?? '';
  const hang = ' '.repeat(mark.length);
  const breaks = / {2}$/u.test(lines.at(-1) ?? '') ? '  ' : '';
  const text = [first.slice(mark.length), ...lines.slice(1)].map((line) => line.trim()).join(' ');
  const out: string[] = [];
  let line = mark;
  let isStart = true;
  for (const word of wordsOf(text)) {
    if (!isStart && line.length + 1 + word.length > width && !meansMore.test(word)) {
      out.push(line);
      line = hang + word;
    } else {
      line += isStart ? word : ` ${word}`;
    }
    isStart = false;
  }
  return [...out, line + breaks];
}

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  for (const [piece] of text.matchAll(whole)) {
    if (piece !== ' ') word += piece;
    else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  return word === '' ? words : [...words, word];
}
