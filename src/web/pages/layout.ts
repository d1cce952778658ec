/**
 * The frame of every page: one header, one menu, one main part. Pages are plain HTML that works
 * without JavaScript; `html` escapes whatever is put into it, so text from a flow is only text.
 */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { assetPath } from '../assets.ts';
import { fromField, here } from '../back.ts';
import type { Context } from '../context.ts';
import { sentence } from '../../words.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const menu = [
  ['/', 'Today'],
  ['/exceptions', 'Exceptions'],
  ['/checks?owed=yes', 'To approve'],
  ['/checks', 'Checks'],
  ['/team', 'Team'],
  ['/files', 'Files'],
  ['/performance', 'Performance'],
  ['/calendar', 'Calendar'],
  ['/settings', 'Settings'],
  ['/catalogue', 'Catalogue'],
] as const;

interface Page {
  /** Of the page alone; the browser's title adds the product's name. */
  readonly title: string;
  /** Address of the menu item it belongs to. */
  readonly at: (typeof menu)[number][0] | null;
  readonly main: Html;
  /** Seconds between two looks of a page that brings itself up to date. */
  readonly live?: number;
}

/** Ours: a change is shown soon, and a gateway that changes all the time is not asked all the time. */
const liveSeconds = 3;
/** Ours: each look at somebody's home is kept, so a page that lies open makes few of them. */
export const homesLiveSeconds = 60;

/** A page for somebody who is let in. */
export function page(context: Context, { title, at, main, live = liveSeconds }: Page): Html {
  const person = context.get('person');
  const session = context.get('session');
  return frame(
    title,
    html`<nav aria-label="Main"><ul>${menu.map(
      ([path, name]) =>
        html`<li><a href="${path}"${path === at ? html` aria-current="page"` : ''}>${name}</a></li>`,
    )}</ul></nav>
    <form class="find" action="/find" role="search">
      <label for="find">Any part of an MPAN, meter, postcode, street, reference or file</label>
      <input id="find" name="q" type="search" autocomplete="off" maxlength="200" placeholder="MPAN, meter, postcode …">
      <button>Find</button>
    </form>
    <div class="person">${otherDesks(context)}<p>${person.name}, ${person.role}</p>
    ${
      session === null
        ? ''
        : html`<form action="/sign-out" method="post">${csrf(context)}<button>Sign out</button></form>`
    }</div>`,
    html`<div id="news"${isLive(context) ? html` data-live="${live}"` : ''} class="notice warn news" role="status" hidden><p><span id="news-says"></span> <a href="">Load the page again</a></p></div>
${troubles(context)}
${notDone(context)}${main}`,
    html`<footer><nav aria-label="Beside the check"><ul>${context
      .get('beside')
      .map(({ path, name }) => html`<li><a href="${path}">${name}</a></li>`)}</ul></nav></footer>`,
  );
}

/** Which desk this is, and the way to the others of whoever looks; nothing where there are none. */
function otherDesks(context: Context): Html | '' {
  const desks = context.get('otherDesks') ?? [];
  if (desks.length === 0) return '';
  return html`<details class="desks"><summary>Desk of ${context.get('desk')}</summary><ul>${desks.map(
    ({ title, address }) => html`<li><a href="${address}">${title}</a></li>`,
  )}</ul></details>
`;
}

/** What is typed into a form must not go away beneath the hands. */
const isLive = (context: Context): boolean =>
  context.req.method === 'GET' && context.get('cameBack') === undefined;

/** Of a page whose form was not done: that nothing was, why, and what to do. */
function notDone(context: Context): Html | '' {
  const back = context.get('cameBack');
  if (back === undefined) return '';
  const { problem, marked, fields } = back;
  if (problem === null) {
    return html`<div class="notice warn" role="status"><p>Nothing was decided: your session had ended. What you had written is in the form again, and has not been sent.</p></div>\n`;
  }
  const isLook = context.req.method === 'GET' && back.action === context.req.path;
  const others = problem.details.filter(({ field }) => !marked.has(field));
  const reason = fields['reason'] ?? '';
  return html`<div class="notice bad" role="alert"><p>${
    marked.size === 0
      ? html`<strong>Nothing was done.</strong> ${problem.code}: ${problem.message}.</p>
<p>${sentence(problem.hint)}`
      : isLook
        ? 'Look at what is marked below: it cannot be read, and is left out.'
        : html`<strong>Nothing was done.</strong> Look at what is marked below.`
  }</p>
${marked.size === 0 ? '' : others.map(({ field, message }) => html`<p>${field}: ${message}</p>`)}
${marked.has('reason') || reason === '' ? '' : html`<p>You had written: <q>${reason}</q></p>`}</div>\n`;
}

/** What is wrong now, on every page: first what waits for it. */
function troubles(context: Context): Html | '' {
  const told = context.get('troubles') ?? [];
  if (told.length === 0) return '';
  return html`<div class="notice bad" id="troubles" role="alert">${told.map(
    ({ paused, says }) =>
      html`<p>${paused === '' ? '' : html`<strong>${paused}</strong> `}${says}</p>
`,
  )}<p><a href="/settings#health">More about the gateway</a></p></div>`;
}

/** The hidden fields of every form: that it is ours, and of which page. */
export const csrf = (context: Context): Html =>
  html`<input type="hidden" name="_csrf" value="${context.get('session')?.csrf ?? ''}"><input type="hidden" name="${fromField}" value="${here(context)}">`;

/** The frame alone: for signing in, and for what went wrong before anybody was let in. */
export const frame = (
  title: string,
  header: Html | '',
  main: Html,
  footer: Html | '' = '',
): Html => html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Pawl</title>
<link rel="icon" href="${assetPath('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetPath('pawl.css')}">
<script src="${assetPath('pawl.js')}" type="module"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header><a class="brand" href="/"><img src="${assetPath('icon.svg')}" alt="" width="28" height="28">Pawl</a>${header}</header>
<main id="main" tabindex="-1">
${main}
</main>
${footer}
</body>
</html>`;
