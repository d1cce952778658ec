export type { Paper } from './paper.ts';
export { companionsOf, issuesKnown, paperTemplates, papers } from './papers.ts';
