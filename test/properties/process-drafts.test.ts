/**
 * Drafts out of whatever people and other gateways may say: each can be printed into a file that
 * our own reader accepts, or it names what keeps it from that; none throws. How visits came, in
 * which order, in how many files and how often, makes no difference.
 */
import { fc } from '../support/fc.ts';
import { expect, test } from 'vitest';
import { parseFlowFile, printFlowFile } from '../../src/flow/index.ts';
import { visitItems } from '../../src/intake/visit-items.ts';
import {
  type OwedDraft,
  draftsFor,
  isWhole,
  type ProcessEvent,
  type ProcessRules,
  type VisitEvent,
  viewOf,
  visitOutcomes,
} from '../../src/process/index.ts';
import { catalogue } from '../flow/examples.ts';
import {
  d0001,
  d0142,
  d0150,
  meterOperatorRules,
  notification,
  supplierRules,
  told,
  visit,
} from '../process/events.ts';

const asOf = '2027-01-01T00:00:00Z';

const oddTexts = [
  ['Tŷ Gwyn', 'FLAT 1 | 2', 'a – b', 'line\r\nend', '100A', 'h', 'Z', 'Q', 'NX', '\uFFFD'],
  ['X'.repeat(41), 'X'.repeat(201), 'seen '.repeat(60), 'seen '.repeat(200), '日本', '😀'],
  [' ', '\u00a0', '\u0000', '\ud800', 'é', 'ß'.repeat(10), '-', '2026-02-30', '2026-02-03'],
  ['true', '1.005', '-1', '1e3', '100', '01', '=1+1', '"', '\u202e'],
].flat();

/** Anything, the things that have gone wrong among them. */
const anything = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 700 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...oddTexts),
  },
);

const refs = [...visitItems(catalogue).map(({ ref }) => ref), 'J0010', 'J9999'];
const items = fc.dictionary(fc.constantFrom(...refs), anything, { maxKeys: 45 });

/** Values that a flow can hold for every item of a new meter, some then spoilt. */
const whole: Readonly<Record<string, string>> = {
  J0080: 'E',
  J0076: '0393',
  J0300: '20260803',
  J0501: '100',
  J0419: 'J',
  J0410: 'ACME',
  J1677: 'MAPX',
  '08A J1677': 'MAPX',
  J0483: 'N',
  J0098: 'H',
  J0722: '20260803',
  J1254: '20260803',
  J0010: '01',
  J0474: 'C',
  J0103: 'AI',
  J0475: '1.00',
  J0478: '5',
};
const mostly = fc
  .tuple(fc.boolean(), items, fc.constantFrom(0, 1, 2, 45))
  .map(([isFull, odd, max]) => ({
    ...(isFull ? whole : {}),
    ...Object.fromEntries(Object.entries(odd).slice(0, max)),
  }));

const meterId = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('OLD1', 'OLD2', 'NEW1') },
  { weight: 1, arbitrary: anything },
  { weight: 1, arbitrary: fc.constant(null) },
);

const anyVisit: fc.Arbitrary<VisitEvent> = fc
  .record({
    outcome: fc.constantFrom(...visitOutcomes),
    day: fc.constantFrom('2026-08-03', '2026-08-10', '2026-08-11'),
    meterId,
    newMeterId: meterId,
    remarks: fc.option(anything),
    items: mostly,
  })
  .map(({ outcome, day, ...said }) =>
    visit('2026-08-12', outcome, {
      visitedOn: day,
      ...said,
      key: `visit/${day}/${outcome}/${JSON.stringify(said)}`,
    }),
  );

/** A D0150 that the reader accepts, with what may stand in it. */
const byte = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 9,
});
const details = fc
  .record({
    ids: fc
      .tuple(fc.subarray(['OLD1', 'OLD2', 'NEW1']), fc.option(byte, { freq: 2 }))
      .map(([known, odd]) => (odd === null ? known : [...known, plainly(odd)])),
    make: byte,
    location: byte,
    type: byte,
  })
  .map(({ ids, make, location, type }) => {
    const event = d0150('2026-06-01', {
      meters: ids.map((id) => ({ id, installedOn: '2001-05-05' })),
    });
    const parts = event.parts.map((part) => ({
      ...part,
      text: part.text
        .replaceAll('|J|ACME 100|', () => `|${plainly(location)}|${plainly(make)}|`)
        .replaceAll('|N|2001', () => `|${plainly(type).slice(0, 5)}|2001`),
    }));
    return { ...event, parts };
  });
const plainly = (text: string): string => text.replaceAll('|', '/').trim() || 'J';

