/** What an act on the calendar comes to, looked at before it is done. */
import { z } from 'zod';
import type { CalendarPreview } from '../rules/index.ts';
import { division, localDate, mpan, mpid } from './terms.ts';

export const checksShown = 100;

/** What other rules make of one check. */
export const changedCheck = {
  mpan,
  supplier: mpid,
  sequence: z.number().int(),
  changes: z.array(
    z.strictObject({
      what: z.enum(['state', 'outcome', 'deadline', 'alert']),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
};

/** What a change of the calendar comes to; the same for every act on it. */
export const changeShape = {
  proposedBy: z.string().nullable().describe('who proposed it, under four eyes'),
  days: z.array(z.strictObject({ division, date: localDate, isHoliday: z.boolean() })),
  lostYears: z.array(z.strictObject({ division, year: z.string() })),
  newYears: z.array(z.strictObject({ division, year: z.string(), dates: z.array(localDate) })),
  changed: z.number().int().describe('how many checks would change'),
  checks: z
    .array(z.strictObject({ ...changedCheck, why: z.array(z.string()) }))
    .describe(`the first ${checksShown} of them`),
  held: z.array(mpan).describe('MPANs that a fault of Pawl would hold (PAWL_FAULT)'),
};

export const changeOf = ({
  days,
  lostYears,
  newYears,
  checks: changed,
  shown,
  held,
}: CalendarPreview) => ({
  days: [...days],
  lostYears: [...lostYears],
  newYears: newYears.map((year) => ({ ...year, dates: [...year.dates] })),
  changed,
  checks: [...shown],
  held: [...held],
});

export const feedName = z.string().min(1).max(255).describe('the feed, by its name in calendar/');
