/** `pawl/flow`: flow files to values and back. docs/library.md says what each name takes and gives. */
export {
  type Catalogue,
  checkMpan,
  createFlowReader,
  defaultLimits,
  type Draft,
  FINDING_CODES,
  type Finding,
  type FlowDefinition,
  type FlowFile,
  type FlowFileSummary,
  type FlowReader,
  type Group,
  type InstanceRecord,
  type Limits,
  mpanWithCheckDigit,
  parseFlowFile,
  printFlowFile,
  readInstance,
} from '../flow/index.ts';
export { loadCatalogue } from '../shipped-flows.ts';
