/** What will come if nothing more comes: the alerts ahead, and how it stands on a day of one's choice. */
import { html } from 'hono/html';
import { aheadOf, type Known, standingAt } from '../../account/index.ts';
import { endOfDay, type Instant, localDateOf, localTimeOf } from '../../calendar/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import {
  type AlertKind,
  type CheckState,
  exceptionCodes,
  type RaisedAlert,
} from '../../process/index.ts';
import { dateInWords, owesInWords, roleInWords } from '../../words.ts';
import type { Html } from './layout.ts';
import { nameInWords } from './names.ts';
import { day, moment, workingDays } from './pieces.ts';

const alertsAhead = 4;

interface AheadAsked {
  readonly known: Known;
  readonly check: CheckState;
  readonly now: string;
  readonly raised: readonly RaisedAlert[];
  /** The day that is asked about; null where none is. */
  readonly until: string | null;
}

export function ahead(gateway: Gateway, asked: AheadAsked): Html {
  const { known, check, now, raised, until } = asked;
  const { zone } = gateway.rules;
  const alerts = aheadOf(gateway, known, check, { after: now, raised, most: alertsAhead });
  const next = localDateOf(zone, alerts[0]?.at ?? now);
  return html`<section class="card"><h2 id="ahead">If nothing comes</h2>
${
  alerts.length === 0
    ? html`<p>No alert lies ahead.</p>`
    : html`<ul>${alerts.map(
        ({ at, alert }) =>
          html`<li>${whenInWords(zone, at, alert.kind)}: <strong>${nameInWords(alert.kind)}${alert.number === null ? '' : ` ${alert.number}`}</strong>, ${roleInWords(alert.owner)} owes ${owesInWords(alert.owes)}</li>
`,
      )}</ul>`
}
${until === null ? '' : html`<p class="notice warn" id="then">${untilInWords(gateway, asked, until)}</p>`}
<form class="filters" action="#then">
<p><label for="until">If nothing comes until</label>
<input id="until" name="until" type="date" required value="${until ?? next}"></p>
<p><button class="second">How will it stand?</button></p>
</form>
${known.state.waitingUntil === null ? '' : html`<p class="soft">An appointment takes effect on ${moment(zone, known.state.waitingUntil)}; from then on it may be different.</p>`}
</section>`;
}

/** What is over at midnight is over with the day before; what begins then begins with its day. */
function whenInWords(zone: string, at: Instant, kind: AlertKind): Html {
  if (kind === 'DUE_SOON' || !localTimeOf(zone, at).startsWith('00:00')) return moment(zone, at);
  const before = Temporal.PlainDate.from(localDateOf(zone, at)).subtract({ days: 1 });
  return html`the end of ${day(before.toString())}`;
}

/** "If nothing comes until Thu 3 Sep 2026: breached, 5 Working Days over. …" */
function untilInWords(gateway: Gateway, { known, check, now }: AheadAsked, until: string): string {
  const { zone } = gateway.rules;
  const begins = `If nothing comes until the end of ${dateInWords(until)}`;
  if (endOfDay(zone, until) <= now)
    return `${dateInWords(until)} has passed: ask about a day to come.`;
  const { stage, workingDaysOver, exceptions } = standingAt(known, check, now, until);
  if (stage === null) return `${begins}: closed, as it is now.`;
  const over = workingDaysOver === null ? '' : `, ${workingDays(workingDaysOver)} over`;
  const raised = exceptions.map(({ code }) => ` ${code} is raised: ${exceptionCodes[code].says}.`);
  const status = stage.status === 'breached' ? `breached${over}` : stage.status;
  const who = `${roleInWords(stage.owner)} owes ${owesInWords(stage.owes)}`;
  return `${begins}: ${status}. It is in ${nameInWords(stage.name)}, and ${who}.${raised.join('')}`;
}
