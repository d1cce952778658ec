/** `pawl reference merges`: each file and act with what it brought. */
import { type AnswerOf, referenceMerges } from '../../desk/index.ts';
import { count, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = referenceMerges;

export const telling: AnswerText<AnswerOf<typeof referenceMerges>> = {
  *lines({ items }, { zone }) {
    if (items.length === 0) yield 'Nothing was merged: what came with Pawl counts alone.';
    for (const { number, at, source, version, sha256, facts, leftOut, ...one } of items) {
      const of = version === null ? one.kind : `${one.kind}, version ${version}`;
      const state = one.isStanding ? '' : ', taken back';
      const what = one.undoes === null ? `${source} (${of})` : `${source} taken back`;
      yield `${number}: ${instantInWords(zone, at)}: ${what}, ${count(facts, 'fact')}${state}`;
      const { who, proposedBy, reason } = one;
      if (who !== null)
        yield `  by ${proposedBy === null ? who : `${who}, with ${proposedBy}`}: ${reason}`;
      if (sha256 !== '') yield `  SHA-256 ${sha256}`;
      for (const { code, line, message } of leftOut) {
        yield `  ${line === null ? '' : `line ${line}: `}${code}: ${message}`;
      }
    }
  },
};
