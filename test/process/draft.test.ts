/** The flows that are owed, written from what is known; what nothing supplies is named. */
import { describe, expect, test } from 'vitest';
import { type Envelope, printFlowFile } from '../../src/flow/index.ts';
import {
  type OwedDraft,
  draftsFor,
  type MpanState,
  type ProcessEvent,
} from '../../src/process/index.ts';
import {
  anyOrder,
  appointment,
  asked,
  baseline,
  d0001,
  d0002,
  d0142,
  d0150,
  d0221,
  meterOperatorRules,
  mpan,
  notification,
  reports,
  resolve,
  story,
  supplierRules,
  told,
  visit,
} from './events.ts';

const envelopeOf = (draft: OwedDraft): Envelope => ({
  fileIdentifier: '0000000001',
  flow: draft.flow,
  version: draft.flow === 'D0150' ? '002' : '001',
  fromRole: draft.toRole === 'M' ? 'X' : 'M',
  fromMpid: draft.toRole === 'M' ? 'SUPP' : 'MOPX',
  toRole: draft.toRole,
  toMpid: draft.toMpid ?? '',
  createdAt: '20260810100000',
  sendingApplication: '',
  receivingApplication: '',
  broadcast: '',
  testFlag: 'OPER',
  completedAt: '20260810100000',
});

/** The records of the drafts as our own reader accepts them, without the envelope. */
function written(events: readonly ProcessEvent[], rules = supplierRules): string[] {
  const { state } = told(events, { rules });
  return state.checks.flatMap((check) =>
    draftsFor(rules, state, check, '2027-01-01T00:00:00Z').drafts.flatMap((draft) => {
      if (draft.unfit.length > 0) return [`${draft.flow} cannot hold ${draft.unfit.join('; ')}`];
      if (draft.missing.length > 0) return [`${draft.flow} lacks ${draft.missing.join('; ')}`];
      const file = { envelope: envelopeOf(draft), instances: [draft.instance] };
      const records = printFlowFile(supplierRules.catalogue, file).split('\r\n');
      return [`${draft.flow} to ${draft.toRole} ${draft.toMpid}`, ...records.slice(1, -2)];
    }),
  );
}

const address = { J0178: 'MOPX', J1036: '1 HIGH STREET', J0263: 'AA1 1AA' };
const label = 'MICROGENERATION BACKSTOP CHECK';

describe('the Supplier', () => {
  test('asks by a D0001 with what is known of the meter', () => {
    expect(written([baseline, notification('2026-08-03')])).toEqual([
      'D0001 to M MOPX',
      `001|${mpan}||||`,
      '002|OLD1|',
      `003|01|${label}|20260803|PLEASE CHECK THE METER FOR A BACKSTOP AND REPORT BY D0002|`,
      `759|42|${label}|`,
    ]);
  });

  test('writes a hyphen where neither meter nor register is known', () => {
    const records = written([notification('2026-08-03')]);
    expect(records[2]).toBe('002|-|');
    expect(records[3]).toMatch(/^003\|-\|/);
  });

  test('orders the replacement by a D0142, or the check and the replacement in option 2', () => {
    const known = { ...address, J0076: '0393' };
    const hinted = notification('2026-08-03', { known });
    const report = d0002('2026-08-10', reports.hasNot);
    expect(written([hinted, d0001('2026-08-04'), report])).toEqual([
      'D0142 to M MOPX',
      `267|${mpan}|1 HIGH STREET|||||||||AA1 1AA||||N||E|0393|${label}: NO BACKSTOP, PLEASE REPLACE METER|||`,
    ]);
    const second = notification('2026-08-03', { known, profile: 'option-2' });
    expect(written([second])[1]).toContain(
      `${label}: CHECK FOR BACKSTOP AND REPLACE METER IF NONE`,
    );
  });

  test('names what is missing and invents nothing', () => {
    const report = d0002('2026-08-10', reports.hasNot);
    expect(written([...asked, report])).toEqual([
      'D0142 lacks Metering Point Address Line 1 (267 J1036), or another line of the address or its postcode',
    ]);
    expect(written([notification('2026-08-03', { known: {} })])).toEqual([
      'D0001 lacks Meter Operator Id (J0178), to whom it goes',
    ]);
  });

  test('writes to the appointed Meter Operator', () => {
    const appointed = appointment('2026-08-01', 'meterOperator', 'MOPY');
    const noted = notification('2026-08-03', { known: address });
    expect(written([appointed, noted])[0]).toBe('D0001 to M MOPY');
  });

  test('owes nothing while somebody else does, or a person has to decide', () => {
    expect(written(asked)).toEqual([]);
    expect(written([...asked, d0002('2026-08-10', reports.unclear)])).toEqual([]);
  });

  test('asks again after a failed visit, but not after the third', () => {
    const round = (day: number) => [d0001(`2026-08-0${day}`), d0221(`2026-08-0${day + 1}`)];
    const twice = [notification('2026-08-03'), ...round(4), ...round(6)];
    expect(written(twice)[0]).toBe('D0001 to M MOPX');
    expect(written([...twice, ...round(8)])).toEqual([]);
  });

  test('sends nothing about a half-hourly meter before a person has decided', () => {
    const halfHourly = d0150('2026-08-04', { meters: [{ id: 'OLD1', type: 'H' }] });
    const events = [
      notification('2026-08-03', { known: address }),
      halfHourly,
      d0001('2026-08-05'),
      d0002('2026-08-10', reports.hasNot),
    ];
    expect(written(events)).toEqual([]);
    const dismissed = resolve('2026-08-11', 'OUT_OF_SCOPE', halfHourly, false);
    expect(written([...events, dismissed])[0]).toBe('D0142 to M MOPX');
  });

  test('writes a request that is understood as one', () => {
    const { state } = told([baseline, notification('2026-08-03')]);
    const [draft] = draftsFor(
      supplierRules,
      state,
      state.checks[0]!,
      '2027-01-01T00:00:00Z',
    ).drafts;
    const file = { envelope: envelopeOf(draft!), instances: [draft!.instance] };
    const records = printFlowFile(supplierRules.catalogue, file).split('\r\n').slice(1, -2);
    const sent = { ...d0001('2026-08-04'), parts: [{ line: 2, text: records.join('\n') }] };
    expect(story([notification('2026-08-03'), sent])).toBe('notified met, investigating open');
  });
});

