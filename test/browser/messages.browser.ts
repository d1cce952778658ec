/**
 * A form that lacks its reason comes back with the field marked and in focus and all that was written,
 * and a wrong address leads on. With JavaScript and without.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demonstrationMpans as m } from '../../src/demo/index.ts';
import { launchChromium } from './chromium.ts';
import { deskFor, visitorTo } from './for-a-test.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('what is said, %s', (_name, javaScriptEnabled) => {
  test('a blank reason is marked in its place, and a wrong address leads on', async () => {
    const desk = await deskFor();
    const { page } = await visitorTo(browser, desk, 'Otto', { javaScriptEnabled });
    await page.goto(`/checks/${m.unclear}`);
    await page.locator('#decide-decision').selectOption('hasNot');
    await page.locator('#decide-reason').fill('   ');
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    await page.getByText('Look at what is marked below.').waitFor();
    const reason = page.locator('#decide-reason');
    expect(await reason.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#decide-decision').inputValue()).toBe('hasNot');
    expect(await page.locator(':focus').getAttribute('id')).toBe('decide-reason');
    await reason.fill('photograph seen');
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    await page.getByText('Decided.').waitFor();
    await page.goto('/nowhere');
    await page.getByRole('main').getByRole('link', { name: 'checks' }).click();
    await page.waitForURL(/\/checks$/);
  });
});
