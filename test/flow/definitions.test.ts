import { describe, expect, test } from 'vitest';
import { lookUp } from '../../src/flow/catalogue.ts';
import { rangeOf } from '../../src/flow/definition.ts';
import { compileCatalogue, definitionFor } from '../../src/flow/index.ts';
import { catalogue, definitionNames, shippedDataItems, shippedDefinitions } from './examples.ts';

describe('the shipped definitions', () => {
  test('compile, and each file is named for its flow and version', () => {
    const named = definitionNames.map((name) => name.replace('_', '').replace('.json', ''));
    expect([...catalogue.flows.keys()].sort()).toEqual(named);
  });

  test('hold the process flows and those that reach the same gateway', () => {
    for (const flow of [
      'D0001001',
      'D0002001',
      'D0010002',
      'D0139002',
      'D0142001',
      'D0148001',
      'D0150002',
      'D0151001',
      'D0155001',
      'D0221001',
      'D0268002',
    ]) {
      expect(catalogue.flows.has(flow), flow).toBe(true);
    }
  });

  test('carry a confidence mark on every group and item, and a note where it is not confirmed', () => {
    for (const { flow, groups } of catalogue.flows.values()) {
      for (const group of groups) {
        expect(['CONFIRMED', 'LIKELY', 'UNKNOWN'], `${flow} ${group.id}`).toContain(
          group.confidence,
        );
      }
    }
    for (const item of catalogue.items.values()) {
      if (item.confidence !== 'CONFIRMED') expect(item.note, item.ref).not.toBeNull();
    }
  });

  test('describe no item that no flow uses', () => {
    const used = new Set<string>();
    for (const { groups } of catalogue.flows.values()) {
      for (const { items } of groups) for (const { item } of items) used.add(item.ref);
    }
    expect([...catalogue.items.keys()].filter((ref) => !used.has(ref))).toEqual([]);
  });

  test.each([
    'J0024',
    'J0080',
    'J0098',
    'J0103',
    'J0134',
    'J0171',
    'J0408',
    'J0418',
    'J0419',
    'J0459',
    'J0474',
    'J0483',
    'J0673',
    'J1020',
  ])('give %s its valid set', (ref) => {
    expect(catalogue.items.get(ref)?.values?.size).toBeGreaterThan(1);
  });

  test('give the codes the process rests on their meanings', () => {
    const meaningOf = (ref: string, code: string) => catalogue.items.get(ref)?.values?.get(code);
    expect(meaningOf('J0024', '42')).toBe('Site capable of exporting');
    expect(meaningOf('J0024', '20')).toBe('No access');
    expect(meaningOf('J0483', 'LAG')).toBe('Lag');
    expect(meaningOf('J0024', '12')).toBeUndefined();
    expect(meaningOf('J0004', 'X')).toBeUndefined();
    expect(meaningOf('J0000', 'X')).toBeUndefined();
    expect(catalogue.items.get('J0483')?.values?.size).toBe(36);
    expect(catalogue.items.get('J0024')?.values?.size).toBe(54);
  });

  test('keep passwords and keys secret', () => {
    for (const ref of ['J0464', 'J0468', 'J0470', 'J1257', 'J1258', 'J1713']) {
      expect(catalogue.items.get(ref)?.secret, ref).toBe(true);
    }
  });

  test('read D0150 version 001 with version 002', () => {
    expect(definitionFor(catalogue, 'D0150', '001')?.version).toBe('002');
    expect(definitionFor(catalogue, 'D0150', '003')).toBeNull();
  });
});

test('a catalogue says how far it knows a flow', () => {
  const own = compileCatalogue(shippedDefinitions(), shippedDataItems());
  expect(lookUp(own, 'D0150', '002')).toMatchObject({ known: 'current' });
  expect(lookUp(own, 'D0150', '001')).toMatchObject({ known: 'superseded' });
  expect(lookUp(own, 'D0150', '009')).toEqual({
    known: 'not-this-version',
    versions: ['001', '002'],
  });
  expect(lookUp(own, 'D9999', '001')).toEqual({ known: 'not-this-flow' });
});

