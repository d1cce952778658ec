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
import type { Side } from '../market/index.ts';
import type { Alert } from '../process/index.ts';
import { channelsOf, type NotifySettings } from './channel-config.ts';

/** What is asked: the routes in force, and what days and times mean under them. */
interface InForce {
  readonly config: NotifySettings & { readonly role: Side; readonly headerTimeZone: string };
  readonly calendars: { readonly calendarFor: (mpan: string, at: null) => Calendar | undefined };
}

/** The channels that an alert goes to, besides the lines in alerts/. */
export function channelsFor({ config }: InForce, alert: Alert): readonly string[] {
  const { channels, alertRoutes, role } = config;
  const names = channelsOf(channels, 'people');
  if (alertRoutes.length === 0) return names;
  const routed = new Set(
    alertRoutes.filter((route) => picks(route, alert, role)).flatMap((route) => route.channels),
  );
  return names.filter((name) => routed.has(name));
}

/** The channels by which programs follow checks. */
export const milestoneChannels = ({ config }: InForce): readonly string[] =>
  channelsOf(config.channels, 'programs');

/** When a channel first tells what is raised now; null where there is no such channel any more. */
export function firstTellingAt(inForce: InForce, name: string, now: Instant): Instant | null {
  const channel = inForce.config.channels[name];
  if (channel === undefined) return null;
  const isDigest = channel.kind === 'email' && channel.digestAt !== null;
  return isDigest ? nextMorning(inForce, channel.digestAt ?? '', now) : now;
}

type Route = NotifySettings['alertRoutes'][number];

function picks(route: Route, alert: Alert, role: Side): boolean {
  const { kinds, stages, parties, owedBy } = route;
  if (kinds !== undefined && !kinds.some((kind) => kind === alert.kind)) return false;
  if (stages !== undefined && !stages.includes(alert.stage)) return false;
  if (parties !== undefined && !parties.includes(alert.party ?? '')) return false;
  return owedBy === undefined || (owedBy === 'ours') === (alert.owner === role);
}

/** A year of days without a Working Day among them would be no calendar. */
const daysMax = 366;

/** The time of day on the next Working Day on which it is still to come. */
function nextMorning({ config, calendars }: InForce, time: string, now: Instant): Instant {
  const zone = config.headerTimeZone;
  const known = calendars.calendarFor('', null);
  const today = Temporal.PlainDate.from(localDateOf(zone, now));
  for (let days = 0; days < daysMax; days += 1) {
    const date = today.add({ days }).toString();
    const at = instantOfLocal(zone, `${date.replaceAll('-', '')}${time.replace(':', '')}00`);
    // Beyond the known bank holidays a mail on a holiday is better than none.
    const isWorking = known === undefined || isWorkingDay(known, date) !== false;
    if (at > now && isWorking) return at;
  }
  return now;
}
