/**
 * Another edition of the catalogue laid beside the one in force: group by group, item by item, with how
 * sure ours is; and put in force from a day on, once it is shown which checks that changes.
 */
import { z } from 'zod';
import { EngineError } from '../engine-error.ts';
import {
  type Catalogue,
  catalogueAt,
  type Confidence,
  diffEdition,
  type EditionDiff,
} from '../flow/index.ts';
import { editionAct, type Gateway, proposerOf } from '../gateway/index.ts';
import { editionFileAt, editionIn } from '../intake/index.ts';
import { previewMerge } from '../rules/index.ts';
import { changedCheck, checksShown } from './calendar-change.ts';
import { operation } from './operation.ts';
import { localDate, mpan, reason, wholeNumber } from './terms.ts';

const mark = z
  .enum(['CONFIRMED', 'LIKELY', 'UNKNOWN'])
  .nullable()
  .describe('how sure our definition is; null where we have none');
const differences = z.array(
  z.strictObject({ what: z.string(), ours: z.string(), theirs: z.string() }),
);
const part = {
  id: z.string(),
  name: z.string(),
  kind: z.enum(['only ours', 'only theirs', 'differs']),
  mark,
  differences,
};
const items = z.array(z.strictObject(part));

const file = z.string().min(1).describe('flow definitions as JSON: in our form, or flow-schema/v1');
const from = localDate.describe('the first day of files that are read by it');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a digest has 64 hexadecimal digits');
const no = { no: 'the file lies on the machine of whoever keeps the gateway' };

export const flowsImportPreview = operation({
  name: 'flows import preview',
  group: 'Settings',
  summary: 'How another edition of the catalogue differs from ours, and what it would change',
  role: 'approver',
  takes: z.strictObject({ file, from: from.optional() }),
  answers: z.strictObject({
    form: z.string(),
    sha256,
    alike: z.array(z.string()).describe('flows that are as ours'),
    flows: z.array(
      z.strictObject({
        flow: z.string(),
        version: z.string(),
        against: z.string().nullable().describe('our version; null where we have no such flow'),
        differences,
        groups: z.array(z.strictObject({ ...part, items })),
      }),
    ),
    items,
    from: localDate.nullable(),
    proposedBy: z.string().nullable().describe('who proposed it, under four eyes'),
    changed: wholeNumber.describe('how many checks would change; 0 without a date'),
    checks: z
      .array(z.strictObject({ ...changedCheck, why: z.array(z.string()) }))
      .describe(`the first ${checksShown} of them`),
    held: z.array(mpan).describe('MPANs that a fault of Pawl would hold (PAWL_FAULT)'),
  }),
  route: no,
  typed: { no: 'pawl flows import without a date and a reason shows it' },
  example: { file: 'flows/D0002_001.json' },
  run: async ({ gateway }, asked) => {
    const { rules, clock } = gateway;
    const found = fileAt(asked.file);
    const day = asked.from ?? clock.now().slice(0, 10);
    const ours = catalogueAt(rules.catalogue, day);
    const told = diffTold(ours, diffEdition(ours, found.read));
    const { form } = found.read;
    const shown = { form, sha256: found.sha256, ...told, from: asked.from ?? null };
    const nothing = { proposedBy: null, changed: 0, checks: [], held: [] };
    if (asked.from === undefined) return { ...shown, ...nothing };
    const act = editionAct(gateway, inForceFrom(gateway, asked.file, day), found.sha256);
    const preview = await previewMerge(gateway, act.merge, checksShown);
    return {
      ...shown,
      proposedBy: await proposerOf(gateway, act),
      changed: preview.checks,
      checks: [...preview.shown],
      held: [...preview.held],
    };
  },
});

export const flowsImport = operation({
  name: 'flows import',
  group: 'Settings',
  summary: 'Put your own edition of the catalogue in force from a day on',
  role: 'approver',
  takes: z.strictObject({
    file,
    diff: z.literal('true').optional().describe('only show how it differs from ours'),
    from,
    sha256: sha256.optional().describe('SHA-256 of the file as it was looked at'),
    reason,
  }),
  answers: z.strictObject({ kind: z.enum(['merged', 'proposed']), source: z.string() }),
  route: no,
  typed: '<file>',
  example: { file: 'flows/D0002_001.json', from: '2026-08-01', reason: 'our licensed copy' },
  run: async ({ gateway, act }, asked) => {
    const { sha256: digest } = fileAt(asked.file);
    if (asked.sha256 !== undefined && asked.sha256 !== digest) {
      throw notPossible(`${asked.file} is not the file that was looked at`);
    }
    const edition = inForceFrom(gateway, asked.file, asked.from);
    return act(asked.reason, (deeds, by) => deeds.importEdition(gateway, edition, digest, by));
  },
});

function fileAt(path: string) {
  const found = editionFileAt(path);
  if (typeof found === 'string') throw notPossible(found);
  return found;
}

function inForceFrom({ rules }: Gateway, path: string, day: string) {
  const edition = editionIn(rules.catalogue, fileAt(path), day);
  if (typeof edition === 'string') throw notPossible(`${path} cannot be put in force: ${edition}`);
  return edition;
}

const notPossible = (why: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    why,
    'flows/README.md tells the form of a definition; pawl flows import FILE --diff compares one',
  );

/** The differences with the mark of our definition beside each. */
function diffTold(ours: Catalogue, { flows, items: described, alike }: EditionDiff) {
  const markOf = (ref: string): Confidence | null => ours.items.get(ref)?.confidence ?? null;
  const itemTold = (one: EditionDiff['items'][number]) => ({
    id: one.id,
    name: one.name,
    kind: one.kind,
    mark: markOf(one.id),
    differences: [...one.differences],
  });
  return {
    alike: [...alike],
    flows: flows.map(({ flow, version, against, differences: apart, groups }) => {
      const known = ours.flows.get(flow + (against ?? ''))?.groups ?? [];
      return {
        flow,
        version,
        against,
        differences: [...apart],
        groups: groups.map((group) => ({
          ...itemTold(group),
          mark: known.find(({ id }) => id === group.id)?.confidence ?? null,
          items: group.items.map(itemTold),
        })),
      };
    }),
    items: described.map(itemTold),
  };
}
