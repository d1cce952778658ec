/** The API through its app: every route, every role, every error, and answers as they are published. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { roles } from '../../src/config/index.ts';
import { routesOfApi } from '../../src/web/api/api-routes.ts';
import type { OpenApi, Schema } from '../../src/web/api/openapi.ts';
import { type Row, rows } from './api-table.ts';
import { mpans, openWebDesk, tokenOf, type WebDesk } from './desk.ts';

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;
const tried = routesOfApi.map((route) => ({
  name: nameOf(route),
  route,
  row: rows[nameOf(route)] as Row,
}));

const posted = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const initOf = (name: string, body: unknown): RequestInit =>
  name.startsWith('POST') ? posted(body ?? {}) : {};

/** Reads the first event of a stream, or the whole of anything else. */
async function bodyOf(response: Response): Promise<unknown> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return response.json();
  }
  const reader = response.body!.getReader();
  let text = '';
  while (!text.includes('data: ')) {
    text += Buffer.from((await reader.read()).value ?? []).toString('utf8');
  }
  await reader.cancel();
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? 'null');
}

const problem = z.strictObject({
  error: z.strictObject({
    code: z.string().regex(/^[A-Z_]+$/),
    message: z.string().min(1),
    hint: z.string().min(1),
    details: z.array(z.strictObject({ field: z.string().min(1), message: z.string() })).optional(),
  }),
});

test('every route has a row in the table, and every row a route', () => {
  expect(Object.keys(rows).sort()).toEqual(tried.map(({ name }) => name).sort());
});

/** A published schema, with what it refers to, as something that checks values. */
function publishedShape({ components }: OpenApi, schema: Schema): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: components.schemas });
  return z.fromJSONSchema(JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')));
}

async function described(desk: WebDesk): Promise<OpenApi> {
  const response = await desk.as('viewer', '/openapi.json');
  expect(response.status).toBe(200);
  return (await response.json()) as OpenApi;
}

/** What is published of the answer of a route. */
function answerIn(document: OpenApi, name: string): Schema {
  const [method = '', path = ''] = name.split(' ');
  const methods = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')];
  const { content } = methods![method.toLowerCase()]!.responses['200'] as {
    content: Record<string, { schema: Schema }>;
  };
  return Object.values(content)[0]!.schema;
}

async function answers(desk: WebDesk, { name, route, row }: (typeof tried)[number]) {
  const path = await row.good(desk);
  const asked = desk.as(row.role, path, initOf(name, row.body));
  if (route.isStream) setImmediate(() => desk.changes.tell('2026-08-05T11:00:01Z'));
  const response = await asked;
  const body = await bodyOf(response);
  expect(response.status, `${name}: ${JSON.stringify(body)}`).toBe(200);
  expect(() => route.answer.parse(body), name).not.toThrow();
  return body;
}

test('every GET answers, as it is described and published', async () => {
  const desk = await openWebDesk();
  const document = await described(desk);
  for (const one of tried.filter(({ name }) => name.startsWith('GET'))) {
    const body = await answers(desk, one);
    const shape = publishedShape(document, answerIn(document, one.name));
    expect(shape.safeParse(body).error, one.name).toBeUndefined();
    expect(shape.safeParse({ something: 'else' }).success, one.name).toBe(false);
  }
  expect(desk.bugs).toEqual([]);
});

test.each(tried.filter(({ name }) => name.startsWith('POST')))(
  '$name acts, as it is described and published, under the name of whoever asked',
  async (one) => {
    const desk = await openWebDesk();
    const document = await described(desk);
    const before = (await desk.gateway.store.head()).seq;
    const nudges = desk.nudges();
    const body = await answers(desk, one);
    const shape = publishedShape(document, answerIn(document, one.name));
    expect(shape.safeParse(body).error).toBeUndefined();
    expect(desk.nudges()).toBeGreaterThan(nudges);
    const acts: string[] = [];
    for await (const entry of desk.gateway.store.chain(null)) {
      const isAct = ['operator', 'claim', 'note', 'call', 'view'].includes(entry.kind);
      if (entry.seq > before && isAct) acts.push(entry.body ?? '');
    }
    // A calendar is taken back, or accepted, in the list of calendars: it is no event of an MPAN.
    for (const { undo = null, accepted = undo } of await desk.gateway.store.calendars()) {
      if (accepted !== null) acts.push(JSON.stringify(accepted));
    }
    // Reference data are, in the list of merges.
    for (const { act } of await desk.gateway.store.merges()) {
      if (act !== null) acts.push(JSON.stringify(act));
    }
    const who = one.row.role === 'approver' ? 'anna' : 'otto';
    expect(acts.at(-1)).toContain(`"who":"${who}"`);
    await desk.pass();
    expect(await desk.problems()).toEqual([]);
  },
);

