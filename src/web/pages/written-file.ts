/**
 * One file that this gateway wrote. Its bytes are kept with the journal, so that it can be shown
 * wherever it has gone since.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { shownPartOfSent } from '../../account/index.ts';
import { resubmitSent } from '../../desk/index.ts';
import { sha256Of } from '../../files/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import type { OutboxFile } from '../../store/index.ts';
import { roleInWords } from '../../words.ts';
import type { Context, Env, Web } from '../context.ts';
import { mayAct } from '../identity.ts';
import { Problem } from '../problem.ts';
import { actBy, actForm } from './act-form.ts';
import { numberAsked } from './asked.ts';
import { content, firstOfPart, linesPerPart } from './file.ts';
import { outboxPath } from './file-words.ts';
import { filesMenu, flowLink } from './files.ts';
import { type Html, page } from './layout.ts';
import { moment, mpanLink } from './pieces.ts';
import { notice, toldAt } from './told.ts';

const mpansListed = 20;

export function writtenFilePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/outbox/:name', async (context) =>
    context.html(await writtenFilePage(context, web.gateway(), context.req.param('name'))),
  );
  routes.post('/outbox/:name/again', async (context) =>
    context.redirect(await writeAgain(web, context, context.req.param('name')), 303),
  );
  return routes;
}

async function fileNamed({ store }: Gateway, name: string): Promise<OutboxFile> {
  const file = (await store.outboxNamed(name)).find((one) => one.name === name);
  if (file !== undefined) return file;
  throw new Problem(404, 'NOT_FOUND', `this gateway wrote no file ${name}`, '/outbox lists them');
}

async function writtenFilePage(context: Context, gateway: Gateway, name: string): Promise<Html> {
  const file = await fileNamed(gateway, name);
  const line = numberAsked(context, 'line');
  const from = firstOfPart(line ?? 1);
  const part = await shownPartOfSent(gateway, file, from, from + linesPerPart - 1);
  const isThere = existsSync(join(gateway.workspace, 'outbox', name));
  return page(context, {
    title: name,
    at: '/files',
    main: html`<h1>${name}</h1>
${filesMenu(null)}
${notice(context)}
${facts(gateway, file)}
${whereabouts(file, isThere)}
${content(outboxPath(name), part, { from, line, findings: [] })}
${isThere || !isAsSent(file) ? '' : againForm(context, name)}`,
  });
}

function facts(gateway: Gateway, file: OutboxFile): Html {
  const { flow, fileIdentifier, toRole, toMpid, createdAt, mpans, sha256 } = file;
  const shown = mpans.slice(0, mpansListed);
  return html`<dl class="card">
<dt>Flow</dt><dd>${flowLink(gateway, flow.slice(0, 5))}</dd>
<dt>File Identifier</dt><dd>${fileIdentifier}</dd>
<dt>To</dt><dd>${roleInWords(toRole)} ${toMpid}</dd>
<dt>Created</dt><dd>${moment(gateway.rules.zone, createdAt)}</dd>
<dt>MPAN</dt><dd>${shown.map((mpan, index) => html`${index === 0 ? '' : ', '}${mpanLink(mpan)}`)}${
    mpans.length > shown.length ? ` and ${mpans.length - shown.length} others` : ''
  }</dd>
<dt>SHA-256</dt><dd><code>${sha256}</code></dd>
</dl>`;
}

const isAsSent = ({ text, sha256 }: OutboxFile): boolean =>
  sha256Of(Buffer.from(text, 'latin1')) === sha256;

function whereabouts(file: OutboxFile, isThere: boolean): Html {
  return html`<p>${
    isThere
      ? html`It lies in <code>outbox/${file.name}</code> and waits to be fetched.`
      : html`It was fetched from <code>outbox/</code>; what was sent is kept here.`
  }</p>
${
  isAsSent(file)
    ? ''
    : html`<div class="notice warn"><p>What it said of MPANs that were erased or purged since is blank here. It was sent with it.</p></div>`
}`;
}

function againForm(context: Context, name: string): Html | '' {
  if (!mayAct(context.get('person'), 'operator')) return '';
  return html`<section class="card"><h2 id="again">Write it once more</h2>
<p>For a file that was lost on its way: the same bytes appear in outbox/ again, under the same File Identifier.</p>
${actForm(context, resubmitSent, {
  action: `${outboxPath(name)}/again`,
  id: 'again',
  without: ['name'],
  buttons: html`<button>Write it once more</button>`,
})}</section>`;
}

async function writeAgain(web: Web, context: Context, name: string): Promise<string> {
  const { kind } = await actBy(web, context, resubmitSent, { name });
  return toldAt(outboxPath(name), kind === 'there' ? 'there' : 'rewritten');
}
