/** What is to come: which deadlines will pass, whose and when, in numbers and pictures. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { localDateOf } from '../../calendar/index.ts';
import { type AnswerOf, forecast, sheetText, takenAway } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { count, dateInWords, nameInWords, roleInWords } from '../../words.ts';
import { auditOf } from '../audit-of.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { askedOf } from './asked.ts';
import { barsOf, chart, legend, mean } from './forecast-charts.ts';
import { lookField } from './field.ts';
import { inUse } from './filter-form.ts';
import { type Html, page } from './layout.ts';
import { partyInWords } from './names.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, badge, choice, day, folded, moment, table } from './pieces.ts';

type Forecast = AnswerOf<typeof forecast>;
type Line = Forecast['lines'][number];

const path = '/forecast';

/** Ours: each forecast reads every check, so a page that lies open makes few of them. */
const liveSeconds = 3_600;

/** Ours: of more participants than this a page of pictures is not looked through. */
const picturesMax = 8;

export function forecastPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await forecastPage(web, context)));
  routes.get(`${path}.csv`, (context) => asCsv(web, context));
  return routes;
}

const answerFor = (web: Web, context: Context): Promise<Forecast> =>
  forecast.ask(deskOf(web, context, 'viewer'), askedOf(context, forecast));

async function forecastPage(web: Web, context: Context): Promise<Html> {
  const gateway = web.gateway();
  const { party: asked } = askedOf(context, forecast);
  const party = asked?.toUpperCase() ?? null;
  const answer = await answerFor(web, context);
  return page(context, {
    title: 'Forecast',
    at: '/performance',
    live: liveSeconds,
    main: html`<h1>Forecast</h1>
${folded(inUse({ party }), filters(context, gateway, party, answer))}
${
  answer.lines.length === 0
    ? await nothingFound(web, context, forecast, {
        path,
        asked: askedOf(context, forecast),
        says: party === null ? 'No check is open: nothing is to come.' : 'Nothing is open here.',
        more: html`<a href="/checks">All checks</a>`,
        labels: { to: 'Up to', party: 'Participant' },
      })
    : html`${inShort(gateway, answer)}
${warnings(answer)}
${pictures(gateway, party, answer)}
${lineTable(gateway, answer)}
${basisTable(gateway, answer)}`
}`,
  });
}

function filters(
  context: Context,
  gateway: Gateway,
  party: string | null,
  { asOf, to, parties }: Forecast,
): Html {
  const today = localDateOf(gateway.rules.zone, asOf);
  return html`<form class="filters" action="${path}">
${lookField(context, path, { name: 'to', label: 'Up to', value: to, isDate: true, more: html` required min="${today}"` })}
${choice(
  'party',
  'Participant',
  party,
  parties.map((one) => [one, partyInWords(gateway, one)]),
)}
<p><button>Show</button></p>
</form>`;
}

const number = (value: number): string => value.toLocaleString('en-GB');

const sumOf = (lines: readonly Line[], of: (line: Line) => number): number =>
  lines.reduce((sum, line) => sum + of(line), 0);

function inShort({ rules }: Gateway, { asOf, to, since, runs, lines, seed }: Forecast): Html {
  const open = sumOf(lines, (line) => line.open);
  const nothing = sumOf(lines, (line) => line.ifNothingComes);
  const before = Math.round(sumOf(lines, (line) => line.asBefore));
  return html`<p>Of <strong>${number(open)}</strong> open checks <strong>${number(sumOf(lines, (line) => line.overdue))}</strong> are overdue now.
Up to ${day(to)} <strong>${number(nothing)}</strong> more deadlines pass if nothing comes;
about <strong>${number(before)}</strong> if each participant goes on as in the 90 days since ${day(since)}.</p>
<p class="soft">As of ${moment(rules.zone, asOf)}, from the checks that are open; what will be notified is not foreseen.
<em>As before</em> is the mean of ${count(runs, 'run')}${runs === 1 ? '' : html`, always the same ones`} (seed ${seed}).
<a href="${addressOf(`${path}.csv`, { to, seed })}">Each day as CSV</a></p>`;
}

const warnings = ({ withoutDeadline, isCovered, to }: Forecast): Html | '' =>
  withoutDeadline === 0 && isCovered
    ? ''
    : html`<div class="notice warn"><p>${
        isCovered
          ? ''
          : `The bank holidays up to ${dateInWords(to)} are not all known: what is due beyond them is not counted. `
      }${
        withoutDeadline === 0
          ? ''
          : `${count(withoutDeadline, 'open check')} without a deadline: no calendar covers it. `
      }<a href="/calendar">Calendar</a></p></div>`;

