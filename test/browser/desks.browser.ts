/** Several desks behind one server, each at a name below one domain: the way from one to the other. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeWorkspace } from '../../src/cli/init.ts';
import { tokenDigestOf } from '../../src/web/index.ts';
import { freshFolder, start } from '../cli/pawl.ts';
import { launchChromium } from './chromium.ts';
import { freePort } from '../support/free-port.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const tokenOf = (desk: string): string => `pawl_of_anna_at_${desk}`;

async function signIn(page: Page, desk: string): Promise<void> {
  await page.getByLabel('Your token').fill(tokenOf(desk));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Sign out').waitFor();
}

test('a person signs in at each once, and then goes to and fro', async () => {
  const port = await freePort();
  const place = freshFolder();
  const desks = { supp: 'SUPP', supq: 'SUPQ' } as const;
  const addressOf = (desk: string): string => `http://${desk}.desks.example:${port}`;
  for (const [desk, mpid] of Object.entries(desks)) {
    makeWorkspace(join(place, desk), { mpid, role: 'X' });
    const entry = { name: 'anna', role: 'approver', sha256: tokenDigestOf(tokenOf(desk)) };
    const web = { listen: `127.0.0.1:${port}`, publicAddress: addressOf(desk), tokens: [entry] };
    writeFileSync(join(place, desk, 'pawl.config.json'), JSON.stringify({ mpid, role: 'X', web }));
  }
  const gateways = start(['run', '--workspaces', place]);
  const browser = await launchChromium('--host-resolver-rules=MAP *.desks.example 127.0.0.1');
  onTestFinished(async () => {
    await browser.close();
    gateways.process.kill('SIGTERM');
    await gateways.ended;
  });
  for (const desk of Object.keys(desks)) await gateways.says(`${desk}: pawl: pages are served`);
  const context = await browser.newContext({ locale: 'en-GB', bypassCSP: true });
  const page = await context.newPage();
  const goTo = async (title: string): Promise<void> => {
    await page.getByText(/^Desk of /).click();
    await page.getByRole('link', { name: title }).click();
  };
  await page.goto(`${addressOf('supp')}/checks`);
  await signIn(page, 'supp');
  expect(page.url()).toBe(`${addressOf('supp')}/checks`);
  await goTo('SUPQ (supq)');
  await page.waitForURL(`${addressOf('supq')}/sign-in`);
  await signIn(page, 'supq');
  // Nobody is asked again: names below one domain are one site, and each has its own session.
  await goTo('SUPP (supp)');
  await page.waitForURL(`${addressOf('supp')}/`);
  await page.getByText('Desk of SUPP').waitFor();
  await goTo('SUPQ (supq)');
  await page.waitForURL(`${addressOf('supq')}/`);
  const cookies = await context.cookies();
  expect(cookies.map(({ domain }) => domain).toSorted()).toEqual([
    'supp.desks.example',
    'supq.desks.example',
  ]);

  // On a screen and on a telephone it is within reach, and hides nothing for good.
  for (const [width, height] of [
    [1200, 800],
    [360, 640],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.reload();
    await page.getByText(/^Desk of /).click();
    await page.addScriptTag({ content: axe });
    const found = await page.evaluate<{ violations: { id: string }[] }>('axe.run(document)');
    expect(found.violations.map(({ id }) => id)).toEqual([]);
    const box = await page.getByRole('link', { name: 'SUPP (supp)' }).boundingBox();
    expect(box).not.toBeNull();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= width).toBe(true);
  }

  // Signing out of one leaves the other.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${addressOf('supp')}/`);
  await page.getByText('Desk of SUPP').waitFor();
});
