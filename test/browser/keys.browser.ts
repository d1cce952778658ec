/** The pages by keyboard alone. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demonstrationMpans } from '../../src/demo/index.ts';
import { launchChromium } from './chromium.ts';
import { type Desk, openDesk } from './desk.ts';
import { type Visitor, visitor } from './visitor.ts';

const m = demonstrationMpans;

let desk: Desk;
let browser: Browser;
let here: Visitor;
beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), launchChromium()]);
  here = await visitor(browser, desk, 'Anna');
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});

const focused = (page: Page): Promise<string> =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.innerText.trim()');

test('the first stop leads past the menu', async () => {
  const { page } = here;
  await page.goto('/');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the page' });
  expect(await focused(page)).toBe('Skip to the page');
  expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('main');
});

test('a slash goes to the search, and an MPAN to its check', async () => {
  const { page } = here;
  await page.goto('/files');
  await page.keyboard.press('/');
  expect(await focused(page)).toBe('find');
  await page.keyboard.type(m.overdue);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/checks/${m.overdue}`);
});

test('j and k go along a list, Enter opens, x chooses', async () => {
  const { page } = here;
  await page.goto('/checks?by=mpan');
  const mpans = await page.locator('main tbody th a').allInnerTexts();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  expect(await focused(page)).toBe(mpans[1]);
  await page.keyboard.press('k');
  expect(await focused(page)).toBe(mpans[0]);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/checks/${mpans[0]}`);

  await page.goto('/checks?owed=yes&by=mpan');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  expect(await page.locator('input[name=ids]').first().isChecked()).toBe(true);
});

test('every stop of a page can be seen', async () => {
  const { page } = here;
  await page.goto(`/checks/${m.unclear}`);
  const seen = new Set<string>();
  for (let stops = 0; stops < 200; stops += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<{
      name: string;
      outline: string;
      height: number;
    } | null>(`(() => {
      const at = document.activeElement;
      if (at === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return { name: at.outerHTML, outline: outlineStyle + outlineWidth,
        height: at.getBoundingClientRect().height };
    })()`);
    if (stop === null) break;
    expect(stop.outline, stop.name).not.toMatch(/^none|(?<!\d)0px$/);
    seen.add(stop.name);
  }
  expect(seen.size).toBeGreaterThan(20);
});
