/**
 * Text too long for its item, over several: cut between words where a line is full, so that whoever
 * reads it knows by the length alone that it goes on, and can put it together again.
 */

/** The lines of a text, none longer than `max`; null where one word alone is longer. */
export function wrapped(text: string, max: number): readonly string[] | null {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((one) => one !== '')) {
    if (word.length > max) return null;
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= max) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** True if a line is full: the first word of what follows had no room in it. */
export const goesOn = (line: string, next: string, max: number): boolean =>
  line !== '' && next !== '' && line.length + 1 + (next.split(' ', 1)[0] ?? '').length > max;
