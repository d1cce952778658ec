/** A page as lines: one element each, so that a difference can be read. */

const inside = /^<!--|^<!doctype/i;

export function pageLines(html: string): string {
  const lines: string[] = [];
  let isOpen = false;
  // What a cell says again of its heading is not said again here.
  for (const [token] of html.replaceAll(/ data-th="[^"]*"/g, '').matchAll(/<[^>]*>|[^<]+/g)) {
    if (!token.startsWith('<')) {
      // A blank that somebody typed parts two words; a line end between elements is only layout.
      const words = /^\s*\n\s*$/.test(token) ? '' : token.replaceAll(/\s+/g, ' ');
      if (words !== '') lines.push((lines.pop() ?? '') + words);
    } else if (token.startsWith('</') && isOpen) {
      lines.push((lines.pop() ?? '') + token);
      isOpen = false;
    } else {
      lines.push(token);
      isOpen = !token.startsWith('</') && !inside.test(token);
    }
  }
  return lines.map((line) => line.trimEnd() + (line.endsWith(' ') ? ' ·' : '')).join('\n');
}

/** Addresses that a page leads to within the product, each once, in order. */
export const linksOf = (html: string): string[] => [
  ...new Set(
    [...html.matchAll(/<a [^>]*href="(\/[^"#]*)/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    ),
  ),
];

const linksOfKind = 3;

/** A long list leads to many of one kind: some of them are looked at. */
export function fewOfEach(links: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return links.filter((link) => {
    const kind = link.replaceAll(/=[^&]*/g, '=').replaceAll(/\d+[^/?]*/g, '0');
    const number = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, number);
    return number <= linksOfKind;
  });
}
