import { describe, expect, test } from 'vitest';
import { faultlessEnd, groupAt } from '../../src/flow/faultless.ts';
import { definitionFor } from '../../src/flow/index.ts';
import { createInstanceReader } from '../../src/flow/instance.ts';
import { createRowReader, recordKey } from '../../src/flow/rows.ts';
import { catalogue, goodFiles } from './examples.ts';

/** The records of a good file, without header and trailer. */
const recordsOf = (text: string): string[] => text.trimEnd().split(/\r?\n/).slice(1, -1);

const flowOf = (text: string) => {
  const flowVersion = text.split('|')[2] ?? '';
  const flow = definitionFor(catalogue, flowVersion.slice(0, 5), flowVersion.slice(5));
  if (flow === null) throw new Error(`${flowVersion} is not in the catalogue`);
  return flow;
};

/** Where the record ends by the quick way; -1 if it does not take it. */
function endOf(file: string, text: string): number {
  const bytes = Buffer.from(`${text}${'|'.repeat(40)}`, 'latin1');
  const group = groupAt(flowOf(file), bytes, 0);
  return group === undefined
    ? -1
    : faultlessEnd(group, bytes, 0, Buffer.byteLength(text, 'latin1'));
}

describe.each(Object.entries(goodFiles))('%s', (_, file) => {
  const records = recordsOf(file);

  test('every record is taken the quick way', () => {
    for (const record of records) {
      expect([record, endOf(file, `${record}\n`)]).toEqual([record, record.length]);
      expect([record, endOf(file, `${record}\r\n`)]).toEqual([record, record.length + 1]);
    }
  });

  test('a record that is not whole is left to the slow way', () => {
    for (const record of records) {
      for (let length = 0; length <= record.length; length++) {
        expect(endOf(file, record.slice(0, length))).toBe(-1);
      }
    }
  });

  test('what is taken the quick way has no finding the slow way', () => {
    for (const record of records) {
      for (let at = 0; at < record.length; at++) {
        for (const by of ['', '|', ' ', '\r', '\u00e9', '\u0001', '9', 'Q', '0|', '.']) {
          const changed = record.slice(0, at) + by + record.slice(at + 1);
          if (endOf(file, `${changed}\n`) < 0) continue;
          expect([changed, slowFindings(file, changed)]).toEqual([changed, []]);
        }
      }
    }
  });
});

/** What the slow way says of the items of one record; where its group stands is not asked here. */
function slowFindings(file: string, record: string) {
  const flow = flowOf(file);
  const instance = createInstanceReader(flow, 'closed', 10);
  instance.begin(1, false);
  const rows = createRowReader(4_000, (row) => {
    instance.take(row, flow.groupByKey.get(recordKey(row)));
  });
  rows.push(Buffer.from(`${record}\n`, 'latin1'));
  const { findings } = instance.finish(record);
  return findings.filter(({ code }) => code !== 'GROUP_MISPLACED' && code !== 'GROUP_MISSING');
}
