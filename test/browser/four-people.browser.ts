/**
 * Four people play their morning with nothing but the pages, and their clicks, keys and seconds are
 * counted: docs/desk.md has the table, beside what the same took in 0.1.0. Where a page changes what
 * they cost, this fails until the table says so: `PAWL_WRITE_TABLE=1 npm run test:browser -- four-people`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busy, busyFiles } from './busy-desk.ts';
import { launchChromium } from './chromium.ts';
import { deskFor, visitorTo } from './for-a-test.ts';
import { count } from '../../src/words.ts';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { player, type Work } from './player.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const took = new Map<string, Work>();
type Player = ReturnType<typeof player>;

/** One thing somebody does, from the page they are on. */
async function does(one: Player, what: string, act: () => Promise<void>): Promise<void> {
  one.begin();
  await act();
  took.set(what, one.work());
}

const menu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
const words = (page: Page): Promise<string> => page.getByRole('main').innerText();

test('a newcomer, on the demonstration', async () => {
  const desk = await deskFor();
  const { page, complaints } = await visitorTo(browser, desk, 'Anna');
  const one = player(page);
  await page.goto('/');
  await does(one, 'A newcomer learns who is late, by how long, and what to send them', async () => {
    await one.click(page.getByRole('main').getByRole('link', { name: 'Chase MOPY' }).first());
    await page.locator('main pre').waitFor();
  });
  await page.goto('/');
  await does(one, 'A newcomer gets a file to fill in and drop', async () => {
    await one.click(menu(page, 'Files'));
    await one.click(page.getByRole('link', { name: 'To drop' }));
    const downloading = page.waitForEvent('download');
    await one.click(page.getByRole('link', { name: 'Template of notifications.csv' }));
    await downloading;
  });
  expect(complaints()).toEqual([]);
});

test('an analyst, with 3,057 open checks', async () => {
  const desk = await deskFor({ story: false, more: busyFiles() });
  const { page, complaints } = await visitorTo(browser, desk, 'Anna');
  const one = player(page);
  await page.goto('/');
  expect(await words(page)).toContain('3,057');
  expect(await words(page)).toContain(`${busy.overdue}`);
  await does(one, 'An analyst learns what to do first, and does it', async () => {
    await one.click(
      page
        .getByRole('main')
        .getByRole('link', { name: /^Chase MOP/ })
        .first(),
    );
    await page.locator('main pre').waitFor();
  });

  await page.goto('/');
  await does(
    one,
    `An analyst approves the ${busy.toReplace} D0142s, and nothing else`,
    async () => {
      await one.click(menu(page, 'Checks'));
      await one.choose(page.getByLabel('Flow'), 'D0142');
      await one.click(page.getByRole('button', { name: 'Show', exact: true }));
      await one.click(
        page.getByRole('button', { name: `Approve the ${busy.toReplace} D0142s shown` }),
      );
      await one.click(page.getByRole('button', { name: `Approve ${busy.toReplace} flows` }));
      await page.locator('main .notice.good').first().waitFor();
    },
  );

  await page.goto('/');
  await does(one, `An analyst decides ${busy.samePhoto} reports that say SEE PHOTO`, async () => {
    await one.click(menu(page, 'Exceptions'));
    await one.click(page.getByRole('link', { name: `Decide all ${busy.samePhoto}` }));
    await one.choose(page.getByLabel('The decision'), 'hasNot');
    await one.type(page.locator('#decide-reason'), 'photos seen');
    await one.click(page.getByRole('button', { name: `Decide ${busy.samePhoto} reports` }));
    await page.getByText(`Decided ${busy.samePhoto} reports`).waitFor();
  });

  await does(one, 'An analyst finds a customer by number and half a street', async () => {
    await one.type(page.locator('#find'), '2361 ffordd');
    await one.press('Enter');
    await page.waitForURL(/checks|find/);
    expect(await words(page)).toContain('2361 Ffordd Goch');
  });

  await does(
    one,
    'An analyst decides the next unclear report, and is at the one after',
    async () => {
      await one.click(menu(page, 'Exceptions'));
      await one.click(page.getByRole('link', { name: 'Begin with the first' }));
      const at = page.url();
      await one.choose(page.getByLabel('The decision'), 'askAgain');
      await one.type(page.locator('#decide-reason'), 'unclear');
      await one.click(page.getByRole('button', { name: 'Decide', exact: true }));
      await page.waitForURL((url) => String(url) !== at && /\/checks\/\d{13}/.test(String(url)));
    },
  );
  expect(complaints()).toEqual([]);
});

