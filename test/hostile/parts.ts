/** What shapes are made of: parts again and again, in pieces, so that making them takes no memory. */

export const csvHeader = 'mpan,notifiedOn,source,reference\n';

const pieceCharacters = 1 << 20;

export function* repeated(
  part: string | ((index: number) => string),
  n: number,
): Generator<string> {
  if (typeof part !== 'string') {
    for (let index = 0; index < n; index += 1) yield part(index);
    return;
  }
  // The same text in the same pieces, so that whoever packs them may pack one.
  const many = Math.max(1, Math.floor(pieceCharacters / part.length));
  const piece = part.repeat(Math.min(many, n));
  let left = n;
  for (; left >= many; left -= many) yield piece;
  yield part.repeat(left);
}

export function* joined(...parts: readonly (string | Iterable<string>)[]): Generator<string> {
  for (const part of parts) {
    if (typeof part === 'string') yield part;
    else yield* part;
  }
}

/** The same text in pieces of a megabyte or more. */
export function* inPieces(parts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const part of parts) {
    if (part.length >= pieceCharacters) {
      if (piece !== '') yield piece;
      piece = '';
      yield part;
      continue;
    }
    piece += part;
    if (piece.length < pieceCharacters) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
