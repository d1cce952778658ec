/** How each participant keeps its deadlines, stage by stage, and how it went month by month. */
import { z } from 'zod';
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  answersByMonth,
  countNow,
  dayCountsOf,
  keptInTime,
  type Tally,
  talliesOf,
} from '../report/index.ts';
import { roleInWords } from '../words.ts';
import { operation } from './operation.ts';
import { refuseTurned } from './report.ts';
import { askedMpid, wholeNumber, instant, localDate, ownerRole } from './terms.ts';

const monthsOfTrend = 12;

const days = z
  .array(z.strictObject({ days: wholeNumber, number: wholeNumber }))
  .describe('how many answers took so many Working Days');
const figure = z.number().nullable();

const tallyShape = z
  .strictObject({
    party: z.string().describe('empty where none is known'),
    name: z.string().nullable().describe('of the participant, in the configuration'),
    owner: ownerRole,
    stage: z.string(),
    window: wholeNumber.describe('Working Days there are for the stage'),
    inTime: wholeNumber,
    late: wholeNumber,
    openOverdue: wholeNumber,
    open: wholeNumber,
    deliveredLate: wholeNumber,
    keptInTime: figure.describe('of a hundred, rounded down; null where nothing was due'),
    workingDaysMedian: figure,
    workingDays90th: figure,
    workingDaysMax: figure,
    days: z.strictObject({ inTime: days, late: days }),
  })
  .meta({ id: 'Tally' });

/** As the report of performance has them. */
const columns = [
  'party',
  'who',
  'stage',
  'inTime',
  'late',
  'openOverdue',
  'open',
  'keptInTime',
  'workingDaysMedian',
  'workingDays90th',
  'workingDaysMax',
  'deliveredLate',
  'name',
] as const;

export const performance = operation({
  name: 'performance',
  group: 'Reports',
  summary: 'How participants keep their deadlines, stage by stage and month by month',
  role: 'viewer',
  takes: z.strictObject({
    from: localDate.optional().describe('this month and the two before, if left out'),
    to: localDate.optional().describe('up to and including this day; today if left out'),
    party: askedMpid.optional(),
    stage: z.string().min(1).max(60).optional(),
  }),
  answers: z.strictObject({
    from: localDate,
    to: localDate.nullable().describe('null: today'),
    countedAt: instant.nullable().describe('null while the checks are counted for the first time'),
    isBehind: z.boolean().describe('whether something has changed since'),
    parties: z.array(z.string()).describe('of all that was under way in that time'),
    stages: z.array(z.string()),
    tallies: z.array(tallyShape),
    months: z
      .array(z.strictObject({ month: z.string(), inTime: wholeNumber, late: wholeNumber }))
      .describe('answers of what was asked for, else of the other side: twelve months to the end'),
  }),
  route: 'GET /performance',
  typed: { no: 'pawl report performance prints its figures' },
  example: { from: '2026-06-01' },
  csv: ({ tallies }) => ({
    columns,
    rows: tallies.map((tally) => {
      const row = { ...tally, who: roleInWords(tally.owner) };
      return columns.map((column) => row[column]);
    }),
  }),
  run: async (desk, asked) => {
    refuseTurned(asked);
    const { gateway } = desk;
    const { rules, clock } = gateway;
    const { party, stage, to = null } = asked;
    const now = clock.now();
    const end = to ?? localDateOf(rules.zone, now);
    const from = asked.from ?? monthBefore(end, 2);
    const counted = await (desk.counted?.() ?? countNow(gateway));
    if (counted === null) {
      const nothing = { parties: [], stages: [], tallies: [], months: [] };
      return { from, to, countedAt: null, isBehind: true, ...nothing };
    }
    const { facts, at, isBehind } = counted;
    const all = talliesOf(facts, { period: { from, to }, zone: rules.zone, now });
    const isWanted = (one: Pick<Tally, 'party' | 'stage'>): boolean =>
      (party ?? one.party) === one.party && (stage ?? one.stage) === one.stage;
    const isAsked = party !== undefined || stage !== undefined;
    const byMonth = answersByMonth(
      facts,
      (fact) => isWanted(fact) && (isAsked || fact.owner !== gateway.config.role),
    );
    return {
      from,
      to,
      countedAt: at,
      isBehind,
      parties: [...new Set(all.map((one) => one.party))].sort(),
      stages: [...new Set(all.map((one) => one.stage))].sort(),
      tallies: all.filter(isWanted).map((tally) => told(gateway, tally)),
      months: Array.from({ length: monthsOfTrend }, (_, index) => {
        const month = monthBefore(end, monthsOfTrend - 1 - index).slice(0, 7);
        return { month, ...(byMonth.get(month) ?? { inTime: 0, late: 0 }) };
      }),
    };
  },
});

/** The first day of the month so many months before that of a date. */
const monthBefore = (date: string, months: number): string =>
  Temporal.PlainDate.from(date).with({ day: 1 }).subtract({ months }).toString();

function told({ config }: Gateway, tally: Tally) {
  const listed = (counts: ReadonlyMap<number, number>) =>
    [...counts].map(([taken, number]) => ({ days: taken, number }));
  return {
    ...tally,
    name: config.counterparties[tally.party]?.name ?? null,
    keptInTime: keptInTime(tally),
    ...dayCountsOf(tally),
    days: { inTime: listed(tally.days.inTime), late: listed(tally.days.late) },
  };
}
