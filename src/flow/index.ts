/** The door of the room: flow files to values and back. */

export {
  type Catalogue,
  compileCatalogue,
  currentDefinition,
  definitionFor,
  type FlowDefinition,
  type GroupDefinition,
  type ItemUse,
  meaningOf,
} from './catalogue.ts';
export { type EditionRead, type ReadEdition, readEdition } from './edition.ts';
export { diffEdition, type EditionDiff, type FlowDiff, type GroupDiff } from './edition-diff.ts';
export {
  type CatalogueInForce,
  catalogueOn,
  cataloguesInForce,
  type Edition,
  editionOf,
} from './editions.ts';
export type { Confidence, DataItem, Format } from './data-item.ts';
export { createDescriber, type DescribedLine, describeFile } from './describe.ts';
export {
  type DescribedFlow,
  type DescribedItem,
  type DescribedRecord,
  describedFlow,
  withoutSecrets,
} from './describe-record.ts';
export { type DraftFault, faultOfValue, faultsOfInstance } from './draft-faults.ts';
export { type Envelope, looksLikeFlow } from './envelope.ts';
export {
  createFindingList,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  findingOf,
  findingsTooMany,
  type Severity,
} from './finding.ts';
export {
  checkMpan,
  isFileIdentifier,
  isMpid,
  mpanFaultOf,
  mpanWithCheckDigit,
} from './identifiers.ts';
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
export { isWritable, plainText, withoutControls } from './plain-text.ts';
export {
  type Draft,
  printFlowFile,
  printRejected,
  type RejectedFile,
  type RejectedPrinter,
  type RejectedText,
  rejectedPrinter,
} from './print.ts';
export { repeatsOf } from './repeats.ts';
export { type Group, itemsOf, readInstance } from './tree.ts';
