/**
 * A customer is on the telephone: with what they know of their home it is found, its page tells what
 * there is to tell, and an approver sees afterwards who looked. The same without JavaScript.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { mpanOf } from '../support/flow-files.ts';
import { launchChromium } from './chromium.ts';
import { type Desk, openDesk, type Somebody } from './desk.ts';
import { type Visitor, visitor } from './visitor.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const sites = `mpan,notifiedOn,source,reference,technology,capacityKw,meterId,addressLine1,addressLine2,postcode
${mpanOf(501)},2026-08-10,Quince Solar,QS-2026/17,solar photovoltaic,3.68,Q07K00001,12 Ffordd Tŷ-Gwyn,ABERYSTWYTH,SY23 1AB
${mpanOf(502)},2026-08-10,Quince Solar,QS-2026/18,wind,1.5,Q07K00002,4 Ffordd y Môr,LEEDS,LS1 4AP
`;

async function deskWithSites(): Promise<Desk> {
  const desk = await openDesk({ more: { 'inbox/sites.csv': sites } });
  onTestFinished(() => desk.close());
  return desk;
}

async function visitorTo(
  desk: Desk,
  name: Somebody,
  options: Parameters<typeof visitor>[3],
): Promise<Visitor> {
  const here = await visitor(browser, desk, name, options);
  onTestFinished(here.close);
  return here;
}

const main = (page: Page) => page.getByRole('main');
const h1 = (page: Page): Promise<string> => page.locator('h1').innerText();

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a customer is on the telephone, %s', (_name, javaScriptEnabled) => {
  test('from half a street to the check, and from the check to who looked', async () => {
    const desk = await deskWithSites();
    const { page, complaints } = await visitorTo(desk, 'Otto', { javaScriptEnabled });
    await page.goto('/');

    // "I live in Ffordd something": two do, and the town says which.
    if (javaScriptEnabled) await page.keyboard.press('/');
    else await page.locator('#find').focus();
    await page.keyboard.type('ffordd');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/find/);
    expect(await h1(page)).toBe('Find');
    expect(await main(page).locator('tbody tr').count()).toBe(2);
    expect(await main(page).innerText()).toContain('12 Ffordd Tŷ-Gwyn, ABERYSTWYTH');

    // Misheard: nothing has both, and the page leads on.
    await page.locator('#q').fill('ffordd bristol');
    await page.locator('#q').press('Enter');
    await main(page).getByText('Nothing has all of').waitFor();
    await main(page).getByRole('link', { name: 'ffordd', exact: true }).click();
    await page.getByRole('link', { name: mpanOf(501) }).click();

    // One page tells what there is to tell.
    expect(await h1(page)).toBe(`MPAN ${mpanOf(501)}`);
    const site = await page.locator('#site').innerText();
    for (const words of [
      'SY23 1AB',
      'Q07K00001',
      'solar photovoltaic',
      '3.68 kW',
      'QS-2026/17, by Quince Solar',
    ]) {
      expect(site).toContain(words);
    }
    expect(await page.locator('#way svg').first().isVisible()).toBe(false);
    await page.locator('#way > summary').click();
    expect(await page.locator('#way svg').first().isVisible()).toBe(true);

    // The meter alone leads there at once.
    await page.locator('#find').fill('07K00001');
    await page.locator('#find').press('Enter');
    await page.waitForURL(new RegExp(mpanOf(501)));
    expect(complaints()).toEqual([]);

    // Somebody who only looks on sees no address, and an approver sees who looked.
    const viewer = await visitorTo(desk, 'Vera', { javaScriptEnabled });
    await viewer.page.goto('/find?q=ffordd');
    expect(await main(viewer.page).innerText()).toContain('Nothing has all of');
    await viewer.page.goto(`/checks/${mpanOf(501)}`);
    expect(await viewer.page.locator('#site').innerText()).toContain('for operators and approvers');
    const approver = await visitorTo(desk, 'Anna', { javaScriptEnabled });
    await approver.page.goto(`/audit?mpan=${mpanOf(501)}`);
    const looks = await main(approver.page).locator('tbody').innerText();
    expect(looks).toMatch(/Vera\s+viewer.*explain/);
    expect(looks).toMatch(/Otto\s+operator.*find/);
    expect(approver.complaints()).toEqual([]);
  });
});
