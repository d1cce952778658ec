/** Small turns of the process, each with what would be lost without it. */
import { describe, expect, test } from 'vitest';
import { readInstance } from '../../src/flow/index.ts';
import {
  alertChanges,
  type FlowEvent,
  foldAll,
  type ProcessEvent,
} from '../../src/process/index.ts';
import { mendInstance, mendValue } from '../../src/process/mend.ts';
import { meterDetailsOf } from '../../src/process/meter-evidence.ts';
import { visitsToReport } from '../../src/process/visits.ts';
import { catalogue } from '../flow/examples.ts';
import {
  asked,
  baseline,
  d0001,
  d0002,
  d0142,
  d0150,
  exchanged,
  inProfile,
  instant,
  meterOperatorRules,
  mpan,
  notification,
  openOf,
  refreshed,
  reports,
  story,
  supplierRules,
  told,
  visit,
} from './events.ts';

const came = (event: FlowEvent, when: string): FlowEvent => ({
  ...event,
  receivedAt: instant(when),
});
const option3 = (events: readonly ProcessEvent[]) => inProfile('option-3', events);

describe('details that came long after they say they were made', () => {
  const late = came(exchanged('2026-08-04'), '2026-08-20');

  test('and wait for the request, are kept with when they came', () => {
    const { stage } = openOf(
      told(option3([baseline, notification('2026-08-03'), late, d0001('2026-08-05')])).state,
    );
    expect(stage.received).toEqual({ D0150: '2026-08-04T09:00:00Z' });
    expect(stage.claimed).toEqual({ D0150: '2026-08-20T09:00:00Z' });
  });

  test('are asked about once where they are owed, and not where a person decides', () => {
    const disagree = [
      ...asked,
      d0002('2026-08-05', reports.has),
      d0150('2026-08-06', {
        meters: [
          { id: 'OLD1', installedOn: '2001-05-05', says: ['2026-08-06', 'NO BACKSTOP FITTED'] },
        ],
      }),
    ];
    expect(story(option3(disagree))).toContain('deciding');
    const quiet = came(refreshed('2026-08-07'), '2026-08-25');
    expect(story(option3([...disagree, quiet]))).not.toContain('LATE_CLAIM');
    const owed = story(option3([...asked, came(refreshed('2026-08-07'), '2026-08-25')]));
    expect(owed.match(/LATE_CLAIM/g)).toHaveLength(1);
  });
});

describe('a text that fills its record goes on in the next', () => {
  const full = `SEALS CHECKED ${'AND FOUND INTACT '.repeat(12)}`.slice(0, 200);
  const detailsOf = (records: readonly string[]) => {
    const { flow, version, parts } = d0150('2026-08-10', { meters: [{ id: 'OLD1' }] });
    return meterDetailsOf(
      parts.map(({ text, line }) =>
        readInstance(catalogue, flow, version, [text, ...records].join('\n'), line),
      ),
    );
  };
  const texts = (records: readonly string[]) =>
    detailsOf(records).meters[0]?.maintenance.map(({ text, on, line }) => ({ text, on, line }));

  test('of the same day', () => {
    const [first, next, third] = [full, 'BACKSTOP IS NOT', 'FITTED'];
    const one = texts([`296|20260810|${first}|`, `296|20260810|${next}|`]);
    expect(one).toHaveLength(1);
    expect(one?.[0]?.text).toBe(`${first.trim()} ${next}`);
    const three = texts([
      `296|20260810|OK|`,
      `296|20260810|${first}|`,
      `296|20260810|${next}|`,
      `296|20260810|${third}|`,
    ]);
    expect(three?.map(({ text }) => text)).toEqual(['OK', `${first.trim()} ${next}`, third]);
  });

  test('and of another day is another text', () => {
    expect(texts([`296|20260810|${full}|`, `296|20260811|BACKSTOP FITTED|`])).toHaveLength(2);
  });
});

test('a report says of each meter what stands in its own record', () => {
  const two = d0150('2026-06-01', { meters: [{ id: 'A1' }, { id: 'B2' }] });
  const reported = (one: string, other: string) =>
    story([
      two,
      notification('2026-08-03'),
      d0001('2026-08-04'),
      d0002('2026-08-10', {
        meters: [
          [one, 'METER REPLACED'],
          [other, 'NO BACKSTOP'],
        ],
      }),
    ]);
  expect(reported('A1', 'A1')).toContain('replacing open');
  expect(reported('A1', '-')).toContain('replacing open');
  expect(reported('A1', 'B2')).toContain('REPORT_UNCLEAR');
});

