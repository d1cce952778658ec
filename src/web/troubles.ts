/** What every page tells: what of the gateway's surroundings is wrong now, and what waits for it. */
import type { Gateway } from '../gateway/index.ts';
import { gatewayAlertCodes, heldBy, storedEpisodes } from '../health/index.ts';
import { count, instantInWords } from '../words.ts';

const heldInWords: Readonly<Record<ReturnType<typeof heldBy>[number], string>> = {
  pass: 'All work is paused.',
  intake: 'Intake is paused: no file is taken in.',
  time: 'Deadlines are paused.',
  outbox: 'Nothing is written into outbox/.',
  alerts: 'No alert is written into alerts/.',
};

/** What is wrong: what waits for it, where something does, and what it is. */
export interface TroubleTold {
  readonly paused: string;
  readonly says: string;
}

export async function troublesInWords(gateway: Gateway): Promise<readonly TroubleTold[]> {
  return [...(await episodesInWords(gateway)), ...(await deadChannels(gateway))];
}

/** To count what each channel has delivered costs more than a page may: it is done now and then. */
const channelsEveryMs = 5_000;
const counted = new WeakMap<
  Gateway,
  { readonly atMs: number; readonly said: readonly TroubleTold[] }
>();

async function deadChannels(gateway: Gateway): Promise<readonly TroubleTold[]> {
  const known = counted.get(gateway);
  const atMs = performance.now();
  if (known !== undefined && atMs - known.atMs < channelsEveryMs) return known.said;
  const standings = await gateway.store.channelStandings();
  const said = standings
    .filter(({ pending, lastError }) => pending > 0 && lastError !== null)
    .map(({ channel, pending }) => {
      const isOfPrograms = gateway.config.channels[channel]?.kind === 'cloudevents';
      const what = isOfPrograms ? 'milestone' : 'alert';
      return {
        paused: '',
        says: `The channel ${channel} does not take ${what}s: ${count(pending, what)} ${pending === 1 ? 'waits' : 'wait'}. What to do: pawl alerts status says why; it is tried again automatically.`,
      };
    });
  counted.set(gateway, { atMs, said });
  return said;
}

async function episodesInWords(gateway: Gateway): Promise<readonly TroubleTold[]> {
  const episodes = await storedEpisodes(gateway);
  const zone = gateway.rules.zone;
  return episodes
    .filter(({ overAt }) => overAt === null)
    .map((episode) => {
      const { code, detail, since } = episode;
      return {
        paused: heldBy(episode)
          .map((part) => heldInWords[part])
          .join(' '),
        says: `${code} since ${instantInWords(zone, since)}: ${detail}. What to do: ${gatewayAlertCodes[code].remedy}.`,
      };
    })
    .toSorted((a, b) => Number(a.paused === '') - Number(b.paused === ''));
}
