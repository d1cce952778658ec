/** Plausible events of one MPAN: what parties send in August and September 2026, in any mixture. */
import { fc } from '../support/fc.ts';
import type { FlowEvent, ProcessEvent } from '../../src/process/index.ts';
import {
  appointment,
  cancel,
  d0001,
  d0001Notice,
  d0002,
  d0142,
  d0150,
  d0221,
  decide,
  notification,
  reports,
  resolve,
  visit,
} from '../process/events.ts';

const meterOperators = ['MOPX', 'MOPY'] as const;
const profiles = ['option-1', 'option-2', 'option-3'] as const;

/** A day of the two months. */
const day = fc.integer({ min: 0, max: 60 }).map((days) => {
  const date = Temporal.PlainDate.from('2026-08-01').add({ days });
  return date.toString();
});
/** Few times of day, so that events fall together. */
const when = fc
  .tuple(day, fc.constantFrom('00:00:00', '09:00:00', '22:59:59', '23:30:00'))
  .map(([date, time]) => `${date} ${time}`);
const sender = fc.constantFrom(...meterOperators);
const meter = fc.record({
  id: fc.constantFrom('OLD1', 'OLD2', 'NEW1', 'NEW2'),
  installedOn: fc.oneof(fc.constant('2001-05-05'), day),
  type: fc.constantFrom('N', 'N', 'N', 'S1', 'H'),
  exports: fc.constantFrom(false, false, true),
  says: fc.tuple(day, fc.constantFrom('BACKSTOP FITTED', 'NO BACKSTOP FITTED', 'SEALS OK')),
});

const request = fc
  .tuple(
    when,
    fc.constantFrom<Parameters<typeof d0001>[1]>(
      {},
      {},
      { reason: 'SOLAR PANELS', code: null },
      { reason: 'NO READING', code: null },
    ),
    fc.constantFrom(...meterOperators),
  )
  .map(([at, text, to]) => d0001(at, { ...text, to }));
/** About meters by name, which may be known, removed or unknown. */
const named = fc
  .uniqueArray(fc.constantFrom('OLD1', 'OLD2', 'new1', '-'), { minLength: 1, maxLength: 2 })
  .chain((ids) =>
    fc.constantFrom('BACKSTOP FITTED', 'STATIC METER').map((text) => ({
      meters: ids.map((id) => [id, text] as const),
    })),
  );
const report = fc
  .tuple(when, fc.oneof(fc.constantFrom(...Object.values(reports)), named), sender)
  .map(([at, text, sender]) => d0002(at, { ...text, sender }));
const details = fc
  .tuple(when, fc.array(meter, { maxLength: 2 }), fc.subarray(['OLD1', 'OLD2', 'NEW1']), sender)
  .map(([at, meters, removed, sender]) => d0150(at, { meters, removed, sender }));
const order = fc
  .tuple(when, fc.constantFrom('NO BACKSTOP, REPLACE METER', 'PV SITE', 'NEW METER'))
  .map(([at, text]) => d0142(at, { text }));
const notice = fc.oneof(
  when.map((at) => d0001Notice(at)),
  fc.tuple(day, fc.boolean()).map(([on, knownBackstop]) => notification(on, { knownBackstop })),
);
const act = fc.oneof(
  fc
    .tuple(
      when,
      fc.constantFrom(
        ...(['has', 'hasNot', 'replaced', 'cannotReverse', 'askAgain', 'outOfScope'] as const),
      ),
    )
    .map(([at, decision]) => decide(at, decision)),
  when.map((at) => cancel(at)),
);
const appointed = fc
  .tuple(
    day,
    fc.constantFrom(
      ...([
        ['meterOperator', 'MOPX'],
        ['meterOperator', 'MOPY'],
        ['meterOperatorEnds', 'MOPX'],
        ['supplier', 'SUPP'],
        ['supplier', 'SUPZ'],
        ['supplierEnds', 'SUPP'],
        ['linkedExport', '2000000000014'],
        ['terminated', 'MOPX'],
      ] as const),
    ),
  )
  .map(([on, [what, party]]) => {
    const event = appointment(on, what, party);
    if (what !== 'terminated') return event;
    const createdAt = event.effectiveAt;
    const header = { flow: 'D0151', fromRole: 'X', toRole: 'M', toMpid: party, createdAt };
    return { ...event, sender: 'SUPP', header };
  });
