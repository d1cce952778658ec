/** `pawl checks`: the checks of a workspace, a line each. */
import type { Gateway } from '../gateway/index.ts';
import { viewOf } from '../process/index.ts';
import { findChecks, standingOf } from '../report/index.ts';
import { usage } from './failure.ts';
import { mpanOf } from './mpan.ts';
import { count, dateInWords, say, sayJson } from './print.ts';
import { daysInWords, waitsFor } from './stored-checks.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

export interface ChecksOptions {
  readonly workspace?: string;
  readonly state?: string;
  readonly breached?: boolean;
  readonly mpan?: string;
  readonly json?: boolean;
}

export async function checks(options: ChecksOptions): Promise<number> {
  const mpan = options.mpan === undefined ? undefined : mpanOf(options.mpan);
  await atDesk(options.workspace, async (gateway) => {
    const { rules, clock } = gateway;
    const now = clock.now();
    const found = await findChecks(gateway, {
      ...(mpan === undefined ? {} : { mpan }),
      ...(options.state === undefined ? {} : { state: knownState(gateway, options.state) }),
      ...(options.breached === true ? { breachedAt: now } : {}),
    });
    if (options.json === true) {
      sayJson(found.map(({ state, check }) => viewOf(rules, state, check, now)));
      return;
    }
    if (found.length === 0) {
      say('No such checks.');
      return;
    }
    const headers = ['MPAN', '#', 'Profile', 'State', 'Waits for', 'Due', 'Days', 'Outcome'];
    const rows = found.map((one) => {
      const view = viewOf(rules, one.state, one.check, now);
      const standing = standingOf(rules, one, now);
      const dueOn = standing?.dueOn ?? null;
      return [
        view.mpan,
        String(view.sequence),
        view.profile,
        view.state,
        waitsFor(standing),
        dueOn === null ? '' : dateInWords(dueOn),
        daysInWords(standing),
        view.outcome ?? '',
      ];
    });
    for (const line of table(headers, rows)) say(line);
    say(`${count(found.length, 'check')}. Days are Working Days.`);
  });
  return 0;
}

function knownState({ rules }: Gateway, state: string): string {
  const stages = [...rules.machines.values()].flatMap(({ profile }) => Object.keys(profile.stages));
  const known = [...new Set([...stages, 'closed'])];
  if (known.includes(state)) return state;
  throw usage(`"${state}" is not a state`, `use one of ${known.join(', ')}`);
}
