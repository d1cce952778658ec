export { checkRow, checks, statesOf } from './checks.ts';
export { type DeedName, type Deeds, deedsHere } from './deeds.ts';
export { type Field, fieldsOf } from './fields.ts';
export { type Horizon, horizonOf, type Lateness, latenesses } from './horizon.ts';
export {
  type AnswerOf,
  type AskedOf,
  type Asker,
  type Desk,
  type Fault,
  fitting,
  type Operation,
  Unfit,
} from './operation.ts';
export { given } from './listing.ts';
export { operations } from './operations.ts';
export { refuseTurned, report } from './report.ts';
export { instant } from './terms.ts';
