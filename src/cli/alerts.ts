/** `pawl alerts status`: what each channel has sent, has waiting and has given up. */
import type { ChannelStanding } from '../store/index.ts';
import { instantInWords, say, sayJson } from './print.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

interface AlertsOptions {
  readonly workspace?: string;
  readonly json?: boolean;
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
