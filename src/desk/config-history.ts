/** What was put in force when, and which checks it changed. */
import { z } from 'zod';
import { changedCheck } from './calendar-change.ts';
import { placeCursor, placeAfter, someOf } from './cursor.ts';
import { operation } from './operation.ts';
import { wholeNumber, instant, mpan, mpid, pageOf, paging } from './terms.ts';

const checksShown = 100;

const placeShape = z.strictObject({ mpan, supplier: mpid, sequence: wholeNumber });

export const configHistory = operation({
  name: 'config history',
  group: 'Settings',
  summary: 'What was put in force when, and which checks it changed; the newest first',
  role: 'viewer',
  takes: z.strictObject({ ...paging, limit: paging.limit.default(20) }),
  answers: pageOf(
    z
      .strictObject({
        id: wholeNumber,
        at: instant,
        digestBefore: z.string().nullable().describe('null for the first of a workspace'),
        digestAfter: z.string(),
        keys: z.array(z.strictObject({ key: z.string(), from: z.unknown(), to: z.unknown() })),
        feeds: z
          .array(z.string())
          .describe('bank-holiday feeds and reference data that came since the one before'),
        finishedAt: instant.nullable().describe('null while checks are still looked at'),
        mpansLookedAt: wholeNumber,
        checksChanged: wholeNumber,
        checks: z.array(z.strictObject(changedCheck)).describe(`the first ${checksShown} of them`),
      })
      .meta({ id: 'ConfigChange' }),
  ),
  route: 'GET /config/history',
  typed: '',
  example: {},
  run: async ({ gateway: { store } }, asked) => {
    const from = placeAfter(asked.cursor, z.number().int()) ?? 0;
    const { items, next } = someOf(await store.configChanges(from + asked.limit + 1), asked);
    const counted = { number: await store.countConfigChanges(), isMore: false };
    const told = items.map(async ({ written: _written, ...change }) => ({
      ...change,
      keys: [...change.keys],
      checks:
        change.checksChanged === 0 ? [] : await store.changedChecks(change.id, null, checksShown),
    }));
    return { items: await Promise.all(told), next, counted };
  },
});

export const configChanged = operation({
  name: 'config changed',
  group: 'Settings',
  summary: 'All checks that a change of the configuration changed',
  role: 'viewer',
  takes: z.strictObject({
    id: z.coerce.number().int().min(1).describe('of the change, as the history has it'),
    ...paging,
  }),
  answers: pageOf(z.strictObject(changedCheck)),
  route: 'GET /config/history/:id/checks',
  typed: '<id>',
  example: { id: 1 },
  run: async ({ gateway: { store } }, { id, limit, cursor }) => {
    const place = placeAfter(cursor, placeShape);
    const after = place === null ? null : { ...place, changes: [] };
    const some = await store.changedChecks(id, after, limit + 1);
    const counted = { number: await store.countChangedChecks(id), isMore: false };
    const items = some.slice(0, limit);
    const last = items.at(-1);
    if (last === undefined || some.length === items.length) return { items, next: null, counted };
    const { mpan: of, supplier, sequence } = last;
    return { items, next: placeCursor({ mpan: of, supplier, sequence }), counted };
  },
});
