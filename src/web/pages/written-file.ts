/**
 * One file that this gateway wrote. Its bytes are kept with the journal, so that it can be shown
 * wherever it has gone since.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { localDateOf } from '../../calendar/index.ts';
import { type AnswerOf, resubmitSent, sentFile, sentLines } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { actBy, actForm } from './act-form.ts';
import { numberAsked } from './asked.ts';
import { content } from './file.ts';
import { acknowledgedBadge, outboxPath } from './file-words.ts';
import { filesMenu, flowLink } from './files.ts';
import { homesLiveSeconds, type Html, page } from './layout.ts';
import { moment, mpanLink } from './pieces.ts';
import { notice, toldAt } from './told.ts';

const mpansListed = 20;

export function writtenFilePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/outbox/:name', async (context) =>
    context.html(await writtenFilePage(web, context, context.req.param('name'))),
  );
  routes.post('/outbox/:name/again', async (context) =>
    context.redirect(await writeAgain(web, context, context.req.param('name')), 303),
  );
  return routes;
}

type Sent = AnswerOf<typeof sentFile>;

async function writtenFilePage(web: Web, context: Context, name: string): Promise<Html> {
  const desk = deskOf(web, context, 'viewer');
  const file = await sentFile.ask(desk, { name });
  const line = numberAsked(context, 'line');
  const part = await sentLines.ask(desk, { name, line: line ?? 1 });
  return page(context, {
    title: name,
    at: '/files',
    live: homesLiveSeconds,
    main: html`<h1>${name}</h1>
${filesMenu(null)}
${notice(context)}
${facts(web.gateway(), file)}
${whereabouts(file)}
${content(outboxPath(name), part, { line, findings: [] })}
${file.isThere || !file.isAsSent ? '' : againForm(context, name)}`,
  });
}

function facts(gateway: Gateway, file: Sent): Html {
  const { flow, fileIdentifier, toRole, toMpid, createdAt, mpans, sha256 } = file;
  const shown = mpans.slice(0, mpansListed);
  const { roles, zone } = gateway.rules;
  const recipient = roles.meaningOf(toRole, localDateOf(zone, createdAt));
  return html`<dl class="card">
<dt>Flow</dt><dd>${flowLink(gateway, flow.slice(0, 5))}</dd>
<dt>File Identifier</dt><dd>${fileIdentifier}</dd>
<dt>To</dt><dd>${recipient?.name ?? `role ${toRole}`} ${toMpid}</dd>
<dt>Created</dt><dd>${moment(zone, createdAt)}</dd>
<dt>MPAN</dt><dd>${shown.map((mpan, index) => html`${index === 0 ? '' : ', '}${mpanLink(mpan)}`)}${
    mpans.length > shown.length ? ` and ${mpans.length - shown.length} others` : ''
  }</dd>
${
  file.acknowledged === null
    ? ''
    : html`<dt>Transfer service</dt><dd>${acknowledgedBadge(file)}</dd>
`
}<dt>SHA-256</dt><dd><code>${sha256}</code></dd>
</dl>`;
}

function whereabouts({ name, isThere, isAsSent }: Sent): Html {
  return html`<p>${
    isThere
      ? html`It is in <code>outbox/${name}</code> and waits to be fetched.`
      : html`It was fetched from <code>outbox/</code>; what was sent is kept here.`
  }</p>
${
  isAsSent
    ? ''
    : html`<div class="notice warn"><p>What it said of MPANs that were erased or purged since is blank here. It was sent with it.</p></div>`
}`;
}

function againForm(context: Context, name: string): Html | '' {
  if (!mayAct(context.get('person'), 'operator')) return '';
  return html`<section class="card"><h2 id="again">Write it again</h2>
<p>For a file that was lost on its way: the same bytes appear in outbox/ again, under the same File Identifier.</p>
${actForm(context, resubmitSent, {
  action: `${outboxPath(name)}/again`,
  id: 'again',
  without: ['name'],
  buttons: html`<button>Write it again</button>`,
})}</section>`;
}

async function writeAgain(web: Web, context: Context, name: string): Promise<string> {
  const { kind } = await actBy(web, context, resubmitSent, { name });
  return toldAt(outboxPath(name), kind === 'there' ? 'there' : 'rewritten');
}