test('a compiled group knows its place, its notes and what its children depend on', () => {
  const own = compileCatalogue(shippedDefinitions(), shippedDataItems());
  for (const { groups } of own.flows.values()) {
    for (const group of groups) {
      expect(group.decides).toBe(group.children.some(({ when }) => when !== null));
      expect(group.depth).toBe(group.parent === null ? 0 : group.parent.depth + 1);
      expect(group.parent === null || group.parent.children.includes(group)).toBe(true);
      for (const { item, plainMax, onlyLength } of group.items) {
        const { kind, length } = item.format;
        expect(plainMax).toBe(kind === 'CHAR' && item.values === null ? length : -1);
        expect(onlyLength).toBe(kind === 'CHAR' || kind === 'NUM' ? 0 : length);
      }
    }
  }
  const written = shippedDefinitions() as { groups: { note?: string }[] }[];
  const notes = written.flatMap(({ groups }) => groups.map(({ note }) => note ?? null));
  const compiled = [...own.flows.values()].flatMap(({ groups }) => groups.map(({ note }) => note));
  expect(compiled).toEqual(notes);
});

test.each([
  ['1', [1, 1]],
  ['0-1', [0, 1]],
  ['1-*', [1, Number.POSITIVE_INFINITY]],
  ['0-*', [0, Number.POSITIVE_INFINITY]],
  ['2-5', [2, 5]],
  ['0', null],
  ['2-1', null],
  ['*', null],
  ['', null],
  ['1-', null],
  ['01', null],
  ['1-2x', null],
  ['1-1x', null],
  ['1234567', null],
  ['1-10', [1, 10]],
  ['12', [12, 12]],
])('the range %j reads as %j', (text, range) => {
  expect(rangeOf(text)).toEqual(range);
});

