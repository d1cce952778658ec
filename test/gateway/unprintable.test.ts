/** A value that no flow can hold costs its own MPAN a flow and nobody else anything. */
import { expect, test } from 'vitest';
import { mpanOf } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

const header = 'mpan,notifiedOn,source,reference,meterOperator,meterId,addressLine1,postcode';

test('others are sent, the one is named with its value, and a correction lets it go', async () => {
  const own = await openTestGateway({ send: 'automatic', profile: 'option-2' });
  const row = (n: number, rest: string): string =>
    `${mpanOf(n)},2026-08-03,x,R${n},MOPX,M1,${rest}`;
  const rows = [
    row(1, 'FLAT 1 | 2,ZZ1 1ZZ'),
    row(2, 'Tŷ Gwyn,ZZ1 1ZZ'),
    row(3, '1 HIGH ST,ZZ1 1ZZ ZZ1'),
  ];
  await own.take('n.csv', [header, ...rows, ''].join('\n'));
  const sent = await own.gateway.store.outbox();
  expect(sent.flatMap(({ mpans }) => mpans)).toEqual([mpanOf(2)]);
  expect(sent[0]?.text).toContain('|Ty Gwyn|');
  const open = await own.gateway.store.exceptions({ open: true });
  expect(open.map(({ mpan, code }) => [mpan, code])).toEqual([
    [mpanOf(1), 'CANNOT_DRAFT'],
    [mpanOf(3), 'CANNOT_DRAFT'],
  ]);
  expect(open[0]?.detail).toContain('«FLAT 1 | 2»');
  const corrected = `${mpanOf(3)},2026-08-04,x,C3,MOPX,M1,1 HIGH ST,ZZ1 1ZZ`;
  await own.take('c.csv', `${header}\n${corrected}\n`);
  expect((await own.gateway.store.outbox()).flatMap(({ mpans }) => mpans)).toContain(mpanOf(3));
  expect(await own.problems()).toEqual([]);
});

test('a visits file at a Supplier says that it drives nothing; one of the future is refused', async () => {
  const supplier = await openTestGateway({});
  const visits = (on: string): string => `mpan,visitedOn,outcome\n${mpanOf(1)},${on},hasBackstop\n`;
  const taken = await supplier.take('v.csv', visits('2026-08-04'));
  expect(taken.findings.map(({ code }) => code)).toEqual(['VISITS_DRIVE_NOTHING']);
  const operator = await openTestGateway({ mpid: 'MOPX', role: 'M' });
  expect((await operator.take('v.csv', visits('2026-08-06'))).outcome).toBe('rejected');
});
