/**
 * Others are told so that they can act: a Meter Operator takes its visits of the week along on paper,
 * and a message about many MPANs goes with a file for a spreadsheet. The same without JavaScript.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mpanOf, requestFile } from '../support/flow-files.ts';
import { launchChromium } from './chromium.ts';
import { deskFor, visitorTo } from './for-a-test.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const sites = `mpan,notifiedOn,source,reference,technology,meterId,addressLine1,addressLine2,postcode
${mpanOf(701)},2026-08-03,us,R1,solar,Q07K00001,12 Ffordd Tŷ-Gwyn,ABERYSTWYTH,SY23 1AB
${mpanOf(702)},2026-08-03,us,R2,wind,Q07K00002,4 Mill Lane,LEEDS,LS10 4AP
${mpanOf(703)},2026-08-03,us,R3,solar,Q07K00003,9 College Road,LEEDS,LS2 9JT
`;

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('%s', (_name, javaScriptEnabled) => {
  test('a Meter Operator prints its visits of the week by postcode', async () => {
    const mpans = [701, 702, 703].map(mpanOf);
    const desk = await deskFor({
      story: false,
      settings: { mpid: 'MOPX', role: 'M' },
      more: {
        'inbox/sites.csv': sites,
        // Asked on Monday 3 August: due on Monday 17.
        'sent/asked.usr': requestFile('SU01', mpans, '20260803100000'),
      },
    });
    const { page, complaints } = await visitorTo(browser, desk, 'Otto', { javaScriptEnabled });
    await page.goto('/');
    await page.getByRole('link', { name: 'visits of the week' }).click();
    expect(await page.locator('h1').innerText()).toBe('Visits, Mon 10 Aug 2026 to Sun 16 Aug 2026');
    expect(await page.getByRole('main').innerText()).toContain('No visit is due in this week.');
    await page.getByRole('link', { name: 'The week after' }).click();
    expect(await page.locator('.area h2').allInnerTexts()).toEqual([
      'LS2 1 visit',
      'LS10 1 visit',
      'SY23 1 visit',
    ]);
    const table = page.locator('.area').last();
    for (const words of ['12 Ffordd Tŷ-Gwyn', 'SY23 1AB', 'OLD0000701', mpanOf(701), 'D0002']) {
      expect(await table.innerText()).toContain(words);
    }
    // On paper there are the visits, and nothing to click.
    await page.emulateMedia({ media: 'print' });
    expect(await table.locator('.tick').isVisible()).toBe(true);
    for (const gone of ['nav.pager', 'header nav', 'a.screen', 'form.find']) {
      expect([gone, await page.locator(gone).first().isVisible()]).toEqual([gone, false]);
    }
    expect(await page.pdf({ format: 'A4' })).toBeInstanceOf(Buffer);
    const csv = await page.request.get('/api/v1/visits?week=2026-08-17&format=csv');
    expect((await csv.text()).split('\r\n')[1]).toContain('LS2 9JT,"9 College Road, LEEDS"');
    expect(complaints()).toEqual([]);
  });

  test('a message about many MPANs is a text, and a file for a spreadsheet', async () => {
    const mpans = Array.from({ length: 51 }, (_, at) => mpanOf(710 + at));
    const desk = await deskFor({
      story: false,
      more: { 'sent/asked.usr': requestFile('SU01', mpans, '20260720100000') },
    });
    const { page, complaints } = await visitorTo(browser, desk, 'Otto', { javaScriptEnabled });
    await page.goto('/');
    expect(await page.locator('.lead').innerText()).toContain('Chase MOPX for 51 overdue answers');
    await page.locator('.lead').getByRole('link').click();
    await page.getByRole('link', { name: 'a file for a spreadsheet' }).waitFor();
    const message = await page.request.get('/chases/MOPX/message.txt');
    expect(await message.text()).toContain(
      'The 51 MPANs are in the attached file chase_MOPX_2026-08-14.csv',
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'a file for a spreadsheet' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('chase_MOPX_2026-08-14.csv');
    complaints();
  });
});
