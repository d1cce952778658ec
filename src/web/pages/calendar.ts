/** The calendar: Working Days and bank holidays in force, where they come from, and deadlines on them. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type LocalDate, localDateOf } from '../../calendar/index.ts';
import { type AnswerOf, calendar, calendarDays, type Desk, health } from '../../desk/index.ts';
import { acceptableFeeds, type Gateway } from '../../gateway/index.ts';
import { capital, count, monthInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { isMonthShown, monthAsked, wordAsked } from './asked.ts';
import { acceptAddress, addCalendarActs, undoPath } from './calendar-acts.ts';
import { type Html, page } from './layout.ts';
import { monthTable } from './month.ts';
import { addressOf, type Content, day, moment, table } from './pieces.ts';
import { notice } from './told.ts';

type Known = AnswerOf<typeof calendar>;

const monthsShown = 4;

export function calendarPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/calendar', async (context) => context.html(await calendarPage(web, context)));
  addCalendarActs(routes, web);
  return routes;
}

async function calendarPage(web: Web, context: Context): Promise<Html> {
  const desk = deskOf(web, context, 'viewer');
  const { rules, clock, calendars } = desk.gateway;
  const known = await calendar.ask(desk, {});
  const divisions = known.divisions.map(({ name }) => name).sort();
  const division = wordAsked(context, 'division', divisions) ?? known.calendar;
  const today = localDateOf(rules.zone, clock.now());
  const first = monthAsked(context, 'month') ?? `${today.slice(0, 7)}-01`;
  const months = Array.from({ length: monthsShown }, (_, index) => addMonths(first, index));
  const own = division === known.calendar ? null : division;
  const way = (words: string, month: LocalDate): Html | '' =>
    isMonthShown(month)
      ? html`<a href="${addressOf('/calendar', { month: month.slice(0, 7), division: own })}">${words}</a>`
      : '';
  const to = Temporal.PlainDate.from(addMonths(first, monthsShown)).subtract({ days: 1 });
  const { days } = await calendarDays.ask(desk, { from: first, to: to.toString() });
  const due = new Map(days.map((one) => [one.on, one]));
  const { years } = known.divisions.find(({ name }) => name === division) ?? { years: [] };
  const bankHolidays = new Set(years.flatMap((one) => one.bankHolidays));
  return page(context, {
    title: `Calendar, ${monthInWords(first)}`,
    at: '/calendar',
    main: html`<h1>Calendar</h1>
${notice(context)}${await refusedFeeds(context, desk)}
${division === known.calendar && divisions.length < 2 ? '' : divisionForm(divisions, division, first)}
<nav class="pager" aria-label="Months">
${way('Months before', addMonths(first, -monthsShown))}
${way('This month', `${today.slice(0, 7)}-01`)}
${way('Months after', addMonths(first, monthsShown))}</nav>
<div class="months">${months.map(
      (month) =>
        html`<div class="card">${monthTable({ first: month, calendar: calendars.named(division), bankHolidays, today, due })}</div>`,
    )}</div>
<p class="soft">Deadlines are those of open checks that somebody must still act on, whatever calendar their MPANs have.</p>
${inForce(desk.gateway, known)}
${lastMerge(context, known)}
${holidaysOf(known, division, today, years)}`,
  });
}

const addMonths = (date: LocalDate, months: number): LocalDate =>
  Temporal.PlainDate.from(date).add({ months }).toString();

const divisionForm = (divisions: readonly string[], chosen: string, first: LocalDate): Html =>
  html`<form class="filters" action="/calendar"><input type="hidden" name="month" value="${first.slice(0, 7)}">
<p><label for="division">Bank holidays of</label>
<select id="division" name="division">${divisions.map(
    (name) =>
      html`<option value="${name}"${name === chosen ? html` selected` : ''}>${divisionInWords(name)}</option>`,
  )}</select></p><p><button>Show</button></p></form>`;

function inForce({ rules }: Gateway, known: Known): Html {
  const others = Object.entries(known.byDistributor);
  return html`<h2>In force</h2>
<dl class="card">
<dt>Bank holidays of</dt><dd>${divisionInWords(known.calendar)}${others.map(
    ([distributor, name]) =>
      html`, ${divisionInWords(name)} for MPANs that begin with ${distributor}`,
  )}</dd>
<dt>Rule set</dt><dd>${ruleSetInWords(rules.ruleSet)} <span class="soft">${known.ruleSet}</span></dd>
<dt>Time zone</dt><dd>${known.zone}</dd>
${known.divisions
  .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  .map(({ name, years: all }) => {
    const years = all.map(({ year }) => year).sort();
    return html`<dt>Known of ${divisionInWords(name)}</dt><dd>${years[0]} to ${years.at(-1)}; after ${day(`${years.at(-1)}-12-31`)} nothing can be counted until a newer feed is in <code>calendar/</code></dd>\n`;
  })}
</dl>`;
}

const ruleSetInWords = ({ cutoff, nonWorkingTrigger }: Gateway['rules']['ruleSet']): string => {
  const ends =
    cutoff === null
      ? 'A Working Day ends at midnight'
      : `A Working Day ends at ${cutoff}, and exactly then is on time`;
  return nonWorkingTrigger === 'asIs' && cutoff === null
    ? `${ends}.`
    : `${ends}; what starts on another day counts as started on the next Working Day.`;
};

/** Feeds that lie in calendar/ and were not merged, why, and the way to accept one. */
async function refusedFeeds(context: Context, desk: Desk): Promise<Html | ''> {
  const { gateway } = desk;
  const open = (await health.ask(desk, {})).gateway;
  const refused = open.filter(({ code }) => code === 'FEED_REFUSED');
  const feeds = mayAct(context.get('person'), 'approver') ? await acceptableFeeds(gateway) : [];
  return refused.length === 0 && feeds.length === 0
    ? ''
    : html`<div class="notice warn"><p>Not merged, and the calendar is as it was:</p>
<ul>${refused.map(({ detail }) => html`<li>${detail}</li>`)}
${feeds.map(({ name }) => html`<li><a href="${acceptAddress(name)}">See what ${name} changes, and accept it</a></li>`)}</ul></div>`;
}

