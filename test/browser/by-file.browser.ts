/**
 * Somebody decides by a file what waits, brings in a workbook, and puts right what was refused of it:
 * the list is taken from the page, filled in, looked through, and decided. The same without JavaScript.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { badMpanOf, mpanOf } from '../support/flow-files.ts';
import { workbook } from '../support/workbooks.ts';
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
])('by a file, %s', (name, javaScriptEnabled) => {
  test('what waits is decided, and a workbook is brought in, corrected and brought again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pawl-by-file-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const desk = await deskFor();
    const { page, complaints } = await visitorTo(browser, desk, 'Otto', { javaScriptEnabled });
    const main = page.getByRole('main');
    const downloaded = async (link: string): Promise<string> => {
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: link }).first().click();
      return readFileSync(await (await downloading).path(), 'utf8');
    };
    const bring = async (file: string, content: string | Buffer): Promise<void> => {
      writeFileSync(join(folder, file), content);
      await page.locator('input[type=file]').setInputFiles(join(folder, file));
      await page.getByRole('button', { name: 'Bring in' }).click();
    };

    await page.goto('/files');
    await page.getByRole('link', { name: 'Bring in' }).click();
    const waiting = await downloaded('CSV');
    const filled = waiting.replaceAll(/^(\d{13}),,,/gm, '$1,hasNot,photograph seen,');
    expect(filled).not.toBe(waiting);
    await bring('decisions.csv', `${filled}${mpanOf(99)},has,no such check,,,,,\r\n`);
    await page.getByRole('heading', { name: /^Decide \d+ checks?\?$/ }).waitFor();
    expect(await main.innerText()).toContain('Nothing has been decided yet');
    expect(await main.innerText()).toContain(`no check of MPAN ${mpanOf(99)} is known`);
    await page.getByRole('button', { name: /^Decide \d+ checks?$/ }).click();
    expect(await main.innerText()).toMatch(/\d+ checks? decided/);

    await page.goto('/upload');
    const columns = ['mpan', 'notifiedOn', 'source', 'reference'];
    const book = await workbook(columns, [
      [mpanOf(71), '2026-08-03', 'DNO', 'R71'],
      [badMpanOf(72), '2026-08-04', 'DNO', 'R72'],
    ]);
    await bring('august.xlsx', book);
    await page.waitForURL(/\/files\/\d+/);
    expect(await main.innerText()).toContain('applied in part');
    expect(await main.innerText()).toContain('MPAN_CHECK_DIGIT_WRONG');
    const refused = await downloaded('Download what was refused');
    expect(refused).toContain(badMpanOf(72));
    await bring('august again.csv', refused.replace(badMpanOf(72), mpanOf(72)));
    await page.waitForURL(/\/files\/\d+/);
    await page.getByText('All of it was applied.').waitFor();
    await page.goto(`/checks?q=${mpanOf(72)}`);
    expect(await main.innerText()).toContain(mpanOf(72));
    expect(complaints(), name).toEqual([]);
  });
});
