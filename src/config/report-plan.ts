/**
 * The shape of what the configuration says about reports, the calendar of deadlines and chasing:
 * which, in what form, and when. When each is due follows from this and the calendar alone.
 */
import { z } from 'zod';

export const reportNames = [
  'breaches',
  'deadlines',
  'performance',
  'orphans',
  'exceptions',
] as const;
export type ReportName = (typeof reportNames)[number];

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 07:00');

const planShape = z.strictObject({
  report: z.enum(reportNames),
  format: z.enum(['csv', 'json']).default('csv'),
  /** Each Working Day, or the first Working Day of a week or a month. */
  every: z.enum(['workingDay', 'week', 'month']).default('workingDay'),
  at: timeOfDay.default('07:00'),
  /** `before`: what happened since the day, week or month before began; `all`: all that is known. */
  period: z.enum(['before', 'all']).optional(),
});
export type ReportPlan = z.infer<typeof planShape>;

export const reportsShape = z
  .array(planShape)
  .max(50)
  .default([])
  .describe('reports written into reports/ by themselves: which, in what form, and when');

export const calendarFeedShape = z
  .boolean()
  .default(true)
  .describe('whether open deadlines are kept as a calendar in reports/deadlines.ics');

export const chaseAtShape = timeOfDay
  .nullable()
  .default('08:00')
  .describe('local time of each Working Day from which late counterparties are chased');
