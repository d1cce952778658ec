/** Four eyes: what one proposed waits for another, and lapses when what it is about moves on. */
import { describe, expect, test } from 'vitest';
import {
  actionInWords,
  exceptionId,
  isSameAction,
  isSamePerson,
  type OperatorEvent,
  type ProcessEvent,
  type SettlingAction,
} from '../../src/process/index.ts';
import { appointment, asked, d0001, d0002, mpan, notification, reports, told } from './events.ts';
import { deed } from './histories.ts';

const unclear = d0002('2026-08-10', reports.unclear);
const unclearId = exceptionId(mpan, 'REPORT_UNCLEAR', unclear.key);

const propose = (action: SettlingAction, when = '2026-08-11 09:00:00') =>
  deed(when, { name: 'propose', action }, 'bob');
const idOf = (event: OperatorEvent): string => exceptionId(mpan, 'SECOND_PERSON_NEEDED', event.key);
const itemsOf = (events: readonly ProcessEvent[]) => {
  const { state } = told(events, { asOf: '2026-09-01' });
  return [...state.loose, ...state.checks.flatMap(({ exceptions }) => exceptions)]
    .filter(({ code }) => code === 'SECOND_PERSON_NEEDED')
    .map(({ detail, open }) => `${detail}${open ? '' : ' gone'}`);
};
const waiting = (events: readonly ProcessEvent[]) =>
  told(events, { asOf: '2026-09-01' }).state.proposals?.map(({ action }) => actionInWords(action));

test('an action is said as a person types it', () => {
  expect(actionInWords({ name: 'decide', decision: 'has' })).toBe('decide has');
  expect(actionInWords({ name: 'cancel' })).toBe('cancel');
  expect(actionInWords({ name: 'approve', flow: 'D0001' })).toBe('approve D0001');
  const resolve = { name: 'resolve', exceptionId: 'X' } as const;
  expect(actionInWords({ ...resolve, accept: true })).toBe('resolve X accept');
  expect(actionInWords({ ...resolve, accept: false })).toBe('resolve X dismiss');
  expect(isSameAction({ ...resolve, accept: true }, { ...resolve, accept: true })).toBe(true);
  expect(isSameAction({ ...resolve, accept: true }, { ...resolve, accept: false })).toBe(false);
});

test.each([
  ['ann', 'ann', true],
  [' Ann ', 'aNN', true],
  ['ann', ' ann', true],
  ['ann', 'bob', false],
  // Of whoever signed in at a provider the end alone says who it is.
  ['ann+x0g3k1v9q2m7c', 'Anna Other+x0g3k1v9q2m7c', true],
  ['ann+x0g3k1v9q2m7c', 'ann+x0g3k1v9q2m7d', false],
  ['ann+x0g3k1v9q2m7c', 'ann', false],
  ['ann+x0g3k1v9q2m7c', 'x0g3k1v9q2m7c', false],
  ['ann+desk', 'bob+desk', false],
  ['ann+metering2026', 'bob+metering2026', false],
])('%j and %j are one person: %s', (one, other, isOne) => {
  expect(isSamePerson(one, other)).toBe(isOne);
});

