/** The door of the room: who stands behind a letter, on which date, and who says so. */
export { type Teaching, taughtFacts } from './corrections.ts';
export {
  type HoldingFact,
  type LetterFact,
  type MarketFacts,
  mergedFacts,
  noFacts,
} from './facts.ts';
export type { ReferenceRead } from './isd.ts';
export {
  type MarketRoles,
  marketRolesOf,
  type Party,
  shippedReference,
} from './market-roles.ts';
export { type MergeKind, mergeKinds, referenceOf, standingMerges } from './merges.ts';
export { changesBetween, meaningsIn, periodsOf, type ReferenceChange } from './preview.ts';
export { readReference } from './read-reference.ts';
export {
  createReference,
  holdingKey,
  type MarketReference,
} from './reference.ts';
export {
  isLetter,
  letterExpected,
  readRoles,
  shippedRoles,
} from './roles.ts';
export {
  meterOperatorSide,
  otherSide,
  type Side,
  sideInWords,
  sideNamed,
  sideNames,
  sides,
  supplierSide,
} from './sides.ts';
