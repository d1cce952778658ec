/** A Chromium of this machine: none is downloaded, and where there is none it says what to install. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const howToGetOne =
  'install one (Debian: apt-get install chromium) or name one in PAWL_CHROMIUM';

/** The one that PAWL_CHROMIUM names, else one at a usual place; null where there is none. */
export function findChromium(): string | null {
  const named = process.env['PAWL_CHROMIUM'] ?? '';
  const places = named === '' ? usualPlaces : [named];
  return places.find((path) => existsSync(path)) ?? null;
}

/** Without its sandbox, which root and many containers do not have: it sees no page but our own. */
export async function launchChromium(...more: readonly string[]): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`there is no Chromium: ${howToGetOne}`);
  return chromium.launch({ executablePath, args: ['--disable-dev-shm-usage', ...more] });
}