function pictures(gateway: Gateway, party: string | null, answer: Forecast): Html | '' {
  const { asOf, to, days } = answer;
  if (days.length === 0) return html`<p>No deadline passes in that time.</p>`;
  const today = localDateOf(gateway.rules.zone, asOf);
  const linked = (owner: string | null) => (bar: { readonly on: string }) =>
    html`<a href="${addressOf('/checks', { due: bar.on, owner, party })}">${day(bar.on)}</a>`;
  const whose = Map.groupBy(days, (one) => `${one.owner} ${one.party}`);
  const sorted = [...whose.values()]
    .map((some) => ({ some, most: some.reduce((sum, one) => sum + one.ifNothingComes, 0) }))
    .sort((a, b) => b.most - a.most);
  const left = sorted.length - picturesMax;
  return html`<h2>By day</h2>
${legend()}
<div class="card">${chart(party === null ? 'All together' : partyInWords(gateway, party), barsOf(days, today, to), linked(null))}</div>
${
  whose.size < 2
    ? ''
    : html`<h2>By participant</h2>
<div class="cards">${sorted.slice(0, picturesMax).map(({ some }) => {
        const [first] = some;
        return first === undefined
          ? ''
          : html`<div class="card">${chart(whoOf(gateway, first), barsOf(some, today, to), (bar) => day(bar.on))}</div>`;
      })}</div>
${left > 0 ? html`<p class="soft">The ${picturesMax} with most; ${count(left, 'other')} in the table below.</p>` : ''}`
}`;
}

const whoOf = (gateway: Gateway, { party, owner }: Pick<Line, 'party' | 'owner'>): string =>
  party === ''
    ? `${roleInWords(owner)} not known`
    : `${roleInWords(owner)} ${partyInWords(gateway, party)}`;

function lineTable(gateway: Gateway, { lines, to }: Forecast): Html {
  const sorted = [...lines].sort((a, b) => b.ifNothingComes - a.ifNothingComes);
  return html`<h2>By participant and stage</h2>
${table({
  caption: 'Deadlines that pass, by participant and stage',
  columns: [
    { name: 'Participant' },
    { name: 'Stage' },
    { name: 'Open', isNumber: true },
    { name: 'Overdue', isNumber: true },
    { name: 'Pass if nothing comes', isNumber: true },
    { name: 'Pass as before', isNumber: true },
    { name: 'Then overdue, if nothing comes', isNumber: true, isExtra: true },
    { name: 'Then overdue, as before', isNumber: true, isExtra: true },
  ],
  rows: sorted.map((line) => [
    line.party === ''
      ? whoOf(gateway, line)
      : html`<a href="${addressOf(path, { to, party: line.party })}">${whoOf(gateway, line)}</a>`,
    nameInWords(line.stage),
    number(line.open),
    line.overdue === 0 ? 0 : badge('bad', number(line.overdue)),
    number(line.ifNothingComes),
    mean(line.asBefore),
    number(line.overdueThen.ifNothingComes),
    mean(line.overdueThen.asBefore),
  ]),
})}`;
}

function basisTable(gateway: Gateway, { lines, since }: Forecast): Html {
  return html`<h2>From how many answers</h2>
<p>What each participant answered since ${day(since)}, with what it still owes counted as not answered yet.
From fewer than ten answers of its own nothing is told: then those of all of its role together stand for it, and where these are few too, none is expected.</p>
${table({
  caption: 'From how many answers it is told how each participant goes on',
  columns: [
    { name: 'Participant' },
    { name: 'Stage' },
    { name: 'Told from' },
    { name: 'Answers', isNumber: true },
    { name: 'Median of Working Days', isNumber: true },
  ],
  rows: lines.map((line) => [
    whoOf(gateway, line),
    nameInWords(line.stage),
    basisOf(line),
    number(line.answers),
    line.median,
  ]),
})}`;
}

function basisOf({ basis, owner, own }: Line): Html | string {
  if (basis === 'own') return 'its own answers';
  if (basis === 'all') return `every ${roleInWords(owner)} together, its own being ${own}`;
  return badge('warn', 'too few answers: none is expected');
}

async function asCsv(web: Web, context: Context): Promise<Response> {
  const answer = await answerFor(web, context);
  const from = localDateOf(web.gateway().rules.zone, answer.asOf);
  auditOf(web, context, takenAway(forecast.name));
  return context.body(await sheetText(forecast, answer), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="forecast_${from}_to_${answer.to}.csv"`,
  });
}