describe('a proposal', () => {
  const hasNot = propose({ name: 'decide', decision: 'hasNot' });
  const has = propose({ name: 'decide', decision: 'has' }, '2026-08-11 10:00:00');

  test('waits while nothing of its check moves', () => {
    expect(itemsOf([...asked, unclear, hasNot])).toEqual(['bob: decide hasNot']);
    const mop = appointment('2026-08-12', 'meterOperator', 'MOPX');
    expect(waiting([...asked, unclear, hasNot, mop])).toEqual(['decide hasNot']);
    expect(told([...asked, unclear, hasNot]).state.proposals?.[0]).toMatchObject({
      who: 'bob',
      at: '2026-08-11T09:00:00Z',
      stood: { supplier: 'SUPP', sequence: 1, stages: 3, closed: false },
    });
  });

  test('lapses when its check moves on, and others go with it', () => {
    const has2 = d0002('2026-08-12', reports.hasNot);
    expect(itemsOf([...asked, unclear, hasNot, has, has2])).toEqual([
      'bob: decide hasNot gone',
      'bob: decide has gone',
    ]);
    expect(waiting([...asked, unclear, hasNot, has2])).toBeUndefined();
  });

  test('about another Supplier’s check stays', () => {
    const other = d0001('2026-08-12', { sender: 'SUPZ', id: 'other' });
    expect(waiting([...asked, unclear, hasNot, other])).toEqual(['decide hasNot']);
  });

  test('goes when it is done, or when it is dismissed, and no other goes with it', () => {
    const chase = propose({ name: 'approve', flow: 'D0001' }, '2026-08-11 08:00:00');
    const done = deed('2026-08-12 09:00:00', { name: 'approve', flow: 'D0001' }, 'ann');
    expect(waiting([...asked, unclear, hasNot, chase, done])).toEqual(['decide hasNot']);
    expect(itemsOf([...asked, unclear, hasNot, chase, done])).toEqual([
      'bob: approve D0001 gone',
      'bob: decide hasNot',
    ]);
    const dismissed = { name: 'resolve', exceptionId: idOf(chase), accept: false } as const;
    const gone = deed('2026-08-12 09:00:00', dismissed, 'ann');
    expect(waiting([...asked, unclear, hasNot, chase, gone])).toEqual(['decide hasNot']);
  });

  test('about an item of the work queue is of its sender, and lapses when the item is settled', () => {
    const settles = { name: 'resolve', exceptionId: unclearId, accept: false } as const;
    const proposed = propose(settles);
    const again = notification('2026-08-05', { id: 'again' });
    const { state } = told([...asked, again, unclear, proposed]);
    const item = state.checks[0]?.exceptions.find(({ code }) => code === 'SECOND_PERSON_NEEDED');
    expect(item).toMatchObject({ sender: 'MOPX', detail: `bob: resolve ${unclearId} dismiss` });
    const plain = told([...asked, unclear, hasNot]).state.checks[0]?.exceptions.at(-1);
    expect(plain).not.toHaveProperty('sender');
    const otherwise = deed('2026-08-12 09:00:00', { ...settles, accept: true }, 'ann');
    expect(waiting([...asked, unclear, proposed, otherwise])).toBeUndefined();
    expect(waiting([...asked, unclear, proposed])).toEqual([`resolve ${unclearId} dismiss`]);
    const unknown = propose({ name: 'resolve', exceptionId: 'nothing', accept: true });
    expect(waiting([...asked, unclear, unknown])).toEqual(['resolve nothing accept']);
  });

  test('where no check is known belongs to none, and lapses with none', () => {
    const cancels = propose({ name: 'cancel' }, '2026-08-01 09:00:00');
    const { state } = told([cancels]);
    expect(state.loose.map(({ code }) => code)).toEqual(['SECOND_PERSON_NEEDED']);
    expect(state.proposals?.[0]?.stood).toBeNull();
    expect(waiting([cancels, ...asked])).toEqual(['cancel']);
    const done = deed('2026-08-01 10:00:00', { name: 'cancel' }, 'ann');
    expect(itemsOf([cancels, done])).toEqual(['bob: cancel gone']);
  });

  test('that another carries out is said to be the first one’s, who then is its drafter', () => {
    const decided = {
      ...deed('2026-08-12 09:00:00', { name: 'decide', decision: 'hasNot' }, 'ann'),
      proposedBy: 'bob',
    };
    const seen = told([...asked, unclear, hasNot, decided]);
    expect(seen.state.checks[0]?.stages.at(-1)?.drafter).toBe('bob');
    const alone = deed('2026-08-12 09:00:00', { name: 'decide', decision: 'hasNot' }, 'ann');
    const stage = told([...asked, unclear, alone]).state.checks[0]?.stages.at(-1);
    expect(stage).not.toHaveProperty('drafter');
  });
});
