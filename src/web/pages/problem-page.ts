/** What went wrong, as a page: what happened in plain words, what was wrong with what was sent, and ways on. */
import { html } from 'hono/html';
import type { Context } from '../context.ts';
import type { Problem } from '../problem.ts';
import { frame, type Html, page } from './layout.ts';
import { sentence } from '../../words.ts';

/** By the status. A page that is refused has changed nothing, and says so. */
const happened: Readonly<Record<number, string>> = {
  400: 'That could not be read',
  401: 'You are not signed in',
  403: 'That is not for you to do',
  404: 'There is nothing there',
  405: 'That cannot be asked here',
  409: 'That cannot be done now',
  413: 'That is too large',
  415: 'That could not be read',
  421: 'This is not the address of these pages',
  429: 'Too many tries',
  500: 'Something is wrong with Pawl itself',
  503: 'That has to wait a moment',
};

export function problemPage(context: Context, problem: Problem): Html {
  const { status, code, message, hint, details } = problem;
  const title =
    code === 'FORM_NOT_OURS'
      ? 'That form cannot be sent any more'
      : (happened[status] ?? 'That did not work');
  const isAct = context.req.method === 'POST';
  const from = context.get('from');
  const main = html`<h1>${title}</h1>
<p>${sentence(message)}${isAct && status < 500 ? ' Nothing was done.' : ''}</p>
${
  details.length < 2
    ? ''
    : html`<ul>${details.map(({ field, message: says }) => html`<li><strong>${field}</strong> ${says}</li>`)}</ul>`
}
<p>${details.length > 0 ? 'Go back and choose again.' : sentence(hint)}</p>
<p class="choices">${from === undefined ? '' : html`<a href="${from}">Back to the page</a> `}${
    isAct && from === undefined
      ? html`<span class="soft">The button <em>Back</em> of your browser has what you wrote.</span>`
      : ''
  }</p>
<p class="soft">${code}</p>`;
  const isIn = (context.get('person') as unknown) !== undefined;
  const ways = html`<p>Go on with <a href="/">Today</a>, the <a href="/checks">checks</a> or <a href="/files">files</a>, or look for something in the field above.</p>`;
  return isIn
    ? page(context, { title, at: null, main: html`${main}${ways}` })
    : frame(title, '', html`${main}<p><a href="/sign-in">Sign in</a></p>`);
}