describe('the Meter Operator', () => {
  const rules = meterOperatorRules;
  const request = d0001('2026-08-04');
  const order = d0142('2026-08-11');

  test('writes nothing before a visit', () => {
    expect(written([baseline, request], rules)).toEqual([]);
  });

  test.each([
    ['hasBackstop', '005|OLD1|BACKSTOP FITTED|', null],
    ['noBackstop', '005|OLD1|NO BACKSTOP FITTED|', null],
    ['cannotReverse', '005|OLD1|METER CANNOT RUN BACKWARDS|', null],
    ['replaced', '005|OLD1|METER REPLACED|', '760|10||'],
    ['noAccess', '005|OLD1|NO ACCESS FOR BACKSTOP CHECK|', '760|20||'],
    ['refused', '005|OLD1|ACCESS REFUSED FOR BACKSTOP CHECK|', '760|21||'],
  ] as const)('reports a visit that found "%s" by a D0002', (outcome, meter, code) => {
    expect(written([baseline, request, visit('2026-08-10', outcome)], rules)).toEqual([
      'D0002 to X SUPP',
      `004|${mpan}|${label}|20260803|`,
      meter,
      '006|01|20260810||',
      ...(code === null ? [] : [code]),
    ]);
  });

  test('writes reports that are read as what the visit found', () => {
    const expected = {
      hasBackstop: 'backstopPresent',
      noBackstop: 'replacementToOrder open',
      cannotReverse: 'cannotReverse',
      replaced: 'replacing open',
      noAccess: 'notified open',
      refused: 'notified open',
    } as const;
    for (const [outcome, end] of Object.entries(expected)) {
      const found = visit('2026-08-10', outcome as keyof typeof expected);
      const records = written([baseline, request, found], rules).slice(1);
      const report = { ...d0002('2026-08-10'), parts: [{ line: 2, text: records.join('\n') }] };
      expect(story([baseline, request, report])).toContain(end);
    }
  });

  test('reports a replacement by a D0150 that proves it', () => {
    const items = {
      J0501: '100',
      J0410: 'ACME 200',
      J1677: 'MAPX',
      J0483: 'N',
      J0010: '01',
      J0474: 'C',
      J0103: 'AI',
      J0475: '1.00',
      J0478: '5',
    };
    const found = visit('2026-08-14', 'replaced', { newMeterId: 'NEW1', items });
    const events = [baseline, request, d0002('2026-08-10', reports.hasNot), order, found];
    const records = written(events, rules);
    expect(records).toEqual([
      'D0150 to X SUPP',
      `288|${mpan}|20260814||E|`,
      '289|0393|20260601|||',
      '290|NEW1|||100|J|ACME 200|MAPX|||||||||||N|20260814|||||H|20260814|',
      '293|01|C|AI|1.00||5|||',
      '08A|OLD1|20260814|MAPX|',
    ]);
    const sent = {
      ...d0150('2026-08-15', {}),
      parts: [{ line: 2, text: records.slice(1).join('\n') }],
    };
    expect(story([...events, sent], { rules })).toContain('replacing met, meterReplaced');
  });

  test('names the items of a new meter that nobody has told', () => {
    const found = visit('2026-08-14', 'replaced', { newMeterId: 'NEW1' });
    const events = [baseline, request, d0002('2026-08-10', reports.hasNot), order, found];
    expect(written(events, rules)[0]).toMatch(
      /^D0150 lacks .*Manufacturers Make & Type \(290 J0410\)/,
    );
  });

  test('reports a failed visit for a replacement by a D0221', () => {
    const events = [baseline, request, d0002('2026-08-10', reports.hasNot), order];
    expect(written([...events, visit('2026-08-14', 'noAccess')], rules)).toEqual([
      'D0221 to X SUPP',
      `504|${mpan}|1|HIGH STREET|||||ANYTOWN|||20260814|20|NO ACCESS FOR BACKSTOP CHECK|`,
    ]);
  });

  test('writes nothing in option 1 of a meter that was only looked at for a replacement', () => {
    const events = [baseline, request, d0002('2026-08-10', reports.hasNot), order];
    expect(written([...events, visit('2026-08-14', 'noBackstop')], rules)).toEqual([]);
  });

  test('writes the day of the visit for another day of installation that was told, and says so', () => {
    const events = [baseline, request, d0002('2026-08-10', reports.hasNot), order];
    const mendedWith = (J0848: string): readonly string[] => {
      const found = visit('2026-08-14', 'replaced', { newMeterId: 'NEW1', items: { J0848 } });
      const { state } = told([...events, found], { rules });
      const [draft] = draftsFor(rules, state, state.checks[0]!, '2027-01-01T00:00:00Z').drafts;
      expect(JSON.stringify(draft!.instance)).toContain('"J0848":"20260814"');
      return draft!.mended.filter((note) => note.startsWith('J0848'));
    };
    expect(mendedWith('20260801')).toEqual([
      'J0848 Date of Meter Installation: «20260801» written as «20260814», the day of the visit',
    ]);
    expect(mendedWith('20260814')).toEqual([]);
    expect(mendedWith('2026-08-14')).toEqual([]);
  });

  test('says nothing of the new meter that was remarked of the old one, and names it', () => {
    const events = [baseline, d0142('2026-08-04')];
    const visits = [
      visit('2026-08-10', 'noBackstop', { remarks: 'turns back' }),
      visit('2026-08-11', 'replaced', { newMeterId: 'NEW1', remarks: 'left tidy' }),
    ];
    const drafts = (some: readonly ProcessEvent[], profile: string) => {
      const { state } = told(
        some.map((event) => ({ ...event, profile })),
        { rules },
      );
      const [check] = state.checks;
      return draftsFor(rules, state, check!, '2027-01-01T00:00:00Z').drafts;
    };
    const said = ({ instance }: OwedDraft): string => JSON.stringify(instance);
    const [details] = drafts([...events, ...visits], 'option-2');
    expect(said(details!)).toContain('left tidy');
    expect(said(details!)).not.toContain('turns back');
    expect(details!.mended).toEqual([
      'J0008: «turns back» is about the meter removed, and is left out',
    ]);
    const [report, half] = drafts([baseline, request, ...visits], 'option-3');
    expect(said(report!)).toContain('turns back; left tidy');
    expect([said(half!).includes('turns back'), half!.mended]).toEqual([false, []]);
  });

  test.each(['hasBackstop', 'noBackstop', 'cannotReverse'] as const)(
    'names a visit for a replacement that found %s, until the meter is replaced',
    (outcome) => {
      const told = { ...rules, drafts: true };
      const events = [baseline, request, d0002('2026-08-10', reports.hasNot), order];
      const found = [...events, visit('2026-08-14', outcome)];
      expect(anyOrder(found, { rules: told })).toBe(
        'investigating met, replacementToOrder met, replacing open | VISIT_NOT_REPORTED',
      );
      const replaced = visit('2026-08-17', 'replaced', { newMeterId: 'NEW1' });
      const both = anyOrder([...found, replaced], { rules: told });
      expect(both).not.toContain('VISIT_NOT_REPORTED');
      // Nor of a visit that failed, or where a flow that is owed says it.
      for (const some of [
        [...events, visit('2026-08-14', 'noAccess')],
        [baseline, request, visit('2026-08-10', outcome)],
      ]) {
        expect(story(some, { rules: told })).not.toContain('VISIT_NOT_REPORTED');
      }
    },
  );

  test('states what it found on the same meter in options 2 and 3', () => {
    const second = [baseline, { ...d0142('2026-08-04'), profile: 'option-2' }];
    const found = written([...second, visit('2026-08-10', 'hasBackstop')], rules);
    expect(found[0]).toBe('D0150 to X SUPP');
    expect(found).toContain('296|20260810|BACKSTOP FITTED|');
    const third = [baseline, { ...request, profile: 'option-3' }];
    const flows = written([...third, visit('2026-08-10', 'hasBackstop')], rules);
    expect(flows.filter((line) => line.includes(' to '))).toEqual([
      'D0002 to X SUPP',
      'D0150 to X SUPP',
    ]);
  });

  test('reports a visit once', () => {
    const found = visit('2026-08-10', 'noAccess');
    const sent = d0002('2026-08-10 10:00:00', reports.noAccess);
    expect(written([baseline, request, found, sent], rules)).toEqual([]);
    expect(written([baseline, request, found, sent, d0001('2026-08-12')], rules)).toEqual([]);
  });

  test('needs the last meter details to state anything of them', () => {
    const second = [{ ...d0142('2026-08-04'), profile: 'option-2' }];
    expect(written([...second, visit('2026-08-10', 'hasBackstop')], rules)[0]).toMatch(
      /^D0150 lacks .*Energisation Status \(288 J0080\)/,
    );
  });
});

