/**
 * Words on standard output. Dates in JSON and CSV stay ISO; only text for a person goes through
 * here, in the words of words.ts.
 */
import { withHiddenShown } from '../words.ts';

export {
  count,
  dateInWords,
  instantInWords,
  operatorInWords,
  owesInWords,
  quoted,
  roleInWords,
} from '../words.ts';

/** Tabs and returns too: a terminal would go back in its line. */
const withoutControls = (text: string): string =>
  withHiddenShown(text).replaceAll('\r', '\\u000d').replaceAll('\t', '\\u0009');

export const say = (text = ''): void => {
  process.stdout.write(`${withoutControls(text)}\n`);
};

export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

/** For what belongs beside the answer: warnings, differences under --json. */
export const sayAside = (text: string): void => {
  process.stderr.write(`${withoutControls(text)}\n`);
};
