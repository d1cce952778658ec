/** Who is let in, and what every answer carries. */
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { tokenDigestOf, newToken } from '../../src/web/identity.ts';
import { mpans, openWebDesk, tokenOf, type WebDesk } from './desk.ts';

const form = (
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
});

const signIn = (desk: WebDesk, token: string, headers: Record<string, string> = {}) =>
  desk.request('/sign-in', form({ token }, headers));

const cookieOf = (response: Response): string =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

test('a page asks whoever is unknown to sign in, and remembers them by a cookie', async () => {
  const desk = await openWebDesk({ story: false });
  for (const path of ['/', '/api', '/nothing']) {
    const page = await desk.request(path);
    const to = path === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(path)}`;
    expect([page.status, page.headers.get('location')], path).toEqual([303, to]);
  }
  expect(await (await desk.request('/sign-in')).text()).toContain('name="token"');

  const entered = await signIn(desk, ` ${tokenOf('vera')} `);
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/']);
  const written = entered.headers.get('set-cookie') ?? '';
  for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(written).toContain(flag);
  expect(written).not.toContain(tokenOf('vera'));
  const cookie = cookieOf(entered);
  const me = await desk.request('/api/v1/me', { headers: { cookie } });
  expect(await me.json()).toMatchObject({ name: 'vera', role: 'viewer' });
  const made = await desk.request('/api/v1/me', { headers: { cookie: 'pawl_session=made-up' } });
  expect(made.status).toBe(401);
});

test('two desks on one machine do not share a cookie', async () => {
  const desk = await openWebDesk({ story: false });
  const [one, other] = await Promise.all(
    ['127.0.0.1:8420', '127.0.0.1:8421'].map((host) => signIn(desk, tokenOf('vera'), { host })),
  );
  expect(cookieOf(one!).split('=')[0]).toBe('pawl_session_8420');
  expect(cookieOf(other!).split('=')[0]).toBe('pawl_session_8421');
});

test('a session ends when it is not used, with its token, and on signing out', async () => {
  const desk = await openWebDesk({ story: false, web: { sessionHours: 1 } });
  const knows = async (cookie: string): Promise<boolean> =>
    (await desk.request('/api/v1/me', { headers: { cookie } })).status === 200;
  const idle = cookieOf(await signIn(desk, tokenOf('vera')));
  desk.passTime(59 * 60_000);
  expect(await knows(idle)).toBe(true);
  desk.passTime(61 * 60_000);
  expect(await knows(idle)).toBe(false);

  const withdrawn = cookieOf(await signIn(desk, tokenOf('vera')));
  const stays = cookieOf(await signIn(desk, tokenOf('otto')));
  const { web } = desk.gateway.config;
  web.tokens = web.tokens.filter(({ name }) => name !== 'vera');
  expect(await knows(withdrawn)).toBe(false);
  expect(await knows(stays)).toBe(true);
  expect((await desk.as('viewer', '/api/v1/me')).status).toBe(401);

  const csrf = await csrfOf(desk, stays);
  const out = await desk.request('/sign-out', form({ _csrf: csrf }, { cookie: stays }));
  expect([out.status, out.headers.get('location')]).toEqual([303, '/sign-in']);
  expect(await knows(stays)).toBe(false);
});

/** As a page of the session has it in its forms. */
async function csrfOf(desk: WebDesk, cookie: string): Promise<string> {
  const page = await (await desk.request('/api', { headers: { cookie } })).text();
  return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

test('a change that comes with a cookie must come from a form of that session', async () => {
  const desk = await openWebDesk();
  const cookie = cookieOf(await signIn(desk, tokenOf('otto')));
  const other = cookieOf(await signIn(desk, tokenOf('otto')));
  const before = (await desk.gateway.store.head()).seq;
  const decide = (headers: Record<string, string>): Promise<Response> =>
    desk.request(`/api/v1/checks/${mpans.unclear}/decide`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ decision: 'hasNot', reason: 'asked' }),
    });
  const foreign = await csrfOf(desk, other);
  expect(foreign).not.toBe('');
  const words: Record<string, string>[] = [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': foreign }];
  for (const headers of words) {
    const refused = await decide(headers);
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'FORM_NOT_OURS']);
  }
  const page = await desk.request('/sign-out', form({}, { cookie }));
  expect(page.status).toBe(403);
  const broken = await desk.request('/sign-out', {
    method: 'POST',
    headers: { cookie, 'content-type': 'multipart/form-data; boundary=x' },
    body: 'no form',
  });
  expect([400, 403]).toContain(broken.status);
  expect((await desk.gateway.store.head()).seq).toBe(before);
  expect((await decide({ 'x-csrf-token': await csrfOf(desk, cookie) })).status).toBe(200);
  expect(desk.bugs).toEqual([]);
});

test('wrong tokens wait by address, and a right one never does', async () => {
  const desk = await openWebDesk({ story: false });
  const lines = logOf(desk);
  const from = (address: string): Record<string, string> => ({ 'x-test-address': address });
  const bearer = (token: string, address: string): Promise<Response> =>
    desk.request('/api/v1/me', { headers: { authorization: `Bearer ${token}`, ...from(address) } });
  for (let tried = 0; tried < 5; tried += 1) {
    expect((await bearer(newToken(), '10.0.0.1')).status).toBe(401);
    expect((await signIn(desk, newToken(), from('10.0.0.1'))).status).toBe(401);
  }
  const slowed = await bearer(newToken(), '10.0.0.1');
  expect([slowed.status, await codeOf(slowed)]).toEqual([429, 'TOO_MANY_TRIES']);
  expect(slowed.headers.get('retry-after')).toBe('60');
  expect((await signIn(desk, newToken(), from('10.0.0.1'))).status).toBe(429);
  expect((await bearer(tokenOf('vera'), '10.0.0.1')).status).toBe(200);
  expect((await signIn(desk, tokenOf('vera'), from('10.0.0.1'))).status).toBe(303);
  expect((await bearer(newToken(), '10.0.0.2')).status).toBe(401);
  desk.passTime(60_000);
  expect((await bearer(newToken(), '10.0.0.1')).status).toBe(401);
  const said = lines().map(({ msg }) => msg);
  expect(said.filter((msg) => msg === 'sign-in refused')).toHaveLength(12);
  expect(said.filter((msg) => msg === 'sign-ins locked out')).toHaveLength(1);
  expect(lines()).toContainEqual(
    expect.objectContaining({ msg: 'signed in', login: 'vera', peer: '10.0.0.1' }),
  );
  expect(JSON.stringify(lines())).not.toContain(tokenOf('vera'));
});

test('a flood of refusals does not fill the disk with what is said about it', async () => {
  const desk = await openWebDesk({ story: false });
  const lines = logOf(desk);
  for (let number = 0; number < 500; number += 1) {
    await signIn(desk, newToken(), { 'x-test-address': `10.0.${number % 250}.${number}` });
  }
  expect(lines().length).toBeLessThanOrEqual(200);
});

test('a role that does not suffice, a foreign form and a foreign host are logged', async () => {
  const desk = await openWebDesk({ hosts: ['localhost'] });
  const lines = logOf(desk);
  await desk.as('viewer', '/api/v1/approvals', {
    method: 'POST',
    headers: { host: 'localhost', 'content-type': 'application/json' },
    body: JSON.stringify({ all: true }),
  });
  await desk.as('viewer', '/api/v1/me', { headers: { host: 'evil.example' } });
  expect(lines()).toMatchObject([
    { msg: 'refused', status: 403, code: 'NOT_ALLOWED', login: 'vera' },
    { msg: 'refused', status: 421, code: 'WRONG_HOST', login: null },
  ]);
});

/** What is logged from here on. */
function logOf(desk: WebDesk): () => { msg: string }[] {
  let text = '';
  const log = createLog('info', { write: (line: string) => void (text += line) });
  Object.assign(desk.gateway, { log });
  return () =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
}

test('a session ends after a day whether it is used or not', async () => {
  const desk = await openWebDesk({ story: false, web: { sessionHours: 2, sessionLifeHours: 3 } });
  const cookie = cookieOf(await signIn(desk, tokenOf('vera')));
  const status = async (): Promise<number> =>
    (await desk.request('/api/v1/me', { headers: { cookie } })).status;
  for (const expected of [200, 200, 200, 401]) {
    desk.passTime(59 * 60_000);
    if (expected === 401) desk.passTime(5 * 60_000);
    expect(await status()).toBe(expected);
  }
});

test('signing in anew ends the session that the browser had', async () => {
  const desk = await openWebDesk({ story: false });
  const cookie = cookieOf(await signIn(desk, tokenOf('vera')));
  const anew = cookieOf(await signIn(desk, tokenOf('otto'), { cookie }));
  expect((await desk.request('/api/v1/me', { headers: { cookie } })).status).toBe(401);
  expect((await desk.request('/api/v1/me', { headers: { cookie: anew } })).status).toBe(200);
});

test('however often one person signs in, nobody else is signed out', async () => {
  const desk = await openWebDesk({ story: false });
  const me = (cookie: string): Promise<Response> =>
    desk.request('/api/v1/me', { headers: { cookie } });
  const otto = cookieOf(await signIn(desk, tokenOf('otto')));
  const vera = cookieOf(await signIn(desk, tokenOf('vera')));
  await me(vera);
  for (let number = 0; number < 1_001; number += 1) await signIn(desk, tokenOf('vera'));
  expect((await me(otto)).status).toBe(200);
  expect((await me(vera)).status).toBe(200);
});

test('a page elsewhere cannot sign a browser in', async () => {
  const desk = await openWebDesk({ story: false, publicAddress: 'https://pawl.example.com' });
  const host = '127.0.0.1:8420';
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'http://127.0.0.1:8421' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of foreign) {
    const refused = await signIn(desk, tokenOf('vera'), { host, ...headers });
    expect([refused.status, refused.headers.get('set-cookie')]).toEqual([403, null]);
  }
  for (const origin of ['http://127.0.0.1:8420', 'https://pawl.example.com']) {
    expect((await signIn(desk, tokenOf('vera'), { host, origin })).status).toBe(303);
  }
  expect(await (await desk.request('/sign-in')).text()).toContain('content="same-origin"');
});

test('behind TLS the cookie is for TLS alone', async () => {
  for (const [options, isSecure] of [
    [{}, false],
    [{ isTls: true }, true],
    [{ publicAddress: 'https://pawl.example.com' }, true],
    [{ publicAddress: 'http://pawl.example.com' }, false],
  ] as const) {
    const desk = await openWebDesk({ story: false, ...options });
    const entered = await signIn(desk, tokenOf('vera'));
    expect(entered.headers.get('set-cookie')?.includes('Secure')).toBe(isSecure);
    expect(cookieOf(entered).startsWith('__Host-')).toBe(isSecure);
    const cookie = cookieOf(entered);
    expect((await desk.request('/api/v1/me', { headers: { cookie } })).status).toBe(200);
    expect(entered.headers.has('strict-transport-security')).toBe(isSecure);
  }
});

test('nothing that is shown is kept by a cache', async () => {
  const desk = await openWebDesk({ story: false });
  for (const path of ['/', '/sign-in', '/api/v1/me', '/api/v1/nothing', '/nothing']) {
    for (const who of ['viewer', null] as const) {
      const { headers } = await desk.as(who, path);
      expect(headers.get('cache-control'), path).toBe('no-store');
    }
  }
});

test('HEAD takes no place among those who listen, and one person not all places', async () => {
  const desk = await openWebDesk({ story: false });
  for (let number = 0; number < 101; number += 1) {
    expect((await desk.as('viewer', '/api/v1/changes', { method: 'HEAD' })).status).toBe(200);
  }
  for (let number = 0; number < 10; number += 1) {
    expect((await desk.as('viewer', '/api/v1/changes')).status).toBe(200);
  }
  expect((await desk.as('viewer', '/api/v1/changes')).status).toBe(503);
  expect((await desk.as('operator', '/api/v1/changes')).status).toBe(200);
  desk.changes.close();
});

test('two tokens of one person are one pair of eyes', async () => {
  const person = { role: 'approver', person: 'anna' } as const;
  const desk = await openWebDesk({
    settings: { fourEyes: true },
    people: [
      { name: 'anna at home', token: 'pawl_home', ...person },
      { name: 'bert', token: 'pawl_bert', role: 'approver' },
      { name: '\u0430nna', token: 'pawl_lookalike', role: 'approver' },
    ],
  });
  const decide = (token: string): Promise<Response> =>
    desk.request(`/api/v1/checks/${mpans.unclear}/decide`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'hasNot', reason: 'asked' }),
    });
  expect(await (await decide(tokenOf('anna'))).json()).toMatchObject({ means: 'proposed' });
  for (const token of ['pawl_home', 'pawl_lookalike']) {
    const refused = await decide(token);
    expect([refused.status, await codeOf(refused)]).toEqual([409, 'NOT_POSSIBLE']);
  }
  expect((await decide('pawl_bert')).status).toBe(200);
});

test('what turns the direction of a line or shows nothing is shown as its code', async () => {
  const desk = await openWebDesk({ story: false });
  const name = 'evil\u202Egnp\u2066\u200Bx.usr';
  await desk.take(name, 'not a flow');
  for (const path of ['/files', '/files/1', '/api/v1/files']) {
    const text = await (await desk.as('viewer', path)).text();
    expect(text, path).not.toMatch(/\p{Cf}/u);
    expect(text, path).toContain('evil\\u202egnp\\u2066\\u200bx.usr');
  }
  const { items } = (await (await desk.as('viewer', '/api/v1/files')).json()) as {
    items: { name: string }[];
  };
  expect(items[0]?.name).toBe(name);
});

test('whoever uses the machine is let in only where the configuration says so, and only there', async () => {
  const closed = await openWebDesk({ story: false });
  expect((await closed.request('/api/v1/me')).status).toBe(401);
  const remote = await openWebDesk({
    story: false,
    web: { openOnLoopback: true },
    isLoopback: false,
  });
  expect((await remote.request('/api/v1/me')).status).toBe(401);

  const open = await openWebDesk({ web: { openOnLoopback: true } });
  const looked = await open.request('/api/v1/me');
  expect(await looked.json()).toMatchObject({ role: 'approver' });
  expect(looked.headers.get('set-cookie')).toBeNull();
  // A page elsewhere can make a browser send this, but not with a word that it cannot read.
  const sent = await open.request(`/api/v1/checks/${mpans.unclear}/decide`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decision: 'has', reason: 'sent from elsewhere' }),
  });
  expect([sent.status, await codeOf(sent)]).toEqual([403, 'FORM_NOT_OURS']);
  const page = await open.request('/api');
  expect(page.status).toBe(200);
  expect(cookieOf(page)).toMatch(/^pawl_session=./);
});

test('another host name is another page that tricks a browser', async () => {
  const desk = await openWebDesk({ story: false, hosts: ['localhost', '127.0.0.1', '[::1]'] });
  const asked = (host: string): Promise<Response> =>
    desk.as('viewer', '/api/v1/me', { headers: { host } });
  for (const host of ['localhost', 'LOCALHOST:8420', '127.0.0.1:8420', '[::1]:8420', '[::1]']) {
    expect((await asked(host)).status, host).toBe(200);
  }
  for (const host of ['evil.example', 'localhost.evil.example:8420', '']) {
    const refused = await asked(host);
    expect([refused.status, await codeOf(refused)], host).toEqual([421, 'WRONG_HOST']);
  }
});

test('every answer forbids what a page of ours does not need', async () => {
  const desk = await openWebDesk({ story: false });
  for (const path of ['/sign-in', '/api', '/api/v1/me', '/api/v1/nothing', '/openapi.json']) {
    const { headers } = await desk.as('viewer', path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toContain('unsafe');
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('x-frame-options'), path).not.toBeNull();
    expect(headers.get('referrer-policy'), path).toBe('no-referrer');
  }
});

test('a token is known by its digest alone', async () => {
  const token = newToken();
  expect(token).toMatch(/^pawl_[\w-]{32}$/);
  expect(tokenDigestOf(token)).toMatch(/^[0-9a-f]{64}$/);
  const desk = await openWebDesk({ story: false });
  const digest = tokenDigestOf(tokenOf('vera'));
  const asked = await desk.request('/api/v1/me', {
    headers: { authorization: `Bearer ${digest}` },
  });
  expect(asked.status).toBe(401);
});
