/** The calendar: Working Days and bank holidays in force, where they come from, and deadlines on them. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import {
  bundledBankHolidays,
  endOfDay,
  type Instant,
  type LocalDate,
  localDateOf,
  ruleSetName,
  startOfDay,
} from '../../calendar/index.ts';
import { acceptableFeeds, type Gateway, undoableCalendar } from '../../gateway/index.ts';
import { storedEpisodes } from '../../health/index.ts';
import { count, monthInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { mayAct } from '../identity.ts';
import { isMonthShown, monthAsked, wordAsked } from './asked.ts';
import { acceptAddress, addCalendarActs, undoPath } from './calendar-acts.ts';
import { type Html, page } from './layout.ts';
import { monthTable } from './month.ts';
import { addressOf, type Content, day, moment, table } from './pieces.ts';
import { notice } from './told.ts';

const monthsShown = 4;

export function calendarPages(web: Web): Hono<Env> {
  const { gateway } = web;
  const routes = new Hono<Env>();
  routes.get('/calendar', async (context) => context.html(await calendarPage(context, gateway())));
  addCalendarActs(routes, web);
  return routes;
}

async function calendarPage(context: Context, gateway: Gateway): Promise<Html> {
  const { rules, clock, calendars, config } = gateway;
  const divisions = Object.keys(calendars.newest()).sort();
  const division = wordAsked(context, 'division', divisions) ?? config.calendar;
  const today = localDateOf(rules.zone, clock.now());
  const first = monthAsked(context, 'month') ?? `${today.slice(0, 7)}-01`;
  const months = Array.from({ length: monthsShown }, (_, index) => addMonths(first, index));
  const own = division === config.calendar ? null : division;
  const way = (words: string, month: LocalDate): Html | '' =>
    isMonthShown(month)
      ? html`<a href="${addressOf('/calendar', { month: month.slice(0, 7), division: own })}">${words}</a>`
      : '';
  const due = await dueOn(gateway, first, addMonths(first, monthsShown));
  const bankHolidays = new Set(Object.values(calendars.newest()[division] ?? {}).flat());
  const calendar = calendars.named(division);
  return page(context, {
    title: `Calendar, ${monthInWords(first)}`,
    at: '/calendar',
    main: html`<h1>Calendar</h1>
${notice(context)}${await refusedFeeds(context, gateway)}
${division === config.calendar && divisions.length < 2 ? '' : divisionForm(divisions, division, first)}
<nav class="pager" aria-label="Months">
${way('Months before', addMonths(first, -monthsShown))}
${way('This month', `${today.slice(0, 7)}-01`)}
${way('Months after', addMonths(first, monthsShown))}</nav>
<div class="months">${months.map(
      (month) =>
        html`<div class="card">${monthTable({ first: month, calendar, bankHolidays, today, due })}</div>`,
    )}</div>
<p class="soft">Deadlines are those of open checks that somebody must still act on, whatever calendar their MPANs have.</p>
${inForce(gateway, divisions)}
${await lastMerge(context, gateway)}
${await holidaysOf(gateway, division)}`,
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

/** Open deadlines by the day on which they fall. A deadline is the first instant after it. */
async function dueOn(
  { store, rules, config }: Gateway,
  from: LocalDate,
  until: LocalDate,
): Promise<ReadonlyMap<LocalDate, { number: number; ours: number }>> {
  const { zone } = rules;
  const lastOn = Temporal.PlainDate.from(until).subtract({ days: 1 }).toString();
  const rows = await store.deadlines(startOfDay(zone, from), endOfDay(zone, lastOn));
  const days = new Map<LocalDate, { number: number; ours: number }>();
  for (const { dueAt, owner, number } of rows) {
    const date = localDateOf(zone, secondBefore(dueAt));
    const sum = days.get(date) ?? { number: 0, ours: 0 };
    days.set(date, sum);
    sum.number += number;
    if (owner === config.role) sum.ours += number;
  }
  return days;
}

const secondBefore = (at: Instant): Instant =>
  Temporal.Instant.from(at).subtract({ seconds: 1 }).toString();

