/** The channels that tell people of alerts: how each stands, trying one, and sending again what it has given up. */
import { z } from 'zod';
import { notifyTest } from '../alert/index.ts';
import type { Config } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import type { ChannelStanding } from '../store/index.ts';
import { operation } from './operation.ts';
import { wholeNumber, instant, reason } from './terms.ts';

const channelShape = z
  .strictObject({
    channel: z.string(),
    configured: z
      .boolean()
      .describe('false: alerts wait for it, and the configuration no longer has it'),
    delivered: wholeNumber,
    pending: wholeNumber,
    givenUp: wholeNumber,
    oldestDueAt: instant.nullable(),
    nextAttemptAt: instant.nullable(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Channel' });

export const channels = operation({
  name: 'alerts status',
  group: 'Alerts',
  summary: 'How many alerts each channel has sent, has waiting and has given up',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.array(channelShape),
  route: 'GET /channels',
  typed: '',
  example: {},
  run: async ({ gateway: { store, config } }) => {
    const standings = await store.channelStandings();
    const names = new Set([...Object.keys(config.channels), ...standings.map((s) => s.channel)]);
    return [...names].map((name) => ({
      configured: config.channels[name] !== undefined,
      ...(standings.find(({ channel }) => channel === name) ?? untold(name)),
    }));
  },
});

const untold = (channel: string): ChannelStanding => ({
  channel,
  delivered: 0,
  pending: 0,
  givenUp: 0,
  oldestDueAt: null,
  nextAttemptAt: null,
  lastError: null,
});

const channel = z.string().min(1).max(100).describe('name of the channel in the configuration');

export const alertsTest = operation({
  name: 'alerts test',
  group: 'Alerts',
  summary: 'Send an invented alert to a channel, at once and once, to see whether it arrives',
  role: 'operator',
  takes: z.strictObject({ channel }),
  answers: z.strictObject({
    channel: z.string(),
    outcome: z.string().describe('taken, or how it failed'),
    why: z.string().optional(),
  }),
  route: { no: 'a channel is tried as the user of the gateway, who has its secrets' },
  typed: '<channel>',
  example: { channel: 'desk' },
  problems: [404],
  run: async ({ gateway: { config, clock } }, { channel: name }) => {
    const found = channelOf(config, name);
    return { channel: name, ...(await notifyTest(config, found, config, clock.now())) };
  },
});

export const alertsRetry = operation({
  name: 'alerts retry',
  group: 'Alerts',
  summary: 'Send again what a channel has given up, and settle it in the work queue',
  role: 'operator',
  takes: z.strictObject({ channel, reason: reason.optional() }),
  answers: z.strictObject({
    channel: z.string(),
    alerts: wholeNumber.describe('how many alerts will be sent again'),
  }),
  route: 'POST /channels/:channel/retry',
  typed: '<channel>',
  example: { channel: 'desk', reason: 'the mail server is back' },
  problems: [404],
  run: async ({ gateway, act }, { channel: name, reason: why = `sent again to ${name}` }) => {
    channelOf(gateway.config, name);
    const alerts = await act(why, (deeds, by) => deeds.retryAlerts(gateway, name, by));
    return { channel: name, alerts };
  },
});

/** Throws NOT_FOUND for the name of none. */
function channelOf({ channels }: Config, name: string): Config['channels'][string] {
  const found = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(channels);
  throw new EngineError(
    'NOT_FOUND',
    `there is no channel "${name}"`,
    names.length === 0 ? 'define one under "channels"' : `there are ${names.join(', ')}`,
  );
}
