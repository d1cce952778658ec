/** An answer that says it was made long before it came: what it moves, and what it does not take back. */
import { describe, expect, test } from 'vitest';
import {
  alertChanges,
  type FlowEvent,
  type ProcessEvent,
  type RaisedAlert,
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
  exchanged,
  instant,
  meterOperatorRules,
  notification,
  reports,
  resolve,
  story,
  supplierRules,
  told,
} from './events.ts';

const settings = { dueSoonWorkingDays: 2, escalateEveryWorkingDays: 5, escalationsMax: 4 };

/** The notified check, asked about on 4 August: the report is due by the end of 18 August. */
const came = (event: FlowEvent, when: string): FlowEvent => ({
  ...event,
  receivedAt: instant(when),
});
const report = (created: string, received: string): FlowEvent =>
  came(d0002(created, reports.has), received);

const inOption3 = <Event extends ProcessEvent>(event: Event): Event => ({
  ...event,
  profile: 'option-3',
});

/** What would be taken back of the alerts that stood at an instant. */
function retractedBy(before: readonly ProcessEvent[], after: readonly ProcessEvent[], at: string) {
  const raised = alertChanges(supplierRules, settings, told(before).state, [], instant(at)).raise;
  const stood: RaisedAlert[] = raised.map((alert) => ({ ...alert, at: '', retracted: false }));
  const { retract } = alertChanges(supplierRules, settings, told(after).state, stood, instant(at));
  return retract.map(({ kind }) => kind);
}

describe('more than three Working Days after its creation', () => {
  const late = report('2026-08-10', '2026-08-20');
  const accept = resolve('2026-08-21', 'LATE_CLAIM', late, true);
  const dismiss = resolve('2026-08-21', 'LATE_CLAIM', late, false);

  test('an answer moves the check and counts from when it came', () => {
    expect(anyOrder([...asked, late])).toBe(
      'notified met, investigating late, backstopPresent | LATE_CLAIM (DELIVERED_LATE)',
    );
    expect(told([...asked, late]).views[0]).toMatchObject({
      closedOn: '2026-08-10',
      stages: [{}, { answeredOn: '2026-08-20', workingDaysTaken: 12 }],
    });
  });

  test('it takes no breach back until a person accepts the claim', () => {
    expect(retractedBy(asked, [...asked, late], '2026-08-20')).toEqual([]);
    expect(retractedBy(asked, [...asked, late, dismiss], '2026-08-21')).toEqual([]);
    expect(retractedBy(asked, [...asked, late, accept], '2026-08-21')).toContain('BREACHED');
  });

  test('accepted it counts as it claims, dismissed it stays as it came', () => {
    expect(anyOrder([...asked, late, accept])).toBe(
      'notified met, investigating met, backstopPresent | (LATE_CLAIM settled) (DELIVERED_LATE)',
    );
    expect(anyOrder([...asked, late, dismiss])).toBe(
      'notified met, investigating late, backstopPresent | (LATE_CLAIM settled) (DELIVERED_LATE)',
    );
  });

  test('a person is asked even where it came in time', () => {
    expect(story([...asked, report('2026-08-05', '2026-08-12')])).toBe(
      'notified met, investigating met, backstopPresent | LATE_CLAIM (DELIVERED_LATE)',
    );
  });

  test('three Working Days, or as many as are configured, are let pass', () => {
    // 14 August 2026 is a Friday.
    expect(story([...asked, report('2026-08-14', '2026-08-19')])).not.toContain('LATE_CLAIM');
    expect(story([...asked, report('2026-08-14', '2026-08-20')])).toContain('LATE_CLAIM');
    const patient = { ...supplierRules, lateClaimWorkingDays: 4 };
    const lenient = story([...asked, report('2026-08-14', '2026-08-20')], { rules: patient });
    expect(lenient).not.toContain('LATE_CLAIM');
  });

  test('nothing is claimed where clocks run by receipt', () => {
    const byReceipt = { ...late, effectiveAt: late.receivedAt };
    expect(story([...asked, byReceipt])).toContain('investigating late, backstopPresent | (DELIV');
  });

  test('what we sent ourselves claims nothing', () => {
    const own = came(d0001('2026-08-04'), '2026-08-25');
    expect(story([baseline, notification('2026-08-03'), own])).not.toContain('LATE_CLAIM');
  });

  test('of one fact told twice the first coming counts', () => {
    const first = report('2026-08-10', '2026-08-11');
    expect(anyOrder([...asked, late, first])).not.toContain('LATE_CLAIM');
  });
});