const found = fc
  .tuple(when, fc.constantFrom(...(['hasBackstop', 'noAccess', 'replaced'] as const)))
  .map(([at, outcome]) => visit(at, outcome));

const anyEvent = fc.oneof(
  { weight: 3, arbitrary: request },
  { weight: 4, arbitrary: report },
  { weight: 4, arbitrary: details },
  { weight: 2, arbitrary: order },
  { weight: 2, arbitrary: notice },
  { weight: 1, arbitrary: when.map((at) => d0221(at)) },
  { weight: 1, arbitrary: act },
  { weight: 1, arbitrary: appointed },
  { weight: 1, arbitrary: found },
);

const settled = [
  'LABEL_UNCLEAR',
  'SENDER_NOT_APPOINTED',
  'RESPONSE_WITHOUT_REQUEST',
  'EXCHANGED_BEFORE_REQUEST',
  'METERS_DIFFER',
  'REMOVAL_NOT_SEEN',
  'OUT_OF_SCOPE',
  'BACKSTOP_BEFORE_ORDER',
  'KNOWN_BACKSTOP_CLAIMED',
  'RESPONSE_BEFORE_REQUEST',
] as const;

/**
 * A set of events in one profile. File identifiers count per sender and flow, as identifiers do, so
 * that two flows share them; a few events are settled Exceptions of others.
 */
export const story: fc.Arbitrary<readonly ProcessEvent[]> = fc
  .tuple(
    fc.constantFrom(...profiles),
    fc.array(anyEvent, { minLength: 1, maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...settled), when, fc.boolean()), { maxLength: 2 }),
  )
  .map(([profile, events, resolutions]) => {
    const facts = numbered(events).map((event) => ({ ...event, profile }));
    const acts = resolutions.map(([index, code, at, accept]) => {
      const cause = facts[index % facts.length]!;
      return { ...resolve(at, code, cause, accept), profile };
    });
    return [...new Map([...facts, ...acts].map((event) => [event.key, event])).values()];
  });

function numbered(events: readonly ProcessEvent[]): readonly ProcessEvent[] {
  const counts = new Map<string, number>();
  return events.map((event) => {
    if (event.kind !== 'flow') return event;
    const series = `${event.sender} ${event.flow}`;
    const count = (counts.get(series) ?? 0) + 1;
    counts.set(series, count);
    return identified(event, String(count));
  });
}

const identified = (event: FlowEvent, fileIdentifier: string): FlowEvent => ({
  ...event,
  fileIdentifier,
  key: `${event.sender}/${event.flow}/${fileIdentifier}/${event.line}`,
});

/** The same events as they come in: each some days after it says it was made, or at once. */
export const delivered: fc.Arbitrary<readonly ProcessEvent[]> = story.chain((events) =>
  fc
    .array(fc.constantFrom(0, 0, 0, 1, 5, 20), {
      minLength: events.length,
      maxLength: events.length,
    })
    .map((delays) =>
      events
        .map((event, index) => ({ ...event, receivedAt: later(event, delays[index] ?? 0) }))
        .sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0)),
    ),
);

/** An operator acts now; an appointment may be told well before it takes effect. */
function later(event: ProcessEvent, days: number): string {
  if (event.kind === 'operator' || event.kind === 'visit') return event.effectiveAt;
  const hours = event.kind === 'appointment' ? (days - 5) * 24 : days * 24;
  const at = Temporal.Instant.from(event.effectiveAt).add({ hours });
  return `${at.toString().slice(0, 19)}Z`;
}
