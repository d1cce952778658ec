import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readyPath, sweepOutbox } from '../../src/gateway/index.ts';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const notified = (...ns: number[]) => notificationsCsv(ns.map((n) => ({ mpan: mpanOf(n) })));

test('a file appears whole under its own name, lines ended by CRLF, nothing beside it', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  await own.take('n.csv', notified(1, 2));
  expect(own.files('outbox')).toEqual(['D0001_MOPX_PW00000001.usr']);
  const text = own.read('outbox/D0001_MOPX_PW00000001.usr');
  expect(text).toMatch(/^ZHV\|PW00000001\|D0001001\|X\|SUPP\|M\|MOPX\|20260805130000\|/);
  expect(text.split('\r\n').join('')).not.toMatch(/[\r\n]/);
  expect(text).toMatch(/\|\r\nZPT\|PW00000001\|8\|\|2\|20260805130000\|\r\n$/);
});

test('a file that a crash left unwritten or unmarked is written again, the same', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  await own.take('n.csv', notified(1));
  const [file] = await own.gateway.store.outbox();
  const path = join(own.workspace, 'outbox', file!.name);
  rmSync(path);
  expect(await sweepOutbox(own.gateway)).toEqual([]);
  expect(own.files('outbox')).toEqual([]);
  const again = await own.reopen();
  await again.take('m.csv', notified(2));
  expect(again.files('outbox')).toEqual(['D0001_MOPX_PW00000002.usr']);
});

/** A gateway whose process dies where it would note what it has written; its reader takes all at once. */
async function diesUnmarked(own: TestGateway, at: 'noteOnTheWay' | 'markWritten') {
  const { store } = own.gateway;
  const dead = async () => {
    throw new Error('killed');
  };
  await expect(sweepOutbox({ ...own.gateway, store: { ...store, [at]: dead } })).rejects.toThrow(
    'killed',
  );
  const read = own.files('outbox').map((name) => own.read(`outbox/${name}`));
  for (const name of own.files('outbox')) rmSync(join(own.workspace, 'outbox', name));
  return read;
}

test.each(['noteOnTheWay', 'markWritten'] as const)(
  'a reader that takes everything at once has each file once, whenever the process dies (%s)',
  async (at) => {
    const own = await openTestGateway({ send: 'automatic' });
    own.drop('n.csv', notified(1, 2));
    const pauses = [{ code: 'TEST', about: '', detail: '', holds: ['outbox'] as const }];
    await own.engine.pass({ final: true, pauses });
    const read = await diesUnmarked(own, at);
    const again = await own.reopen();
    await again.pass();
    read.push(...again.files('outbox').map((name) => again.read(`outbox/${name}`)));
    expect(read).toEqual((await again.gateway.store.outbox()).map(({ text }) => text));
    expect(await again.gateway.store.unwritten(1)).toEqual([]);
    expect(existsSync(readyPath(again.workspace, 'D0001_MOPX_PW00000001.usr'))).toBe(false);
  },
);

test('what cannot be moved into outbox/ goes on its way later, beside what can', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  const outbox = join(own.workspace, 'outbox');
  mkdirSync(join(outbox, 'D0001_MOPX_PW00000001.usr'));
  await own.take('n.csv', notified(1));
  await own.take('m.csv', notified(2));
  expect(own.files('outbox')).toEqual(['D0001_MOPX_PW00000002.usr']);
  renameSync(join(outbox, 'D0001_MOPX_PW00000001.usr'), join(own.workspace, 'elsewhere'));
  await own.pass();
  expect(own.files('outbox')).toHaveLength(2);
});

test('what is owed goes out although the file that brought it about cannot be put away yet', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  const archive = join(own.workspace, 'archive');
  rmSync(archive, { recursive: true });
  writeFileSync(archive, 'in the way');
  own.drop('n.csv', notified(1));
  const { mishaps = [] } = await own.pass();
  expect(mishaps.map(({ code, about }) => [code, about])).toEqual([['FILE_HELD', 'inbox/n.csv']]);
  expect(own.files('outbox')).toEqual(['D0001_MOPX_PW00000001.usr']);
  rmSync(archive);
  mkdirSync(archive);
  await own.pass();
  expect(own.files()).toEqual(['archive/2026/08/n.csv', 'outbox/D0001_MOPX_PW00000001.usr']);
});

test('a copy of a sent file dropped into sent/ is a duplicate and moves nothing', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  await own.take('n.csv', notified(1));
  const before = await own.replayed();
  const text = own.read('outbox/D0001_MOPX_PW00000001.usr');
  expect((await own.take('sent/copy.usr', text)).outcome).toBe('duplicate');
  const other = text.replaceAll('\r\n', '\n');
  expect((await own.take('sent/other.usr', other)).outcome).toBe('rejected');
  expect((await own.replayed()).checks).toEqual(before.checks);
  expect(before.checks.map(({ state }) => state)).toEqual(['investigating']);
  expect(await own.problems()).toEqual([]);
});
