/** Taking back the bank holidays merged last, and what that would change. */
import { z } from 'zod';
import { previewUndo } from '../rules/index.ts';
import { changeOf, changeShape, checksShown, feedName } from './calendar-change.ts';
import { operation } from './operation.ts';
import { instant, reason } from './terms.ts';

export const calendarUndoPreview = operation({
  name: 'calendar undo preview',
  group: 'Calendar',
  summary: 'What taking back the bank holidays merged last would change',
  role: 'approver',
  takes: z.strictObject({}),
  answers: z.strictObject({ source: feedName, mergedAt: instant, ...changeShape }),
  route: 'GET /calendar/undo',
  typed: { no: 'pawl calendar undo without a reason shows it' },
  example: {},
  problems: [409],
  run: async ({ gateway }) => {
    const found = await previewUndo(gateway, checksShown);
    const { source, mergedAt, proposedBy } = found.undoable;
    return { source, mergedAt, proposedBy, ...changeOf(found) };
  },
});

export const calendarUndo = operation({
  name: 'calendar undo',
  group: 'Calendar',
  summary: 'Take back the bank holidays merged last',
  role: 'approver',
  takes: z.strictObject({ reason }),
  answers: z.strictObject({
    kind: z.enum(['undone', 'proposed']),
    source: z.string(),
    mergedAt: instant,
  }),
  route: 'POST /calendar/undo',
  typed: '',
  example: { reason: 'the feed was a draft' },
  problems: [409],
  run: async ({ gateway, act }, { reason: why }) =>
    act(why, (deeds, by) => deeds.undoCalendar(gateway, by)),
});
