/** What every page tells: what of the gateway's surroundings is wrong now, and what waits for it. */
import type { Gateway } from '../gateway/index.ts';
import { gatewayAlertCodes, storedEpisodes } from '../health/index.ts';
import { instantInWords } from '../words.ts';

const heldInWords = { pass: 'all work', intake: 'taking files in', time: 'deadlines' } as const;

export async function troublesOf(gateway: Gateway): Promise<readonly string[]> {
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
