/**
 * Which option: the report of `pawl compare` is one sheet of A4 on which nothing is cut, too small or
 * told by a colour; on a screen it goes on. The page of the desk has its pictures, in the ink of the page.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  compareOptions,
  reportHtml,
  shippedParameters,
  plainDesk,
} from '../../src/compare/index.ts';
import { launchChromium } from './chromium.ts';
import { deskFor, visitorTo } from './for-a-test.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Colours of what is shown that are no grey. */
const colours = `[...document.querySelectorAll('body, body *')]
  .filter((one) => one.checkVisibility())
  .flatMap((one) => {
    const { color, backgroundColor, borderBottomColor, fill, stroke } = getComputedStyle(one);
    return [color, backgroundColor, borderBottomColor, fill, stroke];
  })
  .filter((colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g) ?? [];
    return red !== green || green !== blue;
  })`;

/** What is wider than the sheet. */
const cut = `[...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))`;

/** The smallest letters on the sheet, in points: those of a picture as large as it is shown. */
const smallest = `Math.min(...[...document.querySelectorAll('p, li, th, td, figcaption, text')]
  .filter((one) => one.checkVisibility() && one.textContent.trim() !== '')
  .map((one) => {
    const { width } = one.ownerSVGElement?.getBoundingClientRect() ?? {};
    const scale = width === undefined ? 1 : width / one.ownerSVGElement.viewBox.baseVal.width;
    return parseFloat(getComputedStyle(one).fontSize) * scale * 0.75;
  }))`;

test('the report is one sheet of A4, in black and white', { timeout: 300_000 }, async () => {
  const shipped = shippedParameters();
  const own = ['MOPA', 'MOPB', 'MOPC', 'MOPD', 'MOPE', 'MOPF', 'MOPG', 'MOPH'];
  const html = reportHtml(
    await compareOptions({
      desk: plainDesk,
      seed: 42,
      rows: null,
      // More Meter Operators than usual, so that there is more to tell.
      parameters: {
        ...shipped,
        meterOperators: own.map((mpid) => ({ mpid, share: 1, pace: 1.5 })),
      },
      profiles: ['option-1', 'option-2', 'option-3'],
      checks: 400,
      sensitivityChecks: 2,
    }),
  );
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  await page.setContent(html);
  const below = page.getByRole('heading', { name: 'Differences' });
  expect(await below.isVisible()).toBe(true);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const text = pdf.toString('latin1');
  expect(text.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  // A4 in points.
  expect(text).toMatch(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);

  // A sheet of A4 within its margins.
  await page.setViewportSize({ width: 726, height: 1_054 });
  await page.emulateMedia({ media: 'print' });
  expect(await below.isVisible()).toBe(false);
  expect(await page.evaluate(cut)).toEqual([]);
  expect(await page.evaluate(colours)).toEqual([]);
  expect(await page.evaluate(smallest)).toBeGreaterThanOrEqual(6.5);
  for (const words of ['shares.hasBackstop: 60 % (40 % … 80 %)', 'Missed deadlines', 'MOPH 1']) {
    expect(await page.locator('body').innerText()).toContain(words);
  }
  await page.close();
});

test('the page of the desk has the pictures, which say what they show', async () => {
  const desk = await deskFor();
  const { page, complaints } = await visitorTo(browser, desk, 'Vera', { colorScheme: 'dark' });
  await page.goto('/performance');
  const link = page.getByRole('link', { name: 'Which option?' });
  expect(await link.getAttribute('href')).toBe('/compare');
  await page.goto('/compare?checks=20&sensitivity=1');
  const pictures = page.locator('svg.compared');
  expect(await pictures.count()).toBe(5);
  expect(await pictures.first().getAttribute('aria-label')).toMatch(
    /^Share of checks still open after 10, 20, 40 and 60 Working Days: option-1 \d+\.\d %/,
  );
  expect(await pictures.nth(1).getAttribute('aria-label')).toMatch(/days\.\w+ [\d.]+ to [\d.]+/);
  const inks = `[...new Set(['body', '.compared text', '.compared polyline'].map((one) => {
    const { color } = getComputedStyle(document.querySelector(one));
    return color;
  }))]`;
  expect(await page.evaluate(inks)).toEqual([expect.stringMatching(/rgb/)]);
  // Each parameter is below the picture, in numbers.
  await page.getByText('The numbers').first().click();
  const rows = page.locator('details[open] tbody tr');
  expect(await rows.count()).toBe(26);
  expect(complaints()).toEqual([]);
});
