/**
 * What people can do, by name: each is one call with plain values and one answer, so that it may as
 * well be done by another thread than the one that was asked.
 */
import { approve, decide, requeue, resolve, resubmit } from '../gateway/index.ts';

/** Done where they are asked for. */
export const deedsHere = { approve, decide, requeue, resolve, resubmit } as const;

export type Deeds = typeof deedsHere;
export type DeedName = keyof Deeds;
