/**
 * What a hostile or broken counterparty could drop: each shape made at the time of the test, the same
 * for the same size, never stored. `n` counts what the shape is made of: lines, instances or files.
 */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../support/dip-messages.ts';
import { badMpanOf, mpanOf } from '../support/flow-files.ts';
import { acknowledgementShapes } from './acknowledgement-shapes.ts';
import type { Shape } from './shape.ts';
import { csvHeader, inPieces, joined, repeated } from './parts.ts';
import { workbookShapes } from './workbook-shapes.ts';

/** Writes a file piece by piece, so that making it takes no memory. */
function write(path: string, parts: Iterable<string>): void {
  const handle = openSync(path, 'w');
  try {
    for (const piece of inPieces(parts)) writeSync(handle, piece, null, 'latin1');
  } finally {
    closeSync(handle);
  }
}

const csvRow = (index: number): string => `${mpanOf(index)},2026-08-03,installer,R${index}\n`;

/** A CSV of one part again and again, under a header that is ours or alone. */
const csv = (
  name: string,
  [n, big]: readonly [number, number],
  part: string | ((index: number) => string),
  start = csvHeader,
  end = '',
): Shape => ({
  name: `csv-${name}`,
  n,
  big,
  drop: (workspace, count) =>
    write(join(workspace, 'inbox', `${name}.csv`), joined(start, repeated(part, count), end)),
  doubles: true,
});

const flowHeader = (id: string, from = 'MOPX', flow = 'D0002001'): string =>
  `ZHV|${id}|${flow}|M|${from}|X|SUPP|20260803100000||||OPER|\n`;
const trailer = (id: string, groups: number, flows: number): string =>
  `ZPT|${id}|${groups}||${flows}|20260803100001|\n`;

const instance = (mpan: string, words = 'NO BACKSTOP FITTED'): string =>
  `004|${mpan}|BACKSTOP CHECK|20260803|\n005|METER1|${words}|\n006|01|20260803||\n`;

/** A D0002 of one part again and again, behind one good instance; `groups`, `flows`: of each part. */
const flow = (
  name: string,
  [n, big]: readonly [number, number],
  part: string | ((index: number) => string),
  { groups = 1, flows = 1, first = instance(mpanOf(1)), from = 'MOPX' } = {},
): Shape => ({
  name: `flow-${name}`,
  n,
  big,
  drop: (workspace, count) =>
    write(
      join(workspace, 'inbox', `${name}.usr`),
      joined(
        flowHeader('0000000001', from),
        first,
        repeated(part, count),
        trailer(
          '0000000001',
          (first === '' ? 0 : 3) + groups * count,
          (first === '' ? 0 : 1) + flows * count,
        ),
      ),
    ),
  doubles: true,
});

/** An array of one part again and again, as a file of DIP messages. */
const json = (
  name: string,
  [n, big]: readonly [number, number],
  part: string | ((index: number) => string),
  start = '[\n',
  end = '0]\n',
): Shape => ({
  name: `json-${name}`,
  n,
  big,
  drop: (workspace, count) =>
    write(join(workspace, 'inbox', `${name}.json`), joined(start, repeated(part, count), end)),
  doubles: true,
});

const message = (mpan: string, reference: string | number): string =>
  `${messageOf({ mpan, reference: String(reference) })},\n`;

/** Many files of one making. */
const files = (
  name: string,
  [n, big]: readonly [number, number],
  content: (index: number) => string,
  nameOf = (index: number) => `${name}${index}.usr`,
  folder = 'inbox',
): Shape => ({
  name: `files-${name}`,
  n,
  big,
  drop: (workspace, count) => {
    for (let index = 0; index < count; index += 1) {
      writeFileSync(join(workspace, folder, nameOf(index)), content(index), 'latin1');
    }
  },
  doubles: true,
});

const entries = (name: string, n: number, drop: Shape['drop'], big = n): Shape => ({
  name: `entries-${name}`,
  n,
  big,
  drop,
  isTold: true,
});

/** A file that says it is large and has next to nothing on the disk. */
function sparse(path: string, bytes: number): void {
  const handle = openSync(path, 'w');
  ftruncateSync(handle, bytes);
  closeSync(handle);
}

const wholeFlow = (id: string, middle: string, groups: number, flows: number): string =>
  flowHeader(id) + middle + trailer(id, groups, flows);

const fileId = (index: number): string => String(index).padStart(10, '0');

