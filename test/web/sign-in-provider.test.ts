/** Signing in at a provider: a real one, from the first page to signing out. */
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { mpans, openWebDesk, tokenOf } from './desk.ts';
import {
  begin,
  type Browser,
  clientId,
  clientSecret,
  comeBack,
  cookiesOf,
  deskWith,
  me,
  newBrowser,
  publicAddress,
  realProvider,
  signInWith,
  throughProvider,
} from './providers.ts';

test('people are led to the provider and back, and are who it says, in the role of their groups', async () => {
  const provider = await realProvider();
  provider.accounts['2f5c-anna'] = {
    preferred_username: 'Zoë Müller',
    groups: ['x', 'leads', 'desk'],
  };
  provider.signsIn = '2f5c-anna';
  const desk = await deskWith(provider.issuer);
  const first = await (await desk.request('/sign-in?to=/checks')).text();
  expect(first).toContain('Sign in with Example ID');
  expect(first).toContain('name="token"');

  const browser = newBrowser();
  const begun = await begin(desk, browser, { to: '/checks?late=breached' });
  expect(begun.response.status).toBe(200);
  const to = new URL(begun.to ?? '');
  expect(Object.fromEntries(to.searchParams)).toMatchObject({
    client_id: clientId,
    redirect_uri: `${publicAddress}/sign-in/return`,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge_method: 'S256',
  });
  const cookie = begun.response.headers.get('set-cookie') ?? '';
  for (const flag of ['__Host-', 'HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/', 'Max-Age=600']) {
    expect(cookie).toContain(flag);
  }
  const back = await comeBack(desk, browser, await throughProvider(browser, to.href));
  expect([back.response.status, back.to]).toEqual([200, '/checks?late=breached']);
  expect(back.response.headers.get('set-cookie')).toMatch(/__Host-pawl_session=.*SameSite=Strict/);
  const who = await me(desk, browser);
  expect(who).toMatchObject({ role: 'approver' });
  expect(who?.['name']).toMatch(/^Zoe Muller\+x[0-9a-v]{12}$/);
  expect(desk.bugs).toEqual([]);
});

test('without web.signIn nobody is led anywhere', async () => {
  const desk = await openWebDesk({ story: false });
  expect(await (await desk.request('/sign-in')).text()).not.toContain('/sign-in/begin');
  expect((await desk.request('/sign-in/begin', { method: 'POST' })).status).toBe(404);
  expect((await desk.request('/sign-in/return?code=x&state=y')).status).toBe(404);
});

test('two people of one name are two, and one person keeps their login whatever they are called', async () => {
  const provider = await realProvider();
  provider.accounts['one'] = { preferred_username: 'anna', groups: ['desk'] };
  provider.accounts['two'] = { preferred_username: 'anna', groups: ['desk'] };
  const desk = await deskWith(provider.issuer, {}, { story: true, settings: { fourEyes: true } });
  const decide = async (sub: string): Promise<Record<string, unknown>> => {
    const browser = newBrowser();
    provider.signsIn = sub;
    await signInWith(desk, browser);
    const page = await (await desk.request('/api', { headers: cookiesOf(browser.pages) })).text();
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const answer = await desk.request(`/api/v1/checks/${mpans.unclear}/decide`, {
      method: 'POST',
      headers: {
        ...cookiesOf(browser.pages),
        'content-type': 'application/json',
        'x-csrf-token': csrf,
      },
      body: JSON.stringify({ decision: 'hasNot', reason: 'asked' }),
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  };
  expect(await decide('one')).toMatchObject({ status: 200 });
  // Called otherwise now, and the same person: no second pair of eyes.
  provider.accounts['one'] = { preferred_username: 'Anna Other', groups: ['desk'] };
  expect(await decide('one')).toMatchObject({ status: 409, error: { code: 'NOT_POSSIBLE' } });
  const before = (await desk.gateway.store.head()).seq;
  expect(await decide('two')).toMatchObject({ status: 200 });
  expect((await desk.gateway.store.head()).seq).toBeGreaterThan(before);
});

test('whoever has a token too is one person with it, where the configuration says so', async () => {
  const provider = await realProvider();
  provider.accounts['sub-of-otto'] = { preferred_username: 'o.tto', groups: ['desk'] };
  provider.signsIn = 'sub-of-otto';
  const people = { 'sub-of-otto': 'Otto' };
  const desk = await deskWith(
    provider.issuer,
    { people },
    { story: true, settings: { fourEyes: true } },
  );
  const decide = (headers: Record<string, string>): Promise<Response> =>
    desk.request(`/api/v1/checks/${mpans.unclear}/decide`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'hasNot', reason: 'asked' }),
    });
  expect((await decide({ authorization: `Bearer ${tokenOf('otto')}` })).status).toBe(200);
  const browser = newBrowser();
  await signInWith(desk, browser);
  expect(await me(desk, browser)).toMatchObject({ name: 'Otto', role: 'operator' });
  const page = await (await desk.request('/api', { headers: cookiesOf(browser.pages) })).text();
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const own = await decide({ ...cookiesOf(browser.pages), 'x-csrf-token': csrf });
  expect(own.status).toBe(409);
});

