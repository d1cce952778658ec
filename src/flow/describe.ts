/**
 * A flow file in words, for a person: each group by its name, each item with its value and what a
 * code means. It is a value, not print-out; the caller decides how it is shown. The rule that must
 * hold: the value of a secret item appears nowhere in it.
 */
import { knowsNoRole, type RoleOf, rolesOf } from './asset-metering.ts';
import { type Catalogue, definitionFor, type FlowDefinition } from './catalogue.ts';
import type { DataItem } from './data-item.ts';
import type { Envelope } from './envelope.ts';
import type { InstanceRecord } from './instance-record.ts';
import { createFlowReader, defaultLimits, type FlowFileSummary } from './parse.ts';
import { rowKeyOf } from './rows.ts';
import { type Group, readInstance } from './tree.ts';

export interface DescribedLine {
  readonly kind: 'header' | 'group' | 'item';
  /** Line of the file; null for what the header says. */
  readonly line: number | null;
  readonly depth: number;
  /** Group id or J reference. */
  readonly ref: string;
  readonly name: string;
  readonly value: string;
  readonly meaning: string | null;
  /** All of it as one line, indented two spaces a level. */
  readonly text: string;
}

/** Of a file so many instances, counted from the page with number 1. */
interface DescribedPage {
  readonly number: number;
  readonly instances: number;
}

/** Reads a file piece by piece and keeps in words what is asked for of it. */
interface Describer {
  push(bytes: Uint8Array): void;
  /** No lines if the file has no readable header. */
  end(): { readonly lines: readonly DescribedLine[]; readonly summary: FlowFileSummary };
}

/** Where the file ends before the page that is asked for, its last page is kept. */
export function createDescriber(
  catalogue: Catalogue,
  page: DescribedPage,
  roleOf: RoleOf = knowsNoRole,
): Describer {
  let wanted: InstanceRecord[] = [];
  let count = 0;
  const reader = createFlowReader(catalogue, {
    limits: defaultLimits,
    roleOf,
    onInstance: (instance) => {
      if (count < page.number * page.instances) {
        if (count % page.instances === 0) wanted = [];
        wanted.push(instance);
      }
      count += 1;
    },
  });
  return {
    push: (bytes) => reader.push(bytes),
    end: () => {
      const summary = reader.end();
      if (summary.envelope === null) return { lines: [], summary };
      const { flow, version } = summary.envelope;
      const definition = definitionFor(catalogue, flow, version);
      const lines = describeHeader(summary.envelope, definition, roleOf);
      if (definition === null) return { lines, summary };
      for (const { text, line } of wanted) {
        describeGroup(definition, readInstance(catalogue, flow, version, text, line), 0, lines);
      }
      return { lines, summary };
    },
  };
}

export function describeHeader(
  envelope: Envelope,
  definition: FlowDefinition | null,
  roleOf: RoleOf,
): DescribedLine[] {
  const { from, to } = rolesOf(envelope, roleOf);
  const said: readonly (readonly [string, string, string, string | null])[] = [
    ['J0937', 'Flow', `${envelope.flow} version ${envelope.version}`, definition?.name ?? null],
    ['J1064', 'File Identifier', envelope.fileIdentifier, null],
    ['J0938', 'From', `${envelope.fromMpid} in role ${envelope.fromRole}`, from?.name ?? null],
    ['J0939', 'To', `${envelope.toMpid} in role ${envelope.toRole}`, to?.name ?? null],
    ['J0280', 'Created', dateTimeInWords(envelope.createdAt), 'local time'],
    ['J1063', 'Test Data Flag', envelope.testFlag, envelope.testFlag === 'OPER' ? 'live' : null],
  ];
  return said.map(([ref, name, value, meaning]) =>
    described({ kind: 'header', line: null, depth: 0, ref, name, value, meaning }),
  );
}

function describeGroup(
  definition: FlowDefinition,
  group: Group,
  depth: number,
  lines: DescribedLine[],
): void {
  const known = group.id.length === 3 ? definition.groupByKey.get(rowKeyOf(group.id)) : undefined;
  if (known === undefined) return;
  const { line } = group;
  const { id: ref, name } = known;
  lines.push(described({ kind: 'group', line, depth, ref, name, value: '', meaning: null }));
  for (const { item } of known.items) {
    const value = group.values[item.ref];
    if (value === undefined) continue;
    lines.push(described({ kind: 'item', line, depth: depth + 1, ...itemInWords(item, value) }));
  }
  for (const child of group.children) describeGroup(definition, child, depth + 1, lines);
}

function described(line: Omit<DescribedLine, 'text'>): DescribedLine {
  const label = line.kind === 'group' ? `${line.ref} ${line.name}` : `${line.name} (${line.ref})`;
  const value = line.kind === 'group' ? '' : `: ${line.value}`;
  const meaning = line.meaning === null ? '' : ` = ${line.meaning}`;
  return { ...line, text: `${'  '.repeat(line.depth)}${label}${value}${meaning}` };
}

/** A filled item by its name, its value, and what that means. */
export const itemInWords = (
  item: DataItem,
  value: string,
): Pick<DescribedLine, 'ref' | 'name' | 'value' | 'meaning'> => ({
  ref: item.ref,
  name: item.name,
  value: item.secret ? MASK : value,
  meaning: item.secret ? null : meaningIn(item, value),
});

const meaningIn = (item: DataItem, value: string): string | null => {
  const coded = item.values?.get(value) ?? null;
  if (coded !== null) return coded;
  switch (item.format.kind) {
    // A value that is none, in an instance that is refused, has no meaning to be shown.
    case 'DATE':
      if (value.length !== 8) return null;
      return `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
    case 'DATETIME':
      return value.length === 14 ? dateTimeInWords(value) : null;
    case 'TIME':
      if (value.length !== 6) return null;
      return `${value.slice(0, 2)}:${value.slice(2, 4)}:${value.slice(4)}`;
    case 'BOOL':
      return value === 'T' ? 'yes' : value === 'F' ? 'no' : null;
    case 'CHAR':
    case 'NUM':
    case 'AMSID':
    case 'MPAN':
      break;
  }
  return null;
};

const dateTimeInWords = (digits: string): string =>
  `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)} ` +
  `${digits.slice(8, 10)}:${digits.slice(10, 12)}:${digits.slice(12)}`;

export const MASK = '********';
