/** Nothing that was made by other rules, or from other calendars, than those in force is kept. */
import { expect, test } from 'vitest';
import { deedsHere } from '../../src/desk/index.ts';
import { decide } from '../../src/gateway/index.ts';
import { unitOfWork } from '../../src/store/index.ts';
import { feedOf, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

const act = { who: 'anna', reason: 'photo seen' };
const has = { name: 'decide', decision: 'has' } as const;

test('what was begun under the rules of before does nothing once others are in force', async () => {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  await own.take('u.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP NOT CLEAR, PLEASE ADVISE'));
  const before = own.gateway;
  const own2 = await openTestGateway({ calendar: 'scotland' }, own.workspace, own.clock);
  expect(own2.gateway.epoch).toBe(before.epoch + 1);
  const stands = await own2.gateway.store.journalOf(mpanOf(1));
  await expect(decide(before, mpanOf(1), has, act)).rejects.toMatchObject({ code: 'MOVED_ON' });
  expect(await own2.gateway.store.journalOf(mpanOf(1))).toEqual(stands);
  expect(await decide(own2.gateway, mpanOf(1), has, act)).toBe('moved');
  expect(await own2.problems()).toEqual([]);
});

test('the same rules once more are no others', async () => {
  const own = await openTestGateway();
  const { epoch } = own.gateway;
  const again = await own.reopen({ limits: { instancesPerCommit: 7 } });
  expect(again.gateway.epoch).toBe(epoch);
});

test('a letter that two people teach at the same instant is taught once', async () => {
  const own = await openTestGateway();
  const said = { letter: 'q', role: 'SMEM', from: '2026-08-01', reason: 'they told us' };
  const teach = (who: string) => deedsHere.teach(own.gateway, said, { who, reason: said.reason });
  const told = await Promise.all([teach('anna'), teach('bert')]);
  expect(told.map(({ kind }) => kind)).toEqual(['merged', 'merged']);
  expect(await own.gateway.store.merges()).toHaveLength(1);
  const other = { ...said, letter: 'j' };
  const both = [said, other].map((one) =>
    deedsHere.teach(own.gateway, { ...one, from: '2026-08-02' }, { who: 'anna', reason: 'both' }),
  );
  await Promise.all(both);
  expect(await own.gateway.store.merges()).toHaveLength(3);
});

test('a calendar that came while another was being taken back is not lost', async () => {
  const own = await openTestGateway();
  own.drop('calendar/one.json', feedOf(2026, ['2026-08-12']));
  await own.pass();
  const { store } = own.gateway;
  const [one] = await store.calendars();
  let isFirst = true;
  const slow = {
    ...own.gateway,
    store: {
      ...store,
      commit: async (unit: Parameters<typeof store.commit>[0]) => {
        const another = { ...one!, source: 'two.json', sha256: 'two' };
        if (isFirst) await store.commit(unitOfWork(own.clock.now(), { calendar: another }));
        isFirst = false;
        return store.commit(unit);
      },
    },
  };
  await expect(deedsHere.undoCalendar(slow, act)).rejects.toMatchObject({ code: 'MOVED_ON' });
  expect((await store.calendars()).map(({ source }) => source)).toEqual(['one.json', 'two.json']);
});
