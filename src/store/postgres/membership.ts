/** The gateways at work on a schema. */
import { fencedError, type MemberSeen, type Membership, type NewMember } from '../membership.ts';
import { type SqlRow, textOrNull } from '../rows.ts';
import { schemaVersion } from './schema.ts';
import type { PostgresSql } from './sql.ts';
import { texts } from './values.ts';

const sql = {
  join: 'select * from {schema}.join_gateway($1, $2, $3, $4, $5, $6)',
  beat: 'select * from {schema}.beat($1, $2, $3, $4, $5)',
  // Who has it keeps it.
  take: `with taken as (insert into {schema}.roles as r select $1, $2 from {fence}
      on conflict (name) do update set gateway = r.gateway returning gateway)
    select t.gateway, g.name from taken t join {schema}.gateways g on g.id = t.gateway`,
  differing: "select {schema}.differing('', $1) as name",
  atWork: `select g.name, (r.name is not null)::integer as is_first
    from {schema}.gateways g
    left join {schema}.roles r on r.gateway = g.id and r.name = 'first'
    where g.seen_at > clock_timestamp() - make_interval(secs => $1)
    order by r.name is null, g.fence`,
  claim: 'select {schema}.claim_files({member}, $1, $2::text[], $3, $4) as places',
  release: `delete from {schema}.file_claims c using {schema}.gateways g
    where c.root = $1 and c.name = any ($2::text[]) and c.gateway = g.id and g.id = $3
      and g.fence = $4`,
  leave: 'delete from {schema}.gateways where id = $1 and fence = $2',
} as const;

/** A gateway's id stands in statements as it is. */
const plainId = /^[0-9a-z]+$/;

export const gatewaysAtWork = async (
  { all }: PostgresSql,
  withinSeconds: number,
): Promise<readonly MemberSeen[]> =>
  (await all(sql.atWork, withinSeconds)).map((row) => ({
    name: String(row['name']),
    isFirst: row['is_first'] === 1,
  }));

export function postgresMembership({ one, all, writeAs }: PostgresSql): Membership {
  let self: (NewMember & { readonly fence: number }) | null = null;
  const heard = (row: SqlRow | undefined) => ({
    buried: row?.['buried'] as unknown as readonly string[],
    nowMs: Number(row?.['now_ms']),
    other: textOrNull(row?.['other']),
    firstVersion: textOrNull(row?.['first_version']),
  });
  return {
    join: async (member) => {
      const { id, name, version, configDigest, leaseSeconds } = member;
      if (!plainId.test(id)) throw new Error(`${id} is no id of a gateway`);
      writeAs(null);
      const row = await one(sql.join, schemaVersion, id, name, version, configDigest, leaseSeconds);
      if (textOrNull(row?.['other']) === null) {
        self = { ...member, fence: Number(row?.['fence']) };
        writeAs(self);
      }
      return { ...heard(row), fence: Number(row?.['fence']) };
    },
    beat: async (configDigest) => {
      if (self === null) throw fencedError();
      const { id, fence, leaseSeconds } = self;
      const row = await one(sql.beat, schemaVersion, id, fence, configDigest, leaseSeconds);
      if (row?.['is_member'] !== 1) throw fencedError();
      return heard(row);
    },
    take: async (role) => {
      if (self === null) throw fencedError();
      const row = await one(sql.take, role, self.id);
      return row?.['gateway'] === self.id ? null : String(row?.['name']);
    },
    differing: async (configDigest) =>
      textOrNull((await one(sql.differing, configDigest))?.['name']),
    claimFiles: async (root, names, most, isWaiting) => {
      const row = await one(sql.claim, root, texts(names), most, isWaiting);
      const places = row?.['places'] as unknown as readonly number[];
      return places.flatMap((place) => names[place - 1] ?? []);
    },
    releaseFiles: async (root, names) => {
      if (self !== null) await all(sql.release, root, texts(names), self.id, self.fence);
    },
    leave: async () => {
      if (self !== null) await all(sql.leave, self.id, self.fence);
      self = null;
    },
  };
}
