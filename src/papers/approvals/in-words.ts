/** The register as people say it, on a terminal and on a page. */
import { type KnownDate, knownDateInWords } from './known-date.ts';
import { oursIn } from './papers.ts';
import type { Span, ListStanding } from './standing.ts';

/** "since June 2022", "since when is not said, up to June 2022 (ours)". */
export function spanInWords({
  from,
  to,
  reference,
}: Span & { readonly reference: string }): string {
  const since = from === null ? 'since when is not said' : `since ${knownDateInWords(from)}`;
  return to === null ? since : `${since}, up to ${knownDateInWords(to)}${oursMarkOf(reference)}`;
}

export const sinceInWords = (from: KnownDate): string =>
  from === null ? '' : ` since ${knownDateInWords(from)}`;

/** Marks an end that no paper gives. */
export const oursMarkOf = (reference: string): string =>
  oursIn(reference) === null ? '' : ' (ours)';

export function listStandingInWords(
  standing: ListStanding,
  { supersededBy, reference }: { readonly supersededBy: string | null; readonly reference: string },
): string {
  switch (standing) {
    case 'before':
      return 'not yet';
    case 'in':
      return 'listed';
    case 'undetermined':
      return 'undetermined';
    case 'past':
      return `${supersededBy === null ? 'withdrawn' : `superseded by ${supersededBy}`}${oursMarkOf(reference)}`;
  }
}
