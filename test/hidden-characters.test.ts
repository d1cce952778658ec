/** Characters that show nothing or turn a line about are shown as their code, by every face. */
import { expect, test } from 'vitest';
import { messageText } from '../src/alert/payload.ts';
import { createLog } from '../src/log.ts';
import { withHiddenShown } from '../src/words.ts';
import { freshFolder, pawl } from './cli/pawl.ts';
import { openWebDesk } from './web/desk.ts';

/** Every character that is invisible, turns the direction, ends a line unseen or steers a terminal. */
const hidden = [
  '\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u200e\u200f',
  '\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2064\u2066\u2067\u2068\u2069\u206f',
  '\u2028\u2029\u3164\ufe0f\ufeff\uffa0\ufff9\ufffb\u{1d173}\u{e0001}\u{e0041}\u001b\u009b\u0085\u0000\u007f',
].flatMap((line) => Array.from(line));

const isHidden = new RegExp(`[${hidden.join('')}]`, 'u');

test.each(hidden.map((character) => [character.codePointAt(0)?.toString(16), character]))(
  'U+%s is shown as its code, and JSON stays the same value',
  (_, character) => {
    const text = `evil${character}gnp`;
    expect(withHiddenShown(text)).toMatch(/^evil(\\u[0-9a-f]{4})+gnp$/);
    expect(JSON.parse(withHiddenShown(JSON.stringify(text)))).toBe(text);
  },
);

const name = `x${hidden.filter((one) => one !== '\u0000').join('')}y`;

test('what people write in any language stays as it is', () => {
  for (const text of ['Zähler', 'حداد', 'Ελένη', '東京', 'naïve – “quoted”', 'a\tb\nc']) {
    expect(withHiddenShown(text)).toBe(text);
  }
});

test('in the log', () => {
  let said = '';
  const log = createLog('info', { write: (line: string) => void (said += line) });
  log.info({ file: name }, `of ${name}`);
  expect(said).not.toMatch(isHidden);
  expect(JSON.parse(said)).toMatchObject({ file: name });
});

test.each(['json', 'slack', 'teams'] as const)('in a message of the form %s', (format) => {
  const told = { key: 'k', isTest: false, title: name, retracted: false };
  const message = { ...told, facts: [['What', name]], alert: { detail: name } };
  const text = messageText(format, message, {
    mpid: 'SUPP',
    role: 'X',
    web: { publicAddress: null },
  });
  expect(text).not.toMatch(isHidden);
  if (format !== 'json') expect(JSON.stringify(JSON.parse(text))).not.toMatch(isHidden);
});

test('on pages and in the API', async () => {
  const desk = await openWebDesk({ story: false });
  const dropped = `${name}.usr`;
  await desk.take(dropped, `not a flow ${name}`);
  const query = `/checks?find=${encodeURIComponent(name)}`;
  for (const path of ['/files', '/files/1', '/api/v1/files', '/api/v1/findings', query]) {
    const text = await (await desk.as('viewer', path)).text();
    expect(text.replaceAll(/[\n\r\t]/g, ''), path).not.toMatch(isHidden);
  }
});

test('at the command line, in answers and in failures', async () => {
  for (const words of [['show', name], ['checks', '--state', name], [name], ['check', name]]) {
    const { out, err } = await pawl(...words, '--workspace', freshFolder());
    expect(out + err).not.toMatch(isHidden);
    expect(out + err).not.toBe('');
  }
}, 60_000);
