export { forgetSenders, keepSenders } from './allowed-senders.ts';
export {
  bareFindings,
  blankedFile,
  digestOfPieces,
  noLines,
  shortenedFile,
} from './blank-file.ts';
export type { BlankedFile, Lines } from './blanked.ts';
export { holidaysAtHand, refusalOf, takeCalendarFeeds } from './calendar-feeds.ts';
export { type FeedsSeen, forgetRefused, noFeeds, type TakenFeeds } from './feeds.ts';
export { type EditionFile, editionFileAt, editionIn } from './edition-file.ts';
export { mergeOf, takeReferenceFiles } from './reference-files.ts';
export { type LeftFiles, takeInAll, takeInBeside, takeInCarefully } from './careful-intake.ts';
export { unsettledHere, withUnsettled } from './file-claims.ts';
export { isSetApart, listDropped, type Listing, type Watch } from './inbox.ts';
export type { InboundFile } from './dropped-file.ts';
export { kindOfFile } from './kind-of-file.ts';
export { linePieces, linePiecesOf, linesOfText } from './line-pieces.ts';
export { mentionOf, mentionOfOthers, type Mentions, seeker } from './mentions.ts';
export type { Companion, ToldInstance } from './companion.ts';
export type { Intake } from './intake.ts';
export { lookAside } from './remarks.ts';
export { noTurns, withTurns } from './turns.ts';
export { isAlarming, oddCode, type OddEntry, oddInWords, tellOdd } from './odd-entries.ts';
export { csvTemplates } from './csv-told.ts';
export { datesIn } from './csv-dates.ts';
export { csvKindAt, readCsv } from './read-csv.ts';
export { workbookRead } from './claim.ts';
export { bring, requeue, resubmit, sweepResubmissions } from './resubmit.ts';
export { type DecisionRow, rowOf } from './csv-rows.ts';
export { csvEvents } from './csv-events.ts';
export { dipEvents, isTakenMessage } from './dip-events.ts';
export { csvHeaderOf } from './csv-columns.ts';
export { refusedPartOf, settle } from './settle.ts';
export type { OnReceipts } from './batcher.ts';
export { ingest } from './ingest.ts';
export { lookAgain } from './taken-away.ts';
export { visitItems } from './visit-items.ts';
