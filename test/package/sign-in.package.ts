/**
 * "Try it on this machine" of docs/operating.md, followed to the letter with the installed package: a
 * provider of its own, a workspace whose people sign in there, and somebody who does. Only the ports
 * are others, because those of the page may be taken on this machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanFolder, pack, repository, run, type Started, start } from './packed.ts';
import { freePort } from '../support/free-port.ts';

const page = readFileSync(join(repository, 'docs', 'operating.md'), 'utf8');
const [, trial = ''] = /^### Try it on this machine\n(.*?)^## /ms.exec(page) ?? [];
const blocks = [...trial.matchAll(/^```sh( background)?\n(.*?)^```$/gms)].map(
  ([, background, text = '']) => ({ isBackground: background !== undefined, text }),
);

const folder = cleanFolder();
const scripts = cleanFolder();
const terminals: Started[] = [];

beforeAll(async () => {
  const { path } = await pack(folder);
  const args = ['install', '--prefix', 'installed', '--prefer-offline', path];
  const install = await run('npm', args, folder);
  expect(install.code, install.err).toBe(0);
});
afterAll(async () => {
  for (const { process } of terminals) process.kill('SIGKILL');
  await Promise.all(terminals.map(({ ended }) => ended));
});

test('the page leads from an empty folder to somebody who has signed in', async () => {
  const [pages, provider] = await Promise.all([freePort(), freePort()]);
  let said = '';
  for (const [index, { isBackground, text }] of blocks.entries()) {
    const script = text.replaceAll('8420', String(pages)).replaceAll('9400', String(provider));
    const file = join(scripts, `block-${index}.sh`);
    writeFileSync(file, isBackground ? `exec ${script}` : script);
    const path = 'export PATH="$PWD/installed/node_modules/.bin:$PATH"';
    const started = start('bash', ['-e', '-c', `${path}; source ${file}`], folder);
    if (isBackground) {
      terminals.push(started);
      // The provider says that it is open, the gateway where its pages are.
      await started.says(text.includes('pawl run') ? `:${pages}/` : '\n');
      continue;
    }
    const { code, out, err } = await started.ended;
    expect(code, `${text}\n${out}${err}`).toBe(0);
    said = out;
  }
  expect(said).toContain(`provider: http://127.0.0.1:${provider} answers as an OpenID provider`);
  expect(said).toContain('is sound');

  const browser = follower();
  const first = await browser.get(`http://localhost:${pages}/`);
  const led = await browser.send(first, 'begin', {});
  const login = await browser.get(leadsTo(led.text));
  const consent = await browser.send(login, 'interaction', { login: 'otto', password: 'x' });
  const back = await browser.send(consent, 'interaction', {});
  expect(back.text).toContain('You are signed in as otto+');
  const today = await browser.get(new URL(leadsTo(back.text), back.url).href);
  expect(today.text).toMatch(/otto\+x[0-9a-v]{12}, operator/);
});

const leadsTo = (text: string): string =>
  (/http-equiv="refresh" content="0;url=([^"]*)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');

interface Seen {
  readonly url: string;
  readonly text: string;
}

/** As a browser does: cookies by host, redirects, and the forms of a page. */
function follower() {
  const jars = new Map<string, Map<string, string>>();
  const go = async (at: string, init: RequestInit = {}): Promise<Seen> => {
    const { host } = new URL(at);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    const headers = new Headers(init.headers);
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await fetch(at, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next !== null) return go(new URL(next, at).href);
    return { url: at, text: await answer.text() };
  };
  return {
    get: (at: string) => go(at),
    /** Sends the form whose address has that word, with what it has in hidden fields. */
    send: (seen: Seen, word: string, fields: Record<string, string>) => {
      const forms = [...seen.text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
      const [, action = '', inside = ''] = forms.find(([, to = '']) => to.includes(word)) ?? [];
      if (action === '') throw new Error(`no form for ${word} at ${seen.url}: ${seen.text}`);
      const hidden = [
        ...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g),
      ].map(([, name = '', value = '']) => [name, value] as const);
      const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields }).toString();
      const type = 'application/x-www-form-urlencoded';
      return go(new URL(action, seen.url).href, {
        method: 'POST',
        headers: { 'content-type': type, origin: new URL(seen.url).origin },
        body,
      });
    },
  };
}
