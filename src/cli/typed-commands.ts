/**
 * The commands that are made from operations of the desk, by the first word that is typed. A command
 * loads its own alone, so that it starts as fast as it can; help loads them all.
 */
import type { Typed } from './typed.ts';

export const typedCommands: Readonly<Record<string, readonly (() => Promise<Typed>)[]>> = {
  queue: [() => import('./text/queue.ts')],
  checks: [() => import('./text/checks.ts')],
  exceptions: [() => import('./text/exceptions.ts'), () => import('./text/exception-groups.ts')],
  proposals: [() => import('./text/proposals.ts')],
  acts: [() => import('./text/acts.ts')],
  decide: [() => import('./text/decide.ts')],
  resolve: [() => import('./text/resolve.ts')],
  cancel: [() => import('./text/cancel.ts')],
  approve: [() => import('./text/approve.ts')],
  requeue: [() => import('./text/requeue.ts')],
  resubmit: [() => import('./text/resubmit.ts')],
  chase: [() => import('./text/chase.ts')],
  calendar: [() => import('./text/calendar-undo.ts'), () => import('./text/calendar-accept.ts')],
  alerts: [() => import('./text/alerts-test.ts'), () => import('./text/alerts-retry.ts')],
};
