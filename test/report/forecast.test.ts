/** What is to come: told by the engine itself in simulated time, and nothing of it is kept. */
import { expect, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { eraseMpan } from '../../src/keeping/index.ts';
import { type Forecast, forecastOf } from '../../src/report/index.ts';
import {
  detailsFile,
  makeFlowFile,
  mpanOf,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, tempFolder, type TestGateway } from '../support/workspace.ts';
import { openWebDesk } from '../web/desk.ts';

const some = (from: number, number: number): string[] =>
  Array.from({ length: number }, (_, n) => mpanOf(from + n));

const seed = 1;
const to = '2026-09-30';

/** Twelve checks that were answered after seven Working Days, and six that are open since yesterday. */
async function deskThatAnswered(words: string): Promise<TestGateway> {
  const own = await openTestGateway({ lateClaimWorkingDays: 250 });
  own.drop('sent/past.usr', requestFile('R1', some(1, 12), '20260706100000'));
  own.drop('past-answers.usr', reportFile('A1', some(1, 12), words, '20260715100000'));
  own.drop('sent/open.usr', requestFile('R2', some(101, 6), '20260804100000'));
  await own.pass();
  return own;
}

const daysOf = ({ days }: Forecast) =>
  days.map(({ on, party, stage, ifNothingComes, asBefore }) =>
    [on, party, stage, ifNothingComes, asBefore].join(' '),
  );

test('who answers within the time will, and who is silent breaches on the day', async () => {
  const own = await deskThatAnswered('BACKSTOP FITTED');
  const made = await forecastOf(own.gateway, { to, seed });
  expect(daysOf(made)).toEqual(['2026-08-18 MOPX investigating 6 0']);
  expect(made.lines).toEqual([
    {
      party: 'MOPX',
      owner: 'M',
      stage: 'investigating',
      open: 6,
      overdue: 0,
      ifNothingComes: 6,
      asBefore: 0,
      overdueThen: { ifNothingComes: 6, asBefore: 0 },
      basis: 'own',
      answers: 12,
      own: 12,
      median: 7,
    },
  ]);
  expect(made).toMatchObject({ since: '2026-05-07', withoutDeadline: 0, isCovered: true });
});

test('an answer leads on: what follows from it is owed by whoever owes it', async () => {
  const own = await deskThatAnswered('NO BACKSTOP FITTED');
  // The twelve wait for our D0142 since 15 July; we have never sent one.
  expect(daysOf(await forecastOf(own.gateway, { to, seed }))).toEqual([
    '2026-08-18 MOPX investigating 6 0',
    '2026-08-27 SUPP replacementToOrder 0 6',
  ]);
});

test('the same seed gives the same bytes, another one may not, and nothing is written', async () => {
  const own = await deskThatAnswered('NO BACKSTOP FITTED');
  own.drop('sent/late.usr', requestFile('R3', some(201, 40), '20260706100000'));
  own.drop('late.usr', reportFile('A3', some(201, 20), 'BACKSTOP FITTED', '20260727100000'));
  await own.pass();
  const before = [await own.gateway.store.changeMark(), own.files(), await own.replayed()];
  const [one, other, third] = await Promise.all(
    [1, 1, 2].map((given) => forecastOf(own.gateway, { to, seed: given })),
  );
  expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  expect(third?.days).not.toEqual(one?.days);
  expect(third?.lines.map(({ ifNothingComes }) => ifNothingComes)).toEqual(
    one?.lines.map(({ ifNothingComes }) => ifNothingComes),
  );
  expect([await own.gateway.store.changeMark(), own.files(), await own.replayed()]).toEqual(before);
});

test('if nothing comes, it is what the engine then does, appointments that take effect included', async () => {
  const desk = await openWebDesk({ settings: { send: 'never' } });
  const m = mpanOf(1);
  desk.drop('sent/own.usr', requestFile('R9', [m, mpanOf(2)], '20260804100000'));
  desk.drop(
    'appointments.csv',
    `mpan,role,mpid,from\r\n${m},M,MOPX,2026-01-01\r\n${m},M,MOPZ,2026-08-12\r\n`,
  );
  await desk.pass();
  const from = desk.clock.now();
  const made = await forecastOf(desk.gateway, { to, seed });
  for (;;) {
    const wake = await desk.gateway.store.nextWake();
    if (wake === null || wake > '2026-09-30T23:00:00Z') break;
    if (wake > desk.clock.now()) desk.clock.set(wake);
    await desk.pass();
  }
  const raised = (await desk.gateway.store.alertsOf(null)).filter(
    ({ kind, trueAt }) => kind === 'BREACHED' && trueAt > from,
  );
  const counted = new Map<string, number>();
  for (const { dueOn, party, stage } of raised) {
    const key = `${dueOn} ${party ?? ''} ${stage}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  expect(raised.length).toBeGreaterThan(4);
  expect(made.days.filter((day) => day.ifNothingComes > 0).length).toBe(counted.size);
  for (const { on, party, stage, ifNothingComes } of made.days) {
    expect([on, party, stage, ifNothingComes]).toEqual([
      on,
      party,
      stage,
      counted.get(`${on} ${party} ${stage}`) ?? 0,
    ]);
  }
  expect([...counted.keys()].join()).toContain('SUPP notified');
});

test('a participant with one answer is told of by all of its role, and says so', async () => {
  const own = await deskThatAnswered('BACKSTOP FITTED');
  const other = makeFlowFile({
    flow: 'D0001001',
    from: ['X', 'SUPP'],
    to: ['M', 'MOPY'],
    id: 'R7',
    createdAt: '20260804100000',
    records: [
      `001|${mpanOf(300)}||||`,
      '002|E1|',
      '003|01|MICROGENERATION BACKSTOP CHECK|20260803||',
      '759|42||',
    ],
  });
  own.drop('sent/other.usr', other);
  await own.pass();
  const made = await forecastOf(own.gateway, { to, seed });
  expect(made.lines.find(({ party }) => party === 'MOPY')).toMatchObject({
    basis: 'all',
    answers: 12,
    own: 0,
    ifNothingComes: 1,
    asBefore: 0,
  });
});

test('a desk without checks has nothing to come', async () => {
  const own = await openTestGateway();
  expect(await forecastOf(own.gateway, { to, seed })).toMatchObject({
    lines: [],
    days: [],
    withoutDeadline: 0,
  });
});

test('beyond the bank holidays that are known nothing is guessed', async () => {
  const clock = fixedClock('2028-12-20T12:00:00Z');
  const own = await openTestGateway({ lateClaimWorkingDays: 250 }, tempFolder(), clock);
  own.drop('sent/open.usr', requestFile('R2', some(1, 3), '20281219100000'));
  own.drop('sent/early.usr', requestFile('R3', some(11, 2), '20281211100000'));
  await own.pass();
  const made = await forecastOf(own.gateway, { to: '2029-06-30', seed });
  expect(made.isCovered).toBe(false);
  expect(made.withoutDeadline).toBe(3);
  expect(daysOf(made)).toEqual(['2028-12-27 MOPX investigating 2 2']);
});

test('the hour that is there twice, and the one that is not, change no day', async () => {
  const clock = fixedClock('2026-10-24T12:00:00Z');
  const own = await openTestGateway({ lateClaimWorkingDays: 250 }, tempFolder(), clock);
  own.drop('sent/past.usr', requestFile('R1', some(1, 12), '20260901100000'));
  own.drop('answers.usr', reportFile('A1', some(1, 12), 'BACKSTOP FITTED', '20260915100000'));
  own.drop('sent/open.usr', requestFile('R2', some(101, 6), '20261013100000'));
  await own.pass();
  // Due on the tenth Working Day, and answered on it, in summer time as in winter time.
  expect(daysOf(await forecastOf(own.gateway, { to: '2026-10-31', seed }))).toEqual([
    '2026-10-27 MOPX investigating 6 0',
  ]);
});

test('a desk that is written to meanwhile is told of as it is read, each check once', async () => {
  const own = await deskThatAnswered('BACKSTOP FITTED');
  const { store } = own.gateway;
  let isDone = false;
  const busy = {
    ...own.gateway,
    store: {
      ...store,
      loadMpans: async (mpans: readonly string[]) => {
        // Three of the six are answered after they were found open.
        if (!isDone) await own.take('now.usr', reportFile('A9', some(101, 3), 'BACKSTOP FITTED'));
        isDone = true;
        return store.loadMpans(mpans);
      },
    },
  };
  const made = await forecastOf(busy, { to, seed });
  expect(made.lines.map(({ open, ifNothingComes }) => [open, ifNothingComes])).toEqual([[3, 3]]);
});

test('what was erased still tells how long it took, and what a fault holds does not stop the rest', async () => {
  const own = await deskThatAnswered('BACKSTOP FITTED');
  await eraseMpan(own.gateway, mpanOf(1), { who: 'jo', reason: 'asked for' });
  const { store } = own.gateway;
  const held = {
    ...own.gateway,
    store: {
      ...store,
      loadMpans: async (mpans: readonly string[]) => {
        const all = new Map(await store.loadMpans(mpans));
        const one = all.get(mpanOf(101));
        if (one !== undefined) {
          const fault = { at: own.clock.now(), place: 'fold', trace: [] } as const;
          all.set(one.mpan, {
            ...one,
            state: { ...one.state, waitingUntil: '2026-08-06T00:00:00Z', fault },
          });
        }
        return all;
      },
    },
  };
  const made = await forecastOf(held, { to, seed });
  expect(made.lines).toMatchObject([{ open: 6, answers: 12, ifNothingComes: 6, asBefore: 0 }]);
});

test('a stage that owes two flows is answered by both', async () => {
  const own = await openTestGateway({ lateClaimWorkingDays: 250, profile: 'option-3' });
  own.drop('sent/past.usr', requestFile('R1', some(1, 12), '20260706100000'));
  own.drop('reports.usr', reportFile('A1', some(1, 12), 'METER REPLACED', '20260715100000'));
  own.drop('details.usr', detailsFile('D1', some(1, 12), '20260715110000'));
  own.drop('sent/open.usr', requestFile('R2', some(101, 6), '20260804100000'));
  await own.pass();
  const made = await forecastOf(own.gateway, { to, seed });
  expect(made.lines).toMatchObject([
    { party: 'MOPX', basis: 'own', answers: 12, ifNothingComes: 6, asBefore: 0 },
  ]);
});

test('a Meter Operator sees what it owes to each Supplier as its own', async () => {
  const own = await openTestGateway({ mpid: 'MOPX', role: 'M', lateClaimWorkingDays: 250 });
  own.drop('past.usr', requestFile('R1', some(1, 12), '20260706100000'));
  own.drop('sent/answers.usr', reportFile('A1', some(1, 12), 'BACKSTOP FITTED', '20260715100000'));
  own.drop('open.usr', requestFile('R2', some(101, 6), '20260804100000'));
  await own.pass();
  expect(daysOf(await forecastOf(own.gateway, { to, seed }))).toEqual([
    '2026-08-18 MOPX investigating 6 0',
  ]);
});
