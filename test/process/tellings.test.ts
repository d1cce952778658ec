/** What single events mean to an MPAN, where it depends on which meter, Supplier or record speaks. */
import { describe, expect, test } from 'vitest';
import {
  exceptionId,
  type FlowEvent,
  foldAll,
  type ProcessEvent,
  type ProcessRules,
} from '../../src/process/index.ts';
import {
  doubtInWords,
  doubtOf,
  isSameMeter,
  meterAmong,
  namedMeter,
  spokenIn,
} from '../../src/process/report-meters.ts';
import { withDismissed } from '../../src/process/settled-items.ts';
import {
  appointment,
  asked,
  baseline,
  d0001,
  d0002,
  d0142,
  d0150,
  decide,
  inProfile,
  meterOperatorRules,
  mpan,
  ordered,
  reports,
  resolve,
  story,
  supplierRules,
  told,
  visit,
} from './events.ts';

/** What the last of these events meant, in words. */
function lastOf(events: readonly ProcessEvent[], rules: ProcessRules = supplierRules) {
  const last = events.at(-1)!;
  const { readings } = foldAll(rules, mpan, events, '2026-12-01T00:00:00Z');
  const read = readings.find(({ event }) => event.key === last.key)!;
  const where = read.check === null ? null : `${read.check.supplier} ${read.check.sequence}`;
  return [read.means, read.says, where, ...read.codes];
}

const withRecords = (event: FlowEvent, ...records: string[]): FlowEvent => ({
  ...event,
  parts: [{ line: 2, text: records.join('\n') }],
});

describe('a visit', () => {
  const rules = meterOperatorRules;

  test('from before the request is an Exception, though nobody else has asked', () => {
    const early = visit('2026-08-10', 'hasBackstop', { visitedOn: '2026-08-01' });
    expect(lastOf([d0001('2026-08-04'), early], rules).slice(0, 1)).toEqual(['exception']);
    expect(lastOf([d0001('2026-08-04'), early], rules).slice(2)).toEqual([
      'SUPP 1',
      'VISIT_BEFORE_REQUEST',
    ]);
  });

  test('is told of the check that it was made for, open or closed', () => {
    const found = visit('2026-08-10', 'hasBackstop');
    expect(lastOf([d0001('2026-08-04'), found], rules)).toEqual([
      'noted',
      'visit: hasBackstop',
      'SUPP 1',
    ]);
    expect(lastOf([found], rules)).toEqual(['noted', 'a visit without an open check', null]);
    const closed = [d0001('2026-08-04'), d0002('2026-08-06', reports.has)];
    expect(lastOf([...closed, found], rules)).toEqual([
      'noted',
      'a visit without an open check',
      'SUPP 1',
    ]);
    expect(lastOf([...closed, visit('2026-08-10', 'noBackstop')], rules)).toEqual([
      'exception',
      'something that came after closure contradicts the outcome',
      'SUPP 1',
      'CONTRADICTED_AFTER_CLOSURE',
    ]);
    expect(lastOf([...asked, found])[0]).toBe('notOurs');
  });
});

describe('a report', () => {
  const report = (...records: string[]) =>
    withRecords(
      d0002('2026-08-10'),
      `004|${mpan}|MICROGENERATION BACKSTOP CHECK|20260803|`,
      ...records,
    );
  const full = `${'SEALS OK. '.repeat(19)}NO`;

  test('whose text fills a record goes on in the next register of the same meter', () => {
    const one = ['005|OLD1||', `006|01|20260810|${full}|`, '006|02|20260810|BACKSTOP FITTED|'];
    expect(lastOf([...asked, report(...one)])[1]).not.toBe('report: has');
    const apart = ['005|OLD1||', '006|01|20260810|SEALS OK|', '006|02|20260810|BACKSTOP FITTED|'];
    expect(lastOf([...asked, report(...apart)])[1]).toBe('report: has');
  });

  test('is read in its texts, its registers and its visit', () => {
    expect(lastOf([...asked, report('005|OLD1|BACKSTOP FITTED|')])[1]).toBe('report: has');
    expect(lastOf([...asked, report('005|OLD1||', '760|89|BACKSTOP FITTED|')])[1]).toBe(
      'report: has',
    );
    expect(lastOf([...asked, report('005|OLD1||', '760|10||')])[1]).toBe('report: replaced');
  });

  test('is about the check if it repeats one of its dates', () => {
    const about = (date: string) =>
      withRecords(
        d0002('2026-08-10'),
        `004|${mpan}|DISPLAY BLANK|${date}|`,
        '005|-|BACKSTOP FITTED|',
      );
    expect(lastOf([...asked, about('20260803')])[1]).toBe('report: has');
  });
});

