/**
 * Text as a flow file can carry it: printable ASCII. What people type has letters with marks, curly
 * quotes, long dashes, tabs and line ends; all of these have a plain form that says the same. The
 * rule that must hold: a character without a plain form stays where it is, so that whoever prints
 * the text sees it and refuses it; nothing is dropped that said something.
 */
import anyAscii from 'any-ascii';

/** The text in printable ASCII, as far as it has such a form. */
export function plainText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.trim();
  const plain = Array.from(utf8Again(text).normalize('NFC'), plainCharacter).join('');
  return plain.replace(/ {2,}/g, ' ').trim();
}

/** Line ends, tabs and control characters are spaces, in every item. */
export const withoutControls = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** True if each character is one byte of a flow file, and none of them parts items or records. */
export const isWritable = (text: string): boolean => !/[|\r\n\u0100-\uffff]/.test(text);

/** Ours: bytes of a flow file are read one by one; what was UTF-8 to its sender is so to us. */
function utf8Again(text: string): string {
  if (/[\u0100-\uffff]/.test(text)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}

function plainCharacter(character: string): string {
  if (/^[\x20-\x7e]$/.test(character)) return character;
  if (/^[\p{Cc}\p{Z}]$/u.test(character)) return ' ';
  // Marks that no letter took up, and signs that only steer how a text is shown, say nothing.
  if (/^[\p{M}\p{Cf}]$/u.test(character)) return '';
  if (character === UNREADABLE) return character;
  const plain = anyAscii(character);
  return plain === '' ? character : plain;
}

/** What stands for bytes that could not be read. */
const UNREADABLE = '\uFFFD';
