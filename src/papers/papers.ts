/** All papers, and what one of them knows that another may ask. */
import { EngineError } from '../engine-error.ts';
import type { FileTemplate } from '../files/index.ts';
import type { Companion } from '../intake/index.ts';
import type { Log } from '../log.ts';
import * as each from './each.ts';
import { type AsksIssues, noRegister, type Paper } from './paper.ts';

export const papers: readonly Paper[] = Object.values(each);

export const paperTemplates: readonly FileTemplate[] = papers.flatMap(
  ({ templates = [] }) => templates,
);

/** Asks the paper that knows, if there is one, so that no paper knows another. */
export const issuesKnown: AsksIssues = async (workspace) =>
  (await papers.find(({ issues }) => issues !== undefined)?.issues?.(workspace)) ?? noRegister;

export function companionsOf(workspace: string, log: Log): readonly Companion[] {
  /** What cannot be read knows nothing, and the log says so: a gateway goes on. */
  const asksIssues: AsksIssues = async (asked) => {
    try {
      return await issuesKnown(asked);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      log.warn({ code: error.code, hint: error.hint }, error.message);
      return noRegister;
    }
  };
  return papers.map(({ companion }) => companion(workspace, log, asksIssues));
}
