export type { Alerts } from './alerts.ts';
export type {
  BegunConfigChange,
  ChangedCheck,
  CheckChange,
  ConfigChange,
  ConfigHistoryStore,
} from './config-history.ts';
export type {
  ChannelStanding,
  Delivery,
  DeliveryResult,
  DeliveryStore,
  GivenUpDelivery,
  QueuedDelivery,
} from './deliveries.ts';
export type { CommitAnswer, FileMarks, JudgedFile } from './guards.ts';
export { type ChainedEntry, eventIn, type Journal, type JournalHead } from './journal.ts';
export type { AcceptedEntry, Erasure, Keeping, Purge, RestoredEntry } from './keeping-store.ts';
export type { KeptLook, Looks } from './looks.ts';
export {
  checkOrders,
  type AlikeItems,
  type CheckGroup,
  type CheckSort,
  type Counted,
  type ItemCause,
  itemOrders,
  type ItemSort,
  type ListedExceptionFilter,
  type ItemGroup,
  type ListedCheckFilter,
  type FileSort,
  indexedFileOrders,
  type ListedFile,
  type ListedOutboxFile,
  type Lists,
  type Page,
  type PageOrNone,
  type Place,
} from './lists.ts';
export {
  PlaceChanged,
  endsWork,
  fencedError,
  type MemberSeen,
  type Heard,
  isOver,
  type Membership,
  skewedError,
} from './membership.ts';
export type { MilestoneDelivery, MilestoneStore, QueuedMilestone } from './milestones.ts';
export type { CheckFilter, DerivedRows, Mpans } from './mpans.ts';
export type { Notes } from './notes.ts';
export type { Outbox } from './outbox.ts';
export type { Chase, ChaseResult, PublishedEntry, StoredChase } from './published.ts';
export type { FileChange, Receipts } from './receipts.ts';
export { canonicalText, type Seal, type SealedEntry, sealedKinds } from './seals.ts';
export {
  type Found,
  type FoundKind,
  foundKinds,
  type SearchFilter,
  type SearchStore,
} from './search.ts';
export type { SharedStore } from './shared.ts';
export { allSought, soughtNote, soughtPartMin, soughtText, wordsIn } from './sought.ts';
export { isStoreBusy } from './sqlite/database.ts';
export { placeOfItem } from './sql/item-lists.ts';
export {
  beforeFirst,
  commitHeadOf,
  digestOf,
  type JournalCommit,
  lineLinkOf,
  linkOf,
  rootOf,
} from './chain.ts';
export { type Ledger, openLedger } from './sqlite/ledger.ts';
export { metKeys } from './sqlite/met-keys.ts';
export { openSqliteStore } from './sqlite/sqlite-store.ts';
export {
  type Copied,
  fillSchema,
  moveToFiles,
  moveToSchema,
  type StoreFiles,
} from './move.ts';
export { openLooks, openStore, type StorePlace } from './open-store.ts';
export type { SchemaPlace } from './postgres/driver.ts';
export type { Store } from './store.ts';
export type { OpenItems, Overdue } from './tallies.ts';
export {
  type CallEntry,
  type ClaimEntry,
  type ClaimFilter,
  isOfTeam,
  type StandingClaim,
  type TeamEntry,
  type TeamSource,
  type ViewEntry,
} from './team-entries.ts';
export {
  type CheckRow,
  type Claim,
  type ExceptionRow,
  type FeedFolder,
  feedFolders,
  type FileOutcome,
  fileOutcomes,
  isOwing,
  type MpanUpdate,
  type NamedMpan,
  type NewReceipt,
  type OutboxFile,
  type Receipt,
  releaseAtOf,
  type Resubmission,
  type Sought,
  type StoredCalendar,
  type StoredCheck,
  type StoredException,
  type StoredMerge,
  type StoredMpan,
  type UnitOfWork,
  unitOfWork,
} from './unit-of-work.ts';
export type { Upkeep } from './upkeep.ts';
