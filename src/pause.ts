/** What of a pass waits, and why: said by whoever looks at the surroundings, heeded by the engine. */

/** What of a pass can wait until the surroundings bear it; `pass` is all of it. */
export type PassPart = 'pass' | 'intake' | 'time' | 'outbox' | 'alerts';

/** Why parts of a pass wait. */
export interface Pause {
  readonly code: string;
  readonly about: string;
  readonly detail: string;
  readonly holds: readonly PassPart[];
}

export const holds = (pauses: readonly Pause[] | undefined, part: PassPart): boolean =>
  pauses?.some((pause) => pause.holds.includes(part)) ?? false;
