/**
 * Telling a channel of the gateway itself. It goes past the queue in the store, because the store may
 * be what is in trouble; whoever calls keeps what is still to be told.
 */
import type { Instant } from '../calendar/index.ts';
import { type Answer, refused } from '../post/index.ts';
import { channelsOf, type NotifySettings } from './channel-config.ts';
import { messageText } from './payload.ts';
import { type Announcement, notify } from './notify-channel.ts';
import type { Teller } from './wording.ts';

/** A gateway alert as its line in alerts/ has it. */
export interface GatewayLine {
  readonly key: string;
  readonly code: string;
  readonly over: boolean;
  readonly since: Instant;
  readonly detail: string;
  readonly next: string;
}

/**
 * The channels that hear of the gateway: those of routes that name GATEWAY among their kinds, and
 * all that tell people where no route does. It is better heard twice than by nobody.
 */
export function gatewayChannels({ channels, alertRoutes }: NotifySettings): readonly string[] {
  const routes = alertRoutes.filter(({ kinds }) => kinds?.includes('GATEWAY') === true);
  const named = new Set(routes.flatMap((route) => route.channels));
  return channelsOf(channels, 'people').filter((name) => routes.length === 0 || named.has(name));
}

/** One attempt to tell a channel of a gateway alert. */
export async function notifyOfGateway(
  settings: NotifySettings,
  name: string,
  line: GatewayLine,
  teller: Teller,
  now: Instant,
  stop: AbortSignal,
): Promise<Answer> {
  const channel = settings.channels[name];
  if (channel === undefined) return refused('the configuration no longer has this channel');
  const { key, code, over, since, detail, next } = line;
  const title = `${over ? 'The gateway works again' : 'The gateway needs attention'}: ${code}`;
  const facts = [
    ['What', detail],
    ['Since', since],
    ['Next', next],
    ...(teller.web.publicAddress === null
      ? []
      : [['Page', `${teller.web.publicAddress}/settings#health`]]),
  ];
  const lines = facts.map(([fact = '', words = '']) => `${`${fact}:`.padEnd(7)} ${words}`);
  const message = { key, isTest: false, title, retracted: false, facts, alert: line };
  const telling: Announcement = {
    key,
    mailKey: `${name}/${key}`,
    body: (format) => messageText(format, message, teller),
    mail: () => ({
      title,
      text: [title, '', ...lines, '', 'More: pawl health', `Key: ${key}`, ''].join('\n'),
    }),
  };
  return notify(settings, channel, telling, teller, now, stop);
}
