/**
 * The work queue in a browser: forty unclear reports are decided by keyboard, one after the other, and
 * forty-seven that say the same at once. Keys and pages are counted, and reckoned into seconds.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mpanOf, notificationsCsv, reportFile, requestFile } from '../support/flow-files.ts';
import { launchChromium } from './chromium.ts';
import type { Desk } from './desk.ts';
import { deskFor, visitorTo } from './for-a-test.ts';
import { model } from './player.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const forty = Array.from({ length: 40 }, (_, n) => mpanOf(700 + n));
const same = Array.from({ length: 47 }, (_, n) => mpanOf(800 + n));

/** What engineers wrote instead of an answer, each in other words. */
const wordsOf = (n: number): string =>
  `SEE ${['PHOTO', 'LETTER', 'JOB SHEET', 'NOTE ON METER'][n % 4]} OF VISIT NUMBER ${n + 1}`;

function reportsOf(mpans: readonly string[], words: (n: number) => string): Record<string, string> {
  return {
    'inbox/notified.csv': notificationsCsv(mpans.map((mpan) => ({ mpan }))),
    'sent/asked.usr': requestFile('ASKED1', mpans),
    ...Object.fromEntries(
      mpans.map((mpan, n) => [
        `inbox/report-${n}.usr`,
        reportFile(`REP${n}`, [mpan], words(n), '20260812100000'),
      ]),
    ),
  };
}

const main = (page: Page): Promise<string> => page.getByRole('main').innerText();
const decisionsOf = async ({ gateway }: Desk, mpans: readonly string[]) =>
  Promise.all(
    mpans.map(async (mpan) => {
      const acts = (await gateway.store.journalOf(mpan)).filter(({ kind }) => kind === 'operator');
      return acts.map((act) => ('who' in act ? `${act.who}: ${act.reason}` : ''));
    }),
  );

/**
 * Beside the keys: reading at 240 words a minute, the words of a report and what stands around them are
 * twelve.
 */
const reading = { word: 60 / 240, wordsOfPage: 12 };
const reckoned = ({ keys, pages }: { keys: number; pages: number }): number =>
  keys * model.key + pages * (model.page + reading.wordsOfPage * reading.word + 2 * model.thought);

/** Somebody at the keyboard alone, whose keys are counted. */
function typist(page: Page) {
  const counted = { keys: 0, pages: 0 };
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) counted.pages += 1;
  });
  return {
    counted,
    press: async (key: string): Promise<void> => {
      counted.keys += key.split('+').length;
      await page.keyboard.press(key);
    },
    type: async (text: string): Promise<void> => {
      counted.keys += text.length;
      await page.keyboard.type(text);
    },
  };
}

const reasons = ['photo seen', 'asked by phone', 'letter is clear', 'engineer called'];

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('the work queue %s', (name, javaScriptEnabled) => {
  test('forty unclear reports are decided in under eight minutes by keyboard', async () => {
    const desk = await deskFor({ story: false, more: reportsOf(forty, wordsOf) });
    const { page, complaints } = await visitorTo(browser, desk, 'Otto', { javaScriptEnabled });
    await page.goto('/');
    const { counted, press, type } = typist(page);
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Exceptions' })
      .click();
    // A key is heard once the page is all there.
    await page.waitForURL(/\/exceptions$/);
    await page.waitForLoadState();
    const begin = page.getByRole('link', { name: 'Begin with the first' });
    const isThere = (): Promise<boolean> =>
      begin.evaluate((link) => link === link.ownerDocument.activeElement);
    if (javaScriptEnabled) await press('n');
    else {
      while (!(await isThere())) await press('Tab');
      await press('Enter');
    }
    for (let n = 0; n < forty.length; n += 1) {
      await page.waitForURL(/\/checks\/\d{13}\?.*place=/);
      await page
        .getByText(`${forty.length - n} items left`)
        .or(page.getByText('1 item left'))
        .waitFor();
      const at = page.url();
      // A person sees where the cursor stands before a key is pressed; a page may come late.
      await page.locator('form :focus').waitFor();
      expect(await main(page)).toMatch(
        /SEE (PHOTO|LETTER|JOB SHEET|NOTE ON METER) OF VISIT NUMBER/,
      );
      await press('2');
      await press('Tab');
      await type(reasons[n % reasons.length] ?? '');
      if (javaScriptEnabled) await press('Control+Enter');
      else {
        await press('Tab');
        await press('Enter');
      }
      await page.waitForURL((url) => String(url) !== at);
    }
    expect(await main(page)).toContain('The work queue is empty.');
    const decisions = await decisionsOf(desk, forty);
    expect(decisions.every((acts) => acts.length === 1)).toBe(true);
    expect(new Set(decisions.flat()).size).toBe(reasons.length);
    const seconds = reckoned(counted);
    console.log(`${name}: ${counted.keys} keys, ${counted.pages} pages, ${Math.round(seconds)} s`);
    expect(seconds).toBeLessThan(8 * 60);
    expect(complaints()).toEqual([]);
  });

  test('forty-seven that say the same are one decision, and who was faster is not overruled', async () => {
    const more = reportsOf(same, (n) => (n % 2 === 0 ? 'SEE PHOTO' : 'See  photo'));
    const desk = await deskFor({ more });
    const otto = await visitorTo(browser, desk, 'Otto', { javaScriptEnabled });
    const anna = await visitorTo(browser, desk, 'Anna', { javaScriptEnabled });
    const { page } = otto;
    await page.goto('/');
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Exceptions' })
      .click();
    await page.getByRole('link', { name: 'Decide all 47' }).click();
    expect(await page.locator('h1').innerText()).toBe('47 reports say “see photo”');
    expect(await page.locator('main tbody tr').count()).toBe(47);

    // Anna decides one of them meanwhile.
    await anna.page.goto(`/checks/${same[3]}`);
    await anna.page.getByLabel('The decision').selectOption('has');
    await anna.page.locator('#decide-reason').fill('seen on the spot');
    await anna.page.getByRole('button', { name: 'Decide', exact: true }).click();

    await page.getByLabel('The decision').selectOption('hasNot');
    await page.locator('#decide-reason').fill('all photographs seen');
    await page.getByRole('button', { name: 'Decide 47 reports' }).click();
    const words = await main(page);
    expect(words).toContain('Decided 46 reports. Left out, because they have moved on');
    expect(words).toMatch(new RegExp(`${same[3]}: Anna: decide has.*seen on the spot`));
    const decisions = await decisionsOf(desk, same);
    expect(decisions.map((acts) => acts.length)).toEqual(same.map(() => 1));
    expect(decisions[3]).toEqual(['Anna: seen on the spot']);
    expect(decisions[4]).toEqual(['Otto: all photographs seen']);
    expect([...otto.complaints(), ...anna.complaints()]).toEqual([]);
  });
});