test('a failed visit, an unclear and a rejecting report are held to the same', () => {
  for (const answer of [
    d0221('2026-08-10'),
    d0002('2026-08-10', reports.unclear),
    d0002('2026-08-10', reports.rejected),
  ]) {
    const late = came(answer, '2026-08-20');
    const told1 = anyOrder([...asked, late]);
    expect(told1).toContain('investigating late');
    expect(told1).toContain('LATE_CLAIM');
    expect(retractedBy(asked, [...asked, late], '2026-08-20')).toEqual([]);
  }
});

test('a rejection that withdraws the stage takes its breach back no more than an answer', () => {
  const ordered = [...asked, d0002('2026-08-05', reports.hasNot), d0142('2026-08-06')];
  const rejected = came(d0002('2026-08-12', reports.rejected), '2026-08-25');
  expect(anyOrder([...ordered, rejected])).toContain('replacing withdrawn');
  expect(retractedBy(ordered, [...ordered, rejected], '2026-08-25')).toEqual([]);
  const accept = resolve('2026-08-25', 'LATE_CLAIM', rejected, true);
  const after = [...ordered, rejected, accept];
  expect(retractedBy(ordered, after, '2026-08-25')).toContain('BREACHED');
});

describe('meter details', () => {
  const ordered = [...asked, d0002('2026-08-05', reports.hasNot), d0142('2026-08-06')];

  test('that prove the replacement are late until the claim is accepted', () => {
    const late = came(exchanged('2026-08-14'), '2026-08-25');
    expect(anyOrder([...ordered, late])).toContain('replacing late, meterReplaced | LATE_CLAIM');
    const accept = resolve('2026-08-26', 'LATE_CLAIM', late, true);
    expect(anyOrder([...ordered, late, accept])).toContain('replacing met, meterReplaced');
  });

  test('of a new meter whose removal is awaited answer nothing from before they came', () => {
    const fitted = came(
      d0150('2026-08-14', { meters: [{ id: 'NEW1', installedOn: '2026-08-14' }] }),
      '2026-08-25',
    );
    expect(story([...ordered, fitted], { asOf: '2026-08-25' })).toContain('replacing breached');
    expect(retractedBy(ordered, [...ordered, fitted], '2026-08-25')).toEqual([]);
    const removed = d0150('2026-08-26', { removed: ['OLD1'] });
    expect(anyOrder([...ordered, fitted, removed])).toContain('replacing late, meterReplaced');
    const accept = resolve('2026-08-27', 'LATE_CLAIM', fitted, true);
    expect(anyOrder([...ordered, fitted, removed, accept])).toContain(
      'replacing met, meterReplaced',
    );
  });

  test('half of an answer that claims to be older makes the whole late', () => {
    const option3 = asked.map((event) => ({ ...event, profile: 'option-3' }));
    const half = came(
      { ...d0002('2026-08-10', reports.replaced), profile: 'option-3' },
      '2026-08-20',
    );
    const other = { ...exchanged('2026-08-11'), profile: 'option-3' };
    expect(anyOrder([...option3, half, other])).toContain('investigating late, meterReplaced');
    const accept = resolve('2026-08-21', 'LATE_CLAIM', half, true);
    expect(anyOrder([...option3, half, other, accept])).toContain('investigating met, meterRep');
  });
});

