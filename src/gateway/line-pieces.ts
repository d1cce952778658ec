/** The lines of a file piece by piece: a line may be longer than any text can be. */
import { pieceBytes, piecesOfFile } from './records.ts';

/** A line, or a part of a long one. As Latin-1, so that every byte comes back as it was. */
export interface LinePiece {
  /** With its line end, where the line ends with it. */
  readonly text: string;
  /** True of the last piece of a line. */
  readonly isEnd: boolean;
}

/** Reads from the beginning each time it is called. */
export type ReadPieces = () => Iterable<LinePiece>;

const lineFeed = 10;

export function* linePieces(path: string, size = pieceBytes): Generator<LinePiece> {
  // A line that goes over the end of a piece is one as long as it fits into one.
  let rest = '';
  for (const bytes of piecesOfFile(path, size)) {
    let from = 0;
    for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, from)) {
      yield { text: rest + bytes.subarray(from, at + 1).toString('latin1'), isEnd: true };
      rest = '';
      from = at + 1;
    }
    if (from === bytes.length) continue;
    rest += bytes.subarray(from).toString('latin1');
    if (rest.length < size) continue;
    yield { text: rest, isEnd: false };
    rest = '';
  }
  if (rest !== '') yield { text: rest, isEnd: true };
}

/** Text that is at hand, split at its line ends. */
export const linesOfText = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/));

export const linePiecesOf = (text: string): LinePiece[] =>
  linesOfText(text).map((line) => ({ text: line, isEnd: true }));
