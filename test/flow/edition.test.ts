/** Another edition of the catalogue: read in two forms, laid beside ours, and in force from a date. */
import { describe, expect, test } from 'vitest';
import {
  catalogueOn,
  cataloguesInForce,
  compileCatalogue,
  diffEdition,
  type Edition,
  editionOf,
  parseFlowFile,
  type ReadEdition,
  readEdition,
} from '../../src/flow/index.ts';
import { catalogue, shippedDataItems, shippedDefinitions } from './examples.ts';

interface Written {
  flow: string;
  version: string;
  name: string;
  routes: string[];
  groups: {
    id: string;
    name: string;
    parent: string | null;
    range: string;
    items: { ref: string; mandatory: boolean }[];
  }[];
}

const ours = (): Written[] => shippedDefinitions() as Written[];
const items = shippedDataItems() as Record<
  string,
  { name: string; format: string; values?: Record<string, string> }
>;
const flow = (name: string): Written => ours().find((one) => one.flow === name)!;

/** Our definition as the public form has it, as text, because there the order of groups stands. */
function publicText({ flow, version, name, routes, groups }: Written): string {
  const written = groups.map(({ id, name, parent, range, items: uses }) => {
    const [least = '', most = least] = range.split('-');
    const group = {
      name,
      parent,
      level: 1,
      cardinality: { min: Number(least), max: most === '*' ? null : Number(most) },
      condition: '',
      fields: uses.map(({ ref, mandatory }) => ({
        ref,
        name: items[ref]?.name,
        format: publicFormat(items[ref]?.format ?? ''),
        required: mandatory,
      })),
    };
    return `${JSON.stringify(id)} : ${JSON.stringify(group, null, 1)}`;
  });
  const head = JSON.stringify({
    $schema: 'https://example.com/dtc/flow-schema/v1',
    flowId: flow,
    flowVersion: version,
    flowName: name,
    routes: routes.map((route) => {
      const [from, to] = route.split('>');
      return { from, to, version: '15.4' };
    }),
  });
  return `${head.slice(0, -1)},"groups":{${written.join(',\n')}},"rules":[],"notes":"see \\"297\\": a note"}`;
}

const publicFormat = (format: string): string =>
  format
    .replace(/^(DATE|TIME)$/, '$1(0)')
    .replace('BOOL', 'BOOLEAN(0)')
    .replace(/,\d+\)/, ')');

const publicItems = (): string =>
  JSON.stringify(
    Object.fromEntries([
      ['', { name: 'Ref', logicalFormat: '', validSet: { kind: 'none' } }],
      ...Object.entries(items).map(([ref, { name, format, values }]) => [
        ref,
        {
          name,
          logicalFormat: format.replace(',', ' ,'),
          validSet:
            values === undefined
              ? { kind: 'none' }
              : {
                  kind: 'enum',
                  values: Object.entries(values).map(([code, label]) => ({ code, label })),
                },
        },
      ]),
    ]),
  );

const edition = (text: string): ReadEdition => {
  const read = readEdition(text);
  if ('problems' in read) throw new Error(read.problems.join());
  return read;
};
const diff = (text: string) => diffEdition(catalogue, edition(text));
const changedFlow = (name: string, change: (definition: Written) => void): Written => {
  const definition = flow(name);
  change(definition);
  return definition;
};

