/**
 * Who is to be told of an alert, and from when on. The routes are asked when the alert is raised and
 * the answer is kept with it, so that a changed configuration moves nothing that is on its way.
 */
import {
  type Calendar,
  type Instant,
  instantOfLocal,
  isWorkingDay,
  localDateOf,
} from '../calendar/index.ts';
import type { Alert, MarketRole } from '../process/index.ts';
import type { TellingSettings } from './channel-config.ts';

interface Audience {
  /** The channels that an alert goes to, besides the lines in alerts/. */
  readonly channelsFor: (alert: Alert) => readonly string[];
  /** When a channel first tells what is raised now; null where there is no such channel any more. */
  readonly dueAt: (channel: string, now: Instant) => Instant | null;
}

/** What days and times mean here. */
export interface Days {
  readonly zone: string;
  readonly calendar: () => Calendar | undefined;
}

export function audienceOf(
  settings: () => TellingSettings,
  role: MarketRole,
  days: Days,
): Audience {
  return {
    channelsFor: (alert) => {
      const { channels, alertRoutes } = settings();
      const names = Object.keys(channels);
      if (alertRoutes.length === 0) return names;
      const routed = new Set(
        alertRoutes.filter((route) => picks(route, alert, role)).flatMap((route) => route.channels),
      );
      return names.filter((name) => routed.has(name));
    },
    dueAt: (name, now) => {
      const channel = settings().channels[name];
      if (channel === undefined) return null;
      const isDigest = channel.kind === 'email' && channel.digestAt !== null;
      return isDigest ? nextMorning(days, channel.digestAt ?? '', now) : now;
    },
  };
}

type Route = TellingSettings['alertRoutes'][number];

function picks(route: Route, alert: Alert, role: MarketRole): boolean {
  const { kinds, stages, parties, owedBy } = route;
  if (kinds !== undefined && !kinds.some((kind) => kind === alert.kind)) return false;
  if (stages !== undefined && !stages.includes(alert.stage)) return false;
  if (parties !== undefined && !parties.includes(alert.party ?? '')) return false;
  return owedBy === undefined || (owedBy === 'ours') === (alert.owner === role);
}

/** A year of days without a Working Day among them would be no calendar. */
const daysMax = 366;

/** The time of day on the next Working Day on which it is still to come. */
function nextMorning({ zone, calendar }: Days, time: string, now: Instant): Instant {
  const today = Temporal.PlainDate.from(localDateOf(zone, now));
  for (let days = 0; days < daysMax; days += 1) {
    const date = today.add({ days }).toString();
    const at = instantOfLocal(zone, `${date.replaceAll('-', '')}${time.replace(':', '')}00`);
    const known = calendar();
    // Beyond the known bank holidays a mail on a holiday is better than none.
    const isWorking = known === undefined || isWorkingDay(known, date) !== false;
    if (at > now && isWorking) return at;
  }
  return now;
}
