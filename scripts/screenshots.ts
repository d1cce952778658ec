/**
 * Makes the pictures of docs/pages.md and README: each page as it looks over the demonstration, with
 * a clock that stands still, so that they stay true and change only with the pages. Needs a Chromium.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demonstrationMpans } from '../src/demo/index.ts';
import { approve } from '../src/gateway/index.ts';
import { launchChromium } from '../test/browser/chromium.ts';
import { type Desk, openDesk } from '../test/browser/desk.ts';
import { visitor } from '../test/browser/visitor.ts';

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const m = demonstrationMpans;

interface Picture {
  readonly name: string;
  readonly address: (desk: Desk) => Promise<string> | string;
  readonly colorScheme?: 'light' | 'dark';
  readonly isPhone?: boolean;
  /** The one part that is shown, where it is not the beginning of the page. */
  readonly part?: string;
  /** Where less of a page says as much. */
  readonly height?: number;
  /** False for what is seen before somebody has signed in. */
  readonly isIn?: boolean;
}

/** The report that lost a record on its way, with what was found wrong beside the line. */
async function refusedReport({ gateway }: Desk): Promise<string> {
  const [file] = await gateway.store.receiptsNamed('D0002_MOPY_DEMO000029.usr');
  return `/files/${file?.id}`;
}

async function components(desk: Desk): Promise<string> {
  const file = '../samples/capacity-market-before-and-after-cp392/cm-components-2026-09.csv';
  const taken = desk.passed(({ receipts }) => receipts.length > 0);
  await desk.drop('inbox/cm-components.csv', readFileSync(new URL(file, import.meta.url), 'utf8'));
  await taken;
  return '/capacity-market';
}

const pictures: readonly Picture[] = [
  { name: 'today', address: () => '/' },
  { name: 'today-dark', address: () => '/', colorScheme: 'dark' },
  { name: 'today-phone', address: () => '/', isPhone: true },
  { name: 'checks', address: () => '/checks?open=yes' },
  { name: 'check', address: () => `/checks/${m.overdue}` },
  { name: 'check-to-decide', address: () => `/checks/${m.unclear}`, part: '#act' },
  { name: 'check-ahead', address: () => `/checks/${m.unclear}`, part: '.card:has(#ahead)' },
  { name: 'check-way', address: () => `/checks/${m.unclear}`, part: '.card:has(.machine)' },
  { name: 'chase', address: () => '/chases/MOPY' },
  { name: 'exceptions', address: () => '/exceptions' },
  { name: 'files', address: () => '/files?flow=D0002' },
  { name: 'file', address: refusedReport },
  { name: 'written', address: () => '/outbox' },
  { name: 'performance', address: () => '/performance' },
  { name: 'compare', address: () => '/compare', height: 700 },
  { name: 'calendar', address: () => '/calendar' },
  { name: 'approvals', address: () => '/approvals', height: 600 },
  { name: 'settings', address: () => '/settings' },
  { name: 'catalogue', address: () => '/catalogue', height: 600 },
  { name: 'flow', address: () => '/catalogue/D0002' },
  { name: 'api', address: () => '/api' },
  { name: 'capacity-market', address: components },
  { name: 'sign-in', address: () => '/sign-in', isIn: false },
];

const desk = await openDesk();
const written = desk.passed((pass) => pass.written.length > 0);
await approve(desk.gateway, { ids: [m.toInvestigate] }, { who: 'Anna', reason: '' });
desk.nudge();
await written;

/** Whoever clones the repository loads them all. */
const bytesMax = 150_000;

const browser = await launchChromium();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { name, address, isPhone = false, isIn = true, ...how } of pictures) {
  const { colorScheme = 'light', height = isPhone ? 740 : 800 } = how;
  const viewport = { width: isPhone ? 360 : 1280, height };
  const options = { viewport, colorScheme, reducedMotion: 'reduce' } as const;
  const { page, close } = await visitor(browser, desk, isIn ? 'Anna' : null, options);
  await page.goto(await address(desk));
  // A part that is folded away is shown open.
  if (how.part !== undefined) {
    await page.locator(how.part).evaluate((part) => part.setAttribute('open', ''));
  }
  const shown = how.part === undefined ? page : page.locator(how.part);
  const picture = await shown.screenshot({ path: join(folder, `${name}.png`) });
  if (picture.length > bytesMax) throw new Error(`${name}.png has ${picture.length} bytes`);
  await close();
  console.log(`docs/screenshots/${name}.png, ${picture.length} bytes`);
}
await browser.close();
await desk.close();
