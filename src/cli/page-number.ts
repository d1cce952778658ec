/** Which page of something long is asked for. */
import { usage } from './failure.ts';

/** Null where none is asked for. Throws USAGE. */
export function pageNumberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usage(`--page ${text} is not a page number`, 'pages are numbered from 1');
}
