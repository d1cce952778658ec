/** A fault of ours on one MPAN: told by places in the code alone, and never by words that came. */
import { expect, test } from 'vitest';
import {
  draftsOrFault,
  exceptionId,
  exceptionOfFault,
  faultOf,
  type ProcessRules,
} from '../../src/process/index.ts';
import { mpan, notification, supplierRules, told } from './events.ts';

const at = '2026-08-04T09:00:00Z';

const failed = (stack: string): TypeError => {
  const error = new TypeError('1 HIGH STREET');
  error.stack = stack;
  return error;
};

test('is told by the kind of the error and the places in the package, as they stand in it', () => {
  const stack = [
    'TypeError: 1 HIGH STREET',
    '    at tell (file:///home/pawl/app/src/process/tell.ts:12:5)',
    '    at /opt/pawl/dist/gateway/batch.js:1:20',
    '    at Object.parse (/opt/pawl/node_modules/zod/index.js:3:4)',
    '    at node:internal/process/task_queues:95:5',
    '    at source (/home/mysrc/other.ts:1:1)',
    'told at someone (src/not/a/frame.ts:1:1)',
  ].join('\n');
  expect(faultOf('fold', failed(stack), at)).toEqual({
    at,
    place: 'fold',
    trace: [
      'TypeError',
      'tell (src/process/tell.ts:12:5)',
      'dist/gateway/batch.js:1:20',
      'Object.parse (node_modules/zod/index.js:3:4)',
    ],
  });
});

test('has eight places at most, and none where there is no stack', () => {
  const frames = Array.from({ length: 20 }, (_, line) => `    at f (/app/src/a.ts:${line}:1)`);
  const { trace } = faultOf('rows', failed(['TypeError: x', ...frames].join('\n')), at);
  expect(trace).toHaveLength(9);
  expect(trace.at(-1)).toBe('f (src/a.ts:7:1)');
  const bare = new RangeError('x');
  delete bare.stack;
  expect(faultOf('rows', bare, at).trace).toEqual(['RangeError']);
  expect(faultOf('rows', 'a word', at).trace).toEqual(['string']);
});

test('is an item of the work queue, one for each place', () => {
  const fault = { at, place: 'fold', trace: ['TypeError', 'a', 'b'] } as const;
  expect(exceptionOfFault(mpan, fault)).toEqual({
    id: exceptionId(mpan, 'PAWL_FAULT', 'fold'),
    code: 'PAWL_FAULT',
    at,
    detail: 'fold: TypeError < a < b',
    open: true,
  });
});

test('keeps the drafts of a check from being made, and only those', () => {
  const { state } = told([notification('2026-08-03')]);
  const [check] = state.checks;
  const whole = draftsOrFault(supplierRules, state, check!, at);
  expect(whole.drafts.map(({ flow }) => flow)).toEqual(['D0001']);
  expect(whole.fault).toBeNull();
  const rules = { ...supplierRules, catalogue: undefined } as unknown as ProcessRules;
  const { drafts, fault } = draftsOrFault(rules, state, check!, at);
  expect(drafts).toEqual([]);
  expect(fault).toMatchObject({ place: 'drafts', at: '2026-08-02T23:00:00Z' });
  expect(fault?.trace[0]).toBe('TypeError');
  const held = { ...state, fault: faultOf('fold', new Error('x'), at) };
  expect(draftsOrFault(supplierRules, held, check!, at)).toMatchObject({ drafts: [], fault: null });
});
