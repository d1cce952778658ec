/** `pawl config history`: each set of rules with what it changed. */
import { valueInWords } from '../../config/index.ts';
import { type AnswerOf, configHistory } from '../../desk/index.ts';
import { changedInWords, feedInWords } from '../../words.ts';
import { count, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = configHistory;

export const telling: AnswerText<AnswerOf<typeof configHistory>> = {
  *lines({ items }, { zone }) {
    if (items.length === 0) yield 'No configuration has been put in force yet.';
    for (const change of items) {
      const { id, at, digestBefore, digestAfter, keys, feeds, finishedAt, checks } = change;
      const from = digestBefore === null ? 'the first' : `after ${inShort(digestBefore)}`;
      yield `${instantInWords(zone, at)}: ${inShort(digestAfter)}, ${from}`;
      for (const { key, from: was, to } of keys) {
        yield `  ${key}: ${valueInWords(was)} → ${valueInWords(to)}`;
      }
      for (const feed of feeds) yield `  ${feedInWords(feed)}`;
      const looked = `${count(change.mpansLookedAt, 'MPAN')} looked at`;
      const changed = `${count(change.checksChanged, 'check')} changed`;
      yield finishedAt === null ? '  not finished' : `  ${looked}, ${changed}`;
      for (const check of checks) yield `    ${changedInWords(check)}`;
      const others = change.checksChanged - checks.length;
      if (others > 0) yield `    and ${others} more: pawl config changed ${id}`;
    }
  },
};

const inShort = (digest: string): string => digest.slice(0, 12);
