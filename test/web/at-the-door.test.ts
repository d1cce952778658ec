/** The door for people at the machine: what it is asked must be on its list, and fit. */
import { deserialize } from 'node:v8';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Role } from '../../src/config/web.ts';
import { doorReads } from '../../src/web/index.ts';
import { mpans, openWebDesk, type WebDesk } from './desk.ts';

const asking = (desk: WebDesk, role: Role | null, path: string, body: unknown, version?: string) =>
  desk.as(role, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-pawl-version': version ?? '0.0.0-test' },
    body: JSON.stringify(body),
  });

const statusAndCode = async (response: Response): Promise<unknown> => {
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
};

test('a viewer reads what is on the list, and an answer keeps its form', async () => {
  const desk = await openWebDesk({ isDoor: true });
  const asked = { name: 'loadMpans', given: [[mpans.overdue]] };
  const response = await asking(desk, 'viewer', '/door/read', asked);
  expect(response.status).toBe(200);
  const loaded = deserialize(Buffer.from(await response.arrayBuffer()));
  expect(loaded).toBeInstanceOf(Map);
  expect(loaded.get(mpans.overdue)).toMatchObject({ mpan: mpans.overdue });
});

test('the commands of the desk read nothing that the door does not answer', () => {
  const commands = 'explain-account explain find trace-account trace';
  const root = new URL('../../src/', import.meta.url).pathname;
  const files = ['account', 'report']
    .flatMap((room) => readdirSync(`${root}${room}`).map((name) => `${room}/${name}`))
    .concat(commands.split(' ').map((name) => `cli/${name}.ts`));
  // Of files as they lie, which people see on pages; and what the gateway keeps in reports/ by itself.
  const isElsewhere =
    /account.(stored-file|file-part)|report.(keeper|chase|scheduled|deadline-feed|late-answers|stage-counter)/;
  const asked = files
    .filter((path) => !isElsewhere.test(path))
    .flatMap((path) =>
      [...readFileSync(root + path, 'utf8').matchAll(/\bstore\??\.(\w+)\(/g)].map(
        ([, name]) => name,
      ),
    );
  expect(asked.length).toBeGreaterThan(15);
  expect(asked.filter((name) => !Object.hasOwn(doorReads, name ?? ''))).toEqual([]);
});

test('nothing is read or done that is not on the list, or in another shape', async () => {
  const desk = await openWebDesk({ isDoor: true });
  const before = (await desk.gateway.store.head()).seq;
  const names = ['commit', 'backup', 'close', 'setNote', 'erase', 'purge', 'scrub', 'constructor'];
  for (const name of [...names, 'note', '__proto__', 'toString']) {
    const response = await asking(desk, 'approver', '/door/read', { name, given: ['x'] });
    expect(response.status, name).toBeGreaterThanOrEqual(400);
  }
  const shapes: [string, unknown[]][] = [
    ['mpansAfter', ['', '1; drop table journal']],
    ['mpansAfter', ['', 1e9]],
    ['journalOf', [{ $ne: null }]],
    ['search', ['file', { colour: 'red' }, null, 10]],
    ['search', ['file', {}, null, '10; select 1']],
    ['checks', [{ state: 'x', or: '1=1' }]],
    ['loadMpans', []],
  ];
  for (const [name, given] of shapes) {
    const response = await asking(desk, 'viewer', '/door/read', { name, given });
    expect(await statusAndCode(response), name).toEqual([400, 'USAGE']);
  }
  for (const body of [{ decision: 'maybe' }, { decision: 'has', who: 'anna' }]) {
    const path = `/api/v1/checks/${mpans.unclear}/decide`;
    const response = await asking(desk, 'approver', path, { ...body, reason: 'x' });
    expect(await statusAndCode(response)).toEqual([400, 'BAD_REQUEST']);
  }
  expect((await desk.gateway.store.head()).seq).toBe(before);
  expect(desk.bugs).toEqual([]);
});

test('acts are those of the roles, and kept under the name of the token', async () => {
  const desk = await openWebDesk({ isDoor: true });
  const cancel = `/api/v1/checks/${mpans.unclear}/cancel`;
  const approve = '/api/v1/approvals';
  const reason = 'asked twice';
  const before = (await desk.gateway.store.head()).seq;
  for (const [role, path, body] of [
    ['viewer', cancel, { reason }],
    ['viewer', approve, { all: true }],
    ['operator', approve, { all: true }],
  ] as const) {
    const refused = await asking(desk, role, path, body);
    expect(await statusAndCode(refused)).toEqual([403, 'NOT_ALLOWED']);
  }
  const silent = await asking(desk, 'operator', cancel, { reason: ' ' });
  expect(silent.status).toBe(400);
  expect((await asking(desk, null, approve, { all: true })).status).toBe(401);
  expect((await desk.gateway.store.head()).seq).toBe(before);
  expect((await asking(desk, 'operator', cancel, { reason })).status).toBe(200);
  const [last] = (await desk.gateway.store.journalOf(mpans.unclear)).slice(-1);
  expect(last).toMatchObject({ who: 'otto', reason: 'asked twice' });
});

test('a command of another version is told so, and there is no door where pages are', async () => {
  const desk = await openWebDesk({ isDoor: true, story: false });
  const read = { name: 'head', given: [] };
  const other = await asking(desk, 'viewer', '/door/read', read, '0.1.0');
  expect(await statusAndCode(other)).toEqual([409, 'NOT_POSSIBLE']);
  const pages = await openWebDesk({ story: false });
  expect((await asking(pages, 'viewer', '/door/read', read)).status).toBe(404);
});
