/**
 * A day at the desk, in a browser: what is late, why, and what is done about it; and the same without
 * JavaScript. The gateway takes files, writes them and raises alerts beside it, as it always does.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demonstrationMpans } from '../../src/demo/index.ts';
import { makeFlowFile } from '../support/flow-files.ts';
import { launchChromium } from './chromium.ts';
import { deskFor, visitorTo } from './for-a-test.ts';

const m = demonstrationMpans;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** The figure of Today with these words; where both sides have one, that of theirs. */
const figure = async (page: Page, words: string | RegExp): Promise<string> =>
  page.locator('main a.figure', { hasText: words }).last().locator('strong').innerText();

/** What the page says of what was done last. */
const told = (page: Page): Promise<string> => page.locator('main .notice.good').innerText();
const h1 = (page: Page): Promise<string> => page.locator('h1').innerText();
const go = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('main').getByRole('link', { name, exact: true }).first().click();
const menu = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

/** An answer that was written in time and reaches us five Working Days after it was due. */
const delayedAnswer = makeFlowFile({
  flow: 'D0002001',
  from: ['M', 'MOPY'],
  id: 'MOPY000077',
  createdAt: '20260806101500',
  records: [
    `004|${m.overdue}|MICROGENERATION BACKSTOP CHECK|20260723|`,
    '005|E09Z000104|BACKSTOP FITTED|',
    '006|-|20260806||',
  ],
});

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a day at the desk %s', (_name, javaScriptEnabled) => {
  test('from a breach to its answer', async () => {
    const desk = await deskFor();
    const { page, complaints } = await visitorTo(browser, desk, 'Anna', { javaScriptEnabled });

    // Today: one check is breached, and its number opens its list.
    await page.goto('/');
    expect(await h1(page)).toBe('Today, Fri 14 Aug 2026');
    expect(await figure(page, /^late/)).toBe('1');
    await page.locator('main a.figure', { hasText: /^late/ }).last().click();
    expect(await h1(page)).toBe('Checks');
    await go(page, m.overdue);

    // Why: who owes what since when, which file asked for it, and why another did not count.
    expect(await h1(page)).toBe(`MPAN ${m.overdue}`);
    const main = page.getByRole('main');
    await main.getByText('Meter Operator MOPY owes D0002').first().waitFor();
    expect(await main.innerText()).toMatch(/OVERDUE.*due on Fri 7 Aug 2026, 5 Working Days ago/);
    expect(await main.innerText()).toMatch(
      /MICROGENERATION BACKSTOP CHECK \(Reason for Request J0173, line 4\)/,
    );
    expect(await main.innerText()).toMatch(/BREACHED/);
    await go(page, 'D0001_SUPP_DEMO000003.usr');
    expect(await h1(page)).toBe('D0001_SUPP_DEMO000003.usr');
    const line = page.locator('.record[aria-current]');
    expect(await line.innerText()).toContain(`001|${m.overdue}|`);
    await page.goBack();
    await go(page, 'D0002_MOPY_DEMO000029.usr');
    expect(await main.innerText()).toContain('TRAILER_COUNT');
    expect(await main.innerText()).toContain('rejected');

    // Another check waits for a decision, because its report says nothing clear.
    await menu(page, 'Today');
    expect(await figure(page, 'exceptions')).toBe('1');
    await go(page, 'REPORT_UNCLEAR');
    await go(page, m.unclear);
    expect(await main.innerText()).toContain('UNABLE TO CONFIRM IF BACKSTOP FITTED');
    await page.getByLabel('The decision').selectOption('hasNot');
    await page.locator('#decide-reason').fill('asked by telephone: there is none');
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    // It was the only one: its act leads back to the list, which says of which MPAN it was.
    expect(await told(page)).toContain(`MPAN ${m.unclear}: Decided.`);
    expect(await main.innerText()).toContain('No Exception matches.');
    await go(page, m.unclear);
    expect(await main.innerText()).toContain('asked by telephone: there is none');

    // Now we owe the order for the replacement: it is approved here, and written.
    expect(await main.innerText()).toMatch(/D0142 to MOPX/);
    const written = desk.passed((pass) => pass.written.length > 0);
    await page.getByRole('button', { name: 'Approve 1 flow' }).click();
    expect(await told(page)).toMatch(/^Approved 1 flow/);
    const { written: names } = await written;
    expect(names).toHaveLength(1);
    const name = names[0] ?? '';
    expect(readFileSync(join(desk.workspace, 'outbox', name), 'latin1')).toContain(
      `|${m.unclear}|`,
    );
    await menu(page, 'Files');
    await go(page, 'Written');
    await go(page, name);
    expect(await h1(page)).toBe(name);
    expect(await main.innerText()).toMatch(/It is in outbox\//);
    expect(await main.innerText()).toContain(m.unclear);

    // The answer arrives that was thought missing: written in time, so that the breach never was.
    const listening = javaScriptEnabled ? page.waitForResponse('**/api/v1/changes') : null;
    await page.goto(`/checks/${m.overdue}`);
    await listening;
    const taken = desk.passed(({ receipts }) => receipts.some(({ flow }) => flow === 'D0002'));
    await desk.drop('inbox/D0002_MOPY_MOPY000077.usr', delayedAnswer);
    const { receipts } = await taken;
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
    // With JavaScript the page tells it by itself.
    if (!javaScriptEnabled) await page.reload();
    await main.getByText('retracted').first().waitFor();
    expect(await main.innerText()).toMatch(/BACKSTOP FITTED \(.*line 3\) says has/);
    await menu(page, 'Today');
    expect(await figure(page, /^late/)).toBe('0');
    expect(await main.innerText()).not.toContain('Chase MOPY');
    expect(complaints()).toEqual([]);
  });
});

