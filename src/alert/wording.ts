/**
 * Alerts in words: the title that fits in a subject line, the facts, and the mails made of them. A
 * title holds no MPAN, because mail servers log subjects beside addresses.
 */
import type { Side } from '../market/index.ts';
import type { RaisedAlert } from '../process/index.ts';
import { count, dateInWords, owesInWords, pageOfCheck, roleInWords } from '../words.ts';
import { alertLine } from './deliver.ts';

/** Who tells: the participant whose gateway this is. */
export interface Teller {
  readonly mpid: string;
  readonly role: Side;
  /** Where people reach its pages; null where nothing says so, and then nothing links there. */
  readonly web: { readonly publicAddress: string | null };
}

const kindInWords: Readonly<Record<string, string>> = {
  DUE_SOON: 'Due soon',
  BREACHED: 'Breached',
  ESCALATED: 'Still breached',
};

const titleOfKind = ({ kind, retracts, number }: RaisedAlert): string => {
  const words = kindInWords[retracts ?? kind] ?? kind;
  const numbered = number === null ? words : `${words} (${number})`;
  return kind === 'RETRACTED' ? `Taken back: ${numbered.toLowerCase()}` : numbered;
};

/** "Breached: MOPX owes D0002, due Tue 18 Aug 2026". */
export function titleOf(alert: RaisedAlert): string {
  const { owner, party, owes, dueOn, retracted } = alert;
  const who = party ?? `the ${roleInWords(owner)}`;
  const what = `${who} owes ${owesInWords(owes)}, due ${dateInWords(dueOn)}`;
  // A channel that was down may hear of it only after it was told that it is untrue.
  return `${titleOfKind(alert)}: ${what}${retracted ? ' (taken back since)' : ''}`;
}

/** What a person needs in order to act, each fact with its name. */
export function factsOf(alert: RaisedAlert, teller: Teller): readonly (readonly string[])[] {
  const { mpan, sequence, supplier, stage, owner, party, workingDaysOver } = alert;
  const { next } = alertLine(alert, teller.role);
  const page = pageOfCheck(teller, mpan);
  return [
    ['MPAN', mpan],
    ['Check', `${sequence}, Supplier ${supplier}`],
    ['Stage', stage],
    ['Owed by', `${roleInWords(owner)}${party === null ? '' : ` ${party}`}`],
    ['Owes', owesInWords(alert.owes)],
    ['Due', dateInWords(alert.dueOn)],
    ...(workingDaysOver > 0 ? [['Over by', count(workingDaysOver, 'Working Day')]] : []),
    ['Next', next],
    ...(page === null ? [] : [['Page', page]]),
  ];
}

export const subjectOf = (title: string, { mpid }: Teller): string => `Pawl ${mpid}: ${title}`;

/** The text of a mail about one alert. */
export const mailTextOf = (alert: RaisedAlert, key: string, teller: Teller): string =>
  [
    titleOf(alert),
    '',
    ...factsOf(alert, teller).map(([name = '', fact = '']) => `${`${name}:`.padEnd(9)} ${fact}`),
    '',
    `Why: pawl explain ${alert.mpan}`,
    `Key: ${key}`,
    '',
  ].join('\n');

const kindsInOrder = ['ESCALATED', 'BREACHED', 'DUE_SOON', 'RETRACTED'] as const;

/** Of each kind: more would not be read, and alerts/ has them all. */
const digestLinesMax = 500;

const digestHeadings: Readonly<Record<(typeof kindsInOrder)[number], string>> = {
  ESCALATED: 'still breached',
  BREACHED: 'breached',
  DUE_SOON: 'due soon',
  RETRACTED: 'taken back',
};

/** "3 breached, 2 due soon". */
export const digestTitleOf = (alerts: readonly RaisedAlert[]): string =>
  kindsInOrder
    .map((kind) => [alerts.filter((alert) => alert.kind === kind).length, kind] as const)
    .filter(([number]) => number > 0)
    .map(([number, kind]) => `${number} ${digestHeadings[kind]}`)
    .join(', ');

/** The text of a mail about everything since the last one, what is worst first. */
export function digestTextOf(alerts: readonly RaisedAlert[], teller: Teller): string {
  const lines: string[] = [];
  for (const kind of kindsInOrder) {
    const some = alerts.filter((alert) => alert.kind === kind);
    if (some.length === 0) continue;
    const heading = digestHeadings[kind];
    lines.push(`${heading[0]?.toUpperCase()}${heading.slice(1)}`, '');
    for (const alert of some.slice(0, digestLinesMax)) lines.push(...digestLinesOf(alert, teller));
    if (some.length > digestLinesMax) lines.push(`  and ${some.length - digestLinesMax} more`);
    lines.push('');
  }
  const { publicAddress } = teller.web;
  return [
    ...lines,
    'All of them, in full: alerts/ of the workspace, and pawl deadlines.',
    ...(publicAddress === null ? [] : [`What to do first: ${publicAddress}/`]),
    '',
  ].join('\n');
}

function digestLinesOf(alert: RaisedAlert, teller: Teller): string[] {
  const { next } = alertLine(alert, teller.role);
  const page = pageOfCheck(teller, alert.mpan);
  return [
    `  MPAN ${alert.mpan}, ${alert.stage}: ${titleOf(alert)}`,
    `    ${next}`,
    ...(page === null ? [] : [`    ${page}`]),
  ];
}
