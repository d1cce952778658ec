/**
 * Somebody has visits to tell and no file for them: the page of templates gives one, filled in it is
 * dropped, and what it tells is found. The same without JavaScript.
 */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { mpanOf } from '../support/flow-files.ts';
import { launchChromium } from './chromium.ts';
import { openDesk } from './desk.ts';
import { visitor } from './visitor.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('from a template to a check, %s', (_name, javaScriptEnabled) => {
  test('a notification is filled in, dropped, and found', async () => {
    const desk = await openDesk();
    onTestFinished(() => desk.close());
    const { page, complaints, close } = await visitor(browser, desk, 'Otto', { javaScriptEnabled });
    onTestFinished(close);
    await page.goto('/files');
    await page.getByRole('link', { name: 'To drop' }).click();
    const main = page.getByRole('main');
    expect(await main.innerText()).toContain('the day on which the generation was notified');
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Template of notifications.csv' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('notifications.csv');
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toContain('12 EXAMPLE STREET');

    const taken = desk.passed(({ receipts }) => receipts.length > 0);
    await desk.drop('inbox/mine.csv', text.replace('1200000001042', mpanOf(77)));
    const { receipts } = await taken;
    expect(receipts.map(({ name, outcome }) => [name, outcome])).toEqual([['mine.csv', 'applied']]);

    await page.locator('#find').fill('example street anytown');
    await page.locator('#find').press('Enter');
    await page.waitForURL(/checks|find/);
    if (!page.url().includes('/checks/')) {
      await page.getByRole('link', { name: mpanOf(77) }).click();
    }
    expect(await page.locator('#site').innerText()).toContain('ZZ9 9ZZ');
    expect(complaints()).toEqual([]);
  });
});
