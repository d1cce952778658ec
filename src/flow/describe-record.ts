/**
 * Single records of a flow file in words, wherever in the file they stand: for who looks at a part of
 * a file too large to be looked at whole. The rule that must hold: the value of a secret item appears
 * nowhere, not even in the record as it stands in the file.
 */
import { knowsNoRole, type RoleOf } from './asset-metering.ts';
import {
  type Catalogue,
  catalogueOf,
  definitionFor,
  type FlowDefinition,
  type GroupDefinition,
} from './catalogue.ts';
import type { DataItem } from './data-item.ts';
import { type DescribedLine, describeHeader, itemInWords, MASK } from './describe.ts';
import { readHeader } from './envelope.ts';
import { rowKeyOf } from './rows.ts';

/** True of an item whose value is not shown to whoever asks. */
export type IsHidden = (item: DataItem) => boolean;

const isSecret: IsHidden = ({ secret }) => secret;

export interface DescribedRecord {
  readonly line: number;
  /** As it stands in the file. */
  readonly text: string;
  /** 0 for a top-level group, and for what is no group of the flow. */
  readonly depth: number;
  readonly kind: 'header' | 'group' | 'trailer' | 'unknown';
  /** Id and name of the group; null for any other record. */
  readonly group: { readonly id: string; readonly name: string } | null;
  readonly items: readonly DescribedItem[];
}

type DescribedItem = Pick<DescribedLine, 'ref' | 'name' | 'value' | 'meaning'>;

export interface DescribedFlow {
  readonly flow: string;
  readonly version: string;
  /** Null where the catalogue does not have it: then its records stay as they stand. */
  readonly name: string | null;
  readonly describe: (line: number, text: string) => DescribedRecord;
}

/** By the first record of a file; null where that is no header. */
export function describedFlow(
  known: Catalogue,
  headerLine: string,
  roleOf: RoleOf = knowsNoRole,
  isHidden: IsHidden = isSecret,
): DescribedFlow | null {
  const { envelope } = readHeader(headerLine, 1);
  if (envelope === null) return null;
  const catalogue = catalogueOf(known, envelope.createdAt);
  const { flow, version } = envelope;
  const definition = definitionFor(catalogue, flow, version);
  return {
    flow,
    version,
    name: definition?.name ?? null,
    describe: (line, text) => {
      const id = text.split('|', 1)[0] ?? '';
      const record = { line, text, depth: 0, group: null } as const;
      if (text === headerLine) {
        return { ...record, kind: 'header', items: describeHeader(envelope, definition, roleOf) };
      }
      if (id === 'ZPT') return { ...record, kind: 'trailer', items: trailerItems(text) };
      const told = groupRecord(definition, line, text, id, isHidden);
      const bare = maskSecrets(catalogue, text, isHidden);
      return told ?? { ...record, text: bare, kind: 'unknown', items: [] };
    },
  };
}

function groupRecord(
  definition: FlowDefinition | null,
  line: number,
  text: string,
  id: string,
  isHidden: IsHidden,
): DescribedRecord | null {
  const known = id.length === 3 ? definition?.groupByKey.get(rowKeyOf(id)) : undefined;
  if (known === undefined) return null;
  const { name, depth } = known;
  const pieces = text.split('|');
  const items = known.items.flatMap(({ item }, index) => {
    const value = (pieces[index + 1] ?? '').trim();
    if (value === '') return [];
    const said = itemInWords(item, value);
    return [isHidden(item) ? { ...said, value: MASK, meaning: null } : said];
  });
  const shown = masked(pieces, hiddenPlaces(known, isHidden));
  return { line, text: shown, depth, kind: 'group', group: { id, name }, items };
}

/**
 * A record of a file whose flow is not known, or which does not belong where it stands, without what
 * would be secret in a group of that id.
 */
export function maskSecrets(
  catalogue: Catalogue,
  text: string,
  isHidden: IsHidden = isSecret,
): string {
  const pieces = text.split('|');
  const key = pieces[0]?.length === 3 ? rowKeyOf(pieces[0]) : 0;
  const places = [...catalogue.flows.values()].flatMap(({ groupByKey }) => {
    const group = groupByKey.get(key);
    return group === undefined ? [] : hiddenPlaces(group, isHidden);
  });
  return masked(pieces, places);
}

const hiddenPlaces = ({ items }: GroupDefinition, isHidden: IsHidden): number[] =>
  items.flatMap(({ item }, index) => (isHidden(item) ? [index + 1] : []));

const masked = (pieces: readonly string[], places: readonly number[]): string =>
  pieces
    .map((piece, place) => (places.includes(place) && piece.trim() !== '' ? MASK : piece))
    .join('|');

const trailerFields = [
  ['J1064', 'File Identifier'],
  ['J1067', 'Groups between header and trailer'],
  ['J1078', 'Checksum'],
  ['J1066', 'Instances'],
  ['J1065', 'Completed'],
] as const;

const trailerItems = (text: string): DescribedItem[] => {
  const pieces = text.split('|');
  return trailerFields.flatMap(([ref, name], index) => {
    const value = (pieces[index + 1] ?? '').trim();
    return value === '' ? [] : [{ ref, name, value, meaning: null }];
  });
};