describe('what people typed', () => {
  const known = (values: Record<string, string>) =>
    written([
      notification('2026-08-03', { profile: 'option-2', known: { ...address, ...values } }),
    ]);

  test.each([
    ['Tŷ Gwyn', 'Ty Gwyn'],
    ['1 – 3 HIGH\r\nSTREET', '1 - 3 HIGH STREET'],
    ['“THE\tMILL”', '"THE MILL"'],
  ])('"%s" is written plainly', (typed, plain) => {
    expect(known({ J1036: typed })[1]).toContain(`|${plain}|`);
  });

  test('a long address line goes on in a free one, and the order stays', () => {
    const line = 'THE OLD SCHOOL HOUSE BEHIND THE CHURCH OF SAINT MARY';
    expect(known({ J1036: line, J1037: 'HIGH STREET' })[1]).toContain(
      '|THE OLD SCHOOL HOUSE BEHIND THE CHURCH|OF SAINT MARY|HIGH STREET||',
    );
  });

  test.each([
    ['J1036', 'FLAT 1 | 2', /J1036.*has a \|/],
    ['J1036', 'X'.repeat(41), /J1036.*too long/],
    ['J0263', 'AA1 1AA AA1', /Postcode \(267 J0263\) «AA1 1AA AA1» is too long/],
  ])('%s "%s" is named and not sent', (ref, value, why) => {
    expect(known({ [ref]: value })[0]).toMatch(why);
  });

  test('a code outside its valid set passes, and one in small letters is the known one', () => {
    expect(known({ J0098: 'Z' })[1]).toContain('|Z||E|');
    expect(known({ J0098: 'h' })[1]).toContain('|H||E|');
  });

  test.each(['card left | no reply', 'card\nleft – no', 'seen '.repeat(90), '日本 ŷ'])(
    'the remark "%s" is reported whole',
    (remarks) => {
      const events = [
        baseline,
        d0001('2026-08-04'),
        visit('2026-08-10', 'hasBackstop', { remarks }),
      ];
      const lines = written(events, meterOperatorRules).filter((line) => line.startsWith('006'));
      expect(lines.length).toBe(remarks.length > 200 ? 3 : 1);
      for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{1,220}$/);
    },
  );
});

