/** The lines of a file piece by piece: a line may be longer than any text can be. */

import { pieceBytes, piecesOfFile } from '../files/index.ts';
import { looksLikeFlow } from '../flow/index.ts';
import { withoutZeros } from './mentions.ts';

/** A line, or a part of a long one. As Latin-1, so that every byte comes back as it was. */
interface LinePiece {
  /** With its line end, where the line ends with it. */
  readonly text: string;
  /** True of the last piece of a line. */
  readonly isEnd: boolean;
}

/** Reads from the beginning each time it is called. */
export type ReadPieces = () => Iterable<LinePiece>;

/** As much of the beginning of a line as tells what it is; no header of a flow file is longer. */
export const beginMax = 4_000;

/** A mark of the encoding may stand before the first line. */
export const mark = /^(?:\u00ff\u00fe|\u00fe\u00ff|\u00ef\u00bb\u00bf)/;

export const plainBegin = (text: string): string =>
  withoutZeros(text.slice(0, beginMax)).replace(mark, '');

/**
 * What ends a line, as whoever gave the file its line numbers has it: a CR alone does in a CSV
 * (`lines.ts`), and in a flow file it is a character of its record.
 */
const lineEndsOf = (begin: string): RegExp =>
  looksLikeFlow(plainBegin(begin)) ? /\n/g : /\r(?:\0?\n)?|\n/g;

/** A CR at the end of what was read so far: whether an LF follows is not known yet. */
const endToCome = /\r\0?$/;

export function* linePieces(path: string, size = pieceBytes): Generator<LinePiece> {
  let lineEnds: RegExp | null = null;
  // A line that goes over the end of a piece is one as long as it fits into one.
  let rest = '';
  for (const bytes of piecesOfFile(path, size)) {
    const text = rest + bytes.toString('latin1');
    lineEnds ??= lineEndsOf(text);
    const held = endToCome.exec(text.slice(-2))?.[0].length ?? 0;
    let from = 0;
    for (const { 0: end, index } of text.slice(0, text.length - held).matchAll(lineEnds)) {
      yield { text: text.slice(from, index + end.length), isEnd: true };
      from = index + end.length;
    }
    rest = text.slice(from);
    if (rest.length < size + held) continue;
    yield { text: rest.slice(0, rest.length - held), isEnd: false };
    rest = rest.slice(rest.length - held);
  }
  if (rest !== '') yield { text: rest, isEnd: true };
}

/** Text that is at hand, split at its line ends. */
export const linesOfText = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/));

export const linePiecesOf = (text: string): LinePiece[] =>
  linesOfText(text).map((line) => ({ text: line, isEnd: true }));
