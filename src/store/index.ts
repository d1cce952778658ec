export type {
  BegunConfigChange,
  ChangedCheck,
  CheckChange,
  ConfigChange,
  KeyChange,
} from './config-history.ts';
export type {
  ChannelStanding,
  Delivery,
  DeliveryResult,
  DeliveryStore,
  GivenUpDelivery,
  QueuedDelivery,
} from './deliveries.ts';
export {
  type AcceptedEntry,
  type BegunEntry,
  type ChainedEntry,
  type DerivedRows,
  type Erasure,
  eventIn,
  type JournalHead,
  type KeepingEntry,
  type Purge,
  type RestoredEntry,
} from './keeping-store.ts';
export {
  type Awaited,
  type CheckSort,
  checkOrders,
  type ItemGroup,
  type ListedAlertFilter,
  type ListedCheckFilter,
  type ListedExceptionFilter,
  type ListedFile,
  type ListedFileFilter,
  type ListedOutboxFile,
  type Lists,
  type Page,
  type PageOrNone,
  type Place,
} from './lists.ts';
export type { Chase, ChaseResult, PublishedEntry, StoredChase } from './published.ts';
export { type Found, type FoundKind, foundKinds, type SearchFilter } from './search.ts';
export { canonicalText, type Seal, type SealedEntry, sealedKinds } from './seals.ts';
export type { ProposedGroup, SharedAct } from './shared.ts';
export { beforeFirst, digestOf, linkOf } from './sqlite/journal.ts';
export { type Ledger, openLedger } from './sqlite/ledger.ts';
export { type MetKeys, metKeys } from './sqlite/met-keys.ts';
export { isStoreBusy, openSqliteStore } from './sqlite/sqlite-store.ts';
export type { CheckFilter, Store } from './store.ts';
export type { DueChecks, OpenItems, Overdue } from './tallies.ts';
export {
  type CheckRow,
  type Claim,
  type ExceptionRow,
  type FileOutcome,
  fileOutcomes,
  type MpanUpdate,
  type NamedMpan,
  type OutboxFile,
  type Receipt,
  type Resubmission,
  type StoredCalendar,
  type StoredCheck,
  type StoredException,
  type StoredMpan,
  unitOfWork,
  type UnitOfWork,
} from './unit-of-work.ts';
export type { FileChange } from './receipts.ts';