describe('several visits for one MPAN', () => {
  const rules = meterOperatorRules;
  const two = d0150('2026-06-01', {
    meters: [
      { id: 'OLD1', installedOn: '2001-05-05' },
      { id: 'OLD2', installedOn: '2001-05-05' },
    ],
  });
  const seen = (outcome: Parameters<typeof visit>[1], meterId: string) =>
    visit('2026-08-10', outcome, { meterId, key: `visit/${meterId}/${outcome}` });
  const request = d0001('2026-08-04');

  test('are one report with a 005 per meter, in whatever order they came', () => {
    const rows = [seen('noBackstop', 'OLD1'), seen('hasBackstop', 'OLD2')];
    const lines = written([two, request, ...rows], rules);
    expect(lines.filter((line) => line.startsWith('005'))).toEqual([
      '005|OLD1|NO BACKSTOP FITTED|',
      '005|OLD2|BACKSTOP FITTED|',
    ]);
    expect(written([two, request, ...rows.toReversed()], rules)).toEqual(lines);
    const report = {
      ...d0002('2026-08-11'),
      parts: [{ line: 2, text: lines.slice(1).join('\n') }],
    };
    expect(story([two, request, report])).toContain('REPORT_UNCLEAR');
  });

  test('that contradict one another are sent by nobody', () => {
    const events = [two, request, seen('noBackstop', 'OLD1'), seen('hasBackstop', 'OLD1')];
    expect(written(events, rules)).toEqual([]);
    expect(story(events, { rules: { ...rules, drafts: true } })).toContain('VISITS_CONTRADICT');
  });

  test('that spell one meter otherwise are about that meter, known or not', () => {
    for (const [one, other] of [
      ['OLD1', 'old 1'],
      ['ODD9', '0odd9'],
    ] as const) {
      const differ = [two, request, seen('noBackstop', one), seen('hasBackstop', other)];
      expect(written(differ, rules)).toEqual([]);
      expect(story(differ, { rules: { ...rules, drafts: true } })).toContain('VISITS_CONTRADICT');
      const agree = [two, request, seen('noBackstop', other), seen('noBackstop', one)];
      const lines = written(agree, rules).filter((line) => line.startsWith('005'));
      expect(lines).toHaveLength(1);
      expect(written([...agree.slice(0, 2), ...agree.slice(2).toReversed()], rules)).toEqual(
        written(agree, rules),
      );
    }
    const [line] = written([two, request, seen('noBackstop', 'old 1')], rules).filter((one) =>
      one.startsWith('005'),
    );
    expect(line).toBe('005|OLD1|NO BACKSTOP FITTED|');
  });

  test.each(['-', '\u0000', '\u2028\t'])('%j names no meter', (nothing) => {
    const unnamed = visit('2026-08-10', 'hasBackstop', { meterId: nothing });
    const lines = (events: readonly ProcessEvent[], profile: string) =>
      written(
        events.map((event) => ({ ...event, profile })),
        rules,
      ).filter((line) => /^(005|290)/.test(line));
    expect(lines([baseline, request, unnamed], 'option-3')).toEqual([
      '005|OLD1|BACKSTOP FITTED|',
      expect.stringMatching(/^290\|OLD1\|/),
    ]);
    const replaced = visit('2026-08-10', 'replaced', { newMeterId: nothing });
    expect(written([baseline, d0142('2026-08-04'), replaced], rules)[0]).toContain('New Meter Id');
    // Nor in a notification: what is said of the meter that is there is then believed.
    const notified = notification('2026-08-03', { known: { J0178: 'MOPX', J0004: nothing } });
    const has = d0002('2026-08-10', { meters: [['OLD1', 'BACKSTOP FITTED']] });
    expect(anyOrder([notified, request, has])).toContain('backstopPresent');
  });

  test('a visit before the request is no answer, and is named', () => {
    const early = visit('2026-08-10', 'hasBackstop', { visitedOn: '2026-08-01' });
    expect(written([baseline, request, early], rules)).toEqual([]);
    expect(story([baseline, request, early], { rules })).toContain('VISIT_BEFORE_REQUEST');
  });
});

