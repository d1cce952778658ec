/** What is to come: which deadlines will pass, whose, and on which day. */
import { z } from 'zod';
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type Forecast, forecastOf } from '../report/index.ts';
import { roleInWords } from '../words.ts';
import { operation, Unfit } from './operation.ts';
import { askedMpid, instant, localDate, ownerRole, wholeNumber } from './terms.ts';

/** Ours: four weeks, if no day is named; further than a year ahead nobody knows who answers how. */
const daysAhead = 28;
const daysMax = 366;

const mean = z.number().describe('the mean of all runs, to one decimal');
const both = { ifNothingComes: wholeNumber, asBefore: mean };
const line = {
  party: z.string().describe('empty where none is known'),
  owner: ownerRole,
  stage: z.string(),
};

const takes = z.strictObject({
  to: localDate.optional().describe('up to and including this day; four weeks on if left out'),
  party: askedMpid.optional().describe('only what this participant owes'),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(999_999_999)
    .default(1)
    .describe('of the chances: the same seed gives the same answer'),
});

export const forecast = operation({
  name: 'forecast',
  group: 'Reports',
  summary: 'Which deadlines will pass, and whose: if nothing comes, and if all go on as before',
  role: 'viewer',
  takes,
  answers: z.strictObject({
    asOf: instant,
    to: localDate,
    since: localDate.describe('as before: as in the answers since this day'),
    seed: wholeNumber,
    runs: wholeNumber.describe('how often each check was let go on as before'),
    withoutDeadline: wholeNumber.describe('open stages for which no calendar tells a deadline'),
    isCovered: z.boolean().describe('whether the calendar has all days up to the last'),
    parties: z.array(z.string()).describe('of all that is to come'),
    lines: z.array(
      z
        .strictObject({
          ...line,
          name: z.string().nullable().describe('of the participant, in the configuration'),
          open: wholeNumber.describe('now'),
          overdue: wholeNumber.describe('of them'),
          ...both,
          overdueThen: z.strictObject(both).describe('at the end of the last day'),
          basis: z
            .enum(['own', 'all', 'none'])
            .describe('whose answers: its own, those of its role, or too few: it does not answer'),
          answers: wholeNumber.describe('how many answers that is'),
          own: wholeNumber.describe('how many answers are its own'),
          median: z.number().nullable().describe('Working Days'),
        })
        .meta({ id: 'ForecastLine' }),
    ),
    days: z
      .array(z.strictObject({ on: localDate, ...line, ...both }))
      .describe('deadlines that pass unanswered, by the day they are due on'),
  }),
  route: 'GET /forecast',
  typed: '',
  example: {},
  csv: ({ days }) => ({
    columns: ['on', 'party', 'who', 'stage', 'ifNothingComes', 'asBefore'],
    rows: days.map(({ on, party, owner, stage, ifNothingComes, asBefore }) => [
      on,
      party,
      roleInWords(owner),
      stage,
      ifNothingComes,
      asBefore,
    ]),
  }),
  run: async ({ gateway }, { party, seed, ...asked }) => {
    const { rules, clock, config } = gateway;
    const today = Temporal.PlainDate.from(localDateOf(rules.zone, clock.now()));
    const { to = today.add({ days: daysAhead }).toString() } = asked;
    const last = today.add({ days: daysMax }).toString();
    if (to < today.toString()) refuse('has passed: name today or a later day');
    if (to > last) refuse(`is too far ahead: name a day up to ${last}`);
    const { lines, days, ...made } = await kept(gateway, to, seed);
    const isWanted = (one: { readonly party: string }) =>
      party === undefined || one.party === party;
    return {
      ...made,
      to,
      seed,
      parties: [...new Set(lines.map((one) => one.party))].filter((one) => one !== '').sort(),
      lines: lines.filter(isWanted).map((one) => ({
        ...one,
        name: config.counterparties[one.party]?.name ?? null,
      })),
      days: days.filter(isWanted),
    };
  },
});

function refuse(message: string): never {
  throw new Unfit([{ field: 'to', message }]);
}

/** Ours: of the newest so many is remembered what came of them. */
const keptMax = 4;

const known = new WeakMap<Gateway, Map<string, Promise<Forecast>>>();

/**
 * While nothing has changed and it is the same day, it is not forecast anew; and one at a time is
 * made, however many ask.
 */
async function kept(gateway: Gateway, to: string, seed: number): Promise<Forecast> {
  const ofGateway = known.get(gateway) ?? new Map<string, Promise<Forecast>>();
  known.set(gateway, ofGateway);
  const today = localDateOf(gateway.rules.zone, gateway.clock.now());
  const key = [await gateway.store.changeMark(), today, to, seed].join(' ');
  const before = ofGateway.get(key);
  if (before !== undefined) return before;
  const others = [...ofGateway.values()];
  const made = Promise.allSettled(others).then(() => forecastOf(gateway, { to, seed }));
  ofGateway.set(key, made);
  const [oldest] = ofGateway.keys();
  if (ofGateway.size > keptMax && oldest !== undefined) ofGateway.delete(oldest);
  try {
    return await made;
  } catch (error) {
    ofGateway.delete(key);
    throw error;
  }
}
