/** How participants keep their deadlines: by counterparty and stage, in numbers and pictures. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { localDateOf } from '../../calendar/index.ts';
import { type AnswerOf, performance, sheetText, takenAway } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { dateInWords, nameInWords, roleInWords } from '../../words.ts';
import { auditOf } from '../audit-of.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { Problem } from '../problem.ts';
import { askedOf } from './asked.ts';
import { lookField } from './field.ts';
import { inUse } from './filter-form.ts';
import { type Html, page } from './layout.ts';
import { otherRole, partyInWords } from './names.ts';
import { distribution, percent, trend } from './performance-charts.ts';
import { nothingFound } from './nothing-found.ts';
import { addressOf, badge, choice, day, empty, folded, moment, table } from './pieces.ts';

type Performance = AnswerOf<typeof performance>;
type Tally = Performance['tallies'][number];

/** What was asked for beside the period. */
interface Asked {
  readonly party: string | null;
  readonly stage: string | null;
}

export function performancePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/performance', async (context) => context.html(await performancePage(web, context)));
  routes.get('/performance.csv', (context) => asCsv(web, context));
  return routes;
}

const answerFor = (web: Web, context: Context): Promise<Performance> =>
  performance.ask(deskOf(web, context, 'viewer'), askedOf(context, performance));

async function performancePage(web: Web, context: Context): Promise<Html> {
  const { party = null, stage = null } = askedOf(context, performance);
  const asked = { party: party?.toUpperCase() ?? null, stage };
  const answer = await answerFor(web, context);
  const nothing =
    answer.tallies.length > 0
      ? html``
      : await nothingFound(web, context, performance, {
          path: '/performance',
          asked: askedOf(context, performance),
          says: 'No stage was under way in that time.',
          more: 'A stage begins when a check opens, and ends with its answer.',
          labels: { from: 'From', to: 'to', party: 'Participant', stage: 'Stage' },
        });
  return page(context, {
    title: 'Performance',
    at: '/performance',
    main: html`<h1>Performance</h1>
${answer.countedAt === null ? beingCounted() : counts(context, web.gateway(), asked, answer, answer.countedAt, nothing)}`,
  });
}

const beingCounted = (): Html =>
  empty(
    'The checks are being counted for the first time since the gateway started.',
    html`It takes some seconds. <a href="/performance">Load again</a>`,
  );

function counts(
  context: Context,
  gateway: Gateway,
  asked: Asked,
  answer: Performance,
  countedAt: string,
  nothing: Html,
): Html {
  const { from, to, isBehind, tallies } = answer;
  return html`${folded(inUse({ ...asked }), filters(context, gateway, asked, answer))}
<p>${day(from)} to ${to === null ? 'today' : day(to)}: answers given in that time, and what was open at its end.
<em>Kept in time</em> is the share of <em>in time</em> in all that were in time, late or overdue: what is still owed after its deadline was not kept.
${isBehind ? html`Counted on ${moment(gateway.rules.zone, countedAt)}; what has come since is counted in a while.` : ''}
<a href="${addressOf('/performance.csv', { from, to })}">As CSV</a> ·
<a href="/forecast">What is to come</a>
<a href="/compare">Which option?</a></p>
${
  tallies.length === 0
    ? nothing
    : html`${tallyTable(gateway, answer)}
${pictures(gateway, asked, answer)}`
}`;
}

function filters(
  context: Context,
  gateway: Gateway,
  { party, stage }: Asked,
  { from, to, parties, stages }: Performance,
): Html {
  return html`<form class="filters" action="/performance">
${lookField(context, '/performance', { name: 'from', label: 'From', value: from, isDate: true })}
${lookField(context, '/performance', { name: 'to', label: 'to', value: to, isDate: true })}
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

function tallyTable(gateway: Gateway, { from, to, tallies }: Performance): Html {
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
      const { workingDaysMedian, workingDays90th, workingDaysMax } = tally;
      return [
        html`<a href="${addressOf('/performance', { from, to, party, stage })}">${whoOf(gateway, tally)}</a>`,
        nameInWords(stage),
        inTime,
        late === 0 ? 0 : badge('bad', String(late)),
        percent(tally.keptInTime),
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
function pictures(gateway: Gateway, asked: Asked, { to, tallies, months }: Performance): Html | '' {
  const isAsked = asked.party !== null || asked.stage !== null;
  const answered = tallies.filter(
    (one) =>
      one.days.inTime.length + one.days.late.length > 0 &&
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
<div class="card">${trendOf(to ?? localDateOf(gateway.rules.zone, gateway.clock.now()), months)}</div>`;
}

/** Tallies of one stage as one. */
function sumOf(tallies: readonly Tally[]) {
  const days = { inTime: new Map<number, number>(), late: new Map<number, number>() };
  for (const tally of tallies) {
    for (const kind of ['inTime', 'late'] as const) {
      for (const { days: took, number } of tally.days[kind]) {
        days[kind].set(took, (days[kind].get(took) ?? 0) + number);
      }
    }
  }
  return { window: Math.max(...tallies.map(({ window }) => window)), days };
}

const trendOf = (end: string, months: Performance['months']): Html =>
  trend(
    `Answers of the twelve months to ${monthInWords(end)}`,
    months.map(({ month, ...bar }) => ({ name: monthInWords(`${month}-01`), ...bar })),
  );

/** "Aug 2026". */
const monthInWords = (date: string): string => dateInWords(date).replace(/^\w+ \d+ /, '');

async function asCsv(web: Web, context: Context): Promise<Response> {
  const answer = await answerFor(web, context);
  const { from, to, countedAt } = answer;
  if (countedAt === null) {
    const hint = 'try again in a while';
    throw new Problem(503, 'NOT_YET', 'the checks are still being counted', hint, {
      headers: { 'retry-after': '10' },
    });
  }
  const { rules, clock } = web.gateway();
  const name = `performance_${from}_to_${to ?? localDateOf(rules.zone, clock.now())}.csv`;
  auditOf(web, context, takenAway(performance.name));
  return context.body(await sheetText(performance, answer), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  });
}
