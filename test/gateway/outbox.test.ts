import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepOutbox } from '../../src/gateway/index.ts';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

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