describe('an edition', () => {
  test('in our form is as ours, alone, in a list and with its items', () => {
    const whole = JSON.stringify({ flows: ours(), dataItems: items });
    for (const text of [whole, JSON.stringify(ours()), JSON.stringify(items)]) {
      expect(diff(text)).toMatchObject({ flows: [], items: [] });
      expect(edition(text).form).toBe('pawl');
    }
    expect(diff(whole).alike).toEqual([...catalogue.flows.keys()].sort());
    expect(diff(JSON.stringify(flow('D0151'))).alike).toEqual(['D0151001']);
  });

  test('in the public form is as ours, whatever its groups are named', () => {
    for (const definition of ours()) {
      const text = publicText(definition);
      expect(diff(text), definition.flow).toEqual({
        flows: [],
        items: [],
        alike: [definition.flow + definition.version],
      });
      // 99H stands between numbers, which objects would bring before it.
      expect(edition(text).flows[0]?.groups.map(({ id }) => id)).toEqual(
        definition.groups.map(({ id }) => id),
      );
    }
    const bundle = `{"flows":[${ours().map(publicText).join()}],"dataItems":${publicItems()}}`;
    expect(diff(bundle)).toMatchObject({ flows: [], items: [] });
    expect(edition(publicItems())).toMatchObject({ form: 'flow-schema/v1', flows: [] });
  });

  test.each<[string, string, string]>([
    ['no JSON', '{', 'not JSON'],
    ['a number', '3', 'neither a flow nor a list'],
    ['nothing', '{}', 'neither flows nor data items'],
    ['an empty list', '[]', 'neither flows nor data items'],
    [
      'the list of a bundle',
      '{"flows":[{"flowId":"D0001","file":"flows/D0001.json"}]}',
      'list of a bundle',
    ],
    [
      'a flow without groups',
      '{"flow":"D0001","version":"001","name":"x","routes":[]}',
      'flow 1: groups',
    ],
    [
      'a group of the public form without fields',
      '{"flowId":"D0001","flowVersion":"001","flowName":"x","groups":{"001":{"name":"x","parent":null,"cardinality":{"min":1,"max":1}}}}',
      'flow 1: groups.001.fields',
    ],
    ['an item without a format', '{"J0003":{"name":"MPAN Core"}}', 'J0003: format'],
    ['something else in a list', '[null]', 'flow 1'],
  ])('that is %s is refused', (_, text, words) => {
    const read = readEdition(text);
    expect('problems' in read ? read.problems.join() : 'none').toContain(words);
  });

  test('however deep it is, is read without a word from inside', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (const text of [
      deep,
      `{"flow":${deep}}`,
      JSON.stringify(flow('D0151')).replace('{', `{"more":${deep},`),
    ]) {
      expect(() => readEdition(text)).not.toThrow();
    }
  });

  test('is told every mistake, within bounds', () => {
    const read = readEdition(JSON.stringify(Array.from({ length: 50 }, () => ({ flow: 'D0001' }))));
    expect('problems' in read && read.problems.length).toBe(20);
  });
});

