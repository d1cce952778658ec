/**
 * One file that arrived: what became of it, what was found wrong with it, and what it says, part by
 * part. It is read from where it lies; where it does not lie there any more, the page says why.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Finding } from '../../flow/index.ts';
import {
  csvKindOf,
  type AnswerOf,
  fileContent,
  fitting,
  file,
  fileLines,
  requeueReceived,
  resubmitReceived,
  takenAway,
} from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { count } from '../../words.ts';
import { auditOf } from '../audit-of.ts';
import type { Context, Env, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { formOf } from '../form.ts';
import { mayAct } from '../identity.ts';
import { actBy, actForm } from './act-form.ts';
import { numberAsked } from './asked.ts';
import { findingWords, type FileLines, recordList } from './file-records.ts';
import { outcomeBadge, outcomeTexts, sizeInWords } from './file-words.ts';
import { filesMenu, flowLink } from './files.ts';
import { homesLiveSeconds, type Html, page } from './layout.ts';
import { addressOf, empty, moment, table } from './pieces.ts';
import { notice, toldAt } from './told.ts';
import { uploadForm } from './upload-form.ts';

type Received = AnswerOf<typeof file>;

const findingsListed = 50;

export function filePages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/files/:id{[0-9]{1,15}}', async (context) =>
    context.html(await filePage(web, context, Number(context.req.param('id')))),
  );
  routes.get('/files/:id{[0-9]{1,15}}/refused', async (context) => {
    const id = Number(context.req.param('id'));
    const { name, content: base64 } = await fileContent.ask(
      deskOf(web, context, fileContent.role),
      { id },
    );
    auditOf(web, context, takenAway(fileContent.name));
    context.header('content-type', 'application/octet-stream');
    context.header(
      'content-disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`,
    );
    return context.body(new Uint8Array(Buffer.from(base64, 'base64')));
  });
  routes.post('/files/:id{[0-9]{1,15}}/again', async (context) =>
    context.redirect(await takeAgain(web, context, Number(context.req.param('id'))), 303),
  );
  return routes;
}

async function filePage(web: Web, context: Context, id: number): Promise<Html> {
  const gateway = web.gateway();
  const desk = deskOf(web, context, 'viewer');
  const receipt = await file.ask(desk, { id });
  const line = numberAsked(context, 'line');
  const isThere = receipt.whereabouts.kind === 'there';
  const part = isThere ? await fileLines.ask(desk, { id, line: line ?? 1 }) : null;
  return page(context, {
    title: receipt.name,
    at: '/files',
    live: homesLiveSeconds,
    main: html`<h1>${receipt.name}</h1>
${filesMenu(null)}
${notice(context)}
${facts(gateway, receipt, part)}
${whereaboutsInWords(gateway, receipt.whereabouts)}
${decisionsWaiting(context, receipt)}
${sameBytes(gateway, receipt)}
${findingsOf(receipt)}
${correctForm(context, receipt)}
${part === null ? '' : content(`/files/${id}`, part, { line, findings: receipt.findings })}
${isThere ? againForm(context, receipt, line) : ''}`,
  });
}

function facts(gateway: Gateway, receipt: Received, part: FileLines | null): Html {
  const { outcome, folder, receivedAt, flow, sender, fileIdentifier, size, sha256 } = receipt;
  const { instances, instancesAccepted } = receipt;
  const name = part?.flow?.name ?? null;
  return html`<dl class="card">
<dt>Outcome</dt><dd>${outcomeBadge(outcome)} ${outcomeTexts[outcome].says}</dd>
<dt>Received</dt><dd>${moment(gateway.rules.zone, receivedAt)} in ${folder === 'sent' ? 'sent/, as a copy of what we sent' : 'inbox/'}</dd>
${flow === null ? kindInWords(part) : html`<dt>${isOfDip(flow) ? 'DIP interface' : 'Flow'}</dt><dd>${flowLink(gateway, flow)} ${name ?? ''}</dd>`}
${sender === null ? '' : html`<dt>Sender</dt><dd>${sender}</dd>`}
${fileIdentifier === null ? '' : html`<dt>${isOfDip(flow) ? 'Reference' : 'File Identifier'}</dt><dd>${fileIdentifier}</dd>`}
${instances === 0 ? '' : html`<dt>Accepted</dt><dd>${instancesAccepted} of ${count(instances, unitOf(flow))}</dd>`}
<dt>Size</dt><dd>${sizeInWords(size)}</dd>
<dt>SHA-256</dt><dd><code>${sha256}</code></dd>
</dl>`;
}

/** Of what is no flow: which CSV it is, by its columns. */
async function kindInWords(part: FileLines | null): Promise<Html> {
  if (part?.kind !== 'csv') {
    return html`<dt>Flow</dt><dd>none: a CSV file, or without a readable header</dd>`;
  }
  const row = part.lines.find(({ items }) => items.length > 0);
  const kind = await csvKindOf((row?.items ?? []).map(({ name }) => name));
  return html`<dt>Kind</dt><dd>${kind === null ? 'CSV' : html`CSV of <a href="/templates#${kind}">${kind}</a>`}</dd>`;
}

