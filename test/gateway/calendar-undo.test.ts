/** Taking back the calendar that was merged last. */
import { describe, expect, test } from 'vitest';
import { deedsHere } from '../../src/desk/index.ts';
import { undoableCalendar } from '../../src/gateway/index.ts';
import { previewUndo } from '../../src/rules/index.ts';
import { feedOf, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const dueOf = async (own: TestGateway) =>
  (await own.replayed()).checks.map(({ stages }) => stages.at(-1)?.dueOn);
const undo = (own: TestGateway, who = 'anna') =>
  deedsHere.undoCalendar(own.gateway, { who, reason: 'not a bank holiday' });

async function merged(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway(settings);
  own.clock.set('2026-08-05T08:00:00Z');
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1), mpanOf(2)]));
  own.drop('calendar/new.json', feedOf(2026, ['2026-08-12']));
  expect((await own.pass()).feeds).toEqual(['new.json']);
  expect(await dueOf(own)).toEqual(['2026-08-19', '2026-08-19']);
  return own;
}

test('deadlines go back, ended stages stay, and the history tells who and why', async () => {
  const own = await merged();
  own.clock.set('2026-08-05T12:00:00Z');
  await own.take('r.usr', reportFile('R1', [mpanOf(2)], 'BACKSTOP FITTED'));
  own.clock.set('2026-08-06T12:00:00Z');
  expect(await undo(own)).toMatchObject({ kind: 'undone', source: 'new.json' });
  await own.pass();
  expect(await dueOf(own)).toEqual(['2026-08-18', '2026-08-19']);
  expect((await own.gateway.store.calendars()).at(-1)).toMatchObject({
    undo: { who: 'anna', reason: 'not a bank holiday', backTo: 0 },
  });
  const [change] = await own.gateway.store.configChanges(1);
  expect(change).toMatchObject({ feeds: ['new.json taken back'], checksChanged: 1 });
  expect(await own.problems()).toEqual([]);
  // The file still lies there, and is not merged again; nor is there anything more to take back.
  const again = await own.reopen();
  expect((await again.pass()).feeds).toEqual([]);
  expect(await dueOf(again)).toEqual(['2026-08-18', '2026-08-19']);
  await expect(undo(again)).rejects.toThrow('no merged bank-holiday feed');
  // In other bytes it may come once more.
  again.drop('calendar/again.json', `${feedOf(2026, ['2026-08-12'])}\n`);
  expect((await again.pass()).feeds).toEqual(['again.json']);
});

test('what it would change is shown beforehand', async () => {
  const own = await merged();
  const found = await previewUndo(own.gateway, 9);
  expect(found).toMatchObject({
    days: [{ division: 'england-and-wales', date: '2026-08-12', isHoliday: false }],
    checks: 2,
  });
  expect(found.shown[0]).toMatchObject({
    changes: [{ what: 'deadline', from: '2026-08-19', to: '2026-08-18' }],
    why: ['calendar taken back: 2026-08-12 is a Working Day'],
  });
  expect(await dueOf(own)).toEqual(['2026-08-19', '2026-08-19']);
});

test('one feed after the other is taken back, and one that changed nothing with it', async () => {
  const own = await merged();
  own.drop('calendar/b.json', feedOf(2026, ['2026-08-12', '2026-08-13']));
  expect((await own.pass()).feeds).toEqual(['b.json']);
  own.drop('calendar/c.json', `${feedOf(2026, ['2026-08-12', '2026-08-13'])}\n`);
  expect((await own.pass()).feeds).toEqual(['c.json']);
  expect(await undoableCalendar(own.gateway)).toMatchObject({ source: 'c.json', backTo: 1 });
  await undo(own);
  await own.pass();
  expect(await dueOf(own)).toEqual(['2026-08-19', '2026-08-19']);
  await undo(own);
  await own.pass();
  expect(await dueOf(own)).toEqual(['2026-08-18', '2026-08-18']);
  await expect(undo(own)).rejects.toThrow('no merged bank-holiday feed');
});

describe('with four eyes', () => {
  test('it counts when another person does it too, and lapses with another feed', async () => {
    const own = await merged({ fourEyes: true });
    expect(await undo(own, 'anna')).toMatchObject({ kind: 'proposed' });
    await own.pass();
    expect(await dueOf(own)).toEqual(['2026-08-19', '2026-08-19']);
    await expect(undo(own, 'ANNA')).rejects.toThrow('already');
    await expect(undo(own, 'аnna')).rejects.toThrow('not a login');
    own.drop('calendar/b.json', feedOf(2026, ['2026-08-12', '2026-08-13']));
    await own.pass();
    expect(await undo(own, 'bert')).toMatchObject({ kind: 'proposed', source: 'b.json' });
    expect(await undo(own, 'anna')).toMatchObject({ kind: 'undone', source: 'b.json' });
    expect((await own.gateway.store.calendars()).at(-1)?.undo).toMatchObject({
      who: 'anna',
      proposedBy: 'bert',
    });
  });
});
