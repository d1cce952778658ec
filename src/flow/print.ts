/**
 * Flow files out: trees of groups to the text of a file. The counts and the trailer are filled
 * here. The rule that must hold: what is printed is accepted by our own reader; the text is read
 * back before it is handed out, and a draft that would be rejected is refused. Warnings pass, as
 * they do on the way in. A caller whose values come from outside asks `findingsOfDraft` or
 * `faultsOfInstance` first, because a refusal is an assertion.
 */
import assert from 'node:assert/strict';
import {
  type Catalogue,
  definitionFor,
  type FlowDefinition,
  type GroupDefinition,
} from './catalogue.ts';
import { type Envelope, printHeader, printTrailer } from './envelope.ts';
import { type Finding, findingOf } from './finding.ts';
import { defaultLimits, parseFlowFile } from './parse.ts';
import { isWritable } from './plain-text.ts';
import { keyOf } from './rows.ts';
import type { Group } from './tree.ts';

export interface Draft {
  readonly envelope: Envelope;
  /** One tree an instance; `line` is not used. */
  readonly instances: readonly Group[];
}

/** The text of the file, records ended by | and CRLF. */
export function printFlowFile(catalogue: Catalogue, draft: Draft): string {
  const { text, findings } = printed(catalogue, draft);
  const refusals = findings.filter(({ severity }) => severity === 'reject');
  // A reader sets an unknown flow aside with a warning; a draft of one has no text at all.
  const isWritten = refusals.length === 0 && text !== '';
  assert.ok(isWritten, `a draft that the reader would reject: ${codesOf(findings)}`);
  return text;
}

/** Codes alone: the message of a finding may quote what came. */
const codesOf = (findings: readonly Finding[]): string =>
  findings.map(({ code, item }) => `${code} ${item ?? ''}`.trim()).join(', ');

/**
 * All that our own reader would say of a draft; what rejects keeps it from being printed. Groups
 * that the catalogue wants "when its condition applies" may be absent.
 */
export const findingsOfDraft = (catalogue: Catalogue, draft: Draft): readonly Finding[] =>
  printed(catalogue, draft).findings;

export interface RejectedFile {
  /** The header record of the file that the instances came in. */
  readonly headerLine: string;
  readonly instances: readonly string[];
  /** Fourteen digits for the trailer. */
  readonly completedAt: string;
}

export interface RejectedText {
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
  const [, fileIdentifier = '', flowAndVersion = ''] = headerLine.split('|');
  const definition = definitionFor(catalogue, flowAndVersion.slice(0, 5), flowAndVersion.slice(5));
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
): { readonly text: string; readonly findings: readonly Finding[] } {
  const { envelope, instances } = draft;
  const findings: Finding[] = [];
  const definition = catalogue.flows.get(envelope.flow + envelope.version) ?? null;
  if (definition === null) {
    const message = `${envelope.flow} version ${envelope.version} is not current in the catalogue.`;
    return { text: '', findings: [findingOf('FLOW_UNKNOWN', NOWHERE, message)] };
  }
  const records: string[] = [];
  for (const instance of instances) {
    printGroup({ definition, group: instance, parent: null, records, findings });
  }
  const header = printHeader(envelope);
  if (/[\r\n]/.test(header) || header.split('|').length !== HEADER_PIECES) {
    findings.push(findingOf('HEADER_FIELD_COUNT', NOWHERE, 'A header item has a | or a line end.'));
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
  findings.push(...back.summary.findings.filter(({ code }) => code !== 'GROUP_MISSING'));
  return { text, findings };
}

interface Printing {
  readonly definition: FlowDefinition;
  readonly group: Group;
  readonly parent: GroupDefinition | null;
  readonly records: string[];
  readonly findings: Finding[];
}

function printGroup(printing: Printing): void {
  const { definition, group, parent, records, findings } = printing;
  const known = groupNamed(definition, group.id);
  const place = { line: records.length + 2, group: group.id, item: null };
  if (known === undefined) {
    findings.push(
      findingOf('GROUP_UNKNOWN', place, `'${group.id}' is not a group of ${definition.flow}.`),
    );
    return;
  }
  if (known.parent !== parent) {
    findings.push(
      findingOf('GROUP_MISPLACED', place, `Group ${known.id} stands below the wrong group.`),
    );
  }
  const own = new Set(known.items.map(({ item }) => item.ref));
  for (const [item, value] of Object.entries(group.values)) {
    if (!own.has(item)) {
      findings.push(
        findingOf('ITEMS_TOO_MANY', { ...place, item }, `Group ${known.id} has no ${item}.`),
      );
    }
    if (!isWritable(value)) {
      const message = `${item} has a character that no item can hold: a | or a line end, or one beyond a byte.`;
      findings.push(findingOf('ITEM_FORMAT', { ...place, item }, message));
    }
  }
  records.push(
    `${[known.id, ...known.items.map(({ item }) => group.values[item.ref] ?? '')].join('|')}|`,
  );
  for (const child of group.children) {
    printGroup({ definition, group: child, parent: known, records, findings });
  }
}

const groupNamed = (definition: FlowDefinition, id: string): GroupDefinition | undefined =>
  id.length === 3 ? definition.groupByKey.get(keyOf(id)) : undefined;

const linesOf = (records: readonly string[]): string => `${records.join('\r\n')}\r\n`;

const HEADER_PIECES = 13;
const NOWHERE = { line: null, group: null, item: null } as const;