describe('a request', () => {
  test('names the meter where nobody else has, and a later one does not name another', () => {
    const named = [d0001('2026-08-04', { meterId: 'M1' })];
    expect(told(named).state.meters).toMatchObject({
      from: 'D0001',
      present: [{ id: 'M1', installedOn: null }],
    });
    const again = [...named, d0001('2026-08-05', { meterId: 'M2' })];
    expect(told(again).state.meters.present).toEqual([{ id: 'M1', installedOn: null }]);
  });

  test('is known by its reason, whatever the spaces and case', () => {
    const request = d0001('2026-08-04', { reason: ' METER  Look ', suspectedOn: '2026-08-01' });
    const answer = (reason: string) =>
      told([request, d0002('2026-08-10', { text: 'SEALS OK', reason, suspectedOn: '2026-07-01' })])
        .means;
    expect(answer('meter look')).toEqual(['opened', 'moved']);
    expect(answer('other look')).toEqual(['opened', 'noted']);
  });

  test('that only chases leaves a visit to be reported by the flow that is still owed', () => {
    const events = option3([
      d0150('2026-06-01', { meters: [{ id: 'OLD1' }] }),
      d0001('2026-08-04'),
      visit('2026-08-05', 'hasBackstop', { meterId: 'OLD1' }),
      d0002('2026-08-06', reports.has),
    ]);
    const toReport = (some: readonly ProcessEvent[]) => {
      const { state } = told(some, { rules: meterOperatorRules });
      return visitsToReport(meterOperatorRules, state, openOf(state).check, ['D0150']).length;
    };
    expect(toReport(events)).toBe(1);
    expect(toReport([...events, ...option3([d0001('2026-08-07', { id: 'chase' })])])).toBe(1);
  });
});

test('a boolean of a CSV file becomes that of a flow, and nothing else does', () => {
  const item = [...catalogue.items.values()].find(({ format }) => format.kind === 'BOOL')!;
  const mended = ['t', 'true', 'TRUE', 'T', 'f', 'False', 'F'].map((value) =>
    mendValue(item, value),
  );
  expect(mended).toEqual(['T', 'T', 'T', 'T', 'F', 'F', 'F']);
  for (const value of ['untrue', 'truth', 'if', 'falsehood', 'yes', '']) {
    expect(mendValue(item, value)).toBe(value);
  }
});

describe('an address that does not fit', () => {
  const max = catalogue.items.get('J1036')!.format.length;
  const linesOf = (...lines: readonly string[]) => {
    const values = Object.fromEntries(lines.map((line, at) => [`J${1036 + at}`, line]));
    const instance = { id: '267', line: 0, values, children: [] };
    const { instance: mended, notes } = mendInstance(catalogue, 'D0142', instance);
    return { lines: lines.map((_line, at) => mended.values[`J${1036 + at}`]), notes };
  };
  const word = 'W'.repeat(max / 2);

  test('goes on in the next free line, and in the one after that', () => {
    const [one, two] = [`${word} A`, `${word} B`];
    expect(linesOf(`${one} ${two}`, '', '', 'END', '', '', '', '', '').lines).toEqual([
      one,
      two,
      '',
      'END',
      '',
      '',
      '',
      '',
      '',
    ]);
    const three = `${word} C`;
    expect(
      linesOf(`${one} ${two} ${three}`, '', '', 'END', '', '', '', '', '').lines.slice(0, 4),
    ).toEqual([one, two, three, 'END']);
  });

  test('and a line that just fits stays as it is', () => {
    const full = 'X'.repeat(max);
    const { lines, notes } = linesOf(full, `${word} A ${word} B`, '', '', '', '', '', '', '');
    expect(lines.slice(0, 3)).toEqual([full, `${word} A`, `${word} B`]);
    expect(notes).toHaveLength(1);
    expect(linesOf(full, '', '', '', '', '', '', '', '').notes).toEqual([]);
  });
});

test('an alert that something is due soon was true if the answer came in its very second', () => {
  const settings = { dueSoonWorkingDays: 2, escalateEveryWorkingDays: 5, escalationsMax: 4 };
  const before = told(asked).state;
  const raised = alertChanges(supplierRules, settings, before, [], instant('2026-08-17')).raise;
  const soon = raised.find(({ kind }) => kind === 'DUE_SOON')!;
  const stood = [{ ...soon, at: soon.trueAt, retracted: false }];
  const second = (offset: number): string =>
    new Date(Date.parse(soon.trueAt) + offset * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const retracted = (when: string) => {
    const { state } = told([...asked, d0002(when, reports.has)]);
    return alertChanges(supplierRules, settings, state, stood, instant('2026-08-17')).retract
      .length;
  };
  expect([second(1), second(0), second(-1)].map(retracted)).toEqual([0, 0, 1]);
});

test('while a removal is awaited, what is said of the new meter is heard', () => {
  const fitted = (when: string, text?: string) =>
    d0150(when, {
      meters: [
        {
          id: 'NEW1',
          installedOn: '2026-08-07',
          ...(text === undefined ? {} : { says: [when, text] as const }),
        },
      ],
    });
  const awaited = [
    ...asked,
    d0002('2026-08-05', reports.hasNot),
    d0142('2026-08-06'),
    fitted('2026-08-07'),
  ];
  const said = (text: string) =>
    foldAll(
      supplierRules,
      mpan,
      [...awaited, fitted('2026-08-10', text)],
      instant('2026-08-10'),
    ).readings.at(-1)?.says;
  expect(said('NO BACKSTOP FITTED')).toBe('meter details: backstopDenied');
  expect(said('BACKSTOP FITTED')).toBe('meter details: backstopStated');
  expect(said('SEALS OK')).toContain('its removal (08A) is awaited');
});
