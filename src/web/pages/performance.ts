/** How participants keep their deadlines: by counterparty and stage, in numbers and pictures. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type LocalDate, localDateOf } from '../../calendar/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import {
  answersByMonth,
  type Counted,
  csvOf,
  daysOf,
  keptInTime,
  type Period,
  performanceOf,
  type StageCounter,
  stageCounter,
  type Tally,
  talliesOf,
} from '../../report/index.ts';
import { dateInWords, roleInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { Problem } from '../problem.ts';
import { dateAsked, partyAsked, textAsked } from './asked.ts';
import { type Html, page } from './layout.ts';
import { nameInWords, otherRole, partyInWords } from './names.ts';
import { distribution, percent, trend } from './performance-charts.ts';
import { addressOf, badge, choice, day, empty, moment, table } from './pieces.ts';

const monthsOfTrend = 12;

export function performancePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  const counter = stageCounter(web.gateway, web.changes.isClosed, Date.now);
  routes.get('/performance', async (context) =>
    context.html(await performancePage(context, web.gateway(), counter)),
  );
  routes.get('/performance.csv', (context) => asCsv(context, web.gateway(), counter));
  return routes;
}

async function performancePage(
  context: Context,
  gateway: Gateway,
  counter: StageCounter,
): Promise<Html> {
  const asked = askedOf(context, gateway);
  const counted = await counter.counted();
  return page(context, {
    title: 'Performance',
    at: '/performance',
    main: html`<h1>Performance</h1>
${counted === null ? beingCounted() : counts(gateway, asked, counted)}`,
  });
}

const beingCounted = (): Html =>
  empty(
    'The checks are being counted for the first time since the gateway started.',
    html`It takes some seconds. <a href="/performance">Load again</a>`,
  );

interface Asked {
  readonly period: { readonly from: LocalDate; readonly to: LocalDate | null };
  readonly party: string | null;
  readonly stage: string | null;
}

/** Three months are shown unless something else is asked: this one and the two before. */
function askedOf(context: Context, { rules, clock }: Gateway): Asked {
  const to = dateAsked(context, 'to');
  const end = to ?? localDateOf(rules.zone, clock.now());
  const from = dateAsked(context, 'from') ?? monthBefore(end, 2);
  if (from > end) {
    const hint = 'leave one of the dates out, or turn them about';
    throw new Problem(400, 'USAGE', `the period begins on ${from} and ends on ${end}`, hint);
  }
  return {
    period: { from, to },
    party: partyAsked(context, 'party'),
    stage: textAsked(context, 'stage'),
  };
}

/** The first day of the month so many months before that of a date. */
const monthBefore = (date: LocalDate, months: number): LocalDate =>
  Temporal.PlainDate.from(date).with({ day: 1 }).subtract({ months }).toString();

function counts(gateway: Gateway, asked: Asked, counted: Counted): Html {
  const { period, party, stage } = asked;
  const all = talliesIn(gateway, counted, period);
  const tallies = all.filter(
    (one) => (party ?? one.party) === one.party && (stage ?? one.stage) === one.stage,
  );
  const query = { from: period.from, to: period.to };
  return html`${filters(gateway, asked, all)}
<p>${day(period.from)} to ${period.to === null ? 'today' : day(period.to)}: answers given in that time, and what was open at its end.
<em>Kept in time</em> is the share of <em>in time</em> in all that were in time, late or overdue: what is still owed after its deadline was not kept.
${counted.isBehind ? html`Counted on ${moment(gateway.rules.zone, counted.at)}; what has come since is counted in a while.` : ''}
<a href="${addressOf('/performance.csv', query)}">As CSV</a></p>
${
  tallies.length === 0
    ? empty(
        'No stage was under way in that time.',
        'A stage begins when a check opens, and ends with its answer.',
      )
    : html`${tallyTable(gateway, asked, tallies)}
${pictures(gateway, asked, counted, tallies)}`
}`;
}

const talliesIn = (gateway: Gateway, { facts }: Counted, period: Period): readonly Tally[] =>
  talliesOf(facts, { period, zone: gateway.rules.zone, now: gateway.clock.now() });

function filters(gateway: Gateway, asked: Asked, all: readonly Tally[]): Html {
  const { period, party, stage } = asked;
  const parties = [...new Set(all.map((one) => one.party))].sort();
  const stages = [...new Set(all.map((one) => one.stage))].sort();
  return html`<form class="filters" action="/performance">
<p><label for="from">From</label><input id="from" name="from" type="date" value="${period.from}"></p>
<p><label for="to">to</label><input id="to" name="to" type="date" value="${period.to ?? ''}"></p>
${choice(
  'party',
  'Participant',
  party,
  parties.filter((one) => one !== '').map((one) => [one, partyInWords(gateway, one)]),
)}
${choice(
  'stage',
  'Stage',
  stage,
  stages.map((one) => [one, nameInWords(one)]),
)}
<p><button>Show</button></p>
</form>`;
}

