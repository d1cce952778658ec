/** Which letters mean what since when, what a participant holds, and where each fact came from. */
import { z } from 'zod';
import { localDateOf } from '../calendar/index.ts';
import {
  type HoldingFact,
  holdingKey,
  type LetterFact,
  type MarketReference,
  mergeKinds,
  periodsOf,
  standingMerges,
} from '../market/index.ts';
import { someOf } from './cursor.ts';
import { operation } from './operation.ts';
import { askedMpid, instant, localDate, mpid, pageOf, paging, wholeNumber } from './terms.ts';

/** A letter as it is asked for, in either case. */
export const letter = z
  .string()
  .regex(/^[A-Za-z0-9]{1,9}$/, 'a letter is capitals or digits')
  .transform((typed) => typed.toUpperCase())
  .describe('role in the header of a flow, such as S');

const role = z.string().nullable().describe('as routes call it, such as SMEM; null for nobody');

const period = {
  role,
  name: z.string(),
  isMeterOperator: z.boolean().describe('it holds the metering service'),
  from: localDate.nullable().describe('the first day; null where it always was so'),
  to: localDate.nullable().describe('the last day; null where it goes on'),
  isInForce: z.boolean().describe('on the day that was asked about'),
  confidence: z.enum(['published', 'seen', 'inferred', 'ours']),
  source: z.enum(['shipped', 'isd', 'operator']),
  where: z.string().describe('where it is said'),
  line: wholeNumber.nullable(),
  version: wholeNumber.nullable().describe('of Industry Standing Data'),
  since: instant.nullable().describe('since when it is known here; null for what came with Pawl'),
};

export const reference = operation({
  name: 'reference',
  group: 'Settings',
  summary:
    'Which letters of a header mean which role since when, how sure that is, and who says so',
  role: 'viewer',
  takes: z.strictObject({
    letter: letter.optional(),
    mpid: askedMpid.optional().describe('with what this participant holds'),
    on: localDate.optional().describe('what is in force on this day; today if left out'),
  }),
  answers: z.strictObject({
    on: localDate,
    letters: z.array(z.strictObject({ letter: z.string(), ...period })),
    holdings: z
      .array(z.strictObject({ mpid, letter: z.string().nullable(), ...period }))
      .describe('of the participant that was asked about'),
    participants: wholeNumber.describe('of how many anything is known'),
    roles: z.array(z.strictObject({ role: z.string(), name: z.string() })),
    merges: wholeNumber.describe('files and acts that were merged'),
  }),
  route: 'GET /reference',
  typed: '',
  example: {},
  run: async ({ gateway: { rules, clock, store } }, asked) => {
    const known = rules.roles.reference;
    const on = asked.on ?? localDateOf(rules.zone, clock.now());
    const byLetter = Map.groupBy(
      known.facts.letters.filter((fact) => fact.letter === (asked.letter ?? fact.letter)),
      (fact) => fact.letter,
    );
    const held = Map.groupBy(
      known.facts.holdings.filter((fact) => fact.mpid === asked.mpid),
      holdingKey,
    );
    const sorted = <T>(some: ReadonlyMap<string, readonly T[]>): (readonly T[])[] =>
      [...some].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, facts]) => facts);
    return {
      on,
      letters: sorted(byLetter).flatMap((facts) =>
        periodsOf(facts, known).map(({ fact, ...days }) => ({
          letter: fact.letter,
          ...periodTold(known, fact, days, on),
        })),
      ),
      holdings: sorted(held).flatMap((facts) =>
        periodsOf(facts, known).map(({ fact, ...days }) => ({
          mpid: fact.mpid,
          letter: fact.letter,
          ...periodTold(known, fact, days, on),
        })),
      ),
      participants: known.mpids.length,
      roles: [...known.roles.values()].map(({ id, name }) => ({ role: id, name })),
      merges: (await store.merges()).length,
    };
  },
});

function periodTold(
  { roles }: MarketReference,
  fact: LetterFact | HoldingFact,
  { from, to }: { readonly from: string | null; readonly to: string | null },
  on: string,
) {
  const { kind: source, where, line, version, since } = fact.source;
  const known = fact.role === null ? undefined : roles.get(fact.role);
  const described = 'description' in fact ? fact.description : fact.role;
  return {
    role: fact.role,
    name: fact.role === null ? 'nobody' : (known?.name ?? described ?? fact.role),
    isMeterOperator: known?.isMeterOperator ?? false,
    from,
    to,
    isInForce: (from ?? '') <= on && on <= (to ?? '9999'),
    confidence: fact.confidence,
    source,
    where,
    line,
    version,
    since,
  };
}

export const referenceMerges = operation({
  name: 'reference merges',
  group: 'Settings',
  summary: 'What was merged into the reference data when, and what people did; the newest first',
  role: 'viewer',
  takes: z.strictObject(paging),
  answers: pageOf(
    z
      .strictObject({
        number: wholeNumber.describe('by which it can be taken back'),
        at: instant,
        kind: z.enum(mergeKinds),
        source: z.string().describe('a file by its name in reference/, or what a person said'),
        version: wholeNumber.nullable().describe('of Industry Standing Data'),
        sha256: z.string().describe('of the file; empty where there is none'),
        facts: wholeNumber.describe(
          'what it says, letter by letter and participant by participant',
        ),
        leftOut: z.array(
          z.strictObject({ code: z.string(), line: wholeNumber.nullable(), message: z.string() }),
        ),
        isStanding: z.boolean().describe('it was not taken back'),
        undoes: wholeNumber.nullable().describe('the number of what it takes back'),
        who: z.string().nullable().describe('null for a file that was merged automatically'),
        reason: z.string().nullable(),
        proposedBy: z.string().nullable(),
      })
      .meta({ id: 'ReferenceMerge' }),
  ),
  route: 'GET /reference/merges',
  typed: '',
  example: {},
  run: async ({ gateway: { store } }, asked) => {
    const merges = await store.merges();
    const standing = new Set(standingMerges(merges).map(({ place }) => place));
    const told = merges.map(({ mergedAt: at, facts, findings, edition, act, ...merge }, index) => ({
      number: index + 1,
      at,
      kind: merge.kind,
      source: merge.source,
      version: merge.version,
      sha256: merge.sha256,
      facts: facts.letters.length + facts.holdings.length + (edition?.flows.length ?? 0),
      leftOut: findings.map(({ code, line, message }) => ({ code, line, message })),
      isStanding: standing.has(index + 1),
      undoes: merge.undoes,
      who: act?.who ?? null,
      reason: act?.reason ?? null,
      proposedBy: act?.proposedBy ?? null,
    }));
    return someOf(told.toReversed(), asked);
  },
});
