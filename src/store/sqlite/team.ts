/** What the people of a desk tell each other, in the embedded store. */
import type { Team } from '../team.ts';
import {
  type ClaimEntry,
  type StandingClaim,
  type TeamEntry,
  type ViewEntry,
} from '../team-entries.ts';
import { callsPageOn } from '../sql/calls.ts';
import { claimCountsOf } from '../sql/claims.ts';
import { type SqlRow, textOrNull } from '../rows.ts';
import { type Sql, sqliteReads } from './sql.ts';

/** By whom a check or an item of the work queue is claimed, as the claim of its MPAN says. */
const checkClaim = `coalesce((select c.who from claims c where c.mpan = checks.mpan
  and c.supplier = checks.supplier and c.sequence = checks.sequence and checks.closed_on is null), '')`;
const itemClaim = `coalesce((select c.who from claims c where c.mpan = exceptions.mpan
  and exceptions.open = 1 and case when c.supplier is null then exceptions.at <= c.at
    else exists (select 1 from checks k where k.mpan = c.mpan and k.supplier = c.supplier
      and k.sequence = c.sequence and k.closed_on is null) end), '')`;

const sql = {
  isClaimed: 'select 1 from claims where mpan = ?',
  placeChecks: `update checks set claimed_by = ${checkClaim} where mpan = ?`,
  placeItems: `update exceptions set claimed_by = ${itemClaim} where mpan = ?`,
  set: 'insert or replace into claims (mpan, who, at, supplier, sequence) values (?, ?, ?, ?, ?)',
  unset: 'delete from claims where mpan = ?',
  standing: `select c.mpan, c.who, c.at from claims c
    where c.mpan in (select value from json_each(?)) and (
      exists (select 1 from checks k where k.mpan = c.mpan and k.closed_on is null
        and k.claimed_by <> '')
      or exists (select 1 from exceptions e where e.mpan = c.mpan and e.open = 1
        and e.claimed_by <> ''))`,
  checkCounts: `select claimed_by, count(*) as number from checks indexed by checks_claimed
    where closed_on is null and claimed_by <> '' group by claimed_by`,
  itemCounts: `select claimed_by, count(*) as number from exceptions indexed by exceptions_claimed
    where open = 1 and claimed_by <> '' group by claimed_by`,
  ofMpan: `select body from journal indexed by journal_by_mpan where mpan = ?
    and kind in (select value from json_each(?)) and body is not null
    order by seq desc limit ?`,
  lastClaim: `select body from journal indexed by journal_by_mpan where mpan = ?
    and kind = 'claim' and body is not null order by seq desc limit 1`,
  views: `select body from journal where key > 'view/' and key < 'view0' and kind = 'view'
    and body is not null order by key`,
  claimRow: 'select who, at, supplier, sequence from claims where mpan = ?',
  wrongRows: `select (select count(*) from checks where mpan = ? and claimed_by <> ${checkClaim})
    + (select count(*) from exceptions where mpan = ? and claimed_by <> ${itemClaim}) as number`,
} as const;

/** After its rows were written: who has claimed the MPAN has claimed these. */
export function placeClaim({ run, one }: Sql, mpan: string): void {
  if (one(sql.isClaimed, mpan) !== undefined) place(run, mpan);
}

function place(run: Sql['run'], mpan: string): void {
  run(sql.placeChecks, mpan);
  run(sql.placeItems, mpan);
}

const bodyOf = ({ body }: SqlRow): TeamEntry => JSON.parse(String(body)) as TeamEntry;

export function sqliteTeam(store: Sql): Team {
  const { run, all, one, together, append } = store;
  const standing = (mpans: readonly string[]): ReadonlyMap<string, StandingClaim> =>
    new Map(
      all(sql.standing, JSON.stringify(mpans)).map((row) => [
        String(row['mpan']),
        { who: String(row['who']), at: String(row['at']) },
      ]),
    );

  function put(mpan: string, entry: ClaimEntry | undefined): void {
    if (entry === undefined || entry.to === null) run(sql.unset, mpan);
    else {
      const { to, receivedAt, check } = entry;
      run(sql.set, mpan, to, receivedAt, check?.supplier ?? null, check?.sequence ?? null);
    }
    place(run, mpan);
  }

  const lastClaim = (mpan: string): ClaimEntry | undefined => {
    const row = one(sql.lastClaim, mpan);
    return row === undefined ? undefined : (bodyOf(row) as ClaimEntry);
  };

  return {
    claimsAmong: async (mpans) => standing(mpans),
    claim: async (claims) => {
      const moved: string[] = [];
      together(() => {
        moved.length = 0;
        const held = standing(claims.map(({ entry }) => entry.mpan));
        const written = claims.filter(({ entry: { mpan }, before }) => {
          const isAsItWas = (held.get(mpan)?.who ?? null) === before;
          if (!isAsItWas) moved.push(mpan);
          return isAsItWas;
        });
        const entries = written.map(({ entry }) => entry);
        append(entries);
        for (const entry of entries) put(entry.mpan, entry);
      });
      return moved;
    },
    claimCounts: async () => claimCountsOf(all(sql.checkCounts), all(sql.itemCounts)),
    tell: async (entries) => together(() => append(entries)),
    teamEntriesOf: async (mpan, kinds, limit) =>
      all(sql.ofMpan, mpan, JSON.stringify(kinds), limit).map((row) => bodyOf(row)),
    callsPage: callsPageOn(sqliteReads(store)),
    viewEntries: async () => all(sql.views).map((row) => bodyOf(row) as ViewEntry),
    isClaimedRightly: async (mpan) => {
      const entry = lastClaim(mpan);
      const row = one(sql.claimRow, mpan);
      const isRow =
        entry === undefined || entry.to === null
          ? row === undefined
          : row !== undefined &&
            row['who'] === entry.to &&
            row['at'] === entry.receivedAt &&
            textOrNull(row['supplier']) === (entry.check?.supplier ?? null) &&
            (row['sequence'] ?? null) === (entry.check?.sequence ?? null);
      return isRow && Number(one(sql.wrongRows, mpan, mpan)?.['number']) === 0;
    },
    claimAnew: async (mpan) => together(() => put(mpan, lastClaim(mpan))),
  };
}
