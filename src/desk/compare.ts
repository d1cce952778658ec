/** Which option: the comparison of `pawl compare` for the desk's own parties, small enough to wait for. */
import { z } from 'zod';
import {
  assumptionsOf,
  type Comparison,
  compareOptions,
  deskRulesOf,
  figureNames,
  observedParameters,
  shippedParameters,
  swingFigures,
} from '../compare/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { operation, Unfit } from './operation.ts';
import { wholeNumber } from './terms.ts';

/** Ours: some seconds in threads of their own; the command takes as many as anybody wants. */
const checksMax = 1_000;
const sensitivityMax = 50;

const estimates = z.record(
  z.enum(figureNames),
  z.strictObject({ value: z.number(), low: z.number(), high: z.number() }),
);

const takes = z.strictObject({
  checks: z.coerce
    .number()
    .int()
    .min(1)
    .default(200)
    .describe(`homes that are drawn, at most ${checksMax}`),
  seed: z.coerce.number().int().min(0).max(999_999_999).default(42).describe('of the chances'),
  sensitivity: z.coerce
    .number()
    .int()
    .min(0)
    .default(10)
    .describe(`on how many homes each parameter is moved, at most ${sensitivityMax}`),
});

export const compare = operation({
  name: 'compare',
  group: 'Reports',
  summary:
    'Which option: what each costs and how late it gets, simulated for the parties of the desk',
  role: 'viewer',
  takes,
  answers: z.strictObject({
    checks: wholeNumber,
    seed: wholeNumber,
    groups: wholeNumber.describe('of homes, from which intervals are told'),
    sensitivityChecks: wholeNumber,
    options: z.array(
      z
        .strictObject({
          profile: z.string(),
          figures: estimates.describe('with where each lies 95 times of a hundred'),
          lessFirst: estimates.describe('less the first option, home by home'),
          outcomes: z.record(z.string(), wholeNumber),
          passed: z
            .array(
              z.strictObject({
                owner: z.string(),
                party: z.string(),
                stage: z.string(),
                number: wholeNumber,
              }),
            )
            .describe('deadlines that were missed'),
          closedAfter: z
            .array(wholeNumber)
            .describe('checks that are closed after so many Working Days, from 0 on'),
        })
        .meta({ id: 'ComparedOption' }),
    ),
    swings: z
      .array(
        z.strictObject({
          parameter: z.string(),
          profile: z.string(),
          figure: z.enum(swingFigures),
          base: z.number(),
          low: z.number(),
          high: z.number(),
        }),
      )
      .describe('what a figure becomes with one parameter at either end of its range'),
    assumptions: z.array(
      z.strictObject({
        name: z.string(),
        what: z.string(),
        value: z.string(),
        low: z.string(),
        high: z.string(),
        mark: z.string().describe('published, assumption or observed'),
        source: z.string(),
      }),
    ),
  }),
  route: 'GET /compare',
  typed: { no: 'pawl compare needs no workspace, and takes as many checks as anybody wants' },
  example: { checks: 20, sensitivity: 0 },
  run: async ({ gateway }, asked) => {
    const made = await comparisonFor(gateway, asked);
    const { checks, seed, groups, sensitivityChecks, options, swings } = made;
    return {
      checks,
      seed,
      groups,
      sensitivityChecks,
      swings,
      options,
      assumptions: assumptionsOf(made),
    };
  },
});

let before: Promise<unknown> = Promise.resolve();

/** One at a time, however many ask. Throws Unfit for more than the gateway's machine should bear. */
async function comparisonFor(
  gateway: Gateway,
  { checks, seed, sensitivity }: z.output<typeof takes>,
): Promise<Comparison> {
  if (checks > checksMax) refuse('checks', checksMax);
  if (sensitivity > sensitivityMax) refuse('sensitivity', sensitivityMax);
  const make = async (): Promise<Comparison> =>
    compareOptions({
      desk: await deskRulesOf(gateway),
      parameters: await observedParameters(gateway, shippedParameters()),
      rows: null,
      profiles: ['option-1', 'option-2', 'option-3', ...Object.keys(gateway.config.profiles)],
      checks,
      seed,
      sensitivityChecks: sensitivity,
      threads: 1,
    });
  const made = before.then(make);
  before = made.catch(() => undefined);
  return made;
}

function refuse(field: string, most: number): never {
  const message = `is more than ${most}: pawl compare takes as many as you want, beside the gateway`;
  throw new Unfit([{ field, message }]);
}
