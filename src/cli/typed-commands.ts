/**
 * The commands that are made from operations of the desk, by the first word that is typed. A command
 * loads its own alone, so that it starts as fast as it can; help loads them all.
 */
import type { Typed } from './typed.ts';

export const typedCommands: Readonly<Record<string, readonly (() => Promise<Typed>)[]>> = {
  alerts: [
    () => import('./text/alerts-count.ts'),
    () => import('./text/alerts-list.ts'),
    () => import('./text/alerts-retry.ts'),
    () => import('./text/alerts-status.ts'),
    () => import('./text/alerts-test.ts'),
  ],
  calendar: [
    () => import('./text/calendar-accept.ts'),
    () => import('./text/calendar-days.ts'),
    () => import('./text/calendar-due.ts'),
    () => import('./text/calendar-holidays.ts'),
    () => import('./text/calendar-undo.ts'),
  ],
  checks: [() => import('./text/checks.ts'), () => import('./text/checks-count.ts')],
  config: [
    () => import('./text/config-changed.ts'),
    () => import('./text/config-history.ts'),
    () => import('./text/config-preview.ts'),
  ],
  reference: [
    () => import('./text/reference.ts'),
    () => import('./text/reference-merges.ts'),
    () => import('./text/reference-preview.ts'),
    () => import('./text/reference-teach.ts'),
    () => import('./text/reference-undo.ts'),
  ],
  flows: [() => import('./text/flows-import.ts')],
  queue: [() => import('./text/queue.ts'), () => import('./text/queue-causes.ts')],
  exceptions: [
    () => import('./text/exceptions.ts'),
    () => import('./text/exceptions-count.ts'),
    () => import('./text/exception-groups.ts'),
  ],
  proposals: [() => import('./text/proposals.ts')],
  acts: [() => import('./text/acts.ts'), () => import('./text/acts-count.ts')],
  since: [() => import('./text/since.ts')],
  views: [() => import('./text/views.ts')],
  view: [() => import('./text/view-drop.ts'), () => import('./text/view-save.ts')],
  claims: [() => import('./text/claims.ts')],
  audit: [() => import('./text/audit.ts'), () => import('./text/audit-count.ts')],
  decide: [() => import('./text/decide.ts'), () => import('./text/decide-words.ts')],
  resolve: [() => import('./text/resolve.ts')],
  cancel: [() => import('./text/cancel.ts')],
  approve: [() => import('./text/approve.ts')],
  undo: [() => import('./text/undo.ts')],
  decision: [() => import('./text/decision.ts')],
  dismissal: [() => import('./text/dismissal.ts')],
  'take-back': [() => import('./text/take-back.ts'), () => import('./text/take-back-group.ts')],
  claim: [() => import('./text/claim.ts')],
  'hand-over': [() => import('./text/hand-over.ts')],
  release: [() => import('./text/release.ts')],
  note: [() => import('./text/note.ts')],
  call: [() => import('./text/call.ts')],
  'call-about': [() => import('./text/call-about.ts')],
  requeue: [() => import('./text/requeue.ts')],
  resubmit: [() => import('./text/resubmit.ts')],
  chase: [() => import('./text/chase.ts')],
  calls: [() => import('./text/calls.ts')],
  team: [() => import('./text/team.ts')],
  deadlines: [() => import('./text/deadlines.ts')],
  explain: [() => import('./text/explain.ts')],
  file: [() => import('./text/file.ts')],
  files: [() => import('./text/files.ts'), () => import('./text/files-count.ts')],
  find: [() => import('./text/find.ts')],
  findings: [() => import('./text/findings.ts')],
  forecast: [() => import('./text/forecast.ts')],
  health: [() => import('./text/health.ts')],
  lines: [() => import('./text/lines.ts')],
  me: [() => import('./text/me.ts')],
  outbox: [() => import('./text/outbox.ts'), () => import('./text/outbox-count.ts')],
  outlook: [() => import('./text/outlook.ts')],
  report: [() => import('./text/report.ts')],
  rule: [() => import('./text/rule.ts')],
  sent: [() => import('./text/sent.ts')],
  stages: [() => import('./text/stages.ts')],
  template: [() => import('./text/template.ts')],
  today: [() => import('./text/today.ts')],
  trace: [() => import('./text/trace.ts')],
  visits: [() => import('./text/visits.ts')],
};

/** What commands are about that have others below them. */
export const parents: Readonly<Record<string, string>> = {
  alerts: 'the alerts, and the channels that tell people of them',
  calendar: 'Working Days and bank holidays',
  flows: 'the flow definitions, beside those of others',
  view: 'saved views of the lists',
};

/** Under which heading the help has the commands of a group; At the desk, if left out. */
export const headings: Readonly<Record<string, string>> = {
  Settings: 'Keeping the gateway:',
  Papers: 'Metering approvals and the Capacity Market:',
};
