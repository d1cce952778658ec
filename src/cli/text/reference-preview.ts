/** `pawl reference preview`: what a file would change. */
import { type AnswerOf, referencePreview } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';
import { referenceLines } from './reference-change.ts';

export const operation = referencePreview;

export const telling: AnswerText<AnswerOf<typeof referencePreview>> = {
  *lines({ kind, version, leftOut, ...change }) {
    yield version === null ? `${kind}:` : `${kind}, version ${version}:`;
    for (const { code, line, message } of leftOut) {
      yield `  ${line === null ? '' : `line ${line}: `}${code}: ${message}`;
    }
    yield* referenceLines(change);
    yield 'Nothing is written. Put the file into reference/ to have it merged.';
  },
};
