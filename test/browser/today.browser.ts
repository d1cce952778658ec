/**
 * Today leads with one thing, and pages bring themselves up to date where nobody reads, chooses or
 * writes: what is read stays where it is, and what is written stays as it is.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demonstrationMpans } from '../../src/demo/index.ts';
import { makeFlowFile, mpanOf, notificationFile } from '../support/flow-files.ts';
import { launchChromium } from './chromium.ts';
import type { Desk } from './desk.ts';
import { deskFor, visitorTo } from './for-a-test.ts';

const m = demonstrationMpans;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** A page looks again after some seconds at the earliest. */
const patience = { timeout: 15_000 };

const isFocused = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate(`document.activeElement === document.querySelector(${JSON.stringify(selector)})`);

const main = (page: Page) => page.getByRole('main');
const figure = (page: Page, side: 'Ours' | 'Theirs', words: RegExp) =>
  page
    .locator('section', { has: page.getByRole('heading', { name: side }) })
    .locator('a.figure', { hasText: words })
    .locator('strong');

/** Drops a file and waits until it is taken in. */
async function taken(desk: Desk, name: string, text: string): Promise<void> {
  const done = desk.passed(({ receipts }) => receipts.length > 0);
  await desk.drop(`inbox/${name}`, text);
  await done;
}

/** The page, once it listens to what changes. */
async function listeningAt(page: Page, address: string): Promise<void> {
  const listening = page.waitForResponse('**/api/v1/changes');
  await page.goto(address);
  await listening;
}

const answer = (id: string, words: string): string =>
  makeFlowFile({
    flow: 'D0002001',
    from: ['M', 'MOPY'],
    id,
    createdAt: '20260806101500',
    records: [
      `004|${m.overdue}|MICROGENERATION BACKSTOP CHECK|20260723|`,
      `005|E09Z000104|${words}|`,
      '006|-|20260806||',
    ],
  });

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('Today leads, %s', (_name, javaScriptEnabled) => {
  test('with one sentence and its button, until there is nothing to do first', async () => {
    const desk = await deskFor();
    const { page, complaints } = await visitorTo(browser, desk, 'Anna', { javaScriptEnabled });
    await page.goto('/');
    const lead = page.locator('.lead');
    expect(await lead.innerText()).toContain('Chase MOPY for one overdue answer');
    await lead.getByRole('link').click();
    expect(await page.locator('h1').innerText()).toBe('Chase MOPY');

    // Once it has answered, what only a person can settle comes first.
    await taken(desk, 'answer.usr', answer('MOPY000077', 'BACKSTOP FITTED'));
    await page.goto('/');
    expect(await lead.innerText()).toMatch(/Settle the one Exception/);
    await lead.getByRole('link').click();
    await main(page).getByRole('link', { name: m.unclear }).click();
    await page.getByLabel('The decision').selectOption('outOfScope');
    await page.locator('form[action$="/decide"] [name=reason]').fill('half-hourly');
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.locator('.notice.good').waitFor();
    // A colleague who is sent the address did nothing, and is told of nothing.
    const colleague = await visitorTo(browser, desk, 'Otto', { javaScriptEnabled });
    await colleague.page.goto(page.url());
    expect(await main(colleague.page).innerText()).toContain('The work queue is empty.');
    expect(await colleague.page.locator('.notice.good').count()).toBe(0);

    // Then what is drafted.
    await page.goto('/');
    expect(await lead.innerText()).toContain('Approve the flows of 3 checks');
    await lead.getByRole('link').click();
    expect(await main(page).locator('tbody tr').count()).toBe(3);
    expect(complaints()).toEqual([]);
  });
});

