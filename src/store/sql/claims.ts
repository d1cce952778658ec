/** Lists narrowed by who has claimed what they show. */
import type { ClaimFilter } from '../team-entries.ts';
import type { SqlClause } from './keyset.ts';

/** As the indexes of what is claimed have it, which are in the order of one person. */
export const ofClaimant = (filter: ClaimFilter | undefined): SqlClause[] =>
  filter !== undefined && 'by' in filter
    ? [["claimed_by <> ''"], ['nocase(claimed_by) = ?', filter.by.toLowerCase()]]
    : [];

/** A filter by claims for rows that are open; the plus keeps SQLite from another index. */
export function claimClauses(filter: ClaimFilter): SqlClause[] {
  if ('by' in filter) return [['+nocase(claimed_by) = ?', filter.by.toLowerCase()]];
  const among = 'free' in filter ? filter.free : filter.among;
  const isOfThem = `+nocase(claimed_by) in (${among?.map(() => '?').join(', ') ?? ''})`;
  const people: SqlClause[] =
    among === null ? [] : [[isOfThem, ...among.map((who) => who.toLowerCase())]];
  if (!('free' in filter)) {
    return [
      ["+claimed_by <> ''"],
      ['+nocase(claimed_by) <> ?', filter.notBy.toLowerCase()],
      ...people,
    ];
  }
  return people.length === 0
    ? [["+claimed_by = ''"]]
    : people.map(([text, ...values]): SqlClause => [`not (${text})`, ...values]);
}
