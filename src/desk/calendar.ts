/** The bank holidays in force. */
import { z } from 'zod';
import { ruleSetName } from '../calendar/index.ts';
import { operation } from './operation.ts';
import { division, localDate } from './terms.ts';

export const calendar = operation({
  name: 'calendar holidays',
  group: 'Calendar',
  summary: 'The bank holidays in force, by division and covered year',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({
    calendar: division.describe('the division of MPANs that have none of their own'),
    byDistributor: z.record(z.string(), division),
    zone: z.string(),
    ruleSet: z.string(),
    divisions: z.array(
      z.strictObject({
        name: division,
        version: z.string(),
        years: z.array(z.strictObject({ year: z.string(), bankHolidays: z.array(localDate) })),
      }),
    ),
  }),
  route: 'GET /calendar',
  typed: '',
  example: {},
  run: async ({ gateway }) => {
    const { config, calendars, rules } = gateway;
    return {
      calendar: config.calendar,
      byDistributor: config.calendars,
      zone: rules.zone,
      ruleSet: ruleSetName(rules.ruleSet),
      divisions: Object.entries(calendars.newest()).map(([name, years]) => ({
        name,
        version: calendars.named(name)?.version ?? '',
        years: Object.entries(years).map(([year, bankHolidays]) => ({ year, bankHolidays })),
      })),
    };
  },
});
