/** Somebody with a browser at the desk: signed in, and with an eye on what the browser complains of. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Desk, people, type Somebody } from './desk.ts';

export interface Visitor {
  readonly page: Page;
  /** What the browser has complained of since the last time this was asked. */
  readonly complaints: () => string[];
  readonly close: () => Promise<void>;
}

/** What a page may still be asking for when its reader goes on. */
const letGo = /\/changes$|^\/assets\/icon\.svg$/u;

/** Whom the desk lets in as they come where `who` is null. */
export async function visitor(
  browser: Browser,
  desk: Desk,
  who: Somebody | null,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: desk.url, locale: 'en-GB', ...options });
  const token = people.find(({ name }) => name === who)?.token;
  if (token !== undefined) await context.request.post('/sign-in', { form: { token } });
  const page = await context.newPage();
  let told: string[] = [];
  const tell = (what: string): void => {
    told.push(`${new URL(page.url()).pathname}: ${what}`);
  };
  // A breach of the content security policy is told on the console like any other fault.
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) tell(message.text());
  });
  page.on('pageerror', (error) => tell(error.message));
  page.on('dialog', (dialog) => {
    tell(`a dialog says ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('requestfailed', (request) => {
    // A page that is left lets go of what it listens to and of a picture still on its way.
    const isLetGo =
      request.failure()?.errorText === 'net::ERR_ABORTED' &&
      (request.resourceType() === 'fetch' || letGo.test(new URL(request.url()).pathname));
    if (!isLetGo) tell(`${request.url()} failed`);
  });
  return {
    page,
    complaints: () => {
      const all = told;
      told = [];
      return all;
    },
    close: () => context.close(),
  };
}

/** A screen, as a person has it. */
export interface Screen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

export const screens: readonly Screen[] = [
  { name: 'a desk, light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'a desk, dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'a phone, light', width: 360, height: 740, colorScheme: 'light' },
  { name: 'a phone, dark', width: 360, height: 740, colorScheme: 'dark' },
];

export async function lookThrough(
  page: Page,
  { width, height, colorScheme }: Screen,
): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
}
