/**
 * What may stand beside a statement: for every kind of understood clause, whether it speaks against a
 * backstop that is there, one that is not, an exchange, and a meter that cannot turn back. The one
 * rule: a clause that is understood says nothing, or it takes the statement to a person; it never
 * makes one. docs/reading-rules.md shows the same table.
 */
import type { FactFinding } from './progress.ts';

/**
 * `fine` agrees or says nothing. `against` leaves the report to a person. `proved` is against it
 * unless the disc was seen to hold or the backstop was tested.
 */
type Bearing = 'fine' | 'against' | 'proved';

const besides = ['has', 'hasNot', 'replaced', 'cannotReverse'] as const;
type Besides = (typeof besides)[number];

type Row = readonly [has: Bearing, hasNot: Bearing, replaced: Bearing, cannotReverse: Bearing];

const fine: Row = ['fine', 'fine', 'fine', 'fine'];
const never: Row = ['against', 'against', 'against', 'against'];
/** What is told of an exchange belongs to one. */
const ofExchange: Row = ['against', 'against', 'fine', 'against'];

/** Statements beside one another are weighed in report.ts: their rows say what is never together. */
export const bearings: Readonly<Record<FactFinding, Row>> = {
  notUnderstood: never,
  has: ['fine', 'against', 'fine', 'fine'],
  hasNot: ['against', 'fine', 'fine', 'fine'],
  replaced: fine,
  cannotReverse: fine,
  runsBackwards: ['against', 'fine', 'fine', 'against'],
  misrecordsExport: ['against', 'fine', 'fine', 'fine'],
  // "READING LOWER THAN LAST TIME": agrees with a meter that has none.
  wentBack: ['against', 'fine', 'fine', 'against'],
  // "REQ METER EXCH", "CUST UP FOR SMART": what is not there is to be exchanged.
  exchangeWanted: ['against', 'fine', 'against', 'against'],
  // "NO MTR CHANGE REQ": a meter that is right, and no word of it where there is none or it was changed.
  exchangeUnneeded: ['fine', 'against', 'against', 'fine'],
  // "CUST REFUSED SMART": why the new meter is no smart one.
  smartRefused: ['against', 'fine', 'fine', 'against'],
  notReplaced: ['fine', 'fine', 'against', 'fine'],
  exchangeDetail: ofExchange,
  exchangeRecord: ofExchange,
  exchangeNamed: ofExchange,
  oldOut: ofExchange,
  newIn: ofExchange,
  // "SUPPLIER PUT IT IN 2022": when a meter that cannot turn back was fitted.
  fittedBefore: ['against', 'against', 'against', 'fine'],
  // "DUNNO WHY JOB WAS RAISED": a meter that is right needed no job.
  puzzled: ['fine', 'against', 'against', 'fine'],
  // A disc that holds has a backstop: who denies one is disputed by it.
  holds: ['fine', 'against', 'fine', 'fine'],
  // "TESTED IT WITH PV ON".
  tested: fine,
  // "SAYS SO ON THE PLATE".
  depicted: ['proved', 'against', 'fine', 'proved'],
  tampering: ['against', 'fine', 'fine', 'against'],
  unneeded: ['against', 'against', 'fine', 'fine'],
  notStatic: ['fine', 'fine', 'fine', 'against'],
  mentioned: fine,
  // A question before a statement is the request repeated; after it, report.ts refuses.
  asked: fine,
};

/** Whether anything of these keeps the statement from being given. */
export function isDisputed(statement: Besides, said: readonly FactFinding[]): boolean {
  const column = besides.indexOf(statement);
  const isProved = said.includes('holds') || (statement === 'has' && said.includes('tested'));
  return said.some((finding) => {
    const bearing = bearings[finding][column];
    return bearing === 'against' || (bearing === 'proved' && !isProved);
  });
}