describe('at a Meter Operator’s', () => {
  const failed = [d0001('2026-08-04'), d0221('2026-08-06')];
  const ask = (received: string) => came(d0001('2026-08-19', { id: 'AGAIN' }), received);

  test('a request that ends what the Supplier owed is held to the same', () => {
    expect(anyOrder([...failed, ask('2026-08-26')], { rules: meterOperatorRules })).toBe(
      'investigating met, notified late, investigating open | LATE_CLAIM (DELIVERED_LATE)',
    );
    expect(anyOrder([...failed, ask('2026-08-20')], { rules: meterOperatorRules })).toContain(
      'notified met',
    );
  });

  test('a request that opens a check, or chases, claims nothing that helps the Supplier', () => {
    const first = came(d0001('2026-08-04'), '2026-08-20');
    expect(story([first], { rules: meterOperatorRules })).not.toContain('LATE_CLAIM');
    const chased = came(d0001('2026-08-05', { id: 'CHASE' }), '2026-08-20');
    expect(story([d0001('2026-08-04'), chased], { rules: meterOperatorRules })).not.toContain(
      'LATE_CLAIM',
    );
  });
});

describe('option 3: a half of the answer that is kept before it is owed', () => {
  const start = [baseline, notification('2026-08-03')].map(inOption3);
  const proves = came(exchanged('2026-08-05'), '2026-08-20');
  const half = inOption3(proves);
  const request = inOption3(d0001('2026-08-06'));
  const words = inOption3(d0002('2026-08-07', reports.hasNot));

  test('is asked about when it is kept', () => {
    expect(anyOrder([...start, half])).toBe('notified open | LATE_CLAIM (DELIVERED_LATE)');
  });

  test('makes the stage that it answers late, until a person accepts the claim', () => {
    const events = [...start, half, request, words];
    expect(anyOrder(events)).toContain('notified met, investigating met, meterReplaced');
    expect(told(events).views[0]?.stages[1]).toMatchObject({ answeredOn: '2026-08-20' });
    const later = inOption3(came(exchanged('2026-08-05'), '2026-09-01'));
    expect(anyOrder([...start, later, request, words])).toContain('investigating late');
    const accept = resolve('2026-09-02', 'LATE_CLAIM', later, true);
    expect(anyOrder([...start, later, request, words, accept])).toContain('investigating met');
  });

  test('gives way to a newer one that claims nothing', () => {
    const again = { meters: [{ id: 'NEW2', installedOn: '2026-08-05' }], removed: ['NEW1'] };
    const newer = inOption3(d0150('2026-08-05 12:00:00', again));
    const { views } = told([...start, half, newer, request, words]);
    expect(views[0]?.stages[1]).toMatchObject({ answeredOn: '2026-08-07', status: 'met' });
  });
});

test('the item outlives the check, and an appointment claims nothing', () => {
  const late = report('2026-08-10', '2026-08-20');
  const lost = appointment('2026-08-24', 'supplier', 'OTHR', {
    receivedAt: '2026-09-30T09:00:00Z',
  });
  expect(story([...asked, late, lost])).toContain('backstopPresent | LATE_CLAIM');
});

describe('a late claim beside an answer that came in time', () => {
  const claim = report('2026-08-06', '2026-08-25');
  const timely = report('2026-08-12', '2026-08-12');

  test('counts for nothing: the stage was answered in time', () => {
    expect(anyOrder([...asked, claim, timely])).toBe(
      'notified met, investigating met, backstopPresent | LATE_CLAIM (DELIVERED_LATE)',
    );
    expect(told([...asked, claim, timely]).views[0]).toMatchObject({
      stages: [{}, { answeredOn: '2026-08-12' }],
    });
    expect(retractedBy([...asked, timely], [...asked, claim, timely], '2026-08-25')).toEqual([]);
  });

  test('of several the one that came first counts, also where all are late', () => {
    const later = report('2026-08-07', '2026-08-21');
    expect(told([...asked, claim, later]).views[0]).toMatchObject({
      stages: [{}, { answeredOn: '2026-08-21', status: 'late' }],
    });
  });

  test('an unclear report in time is an answer too; one of somebody else is none', () => {
    const unclear = came(d0002('2026-08-12', reports.unclear), '2026-08-12');
    expect(anyOrder([...asked, claim, unclear])).toContain('investigating met');
    const known = appointment('2021-04-01', 'meterOperator', 'MOPX');
    const stranger = came(d0002('2026-08-12', { ...reports.has, sender: 'MOPY' }), '2026-08-12');
    expect(anyOrder([known, ...asked, claim, stranger])).toContain('investigating late');
  });
});
