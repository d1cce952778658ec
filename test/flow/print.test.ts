import { describe, expect, test } from 'vitest';
import {
  type Draft,
  FINDING_CODES,
  type FindingCode,
  type Group,
  parseFlowFile,
  printFlowFile,
  printRejected,
  readInstance,
} from '../../src/flow/index.ts';
import { catalogue, D0001, D0150, goodFiles } from './examples.ts';

function draftOf(text: string): Draft {
  const { file } = parseFlowFile(catalogue, text);
  const { envelope, instances } = file!;
  return {
    envelope,
    instances: instances.map((instance) =>
      readInstance(catalogue, envelope.flow, envelope.version, instance.text, instance.line),
    ),
  };
}

test.each(Object.entries(goodFiles))(
  '%s read and printed is the same text, with CRLF',
  (_, text) => {
    expect(printFlowFile(catalogue, draftOf(text))).toBe(text.replaceAll('\n', '\r\n'));
  },
);

describe('a draft is refused where its reader would reject it, and printed where it would warn', () => {
  const good = draftOf(D0001);
  const withTop = (values: Record<string, string>): Draft => ({
    ...good,
    instances: good.instances.map((group) => ({
      ...group,
      values: { ...group.values, ...values },
    })),
  });
  const leaf = (id: string, values: Record<string, string>): Group => ({
    id,
    line: 0,
    values,
    children: [],
  });
  const withChild = (child: Group): Draft => ({
    ...good,
    instances: good.instances.map((group) => ({ ...group, children: [...group.children, child] })),
  });

  test.each<[string, Draft, FindingCode]>([
    ['with a bar in a value', withChild(leaf('759', { J0024: '15', J0012: 'A|B' })), 'ITEM_FORMAT'],
    [
      'with a line end in a value',
      withChild(leaf('759', { J0024: '15', J0012: 'A\nZPT|X' })),
      'ITEM_FORMAT',
    ],
    [
      'with a text too long',
      withChild(leaf('759', { J0024: '15', J0012: 'A'.repeat(201) })),
      'ITEM_TOO_LONG',
    ],
    [
      'with a letter beyond ASCII',
      withChild(leaf('759', { J0024: '15', J0012: 'É' })),
      'CHARACTER_NOT_PRINTABLE',
    ],
    ['with a mandatory item missing', withChild(leaf('759', { J0012: 'A' })), 'ITEM_MISSING'],
    ['with an unknown code', withChild(leaf('759', { J0024: '99' })), 'CODE_UNKNOWN'],
    [
      'with an item of another group',
      withChild(leaf('759', { J0024: '15', J0004: 'A' })),
      'ITEMS_TOO_MANY',
    ],
    ['with a group of another flow', withChild(leaf('290', {})), 'GROUP_UNKNOWN'],
    [
      'with a group in the wrong place',
      withChild(leaf('003', { J0010: '01', J0173: 'X', J1012: '20260601' })),
      'GROUP_MISPLACED',
    ],
    ['with a wrong MPAN', withTop({ J0003: '1000000000013' }), 'MPAN_CHECK_DIGIT_WRONG'],
    ['without instances', { ...good, instances: [] }, 'INSTANCES_NONE'],
    [
      'without completion time',
      { ...good, envelope: { ...good.envelope, completedAt: '' } },
      'TRAILER_TIMESTAMP_FORMAT',
    ],
    [
      'with a bar in the header',
      { ...good, envelope: { ...good.envelope, testFlag: 'A|' } },
      'HEADER_FIELD_COUNT',
    ],
    [
      'with a line end in the header',
      { ...good, envelope: { ...good.envelope, broadcast: '\n' } },
      'HEADER_FIELD_COUNT',
    ],
    [
      'of a flow not known',
      { ...good, envelope: { ...good.envelope, flow: 'D9999' } },
      'FLOW_UNKNOWN',
    ],
    [
      'of a superseded version',
      { ...draftOf(D0150), envelope: { ...draftOf(D0150).envelope, version: '001' } },
      'FLOW_UNKNOWN',
    ],
  ])('%s', (_, draft, code) => {
    if (FINDING_CODES[code] === 'reject' || code === 'FLOW_UNKNOWN') {
      const refused = new RegExp(`^a draft that the reader would reject: .*\\b${code}\\b`);
      expect(() => printFlowFile(catalogue, draft)).toThrow(refused);
      return;
    }
    const { findings } = parseFlowFile(catalogue, printFlowFile(catalogue, draft)).summary;
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  test.each<[string, Draft, string]>([
    [
      'a flow not known',
      { ...good, envelope: { ...good.envelope, flow: 'D9999' } },
      'FLOW_UNKNOWN',
    ],
    [
      'a header that no header can be',
      { ...good, envelope: { ...good.envelope, broadcast: '\n' } },
      'HEADER_FIELD_COUNT',
    ],
    ['a group of another flow', withChild(leaf('290', {})), 'GROUP_UNKNOWN'],
    ['a group with a longer name', withChild(leaf('7590', {})), 'GROUP_UNKNOWN'],
    [
      'a group in the wrong place',
      withChild(leaf('003', { J0010: '01', J0173: 'X', J1012: '20260601' })),
      'GROUP_MISPLACED',
    ],
    [
      'an item of another group',
      withChild(leaf('759', { J0024: '15', J0004: 'A' })),
      'ITEMS_TOO_MANY J0004',
    ],
    [
      'a bar in a value',
      withChild(leaf('759', { J0024: '15', J0012: 'A|B' })),
      'ITEM_FORMAT J0012',
    ],
  ])('what is told first: %s', (_, draft, told) => {
    const refused = new RegExp(`^a draft that the reader would reject: ${told}(,|$)`);
    expect(() => printFlowFile(catalogue, draft)).toThrow(refused);
  });

  test('the refusal names the codes and their items, and no value', () => {
    const secret = 'A|HUSH';
    const draft = withChild(leaf('759', { J0004: secret, J0024: '15' }));
    expect(() => printFlowFile(catalogue, draft)).toThrow(
      /^a draft that the reader would reject: ITEMS_TOO_MANY J0004, ITEM_FORMAT J0004$/,
    );
    const none = { ...good, envelope: { ...good.envelope, flow: 'D9999' } };
    expect(() => printFlowFile(catalogue, none)).toThrow(
      /^a draft that the reader would reject: FLOW_UNKNOWN$/,
    );
  });

  test('but not for a group that depends on a condition', () => {
    const [instance] = draftOf(D0150).instances;
    const draft = { ...draftOf(D0150), instances: [{ ...instance!, children: [] }] };
    expect(printFlowFile(catalogue, draft)).toContain(
      '288|2000000000015|20260610||E|\r\nZPT|0000000404|1||1|',
    );
  });
});

describe('refused instances given back', () => {
  const records = (mpan: string): string[] => [
    `001|${mpan}||||`,
    '',
    '002|E|',
    '003|01|X|20260528||',
  ];
  const file = (style: string): string =>
    [
      `ZHV|0000000101|D0001001|X|SUPP|M|MOPX|20260601090000||||OPER${style}`,
      '759|15||',
      ...records('1000000000012'),
      ...records('1000000000013'),
      ...records('0000000000000'),
      'ZPT|0000000101|10||3|20260601090001|',
    ].join('\r\n');

  test.each(['|', ''])(
    'are the same instances, refused for the same reasons (header ends with "%s")',
    (style) => {
      const first = parseFlowFile(catalogue, file(style));
      const refused = first.file!.instances.filter(({ accepted }) => !accepted);
      expect(refused).toHaveLength(3);
      const printed = printRejected(catalogue, {
        headerLine: first.summary.headerLine!,
        instances: refused.map(({ text }) => text),
        completedAt: '20260601090002',
      });
      const second = parseFlowFile(catalogue, printed.text);
      expect(second.summary).toMatchObject({
        envelopeBroken: false,
        instances: 3,
        instancesAccepted: 0,
      });
      expect(second.file!.instances.map(({ line }) => line)).toEqual(printed.lines);
      expect(second.file!.instances.map(({ text }) => text)).toEqual(
        refused.map(({ text }) => text),
      );
      const codes = (instances: typeof refused) =>
        instances.map(({ line, findings }) =>
          findings.map((found) => [found.code, (found.line ?? 0) - line]),
        );
      expect(codes([...second.file!.instances])).toEqual(codes(refused));
    },
  );

  test('have a trailer that counts them, closed as their header is', () => {
    const printed = (headerLine: string, ...instances: string[]) =>
      printRejected(catalogue, { headerLine, instances, completedAt: '20260601090002' }).text;
    const header = 'ZHV|0000000101|D0001001|X|SUPP|M|MOPX|20260601090000||||OPER';
    const two = ['001|1000000000013||||\n \n002|E|', '0010|X|\n001|1000000000012||||'];
    expect(
      printed(`${header}|`, ...two)
        .split('\r\n')
        .slice(-2),
    ).toEqual(['ZPT|0000000101|4||2|20260601090002|', '']);
    expect(
      printed(header, ...two)
        .split('\r\n')
        .slice(-2),
    ).toEqual(['ZPT|0000000101|4||2|20260601090002', '']);
    expect(printed(header.replace('D0001001', 'D9999001'), ...two)).toContain('ZPT|0000000101|4||');
    expect(printed('ZHV', 'X')).toContain('ZPT||1||');
  });

  test('corrected, they are accepted', () => {
    const bad = D0001.replace('1000000000012', '1000000000013');
    const { file: read, summary } = parseFlowFile(catalogue, bad);
    const { text, lines } = printRejected(catalogue, {
      headerLine: summary.headerLine!,
      instances: read!.instances.map((instance) => instance.text),
      completedAt: '20260601090002',
    });
    expect(lines).toEqual([2]);
    expect(
      parseFlowFile(catalogue, text.replace('1000000000013', '1000000000012')).summary.findings,
    ).toEqual([]);
  });
});
