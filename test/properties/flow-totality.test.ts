import { fc } from '../support/fc.ts';
import { expect, test } from 'vitest';
import {
  createFlowReader,
  defaultLimits,
  FINDING_CODES,
  type FlowFileSummary,
  type InstanceRecord,
  type Limits,
  parseFlowFile,
  printFlowFile,
  readInstance,
} from '../../src/flow/index.ts';
import { catalogue, describeFile, goodFiles } from '../flow/examples.ts';
import { anyDraft } from './flow-arbitraries.ts';

interface Answer {
  readonly instances: readonly InstanceRecord[];
  readonly summary: FlowFileSummary;
}

type Wants = Pick<Parameters<typeof createFlowReader>[1], 'wantsRefused' | 'wantsFindings'>;

function answerTo(
  bytes: Uint8Array,
  limits: Limits,
  sizes: readonly number[],
  wants: Wants = {},
): Answer {
  const instances: InstanceRecord[] = [];
  const reader = createFlowReader(catalogue, {
    limits,
    ...wants,
    onInstance: ({ mpan, line, text, accepted, findings, leftOut }) =>
      instances.push({ mpan, line, text, accepted, findings, leftOut }),
  });
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes.length === 0 ? bytes.length : sizes[turn % sizes.length]!;
    reader.push(bytes.slice(at, at + size));
    at += size;
  }
  return { instances, summary: reader.end() };
}

function expectSound({ instances, summary }: Answer, limits: Limits): void {
  // What decides over the whole file is listed even where the list is full.
  const aboutInstances = summary.findings.filter(
    ({ group }) => group !== null && !group.startsWith('Z'),
  );
  expect(aboutInstances.length).toBeLessThanOrEqual(limits.findingsMax);
  expect(summary.instances).toBe(instances.length);
  expect(summary.outcome === 'accepted').toBe(summary.instancesAccepted > 0);
  for (const { code, severity } of summary.findings) expect(severity).toBe(FINDING_CODES[code]);
  const accepted = instances.filter((instance) => instance.accepted).length;
  expect(summary.instancesAccepted).toBe(summary.envelopeBroken ? 0 : accepted);
  if (summary.outcome === 'rejected') {
    expect(summary.findings.some(({ severity }) => severity === 'reject')).toBe(true);
  }
  for (const { text, accepted: whole, findings, line } of instances) {
    expect(text).not.toMatch(/\n$/);
    expect(findings.every((finding) => (finding.line ?? line) >= line)).toBe(true);
    if (whole) expect(findings.some(({ severity }) => severity === 'reject')).toBe(false);
  }
}

/** A correct file with some of its bytes cut out, doubled, or replaced by bytes that matter. */
const mutated: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...Object.values(goodFiles)),
      anyDraft.map((draft) => printFlowFile(catalogue, draft)),
    ),
    fc.array(
      fc.record({
        where: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.nat(12),
        with: fc.oneof(
          fc.constantFrom(
            '',
            '|',
            '||',
            '\n',
            '\r\n',
            '\r',
            '\u0000',
            '\u00ff',
            'é',
            'ZPT|',
            '\nZHV|',
            '001|',
            ' ',
          ),
          fc.string({ maxLength: 60 }),
        ),
      }),
      { maxLength: 5 },
    ),
  )
  .map(([text, changes]) => {
    let changed = text;
    for (const change of changes) {
      const at = Math.floor(change.where * changed.length);
      changed = changed.slice(0, at) + change.with + changed.slice(at + change.length);
    }
    return new Uint8Array(Buffer.from(changed, 'latin1'));
  });

const anything = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .string({ unit: fc.constantFrom(...'ZHVPT|\r\n019 A\u0000é'.split('')), maxLength: 200 })
    .map((text) => new Uint8Array(Buffer.from(text, 'latin1'))),
  mutated,
);

