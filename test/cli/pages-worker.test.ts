/** The thread of the pages: it only reads, and the gateway goes on whatever becomes of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openPagesBeside, startedWorker } from '../../src/cli/pages-beside.ts';
import { systemClock } from '../../src/clock.ts';
import { surroundingsOf, type WatchedEngine, watchEngine } from '../../src/health/index.ts';
import { folderWaiter } from '../../src/runner.ts';
import { openSqliteStore } from '../../src/store/index.ts';
import { tokenDigestOf } from '../../src/web/index.ts';
import { openTestGateway } from '../support/workspace.ts';
import { demonstrationFiles } from '../web/desk.ts';

const token = 'pawl_of_anna';
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

async function beside(): Promise<{ engine: WatchedEngine; url: string }> {
  const own = await openTestGateway(
    {
      send: 'approve',
      web: {
        listen: '127.0.0.1:0',
        tokens: [{ name: 'anna', role: 'approver', sha256: tokenDigestOf(token) }],
      },
    },
    undefined,
    { ...systemClock, set: () => undefined },
  );
  for (const { name, into, text } of demonstrationFiles()) own.drop(`${into}/${name}`, text);
  const surroundings = surroundingsOf(own.workspace);
  const engine = await watchEngine(own.engine, { surroundings, lastAliveAt: null });
  await engine.pass({ final: true });
  const waiter = folderWaiter(own.workspace, own.gateway.log);
  const pages = await openPagesBeside(engine, waiter);
  onTestFinished(async () => {
    await pages.close();
    await waiter.close();
  });
  return { engine, url: pages.url! };
}

const get = async (url: string, path: string): Promise<unknown> =>
  (await fetch(new URL(path, url), { headers })).json();

test('it reads beside the gateway, and what people do is done by the gateway', async () => {
  const { engine, url } = await beside();
  const { items } = (await get(url, '/api/v1/approvals')) as { items: unknown[] };
  expect(items.length).toBeGreaterThan(0);
  const approve = (): Promise<Response> =>
    fetch(new URL('/api/v1/approvals', url), {
      method: 'POST',
      headers,
      body: JSON.stringify({ ids: [(items[0] as { id: string }).id] }),
    });
  const [first] = [await approve()];
  expect(await first.json()).toMatchObject({ items: [{ status: 'sent' }] });
  expect(await engine.gateway().store.unwritten(10)).toHaveLength(1);
  const again = await approve();
  expect([again.status, await again.json()]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }]);
});

test('a thread that dies is told, and another takes its place while passes go on', async () => {
  const { engine, url } = await beside();
  expect(await get(url, '/api/v1/me')).toMatchObject({ name: 'anna' });
  await startedWorker(engine)?.terminate();
  await expect.poll(() => engine.beside.size).toBe(1);
  await engine.pass({ final: true });
  expect(engine.figures.episodes).toMatchObject([
    {
      code: 'PAGES_NOT_SERVED',
      detail: 'the thread of the pages has ended; look in the log for the cause',
    },
  ]);
  await expect.poll(() => engine.beside.size, { timeout: 20_000 }).toBe(0);
  await engine.pass({ final: true });
  expect(engine.figures.episodes).toEqual([]);
});

test('a store that is opened to be read cannot be written', async () => {
  const own = await openTestGateway();
  await sleep(1);
  const store = await openSqliteStore(`${own.workspace}/data/pawl.db`, true);
  onTestFinished(() => store.close());
  await own.gateway.store.setNote('a', 'b');
  expect(await store.note('a')).toBe('b');
  await expect(store.setNote('a', 'c')).rejects.toThrow(/readonly/);
});