test('every route asks for its role, and tells nobody else anything', async () => {
  const desk = await openWebDesk();
  for (const { name, route, row } of tried) {
    expect(route.role, name).toBe(row.role);
    const path =
      name.includes('/alerts/:') || /\/files\/:id(?!\/content)/.test(name)
        ? '/api/v1/files/1'
        : null;
    const address = name.startsWith('POST')
      ? name.slice(5).replace(/:\w+/, 'none')
      : (path ?? (await row.good(desk)));
    const before = (await desk.gateway.store.head()).seq;
    const nobody = await desk.as(null, address, initOf(name, row.body));
    expect(nobody.status, name).toBe(401);
    expect(nobody.headers.get('www-authenticate'), name).toContain('Bearer');
    expect(problem.parse(await nobody.json()).error.code, name).toBe('NOT_SIGNED_IN');
    for (const lower of roles.slice(0, roles.indexOf(row.role))) {
      const refused = await desk.as(lower, address, initOf(name, row.body));
      expect(refused.status, `${name} as ${lower}`).toBe(403);
      expect(problem.parse(await refused.json()).error.code, name).toBe('NOT_ALLOWED');
    }
    expect((await desk.gateway.store.head()).seq, name).toBe(before);
  }
});

test('every error has its status, its code, and the one shape', async () => {
  const desk = await openWebDesk();
  const before = (await desk.gateway.store.head()).seq;
  for (const { name, route, row } of tried) {
    for (const [status, code, at, body] of row.bad) {
      const path = typeof at === 'string' ? at : await at(desk);
      const response = await desk.as(row.role, path, initOf(name, body));
      const text = await response.text();
      expect(response.status, `${name} ${path}: ${text}`).toBe(status);
      const { error } = problem.parse(JSON.parse(text));
      expect(error.code, `${name} ${path}`).toBe(code);
      expect(error.details !== undefined, `${name} ${path}`).toBe(status === 400);
    }
    const statuses = new Set(row.bad.map(([status]) => status));
    for (const status of [400, ...route.problems]) {
      // What stands in the way of these depends on the files: test/gateway tries it.
      if (
        status === 409 &&
        /content|resubmit|:mpan|alerts|approvals|accept|views|calls|reference\/undo/.test(name)
      )
        continue;
      expect(statuses.has(status), `${name} is not tried for ${status}`).toBe(true);
    }
  }
  expect((await desk.gateway.store.head()).seq).toBe(before);
  expect(desk.bugs).toEqual([]);
});

test('what is wrong with a body is told in plain words', async () => {
  const desk = await openWebDesk();
  const address = `/api/v1/checks/${mpans.overdue}/decide`;
  const told = async (body: unknown): Promise<string> => {
    const answer = await (await desk.as('operator', address, posted(body))).json();
    return (answer as { error: { message: string } }).error.message;
  };
  expect(await told({ decision: 'has' })).toBe('reason: is missing: expected string');
  expect(await told({ decision: 'no', reason: 'x' })).toMatch(/^decision: expected one of has, /);
});

