/** `pawl flows import`: how an edition differs from ours, and with a date and a reason that it counts. */
import { type AnswerOf, flowsImport, flowsImportPreview } from '../../desk/index.ts';
import { changedInWords } from '../../words.ts';
import { count } from '../print.ts';
import type { ActPreview, AnswerText } from '../typed.ts';
import { proposed } from './calendar-change.ts';

export const operation = flowsImport;

export const telling: AnswerText<AnswerOf<typeof flowsImport>> = {
  *lines({ kind, source }) {
    yield kind === 'proposed'
      ? proposed
      : `In force: ${source}. pawl reference merges lists it; pawl reference undo takes it back.`;
  },
};

type Found = AnswerOf<typeof flowsImportPreview>;
type Part = Found['items'][number];

export const preview: ActPreview<Found> = {
  operation: flowsImportPreview,
  asks: ({ file, from }) => ({ file, ...(from === undefined ? {} : { from }) }),
  isAll: ({ diff, from, reason }) =>
    diff !== undefined || from === undefined || reason === undefined,
  gives: ({ sha256 }) => ({ sha256 }),
  *lines({ flows, items, alike, from, changed, checks, held, proposedBy }, { isLast }) {
    for (const { flow, version, against, differences, groups } of flows) {
      yield against === null
        ? `${flow} version ${version}: we have no such flow`
        : `${flow} version ${version}, beside ours of version ${against}:`;
      yield* apart(differences, '  ');
      for (const group of groups) {
        yield `  group ${nameOf(group)}`;
        yield* apart(group.differences, '    ');
        for (const item of group.items) yield* itemLines(item, '    ');
      }
    }
    for (const item of items) yield* itemLines(item, '');
    if (alike.length > 0) yield `As ours: ${alike.join(', ')}.`;
    if (from !== null) {
      for (const check of checks) yield changedInWords(check);
      for (const mpan of held) yield `MPAN ${mpan}: a fault of Pawl would hold it (PAWL_FAULT).`;
      const part = checks.length < changed ? `, the first ${checks.length} of them above` : '';
      yield `In force from ${from} on, ${count(changed, 'check')} would change${part}.`;
    }
    if (proposedBy !== null) yield `Proposed by ${proposedBy}; another person does the same.`;
    if (isLast) yield 'Nothing is done: --from DATE and --reason TEXT put it in force.';
  },
};

function* itemLines(item: Part, indent: string): Iterable<string> {
  yield `${indent}${nameOf(item)}`;
  yield* apart(item.differences, `${indent}  `);
}

function nameOf({ id, name, kind, mark }: Part): string {
  const sure = mark === null ? '' : ` [${mark.toLowerCase()}]`;
  return `${id} ${name}${sure}${kind === 'differs' ? '' : `: ${kind}`}`;
}

function* apart(differences: Part['differences'], indent: string): Iterable<string> {
  for (const { what, ours, theirs } of differences) {
    yield `${indent}${what}: ours ${ours === '' ? 'none' : ours}, theirs ${theirs === '' ? 'none' : theirs}`;
  }
}
