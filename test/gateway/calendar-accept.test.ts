/** A bank holiday that was withdrawn: the feed is refused by itself, and a person accepts it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { waitingItems } from '../../src/account/index.ts';
import { deedsHere } from '../../src/desk/index.ts';
import { acceptableFeeds } from '../../src/gateway/index.ts';
import { previewAccept } from '../../src/rules/index.ts';
import { feedOf, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const dueOf = async (own: TestGateway) =>
  (await own.replayed()).checks.map(({ stages }) => stages.at(-1)?.dueOn);

/** The feed of the year without the day in August. */
const withdrawn = JSON.stringify({
  'england-and-wales': {
    events: JSON.parse(feedOf(2026, []))['england-and-wales'].events.filter(
      ({ date }: { date: string }) => date !== '2026-08-31',
    ),
  },
});

async function refused(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway(settings);
  own.clock.set('2026-08-20T08:00:00Z');
  const created = '20260820080000';
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1), mpanOf(2)], created));
  own.drop('calendar/less.json', withdrawn);
  expect((await own.pass()).feeds).toEqual([]);
  expect(await dueOf(own)).toEqual(['2026-09-04', '2026-09-04']);
  return own;
}

const accept = async (own: TestGateway, who = 'anna', sha256?: string) => {
  const [feed] = await acceptableFeeds(own.gateway);
  const act = { who, reason: 'withdrawn by proclamation' };
  return deedsHere.acceptFeed(own.gateway, 'less.json', sha256 ?? feed?.sha256 ?? '', act);
};

test('the refusal names the act, it waits in the queue, and shows what it would change', async () => {
  const own = await refused();
  const [receipt] = (await own.gateway.store.receipts()).filter(({ name }) => name === 'less.json');
  expect(receipt?.findings[0]?.message).toContain('pawl calendar accept less.json --reason …');
  expect(await waitingItems(own.gateway)).toMatchObject([
    {
      kind: 'calendar',
      id: 'calendar/less.json',
      what: 'FEED_REFUSED',
      since: '2026-08-20T08:00:00Z',
      answer: 'pawl calendar accept less.json --reason …',
    },
  ]);
  const found = await previewAccept(own.gateway, 'less.json', 1);
  expect(found).toMatchObject({
    days: [{ division: 'england-and-wales', date: '2026-08-31', isHoliday: false }],
    newYears: [],
    checks: 2,
  });
  expect(found.shown).toMatchObject([
    {
      changes: [{ what: 'deadline', from: '2026-09-04', to: '2026-09-03' }],
      why: ['calendar feed accepted: 2026-08-31 is a Working Day'],
    },
  ]);
  expect(await dueOf(own)).toEqual(['2026-09-04', '2026-09-04']);
});

test('accepted, deadlines follow, ended stages stay, and it is taken back as any other', async () => {
  const own = await refused();
  own.clock.set('2026-08-21T12:00:00Z');
  await own.take('r.usr', reportFile('R1', [mpanOf(2)], 'BACKSTOP FITTED', '20260821110000'));
  expect(await accept(own)).toEqual({ kind: 'accepted', source: 'less.json' });
  const { odd } = await own.pass();
  expect(odd ?? []).toEqual([]);
  expect(await dueOf(own)).toEqual(['2026-09-03', '2026-09-04']);
  expect((await own.gateway.store.calendars()).at(-1)).toMatchObject({
    source: 'less.json',
    accepted: { who: 'anna', reason: 'withdrawn by proclamation' },
  });
  const [change] = await own.gateway.store.configChanges(1);
  expect(change).toMatchObject({ feeds: ['less.json'], checksChanged: 1 });
  await own.pass();
  expect(await waitingItems(own.gateway)).toEqual([]);
  expect(await own.problems()).toEqual([]);
  const again = await own.reopen();
  expect((await again.pass()).odd ?? []).toEqual([]);
  expect(await dueOf(again)).toEqual(['2026-09-03', '2026-09-04']);
  await deedsHere.undoCalendar(again.gateway, { who: 'bert', reason: 'a mistake' });
  await again.pass();
  expect(await dueOf(again)).toEqual(['2026-09-04', '2026-09-04']);
  expect((await again.pass()).odd ?? []).toEqual([]);
  expect(await again.problems()).toEqual([]);
});

test('a gateway at work hears of what was accepted beside it', async () => {
  const own = await refused();
  const other = await openTestGateway({}, own.workspace, own.clock);
  await accept(other);
  await own.pass();
  expect(await dueOf(own)).toEqual(['2026-09-03', '2026-09-03']);
});

test('it is the feed that was looked at, and no other', async () => {
  const own = await refused();
  await expect(accept(own, 'anna', '0'.repeat(64))).rejects.toThrow('not the feed');
  const path = join(own.workspace, 'calendar/less.json');
  writeFileSync(path, withdrawn.replace('2026-05-25', '2026-05-18'));
  await expect(accept(own)).rejects.toThrow('not the feed');
  writeFileSync(path, feedOf(2026, []));
  await own.pass();
  await expect(accept(own)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await acceptableFeeds(own.gateway)).toEqual([]);
  await expect(
    deedsHere.acceptFeed(own.gateway, '../pawl.config.json', '0'.repeat(64), {
      who: 'anna',
      reason: 'x',
    }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a year that a feed begins is shown with its days', async () => {
  const own = await openTestGateway();
  own.drop(
    'calendar/less.json',
    feedOf(2031, []).replace(/"events".*/, '"events":[{"title":"Day","date":"2031-12-25"}]}}'),
  );
  await own.pass();
  const found = await previewAccept(own.gateway, 'calendar/less.json', 9);
  expect(found).toMatchObject({
    days: [],
    newYears: [{ division: 'england-and-wales', year: '2031', dates: ['2031-12-25'] }],
  });
});

describe('with four eyes', () => {
  test('it counts when another person does it too, and waits in the queue for them', async () => {
    const own = await refused({ fourEyes: true });
    expect(await accept(own, 'anna')).toMatchObject({ kind: 'proposed' });
    expect(await waitingItems(own.gateway)).toMatchObject([
      { kind: 'calendar', what: 'SECOND_PERSON_NEEDED', notBy: ['anna'] },
    ]);
    await expect(accept(own, 'ANNA')).rejects.toThrow('already');
    await expect(accept(own, 'аnna')).rejects.toThrow('not a login');
    // With another calendar it is another question.
    own.drop('calendar/more.json', feedOf(2026, ['2026-08-12']));
    await own.pass();
    await own.pass();
    expect(await accept(own, 'bert')).toMatchObject({ kind: 'proposed' });
    expect(await accept(own, 'anna')).toMatchObject({ kind: 'accepted' });
    expect((await own.gateway.store.calendars()).at(-1)?.accepted).toMatchObject({
      who: 'anna',
      proposedBy: 'bert',
    });
    await own.pass();
    expect(await deedsHere.undoCalendar(own.gateway, { who: 'anna', reason: 'no' })).toMatchObject({
      kind: 'proposed',
    });
    expect(await waitingItems(own.gateway)).toMatchObject([
      { id: 'calendar/undo', answer: 'pawl calendar undo --reason …', notBy: ['anna'] },
    ]);
  });
});
