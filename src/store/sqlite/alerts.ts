/** Raised alerts, in the embedded store. */
import type { RaisedAlert } from '../../process/index.ts';
import type { Alerts } from '../alerts.ts';
import { toldSeal } from '../seals.ts';
import { storedAlert, textOrNull } from '../rows.ts';
import type { Sql } from './sql.ts';

/** Those of before that were delivered, of MPANs without an open check. */
export const oldAlerts = `at < ? and delivered = 1
    and mpan not in (select mpan from mpans where open = 1)
    and key not in (select alert from deliveries where next_attempt_at is not null)`;

export function sqliteAlerts({ run, all, one, together, seal }: Sql): Alerts {
  const alertsOf = (mpan: string): RaisedAlert[] =>
    all('select body, retracted from alerts where mpan = ? order by at, kind, id', mpan).map(
      storedAlert,
    );
  return {
    alertsOf: async (mpan) =>
      mpan === null
        ? all('select body, retracted from alerts order by at, mpan, kind, id').map(storedAlert)
        : alertsOf(mpan),
    alertsAmong: async () => alertsOf,
    undeliveredAlerts: async (limit) =>
      all('select body, retracted from alerts where delivered = 0 order by id limit ?', limit).map(
        storedAlert,
      ),
    markDelivered: async (keys) =>
      together(() => {
        for (const key of keys) run('update alerts set delivered = 1 where key = ?', key);
        seal(
          null,
          keys.map((key) => toldSeal(key, true)),
        );
      }),
    lastAlertAt: async () =>
      textOrNull(one('select at from alerts order by id desc limit 1')?.['at']),
    countAlertsBefore: async (before) =>
      Number(one(`select count(*) as n from alerts where ${oldAlerts}`, before)?.['n'] ?? 0),
  };
}