describe('a request', () => {
  test('is one by what stands beside its reason, too', () => {
    const beside = (text: string) =>
      withRecords(
        d0001('2026-08-04'),
        `001|${mpan}||||`,
        '002|OLD1|',
        '003|01|DISPLAY BLANK|20260803||',
        `759|15|${text}|`,
      );
    expect(lastOf([baseline, beside('MICROGENERATION BACKSTOP CHECK')])[0]).toBe('opened');
    expect(lastOf([baseline, beside('READ THE METER')])[0]).toBe('notOurs');
  });

  test('to replace tells the address, to its last line', () => {
    const { state } = told([...asked, d0142('2026-08-06')]);
    expect(state.known).toMatchObject({ J1036: '1', J1037: 'HIGH STREET', J0263: 'AA1 1AA' });
    const long = withRecords(
      d0142('2026-08-06'),
      `267|${mpan}|1|HIGH STREET|||||ANYTOWN||WALES|AA1 1AA||||N||E||NO BACKSTOP, PLEASE REPLACE METER|F||`,
    );
    expect(told([...asked, long]).state.known).toMatchObject({ J1044: 'WALES' });
  });
});

describe('appointments', () => {
  const mop = (on: string, what: 'meterOperator' | 'meterOperatorEnds', party: string) =>
    appointment(on, what, party);

  test('end by their own party alone', () => {
    const appointed = mop('2026-07-01', 'meterOperator', 'MOPX');
    const of = (...events: ProcessEvent[]) => told([appointed, ...events]).state.appointed;
    expect(of(mop('2026-07-10', 'meterOperatorEnds', 'MOPX')).meterOperator).toBeNull();
    expect(of(mop('2026-07-10', 'meterOperatorEnds', 'MOPY')).meterOperator).toBe('MOPX');
    const supplied = appointment('2026-07-01', 'supplier', 'SUPP');
    expect(of(supplied, appointment('2026-07-10', 'supplierEnds', 'SUPP')).supplier).toBeNull();
    expect(of(supplied, appointment('2026-07-10', 'supplierEnds', 'SUPZ')).supplier).toBe('SUPP');
  });

  test('say whom, and close the checks of a Supplier that lost the supply', () => {
    expect(lastOf([...asked, appointment('2026-08-10', 'supplier', 'SUPZ')])).toEqual([
      'moved',
      'supplied by SUPZ',
      'SUPP 1',
    ]);
    expect(lastOf([...asked, appointment('2026-08-10', 'supplierEnds', 'SUPP')])).toEqual([
      'moved',
      'supplied by another Supplier',
      'SUPP 1',
    ]);
    expect(lastOf([...asked, appointment('2026-08-10', 'supplierEnds', 'SUPZ')])).toEqual([
      'noted',
      'supplied by another Supplier',
      null,
    ]);
    expect(lastOf([...asked, mop('2026-08-10', 'meterOperatorEnds', 'MOPX')])).toEqual([
      'noted',
      'MOPX is no longer Meter Operator',
      null,
    ]);
  });
});