const textOf = (draft: OwedDraft): string =>
  printFlowFile(catalogue, {
    envelope: {
      fileIdentifier: '0000000001',
      flow: draft.flow,
      version: draft.flow === 'D0150' ? '002' : '001',
      fromRole: draft.toRole === 'M' ? 'X' : 'M',
      fromMpid: 'SUPP',
      toRole: draft.toRole,
      toMpid: draft.toMpid ?? '',
      createdAt: '20260812100000',
      sendingApplication: '',
      receivingApplication: '',
      broadcast: '',
      testFlag: 'OPER',
      completedAt: '20260812100000',
    },
    instances: [draft.instance],
  });

/** Each draft as it would go out, or what it cannot. */
function outcomes(events: readonly ProcessEvent[], base: ProcessRules): string[] {
  const rules = { ...base, drafts: true };
  const { state } = told(events, { rules, asOf });
  return state.checks.flatMap((check) => {
    const named = viewOf(rules, state, check, asOf)
      .exceptions.filter(({ code }) => code === 'CANNOT_DRAFT')
      .map(({ detail }) => detail);
    return draftsFor(rules, state, check, asOf).drafts.map((draft) => {
      if (!isWhole(draft)) {
        expect(named.some((detail) => detail.startsWith(draft.flow))).toBe(true);
        expect(draft.missing.length + draft.unfit.length).toBeGreaterThan(0);
        return JSON.stringify([draft.flow, draft.missing, draft.unfit]);
      }
      const text = textOf(draft);
      const { summary } = parseFlowFile(catalogue, text);
      expect(summary.findings.filter(({ severity }) => severity === 'reject')).toEqual([]);
      expect(summary.instancesAccepted).toBe(1);
      return text;
    });
  });
}

const profiles = ['option-1', 'option-2', 'option-3'] as const;
const inProfile = (profile: string, events: readonly ProcessEvent[]): ProcessEvent[] =>
  events.map((event) => ({ ...event, profile }));

test('a Supplier: any notification, told again otherwise, prints or names what keeps it', () => {
  const site = ['J0004', 'J0010', 'J0483', 'J0076', 'J0098', 'J0178', 'J0263'];
  const lines = Array.from({ length: 9 }, (_, index) => `J${1036 + index}`);
  const known = fc
    .dictionary(fc.constantFrom(...site, ...lines), anything, { maxKeys: 16 })
    .chain((odd) =>
      fc
        .boolean()
        .map((isKnown) => (isKnown ? { ...odd, J0178: 'MOPX', J1036: '1 HIGH STREET' } : odd)),
    );
  fc.assert(
    fc.property(fc.constantFrom(...profiles), known, known, (profile, first, second) => {
      const events = [
        notification('2026-08-03', { known: first }),
        notification('2026-08-04', { known: second, id: '2026-08-04/x/2' }),
      ];
      expect(outcomes(inProfile(profile, events), supplierRules).length).toBe(1);
    }),
    { numRuns: 300 },
  );
});

const request = (profile: string): ProcessEvent =>
  profile === 'option-2' ? d0142('2026-08-04') : d0001('2026-08-04');

test('a Meter Operator: any visits and last details print, or name what keeps them', () => {
  let printed = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...profiles),
      fc.option(details),
      fc.array(anyVisit, { minLength: 1, maxLength: 4 }),
      (profile, last, visits) => {
        const events = [...(last === null ? [] : [last]), request(profile), ...visits];
        const all = outcomes(inProfile(profile, events), meterOperatorRules);
        printed += all.filter((one) => one.startsWith('ZHV')).length;
      },
    ),
    { numRuns: 600 },
  );
  expect(printed).toBeGreaterThan(30);
});

test('visits in any order, over one file or several, told twice: the same flows', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...profiles),
      fc.option(details),
      fc.array(anyVisit, { minLength: 2, maxLength: 5 }),
      fc.array(fc.nat(3), { minLength: 10, maxLength: 10 }),
      (profile, last, visits, hours) => {
        const before = [...(last === null ? [] : [last]), request(profile)];
        const arriving = (all: readonly VisitEvent[], at: (index: number) => number) =>
          all.map((event, index) => {
            const receivedAt = `2026-08-12T1${at(index)}:00:00Z`;
            return { ...event, effectiveAt: receivedAt, receivedAt, line: index + 2 };
          });
        const once = arriving(visits, () => 0);
        const later = arriving(
          visits.toReversed().concat(visits),
          (index) => hours[index % hours.length] ?? 0,
        );
        const said = (events: readonly ProcessEvent[]): string[] =>
          outcomes(inProfile(profile, [...before, ...events]), meterOperatorRules);
        expect(said(later)).toEqual(said(once));
      },
    ),
    { numRuns: 300 },
  );
});
