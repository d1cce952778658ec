export { configInForce, openAdoption, refusedConfig } from './adoption.ts';
export { misfitsOf } from './config-fit.ts';
export { type PreviewedCheck, preview } from './preview.ts';
export { ruleBookOf } from './rule-book.ts';
export {
  type ChangedDay,
  type LostYear,
  previewUndo,
  type UndoPreview,
} from './undo-preview.ts';
