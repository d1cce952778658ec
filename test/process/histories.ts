/** Random histories of one MPAN, always the same for the same seed: as they come, visits, lists, deeds. */
import type { OperatorEvent, ProcessEvent } from '../../src/process/index.ts';
import { type Chance, chanceOf, randomHistory } from '../naive/random-history.ts';
import { withLinks } from '../naive/with-links.ts';
import {
  cancel,
  d0001,
  d0002,
  d0142,
  d0150,
  inProfile,
  notification,
  reports,
  visit,
} from './events.ts';

export interface History {
  readonly events: readonly ProcessEvent[];
  readonly asOf: string;
}

export const anyHistory = (seed: number): History => {
  const { told, asOf } = randomHistory(seed);
  return { events: told.map(({ event }) => event), asOf };
};

/** Requests, and what engineers then found, row by row, with their remarks. */
export function visitHistory(seed: number): History {
  const { oneOf, onceIn } = chanceOf(seed);
  const option = oneOf(['option-1', 'option-2', 'option-3']);
  const meters = oneOf([[], ['OLD1'], ['OLD1'], ['OLD1', 'OLD2']]).map((id) => ({
    id,
    installedOn: '2001-05-05',
  }));
  const events: ProcessEvent[] = [
    ...(meters.length === 0 ? [] : [d0150('2026-06-01', { meters })]),
    ...(onceIn(2) ? [d0001('2026-08-04')] : []),
    ...(onceIn(2) ? [d0142('2026-08-06', { removes: onceIn(4) })] : []),
  ];
  for (let rows = oneOf([1, 1, 2, 3]), line = 2; rows > 0; rows -= 1, line += 1) {
    events.push(randomVisit({ oneOf, onceIn }, line));
  }
  if (onceIn(5)) events.push(d0002('2026-08-13', reports.hasNot));
  if (onceIn(5)) events.push(visit('2026-08-20', 'replaced', { newMeterId: 'NEW9', line: 9 }));
  return { events: inProfile(option, events), asOf: '2026-08-25T00:00:00Z' };
}

const remarks = [
  null,
  null,
  'SEAL BROKEN',
  'Café | key with Nº 7',
  'THE CUPBOARD IS LOCKED AND THE KEY IS WITH THE NEIGHBOUR '.repeat(5).trim(),
  'X'.repeat(230),
];

function randomVisit({ oneOf, onceIn }: Pick<Chance, 'oneOf' | 'onceIn'>, line: number) {
  const outcomes = ['hasBackstop', 'noBackstop', 'replaced', 'replaced', 'cannotReverse'] as const;
  const failures = ['noAccess', 'refused'] as const;
  const outcome = onceIn(3) ? oneOf(failures) : oneOf(outcomes);
  const day = onceIn(6) ? '2026-08-03' : oneOf(['2026-08-10', '2026-08-11', '2026-08-12']);
  const when = `${day} 09:00:0${line}`;
  return visit(when, outcome, {
    line,
    meterId: oneOf([null, 'OLD1', 'OLD1', 'old1', 'OLD2', 'OLD7']),
    newMeterId: outcome === 'replaced' && !onceIn(3) ? oneOf(['NEW1', 'new1', 'NEW2']) : null,
    remarks: oneOf(remarks),
    items: oneOf([
      {},
      {},
      { J0010: '01' },
      { J0483: 'n', J0848: '2026-08-09', '08A J1677': 'MAPX' },
      { J0483: 'N', J0410: 'ACME—200', J0848: '2026-08-10' },
      { J0001: 'nonsense', J0483: 'Q' },
    ]),
  });
}

