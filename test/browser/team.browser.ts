/**
 * Two people at one desk, in a browser, with JavaScript and without: nothing goes out unseen, nobody is
 * overruled by a stale form, and what was decided too soon is taken back.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demonstrationMpans } from '../../src/demo/index.ts';
import { mpanOf, notificationsCsv } from '../support/flow-files.ts';
import { launchChromium } from './chromium.ts';
import type { Desk } from './desk.ts';
import { deskFor, visitorTo } from './for-a-test.ts';

const m = demonstrationMpans;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Sixty checks whose D0001 waits, beside the demonstration's, whose D0142 does. */
const more = {
  'inbox/more.csv': notificationsCsv(
    Array.from({ length: 60 }, (_, n) => ({ mpan: mpanOf(500 + n) })),
  ),
};

const wordsIn = (page: Page): Promise<string> => page.getByRole('main').innerText();
const outbox = ({ workspace }: Desk): readonly string[] =>
  readdirSync(join(workspace, 'outbox')).filter((name) => name.endsWith('.usr'));

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a desk of several people %s', (_name, javaScriptEnabled) => {
  test('nothing goes out unseen', async () => {
    const desk = await deskFor({ undoSeconds: 60, more });
    const anna = await visitorTo(browser, desk, 'Anna', { javaScriptEnabled });
    const { page } = anna;

    // The list is narrowed to D0142s, says to whom they go, and approves these alone.
    await page.goto('/checks?owed=yes&rows=200');
    expect(await page.locator('input[name=ids]').count()).toBeGreaterThan(60);
    await page.getByLabel('Flow').selectOption('D0142');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const waiting = await page.locator('input[name=ids]').count();
    expect(waiting).toBeGreaterThan(0);
    expect(await wordsIn(page)).toMatch(/D0142 to MOP[XY]/);
    const list = page.url();
    await page.getByRole('button', { name: /^Approve the .*D0142s? shown$/ }).click();

    // The preview tells recipients, counts and the flow in words, and asks once.
    expect(await page.locator('h1').innerText()).toMatch(/^Approve \d+ flows?\?$/);
    expect(await wordsIn(page)).toMatch(/would go out: \d+ D0142 to MOP[XY]/);
    await page.locator('summary', { hasText: 'in words' }).first().click();
    expect(await wordsIn(page)).toContain('Metering Point Address Line 1');
    expect(outbox(desk)).toEqual([]);
    await page.getByRole('button', { name: /^Approve \d+ flows?$/ }).click();

    // Back in the same list; it is kept back, and undone.
    expect(page.url()).toContain(new URL(list).search.slice(0, 20));
    expect(await wordsIn(page)).toMatch(/Anna approved \d+ flows? at 12:00:00/);
    expect(await wordsIn(page)).toMatch(/(It goes|They go) out at 12:01:00/);
    await page.getByRole('button', { name: /^Undo \d+ flows?$/ }).click();
    expect(await wordsIn(page)).toContain('Undone: it will not go out');
    expect(await page.locator('input[name=ids]').count()).toBe(waiting);
    desk.clock.set('2026-08-14T11:01:30Z');
    const looked = desk.passed(() => true);
    desk.nudge();
    await looked;
    expect(outbox(desk)).toEqual([]);

    // Approved once more, it goes out when the minute is over.
    await page.locator('input[name=ids]').first().check();
    await page.getByRole('button', { name: 'Approve what is chosen' }).click();
    await page.getByRole('button', { name: 'Approve 1 flow' }).click();
    const written = desk.passed((pass) => pass.written.length > 0);
    desk.clock.set('2026-08-14T11:02:30Z');
    desk.nudge();
    expect((await written).written).toHaveLength(1);
    await page.reload();
    expect(await page.getByRole('button', { name: /^Undo/ }).count()).toBe(0);
    expect(outbox(desk)).toEqual([expect.stringMatching(/^D0142_/)]);
    expect(anna.complaints()).toEqual([]);
  });

  test('no stale form overrules a colleague', async () => {
    const desk = await deskFor({ undoSeconds: 60, more });
    const { page: anna, complaints } = await visitorTo(browser, desk, 'Anna', {
      javaScriptEnabled,
    });
    const otto = await visitorTo(browser, desk, 'Otto', { javaScriptEnabled });
    for (const page of [anna, otto.page]) await page.goto(`/checks/${m.unclear}`);
    const fill = async (page: Page, decision: string, reason: string): Promise<void> => {
      await page.getByLabel('The decision').selectOption(decision);
      await page.locator('#decide-reason').fill(reason);
    };
    const decide = async (page: Page, decision: string, reason: string): Promise<void> => {
      await fill(page, decision, reason);
      await page.getByRole('button', { name: 'Decide', exact: true }).click();
    };
    // What somebody has begun to write is left as it is, whatever changes meanwhile.
    await fill(otto.page, 'askAgain', 'the photograph is of next door');
    await decide(anna, 'hasNot', 'asked by telephone: there is none');
    expect(await wordsIn(anna)).toContain('Decided.');

    // Otto's form is older than that: nothing is done, and his words are not lost.
    await otto.page.getByRole('button', { name: 'Decide', exact: true }).click();
    const refused = await wordsIn(otto.page);
    expect(refused).toContain('Nothing was done.');
    expect(refused).toMatch(/Anna: decide hasNot, on 2026-08-14 12:00/);
    expect(await otto.page.locator('#decide-reason').inputValue()).toBe(
      'the photograph is of next door',
    );
    expect(await otto.page.getByLabel('The decision').inputValue()).toBe('askAgain');
    expect(await otto.page.getByRole('button', { name: 'Take it back' }).count()).toBe(0);

    // Anna takes her decision back, and Otto decides.
    await anna.getByRole('button', { name: 'Take it back' }).click();
    expect(await wordsIn(anna)).toContain('Taken back');
    await otto.page.goto(`/checks/${m.unclear}`);
    await decide(otto.page, 'hasNot', 'seen on the spot');
    expect(await wordsIn(otto.page)).toContain('Decided.');

    // Once the D0142 has gone out, the page says what can still be done.
    await anna.goto(`/checks/${m.unclear}`);
    await anna.getByRole('button', { name: 'Approve 1 flow' }).click();
    expect(await wordsIn(anna)).toContain('It goes out at 12:01:00');
    const written = desk.passed((pass) => pass.written.length > 0);
    desk.clock.set('2026-08-14T11:01:30Z');
    desk.nudge();
    await written;
    await otto.page.reload();
    expect(await wordsIn(otto.page)).toMatch(/It stands: the D0142 to MOPX went out on/);
    expect(complaints()).toEqual([]);
  });

  test('a session that ends in the middle of a form decides nothing', async () => {
    const desk = await deskFor({ undoSeconds: 60, more });
    const { page } = await visitorTo(browser, desk, null, { javaScriptEnabled });
    const signIn = async (): Promise<void> => {
      await page.getByLabel('Your token').fill('pawl_of_otto');
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await page.goto(`/checks/${m.unclear}`);
    expect(await page.locator('h1').innerText()).toBe('Sign in');
    await signIn();
    expect(new URL(page.url()).pathname).toBe(`/checks/${m.unclear}`);
    await page.getByLabel('The decision').selectOption('hasNot');
    await page.locator('#decide-reason').fill('asked by telephone');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    expect(await wordsIn(page)).toContain('Nothing was done.');
    await signIn();
    expect(new URL(page.url()).pathname).toBe(`/checks/${m.unclear}`);
    expect(await wordsIn(page)).toContain('Nothing was decided: your session had ended.');
    expect(await page.locator('#decide-reason').inputValue()).toBe('asked by telephone');
    expect(await wordsIn(page)).not.toContain('Decided last');
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    expect(await wordsIn(page)).toContain('Decided.');
  });
});
