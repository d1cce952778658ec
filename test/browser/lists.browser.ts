/**
 * Looking through a list: sorted by a heading, narrowed by what a filter says it would leave, with the
 * columns that one wants; by mouse and by keyboard, with and without JavaScript, on a phone too.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import type { Desk } from './desk.ts';
import { fullDesk } from './page-list.ts';
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

const phone = { viewport: { width: 360, height: 740 } };

const firstCells = (page: Page): Promise<string[]> => page.locator('main tbody th').allInnerTexts();

const shownRows = async (page: Page): Promise<number> =>
  Number(/of ([\d,]+)/.exec(await page.locator('.range').innerText())?.[1]?.replace(',', ''));

/** Shows what is folded, as it is on a phone. */
async function unfold(page: Page): Promise<void> {
  const fold = page.locator('.fold > summary');
  if (await fold.isVisible()) await fold.click();
}

test.each([
  ['with JavaScript', {}],
  ['without JavaScript', { javaScriptEnabled: false }],
  ['on a phone', phone],
  ['on a phone without JavaScript', { ...phone, javaScriptEnabled: false }],
])('files are sorted, narrowed and shown as one wants them, by mouse, %s', async (_, options) => {
  const { page, complaints, close } = await visitor(browser, desk, 'Anna', options);
  await page.goto('/files');
  await page.locator('thead').getByRole('link', { name: 'File', exact: true }).click();
  await page.waitForURL('**/files?by=name');
  const names = await firstCells(page);
  const heading = page.locator('thead th').first();
  expect(await heading.getAttribute('aria-sort')).toBe('ascending');
  await page.locator('thead').getByRole('link', { name: 'File', exact: true }).click();
  await page.waitForURL('**order=descending');
  expect(await firstCells(page)).toEqual(names.toReversed());

  await unfold(page);
  const outcome = page.getByRole('combobox', { name: 'What became of it' });
  const choice = outcome.locator('option[value=rejected]');
  const number = Number(/\((\d+)\)/.exec(await choice.innerText())?.[1]);
  expect(number).toBeGreaterThan(0);
  await outcome.selectOption('rejected');
  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Bytes' }).check();
  await page.getByRole('checkbox', { name: 'Flow', exact: true }).uncheck();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.waitForURL(/outcome=rejected/);
  expect(page.url()).toContain('by=name');
  expect(await shownRows(page)).toBe(number);
  const headings = await page.locator('thead th').allTextContents();
  expect(headings).toContain('Bytes');
  expect(headings).not.toContain('Flow');
  expect(complaints()).toEqual([]);
  await close();
});

test.each(['/exceptions', '/outbox', '/acts', '/checks'])(
  '%s is sorted, and its columns are chosen, by keyboard alone',
  async (path) => {
    const { page, complaints, close } = await visitor(browser, desk, 'Anna');
    await page.goto(path);
    const link = page.locator('main thead th[aria-sort=none] a').first();
    const name = await link.innerText();
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?&]by=/);
    const sorted = page.locator('main thead th[aria-sort=ascending]').first();
    expect(await sorted.innerText()).toContain(name);

    const before = await page.locator('main thead:has([aria-sort])').first().locator('th').count();
    await page.locator('#columns > summary').focus();
    await page.keyboard.press('Enter');
    const box = page.locator('#columns input:checked').last();
    const gone = await box.getAttribute('value');
    await box.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?&]columns=/);
    expect(await page.locator('main thead:has([aria-sort])').first().locator('th').count()).toBe(
      before - 1,
    );
    expect(await page.locator(`#columns input[value=${gone}]`).isChecked()).toBe(false);
    expect(complaints()).toEqual([]);
    await close();
  },
);

test('lists with chosen columns are fit for everybody, wide and on a phone, light and dark', async () => {
  for (const options of [{}, phone, { colorScheme: 'dark' as const }]) {
    const { page, close } = await visitor(browser, desk, 'Anna', { ...options, bypassCSP: true });
    for (const address of [
      '/files?by=size&columns=sender,size,now',
      '/exceptions?by=code&columns=code,about,claimed,remedy',
      '/outbox?by=name&columns=flow,party,identifier',
      '/acts?by=who&columns=who,act',
      '/checks?by=meterOperator&columns=due,meterOperator,closed',
    ]) {
      await page.goto(address);
      await page.evaluate(
        "document.querySelectorAll('details').forEach((one) => (one.open = true))",
      );
      await page.addScriptTag({ content: axe });
      const found = await page.evaluate<readonly { id: string; nodes: readonly unknown[] }[]>(
        "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))",
      );
      expect([address, found]).toEqual([address, []]);
      const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect([address, await page.evaluate(wider)]).toEqual([address, 0]);
    }
    await close();
  }
});
