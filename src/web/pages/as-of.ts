/**
 * As of when a check is shown. A date means the end of that day; a step means the n-th time at which
 * anything came, so that the slider works as a plain field of its form too.
 */
import { html } from 'hono/html';
import { endOfDay, type Instant, localDateOf } from '../../calendar/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import type { Context } from '../context.ts';
import { dateAsked, numberAsked } from './asked.ts';
import { lookField } from './field.ts';
import type { Html } from './layout.ts';
import { moment } from './pieces.ts';

export interface AsOf {
  readonly at: Instant;
  /** True where something else than now was asked. */
  readonly isPast: boolean;
  /** When anything came, in order, each time once. */
  readonly steps: readonly Instant[];
}

export async function asOfAsked(
  context: Context,
  { store, clock, rules }: Gateway,
  mpan: string,
): Promise<AsOf> {
  const now = clock.now();
  const journal = await store.journalOf(mpan);
  const steps = [...new Set(journal.map(({ receivedAt }) => receivedAt))].sort();
  const date = dateAsked(context, 'asOf');
  const step = numberAsked(context, 'step');
  const asked = step === null ? null : (steps[step - 1] ?? null);
  const at = asked ?? (date === null ? now : lastSecondOf(rules.zone, date));
  // What was known at the newest step is what is known now.
  const isNow = at >= now || (asked !== null && asked === steps.at(-1));
  return { at: isNow ? now : at, isPast: !isNow, steps };
}

/** A day is known by its own date up to its last second; the next one begins the next day. */
const lastSecondOf = (zone: string, date: string): Instant =>
  Temporal.Instant.from(endOfDay(zone, date)).subtract({ seconds: 1 }).toString();

export function asOfForm(context: Context, { rules }: Gateway, { at, isPast, steps }: AsOf): Html {
  const { zone } = rules;
  const reached = steps.filter((step) => step <= at).length;
  const [first, last] = [steps[0], steps.at(-1)];
  return html`<section class="card screen" id="as-of"><h2>As it was known</h2>
<form class="filters" action="#as-it-was">
${lookField(context, context.req.path, {
  name: 'asOf',
  label: 'At the end of',
  value: localDateOf(zone, at),
  isDate: true,
  more: html` required`,
})}
<p><button class="second">Show it as it was</button></p>
</form>
${
  first === undefined || last === undefined || steps.length < 2
    ? ''
    : html`<form class="stack" action="#as-it-was">
<p><label for="step">After what came, from ${moment(zone, first)} to ${moment(zone, last)}</label>
<input id="step" name="step" type="range" min="1" max="${steps.length}" value="${Math.max(1, reached)}" data-sends aria-describedby="step-says"></p>
<p id="step-says" class="soft">${isPast ? 'Now shown: ' : ''}step ${reached} of ${steps.length}</p>
<button class="second">Show that step</button>
</form>`
}
</section>`;
}
