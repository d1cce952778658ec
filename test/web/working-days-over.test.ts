/**
 * One figure for Working Days over: whatever shows or sends it, in the same minute, says the same.
 * It counts the Working Days after the due date up to and including today.
 */
import { describe, expect, test } from 'vitest';
import { standingInWords } from '../../src/account/index.ts';
import { alertLine } from '../../src/alert/index.ts';
import { payloadOf } from '../../src/alert/payload.ts';
import { mailTextOf } from '../../src/alert/wording.ts';
import { localDateOf } from '../../src/calendar/index.ts';
import { catchUpOf } from '../../src/catch-up.ts';
import { daysInWords } from '../../src/cli/stored-checks.ts';
import { deadlineHealthOf, totalOf } from '../../src/health/deadline-health.ts';
import { workingDaysOver } from '../../src/process/index.ts';
import { draftChasesNow, findChecks, makeReport, standingOf } from '../../src/report/index.ts';
import { aliveNote } from '../../src/alive.ts';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { openWebDesk, type WebDesk } from './desk.ts';
import { pageAt, wordsOf } from './pages.ts';

const mpan = mpanOf(1);
const teller = { mpid: 'SUPP', role: 'X', web: { publicAddress: null } } as const;

/** A check whose answer was due on Tue 18 Aug 2026, or in the year given. */
async function overdue(
  settings: Record<string, unknown> = {},
  askedAt = '20260804100000',
): Promise<WebDesk> {
  const desk = await openWebDesk({ story: false, settings: { send: 'never', ...settings } });
  const asked = `${askedAt.slice(0, 4)}-${askedAt.slice(4, 6)}-${askedAt.slice(6, 8)}`;
  desk.clock.set(`${asked}T12:00:00Z`);
  await desk.take('sent/q.usr', requestFile('Q1', [mpan], askedAt));
  return desk;
}

/** What each face says now, by its name. */
async function facesOf(desk: WebDesk): Promise<Record<string, number | string | null | undefined>> {
  const { gateway } = desk;
  const { rules, store, clock } = gateway;
  const now = clock.now();
  // Raised anew by the pass of this minute where one is due.
  await desk.pass();
  const raised = (await store.alertsOf(mpan)).filter(
    ({ at, kind }) => at === now && kind !== 'DUE_SOON',
  );
  const [found] = await findChecks(gateway, { open: true });
  const standing = standingOf(rules, found!, now)!;
  const health = await deadlineHealthOf(gateway);
  const stages = (await (await desk.as('viewer', '/api/v1/stages')).json()) as {
    items: { workingDaysLeft: number }[];
  };
  const one = (await (await desk.as('viewer', `/api/v1/checks/${mpan}`)).text()).match(
    /"workingDaysLeft":(-?\d+)/,
  );
  const [breach] = (await makeReport(gateway, 'breaches', { from: null, to: null })).rows;
  const [due] = (await makeReport(gateway, 'deadlines', { from: null, to: null })).rows;
  const [chase] = await draftChasesNow(gateway);
  await store.setNote(aliveNote, '2020-01-01T00:00:00Z');
  const caughtUp = await catchUpOf(gateway);
  const inWords = (text: string): number | string => {
    const figure = /(\d+) (?:Working Days? )?(?:over|ago)/.exec(text);
    return figure === null ? text : Number(figure[1]);
  };
  const shown = async (path: string): Promise<number | string> => {
    const words = wordsOf(await pageAt(desk, path));
    const figures = [...words.matchAll(/(\d+) Working Days? (?:over|ago)/g)].map(([, n]) =>
      Number(n),
    );
    const different = new Set(figures);
    return different.size === 1 ? figures[0]! : `${path}: ${[...different].join()}`;
  };
  const alertFaces = raised.flatMap((alert) => [
    [`${alert.kind} line`, alertLine(alert, 'X').workingDaysOver],
    [
      `${alert.kind} mail`,
      Number(/Over by: +(\d+)/.exec(mailTextOf(alert, 'k', teller))?.[1] ?? 0),
    ],
    [
      `${alert.kind} webhook`,
      JSON.parse(payloadOf('json', { key: 'k', alert, isTest: false }, teller)).alert
        .workingDaysOver,
    ],
  ]);
  return {
    ...Object.fromEntries(alertFaces),
    'one function': workingDaysOver(rules, mpan, standing.dueOn!, localDateOf(rules.zone, now)),
    'account in words': inWords(standingInWords(standing)),
    'list of the command line': inWords(daysInWords(standing)),
    'API stages': 0 - stages.items[0]!.workingDaysLeft,
    'API check': 0 - Number(one?.[1]),
    'report of breaches': breach?.['workingDaysOver'] as number,
    'report of deadlines': 0 - (due?.['workingDaysLeft'] as number),
    chase: chase?.answers[0]?.workingDaysOver,
    health: health.overdue[0]?.oldestOver,
    'health in one figure': totalOf(health.overdue).oldestOver,
    'catch-up': caughtUp.longestOver?.days,
    'page Today': await shown('/'),
    'page Checks': await shown('/checks'),
    'page of the check': await shown(`/checks/${mpan}`),
  };
}

async function allSay(desk: WebDesk, at: string, over: number): Promise<string[]> {
  desk.clock.set(at);
  const faces = await facesOf(desk);
  const same = Object.fromEntries(Object.keys(faces).map((name) => [name, over]));
  expect(faces, at).toEqual(same);
  return Object.keys(faces);
}

describe('every face says the same Working Days over', () => {
  test('just after midnight, when the breach is raised, and at noon', async () => {
    const desk = await overdue();
    const faces = await allSay(desk, '2026-08-18T23:00:00Z', 1);
    expect(faces).toContain('BREACHED mail');
    await allSay(desk, '2026-08-19T11:00:00Z', 1);
  });

  test('at the end of the fifth, when it is escalated, and over a weekend', async () => {
    const desk = await overdue();
    await allSay(desk, '2026-08-21T22:59:59Z', 3);
    await allSay(desk, '2026-08-22T11:00:00Z', 3);
    await allSay(desk, '2026-08-23T22:59:59Z', 3);
    expect(await allSay(desk, '2026-08-25T23:00:00Z', 6)).toContain('ESCALATED webhook');
  });

  test('on a bank holiday, which does not count', async () => {
    const desk = await overdue();
    await allSay(desk, '2026-08-28T11:00:00Z', 8);
    await allSay(desk, '2026-08-31T11:00:00Z', 8);
    await allSay(desk, '2026-09-01T11:00:00Z', 9);
  });

  test('raised late, on a Working Day, after the gateway had stood still', async () => {
    const desk = await overdue();
    expect(await allSay(desk, '2026-08-24T09:31:00Z', 4)).toContain('BREACHED mail');
  });

  test('with a cut-off, from the next day on', async () => {
    const desk = await overdue({ cutoff: '17:00' });
    expect(await allSay(desk, '2026-08-26T16:00:00Z', 6)).toContain('ESCALATED line');
  });

  test('in Scotland, by its own calendar', async () => {
    const desk = await overdue({ calendars: { '12': 'scotland' } }, '20260720100000');
    // Mon 31 Aug 2026 is a bank holiday in England and Wales, and a Working Day in Scotland.
    await allSay(desk, '2026-08-31T11:00:00Z', 19);
  });
});
