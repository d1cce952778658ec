/** What a comparison learns from the journal of a desk: response times and shares. */
import { expect, test } from 'vitest';
import { observedParameters } from '../../src/compare/observed.ts';
import { readParameters, shippedParameters } from '../../src/compare/parameters.ts';
import { mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

const some = (from: number, number: number): string[] =>
  Array.from({ length: number }, (_, n) => mpanOf(from + n));

test('response times of a counterparty, and how often what followed', async () => {
  const own = await openTestGateway({ lateClaimWorkingDays: 250 });
  own.drop('sent/asked.usr', requestFile('R1', some(1, 20), '20260706100000'));
  // Seven Working Days later twelve have a backstop, and five have none; three still wait.
  own.drop('has.usr', reportFile('A1', some(1, 12), 'BACKSTOP FITTED', '20260715100000'));
  own.drop('not.usr', reportFile('A2', some(13, 5), 'NO BACKSTOP FITTED', '20260715110000'));
  await own.pass();
  const shipped = shippedParameters();
  const told = await observedParameters(own.gateway, shipped);
  expect(told.meterOperators.map(({ mpid, share, pace }) => [mpid, share, pace])).toEqual([
    ['MOPX', 20, 1],
  ]);
  const check = told.days.check.value;
  expect('chances' in check && check.chances.map((one) => Math.round(one * 100) / 100)).toEqual([
    0, 0, 0, 0, 0, 0, 0, 0.85,
  ]);
  expect(told.meterOperators[0]?.days?.check).toEqual(check);
  expect(told.days.check.mark).toBe('observed');
  expect(told.shares.hasBackstop.value).toBeCloseTo(12 / 17);
  expect(told.shares.cannotReverse).toMatchObject({ value: 0, mark: 'observed' });
  expect(told.shares.failedVisit.value).toBe(0);
  // What nobody has told stays as assumed.
  expect(told.days.replace).toEqual(shipped.days.replace);
  expect(told.shares.meterNotAtHand).toEqual(shipped.shares.meterNotAtHand);
  // It may be printed, changed and given again.
  expect(readParameters(JSON.stringify(told), 'mine.json')).toEqual(told);
});