function inForce({ config, rules, calendars }: Gateway, divisions: readonly string[]): Html {
  const others = Object.entries(config.calendars);
  return html`<h2>In force</h2>
<dl class="card">
<dt>Bank holidays of</dt><dd>${divisionInWords(config.calendar)}${others.map(
    ([distributor, name]) =>
      html`, ${divisionInWords(name)} for MPANs that begin with ${distributor}`,
  )}</dd>
<dt>Rule set</dt><dd>${ruleSetInWords(rules.ruleSet)} <span class="soft">${ruleSetName(rules.ruleSet)}</span></dd>
<dt>Time zone</dt><dd>${rules.zone}</dd>
${divisions.map((name) => {
  const years = Object.keys(calendars.newest()[name] ?? {}).sort();
  return html`<dt>Known of ${divisionInWords(name)}</dt><dd>${years[0]} to ${years.at(-1)}; after ${day(`${years.at(-1)}-12-31`)} nothing can be counted until a newer feed lies in <code>calendar/</code></dd>\n`;
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
async function refusedFeeds(context: Context, gateway: Gateway): Promise<Html | ''> {
  const { store } = gateway;
  const refused = (await storedEpisodes({ store })).filter(
    ({ code, overAt }) => code === 'FEED_REFUSED' && overAt === null,
  );
  const feeds = mayAct(context.get('person'), 'approver') ? await acceptableFeeds(gateway) : [];
  return refused.length === 0 && feeds.length === 0
    ? ''
    : html`<div class="notice warn"><p>Not merged, and the calendar is as it was:</p>
<ul>${refused.map(({ detail }) => html`<li>${detail}</li>`)}
${feeds.map(({ name }) => html`<li><a href="${acceptAddress(name)}">See what ${name} changes, and accept it</a></li>`)}</ul></div>`;
}

/** Which feed came last, who took one back, and the way to take this one back. */
async function lastMerge(context: Context, gateway: Gateway): Promise<Html> {
  const { store, rules } = gateway;
  const acts = (await store.calendars()).filter((one) => (one.undo ?? one.accepted) !== undefined);
  const undoable = await undoableCalendar(gateway);
  const told = acts.toReversed().map(({ source, mergedAt, undo, accepted }) => {
    const { who = '', reason = '', proposedBy } = undo ?? accepted ?? {};
    const by = proposedBy === undefined ? '' : `${proposedBy} and `;
    const did = undo === undefined ? 'accepted' : 'taken back';
    return html`<li><code>calendar/${source}</code> ${did} on ${moment(rules.zone, mergedAt)} by ${by}${who}: ${reason}</li>`;
  });
  return html`${told.length === 0 ? '' : html`<ul>${told}</ul>`}
${
  undoable === null
    ? ''
    : html`<p>The last feed is <code>calendar/${undoable.source}</code>, merged on ${moment(rules.zone, undoable.mergedAt)}.
${mayAct(context.get('person'), 'approver') ? html`<a href="${undoPath}">Take it back</a>` : ''}</p>`
}`;
}

interface Origin {
  readonly source: string;
  readonly since: Instant | null;
}

/** The bank holidays of a division, year by year, each with the feed that they came with last. */
async function holidaysOf(
  { store, rules, calendars, clock }: Gateway,
  division: string,
): Promise<Html> {
  const years = calendars.newest()[division] ?? {};
  const origins = new Map<string, Origin>();
  let known: Readonly<Record<string, readonly LocalDate[]>> = bundledBankHolidays[division] ?? {};
  for (const year of Object.keys(known))
    origins.set(year, { source: 'this version of Pawl', since: null });
  for (const { mergedAt, source, bankHolidays, undo } of await store.calendars()) {
    const merged = bankHolidays[division] ?? {};
    for (const [year, dates] of Object.entries(merged)) {
      if (dates.join() === known[year]?.join()) continue;
      const from = undo === undefined ? `calendar/${source}` : `before calendar/${source}`;
      origins.set(year, { source: from, since: mergedAt });
    }
    known = merged;
  }
  const name = divisionInWords(division);
  const yearBefore = String(Number(localDateOf(rules.zone, clock.now()).slice(0, 4)) - 1);
  const rowsOf = (isWanted: (year: string) => boolean): Content[][] =>
    Object.entries(years)
      .filter(([year]) => isWanted(year))
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .map(([year, dates]) => [
        year,
        `${count(dates.length, 'day')}: ${dates.map(dayAndMonth).join(', ')}`,
        origins.get(year)?.source ?? '',
        sinceOf(rules.zone, origins.get(year)),
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

const sinceOf = (zone: string, origin: Origin | undefined): Html | string =>
  origin === undefined || origin.since === null ? 'the beginning' : moment(zone, origin.since);

/** "england-and-wales" is "England and Wales". */
const divisionInWords = (division: string): string =>
  division
    .split('-')
    .map((part) => (part === 'and' ? part : `${part.charAt(0).toUpperCase()}${part.slice(1)}`))
    .join(' ');

/** "25 Dec". */
const dayAndMonth = (date: LocalDate): string =>
  `${Number(date.slice(8))} ${monthInWords(date).slice(0, 3)}`;
