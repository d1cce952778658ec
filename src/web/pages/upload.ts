/**
 * Bringing files in by the browser. What is brought goes the way of what is dropped; a file of
 * decisions is shown row by row first, and asks once.
 */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Instant } from '../../calendar/index.ts';
import { setTimeout } from 'node:timers/promises';
import {
  type AnswerOf,
  bringIn,
  decideByFile,
  decisionsOpen,
  fitting,
  isFileOfDecisions,
} from '../../desk/index.ts';
import { looksLikeZip, openWorkbook, workbookProblem } from '../../files/index.ts';
import { count, nameInWords } from '../../words.ts';
import { type Context, type Env, needs, refuseForged, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { mayAct } from '../identity.ts';
import { Problem } from '../problem.ts';
import { forget, stagedPathOf, type Upload, uploadOf, uploadPath } from '../upload.ts';
import { actBy, actForm } from './act-form.ts';
import { filesMenu } from './files.ts';
import { claimedAmong } from './check-team.ts';
import { type Html, page } from './layout.ts';
import { badge, empty, mpanLink, table } from './pieces.ts';
import { sheetLinks } from './sheet-links.ts';
import { notice, toldAt } from './told.ts';
import { uploadForm } from './upload-form.ts';

export function uploadPages(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get(uploadPath, (context) => context.html(uploadPage(context)));
  routes.post(uploadPath, (context) => take(web, context));
  routes.get('/files/:id{[0-9]{1,15}}/decisions', async (context) => {
    const file = Number(context.req.param('id'));
    return context.html(await previewPage(web, context, { file }));
  });
  routes.post('/decisions', async (context) => context.html(await decide(web, context)));
  return routes;
}

function uploadPage(context: Context): Html {
  const mayBring = mayAct(context.get('person'), bringIn.role);
  const main = html`<h1>Files</h1>
${filesMenu(uploadPath)}
${notice(context)}
${
  mayBring
    ? html`<section class="card"><h2>Bring files in</h2>
<p>Flows, DIP messages, and visits, notifications, appointments or decisions as CSV or Excel (.xlsx). Choose them, or drop them onto the field. They are taken in as if they had been put into <code>inbox/</code>; who brought them is kept. A file of decisions is shown row by row before anything is decided.</p>
${uploadForm(context, 'Files, at most 20 at once')}</section>
<section class="card"><h2>Decide many checks by a file</h2>
<p>Take the list of what waits, fill in <code>decision</code> and <code>reason</code>, and bring it back. Each row becomes a decision of its own under your name. A check that has moved on since is left out, and named.</p>
${sheetLinks(decisionsOpen, {}, 'What waits, to be filled in')}</section>`
    : empty(
        'To bring files in takes the role operator.',
        html`<a href="/files">Files that came</a>`,
      )
}
<p>What each file may hold: <a href="/templates">To drop</a>.</p>`;
  return page(context, { title: 'Bring files in', at: '/files', main });
}

async function take(web: Web, context: Context): Promise<Response> {
  needs(context, bringIn.role);
  const gateway = web.gateway();
  const { fields, files } = await uploadOf(gateway, context, (sent) => {
    refuseForged(context, sent['_csrf']);
    context.set('sent', sent);
  });
  let left = files;
  try {
    const why = fitting(bringIn.takes.pick({ reason: true }), reasonIn(fields));
    const [first] = files;
    if (first === undefined) throw noFile();
    if (files.length === 1) {
      const text = await decisionsIn(stagedPathOf(gateway, first), first.size);
      if (text !== null) return context.html(await previewPage(web, context, { csv: text }));
    }
    const desk = deskOf(web, context, bringIn.role);
    const since = gateway.clock.now();
    const before = await gateway.store.receiptsNamed(first.name);
    const known = new Set(before.map(({ id }) => id));
    const names: string[] = [];
    for (const { name, staged } of files) {
      const asked = { name, staged, ...why };
      names.push((await bringIn.ask(desk, asked)).name);
      left = left.filter((one) => one.staged !== staged);
    }
    const place = names.length === 1 ? await cameAs(web, names[0] ?? '', since, known) : null;
    return context.redirect(place ?? toldAt('/files', 'brought'), 303);
  } finally {
    forget(gateway, left);
  }
}

const noFile = (): Problem =>
  new Problem(400, 'BAD_REQUEST', 'no file was chosen', 'choose at least one', {
    details: [{ field: 'files', message: 'choose at least one file' }],
  });

const reasonIn = ({ reason = '' }: Upload['fields']) =>
  reason.trim() === '' ? {} : { reason: reason.trim() };

/** Ours: a pass mostly takes a second; whoever brought a large file looks at the list meanwhile. */
const waitedMs = 8_000;
const lookedAgainMs = 100;

/** The page of a file once it is taken in; null where that takes longer. */
async function cameAs(
  web: Web,
  name: string,
  since: Instant,
  known: ReadonlySet<number>,
): Promise<string | null> {
  for (let waited = 0; waited < waitedMs; waited += lookedAgainMs) {
    const found = await web.gateway().store.receiptsNamed(name);
    const own = found.findLast(({ id, receivedAt }) => receivedAt >= since && !known.has(id));
    if (own !== undefined) return `/files/${own.id}`;
    await setTimeout(lookedAgainMs);
  }
  return null;
}

/** Ours: a file of decisions is read whole. */
const decisionsMaxBytes = 900_000;

/** Ours: of a workbook of them too, with room for what a spreadsheet says of each cell. */
const decisionsUnpackedMaxBytes = 20_000_000;

/** The text of a file of decisions; null for any other. */
async function decisionsIn(path: string, size: number): Promise<string | null> {
  // A larger one is set aside by the intake, which says so.
  if (size > decisionsMaxBytes) return null;
  const bytes = readFileSync(path);
  if (!looksLikeZip(bytes.toString('latin1', 0, 4))) {
    return (await isFileOfDecisions([bytes])) ? bytes.toString('utf8') : null;
  }
  try {
    const book = await openWorkbook(path, { unpackedMax: decisionsUnpackedMaxBytes });
    try {
      const pieces: Buffer[] = [];
      let length = 0;
      for await (const piece of book.csv()) {
        pieces.push(piece);
        length += piece.length;
        if (length > decisionsMaxBytes) break;
        if (pieces.length === 1 && !(await isFileOfDecisions(pieces))) return null;
      }
      return Buffer.concat(pieces).toString('utf8');
    } finally {
      book.close();
    }
  } catch (error) {
    // What is wrong with it the intake says.
    if (workbookProblem(error) === null) throw error;
    return null;
  }
}

type Preview = AnswerOf<typeof decideByFile>;

async function previewPage(
  web: Web,
  context: Context,
  asked: { readonly csv: string } | { readonly file: number },
): Promise<Html> {
  needs(context, decideByFile.role);
  const preview = await decideByFile.ask(deskOf(web, context, decideByFile.role), {
    ...asked,
    dryRun: true,
  });
  const { deciding, items, findings, unread, csv } = preview;
  const main = html`<h1>${deciding === 0 ? 'Nothing to decide' : `Decide ${count(deciding, 'check')}?`}</h1>
<p>${inWords(preview)}</p>
${
  deciding === 0
    ? empty(
        'No row of the file would decide anything.',
        html`<a href="${uploadPath}">Bring another file in</a>`,
      )
    : html`${claimedAmong(preview.claimedByOthers)}<section class="card">${actForm(
        context,
        decideByFile,
        {
          action: '/decisions',
          id: 'decisions',
          hidden: { csv },
          without: ['file', 'dryRun', 'reason'],
          says: html`<p>Nothing has been decided yet. Each row becomes a decision in the journal of its MPAN, with your name and its reason. A check that moves on meanwhile is left out.</p>`,
          buttons: html`<p class="choices"><button>Decide ${count(deciding, 'check')}</button> <a href="${uploadPath}">Back, and decide nothing</a></p>`,
        },
      )}</section>`
}
${
  findings.length === 0
    ? ''
    : html`<h2>${unread === 0 ? 'How it was read' : `${count(unread, 'row')} that cannot be read`}</h2>
${table({
  caption: 'What stands against rows',
  columns: [{ name: 'Line', isNumber: true }, { name: 'Finding' }, { name: 'What is wrong' }],
  rows: findings.map(({ line, code, message }) => [line ?? '', code, message]),
})}
${unread === 0 ? '' : html`<p>Correct them in the file and bring it again: what is decided by then is left out.</p>`}`
}
${
  items.length === 0
    ? ''
    : html`<h2>Row by row</h2>${table({
        caption: 'What each row would do',
        columns: [
          { name: 'Line', isNumber: true },
          { name: 'MPAN' },
          { name: 'Decision' },
          { name: 'What it does' },
          { name: 'Why' },
        ],
        rows: items.map(({ line, mpan, decision, from, to, says, reason }) => [
          line,
          mpanLink(mpan),
          decision,
          to === null
            ? html`${badge('warn', 'left out')} ${says.replace(/^left out: /, '')}`
            : from === null || from === to
              ? says
              : `${nameInWords(from)} → ${nameInWords(to)}`,
          reason,
        ]),
      })}`
}`;
  return page(context, { title: 'Decisions by a file', at: '/files', main });
}

function inWords({ items, deciding, open, unread }: Preview): string {
  const leftOut = items.length - deciding;
  return [
    `${count(deciding, 'row')} would decide`,
    leftOut === 0 ? '' : `, ${leftOut} would be left out`,
    open === 0 ? '' : `, ${open} ${open === 1 ? 'is' : 'are'} left open`,
    unread === 0 ? '' : `, and ${count(unread, 'row')} cannot be read`,
    '.',
  ].join('');
}

async function decide(web: Web, context: Context): Promise<Html> {
  const done = await actBy(web, context, decideByFile);
  const { items, decided, proposed, left } = done;
  const isAll = left === 0;
  const said = [
    decided === 0 ? '' : `${count(decided, 'check')} decided`,
    proposed === 0 ? '' : `${count(proposed, 'decision')} proposed: another person does the same`,
    isAll ? '' : `${left} left out`,
  ].filter((one) => one !== '');
  const shown = items.filter(({ means }) => means !== 'moved');
  const main = html`<h1>Decisions by a file</h1>
<div class="notice ${isAll ? 'good' : 'warn'}" role="status"><p>${said.join(', ')}. The journal keeps each, with your name and its reason.</p></div>
${
  shown.length === 0
    ? ''
    : table({
        caption: 'Rows that did not move their check',
        columns: [
          { name: 'Line', isNumber: true },
          { name: 'MPAN' },
          { name: 'Decision' },
          { name: 'What became of it' },
        ],
        rows: shown.map(({ line, mpan, decision, means, says }) => [
          line,
          mpanLink(mpan),
          decision,
          means === 'left' ? says : doneWords[means],
        ]),
      })
}
<p><a href="/exceptions">What still waits</a></p>`;
  return page(context, { title: 'Decided by a file', at: '/files', main });
}

const doneWords: Readonly<Record<AnswerOf<typeof decideByFile>['items'][number]['means'], string>> =
  {
    would: 'nothing: it was a dry run',
    moved: 'decided',
    noted: 'noted in the journal; it does not move the check',
    exception: 'kept, but it does not fit the state of the check: it is an open Exception now',
    proposed: 'proposed: it counts when another person does the same',
    left: 'left out',
  };
