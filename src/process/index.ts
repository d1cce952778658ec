export { exceptionId } from './advance.ts';
export {
  type Alert,
  alertChanges,
  type AlertKind,
  type AlertRules,
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
  stateOf,
} from './check.ts';
export {
  breachedMilestone,
  decidedMilestones,
  type Milestone,
  milestonesBetween,
  retractedMilestone,
} from './milestone.ts';
export { courseOf, nextPlace, type Supposing } from './course.ts';
export { draftsFor } from './draft.ts';
export { draftingShown, draftsOrFault } from './draft-or-fault.ts';
export { type OwedDraft, isWhole } from './draft-parts.ts';
export { citedRule, citedRuleNames } from './evidence-rules.ts';
export { erasedWords, withoutPersonalData } from './erasure.ts';
export {
  type AppointmentEvent,
  type Decision,
  type DipOrigin,
  decisions,
  type FlowEvent,
  type FlowPart,
  type Generation,
  type MessageEvent,
  type NotificationEvent,
  type OperatorEvent,
  type SettlingAction,
  type AcknowledgedEvent,
  type UndeliveredEvent,
  type VisitEvent,
  type VisitOutcome,
  visitOutcomes,
} from './event.ts';
export {
  asksYesOrNo,
  type ExceptionCode,
  type ExceptionRecord,
  exceptionCodes,
  exceptionFor,
  holdsCheck,
  isExceptionCode,
  isNote,
} from './exception.ts';
export { exceptionOfFault, faultOf } from './fault.ts';
export { type Folded, foldAll, foldMore, withNewestDeadlines } from './fold.ts';
export { processVersion } from './process-version.ts';
export { compared, comparedMax, unclearTextsOf, wordsOfItem } from './item-words.ts';
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
export { actionInWords, isSameAction, isSamePerson } from './proposal.ts';
export { profilesWith, publishedProfiles } from './published-profiles.ts';
export { withDismissed } from './settled-items.ts';
export { isOfAddress, type Site, siteTold, soughtWordsOf } from './site.ts';
export { catalogueFor, isOurs } from './role.ts';
export {
  type Approval,
  type ErasedEvent,
  type EventReading,
  emptyState,
  type Fault,
  type MpanState,
  type ProcessEvent,
  type ProcessRules,
  type Proposal,
} from './state.ts';
export { type StageStatus, statusOf, workingDaysOver, workingDaysTaken } from './status.ts';
export { type CheckView, type StageView, timedExceptions, viewOf } from './view.ts';
export { acknowledgedOf } from './tell-acknowledged.ts';
