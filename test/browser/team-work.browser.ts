/**
 * A desk of several people, in a browser, with JavaScript and without: who works on what, what was said
 * on the telephone, what is new since yesterday, and the lists they look at every day.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demonstrationMpans } from '../../src/demo/index.ts';
import { launchChromium } from './chromium.ts';
import { deskFor, visitorTo } from './for-a-test.ts';

const m = demonstrationMpans;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const wordsIn = (page: Page): Promise<string> => page.getByRole('main').innerText();
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a team %s', (_name, javaScriptEnabled) => {
  test('shares its work: claims, a note, a call, what is new, and a view for all', async () => {
    const desk = await deskFor({});
    const as = (who: 'Anna' | 'Otto') => visitorTo(browser, desk, who, { javaScriptEnabled });
    const [{ page: anna, complaints }, { page: otto }] = [await as('Anna'), await as('Otto')];

    // Otto's form is open when Anna claims the check.
    await otto.goto(`/checks/${m.unclear}`);
    await otto.getByLabel('The decision').selectOption('hasNot');
    await otto.locator('#decide-reason').fill('no backstop on the photograph');
    await anna.goto('/exceptions?claim=none');
    await anna.getByRole('link', { name: m.unclear }).first().click();
    await press(anna, 'Claim it');
    expect(await wordsIn(anna)).toContain('Yours: colleagues see that you work on it.');
    await press(otto, 'Decide');
    expect(await wordsIn(otto)).toContain('Nothing was done.');
    expect(await wordsIn(otto)).toMatch(/Anna has claimed this/);
    expect(await otto.locator('#decide-reason').inputValue()).toBe('no backstop on the photograph');

    // A colleague sees it in the lists, and what nobody has is found.
    await otto.goto('/checks?open=yes&claim=others');
    expect(await wordsIn(otto)).toMatch(/Claimed by/i);
    expect(await wordsIn(otto)).toContain(m.unclear);
    await otto.getByLabel('Claimed').selectOption('none');
    await press(otto, 'Show');
    expect(await wordsIn(otto)).not.toContain(m.unclear);

    // A note, and a call about what is overdue, shown where it is chased.
    await anna.goto(`/checks/${m.unclear}`);
    await anna.getByLabel('Add a note').fill('the landlord\nhas the key');
    await press(anna, 'Keep the note');
    expect(await wordsIn(anna)).toContain('the landlord\nhas the key');
    await otto.goto(`/checks/${m.overdue}`);
    await otto.locator('summary', { hasText: 'Keep a call' }).click();
    await otto.getByLabel('Who was spoken to').fill('Ms Hartley, scheduling');
    await otto.getByLabel('What was said').fill('the visit is on Friday');
    await press(otto, 'Keep the call');
    await anna.goto('/chases/MOPY');
    expect(await wordsIn(anna)).toMatch(/Otto.*Ms Hartley, scheduling.*the visit is on Friday/s);

    // Anna hands it over with a word, and Otto decides.
    await anna.goto(`/checks/${m.unclear}`);
    await anna.locator('summary', { hasText: 'Hand it to a colleague' }).click();
    const to = anna.getByLabel('To whom');
    await ((await to.evaluate((field) => field.tagName)) === 'SELECT'
      ? to.selectOption('Otto')
      : to.fill('Otto'));
    await anna.locator('#hand-over-reason').fill('on leave from noon');
    await press(anna, 'Hand it over');
    await otto.goto('/exceptions?claim=mine');
    await otto.getByRole('link', { name: m.unclear }).first().click();
    expect(await wordsIn(otto)).toMatch(/handed over by Anna: ?.?on leave from noon/);
    await otto.getByLabel('The decision').selectOption('hasNot');
    await otto.locator('#decide-reason').fill('no backstop on the photograph');
    await press(otto, 'Decide');
    expect(await wordsIn(otto)).toContain('Decided.');

    // A view for all, with its count.
    await otto.goto('/checks?late=breached');
    await otto.locator('summary', { hasText: 'Save this view' }).click();
    await otto.getByLabel('Name of the view').fill('Breached');
    await otto.getByLabel('for colleagues too').check();
    await press(otto, 'Save the view');
    await anna.goto('/checks');
    const view = anna.getByRole('link', { name: /^Breached \d/ });
    const shown = Number((await view.innerText()).replace(/\D/g, ''));
    await view.click();
    expect(await anna.locator('main tbody tr').count()).toBe(shown);

    // Anna comes back the next morning.
    desk.clock.set('2026-08-15T08:00:00Z');
    await anna.goto('/team');
    const news = await wordsIn(anna);
    expect(news).toContain('Since you were last here');
    expect(news).toMatch(/Otto\s.*decide hasNot\s.*no backstop on the photograph/s);
    await anna.getByRole('link', { name: 'Who did what, by person and day' }).click();
    await anna.getByRole('link', { name: 'Otto' }).first().click();
    expect(await wordsIn(anna)).toMatch(/call MOPY/);
    expect(await wordsIn(anna)).not.toMatch(/landlord|visit is on Friday/);
    expect(complaints()).toEqual([]);
  });
});
