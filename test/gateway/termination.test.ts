/** A D0151 as a gateway takes it in: beside deadlines, corrected, sent twice, under any letter, from anybody. */
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/gateway/index.ts';
import { badMpanOf, makeFlowFile, mpanOf, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

interface Told {
  readonly id?: string;
  readonly from?: readonly [role: string, mpid: string];
  readonly to?: readonly [role: string, mpid: string];
  readonly createdAt?: string;
}

/** Each MPAN with the last day of its appointment. */
const ended = (days: readonly (readonly [mpan: string, lastDay: string])[], more: Told = {}) =>
  makeFlowFile({
    flow: 'D0151001',
    id: 'T1',
    from: ['X', 'SUPP'],
    to: ['M', 'MOPX'],
    createdAt: '20260810100000',
    ...more,
    records: days.flatMap(([mpan, day]) => [`297|${mpan}|20240401|LC||`, `298|${day}|`]),
  });

const asMeterOperator = async (settings = {}) => {
  const own = await openTestGateway({ mpid: 'MOPX', role: 'M', ...settings });
  own.clock.set('2026-08-03T10:00:00Z');
  await own.take('r.usr', requestFile('R1', [1, 2, 3].map(mpanOf), '20260803100000'));
  return own;
};
const endsOf = async (own: TestGateway): Promise<string[]> =>
  (await own.replayed()).checks.map(
    ({ state, outcome, closedOn }) => `${outcome ?? state} ${closedOn ?? ''}`,
  );
const alertsOf = async (own: TestGateway, mpan: string): Promise<string[]> =>
  (await own.gateway.store.alertsOf(mpan)).map(
    ({ kind, retracted }) => `${kind}${retracted ? ', taken back' : ''}`,
  );

describe('a D0151', () => {
  test('whose day is that of the deadline ends the check before it is breached', async () => {
    const own = await asMeterOperator();
    own.clock.set('2026-08-10T10:00:00Z');
    await own.take('t.usr', ended([[mpanOf(1), '20260817']]));
    for (const at of ['2026-08-17T22:59:59Z', '2026-08-17T23:00:00Z', '2026-08-18T09:00:00Z']) {
      own.clock.set(at);
      await own.pass();
    }
    expect((await endsOf(own))[0]).toBe('supplierLost 2026-08-18');
    expect(await alertsOf(own, mpanOf(1))).toEqual(['DUE_SOON']);
    expect(await alertsOf(own, mpanOf(2))).toEqual(['DUE_SOON', 'BREACHED']);
    expect(await own.problems()).toEqual([]);
  });

  test('that comes after the deadline and ends before it takes the breach back', async () => {
    const own = await asMeterOperator();
    own.clock.set('2026-08-18T09:00:00Z');
    await own.pass();
    own.clock.set('2026-08-19T09:00:00Z');
    await own.take('t.usr', ended([[mpanOf(1), '20260814']], { createdAt: '20260819100000' }));
    expect((await endsOf(own))[0]).toBe('supplierLost 2026-08-15');
    expect(await alertsOf(own, mpanOf(1))).toContain('BREACHED, taken back');
    expect(await own.problems()).toEqual([]);
  });

  test.each([
    ['by creation', {}],
    ['by receipt', { measureBy: 'received' }],
  ])('that ends before the request was made ends it all the same, %s', async (_how, settings) => {
    const own = await asMeterOperator(settings);
    own.clock.set('2026-08-10T09:30:00Z');
    const file = ended([[mpanOf(1), '20260731']]);
    await own.take('t.usr', file);
    expect((await endsOf(own))[0]).toBe('supplierLost 2026-08-10');
    await own.take('again.usr', file);
    expect((await endsOf(own))[0]).toBe('supplierLost 2026-08-10');
  });

  test.each(['M', 'S', 'T'])(
    'to the role %s ends the check that was asked of a MOP',
    async (to) => {
      const own = await asMeterOperator();
      own.clock.set('2026-08-10T10:00:00Z');
      const file = ended([[mpanOf(1), '20260810']], { to: [to, 'MOPX'] });
      expect(await own.take('t.usr', file)).toMatchObject({ outcome: 'applied' });
      own.clock.set('2026-08-11T10:00:00Z');
      await own.pass();
      expect((await endsOf(own))[0]).toBe('supplierLost 2026-08-11');
    },
  );

  test.each<[string, Told]>([
    ['as a data collector', { to: ['D', 'MOPX'] }],
    ['for another Meter Operator', { to: ['M', 'MOPY'] }],
  ])('to us %s is none of our business', async (_how, more) => {
    const own = await asMeterOperator();
    own.clock.set('2026-08-11T10:00:00Z');
    const taken = await own.take('t.usr', ended([[mpanOf(1), '20260809']], more));
    expect(taken.outcome).toBe('not-ours');
    expect((await endsOf(own))[0]).toBe('investigating ');
  });

  test('of a Supplier under our own MPID is that Supplier’s', async () => {
    const own = await asMeterOperator();
    own.clock.set('2026-08-11T10:00:00Z');
    const request = requestFile('Q1', [mpanOf(9)], '20260804100000');
    await own.take('q.usr', request.replaceAll('|SUPP|', '|MOPX|'));
    const days = [mpanOf(1), mpanOf(9)].map((mpan) => [mpan, '20260809'] as const);
    const taken = await own.take('t.usr', ended(days, { from: ['X', 'MOPX'] }));
    expect(taken.outcome).toBe('applied');
    expect(await endsOf(own)).toEqual([
      'investigating ',
      'investigating ',
      'investigating ',
      'supplierLost 2026-08-10',
    ]);
  });

  test('is corrected as a whole under its identifier, and counts once', async () => {
    const own = await asMeterOperator();
    own.clock.set('2026-08-11T10:00:00Z');
    const days = (second: string) =>
      [mpanOf(1), second, mpanOf(3)].map((mpan) => [mpan, '20260809'] as const);
    const bad = await own.take('t.usr', ended(days(badMpanOf(2))));
    expect(bad).toMatchObject({ outcome: 'partly-applied', instancesAccepted: 2 });
    const good = await own.take('t.usr', ended(days(mpanOf(2))));
    expect(good).toMatchObject({ outcome: 'applied' });
    expect(await endsOf(own)).toEqual(Array.from({ length: 3 }, () => 'supplierLost 2026-08-10'));
    const other = await own.take('t.usr', ended([[mpanOf(1), '20260805']]));
    expect(other.findings.map(({ code }) => code)).toContain('FILE_IDENTIFIER_REUSED');
    expect(await own.problems()).toEqual([]);
  });

  test('from a Supplier of itself in inbox/ is asked about, once, and counts as accepted', async () => {
    const own = await openTestGateway();
    const appointed = `mpan,meterOperator,from\n${mpanOf(1)},MOPX,2026-01-01\n`;
    await own.take('a.csv', appointed);
    own.clock.set('2026-08-11T10:00:00Z');
    const file = ended([[mpanOf(1), '20260731']]);
    await own.take('t.usr', file);
    const meterOperator = async () =>
      (await own.gateway.store.loadMpans([mpanOf(1)])).get(mpanOf(1))?.state.appointed
        .meterOperator;
    expect(await meterOperator()).toBe('MOPX');
    const { exceptions } = await own.replayed();
    expect(exceptions).toMatchObject([{ code: 'OWN_FLOW_IN_INBOX', open: true }]);
    const act = { who: 'anna', reason: 'ours' };
    await resolve(own.gateway, `${mpanOf(1)}:OWN_FLOW_IN_INBOX`, true, act);
    await own.pass();
    expect(await meterOperator()).toBeNull();
    expect(await own.problems()).toEqual([]);
  });
});
