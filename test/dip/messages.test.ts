/** DIP messages as the samples have them, and each field when it is missing, odd or unreadable. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  parseDipFile,
  readDipDefinitions,
  readDipMessage,
  shippedDipSchemas,
} from '../../src/dip/index.ts';
import { defaultLimits } from '../../src/flow/index.ts';

const definitions = readDipDefinitions(shippedDipSchemas);
const zone = 'Europe/London';
const folder = new URL('../../samples/dip/', import.meta.url);
const parsed = (file: string | Uint8Array) =>
  parseDipFile(definitions, file, { limits: defaultLimits, zone });
const sample = (name: string) => parsed(readFileSync(new URL(name, folder)));
const said = ({ summary }: ReturnType<typeof parsed>) =>
  summary.findings.map(({ code, item }) => `${code} ${item}`);

describe('the samples', () => {
  test('an IF-033 appoints, knows the meter and a linked export MPAN', () => {
    const { messages, summary } = sample('if-033-appointment.json');
    expect(summary).toEqual({ messages: 1, messagesAccepted: 1, findings: [], fileBroken: false });
    expect(messages[0]).toMatchObject({
      path: '$[0]',
      accepted: true,
      interfaceId: 'IF-033',
      readAs: 'IF-033',
      schemaVersion: '011',
      publicationId: null,
      eventCode: '[MSAppSPRequest]',
      environmentTag: 'PROD',
      identity: {
        senderUniqueReference: 'S-IF-033-1000000001-REGS-20260601-1',
        transactionId: null,
        isReplay: false,
      },
      sender: { dipId: '1000000001', roleId: 'REGS' },
      sentAt: '2026-06-01T08:15:00Z',
      mpan: '1200000001015',
      distributorDipId: '1000000012',
      gspGroupId: '_C',
      answer: null,
      appointment: {
        scenario: 'COS',
        meteringService: 'SMEX',
        from: '2026-06-15',
        incumbent: 'MOPX',
        supplier: 'SUPP',
        takesEffect: true,
      },
      meters: [
        {
          meterId: 'E12Z000001',
          meterType: 'N',
          manufacturersMakeAndType: 'ACME 100',
          installedOn: '2009-03-21',
        },
      ],
      linkedMpans: [{ direction: 'export' }],
    });
  });

  test('an IF-035 takes effect only where it accepts', () => {
    const { messages, summary } = sample('if-035-accepted-and-refused.json');
    expect(summary.findings).toEqual([]);
    expect(messages.map(({ answer, appointment }) => [answer, appointment?.takesEffect])).toEqual([
      ['accepted', true],
      ['refused', false],
    ]);
    expect(messages.map(({ publicationId }) => publicationId)).toEqual(['PUB-035', 'PUB-035']);
  });

  test('one message without an array, with its payload or as its payload, reads the same', () => {
    const single = sample('single-message.json').messages[0]!;
    const bare = sample('payload-by-itself.json').messages[0]!;
    expect(single).toMatchObject({ path: '$', line: 1, byte: 0, accepted: true });
    // 23:30 UTC on 3 June is half past midnight on the 4th; 23:00 UTC on 30 June is 1 July.
    expect(single).toMatchObject({
      sentAt: '2026-06-03T23:30:00Z',
      appointment: { meteringService: 'AMEX', from: '2026-07-01' },
    });
    const same = (message: typeof single) => ({ ...message, text: '', eventCode: '' });
    expect(same(bare)).toEqual(same(single));
    expect([single.eventCode, bare.eventCode]).toEqual(['[MSAppSPRequest]', 'MSAppSPRequest']);
  });

  test('a test environment and a replay are told, not judged', () => {
    expect(sample('test-environment.json').messages[0]).toMatchObject({
      accepted: true,
      environmentTag: 'SIT',
    });
    expect(sample('replayed.json').messages[0]?.identity).toEqual({
      senderUniqueReference: 'S-IF-035-1000000001-REGS-20260602-1',
      transactionId: 'T-IF-035-1000000001-REGS-20260602-1',
      isReplay: true,
    });
  });

  test('an interface nobody uses is no fault, and an unknown schema version is read as the newest', () => {
    const read = sample('other-interface-and-newer-schema.json');
    expect(read.messages[0]).toMatchObject({
      accepted: true,
      interfaceId: 'IF-041',
      readAs: null,
      findings: [],
      appointment: null,
    });
    expect(read.messages[1]).toMatchObject({
      accepted: true,
      schemaVersion: '014',
      appointment: { meteringService: 'SMEX', from: '2026-06-21' },
    });
    // Fields that nobody knows are kept with the text.
    expect(read.messages[1]?.text).toContain('"B999"');
    expect(said(read)).toEqual([
      'SCHEMA_VERSION_UNKNOWN $[1].payload.CommonBlock.S0.schemaVersion',
    ]);
  });

  test('each fault names its JSON path, its value and a remedy, and costs its message alone', () => {
    const read = sample('fields-at-fault.json');
    expect(said(read)).toEqual([
      'FIELD_LEFT_OUT $[0].payload.CommonBlock.S1.senderTimestamp',
      'MPAN_CHECK_DIGIT_WRONG $[0].payload.CommonBlock.M0.MPANCore',
      'FIELD_FORMAT $[0].payload.CustomBlock.B070.proposedMeteringServiceMPID',
      'FIELD_FORMAT $[0].payload.CustomBlock.B070.proposedMeteringServiceDIPEffectiveFromDate',
      'FIELD_LEFT_OUT $[0].payload.CustomBlock.B907List[0].existingMeter.linkedImportExportMPAN',
      'FIELD_MISSING $[1].payload.CommonBlock.M0.MPANCore',
      'FIELD_MISSING $[1].payload.CustomBlock.B070.proposedMeteringServiceDIPEffectiveFromDate',
    ]);
    expect(read.messages.map(({ accepted }) => accepted)).toEqual([false, false, true]);
    const [first] = read.summary.findings;
    expect(first?.message).toContain("'2026-06-07T09:00:00'");
    expect(read.summary.findings[5]).toMatchObject({ group: 'IF-033', severity: 'reject' });
  });

  test('every message is read from its own text alone as it was read in its file', () => {
    for (const name of readdirSync(folder)) {
      for (const message of sample(name).messages) {
        const { path, line, byte } = message;
        const again = readDipMessage(definitions, message.text, {
          zone,
          place: { path, line, byte },
        });
        expect(again, name).toEqual(message);
      }
    }
  });
});

const good = JSON.parse(readFileSync(new URL('if-033-appointment.json', folder), 'utf8'))[0];
type Block = Record<string, unknown>;
type Change = (payload: Block) => void;

function blockOf(payload: Block, path: string): Block {
  const block = path.split('.').reduce<unknown>((one, name) => (one as Block)[name], payload);
  return block as Block;
}

/** Changes that put a value at a path, or take away what is there. */
const put =
  (path: string, value: unknown): Change =>
  (payload) => {
    const [, above = '', name = ''] = /^(.*)\.(\w+)$/.exec(path) ?? ['', '', path];
    (above === '' ? payload : blockOf(payload, above))[name] = value;
  };
