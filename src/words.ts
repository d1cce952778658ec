/** Dates, roles and what is owed as people say them, wherever text is for a person to read. */
import { type Instant, localDateOf, localTimeOf } from './calendar/index.ts';
import { sideInWords, sides } from './market/index.ts';

/**
 * Text of others as it may be shown: what has no shape of its own, turns the direction of a line or
 * steers a terminal is written as JSON writes it, so that JSON stays the same value.
 */
export const withHiddenShown = (text: string): string =>
  text.replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]|[^\n\r\t\P{Cc}]/gu, asCode);

const asCode = (hidden: string): string =>
  Array.from(
    { length: hidden.length },
    (_, at) => `\\u${hidden.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** "The file", of "the file": for the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "Mon 17 Aug 2026". */
export function dateInWords(date: string): string {
  const { dayOfWeek, day, month, year } = Temporal.PlainDate.from(date);
  return `${weekdays[dayOfWeek - 1]} ${day} ${months[month - 1]} ${year}`;
}

/** "scotland: Mon 17 Aug 2026 is a bank holiday", of a day on which two calendars are at odds. */
export const dayInWords = ({
  division,
  date,
  isHoliday,
}: {
  readonly division: string;
  readonly date: string;
  readonly isHoliday: boolean;
}): string => `${division}: ${dateInWords(date)} is ${isHoliday ? 'a' : 'no'} bank holiday`;

/** "scotland: 2031 becomes known, with 25 Dec 2031 alone": a year that a calendar adds. */
export const newYearInWords = ({
  division,
  year,
  dates,
}: {
  readonly division: string;
  readonly year: string;
  readonly dates: readonly string[];
}): string =>
  `${division}: ${year} becomes known, with ${count(dates.length, 'bank holiday')}: ${dates.map(dateInWords).join(', ')}`;

/** What the history says of a feed: that it was merged, or taken back; and of what a person said. */
export function feedInWords(feed: string): string {
  if (feed.startsWith('reference: ')) return feed;
  if (feed.startsWith('reference/')) return `${feed}: reference data merged`;
  return feed.endsWith(' taken back')
    ? `calendar/${feed}`
    : `calendar/${feed}: bank holidays merged`;
}

/** "from 2025-10-01", of a period of days. */
export function periodInWords({
  from,
  to,
}: {
  readonly from: string | null;
  readonly to: string | null;
}): string {
  if (from === null) return to === null ? 'always' : `until ${to}`;
  return to === null ? `from ${from}` : `${from} to ${to}`;
}

/** "reference/ISDEntityM18.csv line 4, version 12, Mon 17 Aug 2026 09:15", of where a fact came from. */
export const sourceInWords = (
  zone: string,
  {
    where,
    line,
    version,
    since,
  }: {
    readonly where: string;
    readonly line: number | null;
    readonly version: number | null;
    readonly since: Instant | null;
  },
): string =>
  [
    line === null ? where : `${where} line ${line}`,
    ...(version === null ? [] : [`version ${version}`]),
    since === null ? 'came with Pawl' : instantInWords(zone, since),
  ].join(', ');

/** "letter S: SMEM becomes nobody from 2027-01-01", of what reference data would change. */
export function meaningInWords({
  letter,
  mpid,
  kind,
  was,
  is,
  ...days
}: {
  readonly letter: string | null;
  readonly mpid: string | null;
  readonly kind: 'added' | 'changed' | 'ended' | 'confirmed';
  readonly was: string | null;
  readonly is: string | null;
  readonly from: string | null;
  readonly to: string | null;
}): string {
  const of = letter === null ? '' : `letter ${letter}`;
  const about = mpid === null ? of : `${mpid} ${of}`.trim();
  const when = periodInWords(days);
  if (kind === 'confirmed') return `${about}: ${is}, ${when}, as it was, by another source`;
  return `${about}: ${was ?? 'nobody'} becomes ${is ?? 'nobody'}, ${when}`;
}

/** "August 2026", of a day or of a month (yyyy-mm). */
export const monthInWords = (date: string): string =>
  `${monthNames[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;

/** "Mon 17 Aug 2026 09:15", local. */
export const instantInWords = (zone: string, at: Instant): string =>
  `${dateInWords(localDateOf(zone, at))} ${localTimeOf(zone, at).slice(0, 5)}`;

/** "3,057": thousands apart. */
export const numberInWords = (number: number): string =>
  String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');

/** "Colleagues have claimed some of these: bert 3 MPANs."; nothing where nobody has. */
export const claimedInWords = (
  others: readonly { readonly who: string; readonly number: number }[],
  one = 'MPAN',
): string =>
  others.length === 0
    ? ''
    : `Colleagues have claimed some of these: ${others.map(({ who, number }) => `${who} ${count(number, one)}`).join(', ')}.`;

/** "3,057", "more than 10,000", of what was counted so far and no further. */
export const countedInWords = (counted: {
  readonly number: number;
  readonly isMore: boolean;
}): string => `${counted.isMore ? 'more than ' : ''}${numberInWords(counted.number)}`;

/** "3.2 GB" of bytes as people count disks: a disk is full long before its last byte. */
export function bytesInWords(bytes: number): string {
  const [size, unit] =
    bytes >= 1e9 ? [bytes / 1e9, 'GB'] : bytes >= 1e6 ? [bytes / 1e6, 'MB'] : [bytes / 1e3, 'kB'];
  // Down, because room that is not there is not told.
  return `${Math.floor(size * 10) / 10} ${unit}`;
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${numberInWords(number)} ${number === 1 ? one : many}`;

export function roleInWords(role: string): string {
  const side = sides.find((one) => one === role);
  return side === undefined ? `role ${role}` : sideInWords(side);
}

/** What a stage owes, for a person: flows, or the decision that a stage without flows waits for. */
export const owesInWords = (owes: readonly string[]): string =>
  owes.length === 0 ? 'a decision' : owes.join(' and ');

/** Words of a file between quotation marks; that there are none is said, not shown as "". */
export const quoted = (words: string): string => (words === '' ? 'no words' : `"${words}"`);

interface ChangedCheck {
  readonly mpan: string;
  readonly sequence: number;
  readonly changes: readonly {
    readonly what: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
}

/** "MPAN 1200000000020 #1: deadline 2026-08-17 → 2026-08-10; alert … raised". */
export const changedInWords = (check: ChangedCheck): string =>
  `MPAN ${check.mpan} #${check.sequence}: ${changesInWords(check)}`;

export const changesInWords = ({ changes }: Pick<ChangedCheck, 'changes'>): string =>
  changes
    .map(({ what, from, to }) => {
      if (what === 'alert') return to === null ? `${from} taken back` : `${to} raised`;
      return `${what} ${from ?? 'none'} → ${to ?? 'none'}`;
    })
    .join('; ');

/** "First Meters (MO01)"; empty where none is known. */
export const operatorInWords = ({
  meterOperator,
  meterOperatorName,
}: {
  readonly meterOperator: string | null;
  readonly meterOperatorName: string | null;
}): string =>
  meterOperatorName === null
    ? (meterOperator ?? '')
    : `${meterOperatorName} (${meterOperator ?? ''})`;

/** The page of a check, for whoever may come in; null where nobody is told how to reach the pages. */
export const pageOfCheck = (
  { web: { publicAddress } }: { readonly web: { readonly publicAddress: string | null } },
  mpan: string,
): string | null => (publicAddress === null ? null : `${publicAddress}/checks/${mpan}`);

/** Messages are made for the middle of a line. The name of a file stays as it is. */
export function sentence(text: string): string {
  const isWord = /^[a-z]+[ ,:]/.test(text);
  const begun = isWord ? capital(text) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** "replacementToOrder" is "replacement to order"; "set-aside" is "set aside". */
export const nameInWords = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();

/** "refused, E101"; empty where the transfer service said nothing of it. */
export const acknowledgedInWords = (said: {
  readonly acknowledged: 'delivered' | 'refused' | null;
  readonly refusedBecause: string | null;
}): string => [said.acknowledged, said.refusedBecause].filter((word) => word !== null).join(', ');
