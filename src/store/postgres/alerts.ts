/** Raised alerts, in PostgreSQL. */
import type { RaisedAlert } from '../../process/index.ts';
import type { Alerts } from '../alerts.ts';
import { toldSeal } from '../seals.ts';
import { storedAlert, textOrNull } from '../rows.ts';
import type { PostgresSql } from './sql.ts';

/** Those of before that were delivered, of MPANs without an open check. */
export const toldLongAgo = `a.at < $1 and a.delivered = 1
    and not exists (select from {schema}.mpans m where m.mpan = a.mpan and m.open = 1)
    and not exists (select from {schema}.deliveries d
      where d.alert = a.key and d.next_attempt_at is not null)`;

const sql = {
  every: 'select body, retracted from {schema}.alerts order by at, mpan, kind, id',
  among: `select mpan, body, retracted from {schema}.alerts where mpan = any ($1::text[])
    order by at, kind, id`,
  undelivered: `select body, retracted from {schema}.alerts where delivered = 0
    order by id limit $1`,
  deliver: `update {schema}.alerts set delivered = 1 where id in
    (select id from {schema}.alerts where key = any ($1::text[]) order by key for no key update)`,
  last: 'select at from {schema}.alerts order by id desc limit 1',
  old: `select count(*) as n from {schema}.alerts a where ${toldLongAgo}`,
} as const;

export function postgresAlerts({ all, one, together }: PostgresSql): Alerts {
  const alertsAmong = async (mpans: readonly string[]) => {
    const found = new Map<string, RaisedAlert[]>(mpans.map((mpan) => [mpan, []]));
    for (const row of await all(sql.among, mpans)) {
      found.get(String(row['mpan']))?.push(storedAlert(row));
    }
    return (mpan: string): RaisedAlert[] => found.get(mpan) ?? [];
  };
  return {
    alertsOf: async (mpan) =>
      mpan === null ? (await all(sql.every)).map(storedAlert) : (await alertsAmong([mpan]))(mpan),
    alertsAmong,
    undeliveredAlerts: async (limit) => (await all(sql.undelivered, limit)).map(storedAlert),
    markDelivered: (keys) =>
      together(async (tx) => {
        await tx.all(sql.deliver, keys);
        tx.seal(
          null,
          keys.map((key) => toldSeal(key, true)),
        );
      }),
    lastAlertAt: async () => textOrNull((await one(sql.last))?.['at']),
    countAlertsBefore: async (before) => Number((await one(sql.old, before))?.['n'] ?? 0),
  };
}
