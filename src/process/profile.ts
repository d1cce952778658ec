/**
 * A profile is a published (or an operator's own) way to run the backstop check, as data: its
 * stages, who owes what in each, how many Working Days, and where each signal leads. The machine is
 * built from it and knows nothing else; docs/process.md is drawn from it.
 */
import { z } from 'zod';
import { sides } from '../market/index.ts';
import type { ExceptionCode } from './exception.ts';
import { exceptionCodes } from './exception.ts';

/**
 * What the machine hears: events as the fold has read them. The first part of each name says who
 * speaks: a request, a report (D0002), a meter (D0150), a decision, or the surroundings.
 */
export const signals = {
  generationNotified: 'generation is notified',
  investigationRequested: 'D0001 to the Meter Operator',
  replacementRequested: 'D0142 to the Meter Operator',
  reportedHas: 'D0002: has a backstop',
  reportedHasNot: 'D0002: has no backstop',
  reportedReplaced: 'D0002: meter replaced',
  reportedCannotReverse: 'D0002: meter cannot reverse',
  reportedUnclear: 'D0002: unclear, or asks',
  requestRejected: 'D0002: request rejected',
  workFailed: 'D0221, or D0002 with no access',
  meterReplaced: 'D0150: meter replaced',
  backstopStated: 'D0150: states a backstop',
  backstopDenied: 'D0150: denies a backstop',
  meterCannotReverse: 'D0150: meter cannot reverse',
  meterRefreshed: 'D0150: same meter, nothing said',
  meterOperatorChanged: 'another Meter Operator is appointed',
  supplierLost: 'the Supplier loses the MPAN',
  cancelled: 'cancelled by a person',
  decidedHas: 'decided: has',
  decidedHasNot: 'decided: hasNot',
  decidedReplaced: 'decided: replaced',
  decidedCannotReverse: 'decided: cannotReverse',
  decidedAskAgain: 'decided: askAgain',
  decidedAlreadyKnown: 'decided: alreadyKnown',
  decidedOutOfScope: 'decided: outOfScope',
} as const;
export type Signal = keyof typeof signals;

export const outcomes = [
  'backstopPresent',
  'meterReplaced',
  'cannotReverse',
  'alreadyKnown',
  'cancelled',
  'supplierLost',
  'outOfScope',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Target of a transition that goes back to the request stage of the work in hand. */
export const requestTarget = '@request';

const signalName = z.enum(Object.keys(signals) as [Signal, ...Signal[]]);
const exceptionCode = z.enum(Object.keys(exceptionCodes) as [ExceptionCode, ...ExceptionCode[]]);

const wayShape = z
  .strictObject({
    to: z.string().describe('a stage, "closed", or "@request": the request stage of the work'),
    outcome: z.enum(outcomes).optional(),
    exception: exceptionCode.optional(),
    note: exceptionCode.optional(),
    onlyIfRequested: z
      .boolean()
      .optional()
      .describe('true: only where a request of this check is known'),
    onlyFirst: z
      .boolean()
      .optional()
      .describe('true: opens the first check of an MPAN, never a later sequence'),
    andAgain: z.boolean().optional().describe('true: the new stage hears the same signal too'),
    elseKept: z
      .boolean()
      .optional()
      .describe('true, with onlyIfRequested: else it is kept as its half of the answer to come'),
  })
  .or(z.strictObject({ note: exceptionCode }))
  .or(
    z.strictObject({
      keptIfRequested: z
        .literal(true)
        .describe('where a request is known, it is kept as its half of the answer, without moving'),
    }),
  )
  .or(z.strictObject({ exception: exceptionCode, note: exceptionCode.optional() }));

const togetherShape = z.strictObject({
  report: z.array(signalName).optional(),
  meter: z.array(signalName).optional(),
  to: z.string(),
  outcome: z.enum(outcomes).optional(),
  exception: exceptionCode.optional(),
});

const stageShape = z.strictObject({
  owner: z.enum(sides),
  owes: z.array(z.string().regex(/^D\d{4}$/)),
  workingDays: z.number().int().min(1).max(250),
  request: z.string().optional().describe('the request stage of the work this stage belongs to'),
  on: z.partialRecord(signalName, wayShape),
  noted: z.array(signalName).describe('heard without moving and without an Exception'),
  together: z
    .array(togetherShape)
    .optional()
    .describe('where a stage owes two flows: the first row that fits both answers decides'),
});

export const profileShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  source: z.string(),
  status: z.enum(['draft-2008', 'operator-defined']),
  failuresMax: z.number().int().min(1).max(50),
  opens: z.partialRecord(signalName, wayShape),
  stages: z.record(z.string(), stageShape),
  always: z.partialRecord(signalName, wayShape),
});
export type Profile = z.infer<typeof profileShape>;
export type Stage = Profile['stages'][string];
export type Way = z.infer<typeof wayShape>;

