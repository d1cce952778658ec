/** What the transfer service says of flows of ours: read by data, shown in the outbox, never moving a check. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectConfig, isAcknowledgementName } from '../../src/config/index.ts';
import { outbox, sentFile } from '../../src/desk/index.ts';
import { decide } from '../../src/gateway/index.ts';
import { eraseMpan } from '../../src/keeping/index.ts';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

const acknowledgements = {
  fileName: 'ack_*.txt',
  record: 'ACK',
  file: 2,
  outcome: 3,
  reason: 4,
  delivered: ['OK'],
  refused: ['NOK'],
};

const line = (file: string, outcome: string, reason = '', time = '1') =>
  `ACK|${file}|${outcome}|${reason}|${time}|\n`;

async function withFlowSent() {
  const own = await openTestGateway({ send: 'automatic', acknowledgements });
  await own.take('n.csv', notificationsCsv([{ mpan: mpanOf(1) }]));
  await own.pass();
  const [sent] = await own.gateway.store.outbox();
  const { name = '', fileIdentifier = '' } = sent ?? {};
  const desk = { gateway: own.gateway } as Parameters<typeof outbox.run>[0];
  const told = async () => {
    const { acknowledged, refusedBecause } = await sentFile.run(desk, { name });
    return [acknowledged, refusedBecause];
  };
  const items = async () => {
    const stored = await own.gateway.store.loadMpans([mpanOf(1)]);
    const [check] = stored.get(mpanOf(1))?.state.checks ?? [];
    return check?.exceptions.filter(({ open }) => open).map(({ code, detail }) => [code, detail]);
  };
  return { own, name, fileIdentifier, told, items };
}

test('a flow is delivered, by File Identifier or by name, and its check stays as it was', async () => {
  const { own, name, fileIdentifier, told, items } = await withFlowSent();
  const checks = (await own.replayed()).checks;
  expect(await told()).toEqual([null, null]);
  expect((await own.take('ack_1.txt', line(fileIdentifier, 'OK'))).outcome).toBe('applied');
  expect(await told()).toEqual(['delivered', null]);
  expect((await own.take('ACK_2.TXT', line(name, 'OK'))).outcome).toBe('applied');
  expect(await items()).toEqual([]);
  expect((await own.replayed()).checks).toEqual(checks);
  expect(await own.problems()).toEqual([]);
});

test('a refusal waits for a person, once, and also where the flow is delivered later', async () => {
  const { own, name, fileIdentifier, told, items } = await withFlowSent();
  await own.take('ack_1.txt', line(fileIdentifier, 'NOK', 'E204'));
  expect(await told()).toEqual(['refused', 'E204']);
  const item = ['FLOW_REFUSED', `${name}, reason E204, by ack_1.txt line 1`];
  expect(await items()).toEqual([item]);
  const again = await own.take('ack_2.txt', `HDR|2\n${line(fileIdentifier, 'NOK', 'E204')}`);
  expect(again.outcome).toBe('applied');
  expect((await own.take('ack_3.txt', line(fileIdentifier, 'NOK', 'E204'))).outcome).toBe(
    'duplicate',
  );
  expect(await items()).toEqual([item]);
  own.clock.set('2026-08-05T13:00:00Z');
  await own.take('ack_4.txt', line(fileIdentifier, 'OK'));
  expect(await told()).toEqual(['delivered', null]);
  expect(await items()).toEqual([item]);
  expect(await own.problems()).toEqual([]);
});

test('what became of a flow is known still when personal data of its MPAN was erased', async () => {
  const { own, name, fileIdentifier, told } = await withFlowSent();
  await own.take('ack_1.txt', line(fileIdentifier, 'OK'));
  const act = { who: 'j.ellis', reason: 'asked for by the customer' };
  await decide(own.gateway, mpanOf(1), { name: 'cancel' }, act);
  rmSync(join(own.workspace, 'outbox', name));
  await own.pass();
  await eraseMpan(own.gateway, mpanOf(1), act);
  expect(await told()).toEqual(['delivered', null]);
  expect(await own.problems()).toEqual([]);
});

test('of one moment the refusal counts, in whichever order it is told', async () => {
  for (const outcomes of [
    ['OK', 'NOK'],
    ['NOK', 'OK'],
  ]) {
    const { own, fileIdentifier, told } = await withFlowSent();
    await own.take('ack_1.txt', outcomes.map((word) => line(fileIdentifier, word)).join(''));
    expect(await told()).toEqual(['refused', null]);
  }
});

test('of nobody, in words or in another format it is told and has no effect', async () => {
  const { own, fileIdentifier, told, items } = await withFlowSent();
  const nobody = await own.take('ack_1.txt', line('PW00009999', 'NOK'));
  expect([nobody.outcome, nobody.findings.map(({ code }) => code)]).toEqual([
    'not-ours',
    ['ACKNOWLEDGEMENT_OF_NOBODY'],
  ]);
  const odd = await own.take(
    'ack_2.txt',
    `${line(fileIdentifier, 'HELD')}${line('', 'OK')}${line(fileIdentifier, 'NOK', 'Mr Nobody was out')}`,
  );
  expect(odd.outcome).toBe('set-aside');
  expect(odd.findings.map(({ message }) => message)).toEqual([
    'Field 3 says neither delivered nor refused: nothing of it counts.',
    'Field 2 names no flow: nothing of it counts.',
    'Field 4 is no reason code: nothing of it counts.',
  ]);
  const many = await own.take('ack_3.txt', 'X\n'.repeat(20_000));
  expect(many.findings.map(({ line: at }) => at)).toEqual([10_001]);
  const large = await own.take('ack_4.txt', 'X'.repeat(1_000_001));
  expect(large.findings.map(({ code }) => code)).toEqual(['FILE_TOO_LARGE']);
  expect(await told()).toEqual([null, null]);
  expect(await items()).toEqual([]);
});

describe('names', () => {
  test.each([
    ['ack_*.txt', 'ack_.txt', true],
    ['ack_*.txt', 'ack_1.txt.usr', false],
    ['*ack*1*.t', 'xxack221.t', true],
    ['*ack*1*.t', 'xxack2.t', false],
    ['ab*ba', 'aba', false],
    ['ack.txt', 'ACK.TXT', true],
    [`${'*a'.repeat(50)}b`, 'a'.repeat(255), false],
  ])('%s %s: %s', (fileName, name, is) => {
    expect(isAcknowledgementName({ fileName }, name)).toBe(is);
  });

  test.each([
    [{ fileName: '*.usr' }, 'a name that acknowledgements alone have'],
    [{ fileName: '**' }, 'a name that acknowledgements alone have'],
    [{ refused: ['NOK', 'OK'] }, 'words that are not among those for delivered'],
    [{ delivered: [] }, 'acknowledgements.delivered'],
    [{ file: 0 }, 'acknowledgements.file'],
  ])('%j is refused', (wrong, said) => {
    const value = { mpid: 'SUPP', role: 'X', acknowledgements: { ...acknowledgements, ...wrong } };
    expect(inspectConfig(value).problems.join('; ')).toContain(said);
  });
});
