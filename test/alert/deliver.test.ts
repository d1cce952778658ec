import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alertLine, deliverAlerts } from '../../src/alert/index.ts';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

async function breached(): Promise<TestGateway> {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1), mpanOf(2)]));
  own.clock.set('2026-08-18T23:00:00Z');
  return own;
}

const linesIn = (own: TestGateway) =>
  own
    .read('alerts/alerts-2026-08.jsonl')
    .split('\n')
    .filter((line) => line !== '');

test('each alert is one line that says who owes what since when, and what to do', async () => {
  const own = await breached();
  expect((await own.pass()).alerts).toBe(2);
  const lines = linesIn(own).map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({
    key: `${mpanOf(1)}/SUPP/1/investigating/BREACHED/2026-08-18/`,
    at: '2026-08-18T23:00:00Z',
    kind: 'BREACHED',
    number: null,
    mpan: mpanOf(1),
    sequence: 1,
    supplier: 'SUPP',
    stage: 'investigating',
    owes: ['D0002'],
    owedBy: 'Meter Operator',
    party: 'MOPX',
    ours: false,
    since: '2026-08-04T09:00:00Z',
    dueOn: '2026-08-18',
    workingDaysOver: 1,
    next: 'Chase MOPX for D0002.',
  });
  expect(lines).toHaveLength(2);
  expect((await own.pass()).alerts).toBe(0);
  expect(linesIn(own)).toHaveLength(2);
});

test('half a line that a crash left spoils no other', async () => {
  const own = await breached();
  await own.pass();
  const path = join(own.workspace, 'alerts/alerts-2026-08.jsonl');
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, '{"key":"cut off in the mid');
  const { store, log, config } = own.gateway;
  const raised = (await store.alertsOf(mpanOf(1)))[0]!;
  const unmarked = { ...store, undeliveredAlerts: onceOf([raised]), markDelivered: async () => {} };
  expect(await deliverAlerts(unmarked, log, own.workspace, config.role)).toBe(1);
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(`${lines.slice(0, 2).join('\n')}\n`).toBe(whole);
  expect(lines.slice(2)).toEqual([
    '{"key":"cut off in the mid',
    JSON.stringify(alertLine(raised, config.role)),
    '',
  ]);
});

const onceOf = <T>(list: readonly T[]) => {
  let left = [...list];
  return async (): Promise<T[]> => {
    const now = left;
    left = [];
    return now;
  };
};
