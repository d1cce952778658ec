/** The gateways at work on a schema. */
import { fencedError, type Membership, type NewMember } from '../membership.ts';
import { type SqlRow, textOrNull } from '../rows.ts';
import { schemaVersion } from './schema.ts';
import type { PostgresSql } from './sql.ts';

const sql = {
  join: 'select * from {schema}.join_gateway($1, $2, $3, $4, $5, $6)',
  beat: 'select * from {schema}.beat($1, $2, $3, $4, $5)',
  // Who has it keeps it.
  take: `with taken as (insert into {schema}.roles as r select $1, $2 from {fence}
      on conflict (name) do update set gateway = r.gateway returning gateway)
    select t.gateway, g.name from taken t join {schema}.gateways g on g.id = t.gateway`,
  differing: `select name from {schema}.gateways where config_digest <> $1
    order by fence limit 1`,
  leave: 'delete from {schema}.gateways where id = $1 and fence = $2',
} as const;

/** A gateway's id stands in statements as it is. */
const plainId = /^[0-9a-z]+$/;

export function postgresMembership({ one, all, writeAs }: PostgresSql): Membership {
  let self: (NewMember & { readonly fence: number }) | null = null;
  const heard = (row: SqlRow | undefined) => ({
    buried: row?.['buried'] as unknown as readonly string[],
    nowMs: Number(row?.['now_ms']),
    other: textOrNull(row?.['other']),
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
    leave: async () => {
      if (self !== null) await all(sql.leave, self.id, self.fence);
      self = null;
    },
  };
}
