/** What every page tells: what of the gateway's surroundings is wrong now, and what waits for it. */
import type { Gateway } from '../gateway/index.ts';
import { gatewayAlertCodes, storedEpisodes } from '../health/index.ts';
import { count, instantInWords } from '../words.ts';

const heldInWords = { pass: 'all work', intake: 'taking files in', time: 'deadlines' } as const;

export async function troublesInWords(gateway: Gateway): Promise<readonly string[]> {
  return [...(await episodesInWords(gateway)), ...(await deadChannels(gateway))];
}

/** To count what each channel has delivered costs more than a page may: it is done now and then. */
const channelsEveryMs = 5_000;
const counted = new WeakMap<Gateway, { readonly atMs: number; readonly said: readonly string[] }>();

async function deadChannels(gateway: Gateway): Promise<readonly string[]> {
  const known = counted.get(gateway);
  const atMs = performance.now();
  if (known !== undefined && atMs - known.atMs < channelsEveryMs) return known.said;
  const standings = await gateway.store.channelStandings();
  const said = standings
    .filter(({ pending, lastError }) => pending > 0 && lastError !== null)
    .map(
      ({ channel, pending }) =>
        `The channel ${channel} does not take alerts: ${count(pending, 'alert')} ${pending === 1 ? 'waits' : 'wait'}. What to do: pawl alerts status says why; it is tried again automatically.`,
    );
  counted.set(gateway, { atMs, said });
  return said;
}

async function episodesInWords(gateway: Gateway): Promise<readonly string[]> {
  const episodes = await storedEpisodes(gateway);
  const zone = gateway.rules.zone;
  return episodes
    .filter(({ overAt }) => overAt === null)
    .map(({ code, detail, since }) => {
      const { holds, remedy } = gatewayAlertCodes[code];
      const held = holds.map((part) => heldInWords[part]).join(' and ');
      const waits = held === '' ? '' : ` Meanwhile ${held} must wait.`;
      return `${code} since ${instantInWords(zone, since)}: ${detail}.${waits} What to do: ${remedy}.`;
    });
}