test('what changes is put in place, and what is read stays where it is', async () => {
  const desk = await deskFor();
  const { page, complaints } = await visitorTo(browser, desk, 'Anna', {
    viewport: { width: 900, height: 160 },
  });
  await listeningAt(page, '/');
  expect(await figure(page, 'Theirs', /^late/).innerText()).toBe('1');

  // Somebody reads far down, with the focus on a link of the last table.
  const read = page.getByRole('link', { name: 'REPORT_UNCLEAR' });
  await read.focus();
  await read.evaluate((one) => one.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const before = await read.evaluate((one) => one.getBoundingClientRect().top);
  await taken(desk, 'more.usr', notificationFile('LD77', [mpanOf(601), mpanOf(602)]));
  await taken(desk, 'answer.usr', answer('MOPY000077', 'BACKSTOP FITTED'));
  await expect.poll(() => figure(page, 'Theirs', /^late/).innerText(), patience).toBe('0');
  await expect
    .poll(() => main(page).locator('section', { hasText: 'Of ' }).innerText(), patience)
    .toContain('Of 7 open checks');
  expect(await main(page).innerText()).not.toContain('Chase MOPY');
  const after = await read.evaluate((one) => one.getBoundingClientRect().top);
  expect(Math.abs(after - before)).toBeLessThan(2);
  expect(await isFocused(page, 'a[href="/exceptions?code=REPORT_UNCLEAR"]')).toBe(true);
  expect(await page.locator('#news').isVisible()).toBe(false);

  // What is wrong with the gateway shows by itself, and goes by itself.
  const episode = {
    key: 'gateway/DISK_ALMOST_FULL',
    code: 'DISK_ALMOST_FULL',
    about: '',
    detail: '5 bytes are free',
    since: '2026-08-14T11:00:00Z',
    overAt: null,
    told: 'raised',
  };
  await desk.gateway.store.setNote('gateway-alerts', JSON.stringify([episode]));
  await taken(desk, 'again.usr', notificationFile('LD78', [mpanOf(603)]));
  await page.getByText('Intake is paused: no file is taken in.').waitFor();
  expect(await page.locator('.lead').innerText()).toContain('Mend the gateway: DISK_ALMOST_FULL');
  await desk.gateway.store.setNote('gateway-alerts', '[]');
  await taken(desk, 'more-again.usr', notificationFile('LD79', [mpanOf(604)]));
  await page.getByText('Intake is paused').waitFor({ state: 'detached' });
  expect(complaints()).toEqual([]);
});

test('a form that is being filled, words that are marked and boxes that are ticked stay', async () => {
  const desk = await deskFor();
  const { page, complaints } = await visitorTo(browser, desk, 'Anna');
  await listeningAt(page, `/checks/${m.overdue}`);
  const reason = page.locator('form[action$="/decide"] [name=reason]');
  await reason.fill('the engineer says so by teleph');
  const revision = await page.locator('form[action$="/decide"] [name=revision]').inputValue();
  await taken(desk, 'answer.usr', answer('MOPY000077', 'SEE PHOTO'));
  await page.getByText('"SEE PHOTO"').or(page.getByText('SEE PHOTO')).first().waitFor();
  expect(await page.getByText('Something has changed since.').isVisible()).toBe(true);
  expect(await reason.inputValue()).toBe('the engineer says so by teleph');
  expect(await isFocused(page, 'form[action$="/decide"] [name=reason]')).toBe(true);
  // It was made from how things stood, and is refused for it with the words kept.
  expect(await page.locator('form[action$="/decide"] [name=revision]').inputValue()).toBe(revision);
  await page.keyboard.type('one');
  await page.getByLabel('The decision').selectOption('has');
  await page.getByRole('button', { name: 'Decide' }).click();
  await page.getByText('Nothing was done.').waitFor();
  expect(await reason.inputValue()).toBe('the engineer says so by telephone');
  // What answers a form is the answer to that form: it is not asked for again.
  await taken(desk, 'answer-2.usr', answer('MOPY000078', 'BACKSTOP FITTED'));
  await page.getByText('Something has changed since.').waitFor();
  expect(await reason.inputValue()).toBe('the engineer says so by telephone');
  complaints();

  await listeningAt(page, '/checks');
  await page.locator('input[name=ids]').first().check();
  await taken(desk, 'more.usr', notificationFile('LD80', [mpanOf(605)]));
  await page.getByText('Something has changed since.').waitFor();
  expect(await page.locator('input[name=ids]').first().isChecked()).toBe(true);
  await page.locator('input[name=ids]').first().uncheck();
  await page.locator('h1').click();
  await taken(desk, 'more-2.usr', notificationFile('LD81', [mpanOf(606)]));
  await main(page)
    .getByRole('link', { name: mpanOf(606) })
    .waitFor();
  await page.getByText('Something has changed since.').waitFor({ state: 'hidden' });

  // "Choose all" works in what was put in place.
  await page.getByLabel('choose all on this page').check();
  expect(await page.locator('input[name=ids]:not(:checked)').count()).toBe(0);
  expect(complaints()).toEqual([]);
});

test('a page that was out of sight is as it is now when it is looked at again', async () => {
  const desk = await deskFor();
  const { page } = await visitorTo(browser, desk, 'Vera');
  await listeningAt(page, '/');
  const show = (state: string): Promise<void> =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));`);
  await show('hidden');
  await taken(desk, 'answer.usr', answer('MOPY000077', 'BACKSTOP FITTED'));
  expect(await figure(page, 'Theirs', /^late/).innerText()).toBe('1');
  await show('visible');
  await expect.poll(() => figure(page, 'Theirs', /^late/).innerText(), patience).toBe('0');
});
