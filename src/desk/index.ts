export { acts } from './acts.ts';
export { approvals } from './approvals.ts';
export { approve } from './approve.ts';
export { calendarAccept, calendarAcceptPreview } from './calendar-accept.ts';
export { calendarUndo, calendarUndoPreview } from './calendar-undo.ts';
export { calendarWaiting } from './calendar-waiting.ts';
export { cancel } from './cancel.ts';
export { alertsRetry, alertsTest } from './channels.ts';
export { chase } from './chase.ts';
export { checks, statesOf } from './checks.ts';
export { decide } from './decide.ts';
export { type DeedName, type Deeds, deedsHere } from './deeds.ts';
export { exceptionGroups } from './exception-groups.ts';
export { exceptions } from './exceptions.ts';
export { type Field, type Fields, fieldsOf, isFlag, valueOf } from './fields.ts';
export { type Nearness, nearnesses } from './horizon.ts';
export {
  type AnswerOf,
  type AskedOf,
  type Desk,
  type Fault,
  fitting,
  type Known,
  type Operation,
  Unfit,
} from './operation.ts';
export { given } from './listing.ts';
export { operations } from './operations.ts';
export { proposals } from './proposals.ts';
export { queue } from './queue.ts';
export { refuseTurned, report } from './report.ts';
export { requeue, requeueReceived } from './requeue.ts';
export { resolve } from './resolve.ts';
export { resubmit, resubmitReceived, resubmitSent } from './resubmit.ts';
export { instant } from './terms.ts';
export { today } from './today.ts';
