export { type Act, refuseUnclearLogin } from './act.ts';
export { type Approval, approve, type Chosen, chosenFlows } from './approve.ts';
export { commitEvents, commitUntilDone } from './batch.ts';
export {
  type BlankedFile,
  bareFindings,
  blankedFile,
  digestOfPieces,
  type Lines,
  noLines,
  shortenedFile,
} from './blank-file.ts';
export {
  type FeedsSeen,
  forgetRefused,
  holidaysAtHand,
  refusalOf,
  type TakenFeeds,
  takeCalendarFeeds,
} from './calendar-feeds.ts';
export {
  type AcceptableFeed,
  acceptableFeed,
  acceptableFeeds,
  acceptanceOf,
} from './calendar-accept.ts';
export {
  hearOfCalendarActs,
  nothingToUndo,
  takenBack,
  type UndoableCalendar,
  type UndoneCalendar,
  undoableCalendar,
  undoneNote,
} from './calendar-undo.ts';
export { type CalendarTimeline, calendarTimeline } from './calendars.ts';
export { decide, type Meant } from './commands.ts';
export { type Companion, lookAside, type ToldInstance } from './companion.ts';
export { type RowShape, readCsv, readRows, writeCsv, writeCsvRows } from './csv.ts';
export { recordsOf } from './csv-records.ts';
export {
  folderNames,
  freePath,
  isLeftOver,
  linkFolders,
  makeFolders,
  moveFile,
  openNew,
  openStored,
  removeFile,
  sha256Of,
  sha256OfFile,
  sweepTemporaries,
  temporaryName,
  writeWhole,
} from './folders.ts';
export { beforeOf, type Gateway, type Mishap, mpanUpdate, orFault } from './gateway.ts';
export { type GrowingFile, growingFile } from './growing-file.ts';
export { type Listing, listDropped, type Watch } from './inbox.ts';
export { type OnReceipts, takeIn } from './intake.ts';
export type { InboundFile } from './judge.ts';
export { linePieces, linePiecesOf, linesOfText } from './line-pieces.ts';
export { type Mentions, mentionOf, mentionOfOthers, seeker } from './mentions.ts';
export { forFile, mayBeTheFile, tellMishap } from './mishap.ts';
export { isAlarming, oddCode, type OddEntry, oddInWords, tellOdd } from './odd-entries.ts';
export { readyPath, sweepOutbox } from './outbox.ts';
export { owedFlows, owedFlowsOf, sendOwed } from './owed.ts';
export type { OwedFlow } from './owed-file.ts';
export type { OwnFile, OwnFileRead, OwnFiles } from './own-file.ts';
export { piecesOfFile } from './records.ts';
export { groupId, isSettledByAnswer, type Resolved } from './dismiss-group.ts';
export { resolve } from './resolve.ts';
export { type DeedName, type Deeds, deedsHere } from './deeds.ts';
export {
  type Resubmitted,
  requeue,
  resubmit,
  sweepResubmissions,
} from './resubmit.ts';
export { settle } from './settle.ts';
export { makeStaging, stagingFolder, sweepStaging } from './staging.ts';
export type { Pick } from './stored-instances.ts';
export { lookAgain } from './taken-away.ts';
export { tick } from './tick.ts';
export { noTurns, withTurns } from './turns.ts';
export { tellUndelivered, undeliveredKey } from './undelivered.ts';
export { visitItems } from './visit-items.ts';
