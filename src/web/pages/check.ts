/**
 * One check: where it stands and how it came there, what will come, and what to do. As of an instant
 * it shows what was known then, says so, and lets nobody act on what is past.
 */
import { html } from 'hono/html';
import { rulesAt, standingInWords } from '../../account/index.ts';
import { type Instant, localDateOf } from '../../calendar/index.ts';
import {
  type AnswerOf,
  approvePreview,
  decision,
  type Desk,
  explain,
  team,
} from '../../desk/index.ts';
import { EngineError } from '../../engine-error.ts';
import { checkMpan } from '../../flow/index.ts';
import { type Gateway, owedFlowsOf } from '../../gateway/index.ts';
import { wordsOfItem } from '../../process/index.ts';
import { dateInWords, instantInWords, nameInWords } from '../../words.ts';
import { here } from '../back.ts';
import type { Context, Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { Problem } from '../problem.ts';
import { type AsOf, asOfAsked, asOfForm } from './as-of.ts';
import { dateAsked, numberAsked } from './asked.ts';
import { ahead } from './check-ahead.ts';
import { forms } from './check-forms.ts';
import { type CheckAnswer, history, type HistoryAnswer } from './check-history.ts';
import { siteCard } from './check-site.ts';
import { claimedNotice, teamSection } from './check-team.ts';
import { course } from './course-drawing.ts';
import { homesLiveSeconds, type Html, page } from './layout.ts';
import { machineDrawing } from './machine-drawing.ts';
import { partyInWords } from './names.ts';
import { badge, day, empty } from './pieces.ts';
import { queueBar, queuePlaceIn } from './queue-place.ts';
import { notice } from './told.ts';
import { undoable } from './undoable.ts';

export async function checkPage(web: Web, context: Context): Promise<Html> {
  const now = web.gateway();
  const mpan = mpanAsked(context);
  const asOf = await asOfAsked(context, now, mpan);
  const main = html`<h1>MPAN <span class="mpan">${mpan}</span></h1>
${await queueBar(web, context, mpan)}
${notice(context)}
${asOf.isPast ? '' : await undoable(web, context, mpan)}
${asOf.isPast ? pastNotice(now, mpan, asOf.at) : ''}
${await body(deskOf(web, context, 'viewer'), context, mpan, asOf)}`;
  return page(context, { title: `MPAN ${mpan}`, at: '/checks', main, live: homesLiveSeconds });
}

/** The MPAN of the address. Throws 404 for what is none. */
export function mpanAsked({ req }: Context): string {
  const text = (req.param('mpan') ?? '').replaceAll(/\s/g, '');
  const fault = checkMpan(text);
  if (fault === true) return text;
  throw new Problem(
    404,
    'NOT_FOUND',
    `${text} is not an MPAN: ${fault}`,
    'Checks finds an MPAN by its first digits',
  );
}

const pastNotice = ({ rules }: Gateway, mpan: string, at: Instant): Html =>
  html`<div class="notice warn" id="as-it-was"><p><strong>As it was known on ${instantInWords(rules.zone, at)}.</strong>
What came later is not shown. <a href="/checks/${mpan}">Show it as it is known now</a></p></div>`;

async function body(desk: Desk, context: Context, mpan: string, asOf: AsOf): Promise<Html> {
  const { gateway } = desk;
  const { at, isPast } = asOf;
  const explained = await explainedOrNone(desk, context, mpan, asOf);
  if (explained === null) {
    return html`${empty('Nothing was known of this MPAN then.')}${asOfForm(context, gateway, asOf)}`;
  }
  const [newest, ...earlier] = explained.checks.toReversed();
  const isKnown = explained.totals.events > 0;
  const courseOf = (check: CheckAnswer): Html | '' =>
    isKnown ? course(rulesAt(gateway.rules, at), check, localDateOf(gateway.rules.zone, at)) : '';
  const until = dateAsked(context, 'until');
  const told = isPast ? null : await team.ask(desk, { mpan });
  return html`${newest === undefined ? empty('No check has been opened for this MPAN.') : summary(gateway, newest)}
${newest === undefined || !isKnown ? '' : html`<h2>Stages and their Working Days</h2>\n${courseOf(newest)}`}
<div class="columns"><div>
${told === null ? '' : html`${claimedNotice(desk, told)}${await formsOf(desk, context, explained, told)}`}
${newest === undefined || !isKnown ? '' : await ahead(desk, context, { mpan, now: at, asOf: isPast ? at : null, until })}
${siteCard(explained)}
${told === null ? '' : teamSection(desk, context, told, isOpenNow(explained))}
</div><div>
${history(gateway, explained, { asOf: context.req.query('asOf'), step: context.req.query('step') })}
${asOfForm(context, gateway, asOf)}
</div></div>
${newest === undefined ? '' : machineOf(gateway, newest)}
${earlier.map((check) => earlierCheck(gateway, check, courseOf(check)))}`;
}

async function explainedOrNone(
  desk: Desk,
  context: Context,
  mpan: string,
  { at, isPast }: AsOf,
): Promise<HistoryAnswer | null> {
  const pageAsked = numberAsked(context, 'page');
  try {
    return await explain.ask(desk, {
      mpan,
      ...(isPast ? { asOf: at } : {}),
      ...(pageAsked === null ? {} : { page: pageAsked }),
    });
  } catch (error) {
    if (isPast && error instanceof EngineError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

/** Where it stands, in a few lines. */
function summary(gateway: Gateway, check: CheckAnswer): Html {
  const { standing, state, outcome, supplier, meterOperator, sequence, openedOn, closedOn } = check;
  const { profileTitle, profileSource, profileStatus, exportSince, linkedExportMpan } = check;
  const tone = standing === null ? 'good' : standing.overdue ? 'bad' : 'quiet';
  const status =
    profileStatus === 'draft-2008' ? 'a draft of 2008, not a rule in force' : 'made by this desk';
  return html`<section class="card">
<p>${badge(tone, standing === null ? nameInWords(outcome ?? 'closed') : nameInWords(state))}
${standing === null ? html`Closed on ${day(closedOn ?? openedOn)}.` : standingInWords(standing)}
${standing?.overdue === true && standing.owner !== gateway.config.role && standing.owedBy !== null ? html`<a href="/chases/${standing.owedBy}">Chase ${standing.owedBy}</a>` : ''}</p>
<dl>
<dt>Check</dt><dd>${sequence}, opened on ${day(openedOn)}</dd>
${linkedExportMpan === undefined ? '' : html`<dt>Opened by</dt><dd>linked export MPAN ${linkedExportMpan}</dd>\n`}${exportSince === undefined ? '' : html`<dt>Exports since</dt><dd>${day(exportSince)}</dd>\n`}<dt>Supplier</dt><dd>${partyInWords(gateway, supplier)}</dd>
<dt>Meter Operator</dt><dd>${meterOperator === null ? 'not known' : partyInWords(gateway, meterOperator)}</dd>
<dt>Profile</dt><dd>${profileTitle} (${profileSource}; ${status})</dd>
</dl>
</section>`;
}

/** Whether there is anything to work on. */
const isOpenNow = ({ checks, exceptions }: HistoryAnswer): boolean =>
  checks.some(({ standing }) => standing !== null) || exceptions.some(({ open }) => open);

const formsOf = async (
  desk: Desk,
  context: Context,
  { mpan, revision, checks, exceptions, proposals }: HistoryAnswer,
  { claim }: AnswerOf<typeof team>,
): Promise<Html> =>
  forms(desk.gateway, context, {
    mpan,
    revision,
    claimedBy: claim?.who ?? '',
    isOpen: checks.some(({ standing }) => standing !== null),
    owed: await owedFlowsOf(desk.gateway, [mpan]),
    waiting: await waitingOf(desk, mpan),
    decided: (await decision.ask(desk, { mpan })).decision,
    exceptions,
    proposals,
    wordsOf: (id) => wordsIn(checks, id),
    isQueued: queuePlaceIn(here(context)) !== null,
  });

/** What an item of a check rests on. */
function wordsIn(checks: readonly CheckAnswer[], id: string): CheckAnswer['evidence'] {
  for (const check of checks) {
    const item = check.exceptions.find((one) => one.id === id);
    if (item !== undefined) return wordsOfItem(check, item.code);
  }
  return [];
}

/** What would go out for it, with the words; null where nothing is owed. */
async function waitingOf(
  desk: Desk,
  mpan: string,
): Promise<AnswerOf<typeof approvePreview> | null> {
  try {
    return await approvePreview.ask(desk, { ids: mpan });
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

function machineOf({ rules }: Gateway, check: CheckAnswer): Html {
  const profile = rules.machines.get(check.profile)?.profile;
  return html`<details class="card" id="way"><summary>The way it took</summary>
${
  profile === undefined
    ? html`<p>The profile ${check.profile} is no longer defined, so its machine cannot be drawn.</p>`
    : machineDrawing(profile, check, rules.zone)
}</details>`;
}

const earlierCheck = (gateway: Gateway, check: CheckAnswer, drawn: Html | ''): Html =>
  html`<details class="card"><summary>Check ${check.sequence}: opened on ${dateInWords(check.openedOn)}, ${nameInWords(check.outcome ?? check.state)}</summary>
${summary(gateway, check)}
${drawn}
</details>`;
