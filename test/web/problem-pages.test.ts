/** What a person is told who asked for something that is not there, or sent a form that lacks something. */
import { describe, expect, test } from 'vitest';
import { mpans, openWebDesk, tokenOf } from './desk.ts';

const posted = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields),
});

describe('a page for what went wrong', () => {
  test.each([
    ['/nowhere', 404, 'There is nothing there'],
    ['/checks/1012044110075', 404, 'There is nothing there'],
    ['/checks?late=never', 400, 'That could not be read'],
    ['/files/9999', 404, 'There is nothing there'],
  ])('%s: what happened, and where to go on', async (path, status, title) => {
    const desk = await openWebDesk();
    const answer = await desk.as('viewer', path);
    const text = await answer.text();
    expect([answer.status, /<h1>([^<]*)/.exec(text)?.[1]]).toEqual([status, title]);
    expect(text).toContain('Go on with <a href="/">Today</a>');
    expect(text).not.toContain('Nothing was done');
  });

  test('an act of a viewer: nothing was done', async () => {
    const desk = await openWebDesk();
    const path = `/checks/${mpans.unclear}/decide`;
    const text = await (await desk.as('viewer', path, posted({ reason: 'x' }))).text();
    expect(text).toMatch(/That is not for you to do[^]*Nothing was done\./);
  });
});

describe('a form that lacks something', () => {
  const decide = `/checks/${mpans.unclear}/decide`;

  test('comes back with the field marked, in focus, and what was written', async () => {
    const desk = await openWebDesk();
    const before = (await desk.gateway.store.head()).seq;
    const answer = await desk.as('operator', decide, posted({ decision: 'has', reason: '  ' }));
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toContain('Look at what is marked below.');
    expect(text).toMatch(
      /<textarea id="decide-reason"[^>]* aria-invalid="true" aria-describedby="decide-reason-fault" autofocus/,
    );
    expect(text).toContain(
      'id="decide-reason-fault">a reason is needed: it is kept in the journal<',
    );
    expect(text).toContain('<option value="has" selected>');
    expect(text.match(/aria-invalid/g)).toHaveLength(1);
    expect((await desk.gateway.store.head()).seq).toBe(before);
  });

  test('each field that lacks something, and the first of them in focus', async () => {
    const desk = await openWebDesk();
    const text = await (await desk.as('operator', decide, posted({ reason: 'seen' }))).text();
    expect(text).toMatch(/<select id="decide-decision"[^>]*aria-invalid="true"[^>]*autofocus/);
    expect(text).toContain('>choose one<');
    expect(text).toMatch(/<textarea id="decide-reason"[^>]*>seen<\/textarea>/);
    const both = await (await desk.as('operator', decide, posted({}))).text();
    expect(both.match(/aria-invalid/g)).toHaveLength(2);
    expect(both.match(/ autofocus/g)).toHaveLength(1);
  });

  test('of several of one kind only the one that was sent is marked', async () => {
    const desk = await openWebDesk();
    const open = await desk.gateway.store.exceptions({ open: true });
    const own = open.find(({ mpan, code }) => mpan === mpans.unclear && code !== 'REPORT_UNCLEAR');
    const id = own?.id ?? open.find(({ mpan }) => mpan === mpans.unclear)?.id ?? '';
    const path = `/checks/${mpans.unclear}/resolve`;
    const answer = await desk.as('operator', path, posted({ id, verb: 'dismiss', reason: ' ' }));
    expect(answer.status).toBe(400);
    const marked = (await answer.text()).match(/aria-invalid/g) ?? [];
    expect(marked.length).toBeLessThanOrEqual(1);
  });
});

describe('a form of a session that has ended, where somebody is signed in again', () => {
  const decide = `/checks/${mpans.unclear}/decide`;
  const wordOfAnother = 'of another session';
  const sent = {
    _csrf: wordOfAnother,
    _from: `/checks/${mpans.unclear}`,
    decision: 'has',
    reason: 'photograph seen',
  };

  async function sendFrom(site: string) {
    const desk = await openWebDesk();
    const token = new URLSearchParams({ token: tokenOf('otto') });
    const signedIn = await desk.request('/sign-in', { method: 'POST', body: token });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const before = (await desk.gateway.store.head()).seq;
    const answer = await desk.request(decide, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': site },
      body: new URLSearchParams(sent),
    });
    expect(answer.status).toBe(403);
    expect((await desk.gateway.store.head()).seq).toBe(before);
    return answer.text();
  }

  test('is there again as it was filled, and not done', async () => {
    const text = await sendFrom('same-origin');
    expect(text).toContain('<strong>Nothing was done.</strong>');
    expect(text).toContain('<option value="has" selected>');
    expect(text).toMatch(/<textarea id="decide-reason"[^>]*>photograph seen<\/textarea>/);
    expect(text).not.toContain(wordOfAnother);
  });

  test('and from a page elsewhere nothing of it is shown', async () => {
    const text = await sendFrom('cross-site');
    expect(text).toContain('<h1>That form cannot be sent any more</h1>');
    expect(text).not.toContain('photograph seen');
  });
});

test('a page says nothing of routes to whoever asked for what cannot be read', async () => {
  const desk = await openWebDesk();
  for (const path of ['/checks?late=never', '/visits?week=2026', '/files/9999']) {
    const text = await (await desk.as('operator', path)).text();
    expect(text.replace(/<footer>[^]*/, ''), path).not.toMatch(/openapi|\/api\b|GET /);
  }
  const name = 'n'.repeat(201);
  const asked = await desk.as('operator', `/api/v1/files?name=${name}`, {
    method: 'POST',
    body: 'x',
  });
  expect(await asked.json()).toMatchObject({
    error: { details: [{ field: 'name', message: 'must have at most 200 characters' }] },
  });
});
