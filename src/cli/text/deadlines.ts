/** `pawl deadlines`: the report of that name by a word of its own. */
export { operation, telling } from './report.ts';

export const as = {
  name: 'deadlines',
  summary: 'Who owes what by when, the nearest deadline first',
  asked: { name: 'deadlines' },
} as const;
