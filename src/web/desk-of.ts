/** The desk as a request has it: who asks is whoever is signed in. */
import type { Role } from '../config/index.ts';
import type { Desk } from '../desk/index.ts';
import { acting } from './acts.ts';
import type { Context, Web } from './context.ts';

export function deskOf(web: Web, context: Context, role: Role): Desk {
  const { name, role: own } = context.get('person');
  return {
    gateway: web.gateway(),
    asker: { name, role: own },
    version: web.version,
    act: (reason, work) => {
      // Who may only look is never let as far as this.
      const least = role === 'viewer' ? 'operator' : role;
      return acting(web, context, { role: least, reason }, (_, act, deeds) => work(deeds, act));
    },
  };
}
