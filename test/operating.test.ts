/** docs/operating.md says of everything that can come up what it asks a person to do. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { gatewayAlertCodes } from '../src/health/index.ts';
import {
  type AlertKind,
  type ExceptionCode,
  exceptionCodes,
  holdsCheck,
} from '../src/process/index.ts';

const folder = new URL('../docs/', import.meta.url);
const page = readFileSync(new URL('operating.md', folder), 'utf8');

/** The codes of the table below a heading, in order. */
function codesBelow(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `(\w+)` \| .+ \| .+ \|$/gm)].map(([, code = '']) => code);
}

const alertKinds: Record<AlertKind, true> = {
  DUE_SOON: true,
  BREACHED: true,
  ESCALATED: true,
  RETRACTED: true,
};

test('every kind of Alert', () => {
  expect(codesBelow('What each alert asks you to do')).toEqual(Object.keys(alertKinds));
});

test('every alert of the gateway', () => {
  const listed = codesBelow('What each alert of the gateway asks you to do');
  expect(listed).toEqual(Object.keys(gatewayAlertCodes));
});

test('every Exception, those that hold the check first', () => {
  const listed = codesBelow('What each exception asks you to do');
  expect(listed.toSorted()).toEqual(Object.keys(exceptionCodes).toSorted());
  const holding = Object.keys(exceptionCodes).filter((code) => holdsCheck(code as ExceptionCode));
  expect(listed.slice(0, holding.length).toSorted()).toEqual(holding.toSorted());
  expect(page).toContain(`The first ${['seven', 'eight', 'nine', 'ten'][holding.length - 7]} hold`);
});

test('every command it names is one', () => {
  const { stdout } = spawnSync(process.execPath, ['src/cli/pawl.ts', '--help'], {
    encoding: 'utf8',
  });
  const known = new Set([...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name));
  const code = [...page.matchAll(/`[^`\n]+`|^```(?:sh|xml)[^]*?^```/gm)].join('\n');
  const named = [...code.matchAll(/(?:^|`|\.bin\/|exec pawl )pawl ([a-z]+)\b/gm)].map(
    ([, name]) => name,
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('every page it points to is there', () => {
  const links = [...page.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => path);
  expect(links.filter((path) => !existsSync(new URL(path, folder)))).toEqual([]);
});
