/**
 * A label is what makes a request one for a backstop check. The one rule: only a text that names
 * the backstop, by the same names a report is read with, labels by itself; a text that speaks of
 * microgeneration or solar panels labels only where a check is open already.
 */
import { clausesOf } from './clause.ts';
import type { ReadingRules } from './reading-rules.ts';

type Label = 'strong' | 'weak' | 'none';

export function labelOf(rules: ReadingRules, texts: readonly string[]): Label {
  let isWeak = false;
  for (const text of texts) {
    for (const { pieces } of clausesOf(rules, text)) {
      for (const { kinds } of pieces) {
        if (kinds.has('names')) return 'strong';
        isWeak ||= kinds.has('weakLabels');
      }
    }
  }
  return isWeak ? 'weak' : 'none';
}
