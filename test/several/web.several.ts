/** Pages and API on a machine of their own, of a desk whose gateway is elsewhere. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pawl } from '../cli/pawl.ts';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { isPostgresThere } from '../postgres/there.ts';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { deskOn, until } from './desk.ts';

describe.skipIf(!isPostgresThere())('pawl web', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.stop());

  test('shows what the gateway takes in, and does what people ask; the gateway does the rest', async () => {
    const { out } = await pawl('token', 'anna', '--role', 'approver', '--json');
    const { token, entry } = JSON.parse(out);
    const web = (listen: string | null) => ({ send: 'approve', web: { listen, tokens: [entry] } });
    const desk = await deskOn(cluster, web(null));
    try {
      desk.configure('pages', web('127.0.0.1:0'));
      const pages = desk.run('pages', {}, 'web');
      await pages.says('pages at ');
      const [, url = ''] = /pages at (http:\/\/\S+?),/.exec(pages.output()) ?? [];
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const ask = async (path: string, body?: unknown) => {
        const asked = {
          headers,
          ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        };
        const answer = await fetch(new URL(`/api/v1/${path}`, url), asked);
        return {
          status: answer.status,
          value: (await answer.json()) as { items?: { mpan: string }[] },
        };
      };
      // Nobody takes anything in: the pages alone make no pass.
      desk.notify('first.csv', 1);
      const one = desk.run('a');
      await one.says('"name":"first.csv"');
      await until('the check shows', async () => (await ask('checks')).value.items?.length === 1);
      expect((await ask('checks')).value.items?.[0]?.mpan).toBe(mpanOf(1));
      expect((await ask('approvals', { all: true })).status).toBe(200);
      await until(
        'the gateway has written it',
        async () => (await desk.store.outbox()).length === 1,
      );
      await until('it is marked', async () => (await desk.store.unwritten(1)).length === 0);
      expect((await fetch(new URL('/checks', url), { redirect: 'manual' })).status).toBe(303);
      // What is brought in here lies where the gateway sees it.
      const brought = await fetch(new URL('/api/v1/files?name=brought.csv', url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: notificationsCsv([{ mpan: mpanOf(2) }]),
      });
      expect([brought.status, await brought.text()]).toEqual([200, expect.any(String)]);
      await until('it is taken in', async () =>
        (await desk.store.receipts()).some(({ name }) => name === 'brought.csv'),
      );
      // It goes on while there is no gateway, and by no other configuration.
      one.process.kill('SIGTERM');
      await one.ended;
      expect((await ask('checks')).status).toBe(200);
      desk.configure('a', { ...web(null), fourEyes: true });
      await desk.run('a').says('running as');
      desk.configure('else', web('127.0.0.1:0'));
      const { code, err } = await desk.run('else', {}, 'web').ended;
      expect([code, err]).toEqual([75, expect.stringContaining('CONFIG_DIFFERS')]);
      pages.process.kill('SIGTERM');
      expect((await pages.ended).code).toBe(0);
    } finally {
      await desk.close();
    }
  });

  test('is refused where the store is a file', async () => {
    const desk = await deskOn(cluster);
    try {
      desk.configure('file', { store: null });
      const { code, err } = await desk.run('file', {}, 'web').ended;
      expect([code, err]).toEqual([1, expect.stringContaining('NOT_POSSIBLE')]);
    } finally {
      await desk.close();
    }
  });
});
