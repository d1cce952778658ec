/**
 * What people do over pages and API: the same acts as at the command line, under the name of whoever
 * is signed in. The gateway at work does the rest with its next pass, which is asked for at once.
 */

import type { Role } from '../config/index.ts';
import { type Deeds, deedsHere } from '../desk/index.ts';
import type { Act, Gateway } from '../gateway/index.ts';
import { checkClock } from '../ground.ts';
import { type Context, needs, type Web } from './context.ts';
import { Problem } from './problem.ts';

/**
 * Throws 403 without the role, 400 for an empty reason, and 503 while the clock cannot be trusted. A
 * reason is null where the act may go without one, as approving does.
 */
export async function acting<T>(
  web: Web,
  context: Context,
  { role, reason }: { readonly role: Exclude<Role, 'viewer'>; readonly reason: string | null },
  work: (gateway: Gateway, act: Act, deeds: Deeds) => Promise<T>,
): Promise<T> {
  const { name } = needs(context, role);
  const why = reason?.trim() ?? '';
  if (reason !== null && why === '') {
    throw new Problem(400, 'USAGE', 'the reason is missing', 'say in a few words why', {
      details: [{ field: 'reason', message: 'a reason is needed: it is kept in the journal' }],
    });
  }
  const gateway = web.gateway();
  checkClock(gateway.clock.now(), await gateway.store.lastRecordedAt());
  const done = await work(gateway, { who: name, reason: why }, web.deeds ?? deedsHere);
  web.nudge();
  return done;
}
