/** What a D0150 proves, row by row of the table in docs/process.md, and how long proof may take. */
import { describe, expect, test } from 'vitest';
import { readInstance } from '../../src/flow/index.ts';
import { type KnownMeters, noMeters } from '../../src/process/known-meters.ts';
import {
  knownAfter,
  type MeterReading,
  meterDetailsOf,
  readMeterDetails,
} from '../../src/process/meter-evidence.ts';
import {
  asked,
  baseline,
  d0001,
  d0002,
  d0142,
  d0150,
  decide,
  exchanged,
  type MeterDetailsText,
  notification,
  refreshed,
  reports,
  resolve,
  story,
  supplierRules,
  told,
} from './events.ts';

const detailsOf = (text: MeterDetailsText) => {
  const { flow, version, parts } = d0150('2026-08-10', text);
  const { catalogue } = supplierRules;
  return meterDetailsOf(
    parts.map((part) => readInstance(catalogue, flow, version, part.text, part.line)),
  );
};

const old: KnownMeters = {
  from: 'D0150',
  present: [{ id: 'OLD1', installedOn: '2001-05-05' }],
  removed: {},
};
const both: KnownMeters = { ...old, present: [...old.present, { id: 'OLD2', installedOn: null }] };
const gone: KnownMeters = { from: 'D0150', present: [], removed: { OLD1: '2026-08-09' } };

const read = (
  text: MeterDetailsText,
  known: KnownMeters = old,
  provisional: readonly string[] = [],
): MeterReading =>
  readMeterDetails({
    details: detailsOf(text),
    known,
    provisional,
    requestOn: '2026-08-04',
    rules: supplierRules.reading,
    staticMeterTypes: supplierRules.staticMeterTypes,
  });

const after = { id: 'NEW1', installedOn: '2026-08-10' };
const before = { id: 'NEW1', installedOn: '2026-08-03' };
const same = { id: 'OLD1', installedOn: '2001-05-05' };
const says = (text: string, on = '2026-08-09') => ({ ...same, says: [on, text] as const });

describe('the finding', () => {
  test.each<[string, MeterDetailsText, KnownMeters, string, string]>([
    [
      'a half-hourly meter',
      { meters: [{ ...after, type: 'H' }], removed: ['OLD1'] },
      old,
      'outOfScope',
      'half-hourly-meter',
    ],
    [
      'a new meter from before the request',
      { meters: [before], removed: ['OLD1'] },
      old,
      'exchangedBeforeRequest',
      'installed-before-request',
    ],
    [
      'a new meter without a date',
      { meters: [{ id: 'NEW1' }] },
      old,
      'replacedProvisionally',
      'new-meter-removal-awaited',
    ],
    [
      'a new meter of the day of the request',
      { meters: [{ ...after, installedOn: '2026-08-04' }], removed: ['OLD1'] },
      old,
      'replaced',
      'meter-exchanged',
    ],
    [
      'a new meter, and the old one removed in the same file',
      { meters: [after], removed: ['OLD1'] },
      old,
      'replaced',
      'meter-exchanged',
    ],
    [
      'a new meter, and the old one removed by an earlier file',
      { meters: [after] },
      gone,
      'replaced',
      'meter-exchanged',
    ],
    [
      'a meter where none was known, since the request',
      { meters: [after] },
      noMeters,
      'replaced',
      'meter-installed',
    ],
    [
      'a new meter, and nothing of the old one',
      { meters: [after] },
      old,
      'replacedProvisionally',
      'new-meter-removal-awaited',
    ],
    [
      'a new meter, and another than the old one removed',
      { meters: [after], removed: ['XXX'] },
      old,
      'replacedProvisionally',
      'new-meter-removal-awaited',
    ],
    ['a removal alone', { removed: ['OLD1'] }, old, 'removedOnly', 'removal-only'],
    [
      'one of two meters replaced',
      { meters: [after, { id: 'OLD2' }], removed: ['OLD1'] },
      both,
      'metersDiffer',
      'another-meter-not-replaced',
    ],
    [
      'both of two meters replaced by one',
      { meters: [after], removed: ['OLD1', 'OLD2'] },
      both,
      'replaced',
      'meter-exchanged',
    ],
    [
      'the same meter with a backstop',
      { meters: [says('BACKSTOP FITTED')] },
      old,
      'backstopStated',
      'backstop-affirmed',
    ],
    [
      'the same meter without a backstop',
      { meters: [says('NO BACKSTOP FITTED')] },
      old,
      'backstopDenied',
      'backstop-negated',
    ],
    [
      'the same meter, said of the metering point',
      { meters: [same], says: ['2026-08-09', 'BACKSTOP FITTED'] },
      old,
      'backstopStated',
      'backstop-affirmed',
    ],
    [
      'the same meter with an export register',
      { meters: [{ ...same, exports: true }] },
      old,
      'cannotReverse',
      'export-register',
    ],
    [
      'the same meter, static by construction',
      { meters: [{ ...same, type: 'NCAMR' }] },
      old,
      'cannotReverse',
      'static-type',
    ],
  ])('%s', (_what, text, known, finding, rule) => {
    const { finding: found, evidence } = read(text, known);
    expect(found).toBe(finding);
    expect(evidence[0]).toMatchObject({ finding, rule });
    expect(evidence[0]?.line).toBeGreaterThan(2);
  });

  test.each<[string, MeterDetailsText, KnownMeters]>([
    ['the same meter and nothing more', { meters: [same] }, old],
    ['a meter where none was known, from before the request', { meters: [before] }, noMeters],
    [
      'the same meter with a text of before the request',
      { meters: [says('BACKSTOP FITTED', '2026-08-03')] },
      old,
    ],
    ['the same meter with an unclear text', { meters: [says('COULD NOT CONFIRM BACKSTOP')] }, old],
    [
      'two meters of which one is static',
      { meters: [{ ...same, type: 'S1' }, { id: 'OLD2' }] },
      both,
    ],
  ])('%s is never evidence', (_what, text, known) => {
    expect(read(text, known)).toMatchObject({ finding: 'refresh', evidence: [] });
  });

  test('two meters of which one is said to have a backstop are no answer, and show why', () => {
    const text = { meters: [says('BACKSTOP FITTED'), { id: 'OLD2' }] };
    expect(read(text, both)).toMatchObject({
      finding: 'refresh',
      evidence: [
        { finding: 'unclear', words: 'BACKSTOP FITTED' },
        { finding: 'unclear', item: 'J0004', words: 'OLD2', rule: 'another-meter-known' },
      ],
    });
  });

  test('of two meters one that denies is enough', () => {
    const text = { meters: [says('BACKSTOP FITTED'), { ...says('NO BACKSTOP'), id: 'OLD2' }] };
    expect(read(text, both).finding).toBe('backstopDenied');
  });

  test('a removal that ends an awaited replacement proves it', () => {
    const known = knownAfter(old, detailsOf({ meters: [after] }), true);
    expect(known.present.map(({ id }) => id)).toEqual(['OLD1', 'NEW1']);
    expect(read({ removed: ['OLD1'] }, known, ['NEW1']).finding).toBe('replaced');
    expect(read({ meters: [after] }, known, ['NEW1']).finding).toBe('replacedProvisionally');
  });
});