const limits = fc.record({
  fileSizeMaxBytes: fc.oneof(fc.constant(defaultLimits.fileSizeMaxBytes), fc.nat(600)),
  lineMaxBytes: fc.oneof(fc.constant(defaultLimits.lineMaxBytes), fc.integer({ min: 1, max: 80 })),
  instanceMaxBytes: fc.oneof(
    fc.constant(defaultLimits.instanceMaxBytes),
    fc.integer({ min: 1, max: 200 }),
  ),
  findingsMax: fc.oneof(fc.constant(defaultLimits.findingsMax), fc.integer({ min: 1, max: 5 })),
  mpanRepeatsMax: fc.constantFrom(defaultLimits.mpanRepeatsMax, 1, 2),
});

test('any bytes give a sound answer, never a throw', () => {
  fc.assert(
    fc.property(anything, limits, (bytes, given) => {
      expectSound(answerTo(bytes, given, []), given);
    }),
    { numRuns: 2_000 },
  );
});

test('how the bytes are cut into pieces never shows', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(anything, limits, sizes, (bytes, given, cuts) => {
      expect(answerTo(bytes, given, cuts)).toEqual(answerTo(bytes, given, []));
    }),
    { numRuns: 2_000 },
  );
});

test('what nobody wants is counted all the same, and nothing else is told otherwise', () => {
  const counted = ({ findings, leftOut }: InstanceRecord): number =>
    findings.filter(({ code }) => code !== 'FINDINGS_TOO_MANY').length + leftOut;
  fc.assert(
    fc.property(anything, limits, (bytes, given) => {
      const whole = answerTo(bytes, given, []);
      const asked: string[] = [];
      const some = answerTo(bytes, given, [], {
        wantsRefused: (mpan) => asked.push(mpan) === 0,
        wantsFindings: () => false,
      });
      expect(some.summary).toEqual(whole.summary);
      expect(some.instances.map(counted)).toEqual(whole.instances.map(counted));
      const plain = ({ mpan, line, accepted, text }: InstanceRecord) => ({
        mpan,
        line,
        accepted,
        text,
      });
      const left = some.instances.filter(
        ({ text }, index) => text !== whole.instances[index]?.text,
      );
      expect(left.every(({ accepted, text }) => !accepted && text === '')).toBe(true);
      expect(left.length).toBeLessThanOrEqual(asked.length);
      const texts = whole.instances.map(({ text }) => text);
      expect(some.instances.map((one, index) => ({ ...plain(one), text: texts[index] }))).toEqual(
        whole.instances.map(plain),
      );
    }),
    { numRuns: 2_000 },
  );
});

test('any file, accepted or not, can be shown and its instances read as trees', () => {
  fc.assert(
    fc.property(mutated, (bytes) => {
      const { file } = parseFlowFile(catalogue, bytes);
      describeFile(bytes);
      for (const { text, line, accepted } of file?.instances ?? []) {
        const tree = readInstance(
          catalogue,
          file!.envelope.flow,
          file!.envelope.version,
          text,
          line,
        );
        if (accepted) expect(tree).toMatchObject({ line, values: { J0003: expect.any(String) } });
      }
    }),
    { numRuns: 500 },
  );
});

test('a file ten times as long takes about ten times as long', () => {
  const hostile = [
    (n: number) => '|'.repeat(n),
    (n: number) => '\n'.repeat(n),
    (n: number) => 'A'.repeat(n),
    (n: number) => '759|\n'.repeat(n / 5),
    (n: number) => '001|\n'.repeat(n / 5),
    (n: number) => 'ZHV|\n'.repeat(n / 5),
    (n: number) => 'ZPT|\n'.repeat(n / 5),
  ];
  const header = goodFiles.D0001.split('\n')[0]!;
  const msFor = (text: string): number => {
    const bytes = Buffer.from(`${header}\n${text}`, 'latin1');
    const from = performance.now();
    answerTo(bytes, defaultLimits, [65_536]);
    return performance.now() - from;
  };
  for (const make of hostile) {
    const small = Math.min(msFor(make(200_000)), msFor(make(200_000)));
    // Generous, since the machine may be busy: quadratic work would be a hundred times as long.
    expect(msFor(make(2_000_000))).toBeLessThan(Math.max(small, 5) * 50);
  }
});
