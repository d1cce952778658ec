/** The JSON reader against what a hostile sender could write, and against JSON.parse itself. */
import { fc } from '../support/fc.ts';
import { describe, expect, test } from 'vitest';
import {
  createDipReader,
  type DipMessage,
  parseDipFile,
  readDipDefinitions,
  shippedDipSchemas,
} from '../../src/dip/index.ts';
import { jsonFaultOf } from '../../src/dip/json-fault.ts';
import { createJsonValueReader, type JsonValue } from '../../src/dip/json-values.ts';
import { momentOf } from '../../src/dip/moment.ts';
import { defaultLimits } from '../../src/flow/index.ts';

const definitions = readDipDefinitions(shippedDipSchemas);
const options = { limits: defaultLimits, zone: 'Europe/London' };

const message = (mpan = '1200000001015', more: object = {}): string =>
  JSON.stringify({
    payload: {
      CommonBlock: { S0: { interfaceID: 'IF-033', schemaVersion: '011' }, M0: { MPANCore: mpan } },
      ...more,
    },
  });

const codesOf = (file: string | Uint8Array): unknown => {
  const { summary } = parseDipFile(definitions, file, options);
  return [
    summary.fileBroken ? 'broken' : summary.messagesAccepted,
    ...summary.findings.map(({ code, line }) => `${code} ${line}`),
  ];
};

