/** Arbitrary correct drafts of every flow of the catalogue, made from the definitions themselves. */
import { fc } from '../support/fc.ts';
import type {
  DataItem,
  Draft,
  Envelope,
  FlowDefinition,
  Group,
  GroupDefinition,
} from '../../src/flow/index.ts';
import { mpanWithCheckDigit } from '../../src/flow/index.ts';
import { catalogue } from '../flow/examples.ts';

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...'0123456789'.split('')),
    minLength: least,
    maxLength: most,
  });

const two = (value: number): string => String(value).padStart(2, '0');

const date = fc
  .tuple(
    fc.integer({ min: 1950, max: 2199 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  )
  .map(([year, month, day]) => {
    const real = Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' });
    return `${real.year}${two(real.month)}${two(real.day)}`;
  });

const time = fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59)).map((parts) => parts.map(two).join(''));

const dateTime = fc.tuple(date, time).map((parts) => parts.join(''));

// Spaces around a value are not part of it, and a bar never is.
const printable = [...Array(95).keys()]
  .map((n) => String.fromCharCode(n + 32))
  .filter((c) => c !== '|');
const text = (length: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(...printable), minLength: 1, maxLength: length })
    .map((value) => value.trim())
    .filter((value) => value !== '');

export const mpan: fc.Arbitrary<string> = digits(12, 12)
  .filter((twelve) => /[1-9]/.test(twelve))
  .map(mpanWithCheckDigit);

function valueOf(item: DataItem): fc.Arbitrary<string> {
  const { format } = item;
  if (format.kind === 'MPAN') return mpan;
  if (format.kind === 'DATE') return date;
  if (format.kind === 'TIME') return time;
  if (format.kind === 'DATETIME') return dateTime;
  if (format.kind === 'BOOL') return fc.constantFrom('T', 'F');
  if (item.values !== null) return fc.constantFrom(...item.values.keys());
  if (format.kind === 'CHAR') return text(format.length);
  return format.decimals === 0
    ? digits(1, format.length)
    : fc
        .tuple(digits(1, format.length), digits(1, format.decimals))
        .map((parts) => parts.join('.'));
}

function groupOf(definition: GroupDefinition): fc.Arbitrary<Group> {
  const mandatory = definition.items.filter((use) => use.mandatory).map(({ item }) => item.ref);
  const values = fc.record(
    Object.fromEntries(definition.items.map(({ item }) => [item.ref, valueOf(item)])),
    { requiredKeys: mandatory },
  );
  const children = definition.children.map((child) =>
    fc.array(groupOf(child), {
      minLength: child.least,
      maxLength: Math.max(child.least, Math.min(child.most, 2)),
    }),
  );
  return fc.tuple(values, fc.tuple(...children)).map(([filled, below]) => ({
    id: definition.id,
    line: 0,
    values: { ...filled },
    children: below.flat(),
  }));
}

const envelopeOf = (definition: FlowDefinition): fc.Arbitrary<Envelope> => {
  const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const name = (least: number, most: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom(...capitals.split('')), minLength: least, maxLength: most });
  return fc.record({
    fileIdentifier: name(1, 10),
    flow: fc.constant(definition.flow),
    version: fc.constant(definition.version),
    fromRole: name(1, 1),
    fromMpid: name(4, 4),
    toRole: name(1, 1),
    toMpid: name(4, 4),
    createdAt: dateTime,
    sendingApplication: name(0, 5),
    receivingApplication: name(0, 5),
    broadcast: name(0, 1),
    testFlag: fc.constantFrom('OPER', 'TR01', ''),
    completedAt: dateTime,
  });
};

export const flows: readonly FlowDefinition[] = [...catalogue.flows.values()];

export const draftOf = (definition: FlowDefinition): fc.Arbitrary<Draft> =>
  fc.record({
    envelope: envelopeOf(definition),
    instances: fc.array(
      fc.oneof(...definition.groups.filter(({ depth }) => depth === 0).map(groupOf)),
      { minLength: 1, maxLength: 3 },
    ),
  });

export const anyDraft: fc.Arbitrary<Draft> = fc.oneof(...flows.map(draftOf));
