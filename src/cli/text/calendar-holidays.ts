/** `pawl calendar holidays`: what is known of each division, and the years to come. */
import { type AnswerOf, calendar } from '../../desk/index.ts';
import { dateInWords, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = calendar;

export const telling: AnswerText<AnswerOf<typeof calendar>> = {
  *lines({ calendar: usual, byDistributor, ruleSet, divisions, acts, undoable }, { zone }) {
    yield `${usual}, rule set ${ruleSet}, time zone ${zone}`;
    for (const [distributor, name] of Object.entries(byDistributor)) {
      yield `  ${name} for MPANs that begin with ${distributor}`;
    }
    for (const { name, version, years } of divisions) {
      yield* ['', `${name} (${version})`];
      for (const { year, bankHolidays, source, since } of years) {
        const from = since === null ? source : `${source}, ${instantInWords(zone, since)}`;
        yield `  ${year}: ${bankHolidays.map(dateInWords).join(', ')} (${from})`;
      }
    }
    if (acts.length > 0) yield '';
    for (const { did, source, at, who, reason } of acts) {
      yield `calendar/${source} ${did} on ${instantInWords(zone, at)} by ${who}: ${reason}`;
    }
    if (undoable !== null) yield* ['', `The last feed is calendar/${undoable.source}.`];
  },
};