describe('what differs', () => {
  test.each<[string, string, (definition: Written) => void, object]>([
    [
      'a name and a route',
      'D0151',
      (one) => {
        one.name = 'Termination';
        one.routes = [...one.routes.slice(1), 'Supplier>SMEM'];
      },
      {
        differences: [
          {
            what: 'name',
            ours: 'Termination of Appointment or Contract by Supplier',
            theirs: 'Termination',
          },
          { what: 'route', ours: 'AMVLP>HHDC', theirs: '' },
          { what: 'route', ours: '', theirs: 'Supplier>SMEM' },
        ],
        groups: [],
      },
    ],
    [
      'spaces in a name do not',
      'D0151',
      (one) => {
        one.name = ` ${one.name.replace(' of ', '  of ')}`;
        one.version = '001';
        one.groups[1]!.range = '0-1';
      },
      {
        differences: [],
        groups: [
          {
            id: '298',
            kind: 'differs',
            differences: [{ what: 'range', ours: '1', theirs: '0-1' }],
            items: [],
          },
        ],
      },
    ],
    [
      'a group that is gone and one that is new',
      'D0151',
      (one) => {
        const group = one.groups.pop()!;
        one.groups.push({ ...group, id: '30X', items: [{ ref: 'J0024', mandatory: false }] });
      },
      {
        groups: [
          { id: '300', kind: 'only ours', items: [{ id: 'J0340', kind: 'only ours' }] },
          {
            id: '30X',
            kind: 'only theirs',
            items: [{ id: 'J0024', name: 'Site Visit Check Code', kind: 'only theirs' }],
          },
        ],
      },
    ],
    [
      'an item that is optional, one that is gone and one that is new',
      'D0151',
      (one) => {
        one.groups[0]!.items = [
          { ref: 'J0003', mandatory: true },
          { ref: 'J0049', mandatory: false },
          { ref: 'J0012', mandatory: false },
          { ref: 'J0024', mandatory: false },
        ];
      },
      {
        groups: [
          {
            id: '297',
            items: [
              {
                id: 'J0049',
                kind: 'differs',
                differences: [{ what: 'mandatory', ours: 'yes', theirs: 'no' }],
              },
              { id: 'J0279', kind: 'only ours' },
              { id: 'J0024', kind: 'only theirs' },
            ],
          },
        ],
      },
    ],
    [
      'an item in another place, and only that one',
      'D0221',
      (one) => {
        const [first, ...rest] = one.groups[0]!.items;
        one.groups[0]!.items = [...rest, first!];
      },
      {
        groups: [
          {
            id: '504',
            items: [
              {
                id: 'J0003',
                differences: [{ what: 'place', ours: 'first', theirs: 'behind J0012' }],
              },
            ],
          },
        ],
      },
    ],
    [
      'a group below another one',
      'D0151',
      (one) => {
        one.groups[2]!.parent = '297';
      },
      { groups: [{ id: '99H', differences: [{ what: 'parent', ours: '298', theirs: '297' }] }] },
    ],
    [
      'another version, compared with ours',
      'D0150',
      (one) => {
        one.version = '003';
      },
      {
        against: '002',
        differences: [{ what: 'version', ours: '002', theirs: '003' }],
        groups: [],
      },
    ],
  ])('%s', (_, name, change, expected) => {
    const definition = changedFlow(name, change);
    for (const text of [JSON.stringify(definition), publicText(definition)]) {
      const { flows, alike } = diff(text);
      expect(alike).toEqual([]);
      expect(flows).toHaveLength(1);
      expect(flows[0]).toMatchObject(expected);
    }
  });

  test('a flow that we do not have is theirs, group by group', () => {
    const definition = changedFlow('D0221', (one) => {
      one.flow = 'D0999';
    });
    expect(diff(publicText(definition)).flows).toMatchObject([
      { flow: 'D0999', against: null, groups: [{ id: '504', kind: 'only theirs' }] },
    ]);
  });

  test('of data items: names, formats and codes; what is not said is no difference', () => {
    const written = (item: object): string => JSON.stringify({ J0024: item });
    const same = { name: 'Site Visit Check Code', logicalFormat: 'CHAR(2)' };
    const values = Object.entries(items['J0024']?.values ?? {}).map(([code, label]) => ({
      code,
      label,
    }));
    expect(diff(written({ ...same, validSet: { kind: 'none' } })).items).toEqual([]);
    expect(diff(written({ ...same, logicalFormat: '' })).items).toEqual([]);
    expect(
      diff(
        written({
          name: 'Visit Code',
          logicalFormat: 'CHAR(3)',
          validSet: { kind: 'enum', values: [...values.slice(1), { code: '99', label: 'New' }] },
        }),
      ).items,
    ).toEqual([
      {
        id: 'J0024',
        name: 'Site Visit Check Code',
        kind: 'differs',
        differences: [
          { what: 'name', ours: 'Site Visit Check Code', theirs: 'Visit Code' },
          { what: 'format', ours: 'CHAR(2)', theirs: 'CHAR(3)' },
          { what: 'code', ours: '10 Change of meter', theirs: '' },
          { what: 'code', ours: '', theirs: '99 New' },
        ],
      },
    ]);
    expect(
      diff(
        JSON.stringify({ J0475: { name: 'Meter Register Multiplier', logicalFormat: 'NUM(9)' } }),
      ).items,
    ).toMatchObject([{ differences: [{ what: 'format', ours: 'NUM(9,2)', theirs: 'NUM(9)' }] }]);
  });
});

