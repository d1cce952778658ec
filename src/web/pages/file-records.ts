/**
 * Lines of a file in words: each record as it stands, what it says item by item, and what was found
 * wrong with it. Records stand below the group they belong to.
 */
import { html } from 'hono/html';
import { isLocalDate } from '../../calendar/index.ts';
import type { AnswerOf, fileLines } from '../../desk/index.ts';
import { checkMpan, type Finding } from '../../flow/index.ts';
import { dateInWords } from '../../words.ts';
import type { Html } from './layout.ts';
import { badge, mpanLink } from './pieces.ts';

export type FileLines = AnswerOf<typeof fileLines>;
type Line = FileLines['lines'][number];

interface Marks {
  readonly findings: ReadonlyMap<number, readonly Finding[]>;
  /** The line that somebody came for. */
  readonly line: number | null;
}

export const recordList = ({ lines }: FileLines, marks: Marks): Html => nested(lines, marks);

/** Each record with those that follow it at greater depth inside of it. */
function nested(records: readonly Line[], marks: Marks): Html {
  const items: Html[] = [];
  for (let at = 0; at < records.length; ) {
    const record = records[at] as Line;
    const next = records.findIndex(({ depth }, index) => index > at && depth <= record.depth);
    const end = next < 0 ? records.length : next;
    const below = records.slice(at + 1, end);
    items.push(
      html`<li>${one(record, recordWords(record), marks)}${below.length === 0 ? '' : nested(below, marks)}</li>`,
    );
    at = end;
  }
  return html`<ol class="records">${items}</ol>`;
}

function one({ line, text }: Line, words: Html | '', { findings, line: wanted }: Marks): Html {
  const found = findings.get(line) ?? [];
  return html`<div class="record" id="line-${line}"${line === wanted ? html` aria-current="true"` : ''}>
<div>${words}</div>
<p class="raw"><span class="soft">Line ${line}</span> <code>${text}</code></p>
${found.map(findingWords)}
</div>
`;
}

const kinds: Readonly<Record<Line['kind'], string>> = {
  header: 'Header',
  trailer: 'Trailer',
  group: '',
  unknown: 'No group of this flow',
  row: '',
  text: '',
  message: 'No message that can be read',
};

function recordWords({ kind, group, items }: Line): Html | '' {
  if (kind === 'text' || (kind === 'row' && items.length === 0)) return '';
  if (kind === 'row') {
    return html`<dl>${items.map(({ name, value }) => html`<dt>${name}</dt><dd>${valueWords(name, value)}</dd>\n`)}</dl>`;
  }
  return html`<p>${group === null ? kinds[kind] : html`<strong>${group.id}</strong> ${group.name}`}</p>
${items.length === 0 ? '' : html`<dl>${items.map((item) => itemWords(item, kind === 'header'))}</dl>`}`;
}

/** An MPAN leads to its check. */
const valueWords = (item: string, value: string): Html | string =>
  (item === 'J0003' || item === 'mpan') && checkMpan(value) === true ? mpanLink(value) : value;

/** What a code or a date means stands behind it; of a header the values are in words already. */
const itemWords = ({ ref, name, value, meaning }: Line['items'][number], isHeader: boolean): Html =>
  html`<dt>${name} <span class="soft">${ref}</span></dt><dd>${isHeader ? inBritain(value) : valueWords(ref, value)}${
    meaning === null ? '' : html` <em>${inBritain(meaning)}</em>`
  }</dd>
`;

/** "2026-08-03 10:00:00" as "Mon 3 Aug 2026 10:00:00"; anything else as it is. */
function inBritain(text: string): string {
  const [date = '', time, ...rest] = text.split(' ');
  if (!isLocalDate(date) || rest.length > 0) return text;
  return time === undefined ? dateInWords(date) : `${dateInWords(date)} ${time}`;
}

export const findingWords = ({ code, severity, item, message }: Finding): Html =>
  html`<p class="notice ${severity === 'reject' ? 'bad' : 'warn'}">${severityBadge(severity)} <strong>${code}</strong>${item === null || message.startsWith(`${item}: `) ? '' : ` ${item}`}: ${message}</p>`;

const severityBadge = (severity: Finding['severity']): Html =>
  severity === 'reject' ? badge('bad', 'refused') : badge('warn', 'remark');
