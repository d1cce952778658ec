export type { Paper } from './paper.ts';
export { companionsOf, issuesKnown, papers } from './papers.ts';
