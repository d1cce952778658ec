/** Pages that list what the code knows list all of it and nothing else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config/config.ts';
import { engineErrorCodes } from '../src/engine-error.ts';
import { FINDING_CODES } from '../src/flow/index.ts';
import { gatewayAlertCodes } from '../src/health/index.ts';
import { type AlertKind, exceptionCodes } from '../src/process/index.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

/** The rows of each table of a page, by the heading above it. */
function tablesOf(page: string): ReadonlyMap<string, readonly (readonly string[])[]> {
  const tables = new Map<string, string[][]>();
  for (const section of page.split(/^## /m).slice(1)) {
    const rows = [...section.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(
      ([, code = '', rest = '']) => [code, ...rest.split(/(?<!\\) \| /)],
    );
    tables.set(section.split('\n')[0] ?? '', rows);
  }
  return tables;
}

const alertKinds: Record<AlertKind, true> = {
  DUE_SOON: true,
  BREACHED: true,
  ESCALATED: true,
  RETRACTED: true,
};

describe('docs/codes.md', () => {
  const tables = tablesOf(read('codes.md'));
  const table = (name: string) => tables.get(name) ?? [];

  test('has every Finding, with its severity', () => {
    const listed = Object.fromEntries(
      table('Findings').map(([code, severity]) => [code, severity]),
    );
    expect(listed).toEqual(FINDING_CODES);
  });

  test('has every Exception, with its kind', () => {
    const listed = Object.fromEntries(table('Exceptions').map(([code, kind]) => [code, kind]));
    const known = Object.entries(exceptionCodes).map(([code, { kind }]) => [code, kind]);
    expect(listed).toEqual(Object.fromEntries(known));
  });

  test('has every kind of Alert', () => {
    expect(table('Alerts').map(([code]) => code)).toEqual(Object.keys(alertKinds));
  });

  test('has every code of a gateway alert', () => {
    expect(table('Gateway alerts').map(([code]) => code)).toEqual(Object.keys(gatewayAlertCodes));
  });

  test('has every EngineError, with its exit code', () => {
    const listed = table('Engine errors').map(([code, exit]) => [code, Number(exit)]);
    expect(Object.fromEntries(listed)).toEqual(engineErrorCodes);
  });

  test('lists each once, with a cause and a remedy in a sentence', () => {
    for (const [name, rows] of tables) {
      expect(new Set(rows.map(([code]) => code)).size, name).toBe(rows.length);
      for (const row of rows) {
        for (const words of row.slice(-2)) expect(words, row[0]).toMatch(/^.{8,}\.$/);
      }
    }
  });
});

test('what docs/configuration.md shows as a configuration is one', () => {
  const shown = [...read('configuration.md').matchAll(/```json\n([^]*?)```/g)];
  expect(shown.length).toBeGreaterThan(1);
  for (const [, text = ''] of shown) {
    const environment = { PAWL_SMTP_PASSWORD: 'a password' };
    const config = JSON.parse(text);
    expect(() => readConfig(config, 'docs/configuration.md', environment)).not.toThrow();
  }
});

test('docs/pages.md shows every picture there is, and README no other', () => {
  const folder = new URL('../docs/screenshots/', import.meta.url);
  const shownIn = (name: string): string[] => [
    ...new Set(
      [...read(name).matchAll(/screenshots\/([\w-]+\.png)/g)].map(([, file = '']) => file),
    ),
  ];
  const pictures = readdirSync(folder);
  expect(shownIn('pages.md').sort()).toEqual(pictures.sort());
  expect(shownIn('../README.md').filter((name) => !pictures.includes(name))).toEqual([]);
});

test('docs/security.md names only evidence that is there, and every chapter of the standard once', () => {
  const text = read('security.md');
  const root = new URL('../', import.meta.url);
  const paths = [...text.matchAll(/`((?:test|src|docs|packaging)\/[\w./-]+\.\w+)`/g)].map(
    ([, path]) => path,
  );
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !existsSync(new URL(path ?? '', root)))).toEqual([]);
  const chapters = [...text.matchAll(/^\| V(\d+) [^|]+\| [^|]+ \| `[^|]+ \| [^|]+ \|$/gm)];
  expect(chapters.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: 17 }, (_, index) => index + 1),
  );
});

const pages = readdirSync(new URL('../docs/', import.meta.url)).filter((name) =>
  name.endsWith('.md'),
);

test('docs/README.md leads every reader to a page, and to every page', () => {
  const index = read('README.md');
  expect(index.match(/^## .*/gm)).toHaveLength(5);
  const named = new Set([...index.matchAll(/\]\((\w[\w-]*\.md)\)/g)].map(([, name]) => name));
  expect(pages.filter((name) => name !== 'README.md' && !named.has(name))).toEqual([]);
});

test.each([
  ...pages.map((name) => `docs/${name}`),
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'samples/README.md',
  'flows/README.md',
])('every link of %s leads to a file that is there', (page) => {
  const at = new URL(`../${page}`, import.meta.url);
  const links = [...readFileSync(at, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
  expect(links.filter((link) => !existsSync(new URL(link, at)))).toEqual([]);
});
