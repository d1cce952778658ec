export { acts, actsCount } from './acts.ts';
export { alerts, alertsCount } from './alerts.ts';
export { approvals } from './approvals.ts';
export { approve } from './approve.ts';
export { approvePreview } from './approve-preview.ts';
export { audit, auditCount } from './audit.ts';
export { calendarAccept, calendarAcceptPreview } from './calendar-accept.ts';
export { calendarDue, calendarDueAlone } from './calendar-due.ts';
export { calendarUndo, calendarUndoPreview } from './calendar-undo.ts';
export { calendarWaiting } from './calendar-waiting.ts';
export { calendar, calendarDays } from './calendar.ts';
export { cancel } from './cancel.ts';
export { alertsRetry, alertsTest, channels } from './channels.ts';
export { chase } from './chase.ts';
export { checks, owingFilter, statesOf } from './checks.ts';
export { checksCount } from './checks-count.ts';
export { configChanged, configHistory } from './config-history.ts';
export { configPreview } from './config-preview.ts';
export { bringIn } from './bring-in.ts';
export { fileContent } from './file-content.ts';
export { decide } from './decide.ts';
export { decideByFile, decisionsOpen, isFileOfDecisions } from './decide-by-file.ts';
export { decideWords, decideWordsPreview } from './decide-words.ts';
export { type DeedName, type Deeds, deedsHere } from './deeds.ts';
export { exceptionGroups } from './exception-groups.ts';
export { exceptions, exceptionsCount } from './exceptions.ts';
export { explain } from './explain.ts';
export { type Field, type Fields, fieldsOf, isFlag, valueOf } from './fields.ts';
export { type Nearness, nearnesses } from './horizon.ts';
export {
  type AnswerOf,
  type AskedOf,
  type AuditPart,
  type Desk,
  type FieldFault,
  fitting,
  type KnownOperation,
  type Operation,
  operation,
  takenAway,
  toldAct,
  toldExport,
  Unfit,
} from './operation.ts';
export { file, fileLines, files, filesCount } from './files.ts';
export { find, sheetOf } from './find.ts';
export { findings } from './findings.ts';
export { compare } from './compare.ts';
export { forecast } from './forecast.ts';
export { flowsImport, flowsImportPreview } from './flows-import.ts';
export { health } from './health.ts';
export { given, type Listed } from './listing.ts';
export { me } from './me.ts';
export { operations } from './operations.ts';
export { outbox, outboxCount, sentFile, sentLines } from './outbox.ts';
export { outlook } from './outlook.ts';
export { performance } from './performance.ts';
export { proposals } from './proposals.ts';
export { queueCauses } from './queue-causes.ts';
export { queue } from './queue.ts';
export { reference, referenceMerges } from './reference.ts';
export {
  referencePreview,
  referenceTeach,
  referenceTeachPreview,
  referenceUndo,
  referenceUndoPreview,
} from './reference-acts.ts';
export { refuseTurned, report } from './report.ts';
export { requeue, requeueReceived } from './requeue.ts';
export { resolve, resolvePreview } from './resolve.ts';
export { dismissal, takeBackGroup } from './take-back-group.ts';
export { resubmit, resubmitReceived, resubmitSent } from './resubmit.ts';
export { since } from './since.ts';
export {
  answersOf,
  pagesOf,
  sheetBytes,
  type SheetFormat,
  sheetText,
} from './sheet.ts';
export { stages } from './stages.ts';
export { wholeNumber, instant, localDate } from './terms.ts';
export { decision, takeBack } from './take-back.ts';
export { call, callAbout, calls, claim, claims, handOver, note, release, team } from './team.ts';
export { rule } from './rule.ts';
export { csvKindOf, template, templateOf, templatesWith } from './template.ts';
export { today } from './today.ts';
export { trace } from './trace.ts';
export { approvalsUndoable, undo } from './undo.ts';
export { viewDrop, views, viewSave } from './views.ts';
export { visits } from './visits.ts';
export { isNothing, wider } from './wider.ts';
