/** reports/deadlines.ics as a calendar program reads it. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { feedOf as bankHolidays, mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

type Event = Readonly<Record<string, string>>;

/** The events of a calendar, by RFC 5545: lines unfolded, parameters left off, texts unescaped. */
function eventsIn(text: string): Event[] {
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  return text
    .replaceAll('\r\n ', '')
    .split('BEGIN:VEVENT\r\n')
    .slice(1)
    .map((event) =>
      Object.fromEntries(
        (event.split('END:VEVENT')[0] ?? '')
          .split('\r\n')
          .filter((line) => line !== '')
          .map((line) => {
            const [, name = '', value = ''] = /^([A-Z-]+)[^:]*:(.*)$/.exec(line) ?? [];
            return [name, value.replaceAll('\\n', '\n').replace(/\\([,;\\])/g, '$1')];
          }),
      ),
    );
}

const feedOf = (own: TestGateway): Event[] => eventsIn(own.read('reports/deadlines.ics'));

const briefly = (events: readonly Event[]) =>
  events.map((event) => [event['DTSTART'], event['SEQUENCE'], event['STATUS'], event['SUMMARY']]);

async function feeding(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway({ calendarFeed: true, ...settings });
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  return own;
}

const uid = `${mpanOf(1)}-SUPP-1-investigating@SUPP.pawl`;

test('an open deadline is an event of its day that takes nobody’s time', async () => {
  const own = await feeding();
  const [event, ...others] = feedOf(own);
  expect(others).toEqual([]);
  expect(event).toEqual({
    UID: uid,
    SEQUENCE: '0',
    DTSTAMP: '20260805T120000Z',
    DTSTART: '20260818',
    SUMMARY: `D0002 due from MOPX: MPAN ${mpanOf(1)}`,
    DESCRIPTION:
      'Due Tue 18 Aug 2026, check 1 of SUPP and MOPX, stage investigating.\n' +
      `pawl explain ${mpanOf(1)}`,
    CATEGORIES: 'Theirs',
    STATUS: 'CONFIRMED',
    TRANSP: 'TRANSPARENT',
    'X-MICROSOFT-CDO-ALLDAYEVENT': 'TRUE',
    'X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT': 'TRUE',
    'X-MICROSOFT-CDO-BUSYSTATUS': 'FREE',
    'LAST-MODIFIED': '20260805T120000Z',
  });
  const head = own.read('reports/deadlines.ics').split('BEGIN:VEVENT')[0];
  expect(head).toContain('METHOD:PUBLISH\r\n');
});

test('a deadline that moves keeps its UID and counts in SEQUENCE', async () => {
  const own = await feeding();
  own.clock.set('2026-08-05T13:00:00Z');
  own.drop('calendar/feed.json', bankHolidays(2026, ['2026-08-12']));
  await own.pass();
  const [event] = feedOf(own);
  expect(event).toMatchObject({
    UID: uid,
    SEQUENCE: '1',
    DTSTART: '20260819',
    STATUS: 'CONFIRMED',
  });
  expect(event?.['LAST-MODIFIED']).toBe('20260805T130000Z');
});

test('one that has passed says so, and what is answered is cancelled and the next one there', async () => {
  const own = await feeding();
  own.clock.set('2026-08-18T23:00:00Z');
  await own.pass();
  expect(briefly(feedOf(own))).toEqual([
    ['20260818', '1', 'CONFIRMED', `OVERDUE: D0002 due from MOPX: MPAN ${mpanOf(1)}`],
  ]);
  own.clock.set('2026-08-19T12:00:00Z');
  await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'NO BACKSTOP FITTED', '20260819100000'));
  expect(briefly(feedOf(own))).toEqual([
    ['20260818', '2', 'CANCELLED', `OVERDUE: D0002 due from MOPX: MPAN ${mpanOf(1)}`],
    ['20260903', '0', 'CONFIRMED', `D0142 to send: MPAN ${mpanOf(1)}`],
  ]);
});

