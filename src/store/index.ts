export { openSqliteStore } from './sqlite/sqlite-store.ts';
export type {
  CheckFilter,
  Store,
  StoredCheck,
  StoredException,
  StoredMpan,
} from './store.ts';
export {
  type CheckRow,
  type ExceptionRow,
  type FileOutcome,
  type MpanUpdate,
  type OutboxFile,
  type Receipt,
  type StoredCalendar,
  type UnitOfWork,
  unitOfWork,
} from './unit-of-work.ts';
