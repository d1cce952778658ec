export { type Act, operatorEvent, refuseUnclearLogin } from './act.ts';
export { approve, type Chosen, chosenFlows, isChosen, seenOf } from './approve.ts';
export { commitEvents, commitUntilDone } from './batch.ts';
export {
  type AcceptableFeed,
  acceptableFeed,
  acceptableFeeds,
  acceptanceOf,
  acceptFeed,
  feedMaxBytes,
  keepRefused,
  type RefusedFeed,
} from './calendar-accept.ts';
export {
  hearOfCalendarActs,
  holidaysAt,
  nothingToUndo,
  standingCalendars,
  takenBack,
  undoableCalendar,
  type UndoableCalendar,
  undoCalendar,
  undoneNote,
} from './calendar-undo.ts';
export { calendarTimeline, type CalendarTimeline } from './calendars.ts';
export { commitAt, refuseStale } from './commit-at.ts';
export { decide, hearDecision, type Meant } from './commands.ts';
export { revisionAt, wouldDecide } from './would-decide.ts';
export { decideMany, type Seen } from './decide-many.ts';
export { groupId, isSettledByAnswer } from './dismiss-group.ts';
export {
  appointment,
  type Arrival,
  claimedKeys,
  type DropFolder,
  flowEvents,
  isFromUs,
  isToUs,
  keysOfFile,
  nextDay,
  type TakenInstance,
} from './events-of.ts';
export type { FileClaims, Gateway, Joined, Mishap } from './gateway.ts';
export { hold, orFault } from './hold.ts';
export { forFile, mayBeTheFile, tellMishap } from './mishap.ts';
export { mpanUpdate } from './mpan-update.ts';
export { isInOutbox, readyPath, sweepOutbox } from './outbox.ts';
export { makeFile, type OwedFlow, owedOf } from './owed-file.ts';
export {
  owedFlows,
  owedFlowsOf,
  previewFiles,
  sendApproved,
  sendOwed,
  waitingFlows,
} from './owed.ts';
export {
  editionAct,
  hearOfMerges,
  importEdition,
  type MergeAct,
  mergedNote,
  mergeInShort,
  type MergeProposal,
  proposedMerges,
  proposerOf,
  teach,
  teachingAct,
  undoingAct,
  undoMerge,
} from './reference-acts.ts';
export { groupOf, resolve } from './resolve.ts';
export { lastDismissal, takeBackGroup } from './take-back-group.ts';
export { fillSought, isSoughtRightly, seekAnew } from './sought.ts';
export { type LastDecision, lastDecision, takeBack } from './take-back.ts';
export { addCalls, addNote, claim, claimsOn, handOver, isOfTheTeam, teamOf } from './team.ts';
export { tick } from './tick.ts';
export { undoApprovals } from './undo-approvals.ts';
export { retryAlerts, tellUndelivered } from './undelivered.ts';
export { dropView, type ViewOfPerson, savedViews, saveView } from './views.ts';