describe('a hostile file', () => {
  const good = message();
  const nested = (depth: number): string =>
    message('1200000001015', { deep: JSON.parse('['.repeat(depth) + ']'.repeat(depth)) });
  test.each<[string, string | Uint8Array, unknown[]]>([
    ['that is good is read', `[${good},\n${good}]\n`, [2]],
    ['that is empty', '', ['broken', 'FILE_EMPTY 1']],
    ['of blanks', ' \n\t ', ['broken', 'FILE_EMPTY 2']],
    ['of a byte order mark', '\ufeff', ['broken', 'FILE_EMPTY 1', 'CHARACTER_NOT_PRINTABLE 1']],
    ['that begins with one', `\ufeff[${good}]`, [1, 'CHARACTER_NOT_PRINTABLE 1']],
    ['without a message', ' [ ] ', [0, 'INSTANCES_NONE 1']],
    ['in UTF-16', Buffer.from(`\ufeff[${good}]`, 'utf16le'), ['broken', 'JSON_NOT_UTF8 1']],
    [
      'in UTF-16 without its mark',
      Buffer.from(`[${good}]`, 'utf16le'),
      ['broken', 'JSON_NOT_UTF8 1'],
    ],
    [
      'with bytes that are no UTF-8, which cost one message',
      Buffer.from(`[${good},\n${good.replace('IF-033', 'IF-\xff')},${good}]`, 'latin1'),
      [2, 'JSON_NOT_UTF8 2'],
    ],
    ['that breaks off in a message', `[${good},\n${good.slice(0, 60)}`, ['broken', 'JSON_CUT 2']],
    ['that breaks off between them', `[${good},\n`, ['broken', 'JSON_CUT 2']],
    ['that breaks off in a text', `[${good},"\n`, ['broken', 'JSON_CUT 2']],
    ['without the closing bracket', `[${good}`, ['broken', 'JSON_CUT 1']],
    ['with a second array behind it', `[${good}]\n[${good}]`, ['broken', 'JSON_TRAILING 2']],
    ['with an object behind an object', `${good}\n${good}`, ['broken', 'JSON_TRAILING 2']],
    ['with a trailing comma', `[${good},]`, ['broken', 'JSON_BROKEN 1']],
    ['with two commas', `[${good},,${good}]`, ['broken', 'JSON_BROKEN 1']],
    ['with a leading comma', `[,${good}]`, ['broken', 'JSON_BROKEN 1']],
    ['without a comma', `[${good}\n${good}]`, ['broken', 'JSON_BROKEN 2']],
    ['that is a text', '"text"', ['broken', 'JSON_BROKEN 1']],
    ['that is no JSON', 'ZHV|0000000101|D0001001|', ['broken', 'JSON_BROKEN 1']],
    ['with NaN', `[${good},\n{"a":\nNaN}]`, ['broken', 'JSON_BROKEN 3']],
    ['with a single quotation mark', `[{'a':1}]`, ['broken', 'JSON_BROKEN 1']],
    ['with a comment', `[/* */${good}]`, ['broken', 'JSON_BROKEN 1']],
    ['with a line end in a text', `[{"a":"\n"}]`, ['broken', 'JSON_BROKEN 1']],
    ['with brackets that do not match', `[{"a":]}]`, ['broken', 'JSON_BROKEN 1']],
    ['with a brace of its own', `[}]`, ['broken', 'JSON_BROKEN 1']],
    [
      'of values that are no messages',
      '[1,"x",null,[],{}]',
      [0, ...Array.from({ length: 5 }, () => 'MESSAGE_UNKNOWN 1')],
    ],
    ['as deep as any', `[${nested(30)}]`, [1]],
    ['too deep', `[${nested(31)},${good}]`, [1, 'JSON_TOO_DEEP 1']],
    ['of nothing but brackets', '['.repeat(200_000), ['broken', 'JSON_CUT 1']],
    ['deep and whole', '['.repeat(99_999) + ']'.repeat(99_999), [0, 'JSON_TOO_DEEP 1']],
    [
      'with a long text',
      `[${message('1200000001015', { a: 'x'.repeat(2_000_000) })},${good}]`,
      [1, 'MESSAGE_TOO_LONG 1'],
    ],
    ['with a long number', `[${'9'.repeat(2_000_000)},${good}]`, [1, 'MESSAGE_TOO_LONG 1']],
    [
      'with a number beyond numbers',
      `[${message('1200000001015', { a: 0 }).replace(':0', ':1e999')}]`,
      [1],
    ],
    [
      'with a prototype in it',
      `[{"__proto__":{"payload":${good}},"payload":1}]`,
      [0, 'MESSAGE_UNKNOWN 1'],
    ],
    ['with a key twice', `[${good.replace('"M0"', '"M0":{},"M0"')}]`, [0, 'JSON_KEY_REPEATED 1']],
    [
      'with a key twice in two spellings',
      `[${good.replace('"M0"', '"\\u004d0":{},"M0"')}]`,
      [0, 'JSON_KEY_REPEATED 1'],
    ],
    [
      'with a prototype twice',
      `[${good.replace('"M0"', '"__proto__":1,"__proto__":2,"M0"')}]`,
      [0, 'JSON_KEY_REPEATED 1'],
    ],
  ])('%s', (_, file, codes) => {
    expect(codesOf(file)).toEqual(codes);
  });

  test('names the key that stands twice by its path, and where JSON ends by its line', () => {
    const twice = `[${good},${good.replace('"M0"', '"M0":{},"M0"')}]`;
    const [finding] = parseDipFile(definitions, twice, options).summary.findings;
    expect(finding?.item).toBe('$[1].payload.CommonBlock.M0');
    const broken = `[\n{"a":1,\n "b":tru}]`;
    const [fault] = parseDipFile(definitions, broken, options).summary.findings;
    expect(fault).toMatchObject({ code: 'JSON_BROKEN', line: 3 });
    expect(fault?.message).toContain('line 3, character 6');
    expect(fault?.message).not.toContain('tru}');
  });

  test('may name one MPAN a thousand times and no more', () => {
    const file = `[${Array.from({ length: 1_003 }, () => good).join()}]`;
    const { summary } = parseDipFile(definitions, file, options);
    expect(summary).toMatchObject({ messages: 1_003, messagesAccepted: 1_000 });
    expect(new Set(summary.findings.map(({ code }) => code))).toEqual(new Set(['MPAN_TOO_OFTEN']));
  });

  test('of very many small messages needs the memory of one, and lists a thousand findings', () => {
    let told = 0;
    const onMessage = (): void => void (told += 1);
    const reader = createDipReader(definitions, { ...options, onMessage });
    const piece = Buffer.from(Array.from({ length: 10_000 }, () => '{"a":1},').join(''));
    reader.push(Buffer.from('['));
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < 30; count += 1) reader.push(piece);
    reader.push(Buffer.from('0]'));
    const summary = reader.end();
    expect(told).toBe(300_001);
    expect(summary.findings).toHaveLength(1_001);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
  });
});

