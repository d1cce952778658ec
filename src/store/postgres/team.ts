/** What the people of a desk tell each other, in PostgreSQL. */
import { type SqlRow, textOrNull } from '../rows.ts';
import { callsPageOn } from '../sql/calls.ts';
import { claimCountsOf } from '../sql/claims.ts';
import type { Team } from '../team.ts';
import type { ClaimEntry, StandingClaim, TeamEntry, ViewEntry } from '../team-entries.ts';
import { postgresReads } from './reads.ts';
import type { PostgresSql } from './sql.ts';
import { integers, texts } from './values.ts';

const sql = {
  lock: 'select from {schema}.mpans where mpan = any ($1::text[]) order by mpan for no key update',
  standing: `select c.mpan, c.who, c.at from {schema}.claims c
    where c.mpan = any ($1::text[]) and (
      exists (select from {schema}.checks k where k.mpan = c.mpan and k.closed_on is null
        and k.claimed_by <> '')
      or exists (select from {schema}.exceptions e where e.mpan = c.mpan and e.open = 1
        and e.claimed_by <> ''))`,
  set: `insert into {schema}.claims (mpan, who, at, supplier, sequence)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[])
    on conflict (mpan) do update set who = excluded.who, at = excluded.at,
      supplier = excluded.supplier, sequence = excluded.sequence`,
  unset: 'delete from {schema}.claims where mpan = any ($1::text[])',
  place: 'select {schema}.place_claims($1::text[])',
  // Names are compared without regard to case, as everywhere that people are named.
  checkCounts: `select min(claimed_by) as claimed_by, count(*) as number from {schema}.checks
    where closed_on is null and claimed_by <> '' group by lower(claimed_by)`,
  itemCounts: `select min(claimed_by) as claimed_by, count(*) as number from {schema}.exceptions
    where open = 1 and claimed_by <> '' group by lower(claimed_by)`,
  ofMpan: `select body from {schema}.journal where mpan = $1 and kind = any ($2::text[])
    and body is not null order by seq desc limit $3`,
  lastClaim: `select body from {schema}.journal where mpan = $1 and kind = 'claim'
    and body is not null order by seq desc limit 1`,
  views: `select body from {schema}.journal where key > 'view/' and key < 'view0' and kind = 'view'
    and body is not null order by key`,
  claimRow: 'select who, at, supplier, sequence from {schema}.claims where mpan = $1',
  wrongRows: `select (select count(*) from {schema}.checks c where c.mpan = $1 and lower(c.claimed_by)
        <> lower({schema}.check_claim(c.mpan, c.supplier, c.sequence, c.closed_on)))
    + (select count(*) from {schema}.exceptions e where e.mpan = $1
        and lower(e.claimed_by) <> lower({schema}.item_claim(e.mpan, e.at, e.open))) as number`,
} as const;

const bodyOf = ({ body }: SqlRow): TeamEntry => JSON.parse(String(body)) as TeamEntry;

type Ask = PostgresSql['all'];

async function standing(
  all: Ask,
  mpans: readonly string[],
): Promise<ReadonlyMap<string, StandingClaim>> {
  const rows = await all(sql.standing, mpans);
  return new Map(
    rows.map((row) => [String(row['mpan']), { who: String(row['who']), at: String(row['at']) }]),
  );
}

/** Whose each MPAN is from now on; of several about one the last counts. */
async function put(all: Ask, claims: ReadonlyMap<string, ClaimEntry | undefined>): Promise<void> {
  const mpans = [...claims.keys()];
  if (mpans.length === 0) return;
  const held = [...claims].flatMap(([mpan, entry]) =>
    entry === undefined || entry.to === null ? [] : [{ mpan, entry, who: entry.to }],
  );
  await all(sql.unset, mpans);
  await all(
    sql.set,
    texts(held.map(({ mpan }) => mpan)),
    texts(held.map(({ who }) => who)),
    texts(held.map(({ entry }) => entry.receivedAt)),
    texts(held.map(({ entry }) => entry.check?.supplier ?? null)),
    integers(held.map(({ entry }) => entry.check?.sequence ?? null)),
  );
  await all(sql.place, mpans);
}

export function postgresTeam(store: PostgresSql): Team {
  const { all, one, together } = store;
  const lastClaim = async (ask: Ask, mpan: string): Promise<ClaimEntry | undefined> => {
    const [row] = await ask(sql.lastClaim, mpan);
    return row === undefined ? undefined : (bodyOf(row) as ClaimEntry);
  };
  return {
    claimsAmong: (mpans) => standing(all, mpans),
    claim: (claims) =>
      together(async (tx) => {
        const mpans = claims.map(({ entry }) => entry.mpan);
        await tx.all(sql.lock, mpans);
        const held = await standing(tx.all, mpans);
        const moved: string[] = [];
        const entries = claims.flatMap(({ entry, before }) => {
          if ((held.get(entry.mpan)?.who ?? null) === before) return [entry];
          moved.push(entry.mpan);
          return [];
        });
        tx.append(entries);
        await put(tx.all, new Map(entries.map((entry) => [entry.mpan, entry])));
        return moved;
      }),
    claimCounts: async () => claimCountsOf(await all(sql.checkCounts), await all(sql.itemCounts)),
    tell: (entries) => together(async (tx) => tx.append(entries)),
    teamEntriesOf: async (mpan, kinds, limit) =>
      (await all(sql.ofMpan, mpan, kinds, limit)).map(bodyOf),
    callsPage: callsPageOn(postgresReads(store)),
    viewEntries: async () => (await all(sql.views)).map((row) => bodyOf(row) as ViewEntry),
    isClaimedRightly: async (mpan) => {
      const entry = await lastClaim(all, mpan);
      const row = await one(sql.claimRow, mpan);
      const isRow =
        entry === undefined || entry.to === null
          ? row === undefined
          : row !== undefined &&
            row['who'] === entry.to &&
            row['at'] === entry.receivedAt &&
            textOrNull(row['supplier']) === (entry.check?.supplier ?? null) &&
            (row['sequence'] ?? null) === (entry.check?.sequence ?? null);
      return isRow && Number((await one(sql.wrongRows, mpan))?.['number']) === 0;
    },
    claimAnew: (mpan) =>
      together(async (tx) => {
        await tx.all(sql.lock, [mpan]);
        await put(tx.all, new Map([[mpan, await lastClaim(tx.all, mpan)]]));
      }),
  };
}