/** A file of DIP messages has their interface in the place of a flow, or DIP where there are several. */
const isOfDip = (flow: string | null): boolean => /^(IF-\d{3}|DIP)$/.test(flow ?? '');

function unitOf(flow: string | null): string {
  if (flow === null) return 'row';
  return isOfDip(flow) ? 'message' : 'instance';
}

function whereaboutsInWords(
  { rules }: Gateway,
  { kind, path, change, isTouched }: Received['whereabouts'],
): Html {
  switch (kind) {
    case 'there': {
      const says = isTouched ? html`, and was changed since it was received` : '';
      if (change === null) return html`<p>It is in <code>${path}</code>${says}.</p>`;
      return html`<div class="notice warn"><p>It is in <code>${path}</code>. What it said of an MPAN was
erased on ${moment(rules.zone, change.at)}; those lines are blank, and the others are as they came.</p></div>`;
    }
    case 'taken': {
      const says =
        change?.why === 'erased'
          ? 'It was erased'
          : 'It was purged, as the retention in the configuration asks,';
      return html`<div class="notice warn"><p>${says} on ${change === null ? '' : moment(rules.zone, change.at)}. What it did to checks is still in the journal. What it said is gone.</p></div>`;
    }
    case 'gone':
      return html`<div class="notice warn"><p>It is no longer in <code>${path}</code>. It was put
back into inbox/, or somebody moved it. What it did to checks is still in the journal.</p></div>`;
  }
}

/** Whether the same bytes came more than once. */
function sameBytes({ rules }: Gateway, { same: { number, files: shown } }: Received): Html | '' {
  if (number === 0) return '';
  return html`<p>The same bytes came ${count(number, 'more time')}:
${shown.map(
  (other, index) =>
    html`${index === 0 ? '' : ', '}<a href="/files/${other.id}">${other.name}</a> on ${moment(rules.zone, other.receivedAt)}, ${outcomeTexts[other.outcome].words}`,
)}${number > shown.length ? ' …' : '.'}</p>`;
}

/** What was found wrong with all of it, and a list of what was found line by line. */
function findingsOf({ id, findings }: Received): Html | '' {
  if (findings.length === 0) return '';
  const ofLines = findings.filter(({ line }) => line !== null);
  const listed = ofLines.slice(0, findingsListed);
  return html`<h2 id="findings">${count(findings.length, 'Finding')}</h2>
${findings.filter(({ line }) => line === null).map(findingWords)}
${
  listed.length === 0
    ? ''
    : table({
        caption: 'Findings by line',
        columns: [
          { name: 'Line', isNumber: true },
          { name: 'Finding' },
          { name: 'Item' },
          { name: 'It says' },
        ],
        rows: listed.map(({ line, code, item, message, severity }) => [
          html`<a href="${addressOf(`/files/${id}`, { line })}#line-${line}">${line}</a>`,
          html`${code}${severity === 'reject' ? '' : html` <span class="soft">remark</span>`}`,
          item,
          message,
        ]),
      })
}
${ofLines.length > listed.length ? html`<p>Of ${ofLines.length} the first ${listed.length}; all of them stand beside their lines.</p>` : ''}`;
}

