/**
 * Flow files out: trees of groups to the text of a file. The counts and the trailer are filled
 * here. The rule that must hold: what is printed is accepted by our own reader; the text is read
 * back before it is handed out, and a draft that would be rejected is refused. Warnings pass, as
 * they do on the way in. A caller whose values come from outside asks `faultsOfInstance` first,
 * because a refusal is an assertion.
 */
import assert from 'node:assert/strict';
import {
  type Catalogue,
  catalogueOf,
  definitionFor,
  type FlowDefinition,
  type GroupDefinition,
} from './catalogue.ts';
import { type Envelope, printHeader, printTrailer } from './envelope.ts';
import type { FindingCode } from './finding.ts';
import { defaultLimits, parseFlowFile } from './parse.ts';
import { isWritable } from './plain-text.ts';
import { rowKeyOf } from './rows.ts';
import type { Group } from './tree.ts';

export interface Draft {
  readonly envelope: Envelope;
  /** One tree an instance; `line` is not used. */
  readonly instances: readonly Group[];
}

/** The text of the file, records ended by | and CRLF. */
export function printFlowFile(catalogue: Catalogue, draft: Draft): string {
  const { text, refusals } = printed(catalogue, draft);
  // A value may be anybody's: the codes and their items say enough.
  assert.ok(refusals.length === 0, `a draft that the reader would reject: ${refusals.join(', ')}`);
  return text;
}

interface RejectedFile {
  /** The header record of the file that the instances came in. */
  readonly headerLine: string;
  readonly instances: readonly string[];
  /** Fourteen digits for the trailer. */
  readonly completedAt: string;
}

interface RejectedText {
  readonly text: string;
  /** For each instance the line on which it now begins. */
  readonly lines: readonly number[];
}

/** Prints a file of refused instances one by one, so that they need not all be at hand. */
export interface RejectedPrinter {
  readonly header: string;
  /** The text of an instance as it came, and the line on which it begins. */
  readonly add: (instance: string) => { readonly text: string; readonly line: number };
  /** The trailer, which counts what was added. */
  readonly end: (completedAt: string) => string;
}

export function rejectedPrinter(catalogue: Catalogue, headerLine: string): RejectedPrinter {
  const [, fileIdentifier = '', flowAndVersion = '', , , , , createdAt = ''] =
    headerLine.split('|');
  const inForce = catalogueOf(catalogue, createdAt);
  const definition = definitionFor(inForce, flowAndVersion.slice(0, 5), flowAndVersion.slice(5));
  let lines = 1;
  let groups = 0;
  let flows = 0;
  return {
    header: linesOf([headerLine]),
    add: (instance) => {
      const line = lines + 1;
      const records = instance.split('\n');
      lines += records.length;
      for (const record of records) {
        if (record.trim() === '') continue;
        groups++;
        const id = record.split('|', 1)[0] ?? '';
        if (definition === null || groupNamed(definition, id)?.depth === 0) flows++;
      }
      return { text: linesOf(records), line };
    },
    end: (completedAt) => {
      const style = headerLine.endsWith('|') ? 'closed' : 'open';
      return linesOf([printTrailer({ fileIdentifier, groups, flows, completedAt, style })]);
    },
  };
}

/** A file that holds the refused instances as they came, in an envelope that counts them anew. */
export function printRejected(catalogue: Catalogue, rejected: RejectedFile): RejectedText {
  const printer = rejectedPrinter(catalogue, rejected.headerLine);
  const added = rejected.instances.map(printer.add);
  const texts = [printer.header, ...added.map(({ text }) => text)];
  return {
    text: [...texts, printer.end(rejected.completedAt)].join(''),
    lines: added.map(({ line }) => line),
  };
}

function printed(
  catalogue: Catalogue,
  draft: Draft,
): { readonly text: string; readonly refusals: readonly string[] } {
  const { envelope, instances } = draft;
  const refusals: string[] = [];
  const inForce = catalogueOf(catalogue, envelope.createdAt);
  const definition = inForce.flows.get(envelope.flow + envelope.version) ?? null;
  // A reader sets an unknown flow aside with a warning; a draft of one has no text at all.
  if (definition === null) return { text: '', refusals: ['FLOW_UNKNOWN'] };
  const records: string[] = [];
  for (const instance of instances) {
    printGroup({ definition, group: instance, parent: null, records, refusals });
  }
  const header = printHeader(envelope);
  if (/[\r\n]/.test(header) || header.split('|').length !== HEADER_PIECES) {
    refusals.push('HEADER_FIELD_COUNT');
  }
  const trailer = printTrailer({
    fileIdentifier: envelope.fileIdentifier,
    groups: records.length,
    flows: instances.length,
    completedAt: envelope.completedAt,
    style: 'closed',
  });
  const text = linesOf([header, ...records, trailer]);
  const back = parseFlowFile(catalogue, text, { ...defaultLimits, findingsMax: 10_000 });
  for (const { code, item, severity } of back.summary.findings) {
    if (severity === 'reject') refusals.push(refusal(code, item));
  }
  return { text, refusals };
}

const refusal = (code: FindingCode, item: string | null): string =>
  item === null ? code : `${code} ${item}`;

interface Printing {
  readonly definition: FlowDefinition;
  readonly group: Group;
  readonly parent: GroupDefinition | null;
  readonly records: string[];
  readonly refusals: string[];
}

function printGroup(printing: Printing): void {
  const { definition, group, parent, records, refusals } = printing;
  const known = groupNamed(definition, group.id);
  if (known === undefined) {
    refusals.push('GROUP_UNKNOWN');
    return;
  }
  if (known.parent !== parent) refusals.push('GROUP_MISPLACED');
  const own = new Set(known.items.map(({ item }) => item.ref));
  for (const [item, value] of Object.entries(group.values)) {
    if (!own.has(item)) refusals.push(refusal('ITEMS_TOO_MANY', item));
    // A | or a line end, or a character beyond a byte.
    if (!isWritable(value)) refusals.push(refusal('ITEM_FORMAT', item));
  }
  records.push(
    `${[known.id, ...known.items.map(({ item }) => group.values[item.ref] ?? '')].join('|')}|`,
  );
  for (const child of group.children) {
    printGroup({ definition, group: child, parent: known, records, refusals });
  }
}

const groupNamed = (definition: FlowDefinition, id: string): GroupDefinition | undefined =>
  id.length === 3 ? definition.groupByKey.get(rowKeyOf(id)) : undefined;

const linesOf = (records: readonly string[]): string => `${records.join('\r\n')}\r\n`;

const HEADER_PIECES = 13;