const gone = (path: string): Change => put(path, undefined);

/** The good message with one thing changed. */
const changed = (change: Change): ReturnType<typeof parsed> => {
  const copy = structuredClone(good);
  change(copy.payload);
  return parsed(JSON.stringify([copy]));
};

describe('a field', () => {
  test.each<[string, Change, string[], object]>([
    ['null is nothing', put('CustomBlock.B072.incumbentMeteringServiceMPID', null), [], {}],
    ['a blank text is nothing', put('CommonBlock.S1.senderUniqueReference', ' '), [], {}],
    [
      'an interface is needed',
      gone('CommonBlock.S0.interfaceID'),
      ['FIELD_MISSING $[0].payload.CommonBlock.S0.interfaceID'],
      { accepted: false, readAs: null },
    ],
    [
      'a block in the place of a text is unreadable',
      put('CommonBlock.S0.interfaceID', {}),
      ['FIELD_FORMAT $[0].payload.CommonBlock.S0.interfaceID'],
      { accepted: false },
    ],
    [
      'a number is no MPAN',
      put('CommonBlock.M0.MPANCore', 1_200_000_001_015),
      ['MPAN_FORMAT $[0].payload.CommonBlock.M0.MPANCore'],
      { accepted: false, mpan: null },
    ],
    [
      'thirteen zeros are no MPAN',
      put('CommonBlock.M0.MPANCore', '0000000000000'),
      ['MPAN_ALL_ZEROS $[0].payload.CommonBlock.M0.MPANCore'],
      { accepted: false },
    ],
    [
      'a date that cannot be read is not missing too',
      put('CustomBlock.B070.proposedMeteringServiceDIPEffectiveFromDate', 'soon'),
      ['FIELD_FORMAT $[0].payload.CustomBlock.B070.proposedMeteringServiceDIPEffectiveFromDate'],
      { accepted: false, appointment: { meteringService: 'SMEX', from: null } },
    ],
    [
      'a whole block may be missing',
      gone('CustomBlock.B070'),
      [],
      { accepted: true, appointment: { meteringService: null, supplier: 'SUPP', from: null } },
    ],
    [
      'without the custom block nobody is appointed',
      gone('CustomBlock'),
      [],
      { accepted: true, appointment: null, meters: [] },
    ],
    [
      'the case of a name is not minded',
      put('CommonBlock.M0', { mpancore: '1200000001015', gspGroupID: '_N' }),
      [],
      { accepted: true, mpan: '1200000001015', gspGroupId: '_N' },
    ],
    [
      'two names that differ in case alone are neither',
      put('CommonBlock.M0', { mpancore: '1200000001015', MpanCore: '1200000001015' }),
      ['FIELD_MISSING $[0].payload.CommonBlock.M0.MPANCore'],
      { accepted: false },
    ],
    [
      'a list that is none is left out',
      put('CustomBlock.B905List', 'E12Z000001'),
      ['FIELD_LEFT_OUT $[0].payload.CustomBlock.B905List'],
      { accepted: true, meters: [] },
    ],
    [
      'an entry that is no object says nothing',
      put('CustomBlock.B905List', [null, 3, []]),
      [],
      { accepted: true, meters: [] },
    ],
    [
      'a direction nobody knows is no export',
      put('CustomBlock.B907List.0.existingMeter.linkedMPANEnergyDirection', 'Q'),
      ['CODE_UNKNOWN $[0].payload.CustomBlock.B907List[0].existingMeter.linkedMPANEnergyDirection'],
      { linkedMpans: [{ direction: null }] },
    ],
    [
      'a control character is in no text',
      put('CommonBlock.S1.senderUniqueReference', 'a\u0007b'),
      ['FIELD_LEFT_OUT $[0].payload.CommonBlock.S1.senderUniqueReference'],
      { identity: { senderUniqueReference: null } },
    ],
    [
      'an environment that cannot be read refuses the message, for it may be a test',
      put('CommonBlock.S1.environmentTag', ['PROD']),
      ['FIELD_FORMAT $[0].payload.CommonBlock.S1.environmentTag'],
      { accepted: false },
    ],
    [
      'the name of a publication stands for its interface',
      put('CommonBlock.S0.interfaceID', 'PUB-033'),
      [],
      { interfaceId: 'PUB-033', readAs: 'IF-033', accepted: true },
    ],
    [
      'the name of an interface in small letters is the same name',
      put('CommonBlock.S0.interfaceID', 'if-033'),
      [],
      { interfaceId: 'if-033', readAs: 'IF-033', accepted: true },
    ],
    [
      'no schema version is an unknown one',
      gone('CommonBlock.S0.schemaVersion'),
      ['SCHEMA_VERSION_UNKNOWN $[0].payload'],
      { accepted: true },
    ],
    [
      'a name from the prototype is nobody',
      put('CommonBlock.M0', { constructor: 'x' }),
      ['FIELD_MISSING $[0].payload.CommonBlock.M0.MPANCore'],
      { accepted: false },
    ],
  ])('%s', (_, change, findings, message) => {
    const read = changed(change);
    expect(said(read)).toEqual(findings);
    expect(read.messages[0]).toMatchObject(message);
  });

  test('more meters than any MPAN has are counted and left out', () => {
    const [meter] = good.payload.CustomBlock.B905List;
    const many = Array.from({ length: 1_000 }, () => meter);
    const read = changed(put('CustomBlock.B905List', many));
    expect(read.messages[0]?.meters).toHaveLength(100);
    expect(said(read)).toEqual(['FIELD_LEFT_OUT $[0].payload.CustomBlock.B905List']);
  });

  test('an answer that says nothing, or something unknown, accepts nothing', () => {
    const answers = readFileSync(new URL('if-035-accepted-and-refused.json', folder), 'utf8');
    const answered = (code: unknown): unknown => {
      const [one] = JSON.parse(answers);
      one.payload.CustomBlock.B007.responseCode = code;
      const [message] = parsed(JSON.stringify(one)).messages;
      return [message?.answer, message?.appointment?.takesEffect];
    };
    expect(answered('A')).toEqual(['accepted', true]);
    expect(answered(undefined)).toEqual(['notSaid', false]);
    expect(answered('Z')).toEqual(['refused', false]);
    expect(answered(1)).toEqual(['notSaid', false]);
  });
});

