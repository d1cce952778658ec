/** The team: what is new since one was here, who has claimed how much, and the saved views. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type AnswerOf, claims, since, viewDrop, views, viewSave } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { isSamePerson } from '../../process/index.ts';
import { countedInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { actBy } from './act-form.ts';
import { sentFrom } from './approve.ts';
import { textAsked, wordAsked } from './asked.ts';
import { csrf, type Html, page } from './layout.ts';
import { pager, shownRange } from './list.ts';
import { addressOf, empty, moment, mpanLink, table } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';
import { notice, toldAt } from './told.ts';
import { viewAddress, viewNumber } from './view-bar.ts';

const path = '/team';
const kinds = ['decided', 'breached', 'came'] as const;
const newsShown = 20;

export function teamPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(path, async (context) => context.html(await teamPage(web, context)));
  routes.post('/views', async (context) => {
    const from = await sentFrom(context);
    await actBy(web, context, viewSave);
    return context.redirect(toldAt(from, 'viewSaved'), 303);
  });
  routes.post('/views/drop', async (context) => {
    await actBy(web, context, viewDrop);
    return context.redirect(toldAt(path, 'viewDropped'), 303);
  });
  return routes;
}

async function teamPage(web: Web, context: Context): Promise<Html> {
  const gateway = web.gateway();
  const desk = deskOf(web, context, since.role);
  const what = wordAsked(context, 'what', kinds) ?? 'decided';
  const from = textAsked(context, 'from');
  const cursor = textAsked(context, 'cursor');
  const news = await since.ask(desk, {
    what,
    limit: newsShown,
    ...(from === null ? {} : { from }),
    ...(cursor === null ? {} : { cursor }),
  });
  const { items: people } = await claims.ask(desk, {});
  const { items: saved } = await views.ask(desk, {});
  const main = html`<h1>Team</h1>
${notice(context)}
${newsSection(gateway, context, what, news)}
${claimSection(people, desk.asker.name)}
${viewSection(context, saved)}
<p><a href="/acts">Who did what, by person and day</a></p>`;
  return page(context, { title: 'Team', at: path, main });
}

const words = {
  decided: 'decided by people',
  breached: 'breached',
  came: 'files came',
} as const;

const noNews = {
  decided: 'Nobody has decided anything.',
  breached: 'Nothing has breached its deadline.',
  came: 'No file has come.',
} as const;

function newsSection(
  { rules }: Gateway,
  context: Context,
  what: (typeof kinds)[number],
  news: AnswerOf<typeof since>,
): Html {
  const { from, lastHere, items } = news;
  const columns = [
    { name: 'When' },
    { name: what === 'decided' ? 'Who' : 'From' },
    { name: what === 'came' ? 'File' : 'MPAN' },
    { name: 'What' },
    ...(what === 'decided' ? [{ name: 'Why' }] : []),
  ];
  const rows = items.map(({ at, who, mpan, says, reason, file }) => [
    moment(rules.zone, at),
    who ?? '',
    file !== null
      ? html`<a href="/files/${file}">${says.slice(0, says.lastIndexOf(':'))}</a>`
      : mpan === null
        ? ''
        : mpanLink(mpan),
    file === null ? says : says.slice(says.lastIndexOf(':') + 2),
    ...(what === 'decided' ? [reason] : []),
  ]);
  // The instant goes along, so that looking through it page by page tells of one time.
  const at = (more: Readonly<Record<string, string | null>>): string =>
    addressOf(path, { what, from, ...more });
  return html`<h2 id="since">${lastHere === from ? 'Since you were last here' : 'What is new'}</h2>
<p class="soft">Since ${moment(rules.zone, from)}${lastHere === null ? ': when you were here before is not known' : ''}.</p>
<ul class="figures">${kinds.map(
    (kind) =>
      html`<li><a class="figure${kind === 'breached' && news[kind].number > 0 ? ' bad' : ''}" href="${at({ what: kind })}"${kind === what ? html` aria-current="true"` : ''}><span>${words[kind]}</span> <strong>${countedInWords(news[kind])}</strong></a></li>
`,
  )}</ul>
${
  items.length === 0
    ? empty(noNews[what])
    : html`<p class="soft">${shownRange(context, news)}</p>
${table({ caption: `What is new: ${words[what]}`, columns, rows })}`
}
${pager(context, news, { path, query: { what, from } })}
${items.length === 0 ? '' : sheetLinks(since, { what, from })}`;
}

function claimSection(people: AnswerOf<typeof claims>['items'], asker: string): Html {
  const own = people.find(({ who }) => isSamePerson(who, asker));
  const others = people.filter((one) => one !== own && one.isOfTheTeam);
  const rows = others.map(({ who, checks, items }) => [who, checks, items]);
  const columns = [
    { name: 'Who' },
    { name: 'Open checks', isNumber: true },
    { name: 'Items of the work queue', isNumber: true },
  ];
  return html`<h2 id="claims">Who works on what</h2>
<ul class="figures">
<li><a class="figure" href="/checks?claim=mine&by=due"><span>your checks</span> <strong>${own?.checks ?? 0}</strong></a></li>
<li><a class="figure" href="/exceptions?claim=mine"><span>your items</span> <strong>${own?.items ?? 0}</strong></a></li>
</ul>
<p><a href="/checks?claim=none&open=yes&by=due">Checks that nobody has claimed</a>, <a href="/exceptions?claim=none">items that nobody has</a>, <a href="/checks?claim=others&by=due">what colleagues have</a></p>
${rows.length === 0 ? html`<p class="soft">No colleague has claimed anything.</p>` : table({ caption: 'What colleagues have claimed', columns, rows })}`;
}

function viewSection(context: Context, saved: AnswerOf<typeof views>['items']): Html {
  const person = context.get('person');
  const mayDrop = (isOwn: boolean): boolean => mayAct(person, isOwn ? viewDrop.role : 'approver');
  const columns = [
    { name: 'View' },
    { name: 'Shows', isNumber: true },
    { name: 'List' },
    { name: 'Whose' },
    { name: 'Drop' },
  ];
  const rows = saved.map((view) => [
    html`<a href="${viewAddress(view)}">${view.name}</a>`,
    viewNumber(view),
    view.list,
    `${view.isOwn ? 'yours' : view.owner}${view.isShared ? ', shared' : ''}`,
    mayDrop(view.isOwn)
      ? html`<form method="post" action="/views/drop">${csrf(context)}<input type="hidden" name="name" value="${view.name}"><input type="hidden" name="owner" value="${view.owner}"><button class="second">Drop<span class="unseen"> ${view.name}</span></button></form>`
      : '',
  ]);
  return html`<h2 id="views">Saved views</h2>
${
  rows.length === 0
    ? html`<p class="soft">None. Narrow <a href="/checks">Checks</a> or <a href="/exceptions">Exceptions</a>, and save what you see.</p>`
    : table({ caption: 'Saved views', columns, rows })
}`;
}
