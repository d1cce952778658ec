/** How a gateway knows that it was started beside others, by whoever serves their pages. */
import type { Behind } from '../web/index.ts';

/** Ours: what `pawl run --workspaces` tells each gateway it starts; nobody else sets it. */
const variable = 'PAWL_BEHIND_FRONT';

export const toldBehind = (behind: Behind): Readonly<Record<string, string>> => ({
  [variable]: JSON.stringify(behind),
});

/** Null for a gateway by itself. `onAlone` is called once whoever started it is gone. */
export function behindFront(onAlone: () => void): Behind | null {
  const told = process.env[variable];
  if (told === undefined || process.channel === undefined) return null;
  process.once('disconnect', onAlone);
  process.channel?.unref();
  return JSON.parse(told) as Behind;
}
