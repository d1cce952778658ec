/**
 * Every route of the app as it is today, by everybody who may not: nobody, a wrong token, a session
 * that is over, a cookie without its word, and each role that does not suffice. None is let in, and
 * nothing is done. A route that changes something must stand in the table, or the test fails.
 */
import { expect, test } from 'vitest';
import { type AccessRole, roles } from '../../src/config/index.ts';
import { routesOfApi } from '../../src/web/api/api-routes.ts';
import { feedOf } from '../support/flow-files.ts';
import { mpans, openWebDesk, tokenOf, tokens, type WebDesk } from './desk.ts';

/** What the pages and the door have that changes anything, or is not for everybody. */
const neededOfPages: Readonly<Record<string, AccessRole>> = {
  'POST /checks/approve': 'approver',
  'POST /checks/approve/preview': 'approver',
  'POST /checks/undo': 'approver',
  'POST /checks/:mpan/claim': 'operator',
  'POST /checks/:mpan/hand-over': 'operator',
  'POST /checks/:mpan/release': 'operator',
  'POST /checks/:mpan/notes': 'operator',
  'POST /checks/:mpan/calls': 'operator',
  'POST /checks/claim': 'operator',
  'POST /chases/:party/calls': 'operator',
  'POST /views': 'operator',
  'POST /views/drop': 'operator',
  'POST /checks/:mpan/take-back': 'operator',
  'POST /checks/:mpan/decide': 'operator',
  'POST /checks/:mpan/cancel': 'operator',
  'POST /checks/:mpan/resolve': 'operator',
  'POST /exceptions/dismiss': 'operator',
  'POST /exceptions/take-back': 'operator',
  'POST /exceptions/words': 'operator',
  'POST /files/:id{[0-9]{1,15}}/again': 'operator',
  'GET /files/:id{[0-9]{1,15}}/decisions': 'operator',
  'GET /files/:id{[0-9]{1,15}}/refused': 'operator',
  'POST /upload': 'operator',
  'POST /decisions': 'operator',
  'POST /outbox/:name/again': 'operator',
  'GET /calendar/accept': 'approver',
  'POST /calendar/accept': 'approver',
  'GET /calendar/undo': 'approver',
  'POST /calendar/undo': 'approver',
  'POST /reference/teach': 'approver',
  'POST /reference/undo': 'approver',
  'POST /sign-out': 'viewer',
};
const ofApi = Object.fromEntries(
  routesOfApi.map(({ method, path, role }) => [`${method} ${path}`, role]),
);
/** For whoever is not known yet. */
const isOpen = (name: string): boolean =>
  /^(GET|POST) \/sign-in(\/begin|\/return)?$|^GET \/assets\//.test(name);

const bodies: readonly Readonly<Record<string, unknown>>[] = [
  { reason: 'asked', decision: 'has', verb: 'dismiss', all: true },
  { reason: 'asked', decision: 'has' },
  { reason: 'asked', verb: 'dismiss' },
  { reason: 'asked' },
  { all: true },
  { name: 'approve', given: [{ ids: ['all'] }], reason: 'asked' },
];

async function placesIn(desk: WebDesk, path: string): Promise<readonly string[]> {
  const [item] = await desk.gateway.store.exceptions({ open: true });
  const [alert] = await desk.gateway.store.alertsOf(mpans.overdue);
  const values: Readonly<Record<string, readonly (string | undefined)[]>> = {
    mpan: [mpans.unclear, mpans.overdue, '1012044110074', '..%2F..'],
    id: path.includes('exceptions') ? [item?.id, 'x'] : ['1', '2', '99'],
    key: [alert?.key, 'x'],
    name: ['x.usr', 'performance', '..%2Fpawl.config.json', 'pawl.css'],
    flow: ['D0002', 'D9999'],
    party: ['MOPX', '..'],
  };
  const pattern = /:(\w+)(\{[^}]*\}(?:\})?)?/;
  const fill = (at: string): string[] => {
    const [whole, name] = pattern.exec(at) ?? [];
    if (whole === undefined) return [at];
    const some = (values[name ?? ''] ?? ['x']).map((value) => value ?? 'x');
    return some.flatMap((value) => fill(at.replace(whole, value.replaceAll('/', '%2F'))));
  };
  return fill(path);
}

