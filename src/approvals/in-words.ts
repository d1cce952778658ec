/** The register as people say it, on a terminal and on a page. */
import { type KnownDate, knownDateInWords } from './known-date.ts';
import type { Span, Standing } from './standing.ts';

/** "since June 2022", "since when is not said, up to June 2022". */
export function spanInWords({ from, to }: Span): string {
  const since = from === null ? 'since when is not said' : `since ${knownDateInWords(from)}`;
  return to === null ? since : `${since}, up to ${knownDateInWords(to)}`;
}

export const sinceInWords = (from: KnownDate): string =>
  from === null ? '' : ` since ${knownDateInWords(from)}`;

export function standingInWords(standing: Standing, supersededBy: string | null): string {
  switch (standing) {
    case 'before':
      return 'not yet';
    case 'in':
      return 'listed';
    case 'undetermined':
      return 'undetermined';
    case 'past':
      return supersededBy === null ? 'withdrawn' : `superseded by ${supersededBy}`;
  }
}
