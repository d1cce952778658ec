/** All that can be asked and done at the desk. */
import { acts } from './acts.ts';
import { alerts } from './alerts.ts';
import { approvals } from './approvals.ts';
import { approve } from './approve.ts';
import { calendar } from './calendar.ts';
import { calendarAccept, calendarAcceptPreview } from './calendar-accept.ts';
import { calendarDue } from './calendar-due.ts';
import { calendarUndo, calendarUndoPreview } from './calendar-undo.ts';
import { calendarWaiting } from './calendar-waiting.ts';
import { cancel } from './cancel.ts';
import { alertsRetry, alertsTest } from './channels.ts';
import { chase } from './chase.ts';
import { checks } from './checks.ts';
import { decide } from './decide.ts';
import { events } from './events.ts';
import { exceptionGroups } from './exception-groups.ts';
import { exceptions } from './exceptions.ts';
import { explain } from './explain.ts';
import { file, files } from './files.ts';
import { find } from './find.ts';
import { findings } from './findings.ts';
import { me } from './me.ts';
import type { Operation } from './operation.ts';
import { outbox } from './outbox.ts';
import { proposals } from './proposals.ts';
import { queue } from './queue.ts';
import { report } from './report.ts';
import { requeue, requeueReceived } from './requeue.ts';
import { resolve } from './resolve.ts';
import { resubmit, resubmitReceived, resubmitSent } from './resubmit.ts';
import { stages } from './stages.ts';
import { stagesPassed } from './stages-passed.ts';
import { today } from './today.ts';
import { trace } from './trace.ts';

export const operations: readonly Operation[] = [
  today,
  me,
  acts,
  checks,
  stages,
  queue,
  exceptions,
  exceptionGroups,
  alerts,
  alertsTest,
  alertsRetry,
  approvals,
  proposals,
  explain,
  stagesPassed,
  events,
  trace,
  files,
  file,
  outbox,
  findings,
  report,
  chase,
  calendar,
  calendarDue,
  calendarWaiting,
  calendarAcceptPreview,
  calendarAccept,
  calendarUndoPreview,
  calendarUndo,
  find,
  decide,
  cancel,
  resolve,
  approve,
  requeue,
  requeueReceived,
  resubmit,
  resubmitReceived,
  resubmitSent,
];