test('a session ends by its age, with the group or the configuration that let it in, and at once', async () => {
  const provider = await realProvider();
  provider.accounts['otto'] = { preferred_username: 'otto', groups: ['desk', 'readers'] };
  provider.signsIn = 'otto';
  const desk = await deskWith(provider.issuer, {}, { web: { sessionLifeHours: 1 } });
  const browser = newBrowser();
  await signInWith(desk, browser);
  expect(await me(desk, browser)).toMatchObject({ role: 'operator' });
  desk.passTime(61 * 60_000);
  expect(await me(desk, browser)).toBeNull();

  const { web } = desk.gateway.config;
  const settings = web.signIn!;
  for (const now of [
    null,
    { ...settings, roles: { ...settings.roles, operator: [] } },
    { ...settings, clientId: 'another' },
    { ...settings, issuer: 'https://id.example.com' },
    { ...settings, people: { otto: 'somebody-else' } },
  ]) {
    web.signIn = settings;
    await signInWith(desk, browser);
    expect(await me(desk, browser)).not.toBeNull();
    web.signIn = now;
    expect(await me(desk, browser)).toBeNull();
    web.signIn = settings;
    expect(await me(desk, browser)).toBeNull();
  }
});

test('a new sign-in ends the session that the browser had, though its cookie does not come back along', async () => {
  const provider = await realProvider();
  provider.accounts['otto'] = { preferred_username: 'otto', groups: ['desk'] };
  provider.signsIn = 'otto';
  const desk = await deskWith(provider.issuer);
  const browser = newBrowser();
  await signInWith(desk, browser);
  const before: Browser = { pages: new Map(browser.pages), provider: new Map() };
  const { to } = await begin(desk, browser);
  const at = await throughProvider(browser, to ?? '');
  // A cookie of SameSite=Strict stays behind when a page elsewhere leads here.
  browser.pages.delete('__Host-pawl_session');
  await comeBack(desk, browser, at);
  expect(await me(desk, browser)).not.toBeNull();
  expect(await me(desk, before)).toBeNull();
});

test('signing out goes on at the provider, and is told', async () => {
  const provider = await realProvider();
  provider.accounts['otto'] = { preferred_username: 'otto', groups: ['desk'] };
  provider.signsIn = 'otto';
  const desk = await deskWith(provider.issuer);
  const lines: string[] = [];
  Object.assign(desk.gateway, {
    log: createLog('info', { write: (line: string) => void lines.push(line) }),
  });
  const browser = newBrowser();
  await signInWith(desk, browser);
  const page = await (await desk.request('/api', { headers: cookiesOf(browser.pages) })).text();
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const out = await desk.request('/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...cookiesOf(browser.pages) },
    body: new URLSearchParams({ _csrf: csrf }).toString(),
  });
  expect(out.status).toBe(200);
  const on = new URL(
    /refresh" content="0;url=([^"]*)"/.exec(await out.text())![1]!.replaceAll('&amp;', '&'),
  );
  expect(on.pathname).toBe('/session/end');
  expect(on.searchParams.get('post_logout_redirect_uri')).toBe(`${publicAddress}/sign-in`);
  // The provider takes it: it asks whether to sign out there, and knows the address back.
  const asked = await fetch(on, { headers: cookiesOf(browser.provider) });
  expect(asked.status).toBe(200);
  expect(await me(desk, browser)).toBeNull();
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told).toContainEqual(
    expect.objectContaining({ msg: 'signed in', credential: 'web.signIn', role: 'operator' }),
  );
  expect(told).toContainEqual(expect.objectContaining({ msg: 'signed out' }));
  for (const secret of [clientSecret, on.searchParams.get('id_token_hint') ?? 'none']) {
    expect(lines.join('')).not.toContain(secret);
  }
});

test('a group without a role, no groups and a refusal at the provider let nobody in, in plain words', async () => {
  const provider = await realProvider();
  provider.accounts['vera'] = { preferred_username: 'vera', groups: ['others'] };
  provider.accounts['nobody'] = { preferred_username: 'nobody' };
  const desk = await deskWith(provider.issuer);
  const said = async (sub: string, declines = false): Promise<string> => {
    const browser = newBrowser();
    provider.signsIn = sub;
    provider.declines = declines;
    const { response, page } = await signInWith(desk, browser, { to: '/checks' });
    expect(response.status).toBe(403);
    expect(await me(desk, browser)).toBeNull();
    expect(page).not.toContain('<script>alert');
    // The way on is still there, with where it was to lead.
    expect(page).toContain('name="to" value="/checks"');
    return page;
  };
  expect(await said('vera')).toContain('none of your groups has a role here');
  expect(await said('nobody')).toContain('there is no claim &quot;groups&quot;');
  expect(await said('vera', true)).toContain('did not let you in');
});