describe('the known meters', () => {
  test('are those of the last D0150', () => {
    const known = knownAfter(old, detailsOf({ meters: [after], removed: ['OLD1'] }), false);
    expect(known).toEqual({
      from: 'D0150',
      present: [{ id: 'NEW1', installedOn: '2026-08-10' }],
      removed: { OLD1: '2026-08-10' },
    });
  });

  test('come from a D0150 rather than a D0001, and from that rather than a notification', () => {
    const hint = notification('2026-08-03', { known: { J0004: 'HINT', J0178: 'MOPX' } });
    const request = d0001('2026-08-04', { meterId: 'ASKED' });
    const idsOf = (...events: Parameters<typeof told>[0]) =>
      told(events).state.meters.present.map(({ id }) => id);
    expect(idsOf(hint)).toEqual(['HINT']);
    expect(idsOf(hint, request)).toEqual(['ASKED']);
    expect(idsOf(baseline, hint, request)).toEqual(['OLD1']);
  });

  test('of a D0001 are what a D0150 is compared with', () => {
    const events = [notification('2026-08-03'), d0001('2026-08-04', { meterId: 'OLD1' })];
    expect(story([...events, d0150('2026-08-10', { meters: [after] })])).toBe(
      'notified met, investigating open',
    );
    expect(story([...events, exchanged('2026-08-10')])).toContain('meterReplaced');
  });
});

const replacing = [...asked, d0002('2026-08-05', reports.hasNot), d0142('2026-08-06')];
const path = 'notified met, investigating met, replacementToOrder met, replacing';
const half = d0150('2026-08-10', { meters: [after] });
const removal = d0150('2026-08-14', { removed: ['OLD1'] });

