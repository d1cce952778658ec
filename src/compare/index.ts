/** The door of the room: options laid side by side, on the same homes, in simulated time. */
export {
  type ComparedOption,
  type Comparison,
  compareOptions,
  type Estimate,
  type Swing,
  swingFigures,
} from './comparison.ts';
export { type DeskRules, plainDesk } from './ground.ts';
export { type Parameters, readParameters, shippedParameters } from './parameters.ts';
export { type FigureName, figureNames, figureWords, isShare } from './tally.ts';