test('what had been written when a session ended is in its form after signing in at the provider', async () => {
  const provider = await realProvider();
  provider.accounts['otto'] = { preferred_username: 'otto', groups: ['desk'] };
  provider.signsIn = 'otto';
  const desk = await deskWith(provider.issuer, {}, { story: true });
  const page = `/checks/${mpans.unclear}`;
  const sent = await desk.request(`${page}/decide`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    },
    body: new URLSearchParams({ _from: page, decision: 'has', reason: 'said so twice' }).toString(),
  });
  const asks = await sent.text();
  expect(sent.status).toBe(401);
  const own = /<form method="post" action="\/sign-in\/begin"[\s\S]*?<\/form>/.exec(asks)?.[0] ?? '';
  const fields = Object.fromEntries(
    [...own.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  );
  const browser = newBrowser();
  const { to } = await signInWith(desk, browser, fields);
  expect(to).toBe(page);
  const again = await desk.request(page, { headers: cookiesOf(browser.pages) });
  expect(await again.text()).toContain('said so twice');
});

test('what somebody from the provider has claimed counts, though no list names them', async () => {
  const provider = await realProvider();
  provider.accounts['otto'] = { preferred_username: 'otto', groups: ['desk'] };
  provider.signsIn = 'otto';
  const desk = await deskWith(provider.issuer, {}, { story: true });
  const browser = newBrowser();
  await signInWith(desk, browser);
  const page = await (await desk.request('/api', { headers: cookiesOf(browser.pages) })).text();
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await desk.request('/api/v1/claims', {
    method: 'POST',
    headers: {
      ...cookiesOf(browser.pages),
      'content-type': 'application/json',
      'x-csrf-token': csrf,
    },
    body: JSON.stringify({ mpans: [mpans.unclear] }),
  });
  expect(answer.status).toBe(200);
  const queue = await (await desk.as('operator', '/api/v1/queue?claim=others')).text();
  expect(queue).toMatch(/otto\+x[0-9a-v]{12}/);
});

test('a secret that the provider does not know is told as such, and is in no line', async () => {
  const provider = await realProvider();
  provider.accounts['otto'] = { preferred_username: 'otto', groups: ['desk'] };
  provider.signsIn = 'otto';
  const desk = await deskWith(provider.issuer, { clientSecret: 'another secret than it has' });
  const lines: string[] = [];
  Object.assign(desk.gateway, {
    log: createLog('info', { write: (line: string) => void lines.push(line) }),
  });
  const { response, page } = await signInWith(desk);
  expect(response.status).toBe(502);
  expect(page).toContain('does not know this gateway, or not by this secret');
  expect(lines.join('')).toContain('"why":"notKnownThere"');
  expect(lines.join('')).not.toContain('another secret');
});

test('settings show where people sign in, and not the secret', async () => {
  const desk = await deskWith('https://id.example.com', { people: { 'sub-1': 'anna' } });
  const page = await (await desk.as('viewer', '/settings')).text();
  expect(page).toContain('https://id.example.com');
  expect(page).not.toContain(clientSecret);
});

test('keys that the provider changes are fetched again, and kept where it does not', async () => {
  const provider = await realProvider();
  provider.accounts['otto'] = { preferred_username: 'otto', groups: ['desk'] };
  provider.signsIn = 'otto';
  const desk = await deskWith(provider.issuer);
  const asked = (path: string): number => provider.asked.filter((one) => one === path).length;
  for (let time = 0; time < 3; time += 1) await signInWith(desk);
  expect([asked('/.well-known/openid-configuration'), asked('/jwks')]).toEqual([1, 1]);
  provider.renewKeys();
  const browser = newBrowser();
  await signInWith(desk, browser);
  expect(await me(desk, browser)).not.toBeNull();
  expect([asked('/.well-known/openid-configuration'), asked('/jwks')]).toEqual([1, 2]);
});

test('a provider that is down keeps nobody out who is in, nor a token', async () => {
  const provider = await realProvider();
  provider.accounts['otto'] = { preferred_username: 'otto', groups: ['desk'] };
  provider.signsIn = 'otto';
  const desk = await deskWith(provider.issuer);
  const browser = newBrowser();
  await signInWith(desk, browser);
  const other = newBrowser();
  const { to } = await begin(desk, other, { to: '/files' });
  const at = await throughProvider(other, to ?? '');
  await provider.close();
  const back = await comeBack(desk, other, at);
  expect(back.response.status).toBe(503);
  expect(back.page).toContain('it does not answer');
  expect(back.page).toContain('name="token"');
  const again = await begin(desk, newBrowser());
  expect([again.response.status, again.to]).toEqual([503, null]);
  expect(await me(desk, browser)).not.toBeNull();
  expect((await desk.as('operator', '/api/v1/me')).status).toBe(200);
});
