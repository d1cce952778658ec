/**
 * A DIP message told to an MPAN when it was sent: who answered an appointment and how, who has been
 * Meter Operator until then, and which meters are there. The appointments themselves are events of
 * their own, of the dates from which they count (docs/process.md, DIP messages).
 */
import { localDateOf } from '../calendar/index.ts';
import { type DipMessage, readDipMessage, shippedDip } from '../dip/index.ts';
import type { DipOrigin, MessageEvent } from './event.ts';
import { reading, type Telling } from './hear.ts';
import { namedMeter } from './report-meters.ts';
import type { EventReading, MpanState } from './state.ts';
import { fitsItem } from './tell-request.ts';
import { openCheckOf } from './which-check.ts';

/** Ours: what names us nowhere matters where something is known of its MPAN, and nowhere else. */
export const isOfOthers = (
  { checks, appointed, meters }: MpanState,
  { ofOthers }: DipOrigin,
): boolean =>
  ofOthers === true &&
  checks.length === 0 &&
  !appointed.meterOperatorKnown &&
  appointed.supplier === null &&
  meters.from === null;

export function tellMessage(telling: Telling, event: MessageEvent): EventReading {
  const { rules, state } = telling;
  const { interfaceId, path, proposes } = event.dip;
  if (isOfOthers(state, event.dip)) {
    return reading(telling, 'notOurs', `${interfaceId}: of parties and an MPAN of others`);
  }
  const past = state.checks.find(({ closedAt }) => closedAt !== null && telling.at < closedAt);
  if (past !== undefined) {
    // What it says of meters and appointments may have been true before that end and not since.
    return reading(telling, 'noted', `${interfaceId}: before what is known`, { check: past });
  }
  const message = readDipMessage(shippedDip(), event.text, {
    zone: rules.zone,
    place: { path, line: event.line, byte: 0 },
  });
  noteAnswer(state, message, proposes);
  noteIncumbent(telling, message);
  const meters = rememberMeters(telling, message);
  const linked = message.linkedMpans.map(({ mpan, direction }) =>
    `linked ${direction ?? ''} MPAN ${mpan}`.replace('  ', ' '),
  );
  const says = [appointmentInWords(message), ...meters, ...linked].filter((one) => one !== '');
  const check = openCheckOf(state, null);
  const means = meters.length > 0 && check === undefined ? 'baseline' : 'noted';
  return reading(
    telling,
    means,
    `${interfaceId}: ${says.length === 0 ? 'nothing that matters here' : says.join('; ')}`,
    check === undefined ? {} : { check },
  );
}

function appointmentInWords({ appointment, answer }: DipMessage): string {
  if (appointment === null && answer === null) return '';
  const { meteringService, from, supplier } = appointment ?? {};
  const who = meteringService ?? 'the metering service';
  const since = from === undefined || from === null ? '' : ` from ${from}`;
  const by = supplier === undefined || supplier === null ? '' : `, for ${supplier}`;
  switch (answer) {
    case 'accepted':
      return `${who} accepts the appointment${since}${by}`;
    case 'refused':
      return `the appointment of ${who}${since}${by} is not accepted and takes no effect`;
    case 'notSaid':
      return `whether the appointment of ${who}${since}${by} is accepted is not said: it takes no effect`;
    case null:
      break;
  }
  return meteringService === null || meteringService === undefined
    ? `supplied by ${supplier}${since}`
    : `${who} is to be Meter Operator${since}${by}`;
}

/** Ours: of a request and its answers the answer counts, and of answers the last. */
function noteAnswer(state: MpanState, { answer }: DipMessage, proposes: string | undefined): void {
  if (proposes === undefined || (answer !== 'accepted' && answer !== 'refused')) return;
  const others = (state.refused ?? []).filter((one) => one !== proposes);
  if (answer === 'refused') state.refused = [...others, proposes];
  else if (others.length > 0) state.refused = others;
  else delete state.refused;
}

/** Who is Meter Operator until the change that is proposed, where nobody has told. */
function noteIncumbent({ rules, state, at }: Telling, { appointment }: DipMessage): void {
  const { appointed } = state;
  const { incumbent = null, from = null } = appointment ?? {};
  if (incumbent === null || from === null || appointed.meterOperatorKnown) return;
  if (localDateOf(rules.zone, at) >= from) return;
  appointed.meterOperator = incumbent;
  appointed.meterOperatorKnown = true;
  const check = openCheckOf(state, null);
  if (check !== undefined) check.meterOperator ??= incumbent;
}

/**
 * The meters that are there, as a D0150 tells them. Ours: while a check is open, what a D0150 told goes
 * before, because a message proves no exchange; and a meter of which a removal was told is none.
 */
function rememberMeters({ rules, state }: Telling, { meters }: DipMessage): readonly string[] {
  const isOpen = openCheckOf(state, null) !== undefined;
  if (isOpen && state.meters.from === 'D0150') return [];
  const { removed } = state.meters;
  const there = meters.flatMap((meter) => {
    const id = namedMeter(meter.meterId);
    return id === null || id in removed ? [] : [{ ...meter, id }];
  });
  const [first] = there;
  if (first === undefined) return [];
  const present = there.map(({ id, installedOn }) => ({ id, installedOn }));
  state.meters = { from: 'message', present, removed };
  const { meterType } = first;
  const isType = meterType !== null && fitsItem(rules.catalogue, 'J0483', meterType);
  const type = isType ? { J0483: meterType } : {};
  state.known = { ...state.known, J0004: first.id, ...type };
  return there.map(({ id }) => `meter ${id}`);
}
