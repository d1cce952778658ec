import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { approve } from '../../src/gateway/index.ts';
import { resubmit, sweepResubmissions } from '../../src/intake/index.ts';
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationsCsv,
  reportRecords,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

const act = { who: 'anna', reason: 'they ask for it' };
const ns = [1, 2].map(mpanOf);
const request = requestFile('Q1', ns);

test('a whole archived file goes through intake once more, and is a duplicate', async () => {
  const own = await openTestGateway();
  const { destination } = await own.take('r.usr', request);
  const before = await own.replayed();
  expect(await resubmit(own.gateway, 'Q1', {}, act)).toEqual({
    kind: 'inbox',
    source: destination,
    lines: null,
  });
  expect(own.files('inbox')).toEqual([]);
  const { receipts } = await own.pass();
  expect(receipts.map(({ name, outcome }) => [name, outcome])).toEqual([['r.usr', 'duplicate']]);
  expect((await own.replayed()).checks).toEqual(before.checks);
  expect((await own.pass()).receipts).toEqual([]);
  const [event] = await own.gateway.store.journalOf('');
  expect(event).toMatchObject({
    kind: 'operator',
    who: 'anna',
    reason: 'they ask for it',
    action: { name: 'resubmit', source: destination, lines: null },
  });
  expect(await own.problems()).toEqual([]);
});

test('a refused file is taken out of rejected/, and applied where it is good now', async () => {
  const own = await openTestGateway();
  await own.take('r.usr', request.replace('ZPT', 'ZPX'));
  writeFileSync(join(own.workspace, 'rejected', 'r.usr'), request);
  await resubmit(own.gateway, 'r.usr', {}, act);
  expect((await own.pass()).receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
  expect(own.files('rejected')).toEqual([]);
});

test('a single instance that counted is a duplicate, and one that did not is taken in', async () => {
  const own = await openTestGateway();
  const good = reportRecords(ns[0]!, 'BACKSTOP FITTED');
  const bad = reportRecords(badMpanOf(2), 'BACKSTOP FITTED');
  const { destination } = await own.take('m.usr', makeFlowFile({ records: [...good, ...bad] }));
  const first = await resubmit(own.gateway, destination, { mpan: ns[0]! }, act);
  expect(first).toEqual({ kind: 'duplicate', source: destination, lines: [2] });
  // A line within the instance names it, as a finding would.
  const second = await resubmit(own.gateway, destination, { line: 6 }, act);
  expect(second).toEqual({ kind: 'inbox', source: destination, lines: [5] });
  const { receipts } = await own.pass();
  expect(receipts).toMatchObject([{ name: 'm.line5.usr', outcome: 'rejected', instances: 1 }]);
  await expect(resubmit(own.gateway, destination, { line: 99 }, act)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a single instance of a file that was set aside is applied alone', async () => {
  const own = await openTestGateway();
  await own.take('sent/t.usr', request.replaceAll('OPER', 'TR01'));
  const path = join(own.workspace, 'set-aside', 't.usr');
  writeFileSync(path, request);
  await resubmit(own.gateway, 'set-aside/t.usr', { mpan: ns[1]! }, act);
  expect((await own.pass()).receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
  expect((await own.replayed()).checks.map(({ mpan }) => mpan)).toEqual([ns[1]]);
  const journal = await own.gateway.store.journalOf(ns[1]!);
  expect(journal.map(({ kind }) => kind)).toEqual(['operator', 'flow']);
});

test('rows of a CSV are resubmitted like instances', async () => {
  const own = await openTestGateway();
  const csv = notificationsCsv(ns.map((mpan) => ({ mpan })));
  const { destination } = await own.take('n.csv', csv.replace(ns[1]!, badMpanOf(2)));
  expect(await resubmit(own.gateway, destination, { mpan: ns[0]! }, act)).toMatchObject({
    kind: 'duplicate',
    lines: [2],
  });
  expect(await resubmit(own.gateway, destination, { line: 3 }, act)).toMatchObject({
    kind: 'inbox',
    lines: [3],
  });
  const { receipts } = await own.pass();
  expect(receipts).toMatchObject([{ name: 'n.line3.csv', outcome: 'rejected', instances: 1 }]);
});

test('a sent file is written again with the same bytes under its name, if it is not there', async () => {
  const own = await openTestGateway({ send: 'approve' });
  await own.take('n.csv', notificationsCsv([{ mpan: ns[0]! }]));
  await approve(own.gateway, { ids: ['all'] }, act);
  const { written } = await own.pass();
  const [name = ''] = written;
  const bytes = own.read(`outbox/${name}`);
  expect(await resubmit(own.gateway, 'PW00000001', {}, act)).toMatchObject({ kind: 'there' });
  rmSync(join(own.workspace, 'outbox', name));
  expect(await resubmit(own.gateway, name, {}, act)).toMatchObject({ kind: 'outbox' });
  expect((await own.pass()).written).toEqual([name]);
  expect(own.read(`outbox/${name}`)).toBe(bytes);
  expect((await own.gateway.store.outbox()).map((file) => file.name)).toEqual([name]);
  const journal = await own.gateway.store.journalOf(ns[0]!);
  expect(journal.at(-1)).toMatchObject({ who: 'anna', action: { name: 'resubmit' } });
  await expect(resubmit(own.gateway, name, { mpan: ns[0]! }, act)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  });
  expect(await own.problems()).toEqual([]);
});

test('what was asked for is done after a crash, and doing it twice is harmless', async () => {
  const own = await openTestGateway();
  await own.take('r.usr', request);
  await resubmit(own.gateway, 'r.usr', {}, act);
  const { store } = own.gateway;
  const dying = {
    ...own.gateway,
    store: { ...store, markResubmitted: () => Promise.reject(new Error('killed')) },
  };
  await expect(sweepResubmissions(dying)).rejects.toThrow('killed');
  const { receipts } = await (await own.reopen()).pass();
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate']);
});

test('what is not stored, is not as it was, or is several files is told apart', async () => {
  const own = await openTestGateway();
  const { destination } = await own.take('r.usr', request);
  await own.take('sent/r.usr', requestFile('Q2', ns));
  await expect(resubmit(own.gateway, 'none', {}, act)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(resubmit(own.gateway, 'r.usr', {}, act)).rejects.toThrow(/matches 2 stored files/);
  writeFileSync(join(own.workspace, destination), 'touched');
  await expect(resubmit(own.gateway, 'Q1', {}, act)).rejects.toThrow(
    /has changed since it was received/,
  );
  expect(await own.gateway.store.journalOf('')).toEqual([]);
});