describe('a replacement without the removal of the old meter', () => {
  test('is answered by its own file once the removal comes', () => {
    const events = [...replacing, half, removal];
    expect(story(events)).toBe(`${path} met, meterReplaced`);
    expect(told(events).views[0]?.stages.at(-1)).toMatchObject({ answeredOn: '2026-08-10' });
    expect(told(events).views[0]?.closedOn).toBe('2026-08-14');
  });

  test('is in time even where the removal comes after the deadline', () => {
    const late = d0150('2026-09-14', { removed: ['OLD1'] });
    expect(story([...replacing, half, late])).toBe(`${path} met, meterReplaced`);
  });

  test('counts in the other order too', () => {
    const early = d0150('2026-08-09', { removed: ['OLD1'] });
    expect(story([...replacing, early])).toBe(`${path} open | REMOVAL_ONLY`);
    expect(story([...replacing, early, half])).toBe(
      `${path} met, meterReplaced | (REMOVAL_ONLY settled)`,
    );
  });

  test('is an Exception at the deadline, and no breach', () => {
    const events = [...replacing, half];
    expect(story(events, { asOf: '2026-08-20 22:59:59' })).toBe(`${path} open`);
    expect(story(events, { asOf: '2026-08-20 23:00:00' })).toBe(`${path} open | REMOVAL_NOT_SEEN`);
  });

  test('counts from its own date once a person accepts it', () => {
    const accepted = resolve('2026-08-25', 'REMOVAL_NOT_SEEN', half, true);
    const { views } = told([...replacing, half, accepted]);
    expect(views[0]).toMatchObject({ outcome: 'meterReplaced', closedOn: '2026-08-10' });
  });

  test('that is itself late is a breach', () => {
    const late = d0150('2026-08-24', { meters: [after] });
    expect(story([...replacing, late])).toBe(`${path} breached | REMOVAL_NOT_SEEN`);
    expect(story([...replacing, late, d0150('2026-08-25', { removed: ['OLD1'] })])).toBe(
      `${path} late, meterReplaced`,
    );
    const [at] = told([...replacing, late]).views[0]!.exceptions.map((exception) => exception.at);
    expect(at).toBe('2026-08-24T09:00:00Z');
  });

  test('in option 3 leaves the other half owed', () => {
    const events = [...asked, half].map((event) => ({ ...event, profile: 'option-3' }));
    expect(story(events, { asOf: '2026-08-19' })).toBe(
      'notified met, investigating breached | REMOVAL_NOT_SEEN',
    );
    const report = d0002('2026-08-12', reports.hasNot);
    expect(story([...events, report], { asOf: '2026-08-19' })).toBe(
      'notified met, investigating open | REMOVAL_NOT_SEEN',
    );
    expect(story([...events, report, removal])).toBe(
      'notified met, investigating met, meterReplaced | (NOT_SAME_TIME)',
    );
  });
});

describe('what a person has to look at', () => {
  test('a meter exchanged before the request', () => {
    const early = d0150('2026-08-10', { meters: [before], removed: ['OLD1'] });
    expect(story([...replacing, early])).toBe(`${path} open | EXCHANGED_BEFORE_REQUEST`);
    const accepted = resolve('2026-08-12', 'EXCHANGED_BEFORE_REQUEST', early, true);
    expect(story([...replacing, early, accepted])).toBe(`${path} met, meterReplaced`);
    expect(told([...replacing, early, accepted]).views[0]?.closedOn).toBe('2026-08-10');
  });

  test('a notification is the request where nothing has been asked', () => {
    const events = [baseline, notification('2026-08-03')];
    expect(story([...events, d0150('2026-08-10', { meters: [before], removed: ['OLD1'] })])).toBe(
      'notified met, meterReplaced | (STEP_SKIPPED)',
    );
  });

  test('one meter replaced and another not', () => {
    const two = d0150('2026-06-01', { meters: [same, { id: 'OLD2' }] });
    const one = d0150('2026-08-10', { meters: [after, { id: 'OLD2' }], removed: ['OLD1'] });
    const events = [two, ...replacing.slice(1)];
    expect(story([...events, one])).toBe(`${path} open | METERS_DIFFER`);
    const accepted = resolve('2026-08-12', 'METERS_DIFFER', one, true);
    expect(story([...events, one, accepted])).toBe(`${path} met, meterReplaced`);
  });

  test('a removal alone', () => {
    expect(story([...replacing, removal])).toBe(`${path} open | REMOVAL_ONLY`);
  });

  test('a half-hourly meter: accepted it closes the check, dismissed it goes on', () => {
    const halfHourly = d0150('2026-08-10', { meters: [{ ...same, type: 'H' }] });
    expect(story([...replacing, halfHourly])).toBe(`${path} open | OUT_OF_SCOPE`);
    const accepted = resolve('2026-08-12', 'OUT_OF_SCOPE', halfHourly, true);
    expect(story([...replacing, halfHourly, accepted])).toBe(
      `${path} withdrawn, outOfScope | (OUT_OF_SCOPE settled)`,
    );
    const dismissed = resolve('2026-08-12', 'OUT_OF_SCOPE', halfHourly, false);
    expect(story([...replacing, halfHourly, dismissed])).toBe(
      `${path} open | (OUT_OF_SCOPE settled)`,
    );
  });

  test('a half-hourly meter holds the check whatever answer comes, until a person has decided', () => {
    const halfHourly = d0150('2026-08-04 10:00:00', { meters: [{ ...same, type: 'H' }] });
    const events = [...asked, halfHourly, d0002('2026-08-05', reports.hasNot)];
    const stages = 'notified met, investigating met, replacementToOrder open';
    expect(story(events)).toBe(`${stages} | OUT_OF_SCOPE`);
    expect(story([...events, decide('2026-08-06', 'hasNot')])).toBe(
      `${stages} | (OUT_OF_SCOPE settled)`,
    );
  });
});

test('a D0150 updates the known meters whatever it means for the check', () => {
  const idsAfter = (event: ReturnType<typeof d0150>) =>
    told([...replacing, event]).state.meters.present.map(({ id }) => id);
  expect(idsAfter(refreshed('2026-08-10'))).toEqual(['OLD1']);
  expect(idsAfter(removal)).toEqual([]);
  expect(idsAfter(half)).toEqual(['OLD1', 'NEW1']);
  expect(idsAfter(exchanged('2026-08-10'))).toEqual(['NEW1']);
});
