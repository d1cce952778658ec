/** `pawl file`: one file that arrived, where it is now, and what was wrong with it. */
import { type AnswerOf, file } from '../../desk/index.ts';
import { findingLines } from '../check.ts';
import { count, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

type Received = AnswerOf<typeof file>;

export const operation = file;

export const telling: AnswerText<Received> = {
  *lines(received, { zone }) {
    const { name, folder, outcome, flow, sender, fileIdentifier, instances, same } = received;
    yield `${name}: ${outcome}`;
    yield `  received on ${instantInWords(zone, received.receivedAt)} in ${folder}/, ${received.size} bytes, ${received.sha256}`;
    if (flow !== null) {
      const from = sender === null ? '' : ` from ${sender}`;
      yield `  ${flow}${from}${fileIdentifier === null ? '' : `, File Identifier ${fileIdentifier}`}`;
    }
    if (instances > 0) yield `  ${received.instancesAccepted} of ${instances} accepted`;
    yield `  ${whereInWords(zone, received.whereabouts)}`;
    if (same.number > 0) {
      const names = same.files.map((other) => `${other.name} (${other.id})`).join(', ');
      yield `  the same bytes came ${count(same.number, 'more time')}: ${names}`;
    }
    yield* findingLines(name, received.findings);
  },
};

function whereInWords(
  zone: string,
  { kind, path, change, isTouched }: Received['whereabouts'],
): string {
  const did = change === null ? '' : `${change.why} on ${instantInWords(zone, change.at)}`;
  if (kind === 'taken') return did;
  if (kind === 'gone') return `it is no longer in ${path}`;
  const changed = isTouched ? ', changed since it was received' : '';
  return `it is in ${path}${did === '' ? changed : `, in part ${did}`}`;
}
