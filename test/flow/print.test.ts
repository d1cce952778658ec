import { describe, expect, test } from 'vitest';
import {
  type Draft,
  findingsOfDraft,
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

  test.each<[string, Draft, string]>([
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
    const found = findingsOfDraft(catalogue, draft);
    expect(found.map((finding) => finding.code)).toContain(code);
    const isRefused =
      found.some(({ severity }) => severity === 'reject') || code === 'FLOW_UNKNOWN';
    if (isRefused) expect(() => printFlowFile(catalogue, draft)).toThrow(/reader would reject/);
    else expect(printFlowFile(catalogue, draft)).toContain('ZPT|');
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
