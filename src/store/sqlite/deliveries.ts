/** The queue of deliveries in SQLite: rows of a table of its own beside the alerts they tell of. */
import type { SQLInputValue } from 'node:sqlite';
import type { DeliveryResult, DeliveryStore, QueuedDelivery } from '../deliveries.ts';
import { deliveryEndSeal, type Seal } from '../seals.ts';
import {
  givenUpDelivery,
  type SqlRow,
  channelStanding,
  storedDelivery,
  textOrNull,
} from '../rows.ts';
import type { Sql } from './sql.ts';

/** An alert that stands again, or is taken back again, is told again as something new. */
export const queueDelivery = `insert into deliveries (alert, channel, due_at, next_attempt_at)
  values (?, ?, ?, ?)
  on conflict (alert, channel) do update set round = round + 1, due_at = excluded.due_at,
    attempts = 0, next_attempt_at = excluded.next_attempt_at, delivered_at = null,
    given_up_at = null, told = 0, last_error = null`;

export const queuedValues = ({ alert, channel, dueAt }: QueuedDelivery): SQLInputValue[] => [
  alert,
  channel,
  dueAt,
  dueAt,
];

const select = `select deliveries.*, alerts.body, alerts.retracted from deliveries
  join alerts on alerts.key = deliveries.alert`;

/** Deliveries and milestones are marked alike. */
export const markStatements = (table: 'deliveries' | 'milestones') => ({
  delivered: `update ${table} set delivered_at = ?, next_attempt_at = null, last_error = null
    where id = ?`,
  later: `update ${table} set attempts = attempts + 1, next_attempt_at = ?, last_error = ?
    where id = ?`,
  givenUp: `update ${table} set attempts = attempts + 1, given_up_at = ?, next_attempt_at = null,
    last_error = ? where id = ?`,
});

const mark = {
  ...markStatements('deliveries'),
  told: 'update deliveries set told = 1 where id = ? and given_up_at = ?',
  retry: `update deliveries set attempts = 0, given_up_at = null, told = 0, next_attempt_at = ?
    where id = ? and given_up_at is not null`,
} as const;

export function sqliteDeliveries({ run, all, together, seal }: Sql): DeliveryStore {
  const at = (text: string, ...values: SQLInputValue[]): string | null =>
    textOrNull(all(text, ...values)[0]?.['at']);
  return {
    channelsDue: async (now) =>
      all(
        `select channel from deliveries where next_attempt_at <= ?
          union select channel from milestones where next_attempt_at <= ? order by channel`,
        now,
        now,
      ).map((row) => String(row['channel'])),
    deliveriesDue: async (channel, now, limit) =>
      all(
        `${select} where channel = ? and next_attempt_at <= ? order by next_attempt_at,
          deliveries.id limit ?`,
        channel,
        now,
        limit,
      ).map(storedDelivery),
    nextDeliveryAfter: async (now) =>
      at(
        `select min(at) as at from (
          select min(next_attempt_at) as at from deliveries where next_attempt_at > ?
          union all select min(next_attempt_at) from milestones where next_attempt_at > ?)`,
        now,
        now,
      ),
    markAttempted: async (results, now) =>
      together(() => {
        for (const result of results) markOne(run, mark, result, now);
        const ends = results.flatMap(({ id, outcome }): Seal[] => {
          const [queued] = outcome === 'later' ? [] : all(queuedSelect, id);
          if (queued === undefined || outcome === 'later') return [];
          return [deliveryEndSeal(nameOf(queued), { outcome, at: now })];
        });
        seal(now, ends);
      }),
    channelsOf: async () => (alert) =>
      all('select channel from deliveries where alert = ? order by channel', alert).map((row) =>
        String(row['channel']),
      ),
    channelStandings: async () =>
      all(
        `select channel, sum(delivered_at is not null) as delivered,
            sum(next_attempt_at is not null) as pending, sum(given_up_at is not null) as given_up,
            min(iif(next_attempt_at is null, null, due_at)) as oldest,
            min(next_attempt_at) as next, max(last_error) as error
          from (select ${standing} from deliveries union all select ${standing} from milestones)
          group by channel order by channel`,
      ).map(channelStanding),
    givenUp: async (channel) =>
      all(
        `${select} where channel = ? and given_up_at is not null order by deliveries.id`,
        channel,
      ).map(givenUpDelivery),
    givenUpUntold: async (limit) =>
      all(
        `${select} where given_up_at is not null and told = 0 order by deliveries.id limit ?`,
        limit,
      ).map(givenUpDelivery),
    markTold: async (deliveries) =>
      together(() => {
        // One that was put back in the meantime must be told when it is given up once more.
        for (const { id, givenUpAt } of deliveries) run(mark.told, id, givenUpAt);
      }),
    retryDeliveries: async (ids, now) =>
      together(() => {
        const begun = ids.flatMap((id) => all(queuedSelect, id));
        for (const id of ids) run(mark.retry, now, id);
        seal(
          now,
          begun
            .filter((row) => row['given_up_at'] !== null)
            .map((row) => deliveryEndSeal(nameOf(row), null)),
        );
      }),
  };
}

const standing = 'channel, delivered_at, next_attempt_at, given_up_at, due_at, last_error';

const queuedSelect = 'select alert, channel, given_up_at from deliveries where id = ?';

const nameOf = (row: SqlRow) => ({ alert: String(row['alert']), channel: String(row['channel']) });

export function markOne(
  run: Sql['run'],
  mark: ReturnType<typeof markStatements>,
  result: DeliveryResult,
  now: string,
): void {
  if (result.outcome === 'delivered') run(mark.delivered, now, result.id);
  else if (result.outcome === 'givenUp') run(mark.givenUp, now, result.error, result.id);
  else run(mark.later, result.nextAttemptAt, result.error, result.id);
}