/** What a list of notified sites tells, well and badly, and what is then asked for. */
export function notifiedHistory(seed: number): History {
  const { oneOf, onceIn } = chanceOf(seed);
  const known: Record<string, string> = {};
  const maybe = (ref: string, ...values: string[]): void => {
    if (!onceIn(3)) known[ref] = oneOf(values);
  };
  maybe('J0178', 'MOPX', 'MOPX', 'MOP', 'mopy');
  maybe('J0004', 'M1', 'M1', '-', 'TOO LONG A METER ID');
  maybe(
    'J1036',
    '1 HIGH STREET',
    'Tŷ Gwyn',
    'A LINE OF AN ADDRESS THAT IS MUCH LONGER THAN IT MAY BE',
  );
  maybe('J1040', 'ANYTOWN', 'LLANFAIRPWLLGWYNGYLLGOGERYCHWYRNDROBWLLLLANTYSILIO');
  maybe('J0263', 'AA1 1AA', 'a post code');
  maybe('J0098', 'H', 'h', '?');
  maybe('J0010', '01', 'S');
  const events: ProcessEvent[] = [
    notification('2026-08-03', { known, knownBackstop: onceIn(9) }),
    ...(onceIn(3) ? [notification('2026-08-05', { known: { J0178: 'MOPY', J0004: 'M2' } })] : []),
    ...(onceIn(2) ? [d0001('2026-08-06')] : []),
    ...(onceIn(2) ? [d0002('2026-08-12', oneOf([reports.hasNot, reports.unclear]))] : []),
    ...(onceIn(5) ? [d0142('2026-08-13')] : []),
  ];
  const option = oneOf(['option-1', 'option-2', 'option-3']);
  return { events: inProfile(option, events), asOf: '2026-09-25T00:00:00Z' };
}

/** Linked export MPANs, since when there is export, and terminations, among what else comes. */
export function linkHistory(seed: number): History {
  const { told, asOf } = withLinks(randomHistory(seed), seed);
  const { oneOf, onceIn } = chanceOf(seed);
  const events = told.map(({ event }): ProcessEvent => {
    if (event.kind !== 'notification' || onceIn(2)) return event;
    return { ...event, exportSince: oneOf(['2026-07-01', '2026-08-05', '2026-09-09']) };
  });
  return { events, asOf };
}

/** What people do to what came, some of it proposed first, and flows of ours that come from outside. */
export function deedHistory(seed: number): History {
  const { oneOf, onceIn } = chanceOf(seed);
  const { told } = randomHistory(seed);
  const facts = told.map(({ event }) => event);
  const all = facts.flatMap((event, index): ProcessEvent[] => {
    if (event.kind === 'flow' && onceIn(4)) {
      const claim = `${event.sender}/${event.flow}/${event.fileIdentifier}/`;
      const correction = onceIn(3) ? '+12' : '';
      const claimed = { ...event, key: `inbox/${event.key}${correction}`, claimsOurs: claim };
      return onceIn(4) ? [event, claimed] : [claimed];
    }
    if (event.kind === 'flow' && onceIn(4)) return [{ ...event, mended: ['J0012: «é» as «e»'] }];
    if (!onceIn(3)) return [event];
    const at = `${event.effectiveAt.slice(0, 10)} 15:0${index % 10}:00`;
    const settles = oneOf<
      Extract<OperatorEvent['action'], { name: 'decide' | 'cancel' | 'approve' }>
    >([
      { name: 'decide', decision: 'hasNot' },
      { name: 'decide', decision: 'askAgain' },
      { name: 'cancel' },
      { name: 'approve', flow: 'D0001' },
    ]);
    const proposed = deed(at, { name: 'propose', action: settles }, 'bob');
    const done = { ...deed(at.replace(' 15', ' 16'), settles, 'ann'), proposedBy: 'bob' };
    const again = deed(at, { name: 'resubmit', source: 'a.usr', lines: null }, 'bob');
    const lost: ProcessEvent = {
      ...again,
      kind: 'undelivered',
      key: `undelivered/${again.key}`,
      supplier: 'SUPP',
      sequence: oneOf([1, 2]),
      alertKey: 'a',
      alertKind: 'BREACHED',
      stage: 'notified',
      channel: 'webhook',
      attempts: 9,
      lastError: 'timed out',
    };
    return [event, ...oneOf([[proposed], [proposed, done], [proposed, done], [again, lost]])];
  });
  const last = facts.map(({ effectiveAt }) => effectiveAt).reduce((a, b) => (a > b ? a : b), '');
  return { events: all, asOf: `${last.slice(0, 10)}T23:59:59Z` };
}

export const deed = (when: string, action: OperatorEvent['action'], who: string): OperatorEvent => {
  const { key, ...event } = cancel(when);
  return { ...event, key: `${key}/${action.name}/${who}`, action, who };
};