function tallyTable(gateway: Gateway, { period }: Asked, tallies: readonly Tally[]): Html {
  const ordered = [...tallies].sort((a, b) => isOurs(gateway, a) - isOurs(gateway, b));
  return table({
    caption: 'Deadlines kept, by participant and stage',
    columns: [
      { name: 'Participant' },
      { name: 'Stage' },
      { name: 'In time', isNumber: true },
      { name: 'Late', isNumber: true },
      { name: 'Kept in time', isNumber: true },
      { name: 'Median', isNumber: true },
      { name: '90th percentile', isNumber: true },
      { name: 'Longest', isNumber: true, isExtra: true },
      { name: 'Open', isNumber: true },
      { name: 'Overdue', isNumber: true },
      { name: 'Delivered late', isNumber: true, isExtra: true },
    ],
    rows: ordered.map((tally) => {
      const { party, stage, inTime, late, open, openOverdue, deliveredLate } = tally;
      const { workingDaysMedian, workingDays90th, workingDaysMax } = daysOf(tally);
      const { from, to } = period;
      return [
        html`<a href="${addressOf('/performance', { from, to, party, stage })}">${whoOf(gateway, tally)}</a>`,
        nameInWords(stage),
        inTime,
        late === 0 ? 0 : badge('bad', String(late)),
        percent(keptInTime(tally)),
        workingDaysMedian,
        workingDays90th,
        workingDaysMax,
        open + openOverdue,
        openOverdue === 0 ? 0 : badge('bad', String(openOverdue)),
        deliveredLate,
      ];
    }),
  });
}

const isOurs = ({ config }: Gateway, { owner }: Tally): number => (owner === config.role ? 1 : 0);

const whoOf = (gateway: Gateway, { party, owner }: Tally): string =>
  party === ''
    ? `${roleInWords(owner)} not known`
    : `${roleInWords(owner)} ${partyInWords(gateway, party)}`;

/** One picture for each stage of the other side, or of what was asked for; and how it went on. */
function pictures(
  gateway: Gateway,
  asked: Asked,
  counted: Counted,
  tallies: readonly Tally[],
): Html | '' {
  const isAsked = asked.party !== null || asked.stage !== null;
  const answered = tallies.filter(
    (one) =>
      one.days.inTime.size + one.days.late.size > 0 &&
      (isAsked || one.owner === otherRole(gateway)),
  );
  if (answered.length === 0) return '';
  const stages = [...Map.groupBy(answered, ({ stage }) => stage)];
  return html`<h2>How long answers took</h2>
<p class="legend"><span class="key in-time">in time</span> <span class="key late">late</span>
${isAsked ? '' : `Answers of every ${roleInWords(otherRole(gateway))} together.`} What is still owed is not in these pictures.</p>
<div class="cards">${stages.map(
    ([stage, some]) =>
      html`<div class="card">${distribution(nameInWords(stage), sumOf(some))}</div>`,
  )}</div>
<h2>Month by month</h2>
<div class="card">${trendOf(gateway, asked, counted, isAsked)}</div>`;
}

/** Tallies of one stage as one. */
function sumOf(tallies: readonly Tally[]): Tally {
  const [first] = tallies as readonly [Tally, ...Tally[]];
  const days = { inTime: new Map<number, number>(), late: new Map<number, number>() };
  for (const tally of tallies) {
    for (const kind of ['inTime', 'late'] as const) {
      for (const [took, number] of tally.days[kind]) {
        days[kind].set(took, (days[kind].get(took) ?? 0) + number);
      }
    }
  }
  return { ...first, window: Math.max(...tallies.map(({ window }) => window)), days };
}

function trendOf(
  gateway: Gateway,
  { period, party, stage }: Asked,
  counted: Counted,
  isAsked: boolean,
): Html {
  const end = period.to ?? localDateOf(gateway.rules.zone, gateway.clock.now());
  const byMonth = answersByMonth(
    counted.facts,
    (fact) =>
      (party ?? fact.party) === fact.party &&
      (stage ?? fact.stage) === fact.stage &&
      (isAsked || fact.owner === otherRole(gateway)),
  );
  const months = Array.from({ length: monthsOfTrend }, (_, index) => {
    const from = monthBefore(end, monthsOfTrend - 1 - index);
    return { name: monthInWords(from), ...(byMonth.get(from.slice(0, 7)) ?? noAnswers) };
  });
  return trend(`Answers of the twelve months to ${monthInWords(end)}`, months);
}

const noAnswers = { inTime: 0, late: 0 };

/** "Aug 2026". */
const monthInWords = (date: LocalDate): string => dateInWords(date).replace(/^\w+ \d+ /, '');

async function asCsv(context: Context, gateway: Gateway, counter: StageCounter): Promise<Response> {
  const { period } = askedOf(context, gateway);
  const counted = await counter.counted();
  if (counted === null) {
    throw new Problem(
      503,
      'NOT_YET',
      'the checks are still being counted',
      'try again in a while',
      {
        headers: { 'retry-after': '10' },
      },
    );
  }
  const text = await csvOf(performanceOf(gateway, counted.facts, period));
  const name = `performance_${period.from}_to_${period.to ?? localDateOf(gateway.rules.zone, gateway.clock.now())}.csv`;
  return context.body(text, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  });
}
