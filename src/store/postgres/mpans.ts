/** MPANs as they stand, in PostgreSQL. */
import type { CheckFilter, Mpans } from '../mpans.ts';
import { derivedRowsOf, flag, storedCheck, storedException, textOrNull } from '../rows.ts';
import type { StoredCheck } from '../unit-of-work.ts';
import { storedMpans } from './shared-entries.ts';
import type { PostgresSql } from './sql.ts';

const mpanSelect = 'select mpan, revision, alerted, excepted, behind, state from {schema}.mpans';

const sql = {
  load: `${mpanSelect} where mpan = any ($1::text[])`,
  after: `${mpanSelect} where mpan > $1 order by mpan limit $2`,
  due: `${mpanSelect} where wake_at <= $1 order by wake_at, mpan limit $2`,
  nextWake: `select least(
      (select min(wake_at) from {schema}.mpans where wake_at is not null),
      (select min(release_at) from {schema}.mpans where release_at is not null)) as at`,
  owing: `${mpanSelect} where owing = 1 and mpan > $1 order by mpan limit $2`,
  releasable: `${mpanSelect} where release_at <= $1 order by release_at, mpan limit $2`,
  exceptionsOf: `select * from {schema}.exceptions where mpan = $1
    and ($2::integer is null or open = $2) order by at, mpan, code, id`,
  exceptions: `select * from {schema}.exceptions
    where $1::integer is null or open = $1 order by at, mpan, code, id`,
  held: `select mpan, min(detail) as detail from {schema}.exceptions
    where open = 1 and code = 'PAWL_FAULT' group by mpan order by mpan limit $1`,
  open: 'select mpan from {schema}.mpans where open = 1',
  // From one name to the next, so that no more than the asked are looked at.
  every: `with recursive found (mpan, n) as (
      select ({schema}.next_mpan($1)), 1
      union all select {schema}.next_mpan(mpan), n + 1 from found where mpan is not null and n < $2)
    select mpan from found where mpan is not null`,
  mpan: 'select * from {schema}.mpans where mpan = $1',
  checksOf: 'select * from {schema}.checks where mpan = $1 order by supplier, sequence',
  itemsOf: 'select * from {schema}.exceptions where mpan = $1 order by id',
} as const;

export function postgresMpans({ all, one, together }: PostgresSql): Mpans {
  return {
    loadMpans: async (mpans) => {
      const loaded = await storedMpans(all, await all(sql.load, mpans));
      return new Map(loaded.map((stored) => [stored.mpan, stored]));
    },
    mpansAfter: async (after, limit) => storedMpans(all, await all(sql.after, after, limit)),
    due: async (now, limit) => storedMpans(all, await all(sql.due, now, limit)),
    nextWake: async () => textOrNull((await one(sql.nextWake))?.['at']),
    owing: async (after, limit) => storedMpans(all, await all(sql.owing, after, limit)),
    releasable: async (now, limit) => storedMpans(all, await all(sql.releasable, now, limit)),
    checks: async (filter) => checksOf(all, filter),
    exceptions: async ({ mpan, open }) => {
      const rows =
        mpan === undefined
          ? await all(sql.exceptions, flag(open))
          : await all(sql.exceptionsOf, mpan, flag(open));
      return rows.map(storedException);
    },
    heldMpans: async (limit) =>
      (await all(sql.held, limit)).map(({ mpan, detail }) => ({
        mpan: String(mpan),
        detail: String(detail),
      })),
    openMpans: async () => new Set((await all(sql.open)).map(({ mpan }) => String(mpan))),
    everyMpan: async (after, limit) =>
      limit < 1 ? [] : (await all(sql.every, after, limit)).map(({ mpan }) => String(mpan)),
    derivedRows: async (mpan) => {
      const row = await one(sql.mpan, mpan);
      if (row === undefined) return null;
      const checks = await all(sql.checksOf, mpan);
      const items = await all(sql.itemsOf, mpan);
      return derivedRowsOf(row, checks, items);
    },
    dropDerived: (mpan) =>
      together(async (tx) => {
        for (const table of ['mpans', 'checks', 'exceptions', 'claims', 'sought']) {
          await tx.all(`delete from {schema}.${table} where mpan = $1`, mpan);
        }
      }),
  };
}

async function checksOf(all: PostgresSql['all'], filter: CheckFilter): Promise<StoredCheck[]> {
  const clauses: string[] = [];
  const values: string[] = [];
  const where = (clause: string, value: string): void => {
    values.push(value);
    clauses.push(`${clause} $${values.length}`);
  };
  if (filter.mpan !== undefined) where('mpan =', filter.mpan);
  if (filter.state !== undefined) where('state =', filter.state);
  if (filter.open === true) clauses.push('closed_on is null');
  if (filter.breachedAt !== undefined) {
    clauses.push('closed_on is null', 'awaited = 1');
    where('due_at <=', filter.breachedAt);
  }
  const condition = clauses.length === 0 ? '' : `where ${clauses.join(' and ')}`;
  const text = `select * from {schema}.checks ${condition} order by mpan, sequence, supplier`;
  return (await all(text, ...values)).map(storedCheck);
}
