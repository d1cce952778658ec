/**
 * The words of a chase: a text with places for what is known, the first line its subject. An operator
 * may put a template of its own in the place of ours. The one rule: a chase lists every overdue MPAN,
 * and says nothing of a site but its MPAN.
 */
import { count, dateInWords } from '../words.ts';
import type { LateAnswer } from './late-answers.ts';

/** What may stand between {{ and }}. */
export const places = ['our', 'ourRole', 'party', 'name', 'date', 'count', 'list'] as const;
type Place = (typeof places)[number];

type Filling = Readonly<Record<Place, string>>;

export const builtInTemplate = `Subject: {{our}} to {{party}}: {{count}}, {{date}}

To {{name}}

By our records the following is overdue from you on {{date}}.
Please send what is owed, or tell us what keeps you from it. If it was sent, please tell us its
File Identifier.

{{list}}

{{our}}, {{ourRole}}
`;

const subjectLine = /^Subject: *(.+)\r?\n(\r?\n)?/;

/** What keeps a text from being a template; empty if nothing does. */
export function templateProblems(template: string): string[] {
  const used = [...template.matchAll(/\{\{(.*?)\}\}/g)].map(([, place = '']) => place.trim());
  const unknown = used.filter((place) => !(places as readonly string[]).includes(place));
  return [
    ...(subjectLine.test(template) ? [] : ['its first line does not begin with "Subject: "']),
    ...(used.includes('list') ? [] : ['{{list}} is not in it']),
    ...unknown.map((place) => `{{${place}}} is not a place: ${places.join(', ')}`),
  ];
}

export function fillTemplate(
  template: string,
  filling: Filling,
): { readonly subject: string; readonly text: string } {
  const subject = subjectLine.exec(template)?.[1] ?? '';
  const fill = (text: string): string =>
    text.replace(/\{\{(.*?)\}\}/g, (_, place: string) => filling[place.trim() as Place] ?? '');
  return {
    // A subject is one line, whatever a name holds.
    subject: fill(subject).replace(/\s+/g, ' ').trim(),
    text: fill(template.replace(subjectLine, '')),
  };
}

/** Ours: a list of more than this nobody reads in a mail. */
export const listedMax = 50;

/** What stands in the place of a list that goes with the message as a file. */
export const attachedInWords = (number: number, file: string): string =>
  `The ${count(number, 'MPAN')} are in the attached file ${file}: what is owed of each, since when, and\nwhen it was due.`;

const headings = ['MPAN', 'Owed', 'Since', 'Due', 'Working Days over', 'Our reference'];

/** The overdue MPANs as lines of a plain text, in columns. */
export function listOf(
  answers: readonly LateAnswer[],
  pageOf: (mpan: string) => string | null,
): string {
  const rows = answers.map(({ mpan, owes, since, dueOn, workingDaysOver, ourReference }) => [
    mpan,
    owes.join(' and '),
    dateInWords(since),
    dueOn === null ? '-' : dateInWords(dueOn),
    workingDaysOver === null ? '-' : String(workingDaysOver),
    ourReference ?? '-',
    ...(pageOf(mpan) === null ? [] : [pageOf(mpan) ?? '']),
  ]);
  const all = [rows[0]?.length === headings.length ? headings : [...headings, 'Page'], ...rows];
  const widths = all[0]?.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths?.[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same as a table for a spreadsheet. */
export const chaseSheet = (
  answers: readonly LateAnswer[],
  pageOf: (mpan: string) => string | null,
) => ({
  columns: ['mpan', 'owed', 'since', 'dueOn', 'workingDaysOver', 'ourReference', 'page'],
  rows: answers.map(({ mpan, owes, since, dueOn, workingDaysOver, ourReference }) => [
    { digits: mpan },
    owes.join(' '),
    since,
    dueOn,
    workingDaysOver,
    ourReference,
    pageOf(mpan),
  ]),
});
