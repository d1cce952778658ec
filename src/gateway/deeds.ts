/**
 * What people can do, by name: each is one call with plain values and one answer, so that it may as
 * well be done by another thread than the one that was asked.
 */
import { approve } from './approve.ts';
import { acceptFeed } from './calendar-accept.ts';
import { undoCalendar } from './calendar-undo.ts';
import { decide } from './commands.ts';
import { resolve } from './resolve.ts';
import { requeue, resubmit } from './resubmit.ts';

/** Done where they are asked for. */
export const deedsHere = {
  acceptFeed,
  approve,
  decide,
  requeue,
  resolve,
  resubmit,
  undoCalendar,
} as const;

export type Deeds = typeof deedsHere;
export type DeedName = keyof Deeds;
