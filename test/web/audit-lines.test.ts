/** What a SIEM is told of a day at the pages and the API. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toldAct } from '../../src/desk/index.ts';
import { Problem } from '../../src/web/problem.ts';
import { mpans, openWebDesk, tokenOf, type WebDesk } from './desk.ts';

const linesOf = ({ workspace }: WebDesk): Record<string, string | number | null>[] =>
  readdirSync(join(workspace, 'audit')).flatMap((name) =>
    readFileSync(join(workspace, 'audit', name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );

const mpan = mpans.unclear;

const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');

test('every sign-in, refusal, look, export and act is a line, with no MPAN and no text in it', async () => {
  const desk = await openWebDesk({ settings: { audit: {} } });
  const form = (token: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
  await desk.request('/sign-in', form('pawl_of_eve'));
  const signedIn = await desk.request('/sign-in', form(tokenOf('otto')));
  const cookie = cookieOf(signedIn);
  await desk.request(`/checks/${mpan}`, { headers: { cookie } });
  await desk.as('viewer', '/api/v1/checks?format=csv');
  const claimed = JSON.stringify({ mpans: [mpan], reason: 'the gate' });
  const act = { method: 'POST', headers: { 'content-type': 'application/json' } };
  await desk.as('viewer', '/api/v1/claims', { ...act, body: claimed });
  await desk.as('operator', '/api/v1/claims', { ...act, body: claimed });
  await desk.as('operator', '/api/v1/checks/1000000000012/decide', {
    ...act,
    body: '{"decision":"hasNot","reason":"a dog"}',
  });
  const lines = linesOf(desk);
  const told = lines.map(({ kind, outcome, who, role, through, operation, code }) =>
    [kind, outcome, who, role, through, operation, code].map((one) => one ?? '-').join(' '),
  );
  expect(told).toEqual([
    'sign-in-refused refused - - - - -',
    'signed-in done otto operator page - -',
    'look done otto operator page explain -',
    'export done vera viewer api checks -',
    'refused refused vera viewer api - NOT_ALLOWED',
    'act done otto operator api claim -',
    'act refused otto operator api decide NOT_FOUND',
  ]);
  expect(lines[2]).toMatchObject({ mpans: 1, peer: '127.0.0.1', mpid: 'SUPP' });
  const text = JSON.stringify(lines);
  for (const hidden of [mpan, 'gate', 'dog', tokenOf('otto'), 'pawl_of_eve']) {
    expect(text).not.toContain(hidden);
  }
});

test('what leaves by a page of its own is told as well', async () => {
  const desk = await openWebDesk({ settings: { audit: {} } });
  for (const path of [
    '/forecast.csv',
    '/performance.csv',
    '/chases/MOPY/message.txt',
    '/chases/MOPY/overdue.csv',
  ]) {
    expect([path, (await desk.as('viewer', path)).status]).toEqual([path, 200]);
  }
  const told = linesOf(desk).filter(({ kind }) => kind === 'export');
  expect(told.map(({ operation, who, through }) => [operation, who, through])).toEqual([
    ['forecast', 'vera', 'page'],
    ['performance', 'vera', 'page'],
    ['chase', 'vera', 'page'],
    ['chase', 'vera', 'page'],
  ]);
});

test('a face that refuses an act by itself is no failure', async () => {
  const told: unknown[] = [];
  const refuse = toldAct(
    (one) => void told.push(one),
    'claim',
    () => Promise.reject(new Problem(403, 'NOT_ALLOWED', 'a viewer may only look', 'ask')),
  );
  await expect(refuse).rejects.toThrow('a viewer may only look');
  const bug = toldAct(
    (one) => void told.push(one),
    'claim',
    () => Promise.reject(new TypeError('x is undefined')),
  );
  await expect(bug).rejects.toThrow('x is undefined');
  expect(told).toMatchObject([
    { outcome: 'refused', code: 'NOT_ALLOWED' },
    { outcome: 'failed', code: null },
  ]);
});

test('a flood of wrong tokens is locked out, told, and does not fill the disk', async () => {
  const desk = await openWebDesk({ settings: { audit: { format: 'json' } }, story: false });
  for (let n = 0; n < 400; n += 1) {
    await desk.request('/api/v1/checks', { headers: { authorization: `Bearer pawl_wrong_${n}` } });
  }
  const kinds = linesOf(desk).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'locked-out')).toHaveLength(1);
  expect(kinds.length).toBeLessThan(250);
});

test('without the key there are no lines', async () => {
  const desk = await openWebDesk();
  await desk.as('operator', `/api/v1/checks/${mpan}`);
  expect(existsSync(join(desk.workspace, 'audit'))).toBe(false);
});
