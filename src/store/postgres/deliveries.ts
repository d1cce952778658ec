/** The queue of deliveries in PostgreSQL. */
import type { DeliveryResult, DeliveryStore } from '../deliveries.ts';
import { deliveryEndSeal, type Seal } from '../seals.ts';
import {
  givenUpDelivery,
  type SqlRow,
  channelStanding,
  storedDelivery,
  textOrNull,
} from '../rows.ts';
import type { PostgresSql } from './sql.ts';
import { texts } from './values.ts';

const select = `select d.*, a.body, a.retracted from {schema}.deliveries d
  join {schema}.alerts a on a.key = d.alert`;

/** Deliveries and milestones are marked alike. */
export const attemptedIn = (table: 'deliveries' | 'milestones'): string =>
  `update {schema}.${table} d set
      attempts = d.attempts + case u.outcome when 'delivered' then 0 else 1 end,
      next_attempt_at = u.next,
      delivered_at = case u.outcome when 'delivered' then $5 else d.delivered_at end,
      given_up_at = case u.outcome when 'givenUp' then $5 else d.given_up_at end,
      last_error = u.error
    from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) u (id, outcome, next, error)
    where d.id = u.id`;

/** All that such a statement is given but the time. */
export const attemptCells = (results: readonly DeliveryResult[]) =>
  [
    results.map(({ id }) => String(id)),
    results.map(({ outcome }) => outcome),
    texts(results.map(nextOf)),
    texts(results.map(errorOf)),
  ] as const;

const standing = 'channel, delivered_at, next_attempt_at, given_up_at, due_at, last_error';

const sql = {
  channelsDue: `select channel from {schema}.deliveries where next_attempt_at <= $1
    union select channel from {schema}.milestones where next_attempt_at <= $1 order by channel`,
  due: `${select} where d.channel = $1 and d.next_attempt_at <= $2
    order by d.next_attempt_at, d.id limit $3`,
  next: `select least(
      (select min(next_attempt_at) from {schema}.deliveries where next_attempt_at > $1),
      (select min(next_attempt_at) from {schema}.milestones where next_attempt_at > $1)) as at`,
  lock: `select id, alert, channel, given_up_at from {schema}.deliveries
    where id = any ($1::bigint[]) order by id for no key update`,
  attempted: attemptedIn('deliveries'),
  channelsOf: `select alert, channel from {schema}.deliveries where alert = any ($1::text[])
    order by channel`,
  standings: `select channel, count(delivered_at) as delivered, count(next_attempt_at) as pending,
      count(given_up_at) as given_up,
      min(due_at) filter (where next_attempt_at is not null) as oldest,
      min(next_attempt_at) as next, max(last_error) as error
    from (select ${standing} from {schema}.deliveries
      union all select ${standing} from {schema}.milestones) q
    group by channel order by channel`,
  givenUp: `${select} where d.channel = $1 and d.given_up_at is not null order by d.id`,
  untold: `${select} where d.given_up_at is not null and d.told = 0 order by d.id limit $1`,
  // One that was put back in the meantime must be told when it is given up once more.
  told: `update {schema}.deliveries d set told = 1
    from unnest($1::bigint[], $2::text[]) u (id, at) where d.id = u.id and d.given_up_at = u.at`,
  retry: `update {schema}.deliveries set attempts = 0, given_up_at = null, told = 0,
      next_attempt_at = $2 where id = any ($1::bigint[]) and given_up_at is not null`,
} as const;

export function postgresDeliveries({ all, one, together }: PostgresSql): DeliveryStore {
  return {
    channelsDue: async (now) =>
      (await all(sql.channelsDue, now)).map((row) => String(row['channel'])),
    deliveriesDue: async (channel, now, limit) =>
      (await all(sql.due, channel, now, limit)).map(storedDelivery),
    nextDeliveryAfter: async (now) => textOrNull((await one(sql.next, now))?.['at']),
    markAttempted: (results, now) =>
      together(async (tx) => {
        const queued = await byId(tx.all, results);
        await tx.all(sql.attempted, ...attemptCells(results), now);
        const ends = results.flatMap(({ id, outcome }): Seal[] => {
          const row = queued.get(id);
          if (row === undefined || outcome === 'later') return [];
          return [deliveryEndSeal(nameOf(row), { outcome, at: now })];
        });
        tx.seal(now, ends);
      }),
    channelsOf: async (alerts) => {
      const found = Map.groupBy(await all(sql.channelsOf, alerts), ({ alert }) => String(alert));
      return (alert) => (found.get(alert) ?? []).map(({ channel }) => String(channel));
    },
    channelStandings: async () => (await all(sql.standings)).map(channelStanding),
    givenUp: async (channel) => (await all(sql.givenUp, channel)).map(givenUpDelivery),
    givenUpUntold: async (limit) => (await all(sql.untold, limit)).map(givenUpDelivery),
    markTold: (deliveries) =>
      together(async (tx) => {
        const ids = deliveries.map(({ id }) => String(id));
        await tx.all(
          sql.told,
          ids,
          deliveries.map(({ givenUpAt }) => givenUpAt),
        );
      }),
    retryDeliveries: (ids, now) =>
      together(async (tx) => {
        const queued = await byId(
          tx.all,
          ids.map((id) => ({ id })),
        );
        await tx.all(sql.retry, ids.map(String), now);
        const begun = ids.flatMap((id): Seal[] => {
          const row = queued.get(id);
          return row === undefined || row['given_up_at'] === null
            ? []
            : [deliveryEndSeal(nameOf(row), null)];
        });
        tx.seal(now, begun);
      }),
  };
}

/** In their order, so that no two who mark wait for each other. */
const byId = async (
  all: PostgresSql['all'],
  asked: readonly { readonly id: number }[],
): Promise<ReadonlyMap<number, SqlRow>> => {
  const rows = await all(
    sql.lock,
    asked.map(({ id }) => String(id)),
  );
  return new Map(rows.map((row) => [Number(row['id']), row]));
};

const nameOf = (row: SqlRow) => ({ alert: String(row['alert']), channel: String(row['channel']) });

const nextOf = (result: DeliveryResult): string | null =>
  result.outcome === 'later' ? result.nextAttemptAt : null;

const errorOf = (result: DeliveryResult): string | null =>
  result.outcome === 'delivered' ? null : result.error;