describe('a snapshot of 0.1.0', () => {
  const rules = meterOperatorRules;
  const found = visit('2026-08-10', 'noBackstop');

  function draftedFrom(change: (state: MpanState) => MpanState): string[] {
    const { state } = told([baseline, d0001('2026-08-04')], { rules });
    const { visits: _visits, ...old } = state;
    const changed = change(old);
    return changed.checks.flatMap((check) =>
      draftsFor(rules, changed, check, '2027-01-01T00:00:00Z').drafts.map(({ flow }) => flow),
    );
  }

  test('with a visit told before its request drafts the report of it', () => {
    expect(draftedFrom((state) => ({ ...state, earlyVisit: found }))).toEqual(['D0002']);
  });

  test('with the visit of a check drafts what it has not been reported by', () => {
    const reportedBy = (visitReported: readonly string[]) =>
      draftedFrom((state) => ({
        ...state,
        earlyVisit: null,
        checks: state.checks.map((check) => ({ ...check, visit: found, visitReported })),
      }));
    expect(reportedBy([])).toEqual(['D0002']);
    expect(reportedBy(['D0002'])).toEqual([]);
  });

  test('with none drafts nothing', () => {
    expect(draftedFrom((state) => ({ ...state, earlyVisit: null }))).toEqual([]);
  });
});
