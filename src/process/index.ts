export { exceptionId } from './advance.ts';
export {
  type Alert,
  type AlertChanges,
  type AlertKind,
  type AlertRules,
  alertChanges,
  nextWakeOf,
  type RaisedAlert,
  retractionOf,
} from './alert.ts';
export {
  type CheckState,
  countedAt,
  isAwaited,
  openStage,
  outcomeOf,
  outstanding,
  type StageRecord,
  type StageStatus,
  stateOf,
  statusOf,
  workingDaysOver,
  workingDaysTaken,
} from './check.ts';
export { contradictedVisits, draftsFor } from './draft.ts';
export { type Draft, isWhole } from './draft-parts.ts';
export { erasedWords, withoutPersonalData } from './erasure.ts';
export {
  type AppointmentEvent,
  comparePlaces,
  type Decision,
  decisions,
  type ErasedEvent,
  type FlowEvent,
  type FlowPart,
  type NotificationEvent,
  type OperatorEvent,
  type ProcessEvent,
  type SettlingAction,
  type UndeliveredEvent,
  type VisitEvent,
  type VisitOutcome,
  visitOutcomes,
} from './event.ts';
export type { CitedEvidence } from './evidence.ts';
export {
  asksYesOrNo,
  type ExceptionCode,
  type ExceptionRecord,
  exceptionCodes,
  holdsCheck,
  isExceptionCode,
  isNote,
} from './exception.ts';
export { draftsOrFault, exceptionOfFault, faultOf } from './fault.ts';
export {
  type EventReading,
  emptyState,
  type Fault,
  type Folded,
  foldAll,
  foldMore,
  type MarketRole,
  type MpanState,
  type ProcessRules,
  processVersion,
  recalculateDeadlines,
} from './fold.ts';
export { type CheckMachine, checkMachine, requestStages } from './machine.ts';
export {
  type OwnProfile,
  outcomes,
  ownProfile,
  ownProfileShape,
  type Profile,
  profileProblems,
  profileShape,
  type Signal,
  signals,
} from './profile.ts';
export { actionInWords, isSameAction, isSamePerson, type Proposal } from './proposal.ts';
export { withDismissed } from './settled-items.ts';
export { profilesWith, publishedProfiles } from './published-profiles.ts';
export { type CheckView, type StageView, timedExceptions, viewOf } from './view.ts';