test('a wrong method, type or size is told in the one shape on every route', async () => {
  const desk = await openWebDesk();
  for (const { name, row } of tried) {
    const path = name.slice(name.indexOf('/')).replace(/:\w+/, 'one');
    const deleted = await desk.as('approver', path, { method: 'DELETE' });
    expect(deleted.status, name).toBe(405);
    expect(deleted.headers.get('allow'), name).toContain(name.split(' ')[0]);
    expect(problem.parse(await deleted.json()).error.code).toBe('METHOD_NOT_ALLOWED');
    // What is sent there is a file, whatever it says it is.
    if (!name.startsWith('POST') || name === 'POST /api/v1/files') continue;
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', null]) {
      const headers: Record<string, string> = type === null ? {} : { 'content-type': type };
      const form = await desk.as(row.role, path, { method: 'POST', headers, body: 'reason=x' });
      expect(form.status, `${name} ${type}`).toBe(415);
      expect(problem.parse(await form.json()).error.code).toBe('NOT_JSON');
    }
    const large = await desk.as(row.role, path, posted({ reason: 'x'.repeat(1_000_001) }));
    expect(large.status, name).toBe(413);
    expect(problem.parse(await large.json()).error.code).toBe('TOO_LARGE');
  }
  const nowhere = await desk.as('viewer', '/api/v1/nothing');
  expect(nowhere.status).toBe(404);
  expect(problem.parse(await nowhere.json()).error.code).toBe('NOT_FOUND');
});

