/** The door for people at the machine: the API, by the same roles, and nothing beside it. */
import { expect, test } from 'vitest';
import type { AccessRole } from '../../src/config/index.ts';
import { mpans, openWebDesk, type WebDesk } from './desk.ts';

const asking = (
  desk: WebDesk,
  role: AccessRole | null,
  path: string,
  body: unknown,
  version?: string,
) =>
  desk.as(role, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-pawl-version': version ?? '0.0.0-test' },
    body: JSON.stringify(body),
  });

const statusAndCode = async (response: Response): Promise<unknown> => {
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
};

test('a viewer asks what the API answers, and there is no way to the store beside it', async () => {
  const desk = await openWebDesk({ isDoor: true });
  const before = (await desk.gateway.store.head()).seq;
  const response = await desk.as('viewer', `/api/v1/checks/${mpans.overdue}`, {
    headers: { 'x-pawl-version': '0.0.0-test' },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ mpan: mpans.overdue });
  const names = ['commit', 'backup', 'close', 'setNote', 'erase', 'purge', 'scrub', 'loadMpans'];
  for (const name of names) {
    for (const path of ['/door/read', '/door/act', `/api/v1/${name}`]) {
      const refused = await asking(desk, 'approver', path, { name, given: ['x'], reason: 'x' });
      expect(refused.status, `${path} ${name}`).toBe(404);
    }
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

test('a command of another version is told so at the door, and nobody minds it elsewhere', async () => {
  const desk = await openWebDesk({ isDoor: true, story: false });
  for (const path of ['/api/v1/approvals', '/door/read']) {
    const other = await asking(desk, 'viewer', path, {}, '0.1.0');
    expect([other.status, await other.text()]).toEqual([409, expect.stringContaining('0.1.0')]);
  }
  const pages = await openWebDesk({ story: false });
  const asked = { headers: { 'x-pawl-version': '0.1.0' } };
  expect((await pages.as('viewer', '/api/v1/me', asked)).status).toBe(200);
});
