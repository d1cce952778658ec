/**
 * The desk as a request has it: who asks is whoever is signed in. What people do over pages and API are
 * the acts of the command line, under that name; the gateway at work does the rest with its next pass,
 * which is asked for at once.
 */
import type { AccessRole } from '../config/index.ts';
import { type AuditPart, type Desk, deedsHere } from '../desk/index.ts';
import { checkClock } from '../ground.ts';
import { type StageCounter, stageCounter } from '../report/index.ts';
import { auditOf, faceOf } from './audit-of.ts';
import { type Context, needs, type Web } from './context.ts';
import { isApi } from './problem.ts';

const counters = new WeakMap<Web, StageCounter>();

/** The stages of all checks are counted once for all who look. */
function counterOf(web: Web): StageCounter {
  const counter = counters.get(web) ?? stageCounter(web.gateway, web.changes.isClosed, Date.now);
  counters.set(web, counter);
  return counter;
}

/** Throws 403 for an act without the role, and 503 while the clock cannot be trusted. */
export function deskOf(web: Web, context: Context, role: AccessRole): Desk {
  const person = context.get('person');
  const gateway = web.gateway();
  const audit = (told: AuditPart): void => auditOf(web, context, told);
  if (!isApi(context)) gateway.looks.visit(person.name, gateway.clock.now());
  return {
    gateway,
    asker: { name: person.name, role: person.role },
    version: web.version,
    templates: async () => context.get('templates'),
    counted: () => counterOf(web).counted(),
    looked: (what, mpans) => {
      const { name: who, role: as } = person;
      gateway.looks.note(
        { at: gateway.clock.now(), who, role: as, through: faceOf(context), what },
        mpans,
      );
      audit({ kind: 'look', outcome: 'done', operation: what, code: null, mpans: mpans.length });
    },
    audit,
    act: async (reason, work) => {
      // Who may only look is never let as far as this.
      const { name: who } = needs(context, role === 'viewer' ? 'operator' : role);
      checkClock(gateway.clock.now(), await gateway.store.lastRecordedAt());
      const done = await work(web.deeds ?? deedsHere, { who, reason: reason ?? '' });
      web.nudge();
      return done;
    },
  };
}