describe('whatever is written', () => {
  const valuesIn = (file: Uint8Array, step: number) => {
    const values: JsonValue[] = [];
    const limits = { valueMaxBytes: 1_000_000, depthMax: 100 };
    const reader = createJsonValueReader(limits, (value) => void values.push(value));
    for (let at = 0; at < file.length; at += step) reader.push(file.slice(at, at + step));
    return { values, fault: reader.end().fault };
  };
  const spaced = fc.constantFrom(0, 1, 2, '\t', '\r\n');

  test('an array of JSON is cut into its values, however its bytes come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        spaced,
        fc.integer({ min: 1, max: 9 }),
        (all, space, step) => {
          const text = JSON.stringify(all, null, space);
          const { values, fault } = valuesIn(Buffer.from(text), step);
          expect(fault).toBeNull();
          expect(values.map((value) => JSON.parse(value.text ?? ''))).toEqual(JSON.parse(text));
          for (const { byte, line, text: own } of values) {
            const before = Buffer.from(text).subarray(0, byte).toString();
            expect(line).toBe(before.split('\n').length);
            expect(
              Buffer.from(text)
                .subarray(byte, byte + Buffer.byteLength(own!))
                .toString(),
            ).toBe(own);
          }
        },
      ),
    );
  });

  test('a text is at fault exactly where JSON.parse throws', () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const spoilt = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom(
          '',
          ',',
          '"',
          '}',
          ']',
          '{',
          ':',
          '\\',
          'e',
          '0',
          '-',
          '\n',
          '\u0001',
          '\ud800',
        ),
        fc.nat({ max: 3 }),
      )
      .map(([text, at, odd, gone]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + odd + text.slice(place + gone);
      });
    fc.assert(
      fc.property(spoilt, (text) => {
        expect(jsonFaultOf(text).at === null).toBe(isJson(text));
        // As a file it is broken exactly where it is no JSON, or neither array nor object.
        const { values, fault } = valuesIn(Buffer.from(text), 3);
        const isWhole = fault === null && values.every((value) => isJson(value.text ?? ''));
        const lone = /[\ud800-\udfff]/.test(text);
        if (!lone) expect(isWhole).toBe(isJson(text) && /^\s*[[{]/.test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a message says the same however its bytes come', () => {
    const text = `[${message()},${message('1200000001024')},{"payload":3}]`;
    for (let step = 1; step < 40; step += 1) {
      const messages: DipMessage[] = [];
      const reader = createDipReader(definitions, {
        ...options,
        onMessage: (one) => void messages.push(one),
      });
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += step) {
        // The giver uses the piece again, as a reader of files does.
        const piece = Buffer.from(bytes.subarray(at, at + step));
        reader.push(piece);
        piece.fill(0);
      }
      const whole = parseDipFile(definitions, text, options);
      expect({ messages, summary: reader.end() }).toEqual(whole);
    }
  });
});

describe('a time', () => {
  test.each<[string, object | null]>([
    ['2026-06-15T00:00:00+01:00', { at: '2026-06-14T23:00:00Z', date: '2026-06-15' }],
    ['2026-06-15T00:00:00+00:00', { at: '2026-06-15T00:00:00Z', date: '2026-06-15' }],
    ['2026-06-14T23:00:00Z', { at: '2026-06-14T23:00:00Z', date: '2026-06-15' }],
    ['2026-12-31T23:59:59.999Z', { at: '2026-12-31T23:59:59Z', date: '2026-12-31' }],
    ['2026-06-15t12:00:00z', { at: '2026-06-15T12:00:00Z', date: '2026-06-15' }],
    ['2026-10-25T01:30:00+00:00', { at: '2026-10-25T01:30:00Z', date: '2026-10-25' }],
    ['2026-06-15T00:00:00-14:00', { at: '2026-06-15T14:00:00Z', date: '2026-06-15' }],
    ['2026-06-15T00:00:00+12:00', { at: '2026-06-14T12:00:00Z', date: '2026-06-14' }],
    ['2026-06-15T00:00:00-12:00', { at: '2026-06-15T12:00:00Z', date: '2026-06-15' }],
    ['2026-06-15T00:00:00+05:30', { at: '2026-06-14T18:30:00Z', date: '2026-06-14' }],
    ['2026-06-15T00:00:00-00:00', { at: '2026-06-15T00:00:00Z', date: '2026-06-15' }],
    ['2026-06-15', { at: null, date: '2026-06-15' }],
    ['2026-06-15T00:00:00', null],
    ['2026-06-15 00:00:00Z', null],
    ['2026-02-30T00:00:00Z', null],
    ['2026-02-30', null],
    ['2026-06-15T24:00:00Z', null],
    ['2026-06-15T00:60:00Z', null],
    ['2026-06-15T00:00:60Z', null],
    ['2026-06-15T00:00:00+15:00', null],
    ['2026-06-15T00:00:00+0100', null],
    ['1949-12-31T00:00:00Z', null],
    ['2200-01-01', null],
    ['+002026-06-15T00:00:00Z', null],
    ['24-07-2025', null],
    ['', null],
  ])('%j', (text, moment) => {
    expect(momentOf(text, 'Europe/London')).toEqual(moment);
  });

  test('is that of Temporal at every offset', () => {
    const two = (number: number): string => String(number).padStart(2, '0');
    for (let hours = -14; hours <= 14; hours += 1) {
      for (const minutes of [0, 30, 45]) {
        const offset = `${hours < 0 ? '-' : '+'}${two(Math.abs(hours))}:${two(minutes)}`;
        const text = `2026-03-29T00:59:30${offset}`;
        const instant = Temporal.Instant.from(text);
        expect(momentOf(text, 'Europe/London')).toEqual({
          at: instant.toString({ smallestUnit: 'second' }),
          date: instant.toZonedDateTimeISO('Europe/London').toPlainDate().toString(),
        });
      }
    }
  });
});