test('trouble of the store is told as 503, a bug as 500 without its inside', async () => {
  const desk = await openWebDesk();
  const { store } = desk.gateway;
  const failing = (error: unknown): void => {
    store.checksPage = async () => {
      throw error;
    };
  };
  failing(Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE', errcode: 5 }));
  const locked = await desk.as('viewer', '/api/v1/checks');
  expect(locked.status).toBe(503);
  expect(locked.headers.get('retry-after')).toBe('10');
  expect(problem.parse(await locked.json()).error.code).toBe('STORE_LOCKED');
  expect(desk.bugs).toEqual([]);
  failing(new TypeError('x is undefined in /secret/place'));
  const broken = await desk.as('viewer', '/api/v1/checks');
  expect(broken.status).toBe(500);
  const text = await broken.text();
  expect(problem.parse(JSON.parse(text)).error.code).toBe('INTERNAL');
  expect(text).not.toContain('secret');
  expect(desk.bugs).toHaveLength(1);
});

test('an act waits while the clock cannot be trusted', async () => {
  const desk = await openWebDesk();
  desk.clock.set('2026-08-01T00:00:00Z');
  const path = `/api/v1/checks/${mpans.unclear}/decide`;
  const refused = await desk.as('operator', path, posted({ decision: 'has', reason: 'seen' }));
  expect(refused.status).toBe(503);
  expect(problem.parse(await refused.json()).error.code).toBe('CLOCK_BEHIND');
});

test('a decision that comes too late says so, and does not claim to have moved the check', async () => {
  const desk = await openWebDesk();
  const path = `/api/v1/checks/${mpans.unclear}/decide`;
  const first = await desk.as('operator', path, posted({ decision: 'has', reason: 'seen' }));
  expect(await first.json()).toMatchObject({ means: 'moved', outcome: 'backstopPresent' });
  const late = await desk.as('operator', path, posted({ decision: 'hasNot', reason: 'seen' }));
  expect(await late.json()).toMatchObject({ means: 'exception', outcome: 'backstopPresent' });
});

test('under four eyes what one person does waits for another, and not for the same one', async () => {
  const second = { name: 'bert', role: 'approver', token: tokenOf('bert') } as const;
  const desk = await openWebDesk({ settings: { fourEyes: true }, people: [second] });
  const path = `/api/v1/checks/${mpans.unclear}/decide`;
  const body = { decision: 'hasNot', reason: 'asked by telephone' };
  const asOther = {
    ...posted(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${second.token}` },
  };
  const first = await desk.as('operator', path, posted(body));
  expect(await first.json()).toMatchObject({ means: 'proposed', state: 'deciding' });
  const again = await desk.as('operator', path, posted(body));
  expect(again.status).toBe(409);
  const waiting = await (await desk.as('viewer', '/api/v1/proposals')).json();
  expect(waiting).toMatchObject({ items: [{ mpan: mpans.unclear, notBy: ['otto'] }], next: null });
  const other = await desk.request(path, asOther);
  expect(await other.json()).toMatchObject({ means: 'moved', state: 'replacementToOrder' });

  const approve = { ids: [mpans.toReplace] };
  const own = await (await desk.as('approver', '/api/v1/approvals', posted(approve))).json();
  expect(own).toMatchObject({ items: [{ status: 'proposed', file: null }] });
  const twice = await (await desk.as('approver', '/api/v1/approvals', posted(approve))).json();
  expect(twice).toMatchObject({ items: [{ status: 'needsAnother' }] });
});

test('pages of a list follow one another by cursor and link, and repeat nothing', async () => {
  const desk = await openWebDesk();
  for (const list of ['checks', 'files', 'stages', 'findings', 'approvals', 'search?party=MOPX']) {
    const whole = await follow(desk, `/api/v1/${list}${list.includes('?') ? '&' : '?'}limit=500`);
    const single = await follow(desk, `/api/v1/${list}${list.includes('?') ? '&' : '?'}limit=1`);
    expect(single.items, list).toEqual(whole.items);
    expect(whole.items.length, list).toBeGreaterThan(0);
    expect(single.pages, list).toBeGreaterThanOrEqual(whole.items.length);
  }
});

async function follow(desk: WebDesk, first: string): Promise<{ items: unknown[]; pages: number }> {
  const items: unknown[] = [];
  let pages = 0;
  for (let path: string | undefined = first; path !== undefined; pages += 1) {
    const response = await desk.as('viewer', path);
    const body = (await response.json()) as { items: unknown[]; next: string | null };
    expect(response.status, JSON.stringify(body)).toBe(200);
    items.push(...body.items);
    path = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    expect(path === undefined).toBe(body.next === null);
  }
  return { items, pages };
}

test('a finding that comes meanwhile does not shift the pages', async () => {
  const desk = await openWebDesk();
  await desk.take('bad.usr', 'ZHV|1|\r\nZPT|1|\r\n');
  const all = await follow(desk, '/api/v1/findings?limit=500');
  const response = await desk.as('viewer', '/api/v1/findings?limit=1');
  const first = (await response.json()) as { items: unknown[]; next: string };
  await desk.take('worse.usr', 'ZHV|2|\r\nZPT|2|\r\n');
  const rest = await follow(desk, `/api/v1/findings?limit=1&cursor=${first.next}`);
  expect([...first.items, ...rest.items]).toEqual(all.items);
});

test('an answer that is known already is not sent again', async () => {
  const desk = await openWebDesk();
  const first = await desk.as('viewer', '/api/v1/checks');
  const etag = first.headers.get('etag')!;
  expect(first.headers.get('cache-control')).toBe('no-store');
  const same = await desk.as('viewer', '/api/v1/checks', { headers: { 'if-none-match': etag } });
  expect(same.status).toBe(304);
  expect(await same.text()).toBe('');
  const path = `/api/v1/checks/${mpans.unclear}/decide`;
  await desk.as('operator', path, posted({ decision: 'hasNot', reason: 'asked' }));
  const other = await desk.as('viewer', '/api/v1/checks', { headers: { 'if-none-match': etag } });
  expect(other.status).toBe(200);
});

test('a report comes as CSV where that is asked for', async () => {
  const desk = await openWebDesk();
  const report = await desk.as('viewer', '/api/v1/reports/deadlines?format=csv');
  expect(report.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(await report.text()).toContain(mpans.overdue);
});

test('the document names every route with its parameters, and is a page for people too', async () => {
  const desk = await openWebDesk();
  const document = await described(desk);
  const published = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = operation.parameters.filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => name)).toEqual(named);
      return `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    }),
  );
  expect(published.sort()).toEqual(tried.map(({ name }) => name).sort());
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  const page = await desk.as('viewer', '/api');
  expect(page.headers.get('content-type')).toContain('text/html');
  const text = await page.text();
  for (const { method, path } of tried.map(({ route }) => route)) {
    expect(text).toContain(`${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  }
  for (const name of Object.keys(document.components.schemas)) expect(text).toContain(name);
  const loaded = [...text.matchAll(/ (?:src|href)="([^"#]+)/g)].map(([, address]) => address);
  expect(loaded.filter((address) => !address!.startsWith('/'))).toEqual([]);
  const references = JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/(\w+)"/g);
  for (const [, kind, name] of references) {
    const { components } = document;
    expect(
      kind === 'schemas' ? components.schemas[name!] : components.responses[name!],
    ).toBeDefined();
  }
});
