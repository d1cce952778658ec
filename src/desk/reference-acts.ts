/** Teaching a letter, and taking back what was merged; and what either, or a file, would change. */
import { z } from 'zod';
import { EngineError } from '../engine-error.ts';
import { proposerOf, teachingAct, undoingAct } from '../gateway/index.ts';
import { mergeOf } from '../intake/index.ts';
import type { ReferenceChange } from '../market/index.ts';
import { type MergePreview, previewMerge } from '../rules/index.ts';
import { changedCheck, checksShown } from './calendar-change.ts';
import { operation } from './operation.ts';
import { letter } from './reference.ts';
import { askedMpid, localDate, mpan, mpid, reason, wholeNumber } from './terms.ts';

const changesShown = 200;

/** What a merge comes to; the same for a file and for every act. */
const mergeShape = {
  letters: z.array(
    z.strictObject({
      letter: z.string().nullable(),
      mpid: mpid.nullable().describe('null for what the letter means of everybody'),
      kind: z.enum(['added', 'changed', 'ended', 'confirmed']),
      from: localDate.nullable(),
      to: localDate.nullable(),
      was: z.string().nullable().describe('the role; null for nobody'),
      is: z.string().nullable(),
    }),
  ),
  meanings: wholeNumber.describe(
    'in how many periods a letter or participant would mean something else',
  ),
  changed: wholeNumber.describe('how many checks would change'),
  checks: z
    .array(z.strictObject({ ...changedCheck, why: z.array(z.string()) }))
    .describe(`the first ${checksShown} of them`),
  held: z.array(mpan).describe('MPANs that a fault of Pawl would hold (PAWL_FAULT)'),
};

const mergeTold = ({ changes, checks: changed, shown, held }: MergePreview) => ({
  letters: changes.slice(0, changesShown).map(changeTold),
  meanings: changes.filter(({ kind }) => kind !== 'confirmed').length,
  changed,
  checks: [...shown],
  held: [...held],
});

function changeTold({ subject, kind, from, to, was, is }: ReferenceChange) {
  const isOfLetter = 'letter' in subject;
  return {
    letter: isOfLetter ? subject.letter : ((is ?? was)?.letter ?? null),
    mpid: isOfLetter ? null : subject.mpid,
    kind,
    from,
    to,
    was: was?.role ?? null,
    is: is?.role ?? null,
  };
}

const proposedBy = z.string().nullable().describe('who proposed it, under four eyes');

export const referencePreview = operation({
  name: 'reference preview',
  group: 'Settings',
  summary: 'What a file of reference data would change, and which checks would stand otherwise',
  role: 'viewer',
  takes: z.strictObject({
    file: z.string().min(1).describe('Industry Standing Data (M16, M18), or corrections'),
  }),
  answers: z.strictObject({
    kind: z.string(),
    version: wholeNumber.nullable(),
    leftOut: z.array(
      z.strictObject({ code: z.string(), line: wholeNumber.nullable(), message: z.string() }),
    ),
    ...mergeShape,
  }),
  route: { no: 'the file is on the machine of the gateway' },
  typed: '<file>',
  example: { file: 'samples/reference/ISDEntityM18.csv' },
  run: async ({ gateway }, { file }) => {
    const merge = await mergeOf(file, gateway.clock.now());
    if (typeof merge === 'string') throw noReference(merge);
    const found = await previewMerge(gateway, merge, checksShown);
    const leftOut = merge.findings.map(({ code, line, message }) => ({ code, line, message }));
    return { kind: merge.kind, version: merge.version, leftOut, ...mergeTold(found) };
  },
});

const noReference = (why: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    why,
    'name a CSV of Industry Standing Data as it is published, or one with the columns letter and role',
  );

const teaches = {
  letter,
  role: z
    .string()
    .min(1)
    .max(60)
    .describe('role that it stands for, such as SMEM, or nobody; pawl reference lists them'),
  from: localDate.optional().describe('from this day on; always, if left out'),
  to: localDate.optional().describe('up to and including this day'),
  mpid: askedMpid.optional().describe('of this participant alone'),
};

export const referenceTeachPreview = operation({
  name: 'reference teach preview',
  group: 'Settings',
  summary: 'What teaching a letter would change',
  role: 'approver',
  takes: z.strictObject(teaches),
  answers: z.strictObject({ says: z.string(), proposedBy, ...mergeShape }),
  route: 'GET /reference/teach',
  typed: { no: 'pawl reference teach without a reason shows it' },
  example: { letter: 'Q', role: 'SMEM' },
  problems: [409],
  run: async ({ gateway }, said) => {
    const act = teachingAct(gateway, { ...said, reason: '' });
    const by = await proposerOf(gateway, act);
    const found = await previewMerge(gateway, act.merge, checksShown);
    return { says: act.merge.source, proposedBy: by, ...mergeTold(found) };
  },
});

const done = z.strictObject({ kind: z.enum(['merged', 'proposed']), source: z.string() });

export const referenceTeach = operation({
  name: 'reference teach',
  group: 'Settings',
  summary: 'Teach which role a letter stands for',
  role: 'approver',
  takes: z.strictObject({ ...teaches, reason }),
  answers: done,
  route: 'POST /reference/teach',
  typed: '<letter> <role>',
  example: { letter: 'Q', role: 'SMEM', reason: 'the sender told us' },
  problems: [409],
  run: async ({ gateway, act }, said) =>
    act(said.reason, (deeds, by) => deeds.teach(gateway, said, by)),
});

const number = z.coerce.number().int().min(1).describe('of the merge, as reference merges has it');

export const referenceUndoPreview = operation({
  name: 'reference undo preview',
  group: 'Settings',
  summary: 'What taking a merge of reference data back would change',
  role: 'approver',
  takes: z.strictObject({ number }),
  answers: z.strictObject({ source: z.string(), proposedBy, ...mergeShape }),
  route: 'GET /reference/undo',
  typed: { no: 'pawl reference undo without a reason shows it' },
  example: { number: 1 },
  problems: [404, 409],
  run: async ({ gateway }, { number: place }) => {
    const act = await undoingAct(gateway, place);
    const by = await proposerOf(gateway, act);
    const found = await previewMerge(gateway, act.merge, checksShown);
    return { source: act.merge.source, proposedBy: by, ...mergeTold(found) };
  },
});

export const referenceUndo = operation({
  name: 'reference undo',
  group: 'Settings',
  summary: 'Take back what was merged into the reference data',
  role: 'approver',
  takes: z.strictObject({ number, reason }),
  answers: done,
  route: 'POST /reference/undo',
  typed: '<number>',
  example: { number: 1, reason: 'the file was a draft' },
  problems: [404, 409],
  run: async ({ gateway, act }, { number: place, reason: why }) =>
    act(why, (deeds, by) => deeds.undoMerge(gateway, place, by)),
});
