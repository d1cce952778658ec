/**
 * What people can do, by name: each is one call with plain values and one answer, so that it may as
 * well be done by another thread than the one that was asked.
 */
import {
  acceptFeed,
  approve,
  decide,
  resolve,
  retryAlerts,
  undoCalendar,
} from '../gateway/index.ts';
import { requeue, resubmit } from '../intake/index.ts';

/** Done where they are asked for. */
export const deedsHere = {
  acceptFeed,
  approve,
  decide,
  requeue,
  resolve,
  resubmit,
  retryAlerts,
  undoCalendar,
} as const;

export type Deeds = typeof deedsHere;
export type DeedName = keyof Deeds;