test('a Meter Operator, and its visits', async () => {
  const mpans = [701, 702, 703].map(mpanOf);
  const desk = await deskFor({
    story: false,
    settings: { mpid: 'MOPX', role: 'M' },
    more: { 'sent/asked.usr': requestFile('SU01', mpans, '20260803100000') },
  });
  const { page, complaints } = await visitorTo(browser, desk, 'Otto');
  const one = player(page);
  await page.goto('/');
  await does(one, 'A Meter Operator has the visits of the week by postcode, to print', async () => {
    await one.click(page.getByRole('link', { name: 'visits of the week' }));
    await one.click(page.getByRole('link', { name: 'The week after' }));
    expect(await words(page)).toContain(mpans[0]);
  });
  await page.goto('/');
  await does(one, 'A Meter Operator tells of three visits by a file', async () => {
    const rows = mpans.map((mpan) => `${mpan},2026-08-12,noBackstop\r\n`);
    await one.click(menu(page, 'Files'));
    await one.click(page.getByRole('link', { name: 'Bring in' }));
    await one.file(
      page.locator('input[type=file]'),
      'visits.csv',
      `mpan,visitedOn,outcome\r\n${rows.join('')}`,
    );
    await one.click(page.getByRole('button', { name: 'Bring in' }));
    await page.getByText('All of it was applied.').waitFor();
  });
  expect(complaints()).toEqual([]);
});

test('an operator, and a file that was refused', async () => {
  const desk = await deskFor();
  const taken = desk.passed(({ receipts }) => receipts.length > 0);
  await desk.drop('inbox/late.csv', `mpan,notifiedOn,source\r\n${mpanOf(71)},2026-08-03,DNO\r\n`);
  await taken;
  const { page, complaints } = await visitorTo(browser, desk, 'Otto');
  const one = player(page);
  await page.goto('/');
  const downloaded = async (act: () => Promise<void>): Promise<string> => {
    const downloading = page.waitForEvent('download');
    await act();
    return readFileSync(await (await downloading).path(), 'utf8');
  };
  await does(
    one,
    'An operator sees why a file was refused, corrects it and puts it back',
    async () => {
      await one.click(menu(page, 'Files'));
      await one.click(page.getByRole('link', { name: 'late.csv' }));
      const refused = await downloaded(() =>
        one.click(page.getByRole('link', { name: 'Download what was refused' }).first()),
      );
      const corrected = refused.replace('source', 'source,reference').replace('DNO', 'DNO,R71');
      await one.file(page.locator('input[type=file]'), 'late.csv', corrected);
      await one.click(page.getByRole('button', { name: 'Bring in' }));
      await page.getByText('All of it was applied.').waitFor();
    },
  );
  expect(complaints()).toEqual([]);
});

/** What the same took in 0.1.0, by the same count; null where its pages could not do it. */
const before: Readonly<Record<string, Work | null>> = {
  'A newcomer learns who is late, by how long, and what to send them': {
    clicks: 1,
    keys: 0,
    seconds: 3,
  },
  'An analyst approves the 84 D0142s, and nothing else': { clicks: 15, keys: 0, seconds: 36 },
  'An analyst decides 47 reports that say SEE PHOTO': { clicks: 328, keys: 470, seconds: 993 },
  'An analyst decides the next unclear report, and is at the one after': {
    clicks: 7,
    keys: 10,
    seconds: 24,
  },
};

const page = fileURLToPath(new URL('../../docs/desk.md', import.meta.url));
const [opening, closing] = ['<!-- counted: four people -->', '<!-- /counted -->'];
const told = (work: Work | null | undefined): string =>
  work === null || work === undefined
    ? 'not in the pages'
    : `${count(work.clicks, 'click')}, ${count(work.keys, 'key')}, ${inWords(work.seconds)}`;
const inWords = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;

test('docs/desk.md says what was counted', () => {
  const table = [
    '| | 0.1.0 | now |',
    '|---|---|---|',
    ...[...took].map(([what, work]) => `| ${what} | ${told(before[what])} | ${told(work)} |`),
  ].join('\n');
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(opening) + opening.length;
  const to = text.indexOf(closing);
  if (process.env['PAWL_WRITE_TABLE'] === '1') {
    writeFileSync(page, `${text.slice(0, from)}\n${table}\n${text.slice(to)}`);
  } else {
    expect(text.slice(from, to).trim()).toBe(table);
  }
});
