/**
 * Words on standard output. Dates in JSON and CSV stay ISO; only text for a person goes through
 * here, in the words of words.ts.
 */
export { count, dateInWords, instantInWords, owesInWords, quoted, roleInWords } from '../words.ts';

/**
 * Files of others are quoted here, and a terminal would obey their control characters. They are
 * written as JSON writes them, so that JSON stays the same value.
 */
const withoutControls = (text: string): string =>
  text.replaceAll(
    /[^\n\P{Cc}]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export const say = (text = ''): void => {
  process.stdout.write(`${withoutControls(text)}\n`);
};

export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

/** For what belongs beside the answer: warnings, differences under --json. */
export const sayAside = (text: string): void => {
  process.stderr.write(`${withoutControls(text)}\n`);
};
