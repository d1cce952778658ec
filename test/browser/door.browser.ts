/** Who comes in, what each sees there, and that nobody else's page can send a form of ours. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demonstrationMpans } from '../../src/demo/index.ts';
import { launchChromium } from './chromium.ts';
import { type Desk, openDesk, people } from './desk.ts';
import { visitor } from './visitor.ts';

const m = demonstrationMpans;
const tokenOf = (who: string): string => people.find(({ name }) => name === who)?.token ?? '';

let desk: Desk;
let browser: Browser;
beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});

test('somebody signs in with a token, and out again', async () => {
  const { page, close } = await visitor(browser, desk, null);
  await page.goto(`/checks/${m.overdue}`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.getByLabel('Your token').fill('pawl_of_nobody');
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await page.getByRole('alert').innerText()).toContain('not known');
  await page.getByLabel('Your token').fill(tokenOf('Otto'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await page.locator('h1').innerText()).toMatch(/^MPAN/);
  expect(await page.locator('.person').innerText()).toContain('Otto, operator');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await page.evaluate('document.cookie')).toBe('');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/');
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await close();
});

const places = [
  `/checks/${m.unclear}`,
  `/checks/${m.toReplace}`,
  '/checks?owed=yes',
  '/files?outcome=rejected',
];

test('a viewer sees everything and can do nothing', async () => {
  const { page, close } = await visitor(browser, desk, 'Vera');
  const [rejected] = await desk.gateway.store.receipts();
  for (const place of [...places, `/files/${rejected?.id}`]) {
    const answer = await page.goto(place);
    expect(answer?.status(), place).toBe(200);
    expect(await page.locator('main form[method=post]').count(), place).toBe(0);
  }
  // Not even with a form made by hand that has the right word.
  const word = await page.locator('input[name=_csrf]').first().inputValue();
  const form = { _csrf: word, decision: 'hasNot', reason: 'because' };
  const answer = await page.request.post(`/checks/${m.unclear}/decide`, { form });
  expect(answer.status()).toBe(403);
  await close();
});

test('an operator decides and does not approve', async () => {
  const { page, close } = await visitor(browser, desk, 'Otto');
  await page.goto(`/checks/${m.toReplace}`);
  expect(await page.getByRole('button', { name: 'Decide', exact: true }).count()).toBe(1);
  expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  await page.goto('/checks?owed=yes');
  expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  await close();
});

const forms = `<form method="post" action="URL">
<input name="decision" value="hasNot"><input name="reason" value="forged"><button>Win</button></form>`;

test.each([
  ['where people sign in', {}, '/sign-in'],
  ['where this machine is let in', { openOnLoopback: true, tokens: [] }, null],
])('a page elsewhere cannot send a form of ours, %s', async (_name, web, endsAt) => {
  const own = await openDesk({ web });
  const { page, close } = await visitor(browser, own, endsAt === null ? null : 'Anna');
  await page.goto('/');
  await page.goto('about:blank');
  await page.setContent(forms.replace('URL', `${own.url}/checks/${m.unclear}/decide`));
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/decide'));
  await page.getByRole('button', { name: 'Win' }).click();
  const answer = await answered;
  expect(endsAt === null ? answer.status() : answer.headers()['location']).toBe(endsAt ?? 403);
  const [report] = await own.gateway.store.exceptions({ open: true });
  expect(report?.code).toBe('REPORT_UNCLEAR');
  await close();
  await own.close();
});

test('a form that is not of this session says so', async () => {
  const { page, close } = await visitor(browser, desk, 'Anna');
  await page.goto(`/checks/${m.unclear}`);
  await page.evaluate("document.querySelectorAll('[name=_csrf]').forEach((f) => (f.value = 'x'))");
  await page.getByLabel('The decision').selectOption('has');
  await page.locator('#decide-reason').fill('because');
  await page.getByRole('button', { name: 'Decide', exact: true }).click();
  expect(await page.getByRole('main').innerText()).toContain('FORM_NOT_OURS');
  // What was written is there still, and can be sent as it is.
  expect(await page.locator('#decide-reason').inputValue()).toBe('because');
  await page.getByRole('button', { name: 'Decide', exact: true }).click();
  expect(await page.getByRole('main').innerText()).toContain('Decided.');
  await close();
});
