/** What will come if nothing more comes: the alerts ahead, and how it stands on a day of one's choice. */
import { html } from 'hono/html';
import { endOfDay, type Instant, localDateOf, localTimeOf } from '../../calendar/index.ts';
import { type AnswerOf, type Desk, outlook } from '../../desk/index.ts';
import { dateInWords, nameInWords, owesInWords, roleInWords } from '../../words.ts';
import type { Context } from '../context.ts';
import { lookField } from './field.ts';
import type { Html } from './layout.ts';
import { day, moment, workingDays } from './pieces.ts';

type Outlook = AnswerOf<typeof outlook>;

interface AheadAsked {
  readonly mpan: string;
  readonly now: Instant;
  /** Null where it is asked as of now. */
  readonly asOf: Instant | null;
  /** The day that is asked about; null where none is. */
  readonly until: string | null;
}

export async function ahead(desk: Desk, context: Context, asked: AheadAsked): Promise<Html | ''> {
  const { mpan, now, asOf, until } = asked;
  const { zone } = desk.gateway.rules;
  const isToCome = until !== null && endOfDay(zone, until) > now;
  const { check, alerts, standing, waitingUntil } = await outlook.ask(desk, {
    mpan,
    ...(asOf === null ? {} : { asOf }),
    ...(isToCome ? { until } : {}),
  });
  if (check === null) return '';
  const next = localDateOf(zone, alerts[0]?.at ?? now);
  return html`<section class="card"><h2 id="ahead">If nothing comes</h2>
${
  alerts.length === 0
    ? html`<p>No alert is ahead.</p>`
    : html`<ul>${alerts.map(
        ({ at, kind, number, owner, owes }) =>
          html`<li>${whenInWords(zone, at, kind)}: <strong>${nameInWords(kind)}${number === null ? '' : ` ${number}`}</strong>, ${roleInWords(owner)} owes ${owesInWords(owes)}</li>
`,
      )}</ul>`
}
${until === null ? '' : html`<p class="notice warn" id="then">${standing === null ? `${dateInWords(until)} has passed: name a later day.` : standingInWords(standing)}</p>`}
<form class="filters" action="#then">
${lookField(context, context.req.path, {
  name: 'until',
  label: 'If nothing comes until',
  value: until ?? next,
  isDate: true,
  more: html` required`,
})}
<p><button class="second">How will it stand?</button></p>
</form>
${waitingUntil === null ? '' : html`<p class="soft">An appointment takes effect on ${moment(zone, waitingUntil)}; after that this may change.</p>`}
</section>`;
}

/** What is over at midnight is over with the day before; what begins then begins with its day. */
function whenInWords(zone: string, at: Instant, kind: Outlook['alerts'][number]['kind']): Html {
  if (kind === 'DUE_SOON' || !localTimeOf(zone, at).startsWith('00:00')) return moment(zone, at);
  const before = Temporal.PlainDate.from(localDateOf(zone, at)).subtract({ days: 1 });
  return html`the end of ${day(before.toString())}`;
}

/** "If nothing comes until Thu 3 Sep 2026: breached, 5 Working Days over. …" */
function standingInWords({
  on,
  stage,
  workingDaysOver,
  exceptions,
}: NonNullable<Outlook['standing']>) {
  const begins = `If nothing comes until the end of ${dateInWords(on)}`;
  if (stage === null) return `${begins}: closed, as it is now.`;
  const over = workingDaysOver === null ? '' : `, ${workingDays(workingDaysOver)} over`;
  const raised = exceptions.map(({ code, says }) => ` ${code} is raised: ${says}.`);
  const status = stage.status === 'breached' ? `breached${over}` : stage.status;
  const who = `${roleInWords(stage.owner)} owes ${owesInWords(stage.owes)}`;
  return `${begins}: ${status}. It is in ${nameInWords(stage.name)}, and ${who}.${raised.join('')}`;
}