/** Which feed came last, who took one back, and the way to take this one back. */
function lastMerge(context: Context, { acts, undoable, zone }: Known): Html {
  const told = acts.map(({ did, source, at, who, reason, proposedBy }) => {
    const by = proposedBy === null ? '' : `${proposedBy} and `;
    return html`<li><code>calendar/${source}</code> ${did} on ${moment(zone, at)} by ${by}${who}: ${reason}</li>`;
  });
  return html`${told.length === 0 ? '' : html`<ul>${told}</ul>`}
${
  undoable === null
    ? ''
    : html`<p>The last feed is <code>calendar/${undoable.source}</code>, merged on ${moment(zone, undoable.mergedAt)}.
${mayAct(context.get('person'), 'approver') ? html`<a href="${undoPath}">Take it back</a>` : ''}</p>`
}`;
}

type Year = Known['divisions'][number]['years'][number];

/** The bank holidays of a division, year by year, each with the feed that they came with last. */
function holidaysOf(
  { zone }: Known,
  division: string,
  today: LocalDate,
  years: readonly Year[],
): Html {
  const name = divisionInWords(division);
  const yearBefore = String(Number(today.slice(0, 4)) - 1);
  const rowsOf = (isWanted: (year: string) => boolean): Content[][] =>
    years
      .filter(({ year }) => isWanted(year))
      .toSorted((one, other) => (one.year < other.year ? 1 : -1))
      .map(({ year, bankHolidays, source, since }) => [
        year,
        `${count(bankHolidays.length, 'day')}: ${bankHolidays.map(dayAndMonth).join(', ')}`,
        source,
        since === null ? 'the beginning' : moment(zone, since),
      ]);
  const earlier = rowsOf((year) => year < yearBefore);
  return html`<h2>Bank holidays of ${name}</h2>
${yearTable(
  `Bank holidays of ${name} by year`,
  rowsOf((year) => year >= yearBefore),
)}
${
  earlier.length === 0
    ? ''
    : html`<details><summary>Earlier years</summary>${yearTable(`Bank holidays of ${name} in earlier years`, earlier)}</details>`
}`;
}

const yearTable = (caption: string, rows: readonly (readonly Content[])[]): Html =>
  table({
    caption,
    columns: [{ name: 'Year' }, { name: 'Bank holidays' }, { name: 'From' }, { name: 'Since' }],
    rows,
  });

/** "england-and-wales" is "England and Wales". */
const divisionInWords = (division: string): string =>
  division
    .split('-')
    .map((part) => (part === 'and' ? part : capital(part)))
    .join(' ');

/** "25 Dec". */
const dayAndMonth = (date: LocalDate): string =>
  `${Number(date.slice(8))} ${monthInWords(date).slice(0, 3)}`;