describe('the definitions', () => {
  const [old, current] = shippedDipSchemas;
  const problemOf = (...written: unknown[]): string => {
    try {
      readDipDefinitions(written);
    } catch (error) {
      return String(error);
    }
    return 'none';
  };
  const but = (change: (schema: { common: Block[] }) => void): unknown => {
    const copy = structuredClone(current) as { common: Block[] };
    change(copy);
    return copy;
  };
  const first = (more: Block): unknown =>
    but(({ common }) => {
      Object.assign(common[0]!, more);
    });

  test('are of both versions seen, each with its mark', () => {
    expect([...definitions.schemas.keys()]).toEqual(['009', '011']);
    expect(definitions.newest.schemaVersion).toBe('011');
    expect(readDipDefinitions([current, old]).newest).toEqual(definitions.newest);
  });

  test.each<[string, unknown[], string]>([
    ['none', [], 'there is no definition'],
    ['twice the same version', [current, current], '011 is defined twice'],
    [
      'no MPAN',
      [but((schema) => (schema.common = schema.common.filter((one) => one['as'] !== 'mpan')))],
      'mpan is not there',
    ],
    ['a field twice', [but(({ common }) => common.push(common[0]!))], 'interfaceId stands twice'],
    ['a code without values', [first({ format: 'code' })], 'a code has values'],
    ['a field nobody knows', [first({ as: 'colour' })], 'common.0.as'],
    ['a path with a star', [first({ path: 'a.*' })], 'names joined by points'],
    [
      'a companion that is not there',
      [first({ requiredWith: 'colour' })],
      'required with colour, which is not there',
    ],
    ['nothing at all', [null], 'definition 1'],
  ])('with %s are refused', (_, written, words) => {
    expect(problemOf(...written)).toContain(words);
  });
});
