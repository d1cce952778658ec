/** The page of what is to come: its words, numbers and pictures, and what it says where little is known. */
import { expect, test } from 'vitest';
import { forecastOf } from '../../src/report/index.ts';
import { openWebDesk } from './desk.ts';
import { linksOf, mainOf, pageAt, wordsOf } from './pages.ts';

test('it says what passes, whose, when, and from how many answers', async () => {
  const desk = await openWebDesk({
    settings: { counterparties: { MOPX: { name: '<i>Meters</i> & "Co"' } } },
  });
  const page = await pageAt(desk, '/forecast?to=2026-09-30');
  const words = wordsOf(page);
  const made = await forecastOf(desk.gateway, { to: '2026-09-30', seed: 1 });
  const sum = (of: (line: (typeof made.lines)[number]) => number): number =>
    made.lines.reduce((all, line) => all + of(line), 0);
  expect(words).toContain(
    `Of ${sum((line) => line.open)} open checks ${sum((line) => line.overdue)} are overdue now.`,
  );
  expect(words).toContain(
    `Up to Wed 30 Sep 2026 ${sum((line) => line.ifNothingComes)} more deadlines pass if nothing comes;`,
  );
  expect(words).toContain('too few answers: none is expected');
  expect(words).toContain('what will be notified is not foreseen');
  expect(page).toContain('<svg class="chart days"');
  expect(page).not.toContain('<i>Meters');
  expect(linksOf(page)).toContain('/forecast?to=2026-09-30&party=MOPX');
  const [day] = made.days;
  expect(linksOf(page)).toContain(`/checks?due=${day?.on}`);

  const alone = mainOf(await pageAt(desk, '/forecast?to=2026-09-30&party=mopy'));
  expect(alone).toContain('value="MOPY" selected');
  expect(wordsOf(alone.slice(alone.indexOf('<tbody')))).not.toContain('(MOPX)');
  expect(wordsOf(await pageAt(desk, '/forecast?party=ZZZZ'))).toContain('Nothing is open here.');
  // Over a year there is a bar for each week.
  expect(wordsOf(await pageAt(desk, '/forecast?to=2027-08-05'))).toContain('Week from');
});

test('each day as CSV, and days that are not to come refused in words', async () => {
  const desk = await openWebDesk();
  const answer = await desk.as('viewer', '/forecast.csv?to=2026-09-30');
  expect(answer.headers.get('content-disposition')).toContain(
    'forecast_2026-08-05_to_2026-09-30.csv',
  );
  const [head, ...rows] = (await answer.text()).trim().split('\r\n');
  expect(head).toBe('on,party,who,stage,ifNothingComes,asBefore');
  expect(rows.length).toBeGreaterThan(2);
  for (const to of ['2026-08-04', '2036-08-05', 'soon', '2026-02-30']) {
    expect([to, (await desk.as('viewer', `/forecast?to=${to}`)).status]).toEqual([to, 400]);
  }
  expect(desk.bugs).toEqual([]);
});

test('a desk on which nothing is open says so', async () => {
  const desk = await openWebDesk({ story: false });
  expect(wordsOf(await pageAt(desk, '/forecast'))).toContain(
    'No check is open: nothing is to come.',
  );
});

test('it is made once while nothing changes, however many ask, and anew when something has come', async () => {
  const desk = await openWebDesk();
  const asked = () => pageAt(desk, '/forecast?to=2026-09-30').then(wordsOf);
  const [one, other] = await Promise.all([asked(), asked()]);
  expect(other).toBe(one);
  desk.clock.set('2026-08-05T15:00:00Z');
  expect(await asked()).toBe(one);
  desk.clock.set('2026-08-06T09:00:00Z');
  expect(await asked()).toContain('As of Thu 6 Aug 2026 10:00');
});
