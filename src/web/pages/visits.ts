/** The visits of a week, area by area, to be printed and taken along. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { metersInWords } from '../../account/index.ts';
import { type AnswerOf, visits } from '../../desk/index.ts';
import { count, dateInWords, nameInWords, owesInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { askedOf } from './asked.ts';
import { homesLiveSeconds, type Html, page } from './layout.ts';
import { partyInWords } from './names.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, badge, day, daysLeft, empty, mpanLink, table } from './pieces.ts';

const path = '/visits';

type Answer = AnswerOf<typeof visits>;
type Visit = Answer['items'][number];

export function visitPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await visitsPage(web, context)));
  return routes;
}

async function visitsPage(web: Web, context: Context): Promise<Html> {
  const answer = await visits.ask(deskOf(web, context, visits.role), askedOf(context, visits));
  const { from, to, items, isMore } = answer;
  const other = (days: number): string =>
    addressOf(path, { week: Temporal.PlainDate.from(from).add({ days }).toString() });
  const main = html`<h1>Visits, ${dateInWords(from)} to ${dateInWords(to)}</h1>
<nav class="pager" aria-label="Weeks"><a href="${other(-7)}">The week before</a> <a href="${path}">This week</a> <a href="${other(7)}">The week after</a></nav>
${items.length === 0 ? await nothing(web, context, answer) : lists(web, answer)}
${isMore ? html`<p>More are due: these are the ${items.length} nearest.</p>` : ''}`;
  return page(context, { title: 'Visits', at: '/checks', main, live: homesLiveSeconds });
}

const nothing = (web: Web, context: Context, { isOurs }: Answer): Promise<Html> | Html =>
  isOurs
    ? nothingFound(web, context, visits, {
        path,
        asked: askedOf(context, visits),
        says: 'No visit is due in this week.',
        more: 'A site is visited when a Supplier asks for it.',
        labels: { week: 'Week of' },
      })
    : empty('Visits are a Meter Operator’s; this gateway is a Supplier’s.');

function lists(web: Web, { from, items }: Answer): Html {
  const areas = Map.groupBy(items, ({ area }) => area);
  const isShown = items.every(({ site }) => site.isAddressShown);
  return html`<p>${count(items.length, 'visit')}: where an answer is ours to give and nothing is drafted.
${isShown ? 'They stand by postcode.' : 'Addresses are for operators and approvers.'}
<a class="screen" href="${addressOf('/api/v1/visits', { week: from, format: 'csv' })}" download="visits_${from}.csv">As CSV</a></p>
${[...areas].map(([area, some]) => areaOf(web, isShown ? area || 'No postcode told' : 'All', some))}`;
}

function areaOf(web: Web, name: string, some: readonly Visit[]): Html {
  const columns = [
    { name: 'Where' },
    { name: 'MPAN' },
    { name: 'Meter' },
    { name: 'What for' },
    { name: 'Due' },
    { name: 'Done' },
  ];
  const rows = some.map((visit) => [
    whereOf(visit),
    mpanLink(visit.mpan),
    lines(metersInWords(visit.site)),
    html`${nameInWords(visit.stage)}: ${owesInWords(visit.owes)}<br><span class="soft">for ${partyInWords(web.gateway(), visit.supplier)}</span>`,
    html`${day(visit.dueOn)}<br>${badge(
      visit.overdue ? 'bad' : 'quiet',
      daysLeft(visit.workingDaysLeft, visit.overdue),
    )}`,
    html`<span class="tick"></span>`,
  ]);
  return html`<section class="area"><h2>${name} <span class="soft">${count(some.length, 'visit')}</span></h2>
${table({ caption: `Visits in ${name}`, columns, rows })}</section>`;
}

const whereOf = ({ site }: Visit): Html | string =>
  site.isAddressShown
    ? site.postcode === null && site.addressLines.length === 0
      ? 'not told'
      : html`<strong>${site.postcode ?? ''}</strong><br>${lines(site.addressLines)}`
    : 'for operators and approvers';

const lines = (some: readonly string[]): Html =>
  html`${some.map((one, at) => (at === 0 ? one : html`<br>${one}`))}`;
