/** The alerts that were raised, and whether a line in alerts/ tells of them. */
import type { Instant } from '../calendar/index.ts';
import type { RaisedAlert } from '../process/index.ts';

export interface Alerts {
  alertsOf(mpan: string | null): Promise<RaisedAlert[]>;
  /** Those of each of these MPANs, in one question. */
  alertsAmong(mpans: readonly string[]): Promise<(mpan: string) => RaisedAlert[]>;
  undeliveredAlerts(limit: number): Promise<RaisedAlert[]>;
  markDelivered(keys: readonly string[]): Promise<void>;
  /** When the newest alert was raised. */
  lastAlertAt(): Promise<Instant | null>;
  /** Delivered alerts raised before, of MPANs without an open check. */
  countAlertsBefore(before: Instant): Promise<number>;
}
