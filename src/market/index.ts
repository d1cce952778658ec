/** The door of the room: who stands behind a letter, on which date, and who says so. */
export { readCorrections } from './corrections.ts';
export {
  type FactConfidence,
  type FactSource,
  type HoldingFact,
  type LetterFact,
  type MarketFacts,
  mergedFacts,
  noFacts,
  withCorrections,
} from './facts.ts';
export { type CsvCells, readIsd, type ReferenceRead } from './isd.ts';
export {
  type MarketRoles,
  marketRolesOf,
  type Party,
  type PreferredLetters,
  shippedReference,
} from './market-roles.ts';
export { changesBetween, type ReferenceChange } from './preview.ts';
export { createReference, type LetterMeaning, type MarketReference } from './reference.ts';
export {
  isLetter,
  letterExpected,
  readRoles,
  type Role,
  type ShippedRoles,
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