async function standing({ gateway, workspace, files }: WebDesk): Promise<unknown> {
  const { store } = gateway;
  return [
    (await store.head()).seq,
    (await store.calendars()).length,
    await store.note('calendar-undo-proposed'),
    await store.note('calendar-accept-proposed'),
    (await store.outbox()).length,
    (await store.resubmissions()).length,
    files('inbox'),
    workspace,
  ];
}

test('nobody is let in at any door that is not theirs', async () => {
  const desk = await openWebDesk({ isDoor: true });
  desk.drop('calendar/new.json', feedOf(2026, ['2026-08-12']));
  await desk.pass();
  const routes = [
    ...new Set(
      desk.routes
        .filter(({ method, path }) => /^(GET|POST)$/.test(method) && !path.endsWith('*'))
        .map(({ method, path }) => `${method} ${path}`),
    ),
  ];
  const neededOf = (name: string): AccessRole | undefined =>
    ofApi[name] ?? neededOfPages[name] ?? (name.startsWith('GET') ? 'viewer' : undefined);
  const untold = routes.filter((name) => !isOpen(name) && neededOf(name) === undefined);
  expect(untold).toEqual([]);
  expect(Object.keys(neededOfPages).filter((name) => !routes.includes(name))).toEqual([]);

  const entered = await desk.request('/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: tokenOf('anna') }).toString(),
  });
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const askers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    nobody: {},
    'a wrong token': { authorization: 'Bearer pawl_guessed' },
    'no token': { authorization: 'Bearer ' },
    'another scheme': { authorization: `Basic ${tokenOf('anna')}` },
    'a session that is over': { cookie: 'pawl_session=over' },
    'a cookie without its word': { cookie },
    ...Object.fromEntries(
      roles.map((role) => [role, { authorization: `Bearer ${tokenOf(tokens[role])}` }]),
    ),
  };
  const before = await standing(desk);
  const wrong: string[] = [];
  let tries = 0;
  let refused = 0;
  for (const name of routes.filter((one) => !isOpen(one))) {
    const [method = '', path = ''] = name.split(' ');
    const needed = neededOf(name) ?? 'approver';
    for (const place of await placesIn(desk, path)) {
      for (const [who, own] of Object.entries(askers)) {
        const rank = roles.indexOf(who as AccessRole);
        if (rank >= roles.indexOf(needed)) continue;
        // A cookie alone may look, as a browser does.
        if (who === 'a cookie without its word' && method === 'GET') continue;
        const methods = method === 'GET' ? ['GET', 'HEAD'] : ['POST'];
        for (const one of methods) {
          for (const body of method === 'POST' ? bodies : [null]) {
            for (const type of body === null ? [''] : ['json', 'form']) {
              tries += 1;
              desk.passTime(60_000);
              const response = await desk.request(place, {
                method: one,
                headers: {
                  ...own,
                  'x-pawl-version': '0.0.0-test',
                  'x-http-method-override': 'GET',
                  ...(type === '' ? {} : { 'content-type': types[type] ?? '' }),
                },
                ...(body === null ? {} : { body: bodyAs(type, body) }),
              });
              await response.body?.cancel();
              const isToSignIn =
                response.status === 303 &&
                /^\/sign-in(\?to=|$)/.test(response.headers.get('location') ?? '');
              // Another address than it seemed, once it is read: nothing is there.
              if ([401, 403].includes(response.status) || isToSignIn) refused += 1;
              else if (![400, 404, 405].includes(response.status)) {
                wrong.push(`${who}: ${one} ${place} ${type}: ${response.status}`);
              }
            }
          }
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(tries).toBeGreaterThan(1_500);
  expect(refused / tries).toBeGreaterThan(0.9);
  expect(await standing(desk)).toEqual(before);
  expect(desk.bugs).toEqual([]);
  console.log(`${tries} tries at ${routes.length} routes, ${wrong.length} wrongly allowed`);
}, 240_000);

const types: Readonly<Record<string, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
};

const bodyAs = (type: string, body: Readonly<Record<string, unknown>>): string =>
  type === 'json'
    ? JSON.stringify(body)
    : new URLSearchParams(
        Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
      ).toString();
