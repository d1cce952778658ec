import { describe, expect, test } from 'vitest';
import { ingest } from '../../src/intake/index.ts';
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationsCsv,
  reportRecords,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const settings = { limits: { instancesPerCommit: 2 } };
const ways = [
  ['small', settings, [0, 1]],
  ['large', { limits: { ...settings.limits, wholeFileMaxBytes: 0 } }, [0, 1, 2]],
] as const;

/** Takes a file in up to a commit that never comes, as if the power had gone. */
async function interrupt(own: TestGateway, name: string, commits: number): Promise<void> {
  const { store } = own.gateway;
  let left = commits;
  const broken = {
    ...own.intake,
    store: {
      ...store,
      commit: async (unit: Parameters<typeof store.commit>[0]) => {
        if (left === 0) throw new Error('the power has gone');
        left -= 1;
        return store.commit(unit);
      },
    },
  };
  const file = { folder: 'inbox' as const, name };
  await expect(ingest(broken, [file], async () => {})).rejects.toThrow(/power/);
}

describe.each(ways)(
  'a %s file that was interrupted after any of its parts',
  (_size, config, parts) => {
    // The same MPAN in several parts: together they are one answer.
    const records = [1, 2, 3, 1, 2, 4].flatMap((n) => [
      ...reportRecords(n === 4 ? badMpanOf(4) : mpanOf(n), 'BACKSTOP FITTED'),
    ]);
    const report = makeFlowFile({ id: 'R1', createdAt: '20260805100000', records });
    const csv = notificationsCsv([1, 2, 3, 1, 4].map((n) => ({ mpan: mpanOf(n) })));

    test.each(parts)('a flow file, after %i', async (commits) => {
      const calm = await openTestGateway(config);
      await calm.take('sent/q.usr', requestFile('Q1', [1, 2, 3].map(mpanOf)));
      await calm.take('r.usr', report);
      const own = await openTestGateway(config);
      await own.take('sent/q.usr', requestFile('Q1', [1, 2, 3].map(mpanOf)));
      own.drop('r.usr', report);
      await interrupt(own, 'r.usr', commits);
      // The gateway comes back later; what it knew before keeps the time at which it came.
      own.clock.set('2026-08-10T12:00:00Z');
      const again = await own.reopen();
      const { receipts } = await again.pass();
      expect(receipts.map(({ outcome }) => outcome)).toEqual(['partly-applied']);
      const strip = async (one: TestGateway) =>
        (await one.replayed()).checks.map(({ exceptions: _notes, ...check }) => check);
      expect(await strip(again)).toEqual(await strip(calm));
      expect(await again.problems()).toEqual([]);
    });

    test.each([0, 1])('a CSV, after %i', async (commits) => {
      const own = await openTestGateway(config);
      own.drop('n.csv', csv);
      await interrupt(own, 'n.csv', commits);
      own.clock.set('2026-08-11T12:00:00Z');
      const again = await own.reopen();
      const { receipts } = await again.pass();
      expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
      const { checks } = await again.replayed();
      expect(checks.map(({ mpan, exceptions }) => [mpan, exceptions.length])).toEqual(
        [1, 2, 3, 4].map((n) => [mpanOf(n), 0]),
      );
      expect(await again.problems()).toEqual([]);
    });
  },
);

test('a file that is not ours stays so when it is taken again', async () => {
  const own = await openTestGateway(ways[1][1]);
  const records = [1, 2, 1, 2, 1].flatMap((n) => [
    `004|${mpanOf(n)}|DISPLAY BLANK|20260803|`,
    '005|A|DISPLAY BLANK|',
    '006|01|20260805||',
  ]);
  own.drop('p.usr', makeFlowFile({ records }));
  await interrupt(own, 'p.usr', 2);
  const { receipts } = await own.pass();
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['not-ours']);
  expect(await own.problems()).toEqual([]);
});
