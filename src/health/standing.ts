/** Whether the gateway is well, in the shape that `GET /health` answers. Names nobody. */
import type { Instant } from '../calendar/index.ts';
import { totalOf } from './deadline-health.ts';
import type { Figures } from './figures.ts';
import { gatewayAlertLine } from './gateway-alert.ts';

interface HealthAnswer {
  /**
   * `failing`: the last pass failed. `paused`: part of the work waits for the surroundings.
   * `troubled`: a gateway alert is open that keeps nothing waiting.
   */
  readonly status: 'ok' | 'starting' | 'troubled' | 'paused' | 'failing';
  readonly at: Instant;
  readonly lastPassAt: Instant | null;
  readonly waits: readonly string[];
  readonly alerts: readonly object[];
  /** As of the last sample; null before the first. */
  readonly overdue: {
    readonly number: number;
    readonly oldestWorkingDaysOver: number | null;
  } | null;
  readonly openItems: number | null;
}

export function healthOf(figures: Figures, now: Instant): HealthAnswer {
  const { episodes, lastPassAt, lastPassFailed, looked, sample } = figures;
  const waits = [...new Set(looked?.troubles.flatMap((one) => one.holds))];
  const total = sample === null ? null : totalOf(sample.deadlines.overdue);
  const status = (): HealthAnswer['status'] => {
    if (lastPassFailed) return 'failing';
    if (waits.length > 0) return 'paused';
    if (episodes.length > 0) return 'troubled';
    return lastPassAt === null ? 'starting' : 'ok';
  };
  return {
    status: status(),
    at: now,
    lastPassAt,
    waits,
    alerts: episodes.map((episode) => gatewayAlertLine(episode, false)),
    overdue:
      total === null ? null : { number: total.number, oldestWorkingDaysOver: total.oldestOver },
    openItems: sample?.deadlines.openItems.reduce((sum, { number }) => sum + number, 0) ?? null,
  };
}

/** What a load balancer or a watchdog goes by. */
export const statusCodeOf = ({ status }: HealthAnswer): 200 | 503 =>
  status === 'paused' || status === 'failing' ? 503 : 200;
