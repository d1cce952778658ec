/**
 * `pawl alerts`: the channels that tell people of alerts. A test shows whether a channel is heard,
 * the status what waits and what was given up, and a retry sends again what was given up.
 */
import { tellTest } from '../alert/index.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { resolve, tellUndelivered, undeliveredKey } from '../gateway/index.ts';
import { exceptionId } from '../process/index.ts';
import type { ChannelStanding } from '../store/index.ts';
import { type ActOptions, acting } from './act.ts';
import { count, instantInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';
import { atDesk, findWorkspace } from './workspace.ts';

interface AlertsOptions {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** Sends an invented alert to one channel, at once and once. */
export async function alertsTest(name: string, options: AlertsOptions): Promise<number> {
  const { config } = findWorkspace(options.workspace);
  const channel = channelOf(config, name);
  const { mpid, role } = config;
  const answer = await tellTest(config, channel, { mpid, role }, systemClock.now());
  if (options.json === true) sayJson({ channel: name, ...answer });
  else if (answer.outcome === 'taken') say(`${name} took the test: look whether it arrived.`);
  else say(`${name} did not take the test: ${answer.why}`);
  return answer.outcome === 'taken' ? 0 : 1;
}

/** What became of the alerts of each channel. */
export async function alertsStatus(options: AlertsOptions): Promise<number> {
  await atDesk(options.workspace, async ({ store, config }) => {
    const standings = await store.channelStandings();
    const names = new Set([...Object.keys(config.channels), ...standings.map((s) => s.channel)]);
    const all = [...names].map((name) => ({
      configured: config.channels[name] !== undefined,
      ...(standings.find(({ channel }) => channel === name) ?? untold(name)),
    }));
    if (options.json === true) {
      sayJson(all);
      return;
    }
    if (all.length === 0) {
      say('There are no channels; alerts go to alerts/ and to the log.');
      return;
    }
    const time = (at: string | null): string =>
      at === null ? '' : instantInWords(config.headerTimeZone, at);
    const rows = all.map((one) => [
      one.configured ? one.channel : `${one.channel} (not configured)`,
      `${one.delivered}`,
      `${one.pending}`,
      `${one.givenUp}`,
      time(one.nextAttemptAt),
      one.lastError ?? '',
    ]);
    const heads = ['Channel', 'Sent', 'Waiting', 'Given up', 'Next attempt', 'Last trouble'];
    for (const line of table(heads, rows)) say(line);
  });
  return 0;
}

const untold = (channel: string): ChannelStanding => ({
  channel,
  delivered: 0,
  pending: 0,
  givenUp: 0,
  oldestDueAt: null,
  nextAttemptAt: null,
  lastError: null,
});

/** Puts what was given up back into the queue, and settles the items of the work queue for it. */
export async function alertsRetry(name: string, options: ActOptions): Promise<number> {
  channelOf(findWorkspace(options.workspace).config, name);
  const reason = options.reason ?? `sent again to ${name}`;
  await acting({ ...options, reason }, async (gateway, act) => {
    const { store, clock } = gateway;
    await tellUndelivered(gateway);
    const givenUp = await store.givenUp(name);
    for (const delivery of givenUp) {
      const id = exceptionId(delivery.alert.mpan, 'ALERT_UNDELIVERED', undeliveredKey(delivery));
      if ((await store.exception(id))?.open === true) await resolve(gateway, id, false, act);
    }
    const ids = givenUp.map(({ id }) => id);
    await store.retryDeliveries(ids, clock.now());
    say(`${count(ids.length, 'alert')} for ${name} will be sent again.`);
  });
  return 0;
}

function channelOf({ channels }: Config, name: string): Config['channels'][string] {
  const channel = channels[name];
  if (channel !== undefined) return channel;
  const names = Object.keys(channels);
  throw new EngineError(
    'NOT_FOUND',
    `there is no channel "${name}"`,
    names.length === 0 ? 'define one under "channels"' : `there are ${names.join(', ')}`,
  );
}
