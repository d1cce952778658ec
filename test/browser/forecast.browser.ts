/**
 * A Monday's planning, in a browser, without JavaScript: what will pass by the end of September, whose
 * it is, and on which day, down to the list of the checks.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { deskFor, visitorTo } from './for-a-test.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

test.each([true, false])('what is to come, with JavaScript: %s', async (javaScriptEnabled) => {
  const desk = await deskFor();
  const { page, complaints } = await visitorTo(browser, desk, 'Vera', { javaScriptEnabled });
  await page.goto('/performance');
  await page.getByRole('link', { name: 'What is to come' }).click();
  expect(await page.locator('h1').innerText()).toBe('Forecast');
  await page.getByLabel('Up to').fill('2026-09-30');
  await page.getByRole('button', { name: 'Show' }).click();
  const words = await page.getByRole('main').innerText();
  expect(words).toMatch(/Up to Wed 30 Sep 2026 \d+ more deadlines pass if nothing comes/);
  expect(await page.locator('svg.chart').first().getAttribute('aria-label')).toBe(
    'All together: deadlines that pass, by day',
  );

  // From a bar's number to the checks that are due on that day.
  await page.getByText('The numbers').first().click();
  const row = page.locator('figure table tbody tr').first();
  const passing = Number(await row.locator('td').first().innerText());
  await row.getByRole('link').click();
  expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(passing);
  await page.goBack();

  await page.getByLabel('Participant', { exact: true }).selectOption('MOPX');
  await page.getByRole('button', { name: 'Show' }).click();
  expect(page.url()).toContain('party=MOPX');
  expect(await page.locator('svg.chart').count()).toBe(1);

  const csv = await page.request.get('/forecast.csv?to=2026-09-30');
  expect((await csv.text()).split('\r\n')[0]).toBe('on,party,who,stage,ifNothingComes,asBefore');
  expect(complaints()).toEqual([]);
});