test('from the start page, who is late, by how long and what to send: one click', async () => {
  const desk = await deskFor({ web: { tokens: [], openOnLoopback: true } });
  const { page } = await visitorTo(browser, desk, null);
  await page.goto('/');
  const row = page.getByRole('row', { name: /Meter Operator MOPY/ }).first();
  expect(await row.innerText()).toMatch(/5 Working Days over/);
  await row.getByRole('link', { name: 'Chase MOPY' }).click();
  const message = await page.locator('main pre').innerText();
  expect(message).toMatch(/^To MOPY/);
  expect(message).toMatch(new RegExp(`${m.overdue} +D0002 .*Fri 7 Aug 2026 +5`));
});

test('the same by looking at the check first: three clicks', async () => {
  const desk = await deskFor({ web: { tokens: [], openOnLoopback: true } });
  const { page } = await visitorTo(browser, desk, null);
  await page.goto('/');
  await page.locator('main a.figure', { hasText: /^late/ }).last().click();
  await go(page, m.overdue);
  expect(await page.getByRole('main').innerText()).toMatch(/MOPY owes D0002.*5 Working Days ago/);
  await go(page, 'Chase MOPY');
  expect(await page.locator('main pre').innerText()).toContain(m.overdue);
});

test('all that waits is approved from the list', async () => {
  const desk = await deskFor();
  const { page } = await visitorTo(browser, desk, 'Anna');
  await page.goto('/checks?owed=yes');
  expect(await page.locator('input[name=ids]').count()).toBe(3);
  await page.getByLabel('choose all on this page').check();
  const written = desk.passed((pass) => pass.written.length > 0);
  await page.getByRole('button', { name: 'Approve what is chosen' }).click();
  expect(await h1(page)).toBe('Approve 3 flows?');
  await page.getByRole('button', { name: 'Approve 3 flows' }).click();
  expect(await told(page)).toMatch(/^Approved 3 flows/);
  expect((await written).written.length).toBeGreaterThan(0);
  await page.goto('/checks?owed=yes');
  expect(await page.getByRole('main').innerText()).toContain(
    'No flow waits for approval or to be sent.',
  );
});

test('what was known earlier, and what will be if nothing comes', async () => {
  const desk = await deskFor();
  const { page } = await visitorTo(browser, desk, 'Anna');
  await page.goto(`/checks/${m.dueSoon}`);
  const main = page.getByRole('main');
  await page.locator('#until').last().fill('2026-09-03');
  await page.getByRole('button', { name: 'How will it stand?' }).click();
  expect(await main.innerText()).toMatch(
    /If nothing comes until the end of Thu 3 Sep 2026: breached/,
  );
  await page.getByLabel('At the end of').fill('2026-08-13');
  await page.getByRole('button', { name: 'Show it as it was' }).click();
  expect(await main.innerText()).toMatch(/known (at|on) .*13 Aug 2026/);
  expect(await page.getByRole('button', { name: 'Decide', exact: true }).count()).toBe(0);
});
