/** Lists narrowed by who has claimed what they show, and how much each has. */
import type { SqlRow } from '../rows.ts';
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

/** How many checks and items each has claimed, whichever case their login was written in. */
export function claimCountsOf(
  checks: readonly SqlRow[],
  items: readonly SqlRow[],
): { readonly who: string; readonly checks: number; readonly items: number }[] {
  const counts = new Map<string, { who: string; checks: number; items: number }>();
  const count = (rows: readonly SqlRow[], what: 'checks' | 'items'): void => {
    for (const row of rows) {
      const who = String(row['claimed_by']);
      const before = counts.get(who.toLowerCase()) ?? { who, checks: 0, items: 0 };
      counts.set(who.toLowerCase(), { ...before, [what]: Number(row['number']) });
    }
  };
  count(checks, 'checks');
  count(items, 'items');
  return [...counts.values()];
}
