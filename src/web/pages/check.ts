/**
 * One check: where it stands and how it came there, what will come, and what to do. As of an instant
 * it shows what was known then, says so, and lets nobody act on what is past.
 */
import { html } from 'hono/html';
import {
  type Explained,
  type ExplainedCheck,
  explainKnown,
  type Known,
  pageOfHistory,
  standingInWords,
} from '../../account/index.ts';
import { type Instant, localDateOf } from '../../calendar/index.ts';
import { EngineError } from '../../engine-error.ts';
import { checkMpan } from '../../flow/index.ts';
import { type Gateway, owedFlowsOf } from '../../gateway/index.ts';
import { openStage } from '../../process/index.ts';
import { dateInWords, instantInWords } from '../../words.ts';
import type { Context, Web } from '../context.ts';
import { Problem } from '../problem.ts';
import { type AsOf, asOfAsked, asOfForm } from './as-of.ts';
import { dateAsked, numberAsked } from './asked.ts';
import { ahead } from './check-ahead.ts';
import { forms } from './check-forms.ts';
import { history } from './check-history.ts';
import { course } from './course-drawing.ts';
import { type Html, page } from './layout.ts';
import { machineDrawing } from './machine-drawing.ts';
import { nameInWords, partyInWords } from './names.ts';
import { badge, day, empty } from './pieces.ts';
import { notice } from './told.ts';

export async function checkPage({ gateway }: Web, context: Context): Promise<Html> {
  const now = gateway();
  const mpan = mpanOf(context);
  const asOf = await asOfAsked(context, now, mpan);
  const main = html`<h1>MPAN <span class="mpan">${mpan}</span></h1>
${notice(context)}
${asOf.isPast ? pastNotice(now, mpan, asOf.at) : ''}
${await body(now, context, mpan, asOf)}`;
  return page(context, { title: `MPAN ${mpan}`, at: '/checks', main });
}

/** The MPAN of the address. Throws 404 for what is none. */
export function mpanOf({ req }: Context): string {
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

async function body(gateway: Gateway, context: Context, mpan: string, asOf: AsOf): Promise<Html> {
  const { at, isPast } = asOf;
  const found = await explainedOrNone(gateway, mpan, at, isPast);
  if (found === null) {
    return html`${empty('Nothing was known of this MPAN then.')}${asOfForm(gateway, asOf)}`;
  }
  const explained = pageOfHistory(found.explained, numberAsked(context, 'page'));
  const { checks } = explained;
  const [newest, ...earlier] = checks.toReversed();
  const known = explained.events.length === 0 ? null : found.known;
  return html`${newest === undefined ? empty('No check has been opened for this MPAN.') : summary(gateway, newest)}
${newest === undefined || known === null ? '' : courseOf(known, newest, localDateOf(gateway.rules.zone, at))}
<div class="columns"><div>
${isPast ? '' : await formsOf(gateway, context, mpan, { explained, known })}
${newest === undefined || known === null ? '' : aheadOfNewest(gateway, context, { explained, known, at })}
${newest === undefined ? '' : machineOf(gateway, found.explained, newest)}
</div><div>
${history(gateway, explained, { asOf: context.req.query('asOf'), step: context.req.query('step') })}
${asOfForm(gateway, asOf)}
</div></div>
${earlier.map((check) => earlierCheck(gateway, check, known, localDateOf(gateway.rules.zone, at)))}`;
}

async function explainedOrNone(
  gateway: Gateway,
  mpan: string,
  at: Instant,
  isPast: boolean,
): Promise<Awaited<ReturnType<typeof explainKnown>> | null> {
  try {
    return await explainKnown(gateway, mpan, at);
  } catch (error) {
    if (isPast && error instanceof EngineError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

/** Where it stands, in a few lines. */
function summary(gateway: Gateway, check: ExplainedCheck): Html {
  const { standing, state, outcome, supplier, meterOperator, sequence, openedOn, closedOn } = check;
  const { profileTitle, profileSource, profileStatus } = check;
  const tone = standing === null ? 'good' : standing.overdue ? 'bad' : 'quiet';
  const status =
    profileStatus === 'draft-2008' ? 'a draft of 2008, not a rule in force' : 'made by this desk';
  return html`<section class="card">
<p>${badge(tone, standing === null ? nameInWords(outcome ?? 'closed') : nameInWords(state))}
${standing === null ? html`Closed on ${day(closedOn ?? openedOn)}.` : standingInWords(standing)}
${standing?.overdue === true && standing.owner !== gateway.config.role && standing.owedBy !== null ? html`<a href="/chases/${standing.owedBy}">Chase ${standing.owedBy}</a>` : ''}</p>
<dl>
<dt>Check</dt><dd>${sequence}, opened on ${day(openedOn)}</dd>
<dt>Supplier</dt><dd>${partyInWords(gateway, supplier)}</dd>
<dt>Meter Operator</dt><dd>${meterOperator === null ? 'not known' : partyInWords(gateway, meterOperator)}</dd>
<dt>Profile</dt><dd>${profileTitle} (${profileSource}; ${status})</dd>
</dl>
</section>`;
}

const courseOf = (known: Known, check: ExplainedCheck, today: string): Html =>
  html`<h2>Stages and their Working Days</h2>
${course(known.rules, check, today)}`;

interface Told {
  readonly explained: Explained;
  readonly known: Known | null;
}

async function formsOf(
  gateway: Gateway,
  context: Context,
  mpan: string,
  { explained, known }: Told,
): Promise<Html> {
  return forms(gateway, context, {
    mpan,
    isOpen: known?.state.checks.some((check) => openStage(check) !== undefined) ?? false,
    owed: await owedFlowsOf(gateway, [mpan]),
    exceptions: explained.exceptions,
    proposals: known?.state.proposals ?? [],
  });
}

function aheadOfNewest(
  gateway: Gateway,
  context: Context,
  {
    explained,
    known,
    at,
  }: { readonly explained: Explained; readonly known: Known; readonly at: Instant },
): Html | '' {
  const check = known.state.checks.findLast((one) => openStage(one) !== undefined);
  if (check === undefined) return '';
  const until = dateAsked(context, 'until');
  return ahead(gateway, { known, check, now: at, raised: explained.alerts, until });
}

function machineOf({ rules }: Gateway, { events }: Explained, check: ExplainedCheck): Html {
  const profile = rules.machines.get(check.profile)?.profile;
  return html`<section class="card"><h2>The way it took</h2>
${
  profile === undefined
    ? html`<p>The profile ${check.profile} is not defined any more, so its machine cannot be drawn.</p>`
    : machineDrawing(profile, check, events, rules.zone)
}</section>`;
}

const earlierCheck = (
  gateway: Gateway,
  check: ExplainedCheck,
  known: Known | null,
  today: string,
): Html =>
  html`<details class="card"><summary>Check ${check.sequence}: opened on ${dateInWords(check.openedOn)}, ${nameInWords(check.outcome ?? check.state)}</summary>
${summary(gateway, check)}
${known === null ? '' : course(known.rules, check, today)}
</details>`;
