/**
 * Signing in at a provider in a real browser. The provider is at another site (127.0.0.1) than the
 * pages (localhost), so that the browser keeps back what it would keep back from a site elsewhere.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientId, clientSecret, realProvider } from '../web/providers.ts';
import { launchChromium } from './chromium.ts';
import { openDesk } from './desk.ts';
import { visitor } from './visitor.ts';
import { freePort } from '../support/free-port.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

test.each([true, false])(
  'there, back, in, and out again, with scripts: %s',
  async (javaScriptEnabled) => {
    const port = await freePort();
    const address = `http://localhost:${port}`;
    const provider = await realProvider(address);
    provider.accounts['2f5c'] = { preferred_username: 'otto', groups: ['desk'] };
    provider.signsIn = '2f5c';
    const desk = await openDesk({
      story: false,
      web: {
        listen: `127.0.0.1:${port}`,
        tokens: [],
        publicAddress: address,
        signIn: {
          issuer: provider.issuer,
          clientId,
          clientSecret,
          name: 'Example ID',
          roles: { viewer: [], operator: ['desk'], approver: [] },
          groupsClaim: 'groups',
          nameClaim: 'preferred_username',
          scopes: ['profile'],
          people: {},
        },
      },
    });
    const { page, complaints, close } = await visitor(browser, desk, null, {
      baseURL: address,
      javaScriptEnabled,
    });
    await page.goto('/checks?late=breached');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
    await page.waitForURL('**/checks?late=breached');
    expect(new URL(page.url()).host).toBe(`localhost:${port}`);
    expect(await page.locator('.person').innerText()).toMatch(/^otto\+x[0-9a-v]{12}, operator/);
    const cookies = await page.context().cookies(address);
    expect(cookies.map(({ sameSite }) => sameSite).toSorted()).toEqual(['Lax', 'Strict']);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${provider.issuer}/session/end**`);
    await page.goto('/files');
    expect(new URL(page.url()).pathname).toBe('/sign-in');

    // Once there is a session at the provider, it lets the browser through.
    await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
    await page.waitForURL('**/files');
    // The provider's own page asks for letters from elsewhere, which are not to be had here.
    expect(complaints().filter((one) => !one.startsWith('/session/end'))).toEqual([]);
    await close();
    await desk.close();
  },
);
