/**
 * What others wrote, as our messages cite it: a cell, a line or a value may be of any length, and a
 * message is for somebody to read.
 */

/** Ours: as much as tells one value from another. */
const charactersMax = 40;

/** The text, or its first characters (UTF-16 units) and "…"; never half of a character. */
export function shortened(text: string, max = charactersMax): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max).replace(/[\ud800-\udbff]$/, '')}…`;
}
