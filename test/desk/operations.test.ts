/**
 * Every operation of the desk: which faces it has, who may ask, and that its example can be asked. An
 * operation that lacks a face says why.
 */
import { describe, expect, test } from 'vitest';
import { operations as deskOperations } from '../../src/desk/index.ts';
import { typedCommands } from '../../src/cli/typed-commands.ts';
import { papers } from '../../src/papers/index.ts';
import { routesOfApi } from '../../src/web/api/api-routes.ts';
import { type WebDesk, openWebDesk, tokens } from '../web/desk.ts';
import type { Desk } from '../../src/desk/index.ts';

const operations = [...deskOperations, ...papers.flatMap((paper) => paper.operations)];

const askedBy = (web: WebDesk): Desk => ({
  gateway: web.gateway,
  asker: { name: tokens.approver, role: 'approver' },
  version: '0.0.0-test',
  templates: async () => [],
  looked: () => undefined,
  audit: () => undefined,
  // What an act does is tried by the tests of acts; here it is asked whether it is let as far.
  act: async () => {
    throw new Error('an act');
  },
});

describe.each(operations.map((one) => [one.name, one] as const))('%s', (name, operation) => {
  test('has each face, or says why not', () => {
    for (const face of [operation.route, operation.typed]) {
      if (typeof face === 'string') continue;
      expect(face.no.length, name).toBeGreaterThan(10);
    }
    if (typeof operation.route === 'string') {
      const [method, path] = operation.route.split(' ');
      const served = routesOfApi.filter((one) => one.path === `/api/v1${path}`);
      expect(served.map((one) => one.method)).toContain(method);
    }
  });

  test('has the command it says it has', async () => {
    if (typeof operation.typed !== 'string') return;
    const [first = ''] = name.split(' ');
    const ofPaper = papers.find((paper) => paper.name === first)?.typed;
    const loads = ofPaper ?? typedCommands[first] ?? [];
    const made = await Promise.all(loads.map((load) => load()));
    expect(made.map((one) => one.operation)).toContain(operation);
  });

  test('what changes something is for operators, and is asked by POST with a reason', () => {
    const isAct = 'reason' in operation.takes.shape;
    if (typeof operation.route !== 'string') return;
    expect(operation.route.startsWith('POST')).toBe(isAct);
    if (isAct) expect(operation.role).not.toBe('viewer');
  });

  test('its example is taken, and what is answered has the shape that is published', async () => {
    const desk = await openWebDesk();
    const answer = await operation
      .ask(askedBy(desk), operation.example)
      .catch((error: unknown) => error);
    if (answer instanceof Error) {
      // The demonstration has no such file or alert, or it is an act.
      expect(answer.message).toMatch(
        /^(an act|no |there is no|nothing)|pawl\.config\.json: ENOENT/,
      );
    } else {
      expect(operation.answers.safeParse(answer).error).toBeUndefined();
    }
  });
});

test('each name, and each route, is that of one operation', () => {
  const names = operations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const routes = operations.flatMap(({ route }) => (typeof route === 'string' ? [route] : []));
  expect(new Set(routes).size).toBe(routes.length);
});
