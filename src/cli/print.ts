/**
 * Words on standard output. Dates in JSON and CSV stay ISO; only text for a person goes through
 * here, in the words of words.ts.
 */
export { count, dateInWords, instantInWords, owesInWords, roleInWords } from '../words.ts';

export const say = (text = ''): void => {
  process.stdout.write(`${text}\n`);
};

export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

/** For what belongs beside the answer: warnings, differences under --json. */
export const sayAside = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
