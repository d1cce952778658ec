/**
 * Every page in a real browser: no failure of WCAG 2.2 AA that axe-core knows, on a desk and on a
 * phone, light and dark; nothing that makes a page scroll sideways; nothing the browser complains of.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import type { Desk } from './desk.ts';
import { addressesOf, fullDesk, pagePaths } from './page-list.ts';
import { lookThrough, screens, visitor } from './visitor.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let desk: Desk;
let browser: Browser;

beforeAll(async () => {
  [desk, browser] = await Promise.all([fullDesk(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  await desk.close();
});

const paths = Object.keys(addressesOf);
const addresses = async (path: string): Promise<readonly string[]> =>
  (await addressesOf[path]?.(desk)) ?? [];

test('every page of the app is looked at, and nothing else', () => {
  expect(paths.toSorted()).toEqual(pagePaths());
});

/** What is folded away is part of the page too. */
const unfolded = "document.querySelectorAll('details').forEach((one) => (one.open = true))";

/** What makes the page wider than its window, outermost first; nothing where it is not. */
const stickingOut = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const isOut = (one) => one.getBoundingClientRect().right > clientWidth;
  return [...document.querySelectorAll('body *')]
    .filter((one) => isOut(one) && !isOut(one.parentElement) && !one.closest('.scroll *, pre *'))
    .map((one) => one.outerHTML.slice(0, 200));
})()`;

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe-core finds wrong with the page as it stands. */
async function violations(page: Page): Promise<string[]> {
  const asked = `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] })`;
  const { violations: found } = await page.evaluate<{ violations: Violation[] }>(asked);
  return found.map(({ id, help, nodes }) =>
    [`${id}: ${help}`, ...nodes.map((node) => `${node.html}\n  ${node.failureSummary}`)].join('\n'),
  );
}

test('a page with faults is found out', async () => {
  const { page, close } = await visitor(browser, desk, 'Anna', { bypassCSP: true });
  await page.goto('/');
  await page.addScriptTag({ content: axe });
  expect(await violations(page)).toEqual([]);
  await page.evaluate(
    `document.querySelector('main').innerHTML +=
      '<p style="color: #999">pale</p><img src="/assets/icon.svg"><div style="width: 3000px">wide</div>'`,
  );
  expect((await violations(page)).map((one) => one.split(':')[0])).toEqual([
    'color-contrast',
    'image-alt',
  ]);
  expect(await page.evaluate(stickingOut)).toHaveLength(1);
  await close();
});

describe.each(paths)('%s', (path) => {
  test('has no failure of WCAG 2.2 AA', async () => {
    const who = path === '/sign-in' ? null : 'Anna';
    // The policy of the pages lets no script in, ours neither.
    const { page, close } = await visitor(browser, desk, who, { bypassCSP: true });
    for (const address of await addresses(path)) {
      await page.goto(address);
      await page.addScriptTag({ content: axe });
      await page.evaluate(unfolded);
      for (const screen of screens) {
        await lookThrough(page, screen);
        expect(await violations(page), `${address} on ${screen.name}`).toEqual([]);
      }
    }
    await close();
  });

  // Twice the size on a screen of 1280 pixels leaves room for 640.
  test.each([
    ['a phone', { width: 360, height: 740 }, 1],
    ['a desk at 200 %', { width: 640, height: 400 }, 2],
    ['a desk', { width: 1280, height: 800 }, 1],
  ])(
    'does not scroll sideways on %s, and the browser is content',
    async (_name, viewport, scale) => {
      const who = path === '/sign-in' ? null : 'Anna';
      const options = { viewport, deviceScaleFactor: scale };
      const { page, complaints, close } = await visitor(browser, desk, who, options);
      for (const address of await addresses(path)) {
        const answer = await page.goto(address);
        expect(answer?.status(), address).toBe(200);
        expect(await page.locator('h1').count(), address).toBe(1);
        await page.evaluate(unfolded);
        expect(await page.evaluate(stickingOut), address).toEqual([]);
        expect(complaints(), address).toEqual([]);
      }
      await close();
    },
  );
});

test('on paper there is what a page says, and nothing to press', async () => {
  const { page, close } = await visitor(browser, desk, 'Anna');
  await page.emulateMedia({ media: 'print' });
  for (const address of ['/', '/checks', '/calendar']) {
    await page.goto(address);
    expect(await page.locator('h1').isVisible(), address).toBe(true);
    expect(await page.locator('main table').first().isVisible(), address).toBe(true);
    const pressed = page.locator('button, nav a').filter({ visible: true });
    expect(await pressed.allInnerTexts(), address).toEqual([]);
  }
  await close();
});

const problems = ['/nothing-here', '/checks/1012044110074', '/files/999999', '/checks?late=never'];

test.each(problems)('%s says on an accessible page what is wrong', async (address) => {
  const { page, close } = await visitor(browser, desk, 'Anna', { bypassCSP: true });
  const answer = await page.goto(address);
  expect(answer?.status()).toBeGreaterThanOrEqual(400);
  await page.addScriptTag({ content: axe });
  for (const screen of screens) {
    await lookThrough(page, screen);
    expect(await violations(page), screen.name).toEqual([]);
  }
  await close();
});

/** What is only there for who has JavaScript. */
const better = 'choose all on this page';

test.each(paths)('%s says the same without JavaScript', async (path) => {
  const who = path === '/sign-in' ? null : 'Anna';
  // One after the other: of many sessions of one person, one that was never used makes room first.
  const without = await visitor(browser, desk, who, { javaScriptEnabled: false });
  await without.page.goto('/');
  const withIt = await visitor(browser, desk, who);
  for (const address of await addresses(path)) {
    const [said = '', saidBetter = ''] = await Promise.all(
      [without, withIt].map(async ({ page }) => {
        await page.goto(address);
        return (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
      }),
    );
    expect(said.length, address).toBeGreaterThan(20);
    const withoutBetter = saidBetter.replace(better, '').replaceAll(/ +/g, ' ');
    expect(said.trim(), address).toBe(withoutBetter.trim());
  }
  await Promise.all([without.close(), withIt.close()]);
});

test('every link of every page leads somewhere, and some link to every page', async () => {
  const { page, close } = await visitor(browser, desk, 'Anna');
  const links = new Map<string, string>();
  for (const path of paths) {
    for (const address of await addresses(path)) {
      await page.goto(address);
      const found = await page.evaluate<string[]>(
        '[...document.links].map(({ href }) => href).filter((href) => href.startsWith(origin))',
      );
      for (const link of found) links.set(link, address);
    }
  }
  const lost: string[] = [];
  for (const [link, from] of links) {
    const answer = await page.request.get(link);
    const anchor = new URL(link).hash.slice(1);
    const isThere = anchor === '' || (await answer.text()).includes(`id="${anchor}"`);
    if (!answer.ok() || !isThere) lost.push(`${link} on ${from}: ${answer.status()}`);
  }
  expect(lost).toEqual([]);
  const known = [...links.keys()]
    .map((link) => new URL(link))
    .filter(({ hash }) => hash !== '#main')
    .map(({ pathname }) => pathname);
  const isKnown = (path: string): boolean => {
    const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
    return known.some((one) => pattern.test(one));
  };
  expect(paths.filter((path) => !isKnown(path))).toEqual(['/sign-in']);
  await close();
});
