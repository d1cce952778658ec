/** `pawl explain`: the whole history of one MPAN, as it was known at an instant. */
import { explainMpan, pageOfHistory, remarkedOn, shortOf } from '../account/index.ts';
import type { Instant } from '../calendar/index.ts';
import { wholeSeconds } from '../clock.ts';
import { tellExplained } from './explain-account.ts';
import { usage } from './failure.ts';
import { mpanOf } from './mpan.ts';
import { pageNumberOf } from './page-number.ts';
import { sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

export async function explain(
  typed: string,
  options: {
    readonly workspace?: string;
    readonly asOf?: string;
    readonly page?: string;
    readonly json?: boolean;
  },
): Promise<number> {
  const mpan = mpanOf(typed);
  const page = pageNumberOf(options.page);
  const asOf = options.asOf === undefined ? null : instantOf(options.asOf);
  await atDesk(options.workspace, async (gateway) => {
    const whole = await explainMpan(gateway, mpan, asOf ?? gateway.clock.now());
    const explained = pageOfHistory(whole, page);
    const findings = await remarkedOn(gateway.store, explained.events);
    if (options.json === true) sayJson({ ...shortOf(explained), findings });
    else tellExplained(gateway, explained, findings);
  });
  return 0;
}

function instantOf(text: string): Instant {
  try {
    return wholeSeconds(Temporal.Instant.from(text));
  } catch {
    throw usage(`--as-of ${text} is no instant`, 'an instant is written 2026-08-17T09:00:00Z');
  }
}
