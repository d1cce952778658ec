/** The door of the room: options laid side by side, on the same homes, in simulated time. */
export { type Comparison, compareOptions, swingFigures } from './comparison.ts';
export { deskRulesOf, plainDesk } from './ground.ts';
export { observedParameters } from './observed.ts';
export { readParameters, shippedParameters } from './parameters.ts';
export { openPicture, shown, tornadoPicture } from './pictures.ts';
export { checksMax, readPortfolio } from './read-portfolio.ts';
export { assumptionsOf, effectsOf, figuresCsv, findingsOf, reportHtml, told } from './report.ts';
export { type FigureName, figureNames, figureWords } from './tally.ts';