/** A part of a file with the way to the parts before and after it. */
export function content(
  path: string,
  part: FileLines,
  { line, findings }: { readonly line: number | null; readonly findings: readonly Finding[] },
): Html {
  const { from, to, isMore } = part;
  const byLine = Map.groupBy(findings, (finding) => finding.line ?? 0);
  const isWhole = from === 1 && !isMore;
  const ways = (
    where: string,
  ): Html => html`<nav class="pager" aria-label="Parts of the file, ${where}">
${from === 1 ? '' : html`<a href="${addressOf(path, { line: from - (to - from + 1) })}">Lines before</a>`}
${isMore ? html`<a href="${addressOf(path, { line: to + 1 })}">Lines after</a>` : ''}
</nav>`;
  return html`<h2 id="content">${isWhole ? 'What it says' : `What it says, lines ${from} to ${to}`}</h2>
${
  isWhole
    ? ''
    : html`<form class="filters" action="${path}"><p><label for="line">Line</label>
<input id="line" name="line" inputmode="numeric" pattern="[1-9][0-9]*" size="8" value="${line ?? ''}"></p>
<p><button>Go there</button></p></form>${ways('above')}`
}
${part.lines.length === 0 ? empty(`The file ends before line ${from}.`, html`<a href="${path}">Go to the beginning</a>`) : recordList(part, { findings: byLine, line })}
${isWhole ? '' : ways('below')}`;
}

/** A file of decisions that was dropped waits for somebody who is signed in. */
const decisionsWaiting = (context: Context, { id, findings, whereabouts }: Received): Html | '' =>
  findings.some(({ code }) => code === 'DECISIONS_WAIT') &&
  whereabouts.kind === 'there' &&
  mayAct(context.get('person'), 'operator')
    ? html`<p class="choices"><a class="button" href="/files/${id}/decisions">See what it would decide</a></p>`
    : '';

/** What was refused, to be taken away and brought in again as it should be. */
function correctForm(context: Context, { id, refused }: Received): Html | '' {
  if (refused === null || !mayAct(context.get('person'), fileContent.role)) return '';
  return html`<section class="card screen"><h2 id="correct">Correct it</h2>
<p><a href="/files/${id}/refused" download>Download what was refused</a>, correct it, and bring it in again. A CSV may come back as Excel (.xlsx).</p>
${uploadForm(context, 'The corrected file')}</section>`;
}

function againForm(
  context: Context,
  { id, destination }: Received,
  line: number | null,
): Html | '' {
  if (!mayAct(context.get('person'), 'operator')) return '';
  const does = isRefused(destination) ? 'Put it back' : 'Take it in again';
  return html`<section class="card"><h2 id="again">${does}</h2>
<p>${
    isRefused(destination)
      ? 'The whole file goes back into inbox/ as it lies there now, with your corrections; a single instance is copied.'
      : 'It is copied into inbox/. What counted already counts as a duplicate.'
  }</p>
${actForm(context, resubmitReceived, {
  action: `/files/${id}/again`,
  id: 'again',
  without: ['id'],
  values: { line: line === null ? '' : String(line) },
  says: html`<p class="soft">Leave line and MPAN empty for the whole file.</p>`,
  buttons: html`<button>${does}</button>`,
})}</section>`;
}

async function takeAgain(web: Web, context: Context, id: number): Promise<string> {
  const { destination } = await file.ask(deskOf(web, context, 'operator'), { id });
  const { line, mpan, reason } = await formOf(context);
  fitting(resubmitReceived.takes.pick({ reason: true }), { reason });
  const isWhole = [line, mpan].every((one) => one === undefined || one === '');
  if (isWhole && isRefused(destination)) {
    await actBy(web, context, requeueReceived, { id });
    return toldAt(`/files/${id}`, 'again');
  }
  const { kind } = await actBy(web, context, resubmitReceived, { id });
  return toldAt(`/files/${id}`, kind === 'duplicate' ? 'counted' : 'again');
}

const isRefused = (destination: string): boolean => /^(rejected|set-aside)\//.test(destination);