describe('editions by date', () => {
  const shipped: Edition = { name: 'shipped', from: null, flows: shippedDefinitions(), items };
  const longer = changedFlow('D0151', (one) => {
    one.groups[0]!.items.push({ ref: 'J0024', mandatory: true });
  });
  const own = (from: string | null, text = publicText(longer)): Edition =>
    editionOf(edition(text), { name: 'licensed', from, known: items });
  const file = (record: string): string =>
    [
      'ZHV|0000000505|D0151001|X|SUPP|M|MOPX|20260601090000||||OPER|',
      record,
      '298|20260615|',
      'ZPT|0000000505|2||1|20260601090001|',
    ].join('\n');
  const accepted = (edition: ReturnType<typeof catalogueOn> | undefined, record: string): boolean =>
    parseFlowFile(edition!.catalogue, file(record)).file!.instances[0]!.accepted;

  test('the one in force on a date reads what came on it', () => {
    const inForce = cataloguesInForce([own('2026-07-01'), shipped]);
    expect(inForce.map(({ from }) => from)).toEqual([null, '2026-07-01']);
    const [before, after] = ['2026-06-30', '2026-07-01'].map((date) => catalogueOn(inForce, date));
    expect(before?.editionOf.get('D0151001')).toBe('shipped');
    expect(after?.editionOf.get('D0151001')).toBe('licensed');
    expect(after?.editionOf.get('D0150002')).toBe('shipped');
    const old = '297|1000000000012|20240401|LC||';
    const longerRecord = '297|1000000000012|20240401|LC||20|';
    expect([accepted(before, old), accepted(before, longerRecord)]).toEqual([true, false]);
    expect([accepted(after, old), accepted(after, longerRecord)]).toEqual([false, true]);
  });

  test('of two from one date the one given later counts, and an edition of later leaves days before it alone', () => {
    const again = { ...own('2026-07-01'), name: 'corrected' };
    const inForce = cataloguesInForce([shipped, own('2026-07-01'), again]);
    expect(catalogueOn(inForce, '2026-08-01')?.editionOf.get('D0151001')).toBe('corrected');
    const late = cataloguesInForce([{ ...shipped, from: '2026-01-01' }]);
    expect(catalogueOn(late, '2025-12-31')).toBeNull();
    expect(catalogueOn([], '2026-01-01')).toBeNull();
  });

  test('a newer version of a flow stands beside the older one', () => {
    const third = changedFlow('D0150', (one) => {
      one.version = '003';
    });
    const [, after] = cataloguesInForce([shipped, own('2027-01-01', publicText(third))]);
    expect([...after!.catalogue.flows.keys()].filter((key) => key.startsWith('D0150'))).toEqual([
      'D0150002',
      'D0150003',
    ]);
  });

  test('an edition keeps secret what is secret, and takes an unknown long text for personal', () => {
    const text = publicText(flow('D0268'));
    const { items: taken } = own(null, text);
    expect(taken['J0470']).toMatchObject({ secret: true });
    const odd = text
      .replaceAll('J0470', 'J9470')
      .replaceAll('J1025', 'J9025')
      .replace('"format":"CHAR(30)"', '"format":"CHAR(40)"')
      .replace('"format": "CHAR(30)"', '"format": "CHAR(40)"');
    const unknown = own(null, odd).items;
    expect(unknown['J9470']).toMatchObject({ secret: true, format: 'CHAR(12)' });
    expect(unknown['J9025']).toMatchObject({ personal: true, format: 'CHAR(40)' });
  });

  test('in our form it is taken as it was written, and every mistake is told', () => {
    const text = JSON.stringify({ flows: [flow('D0142')], dataItems: items });
    const taken = own(null, text);
    expect(taken.flows).toEqual([flow('D0142')]);
    expect(() => compileCatalogue(taken.flows, taken.items)).not.toThrow();
    const broken = changedFlow('D0142', (one) => {
      one.groups[0]!.items.reverse();
    });
    expect(() => cataloguesInForce([shipped, own('2026-07-01', JSON.stringify(broken))])).toThrow(
      'a top-level group begins with J0003',
    );
  });
});

describe('as files come', () => {
  test('a byte order mark does no harm', () => {
    expect(readEdition(`\uFEFF${JSON.stringify(flow('D0002'))}`)).toMatchObject({ form: 'pawl' });
  });

  test('a flow that stands twice is refused, for only one of the two could count', () => {
    const twice = [flow('D0002'), { ...flow('D0002'), name: 'Another' }, flow('D0001')];
    expect(readEdition(JSON.stringify(twice))).toEqual({
      problems: [
        'D0002 version 001 stands twice, so that one reader sees the first and another the last',
      ],
    });
  });
});