test('what comes back is the same event again', async () => {
  const own = await feeding();
  own.clock.set('2026-08-10T12:00:00Z');
  await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'NO ACCESS', '20260810100000'));
  own.clock.set('2026-08-11T12:00:00Z');
  await own.take('sent/r.usr', requestFile('Q2', [mpanOf(1)], '20260811100000'));
  const again = feedOf(own).find((event) => event['UID'] === uid);
  expect(again).toMatchObject({ STATUS: 'CONFIRMED', DTSTART: '20260825' });
  expect(Number(again?.['SEQUENCE'])).toBeGreaterThan(0);
});

test('a cancelled one is shown for thirty days, over restarts, and then forgotten', async () => {
  const own = await feeding();
  own.clock.set('2026-08-10T12:00:00Z');
  await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'BACKSTOP FITTED', '20260810100000'));
  const cancelled = [['20260818', '1', 'CANCELLED', `D0002 due from MOPX: MPAN ${mpanOf(1)}`]];
  expect(briefly(feedOf(own))).toEqual(cancelled);
  const later = await own.reopen();
  own.clock.set('2026-09-09T12:00:00Z');
  await later.take('sent/r.usr', requestFile('Q2', [mpanOf(2)], '20260909100000'));
  expect(briefly(feedOf(later))).toEqual([
    ...cancelled,
    ['20260923', '0', 'CONFIRMED', `D0002 due from MOPX: MPAN ${mpanOf(2)}`],
  ]);
  own.clock.set('2026-09-10T12:00:00Z');
  await later.take('sent/s.usr', requestFile('Q3', [mpanOf(3)], '20260910100000'));
  expect(feedOf(later).map((event) => event['STATUS'])).toEqual(['CONFIRMED', 'CONFIRMED']);
});

test('a restart changes nothing, and mends a file that was lost or is of an earlier hour', async () => {
  const own = await feeding();
  const text = own.read('reports/deadlines.ics');
  const path = join(own.workspace, 'reports/deadlines.ics');
  const again = await own.reopen();
  expect((await again.pass()).reports).toEqual([]);
  writeFileSync(path, 'what stood there before a crash');
  const third = await again.reopen();
  expect((await third.pass()).reports).toEqual(['reports/deadlines.ics']);
  expect(third.read('reports/deadlines.ics')).toBe(text);
  rmSync(path);
  const fourth = await third.reopen();
  await fourth.pass();
  expect(fourth.read('reports/deadlines.ics')).toBe(text);
});

test('what came in the same minute is there when the gateway ends', async () => {
  const own = await feeding();
  await own.take('sent/r.usr', requestFile('Q2', [mpanOf(2)]));
  expect(feedOf(own)).toHaveLength(1);
  await own.close();
  expect(feedOf(own)).toHaveLength(2);
});

test('where two flows are owed, one that came is no longer named', async () => {
  const own = await openTestGateway({ calendarFeed: true, profile: 'option-3' });
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  expect(feedOf(own)[0]?.['SUMMARY']).toContain('D0002 and D0150 due from MOPX');
  own.clock.set('2026-08-10T12:00:00Z');
  await own.take('a.usr', reportFile('A1', [mpanOf(1)], 'BACKSTOP FITTED', '20260810100000'));
  expect(feedOf(own)[0]).toMatchObject({
    SEQUENCE: '1',
    SUMMARY: `D0150 due from MOPX: MPAN ${mpanOf(1)}`,
  });
});

test('with a cut-off the time is told; without the key there is no calendar', async () => {
  const own = await feeding({ cutoff: '17:00' });
  expect(feedOf(own)[0]?.['DESCRIPTION']).toContain('Due Tue 18 Aug 2026 17:00, check 1');
  const other = await feeding({ calendarFeed: false });
  expect(other.files('reports')).toEqual([]);
});