describe('what people settle', () => {
  test('a removal that was not seen and is dismissed leaves the stage as it was owed', () => {
    const half = d0150('2026-08-20', { meters: [{ id: 'NEW1', installedOn: '2026-08-20' }] });
    const act = resolve('2026-08-21', 'REMOVAL_NOT_SEEN', half, false);
    const { state } = told([...ordered, half, act]);
    expect(state.checks[0]?.provisional).toBeNull();
    expect(lastOf([...ordered, half, act]).slice(0, 3)).toEqual([
      'noted',
      `dismisses ${exceptionId(mpan, 'REMOVAL_NOT_SEEN', half.key)}`,
      'SUPP 1',
    ]);
    const accepted = resolve('2026-08-21', 'REMOVAL_NOT_SEEN', half, true);
    expect(story([...ordered, half, accepted])).toContain('meterReplaced');
  });

  test('asked again by a person, failed visits are counted anew', () => {
    const { state } = told([...asked, decide('2026-08-10', 'askAgain')]);
    expect(state.checks[0]?.machine.memory.failures).toBe(0);
  });

  test('items dismissed are closed, and an answer that waited waits no longer', () => {
    const orphan = d0002('2026-08-04', reports.has);
    const other = d0002('2026-08-05', { ...reports.has, id: 'other' });
    const { state } = told([baseline, orphan, other]);
    expect(state.orphans).toHaveLength(2);
    const id = exceptionId(mpan, 'RESPONSE_WITHOUT_REQUEST', orphan.key);
    const after = withDismissed(state, [id]);
    expect(after.isBehind).toBe(true);
    expect(after.resolutions).toEqual({ [id]: false });
    expect(after.loose.map((item) => [item.id === id, item.open])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(after.orphans.map(({ key }) => key)).toEqual([other.key]);
  });
});

describe('which meters are meant', () => {
  test('a Meter Id is the same whatever its spaces, case and leading zeros', () => {
    expect(isSameMeter('ab 1', 'AB1')).toBe(true);
    expect(isSameMeter('00AB1', 'AB1')).toBe(true);
    expect(isSameMeter('0', '00')).toBe(true);
    expect(isSameMeter('AB1', 'AB10')).toBe(false);
    expect(meterAmong(['01', '1'], '1')).toBe('1');
    expect(meterAmong(['01', '001'], '1')).toBeUndefined();
    expect(meterAmong(['01', '2'], '1')).toBe('01');
    const none = ['-', ' ', '\u0000', '\u2028\u0007', null, undefined];
    expect(none.map(namedMeter)).toEqual(none.map(() => null));
    expect([' A ', 'A\u0000', '\tA\r\n'].map(namedMeter)).toEqual(['A', 'A', 'A']);
  });

  const record = (line: number, meterId: string | null, isBeside = false) => ({
    lines: [line],
    meterId,
    isBeside,
  });

  test.each([
    ['all of the smart meters have it', 1000],
    ['all the meters have it', 1000],
    ['every meter', 1000],
    ['each of the mtrs', 1000],
    ['all three meters', 1000],
    ['both of the old meters', 2],
    ['both meters', 2],
    ['both mtrs', 2],
    ['both sides of the meter', 1],
    ['the meter', 1],
    ['overall metering', 1],
  ])('%j speaks of %i', (words, count) => {
    expect(spokenIn([record(3, null)], [{ line: 3, words }])).toEqual({
      named: [],
      saying: [],
      unnamed: count,
      line: 3,
    });
  });

  test('a text beside the records stands for one of them, and texts without a name add up', () => {
    const records = [record(3, 'A'), record(4, null), record(5, null), record(6, null, true)];
    const reasons = [3, 4, 5, 6].map((line) => ({ line, words: 'x' }));
    expect(spokenIn(records, reasons)).toEqual({
      named: ['A'],
      saying: ['A'],
      unnamed: 2,
      line: 3,
    });
    const all = [{ line: 6, words: 'all meters' }];
    expect(spokenIn(records, all)).toMatchObject({ saying: [], unnamed: 1000, line: 6 });
    expect(spokenIn([record(3, 'A'), record(6, null, true)], reasons).unnamed).toBe(1);
    expect(spokenIn(records, [])).toEqual({ named: ['A'], saying: [], unnamed: 0, line: 0 });
  });

  test('a doubt is told in words', () => {
    const spoken = (named: string[], saying: string[], unnamed = 0) => ({
      named,
      saying,
      unnamed,
      line: 3,
    });
    const say = (...args: Parameters<typeof doubtOf>) => {
      const doubt = doubtOf(...args);
      return doubt === null
        ? null
        : [doubt.rule, doubt.words, doubtInWords(doubt, 'the report speaks')];
    };
    const there = (...present: string[]) => ({ present, removed: ['GONE'] });
    expect(say(spoken([], [], 1), there('A'))).toBeNull();
    expect(say(spoken(['A'], ['A']), there('A'))).toBeNull();
    expect(say(spoken([], []), there('A'))).toEqual([
      'another-meter-known',
      'A',
      'one meter is known, and the report speaks of none',
    ]);
    expect(say(spoken([], [], 1), there('A', 'B', 'C'))).toEqual([
      'another-meter-known',
      'A, B, C',
      'three meters are known, and the report speaks of one',
    ]);
    expect(say(spoken(['A', 'X'], ['A']), there('A'))).toEqual([
      'another-meter-known',
      'X',
      'two meters are known or named, and the report speaks of one',
    ]);
    expect(say(spoken(['X'], ['X']), there('A'))).toEqual([
      'meter-not-known',
      'X',
      'the report speaks of meter X, which is not known to be there',
    ]);
    expect(say(spoken(['GONE'], ['GONE']), there('A'))).toEqual([
      'meter-removed',
      'GONE',
      'the report speaks of meter GONE, which was removed',
    ]);
    expect(say(spoken(['GONE'], ['GONE']), there('A'), true)).toBeNull();
    expect(say(spoken([], []), there('A', 'B'), true)).toBeNull();
    const seven = there('A', 'B', 'C', 'D', 'E', 'F', 'G');
    expect(say(spoken([], [], 4), seven)?.[2]).toBe(
      '7 meters are known, and the report speaks of four',
    );
    const six = there('A', 'B', 'C', 'D', 'E', 'F');
    expect(say(spoken([], [], 5), six)?.[2]).toBe(
      'six meters are known, and the report speaks of five',
    );
  });
});

describe('meter details', () => {
  const stated = (...texts: string[]) => {
    const event = d0150('2026-08-10', { meters: [{ id: 'OLD1', installedOn: '2001-05-05' }] });
    const records = texts.map((text) => `296|20260810|${text}|`);
    const text = [event.parts[0]!.text, ...records].join('\n');
    const told150 = { ...event, parts: [{ line: 2, text }] };
    return lastOf(inProfile('option-2', [baseline, d0142('2026-08-04'), told150]))[1];
  };

  test('whose text fills a record go on in the next one', () => {
    expect(stated('SEALS OK', 'BACKSTOP FITTED')).toBe('meter details: backstopStated');
    const full = `${'SEALS OK. '.repeat(19)}NO`;
    expect(stated(full, 'BACKSTOP FITTED')).not.toBe('meter details: backstopStated');
  });

  test('that tell the removal of an exchange told before cite the meter that went', () => {
    const half = d0150('2026-08-10', { meters: [{ id: 'NEW1', installedOn: '2026-08-10' }] });
    const removal = d0150('2026-08-11', { removed: ['OLD1'] });
    const events = [baseline, d0142('2026-08-04'), half, removal];
    const { readings } = foldAll(supplierRules, mpan, events, '2026-12-01T00:00:00Z');
    expect(readings.at(-1)?.evidence).toMatchObject([
      {
        finding: 'replaced',
        item: 'J0004',
        words: 'OLD1, removed 2026-08-11',
        rule: 'old-meter-removed',
      },
    ]);
  });
});
