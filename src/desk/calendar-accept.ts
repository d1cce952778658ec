/** Merging a bank-holiday feed that was refused, and what that would change. */
import { z } from 'zod';
import { previewAccept } from '../rules/index.ts';
import { changeOf, changeShape, checksShown, feedName } from './calendar-change.ts';
import { operation } from './operation.ts';
import { reason } from './terms.ts';

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a digest has 64 hexadecimal digits')
  .describe('SHA-256 of the feed as it was looked at');

export const calendarAcceptPreview = operation({
  name: 'calendar accept preview',
  group: 'Calendar',
  summary: 'What accepting a refused bank-holiday feed would change',
  role: 'approver',
  takes: z.strictObject({ feed: feedName }),
  answers: z.strictObject({ source: feedName, sha256, why: z.string(), ...changeShape }),
  route: 'GET /calendar/accept',
  typed: { no: 'pawl calendar accept without a reason shows it' },
  example: { feed: 'bank-holidays.json' },
  problems: [404],
  run: async ({ gateway }, { feed }) => {
    const found = await previewAccept(gateway, feed, checksShown);
    const { name: source, sha256: digest, why, proposedBy } = found.feed;
    return { source, sha256: digest, why, proposedBy, ...changeOf(found) };
  },
});

export const calendarAccept = operation({
  name: 'calendar accept',
  group: 'Calendar',
  summary: 'Merge a bank-holiday feed that was refused',
  role: 'approver',
  takes: z.strictObject({ feed: feedName, sha256, reason }),
  answers: z.strictObject({ kind: z.enum(['accepted', 'proposed']), source: z.string() }),
  route: 'POST /calendar/accept',
  typed: '<feed>',
  example: { feed: 'bank-holidays.json', sha256: '0'.repeat(64), reason: 'by proclamation' },
  problems: [404, 409],
  run: async ({ gateway, act }, { feed, sha256: digest, reason: why }) =>
    act(why, (deeds, by) => deeds.acceptFeed(gateway, feed, digest, by)),
});
