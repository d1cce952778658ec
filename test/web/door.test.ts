/** Who is let in, and what every answer carries. */
import { expect, test } from 'vitest';
import { digestOf, newToken } from '../../src/web/identity.ts';
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
    expect([page.status, page.headers.get('location')], path).toEqual([303, '/sign-in']);
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

test('failed sign-ins are slowed down by address, and only those', async () => {
  const desk = await openWebDesk({ story: false });
  const from = (address: string): Record<string, string> => ({ 'x-test-address': address });
  const bearer = (token: string, address: string): Promise<Response> =>
    desk.request('/api/v1/me', { headers: { authorization: `Bearer ${token}`, ...from(address) } });
  for (let tried = 0; tried < 5; tried += 1) {
    expect((await bearer(newToken(), '10.0.0.1')).status).toBe(401);
    expect((await signIn(desk, newToken(), from('10.0.0.1'))).status).toBe(401);
  }
  const slowed = await bearer(tokenOf('vera'), '10.0.0.1');
  expect([slowed.status, await codeOf(slowed)]).toEqual([429, 'TOO_MANY_TRIES']);
  expect(slowed.headers.get('retry-after')).toBe('60');
  expect((await signIn(desk, tokenOf('vera'), from('10.0.0.1'))).status).toBe(429);
  expect((await bearer(tokenOf('vera'), '10.0.0.2')).status).toBe(200);
  desk.passTime(60_000);
  expect((await bearer(tokenOf('vera'), '10.0.0.1')).status).toBe(200);
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
  expect(digestOf(token)).toMatch(/^[0-9a-f]{64}$/);
  const desk = await openWebDesk({ story: false });
  const digest = digestOf(tokenOf('vera'));
  const asked = await desk.request('/api/v1/me', {
    headers: { authorization: `Bearer ${digest}` },
  });
  expect(asked.status).toBe(401);
});
