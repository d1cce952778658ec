/** What a provider, a browser or somebody between them could try, and what a careless one does. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { tokenOf, type WebDesk } from './desk.ts';
import {
  begin,
  clientId,
  comeBack,
  cookiesOf,
  deskWith,
  me,
  newBrowser,
  realProvider,
  signInWith,
  throughProvider,
  toldProvider,
  type ToldProvider,
} from './providers.ts';

const base64url = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

const seconds = (): number => Math.floor(Date.now() / 1_000);

/** Signs in at a provider that answers as it was told; what came of it, in a few words. */
async function comesTo(desk: WebDesk): Promise<string> {
  const browser = newBrowser();
  const begun = await begin(desk, browser);
  if (begun.to === null) return `${begun.response.status} at the beginning`;
  const back = await comeBack(desk, browser, await throughProvider(browser, begun.to));
  const who = await me(desk, browser);
  expect(who === null).toBe(back.to === null);
  return who === null ? String(back.response.status) : String(who['name']);
}

describe('what comes back', () => {
  test('counts once, in the browser in which it was begun, and for ten minutes', async () => {
    const provider = await realProvider();
    provider.accounts['anna'] = { groups: ['desk'] };
    provider.signsIn = 'anna';
    const desk = await deskWith(provider.issuer);
    const one = newBrowser();
    const at = await throughProvider(one, (await begin(desk, one)).to!);
    // Somebody sends their own way back to another: with no cookie, and with one of another sign-in.
    const other = newBrowser();
    expect((await comeBack(desk, other, at)).response.status).toBe(400);
    await begin(desk, other);
    expect((await comeBack(desk, other, at)).response.status).toBe(400);
    expect(await me(desk, other)).toBeNull();
    expect((await comeBack(desk, one, at)).to).toBe('/');
    const replayed = await comeBack(desk, one, at);
    expect([replayed.response.status, replayed.to]).toEqual([400, null]);

    const late = newBrowser();
    const lateAt = await throughProvider(late, (await begin(desk, late)).to!);
    desk.passTime(601_000);
    expect((await comeBack(desk, late, lateAt)).response.status).toBe(400);
    for (const query of [
      '',
      '?',
      '?code=x',
      '?state=',
      '?error=access_denied&state=x',
      '?state=a&state=b',
    ]) {
      const back = await comeBack(desk, late, `https://pawl.example.com/sign-in/return${query}`);
      expect(back.response.status, query).toBe(400);
    }
    expect(desk.bugs).toEqual([]);
  });

  test('of two windows counts in both', async () => {
    const provider = await toldProvider();
    const desk = await deskWith(provider.issuer);
    const browser = newBrowser();
    const first = (await begin(desk, browser)).to!;
    const second = (await begin(desk, browser)).to!;
    for (const to of [second, first]) {
      expect((await comeBack(desk, browser, await throughProvider(browser, to))).to).toBe('/');
    }
  });

  test('of another issuer, or of one that was configured before, is sent to nobody', async () => {
    const provider = await toldProvider();
    const desk = await deskWith(provider.issuer);
    const browser = newBrowser();
    const at = await throughProvider(browser, (await begin(desk, browser)).to!);
    const mixedUp = await comeBack(desk, browser, `${at}&iss=https%3A%2F%2Fid.example.net`);
    expect([mixedUp.response.status, mixedUp.to]).toEqual([502, null]);
    expect(provider.asked).not.toContain('/token');

    const other = await toldProvider();
    const to = (await begin(desk, browser)).to!;
    desk.gateway.config.web.signIn!.issuer = other.issuer;
    const back = await comeBack(desk, browser, await throughProvider(browser, to));
    expect(back.response.status).toBe(400);
    expect([...provider.asked, ...other.asked]).not.toContain('/token');
  });

  test('leads only inside, and never takes up a session that somebody else put there', async () => {
    const provider = await toldProvider();
    const desk = await deskWith(provider.issuer);
    for (const to of [
      'https://elsewhere.example',
      '//elsewhere.example',
      '/\\elsewhere.example',
      'javascript:alert(1)',
      '/"><script>alert(1)</script>',
      'data:text/html,x',
    ]) {
      const browser = newBrowser();
      browser.pages.set('__Host-pawl_session', 'chosen-by-somebody-else');
      const back = await signInWith(desk, browser, { to });
      expect(back.to, to).toMatch(/^\/(%22|$)/);
      expect(back.page).not.toContain('<script>alert');
      expect(browser.pages.get('__Host-pawl_session')).not.toBe('chosen-by-somebody-else');
    }
  });
});

