/**
 * One question, one answer: what a command prints with `--json` is what the API answers, for every
 * operation that has both, asked as its example is. Acts are asked of each by tests of their own.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { typedCommands } from '../../src/cli/typed-commands.ts';
import { fieldsOf, isFlag, type Operation } from '../../src/desk/index.ts';
import { tokenDigestOf } from '../../src/web/identity.ts';
import { pawl } from '../golden/command-line.ts';
import { openWebDesk, today, tokenOf, tokens } from '../web/desk.ts';

const at = `${today}T11:00:00Z`;

const loaded = await Promise.all(
  Object.values(typedCommands)
    .flat()
    .map((load) => load()),
);
const questions = loaded
  .map(({ operation }) => operation)
  .filter(({ route }) => typeof route === 'string' && route.startsWith('GET'))
  // Who asks is another.
  .filter(({ name }) => name !== 'me');

const hyphened = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function typedOf({ name, typed, takes, example }: Operation): string[] {
  const { properties } = fieldsOf(takes);
  const isSaidByName = (key: string): boolean => isFlag(properties[key] ?? {});
  const places = [...(typeof typed === 'string' ? typed : '').matchAll(/(\w+)/g)].map(
    ([place = '']) => place,
  );
  const options = Object.entries(example).filter(([key]) => !places.includes(key));
  return [
    ...name.split(' '),
    ...places.flatMap((place) => (place in example ? [String(example[place])] : [])),
    ...options.flatMap(([key, value]) =>
      isSaidByName(key) ? [`--${hyphened(key)}`] : [`--${hyphened(key)}`, String(value)],
    ),
  ];
}

function addressOf({ route, example }: Operation): string {
  const rest = new Map(Object.entries(example));
  const path = (typeof route === 'string' ? route : '')
    .replace('GET ', '/api/v1')
    .replaceAll(/:(\w+)/g, (_, name: string) => {
      const value = encodeURIComponent(String(rest.get(name)));
      rest.delete(name);
      return value;
    });
  const query = [...rest].map(([name, value]): [string, string] => [name, String(value)]);
  return `${path}?${String(new URLSearchParams(query))}`;
}

test('a command and the API give the same answer to the same question', async () => {
  const desk = await openWebDesk();
  const people = Object.entries(tokens).map(([role, name]) => ({
    name,
    role,
    sha256: tokenDigestOf(tokenOf(name)),
  }));
  const config = {
    mpid: 'SUPP',
    role: 'X',
    send: 'approve',
    calendarFeed: false,
    chaseAt: null,
    lateClaimWorkingDays: 250,
    web: { tokens: people },
  };
  writeFileSync(join(desk.workspace, 'pawl.config.json'), JSON.stringify(config));
  expect(questions.length).toBeGreaterThan(6);
  for (const operation of questions) {
    const { name } = operation;
    const typed = [...typedOf(operation), '--json', '--workspace', desk.workspace];
    // What was looked at through the API is written down before another process asks about it.
    await desk.as('approver', '/api/v1/audit?limit=1');
    const { out, err } = await pawl(at, typed);
    const response = await desk.as('approver', addressOf(operation));
    const body = (await response.json()) as { error?: { message: string } };
    if (response.status === 200) {
      expect(err, name).toBe('');
      expect(JSON.parse(out), name).toEqual(body);
    } else expect(err, name).toContain(body.error?.message);
  }
}, 120_000);
