/** The visits of a Meter Operator: which, in which order, and who sees where. */
import { expect, test } from 'vitest';
import type { AnswerOf, visits } from '../../src/desk/index.ts';
import { mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { pagePaths } from '../browser/page-list.ts';
import { openWebDesk, type WebDesk } from '../web/desk.ts';
import { pageAt, wordsOf } from '../web/pages.ts';

const sites = [
  [1, 'SW1A 2AA', '10 Downing Street', 'LONDON'],
  [2, 'LS10 1AA', '<b>7</b> Mill Lane', 'LEEDS'],
  [3, 'LS2 9JT', '4 College Rd', 'LEEDS'],
  [4, '', '', ''],
] as const;

/** A Meter Operator that is asked about four sites; due ten Working Days after. */
async function operatorDesk(askedAt?: string): Promise<WebDesk> {
  const desk = await openWebDesk({ story: false, settings: { mpid: 'MOPX', role: 'M' } });
  const rows = sites
    .filter(([, postcode]) => postcode !== '')
    .map(([n, ...where]) => [mpanOf(n), '2026-08-03', 'us', `R${n}`, ...where].join(','));
  await desk.take(
    'sites.csv',
    ['mpan,notifiedOn,source,reference,postcode,addressLine1,addressLine2', ...rows, ''].join('\n'),
  );
  const mpans = sites.map(([n]) => mpanOf(n));
  await desk.take('sent/asked.usr', requestFile('0000000401', mpans, askedAt));
  return desk;
}

type Answer = AnswerOf<typeof visits>;
const ask = async (desk: WebDesk, role: 'viewer' | 'operator', week = ''): Promise<Answer> =>
  (await (await desk.as(role, `/api/v1/visits?week=${week}`)).json()) as Answer;
const numbers = ({ items }: Answer): string[] => items.map(({ mpan }) => mpan);

async function dueOn(desk: WebDesk): Promise<string> {
  const [check] = await desk.gateway.store.checks({ mpan: mpanOf(1) });
  return check?.dueOn ?? '';
}

test('stand by postcode, numbers in the order of numbers, and what has none comes last', async () => {
  const desk = await operatorDesk();
  const answer = await ask(desk, 'operator', await dueOn(desk));
  expect(numbers(answer)).toEqual([3, 2, 1, 4].map(mpanOf));
  expect(answer.items.map(({ area }) => area)).toEqual(['LS2', 'LS10', 'SW1A', '']);
  expect(answer.items[0]).toMatchObject({ supplier: 'SUPP', owes: ['D0002'] });
});

test('are of the week of their deadline; what is over is of this week', async () => {
  const desk = await operatorDesk();
  const due = await dueOn(desk);
  const week = (days: number): string => Temporal.PlainDate.from(due).add({ days }).toString();
  expect(numbers(await ask(desk, 'operator', week(-7)))).toEqual([]);
  expect(numbers(await ask(desk, 'operator', week(7)))).toEqual([]);
  desk.clock.set(`${week(14)}T09:00:00Z`);
  await desk.pass();
  const now = (await (await desk.as('operator', '/api/v1/visits')).json()) as Answer;
  expect(numbers(now)).toHaveLength(4);
  expect(now.items[0]?.workingDaysLeft).toBeLessThan(0);
  expect(now.items[0]?.overdue).toBe(true);
  expect(numbers(await ask(desk, 'operator', week(21)))).toEqual([]);
});

test('are over from the first day after their deadline, also where it is no Working Day', async () => {
  const desk = await operatorDesk('20260807100000');
  const asOf = async (date: string): Promise<string> => {
    desk.clock.set(`${date}T09:00:00Z`);
    await desk.pass();
    return wordsOf(await pageAt(desk, '/visits'));
  };
  expect(await asOf('2026-08-21')).toContain('Fri 21 Aug 2026 due today');
  expect(await asOf('2026-08-22')).toContain('Fri 21 Aug 2026 over since today');
});

test('leave out a site whose visit was told: its answer is drafted', async () => {
  const desk = await operatorDesk();
  const due = await dueOn(desk);
  await desk.take(
    'visits.csv',
    `mpan,visitedOn,outcome\n${mpanOf(2)},2026-08-05,backstopFitted\n`.replace(
      'backstopFitted',
      'backstop',
    ),
  );
  const [check] = await desk.gateway.store.checks({ mpan: mpanOf(2) });
  const left = numbers(await ask(desk, 'operator', due));
  expect(left.includes(mpanOf(2))).toBe(check?.owed === '');
  expect(left).toContain(mpanOf(1));
});

test('show no viewer where anybody lives, and the order does not tell either', async () => {
  const desk = await operatorDesk();
  const due = await dueOn(desk);
  const answer = await ask(desk, 'viewer', due);
  expect(JSON.stringify(answer)).not.toMatch(/Downing|Mill|SW1A|LS2/);
  expect(numbers(answer)).toEqual([1, 2, 3, 4].map(mpanOf));
  const page = await (await desk.as('viewer', `/visits?week=${due}`)).text();
  expect(page).not.toMatch(/Downing|Mill Lane|SW1A|LS2/);
  expect(wordsOf(page)).toContain('Addresses are for operators and approvers.');
  const csv = await (await desk.as('viewer', `/api/v1/visits?week=${due}&format=csv`)).text();
  expect(csv).not.toMatch(/Downing|SW1A/);
});

test('are looked at: each home that is shown is kept with who looked', async () => {
  const desk = await operatorDesk();
  await desk.as('operator', `/visits?week=${await dueOn(desk)}`);
  const looks = (await (await desk.as('approver', '/api/v1/audit')).json()) as {
    items: { who: string; what: string; mpan: string }[];
  };
  expect(looks.items.map(({ who, what, mpan }) => `${who} ${what} ${mpan}`).toSorted()).toEqual(
    [1, 2, 3, 4].map((n) => `otto visits ${mpanOf(n)}`),
  );
});

test('on the page stand by area, and what is in a file is text', async () => {
  const desk = await operatorDesk();
  const page = await (await desk.as('operator', `/visits?week=${await dueOn(desk)}`)).text();
  expect(wordsOf(page)).toMatch(
    /LS2 1 visit .*LS10 1 visit .*SW1A 1 visit .*No postcode told 1 visit/,
  );
  expect(page).toContain('&lt;b&gt;7&lt;/b&gt; Mill Lane');
  expect(page).toContain('href="/visits?week=');
});

test('of a Supplier are none, and it says so', async () => {
  const desk = await openWebDesk();
  expect(wordsOf(await pageAt(desk, '/visits'))).toContain('this gateway is a Supplier’s');
  expect(await ask(desk, 'operator', '2026-08-05')).toMatchObject({ isOurs: false, items: [] });
});

/** What is the other side's to hear, however it stands on a page. */
const neverTold = {
  M: /\b(ask|chase|tell|wait for|call|from) the Meter Operator\b|\b(your|its|their) Meter Operator\b/i,
  X: /\b(ask|chase|tell|wait for|call) the Supplier\b|\b(your|its|their) Supplier\b|visit again|visits of the week/i,
} as const;

/** Each kind of page that links lead to, and those that stand by themselves; of one kind a few. */
async function wordsOnAllPages(
  desk: WebDesk,
  first: readonly string[] = [],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const kinds = new Map<string, number>();
  const left = [...first, '/', ...pagePaths().filter((path) => !/:|sign-in/.test(path))];
  for (let path = left.shift(); path !== undefined; path = left.shift()) {
    const kind = path.replaceAll(/[0-9]+|=[^&]*|\/[A-Z][A-Z0-9_]+[^/?]*/g, '…');
    const number = kinds.get(kind) ?? 0;
    if (found.has(path) || number >= 6) continue;
    kinds.set(kind, number + 1);
    const response = await desk.as('approver', path);
    const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
    if (response.status !== 200 || !isPage) continue;
    const page = await response.text();
    found.set(path, wordsOf(page));
    for (const [, link = ''] of page.matchAll(/href="(\/[^"#]*)/g)) {
      if (!/^\/(api|assets)\//.test(link)) left.push(link.replaceAll('&amp;', '&'));
    }
  }
  return found;
}

const faultsOn = (pages: ReadonlyMap<string, string>, never: RegExp): string[] =>
  [...pages].flatMap(([path, words]) => {
    const at = words.search(never);
    return at < 0 ? [] : [`${path}: ${words.slice(Math.max(0, at - 60), at + 60)}`];
  });

test('no page tells a Meter Operator what is a Supplier’s to do', async () => {
  const desk = await operatorDesk();
  // What its own engineers say may be unclear too.
  await desk.take(
    'visits.csv',
    `mpan,visitedOn,outcome,remarks\n${mpanOf(1)},2026-08-04,hasBackstop,NO BACKSTOP FITTED\n${mpanOf(2)},2026-08-04,noBackstop,HAS BACKSTOP FITTED\n`,
  );
  await desk.take('sent/unclear.usr', reportFile('0000000402', [mpanOf(3)], 'SEE PHOTO'));
  desk.clock.set('2026-09-30T09:00:00Z');
  await desk.pass();
  const pages = await wordsOnAllPages(
    desk,
    sites.map(([n]) => `/checks/${mpanOf(n)}`),
  );
  expect(pages.get(`/checks/${mpanOf(3)}`)).toContain('REPORT_UNCLEAR');
  expect(pages.size).toBeGreaterThan(40);
  expect(faultsOn(pages, neverTold.M)).toEqual([]);
  expect(pages.get(`/checks/${mpanOf(1)}`)).toContain('visit again');
  expect(pages.get('/')).toContain('visits of the week');
}, 60_000);

test('no page tells a Supplier what is a Meter Operator’s to do', async () => {
  const pages = await wordsOnAllPages(await openWebDesk());
  expect(pages.size).toBeGreaterThan(60);
  expect(faultsOn(pages, neverTold.X)).toEqual([]);
}, 60_000);