export const shapes: readonly Shape[] = [
  ...acknowledgementShapes,
  // Quotation marks in every place, under a header that is none and under one that is.
  csv('marks-unknown', [200_000, 20_000_000], 'a","\n', ''),
  csv('marks', [200_000, 20_000_000], 'a","\n'),
  csv('marks-open', [200_000, 20_000_000], '"a\n'),
  csv('marks-doubled', [200_000, 12_000_000], '"",""\n'),
  csv('marks-inside', [200_000, 16_000_000], '"a"b\n'),
  csv('marks-alone', [500_000, 50_000_000], '"\n'),
  csv('marks-only', [2_000_000, 100_000_000], '"'),
  csv('marks-row', [500, 50_000], `${'"a",'.repeat(500)}\n`),
  csv('marks-unclosed', [50_000, 100_000], csvRow, `${csvHeader}"\n`),
  csv('marks-across', [50_000, 3_000_000], (index) => `"${'x\n'.repeat(index % 60)}"\n`),
  csv('marks-far', [500, 50_000], `"${'xxxxxxx\n'.repeat(250)}`),
  csv('returns', [500_000, 50_000_000], 'a\r', csvHeader.replace('\n', '\r')),
  csv('returns-rows', [50_000, 100_000], (index) => csvRow(index).replace('\n', '\r')),
  csv('columns', [20_000, 40_000_000], 'mpan,', ''),
  csv('columns-row', [1_000_000, 100_000_000], ','),
  csv('columns-rows', [1_000, 50_000], `${','.repeat(2_000)}\n`),
  csv('lines-empty', [2_000_000, 100_000_000], '\n'),
  csv('lines-empty-crlf', [1_000_000, 50_000_000], '\r\n', ''),
  csv('lines-blank', [500_000, 30_000_000], ',,,\n'),
  csv('nul', [2_000_000, 100_000_000], '\0'),
  csv('nul-rows', [300_000, 30_000_000], '\0,\0\n'),
  csv('line', [10_000_000, 700_000_000], 'x', `${csvHeader}${csvRow(1)}`, `\n${csvRow(2)}`),
  csv('line-header', [10_000_000, 700_000_000], 'x', ''),
  csv('line-separators', [5_000_000, 100_000_000], ',x', `${csvHeader}${csvRow(1)}`),
  csv('rows-refused', [100_000, 3_000_000], 'x,2026-08-03,installer,R1\n'),
  csv('rows-good', [20_000, 100_000], csvRow),
  csv('rows-same', [50_000, 1_000_000], csvRow(1)),
  csv('rows-one-mpan', [5_000, 20_000], (n) => `${mpanOf(1)},2026-08-03,installer,R${n}\n`),
  csv('numbers', [200_000, 6_000_000], (index) => `${mpanOf(index)}\n`, ''),
  csv('utf16', [500_000, 40_000_000], 'm\0p\0', '\xff\xfe'),
  csv('latin1', [500_000, 40_000_000], '\xe9\xff\n'),
  csv('zip', [300_000, 12_000_000], 'PK\x03\x04\xff\0\n\x14', ''),

  // Flow files.
  flow('refused-empty', [200_000, 10_000_000], '004||\n'),
  flow('refused-mpan', [50_000, 800_000], instance(badMpanOf(1)), { groups: 3 }),
  flow('refused-all', [500_000, 10_000_000], '004||\n', { first: '' }),
  flow('refused-long', [500, 25_000], `004|${'x'.repeat(3_900)}|\n`),
  flow('unknown-groups', [500_000, 20_000_000], 'XXX|\n', { flows: 0, first: '' }),
  flow('unknown-groups-inside', [500_000, 20_000_000], 'XXX|\n', { flows: 0 }),
  flow('deep', [200_000, 6_000_000], '005|METER1||\n', { flows: 0 }),
  flow('deep-registers', [200_000, 5_000_000], '006|01|20260803||\n', { flows: 0 }),
  flow('misplaced', [200_000, 5_000_000], '006|01|20260803||\n', { flows: 0, first: '' }),
  flow('lines-long', [2_000, 25_000], `${'y'.repeat(4_100)}\n`, { flows: 0 }),
  flow('line', [10_000_000, 700_000_000], 'y', { groups: 0, flows: 0 }),
  flow('lines-empty', [2_000_000, 100_000_000], '\n', { groups: 0, flows: 0 }),
  flow('lines-blank', [1_000_000, 50_000_000], ' \r\n', { groups: 0, flows: 0 }),
  flow('bars', [500_000, 40_000_000], '||\n', { flows: 0 }),
  flow('bars-line', [10_000_000, 100_000_000], '|', { groups: 0, flows: 0 }),
  flow('nul', [2_000_000, 100_000_000], '\0', { groups: 0, flows: 0 }),
  flow('returns', [500_000, 30_000_000], '004|\r', { groups: 0, flows: 0 }),
  flow('headers', [100_000, 1_500_000], flowHeader('0000000001'), { groups: 0, flows: 0 }),
  flow('trailers', [100_000, 2_000_000], trailer('0000000001', 3, 1), { groups: 0, flows: 0 }),
  flow('odd-bytes', [50_000, 800_000], instance(mpanOf(1), '\xe9\xff\x01'), { groups: 3 }),
  flow('answers-unknown', [10_000, 300_000], (index) => instance(mpanOf(index + 2)), {
    groups: 3,
    from: 'ODDX',
  }),
  flow('one-mpan', [10_000, 600_000], (index) => instance(mpanOf(2), `VISIT ${index}`), {
    groups: 3,
  }),
  flow('few-mpans', [20_000, 300_000], (index) => instance(mpanOf(2 + (index % 100))), {
    groups: 3,
  }),
  {
    name: 'flow-header-gigantic',
    n: 10_000_000,
    big: 100_000_000,
    drop: (workspace, n) =>
      write(join(workspace, 'inbox/header.usr'), joined('ZHV|', repeated('9', n), '|')),
    doubles: true,
  },
  {
    name: 'flow-trailer-gigantic',
    n: 10_000_000,
    big: 100_000_000,
    drop: (workspace, n) =>
      write(
        join(workspace, 'inbox/trailer.usr'),
        joined(flowHeader('0000000001'), instance(mpanOf(1)), 'ZPT|', repeated('9', n), '|\n'),
      ),
    doubles: true,
  },
  {
    name: 'flow-again-other-bytes',
    n: 12_000,
    big: 300_000,
    drop: (workspace, n) => {
      for (const word of ['FIRST', 'OTHER']) {
        write(
          join(workspace, 'inbox', `again-${word}.usr`),
          joined(
            flowHeader('0000000001'),
            repeated((index) => instance(mpanOf(2), `${word} ${index}`), n),
            trailer('0000000001', 3 * n, n),
          ),
        );
      }
    },
    doubles: true,
  },
  {
    name: 'flow-wrong-role',
    n: 10_000,
    big: 200_000,
    drop: (workspace, n) =>
      write(
        join(workspace, 'inbox/role.usr'),
        joined(
          flowHeader('0000000001').replace('|M|MOPX|', '|Q|MOPX|'),
          repeated((index) => instance(mpanOf(index)), n),
          trailer('0000000001', 3 * n, n),
        ),
      ),
    doubles: true,
  },
  {
    name: 'flow-other-flow',
    n: 1_000_000,
    big: 10_000_000,
    drop: (workspace, n) =>
      write(
        join(workspace, 'inbox/other.usr'),
        joined(flowHeader('0000000001', 'MOPX', 'D9999001'), repeated('123|45\n', n)),
      ),
    doubles: true,
  },

  // Messages of the DIP.
  json('numbers', [500_000, 50_000_000], '0,'),
  json('objects', [200_000, 20_000_000], '{},\n'),
  json('open', [1_000_000, 50_000_000], '[', ''),
  json('open-objects', [500_000, 30_000_000], '{"a":', ''),
  json('commas', [1_000_000, 50_000_000], ','),
  json('text', [30_000_000, 500_000_000], 'x', '["', '"]'),
  json('escapes', [5_000_000, 100_000_000], '\\\\', '["', '"]'),
  json('lines-empty', [2_000_000, 100_000_000], '\n'),
  json('nul', [2_000_000, 100_000_000], '\0', '[\n  '),
  json('keys', [100_000, 5_000_000], (index) => `"k${index % 7}":0,`, '[{', '"z":0}]'),
  json('mpans-in-text', [100_000, 3_000_000], (index) => `"${mpanOf(index)}",\n`),
  json('messages-refused', [20_000, 400_000], message(badMpanOf(1), 'R')),
  json('messages-same', [10_000, 200_000], message(mpanOf(1), 'R')),
  json('messages-reused', [10_000, 200_000], (index) =>
    message(mpanOf(1), 'R').replace('SMEX', `S${String((index % 900) + 100)}`),
  ),
  json('messages-one-mpan', [2_000, 20_000], (index) => message(mpanOf(1), index)),
  json('messages', [5_000, 50_000], (index) => message(mpanOf(index), index)),
  json('messages-cut', [10_000, 200_000], (index) => message(mpanOf(index), index), '[', '{'),

  ...workbookShapes,

  // Many files.
  files(
    'messages',
    [500, 5_000],
    (n) => message(mpanOf(n), n).slice(0, -2),
    (n) => `message${n}.json`,
  ),
  files('same', [2_000, 10_000], () => wholeFlow('0000000001', instance(mpanOf(1)), 3, 1)),
  files(
    'same-csv',
    [2_000, 10_000],
    () => csvHeader + csvRow(1),
    (n) => `same${n}.csv`,
  ),
  files('empty', [2_000, 20_000], () => ''),
  files(
    'tiny',
    [2_000, 20_000],
    (n) => String.fromCharCode(n % 256),
    (n) => `tiny${n}`,
  ),
  files(
    'tiny-sent',
    [2_000, 20_000],
    (n) => `x${n}|`,
    (n) => `tiny${n}`,
    'sent',
  ),
  files('one-identifier', [1_000, 10_000], (n) =>
    wholeFlow('0000000001', instance(mpanOf(1), `VISIT ${n}`), 3, 1),
  ),
  files('one-mpan', [1_000, 6_000], (n) =>
    wholeFlow(fileId(n), instance(mpanOf(1), `VISIT ${n}`), 3, 1),
  ),
  files('claims-ours', [1_000, 6_000], (n) =>
    wholeFlow(fileId(n), instance(mpanOf(1)), 3, 1).replace('|M|MOPX|X|SUPP|', '|X|SUPP|M|MOPX|'),
  ),
  files(
    'feeds',
    [500, 2_000],
    (n) => `{"england-and-wales":${n}}`,
    (n) => `${n}.json`,
    'calendar',
  ),
  files(
    'feeds-deep',
    [2, 5],
    (n) => '['.repeat(3_900_000 + n),
    (n) => `${n}.json`,
    'calendar',
  ),

  files(
    'reference',
    [500, 2_000],
    (n) => (n % 2 === 0 ? `letter,role\nQ${n % 9},MOP\n` : `ISDEntityM18,x,latest,${n}\n`),
    (n) => `${n}.csv`,
    'reference',
  ),

  // What is no file, or no honest one.
  entries('odd', 20, (workspace, n) => {
    for (const folder of ['inbox', 'sent', 'calendar', 'reference']) {
      const at = (name: string): string => join(workspace, folder, name);
      for (let index = 0; index < n; index += 1) {
        symlinkSync(`loop${index}.json`, at(`loop${index}.json`));
        symlinkSync('/proc/self/environ', at(`environ${index}.json`));
        symlinkSync('/dev/zero', at(`zero${index}.json`));
        mkdirSync(at(`folder${index}.json`));
      }
      if (process.platform !== 'win32') execFileSync('mkfifo', [at('fifo.json'), at('fifo.usr')]);
      writeFileSync(Buffer.concat([Buffer.from(at('caf')), Buffer.from([0xe9, 0x2e, 0x75])]), 'x');
    }
  }),
  entries('names', 50, (workspace, n) => {
    for (let index = 0; index < n; index += 1) {
      const name = `${index}${'x'.repeat(240)}`.slice(0, 245);
      writeFileSync(join(workspace, 'inbox', `${name}.usr`), 'x|');
      writeFileSync(join(workspace, 'inbox', `x.${name}`), 'x|');
      writeFileSync(join(workspace, 'inbox', `${index}\n\t\x1b[2J'"$(id)%00`), 'x|');
    }
  }),
  entries('hard-links', 200, (workspace, n) => {
    const first = join(workspace, 'inbox/link.usr');
    writeFileSync(first, wholeFlow('0000000001', instance(mpanOf(1)), 3, 1));
    for (let index = 0; index < n; index += 1) {
      linkSync(first, join(workspace, 'inbox', `link${index}.usr`));
    }
  }),
  entries(
    'sparse',
    1_500_000_000,
    (workspace, n) => {
      for (const path of [
        'calendar/feed.json',
        'reference/isd.csv',
        'inbox/sparse.usr',
        'sent/sparse.csv',
      ]) {
        sparse(join(workspace, path), n);
      }
      sparse(join(workspace, 'approvals/compliance.csv'), n);
      sparse(join(workspace, 'approvals/protocols.csv'), n);
    },
    3_000_000_000,
  ),
];
