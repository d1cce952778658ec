/** What looks like a program in a flow's free text is text on every page, and in the API. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readScenario } from '../../src/replay/index.ts';
import { openWebDesk, type WebDesk } from './desk.ts';

const folder = new URL('../../samples/text-that-looks-like-a-program/', import.meta.url).pathname;
const mpan = '1012066601022';

/** A desk on which the story has happened. */
async function deskOfStory(): Promise<WebDesk> {
  const desk = await openWebDesk({ story: false, settings: { send: 'never' } });
  for (const { at, drop, into = 'inbox' } of readScenario(folder).steps) {
    desk.clock.set(at);
    for (const name of [drop ?? []].flat()) {
      await desk.take(`${into}/${name}`, readFileSync(join(folder, name)));
    }
    await desk.pass();
  }
  return desk;
}

/** Every page that can be reached by links from the first one, by its address. */
async function allPages(desk: WebDesk): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const open = ['/', `/checks/${mpan}`];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (pages.has(path) || pages.size >= 300) continue;
    const response = await desk.as('approver', path);
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    const away = response.headers.get('location');
    if (away !== null) {
      pages.set(path, '');
      open.push(away);
      continue;
    }
    const text = await response.text();
    expect(response.status, `${path}: ${text}`).toBe(200);
    // What is fetched as a file no browser runs.
    if (!isPage) expect(response.headers.get('x-content-type-options'), path).toBe('nosniff');
    pages.set(path, isPage ? text : '');
    if (!isPage) continue;
    for (const [, link = ''] of text.matchAll(/ href="([^"#]+)/g)) {
      const { pathname, search, origin } = new URL(
        link.replaceAll('&amp;', '&'),
        `http://localhost${path}`,
      );
      // One page a kind is enough: the catalogue and the calendar have many alike.
      const isMany =
        /^\/(catalogue|calendar|assets|api|openapi)/.test(pathname) && pages.size > 100;
      if (origin === 'http://localhost' && !isMany) open.push(`${pathname}${search}`);
    }
  }
  return pages;
}

test('no page puts it where a browser would run it', async () => {
  const desk = await deskOfStory();
  const pages = await allPages(desk);
  const showing: string[] = [];
  for (const [path, text] of pages) {
    for (const raw of ['<script>alert', '<img src=x', '</title><b>']) {
      expect(text.includes(raw), `${path} has ${raw}`).toBe(false);
    }
    // Scripts are files of ours, and nothing else is one.
    for (const [script] of text.matchAll(/<script\b[^>]*>/g)) {
      expect(script, path).toMatch(/^<script src="\/assets\/pawl\.js\?/);
    }
    expect(text, path).not.toMatch(/href="javascript:/i);
    // What stands between the quotes of an attribute is no attribute.
    const names = text.replaceAll(/="[^"]*"/g, '=""');
    expect(names, path).not.toMatch(/<[^>]+\son\w+=|<[^>]+\sstyle=/i);
    if (text.includes('&lt;script&gt;alert')) showing.push(path);
  }
  expect(showing).toContain(`/checks/${mpan}`);
  expect(showing.some((path) => path.startsWith('/files/'))).toBe(true);
  expect(desk.bugs).toEqual([]);
});

test('the API gives it as the text that it is', async () => {
  const desk = await deskOfStory();
  const response = await desk.as('viewer', `/api/v1/checks/${mpan}`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const { checks } = (await response.json()) as { checks: { evidence: { words: string }[] }[] };
  expect(checks[0]?.evidence[0]?.words).toBe('BACKSTOP FITTED <script>alert');
  const kept = `archive/2026/09/03-D0002.usr`;
  expect(existsSync(join(desk.workspace, kept))).toBe(true);
  expect(desk.read(kept)).toContain('|<script>alert(1)</script>|');
});