test('a page elsewhere cannot begin a sign-in, and many do not fill the memory', async () => {
  const provider = await toldProvider();
  const desk = await deskWith(provider.issuer);
  const post = (headers: Record<string, string>): Promise<Response> =>
    desk.request('/sign-in/begin', { method: 'POST', headers });
  expect((await post({ origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const from = { 'x-test-address': '10.0.0.1' };
  for (let time = 0; time < 60; time += 1) expect((await post(from)).status).toBe(200);
  expect((await post(from)).status).toBe(429);
  expect((await post({ 'x-test-address': '10.0.0.2' })).status).toBe(200);
  // Whoever has a token comes in from there as ever.
  const entered = await desk.request('/sign-in', {
    method: 'POST',
    headers: { ...from, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: tokenOf('vera') }).toString(),
  });
  expect(entered.status).toBe(303);
});

describe('an ID token', () => {
  const forged: Readonly<Record<string, (provider: ToldProvider) => void>> = {
    'for another audience': (one) => (one.claims = { aud: 'somebody-else' }),
    'for several, of another party': (one) =>
      (one.claims = { aud: [clientId, 'another'], azp: 'another' }),
    'of another issuer': (one) => (one.claims = { iss: 'https://id.example.net' }),
    'with the word of another sign-in': (one) => (one.claims = { nonce: 'another' }),
    'without that word': (one) => (one.claims = { nonce: undefined }),
    'that is over': (one) => (one.claims = { iat: seconds() - 600, exp: seconds() - 90 }),
    'that has not begun': (one) => (one.claims = { nbf: seconds() + 300 }),
    'without an end': (one) => (one.claims = { exp: undefined }),
    'that nobody signed': (one) => {
      one.token = (made) => {
        const [, claims = ''] = made.split('.');
        return `${base64url({ alg: 'none' })}.${claims}.`;
      };
    },
    'that says that nobody signed it, with a signature': (one) => (one.header = { alg: 'none' }),
    'signed with the public key as if it were a secret': (one) => {
      one.token = (made) => {
        const [, claims = ''] = made.split('.');
        const head = `${base64url({ alg: 'HS256' })}.${claims}`;
        return `${head}.${createHmac('sha256', one.publicKey()).update(head).digest('base64url')}`;
      };
    },
    'that was changed': (one) => {
      one.token = (made) => {
        const [head, claims = '', signature] = made.split('.');
        const said = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
        return `${head}.${base64url({ ...said, groups: ['leads'] })}.${signature}`;
      };
    },
    'of a key that the provider does not have': (one) => (one.header = { kid: 'another' }),
    'with a key of its own': (one) =>
      (one.header = { kid: 'x', jku: 'https://id.example.net/jwks' }),
    'that is none': (one) => (one.token = () => 'x.y.z'),
    'that is missing': (one) => (one.token = () => ''),
    'of half a million letters': (one) => (one.claims = { more: 'x'.repeat(600_000) }),
    'of somebody with a name of ten thousand letters as sub': (one) =>
      (one.claims = { sub: 'x'.repeat(10_000) }),
    'whose sub turns the line round': (one) => (one.claims = { sub: 'anna\u202e' }),
    'whose sub is empty': (one) => (one.claims = { sub: '' }),
    'whose sub is a number': (one) => (one.claims = { sub: 7 }),
    'whose sub has a line end': (one) => (one.claims = { sub: 'anna\n' }),
    'whose groups are a thing': (one) => (one.claims = { groups: { desk: true } }),
    'whose groups are numbers': (one) => (one.claims = { groups: [1, null, ['desk']] }),
  };

  test.each(Object.entries(forged))('%s lets nobody in', async (_, forge) => {
    const provider = await toldProvider();
    const desk = await deskWith(provider.issuer);
    const lines: string[] = [];
    Object.assign(desk.gateway, {
      log: createLog('info', { write: (line: string) => void lines.push(line) }),
    });
    forge(provider);
    expect(await comesTo(desk)).toMatch(/^(403|502)$/);
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.map(({ msg }) => msg)).toEqual(['sign-in refused']);
    expect(lines.join('').length).toBeLessThan(400);
    expect(desk.bugs).toEqual([]);
  });

  const fine: Readonly<Record<string, (provider: ToldProvider) => void>> = {
    'that was over half a minute ago': (one) =>
      (one.claims = { iat: seconds() - 330, exp: seconds() - 30 }),
    'that begins in half a minute': (one) =>
      (one.claims = { iat: seconds() + 30, nbf: seconds() + 30 }),
    'of one group that is no list': (one) => (one.claims = { groups: 'desk' }),
    'of five thousand groups': (one) =>
      (one.claims = {
        groups: [...Array.from({ length: 5_000 }, (_, at) => `group ${at}`), 'desk'],
      }),
    'whose name is none': (one) => (one.claims = { preferred_username: 7 }),
    'whose name is empty': (one) => (one.claims = { preferred_username: '' }),
    'whose sub is a word of the language': (one) => (one.claims = { sub: '__proto__' }),
  };

  test.each(Object.entries(fine))('%s lets its person in', async (_, tell) => {
    const provider = await toldProvider();
    const desk = await deskWith(provider.issuer);
    tell(provider);
    expect(await comesTo(desk)).toMatch(/^person\+x[0-9a-v]{12}$/);
  });

  test('has a name that makes nobody look like another', async () => {
    const provider = await toldProvider();
    const desk = await deskWith(provider.issuer);
    const names = [
      'otto',
      'ot\u202eto',
      '\u043etto',
      ' +otto+',
      'otto\u200b',
      `otto${'x'.repeat(10_000)}`,
    ];
    const logins: string[] = [];
    for (const [at, name] of names.entries()) {
      provider.claims = { sub: `sub ${at}`.replace(' ', '-'), preferred_username: name };
      logins.push(await comesTo(desk));
    }
    expect(new Set(logins).size).toBe(names.length);
    for (const login of logins) expect(login).toMatch(/^otto[x]{0,36}\+x[0-9a-v]{12}$/);
  });
});

describe('a provider', () => {
  const html = { status: 200, type: 'text/html', body: '<html>Sign in to the network</html>' };
  const json = (body: string) => ({ status: 200, type: 'application/json', body });
  const careless: Readonly<Record<string, (provider: ToldProvider) => void>> = {
    'that answers with a page': (one) => (one.instead = () => html),
    'that answers with a page as if it were JSON': (one) => (one.instead = () => json(html.body)),
    'that answers nothing': (one) => (one.instead = () => 'never'),
    'whose token never comes': (one) =>
      (one.instead = (path) => (path === '/token' ? 'never' : undefined)),
    'whose keys never come': (one) =>
      (one.instead = (path) => (path === '/jwks' ? 'never' : undefined)),
    'whose keys are a page': (one) =>
      (one.instead = (path) => (path === '/jwks' ? html : undefined)),
    'whose keys are none': (one) =>
      (one.instead = (path) => (path === '/jwks' ? json('{"keys":[]}') : undefined)),
    'whose token is a page': (one) =>
      (one.instead = (path) => (path === '/token' ? html : undefined)),
    'that is broken': (one) =>
      (one.instead = (path) => (path === '/token' ? { ...html, status: 500 } : undefined)),
    'whose answer has no end': (one) => (one.instead = () => json(`"${'x'.repeat(2_000_000)}"`)),
    'that is another': (one) => {
      const { discovery } = one;
      one.discovery = (at) => ({ ...(discovery(at) as object), issuer: 'https://id.example.net' });
    },
    'that lets every tenant in': (one) => {
      const { discovery } = one;
      one.discovery = (at) => ({ ...(discovery(at) as object), issuer: `${at}/{tenantid}` });
    },
    'that leads to a script': (one) => {
      const { discovery } = one;
      one.discovery = (at) => ({
        ...(discovery(at) as object),
        authorization_endpoint: 'javascript:alert(1)',
      });
    },
    'that leads away without TLS': (one) => {
      const { discovery } = one;
      one.discovery = (at) => ({
        ...(discovery(at) as object),
        authorization_endpoint: 'http://id.example.net/auth',
      });
    },
    'whose token is fetched without TLS': (one) => {
      const { discovery } = one;
      one.discovery = (at) => ({
        ...(discovery(at) as object),
        token_endpoint: 'http://id.example.net/token',
      });
    },
    'that knows no keys': (one) => {
      const { discovery } = one;
      one.discovery = (at) => ({ ...(discovery(at) as object), jwks_uri: undefined });
    },
  };

  test.each(Object.entries(careless))(
    '%s lets nobody in, and is told in words',
    async (_, make) => {
      const provider = await toldProvider();
      const desk = await deskWith(provider.issuer, {}, { providerWaitMs: 300 });
      make(provider);
      expect(await comesTo(desk)).toMatch(/^(502|503)( at the beginning)?$/);
      const page = await (await desk.request('/sign-in')).text();
      expect(page).toContain('name="token"');
      expect(desk.bugs).toEqual([]);
    },
  );

  test('that redirects is not followed', async () => {
    const provider = await toldProvider();
    const other = await toldProvider();
    const desk = await deskWith(provider.issuer);
    provider.instead = (path) => ({
      status: 302,
      type: 'text/plain',
      body: '',
      to: other.issuer + path,
    });
    expect(await comesTo(desk)).toMatch(/^50[23] at the beginning$/);
    expect(other.asked).toEqual([]);
  });

  test('that is well again is used at once', async () => {
    const provider = await toldProvider();
    const desk = await deskWith(provider.issuer, {}, { providerWaitMs: 300 });
    provider.instead = () => 'never';
    expect(await comesTo(desk)).toBe('503 at the beginning');
    provider.instead = () => undefined;
    expect(await comesTo(desk)).toMatch(/^person/);
    provider.instead = (path) => (path === '/token' ? 'never' : undefined);
    expect(await comesTo(desk)).toBe('503');
    provider.instead = () => undefined;
    expect(await comesTo(desk)).toMatch(/^person/);
  });
});

test('a token of the provider is none of Pawl', async () => {
  const provider = await toldProvider();
  const desk = await deskWith(provider.issuer);
  let token = '';
  provider.token = (made) => {
    token = made;
    return made;
  };
  expect(await comesTo(desk)).toMatch(/^person/);
  const answer = await desk.request('/api/v1/me', {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(401);
  expect((await desk.request('/api/v1/me', { headers: cookiesOf(new Map()) })).status).toBe(401);
});
