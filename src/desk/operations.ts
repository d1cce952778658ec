/** All that can be asked and done at the desk. */
import { acts, actsCount } from './acts.ts';
import { alerts, alertsCount } from './alerts.ts';
import { approvals } from './approvals.ts';
import { approve } from './approve.ts';
import { approvePreview } from './approve-preview.ts';
import { audit, auditCount } from './audit.ts';
import { calendar, calendarDays } from './calendar.ts';
import { calendarAccept, calendarAcceptPreview } from './calendar-accept.ts';
import { calendarDue } from './calendar-due.ts';
import { calendarUndo, calendarUndoPreview } from './calendar-undo.ts';
import { calendarWaiting } from './calendar-waiting.ts';
import { cancel } from './cancel.ts';
import { alertsRetry, alertsTest, channels } from './channels.ts';
import { chase } from './chase.ts';
import { checks } from './checks.ts';
import { checksCount } from './checks-count.ts';
import { compare } from './compare.ts';
import { configChanged, configHistory } from './config-history.ts';
import { configPreview } from './config-preview.ts';
import { bringIn } from './bring-in.ts';
import { fileContent } from './file-content.ts';
import { decide } from './decide.ts';
import { decideByFile, decisionsOpen } from './decide-by-file.ts';
import { decideWords, decideWordsPreview } from './decide-words.ts';
import { events } from './events.ts';
import { exceptionGroups } from './exception-groups.ts';
import { exceptions, exceptionsCount } from './exceptions.ts';
import { explain } from './explain.ts';
import { file, fileLines, files, filesCount } from './files.ts';
import { find } from './find.ts';
import { findings } from './findings.ts';
import { forecast } from './forecast.ts';
import { flowsImport, flowsImportPreview } from './flows-import.ts';
import { health } from './health.ts';
import { me } from './me.ts';
import type { Operation } from './operation.ts';
import { outbox, outboxCount, sentFile, sentLines } from './outbox.ts';
import { outlook } from './outlook.ts';
import { performance } from './performance.ts';
import { proposals } from './proposals.ts';
import { queue } from './queue.ts';
import { queueCauses } from './queue-causes.ts';
import { reference, referenceMerges } from './reference.ts';
import {
  referencePreview,
  referenceTeach,
  referenceTeachPreview,
  referenceUndo,
  referenceUndoPreview,
} from './reference-acts.ts';
import { report } from './report.ts';
import { requeue, requeueReceived } from './requeue.ts';
import { resolve, resolvePreview } from './resolve.ts';
import { resubmit, resubmitReceived, resubmitSent } from './resubmit.ts';
import { since } from './since.ts';
import { stages } from './stages.ts';
import { rule } from './rule.ts';
import { stagesPassed } from './stages-passed.ts';
import { decision, takeBack } from './take-back.ts';
import { call, callAbout, calls, claim, claims, handOver, note, release, team } from './team.ts';
import { dismissal, takeBackGroup } from './take-back-group.ts';
import { template } from './template.ts';
import { today } from './today.ts';
import { trace } from './trace.ts';
import { viewDrop, views, viewSave } from './views.ts';
import { approvalsUndoable, undo } from './undo.ts';
import { visits } from './visits.ts';

export const operations: readonly Operation[] = [
  today,
  me,
  health,
  acts,
  actsCount,
  since,
  views,
  audit,
  auditCount,
  checks,
  checksCount,
  stages,
  visits,
  queue,
  queueCauses,
  decideWordsPreview,
  resolvePreview,
  dismissal,
  exceptions,
  exceptionsCount,
  exceptionGroups,
  alerts,
  alertsCount,
  channels,
  alertsTest,
  alertsRetry,
  claims,
  approvals,
  approvePreview,
  approvalsUndoable,
  proposals,
  explain,
  decision,
  team,
  stagesPassed,
  rule,
  events,
  outlook,
  trace,
  files,
  filesCount,
  file,
  fileLines,
  fileContent,
  template,
  outbox,
  outboxCount,
  sentFile,
  sentLines,
  findings,
  report,
  performance,
  compare,
  forecast,
  chase,
  calls,
  calendar,
  calendarDays,
  calendarDue,
  calendarWaiting,
  calendarAcceptPreview,
  calendarAccept,
  calendarUndoPreview,
  calendarUndo,
  find,
  configHistory,
  configChanged,
  configPreview,
  reference,
  referenceMerges,
  referencePreview,
  referenceTeachPreview,
  referenceTeach,
  referenceUndoPreview,
  referenceUndo,
  flowsImportPreview,
  flowsImport,
  decisionsOpen,
  decideByFile,
  bringIn,
  decide,
  decideWords,
  cancel,
  resolve,
  approve,
  undo,
  takeBack,
  takeBackGroup,
  claim,
  handOver,
  release,
  note,
  call,
  callAbout,
  viewSave,
  viewDrop,
  requeue,
  requeueReceived,
  resubmit,
  resubmitReceived,
  resubmitSent,
];