describe('a mistaken definition', () => {
  const items = {
    J0003: { name: 'MPAN Core', format: 'NUM(13)', confidence: 'CONFIRMED' },
    J0004: { name: 'Meter Id', format: 'CHAR(10)', confidence: 'CONFIRMED' },
  };
  const top = {
    id: '001',
    name: 'Top',
    parent: null,
    range: '1-*',
    confidence: 'CONFIRMED',
    items: [{ ref: 'J0003', mandatory: true }],
  };
  const flow = {
    flow: 'D0001',
    version: '001',
    name: 'A',
    source: 'S',
    routes: ['A>B'],
    groups: [top],
  };
  const withGroups = (...groups: unknown[]): unknown => ({ ...flow, groups });

  test('none: the base of these cases compiles', () => {
    expect(() => compileCatalogue([flow], items)).not.toThrow();
  });

  test.each<[string, unknown[], unknown, string]>([
    ['two flows alike', [flow, flow], items, 'D0001001 is defined twice'],
    [
      'a version read twice',
      [flow, { ...flow, version: '002', readsVersions: ['001'] }],
      items,
      'D0001001 is defined twice',
    ],
    ['a group twice', [withGroups(top, top)], items, 'group 001 stands twice'],
    [
      'a parent that comes later',
      [withGroups({ ...top, id: '002', parent: '001' }, top)],
      items,
      'its parent 001 does not stand before it',
    ],
    ['an impossible range', [withGroups({ ...top, range: '2-1' })], items, '2-1 is not a range'],
    [
      'an item not described',
      [withGroups({ ...top, items: [...top.items, { ref: 'J0005', mandatory: true }] })],
      items,
      'J0005 is not among the data items',
    ],
    [
      'an item twice',
      [withGroups({ ...top, items: [...top.items, ...top.items] })],
      items,
      'J0003 stands twice',
    ],
    [
      'a top group without MPAN first',
      [withGroups({ ...top, items: [{ ref: 'J0004', mandatory: true }] })],
      items,
      'begins with J0003',
    ],
    [
      'a reserved name',
      [withGroups(top, { ...top, id: 'ZPT', parent: '001' })],
      items,
      'header or trailer',
    ],
    ['no confidence', [withGroups({ ...top, confidence: undefined })], items, 'confidence'],
    ['no groups', [withGroups()], items, 'groups'],
    ['a key nobody knows', [{ ...flow, colour: 'red' }], items, 'colour'],
    [
      'a format nobody knows',
      [flow],
      { ...items, J0004: { ...items.J0004, format: 'TEXT(9)' } },
      'TEXT(9)',
    ],
    [
      'a code longer than its format',
      [flow],
      { ...items, J0004: { ...items.J0004, values: { '12345678901': 'x' } } },
      'longer than',
    ],
    [
      'a code with a space at its end',
      [flow],
      { ...items, J0004: { ...items.J0004, values: { 'A ': 'x' } } },
      'space',
    ],
    ['a reference that is none', [flow], { ...items, X1: items.J0004 }, 'X1'],
    ['no definition at all', [null], items, 'definition 1'],
    ['data items that are none', [flow], null, 'data items'],
  ])('%s is told', (_, definitions, dataItems, words) => {
    expect(() => compileCatalogue(definitions, dataItems)).toThrow(words);
  });

  const below = {
    id: '002',
    name: 'Below',
    parent: '001',
    range: '0-1',
    confidence: 'CONFIRMED',
    items: [{ ref: 'J0004', mandatory: false }],
  };
  const coded = { ...items, J0004: { ...items.J0004, values: { A: 'one', B: 'two' } } };
  const onCode = (item: string, ...is: string[]): unknown =>
    withGroups(
      { ...top, items: [...top.items, { ref: 'J0004', mandatory: false }] },
      {
        ...below,
        when: { item, is },
      },
    );

  test('a condition names an item of the parent and values that it can have', () => {
    expect(() => compileCatalogue([onCode('J0004', 'A')], coded)).not.toThrow();
    expect(() => compileCatalogue([onCode('J0004', 'Q')], items)).not.toThrow();
    expect(() => compileCatalogue([onCode('J0004', 'A', 'Q')], coded)).toThrow(
      "D0001 001: group 002: its condition names 'Q', which J0004 does not have",
    );
    expect(() => compileCatalogue([onCode('J0009', 'A')], coded)).toThrow(
      'D0001 001: group 002: its condition names J0009, which its parent does not have',
    );
    expect(() =>
      compileCatalogue([withGroups({ ...top, when: { item: 'J0003', is: ['1'] } })], items),
    ).toThrow('group 001: its condition names J0003, which its parent does not have');
  });

  test('is told word for word, each mistake on a line of its own', () => {
    const wordsOf = (definitions: unknown[], dataItems: unknown = items): string => {
      try {
        compileCatalogue(definitions, dataItems);
      } catch (error) {
        return (error as Error).message;
      }
      return 'no mistake';
    };
    const head = 'The flow definitions have mistakes:';
    expect(wordsOf([withGroups({ ...below, parent: '001' })])).toBe(
      [
        head,
        '- D0001 001: group 002: its parent 001 does not stand before it',
        '- D0001 001: there is no top-level group',
      ].join('\n'),
    );
    const odd = {
      J0003: { ...items.J0003, format: 'NUM 13' },
      J0004: { ...items.J0004, values: { 'A|B': 'x', ' C': 'y', '12345678901': 'z' } },
    };
    expect(wordsOf([flow], odd)).toBe(
      [
        head,
        '- J0003: format NUM 13 is not NUM(n), NUM(n,m), CHAR(n), DATE, TIME, DATETIME or BOOL',
        "- J0004: code 'A|B' has a bar in it",
        "- J0004: code ' C' has a space at an end",
        "- J0004: code '12345678901' is longer than CHAR(10)",
      ].join('\n'),
    );
    expect(wordsOf([null, { ...flow, name: '' }])).toMatch(
      /^The flow definitions have mistakes:\n- definition 1: : .+\n- D0001: name: .+$/,
    );
    expect(wordsOf([flow], { J0003: { ...items.J0003, format: 3 } })).toMatch(
      /\n- data items: J0003\.format: /,
    );
    expect(wordsOf(['D0001'])).toMatch(/\n- definition 1: : /);
  });

  test.each<[unknown, unknown, string]>([
    [{ flow: 'D00011' }, {}, 'a flow is a capital and four digits'],
    [{ flow: 'xD0001' }, {}, 'a flow is a capital and four digits'],
    [{ version: '0011' }, {}, 'a version is three digits'],
    [{ version: 'x001' }, {}, 'a version is three digits'],
    [{ readsVersions: ['0011'] }, {}, 'readsVersions.0'],
    [{ readsVersions: ['x001'] }, {}, 'readsVersions.0'],
    [{ routes: ['X>M>'] }, {}, 'a route is Sender>Recipient'],
    [{ routes: ['>X>M'] }, {}, 'a route is Sender>Recipient'],
    [{ note: '' }, {}, 'note'],
    [{ groups: [{ ...top, id: '0011' }] }, {}, 'a group id is three digits or capitals'],
    [{ groups: [{ ...top, id: 'x001' }] }, {}, 'a group id is three digits or capitals'],
    [
      { groups: [{ ...top, items: [{ ref: 'J00031', mandatory: true }] }] },
      {},
      'a data item reference is J and four digits',
    ],
    [
      { groups: [{ ...top, items: [{ ref: 'xJ0003', mandatory: true }] }] },
      {},
      'a data item reference is J and four digits',
    ],
    [
      { groups: [{ ...top, when: { item: 'J0003', is: ['É1'] } }] },
      {},
      'groups.0.when.is.0: printable ASCII only',
    ],
    [
      { groups: [{ ...top, when: { item: 'J0003', is: ['1É'] } }] },
      {},
      'groups.0.when.is.0: printable ASCII only',
    ],
    [{}, { J00031: items.J0004 }, 'data items: J00031: '],
    [{ groups: [top, { ...below, id: 'ZHV' }] }, {}, 'group ZHV: the name of a header or trailer'],
    [{ groups: [top, { ...below, id: 'ZHF' }] }, {}, 'group ZHF: the name of a header or trailer'],
    [{ groups: [top, { ...below, id: 'ZHD' }] }, {}, 'group ZHD: the name of a header or trailer'],
  ])('%j beside %j is told: %s', (more, moreItems, words) => {
    const wrong = { ...flow, ...(more as object) };
    expect(() => compileCatalogue([wrong], { ...items, ...(moreItems as object) })).toThrow(words);
  });

  test('a note says what it likes, and only J0003 is an MPAN', () => {
    const noted = { ...flow, note: 'seen in public files', readsVersions: ['000'] };
    const own = compileCatalogue([noted], {
      ...items,
      J0005: { ...items.J0004, format: 'NUM(13)' },
    });
    const [definition] = own.flows.values();
    expect(definition?.readsVersions).toEqual(['000']);
    expect(own.items.get('J0003')?.format.kind).toBe('MPAN');
    expect(own.items.get('J0005')?.format.kind).toBe('NUM');
  });

  test('all mistakes are told in one Error', () => {
    const bad = withGroups({ ...top, range: '9-1' }, top);
    expect(() => compileCatalogue([bad], items)).toThrow(/9-1 is not a range[^]*stands twice/);
  });

  test('the shipped data compiles from its written form, whatever the order of the files', () => {
    const reversed = compileCatalogue(shippedDefinitions().toReversed(), shippedDataItems());
    expect(reversed.flows.size).toBe(catalogue.flows.size);
  });
});