/** An operator's own profile: a published one with some things changed, or a whole new one. */
export const ownProfileShape = z
  .strictObject({
    extends: z.string(),
    title: z.string(),
    source: z.string().optional(),
    failuresMax: z.number().int().min(1).max(50).optional(),
    stages: z
      .record(
        z.string(),
        z.strictObject({
          workingDays: stageShape.shape.workingDays.optional(),
          on: stageShape.shape.on.optional(),
        }),
      )
      .optional(),
  })
  .or(profileShape.omit({ id: true, status: true }));
export type OwnProfile = z.infer<typeof ownProfileShape>;

/**
 * Makes a whole profile of an operator's own. Returns the problems in words where a base profile or
 * a stage is not there.
 */
export function ownProfile(
  id: string,
  own: OwnProfile,
  published: ReadonlyMap<string, Profile>,
): Profile | { readonly problems: readonly string[] } {
  if (!('extends' in own)) {
    const profile: Profile = { ...own, id, status: 'operator-defined' };
    const problems = profileProblems(profile);
    return problems.length === 0 ? profile : { problems };
  }
  const base = published.get(own.extends);
  if (base === undefined) {
    return {
      problems: [
        `extends names "${own.extends}", which is not one of ${[...published.keys()].join(', ')}`,
      ],
    };
  }
  const stages = { ...base.stages };
  for (const [name, changes] of Object.entries(own.stages ?? {})) {
    const stage = stages[name];
    if (stage === undefined) {
      return {
        problems: [`stage "${name}" is not in ${base.id}: ${Object.keys(stages).join(', ')}`],
      };
    }
    stages[name] = {
      ...stage,
      workingDays: changes.workingDays ?? stage.workingDays,
      on: { ...stage.on, ...changes.on },
    };
  }
  const profile: Profile = {
    ...base,
    id,
    title: own.title,
    source: own.source ?? `operator, from ${base.id} (${base.source})`,
    status: 'operator-defined',
    failuresMax: own.failuresMax ?? base.failuresMax,
    stages,
  };
  const problems = profileProblems(profile);
  return problems.length === 0 ? profile : { problems };
}

/** What is wrong with a profile that its shape cannot say: targets, outcomes, request stages. */
export function profileProblems(profile: Profile): string[] {
  const problems: string[] = [];
  const stageNames = new Set(Object.keys(profile.stages));
  const checkWay = (where: string, way: Way | z.infer<typeof togetherShape>): void => {
    if (!('to' in way)) return;
    if (way.to === 'closed') {
      if (way.outcome === undefined) problems.push(`${where} closes without an outcome`);
    } else if (way.to !== requestTarget && !stageNames.has(way.to)) {
      problems.push(`${where} leads to "${way.to}", which is no stage`);
    }
  };
  const checkWays = (where: string, ways: Partial<Record<string, Way>>): void => {
    for (const [signal, way] of Object.entries(ways)) {
      if (way !== undefined) checkWay(`${where}, ${signal}`, way);
    }
  };
  if (!stageNames.has('deciding')) problems.push('a stage "deciding" is needed');
  checkWays('opens', profile.opens);
  checkWays('always', profile.always);
  for (const [name, stage] of Object.entries(profile.stages)) {
    checkWays(name, stage.on);
    for (const row of stage.together ?? []) checkWay(`${name}, together`, row);
    if (stage.request !== undefined && !stageNames.has(stage.request)) {
      problems.push(`${name} has the request stage "${stage.request}", which is no stage`);
    }
    if (stage.owes.length > 1 && stage.together === undefined) {
      problems.push(`${name} owes ${stage.owes.join(' and ')} and needs a table "together"`);
    }
  }
  return problems;
}
