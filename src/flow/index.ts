/** The door of the room: flow files to values and back. */

export {
  type Catalogue,
  catalogueAt,
  catalogueOf,
  compileCatalogue,
  currentDefinition,
  definitionFor,
  type Edition,
  type FlowDefinition,
  type GroupDefinition,
  type ItemUse,
} from './catalogue.ts';
export type { Confidence, DataItem } from './data-item.ts';
export { createDescriber, type DescribedLine } from './describe.ts';
export {
  type DescribedFlow,
  type DescribedRecord,
  describedFlow,
  type IsHidden,
  maskSecrets,
} from './describe-record.ts';
export { type DraftFault, faultOfValue, faultsOfInstance } from './draft-faults.ts';
export { type ReadEdition, readEdition } from './edition.ts';
export { diffEdition, type EditionDiff } from './edition-diff.ts';
export {
  catalogueOn,
  cataloguesInForce,
  catalogueWith,
  editionOf,
} from './editions.ts';
export { type Envelope, looksLikeFlow } from './envelope.ts';
export {
  createFindingList,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  findingOf,
  findingsTooMany,
} from './finding.ts';
export { checkMpan, headerInForm, isMpid, mpanFaultOf, mpanWithCheckDigit } from './identifiers.ts';
export type { InstanceRecord } from './instance-record.ts';
export {
  createFlowReader,
  defaultLimits,
  type FlowFile,
  type FlowFileSummary,
  type FlowReader,
  type Limits,
  parseFlowFile,
} from './parse.ts';
export { plainText, withoutControls } from './plain-text.ts';
export {
  type Draft,
  printFlowFile,
  printRejected,
  type RejectedPrinter,
  rejectedPrinter,
} from './print.ts';
export { repeatsOf } from './repeats.ts';
export { type Group, itemsOf, readInstance, valuesAmong } from './tree.ts';
