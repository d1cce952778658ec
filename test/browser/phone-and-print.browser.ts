/**
 * Every page on a phone and on paper. On a phone the header is small, filters are folded away, and each
 * row of a table is a card whose cells say what they are. On paper nothing is cut, nothing can be
 * pressed, headings repeat, and axe-core finds nothing.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import type { Desk } from './desk.ts';
import { addressesOf, fullDesk } from './page-list.ts';
import { visitor } from './visitor.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let desk: Desk;
let browser: Browser;
beforeAll(async () => {
  [desk, browser] = await Promise.all([fullDesk(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});

/** All pages but the one for who is not let in. */
const paths = Object.keys(addressesOf).filter((path) => path !== '/sign-in');

/** Each address of a page, with somebody who looks at it. */
async function eachOf(
  path: string,
  options: Parameters<typeof visitor>[3],
  look: (page: Page, address: string) => Promise<void>,
): Promise<void> {
  const { page, close } = await visitor(browser, desk, 'Anna', options);
  for (const address of (await addressesOf[path]?.(desk)) ?? []) {
    await page.goto(address);
    await look(page, address);
  }
  await close();
}

/** Cells that are shown and do not say under which heading they stand, or stand beside their row. */
const cellsAstray = `[...document.querySelectorAll('.scroll > table > tbody > tr > td')]
  .filter((cell) => cell.checkVisibility() && cell.dataset.th !== '')
  .filter((cell) => {
    const said = getComputedStyle(cell, '::before').content;
    const row = cell.parentElement.getBoundingClientRect();
    const { left, right } = cell.getBoundingClientRect();
    return said === 'none' || said === '""' || right > row.right + 1 || left < row.left - 1;
  })
  .map((cell) => cell.outerHTML.slice(0, 120))`;

test.each(paths)('%s on a phone has a small header, and rows that are cards', async (path) => {
  await eachOf(path, { viewport: { width: 360, height: 740 } }, async (page, address) => {
    const header = await page.locator('body > header').boundingBox();
    expect(header?.height, address).toBeLessThan(100);
    await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
    expect(await page.evaluate(cellsAstray), address).toEqual([]);
    const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(wider), address).toBe(0);
  });
});

/** Labels of cells that are higher than their cell, and so stand over the next. */
const labelsAstray = `[...document.querySelectorAll('.scroll > table > tbody > tr > td')]
  .filter((cell) => cell.checkVisibility() && cell.dataset.th !== '')
  .filter((cell) => {
    const { height } = getComputedStyle(cell, '::before');
    return parseFloat(height) > cell.getBoundingClientRect().height + 1;
  })
  .map((cell) => cell.dataset.th)`;

test('on a phone no label stands over the next, and where one is in the menu is in sight', async () => {
  const phone = { viewport: { width: 360, height: 740 } };
  const { page, close } = await visitor(browser, desk, 'Anna', phone);
  for (const address of ['/find?q=usr', '/forecast', '/catalogue']) {
    await page.goto(address);
    expect(await page.evaluate(labelsAstray), address).toEqual([]);
  }
  const menu = await page.locator('header nav').boundingBox();
  const here = await page.locator('header nav [aria-current]').boundingBox();
  const end = (box: typeof here): number => (box?.x ?? 0) + (box?.width ?? 0);
  expect(here?.x).toBeGreaterThanOrEqual(menu?.x ?? 0);
  expect(end(here)).toBeLessThanOrEqual(end(menu));
  await close();
});

test('on paper no short word is broken', async () => {
  const { page, close } = await visitor(browser, desk, 'Anna', {
    viewport: { width: 718, height: 1_000 },
  });
  await page.emulateMedia({ media: 'print' });
  for (const address of ['/files', '/checks', '/exceptions', '/catalogue', '/catalogue/D0002']) {
    await page.goto(address);
    const broken = await page.evaluate(`[...document.querySelectorAll('td .badge, td')]
      .filter((one) => one.childElementCount === 0 && /^\\S{1,18}$/.test(one.textContent.trim()))
      .filter((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
      })
      .map((one) => one.textContent)`);
    expect(broken, address).toEqual([]);
  }
  await close();
});

test('filters fold on a phone alone, without JavaScript', async () => {
  const { page, close } = await visitor(browser, desk, 'Anna', {
    viewport: { width: 360, height: 740 },
    javaScriptEnabled: false,
  });
  await page.goto('/checks?late=breached&turn=them');
  const field = page.getByRole('combobox', { name: 'Stage', exact: true, includeHidden: true });
  expect(await field.isVisible()).toBe(false);
  await page.getByText('Filters, 2 in use').click();
  expect(await field.isVisible()).toBe(true);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/checks');
  expect(await field.isVisible()).toBe(true);
  expect(await page.getByText('Filters', { exact: true }).isVisible()).toBe(false);
  await close();
});

/** What is cut on paper: wider than the sheet, or in a place that would have to be scrolled. */
const cut = `[
  ...(document.documentElement.scrollWidth > document.documentElement.clientWidth
    ? [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(0, 3)
    : []),
  ...[...document.querySelectorAll('main *')].filter(
    (one) =>
      /auto|scroll|hidden/.test(getComputedStyle(one).overflowX) &&
      !one.matches('.unseen, svg, svg *') && one.checkVisibility() &&
      one.scrollWidth > one.clientWidth + 1,
  ),
].map((one) => one.outerHTML.slice(0, 160))`;

const pressed = `[...document.querySelectorAll('button, input, select, textarea, nav a, .button')]
  .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && one.type !== 'hidden')
  .map((one) => one.outerHTML.slice(0, 120))`;

const headings = `[...document.querySelectorAll('thead')]
  .filter((one) => one.checkVisibility())
  .map((one) => getComputedStyle(one).display)
  .filter((display) => display !== 'table-header-group')`;

test.each(paths)(
  '%s on paper is not cut, cannot be pressed, and its headings repeat',
  async (path) => {
    // A sheet of A4 within its margins, on a machine whose screen is dark.
    const options = { viewport: { width: 718, height: 1_000 }, bypassCSP: true };
    const asked = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })`;
    await eachOf(path, options, async (page, address) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(cut), address).toEqual([]);
      expect(await page.evaluate(pressed), address).toEqual([]);
      expect(await page.evaluate(headings), address).toEqual([]);
      await page.addScriptTag({ content: axe });
      const { violations } = await page.evaluate<{
        violations: { id: string; nodes: { html: string }[] }[];
      }>(asked);
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((one) => one.html).join()}`,
      );
      expect(found, address).toEqual([]);
    });
  },
);
