/**
 * One instance of a flow while it is read: a top-level group and everything below it. It judges
 * where each group stands (by a stack of the groups open above it) and what each item holds. The
 * rule that must hold: a record without fault costs no memory; only faults make objects.
 */
import type { FlowDefinition, GroupDefinition, ItemUse } from './catalogue.ts';
import { faultMessage, itemFault } from './data-item.ts';
import type { Style } from './envelope.ts';
import { ITEMS_START } from './faultless.ts';
import {
  FINDING_CODES,
  type Finding,
  type FindingCode,
  findingOf,
  findingsTooMany,
} from './finding.ts';
import type { InstanceRecord } from './instance-record.ts';
import { pieceEnd, pieceStart, pieceText, type Row, unixLineEnds } from './rows.ts';

/**
 * An instance as it was read. Its line ends are made one kind only when the text is asked for, for
 * whoever judges a large file never asks.
 */
class ReadInstance implements InstanceRecord {
  readonly mpan: string;
  readonly line: number;
  readonly accepted: boolean;
  readonly findings: readonly Finding[];
  readonly leftOut: number;
  private readonly asItCame: string;

  constructor(
    mpan: string,
    line: number,
    accepted: boolean,
    findings: readonly Finding[],
    leftOut: number,
    asItCame: string,
  ) {
    this.mpan = mpan;
    this.line = line;
    this.accepted = accepted;
    this.findings = findings;
    this.leftOut = leftOut;
    this.asItCame = asItCame;
  }

  get text(): string {
    return unixLineEnds(this.asItCame);
  }
}

/** The same instance, refused because its file is. */
export const refusedOf = ({
  mpan,
  line,
  text,
  findings,
  leftOut,
}: InstanceRecord): InstanceRecord => ({
  mpan,
  line,
  text,
  findings,
  leftOut,
  accepted: false,
});

export interface InstanceReader {
  /**
   * Starts the next instance; its first record is then given to `take` like the others. Where
   * findings are only counted, nothing is put in words: of millions that nobody sees, those took
   * nearly all of the time.
   */
  begin(line: number, isCounting: boolean): void;
  take(row: Row, group: GroupDefinition | undefined): void;
  /** A record known to be without fault: only where its group stands is judged. */
  takeFaultless(line: number, group: GroupDefinition, itemOf: (index: number) => string): void;
  /** It is longer than the limit, and this is its beginning, which is all that is there of it. */
  cut(text: string, maxBytes: number): void;
  /** The MPAN of an instance that is refused, if it is known without its text; null otherwise. */
  refusedMpan(): string | null;
  finish(text: string): InstanceRecord;
}

export function createInstanceReader(
  flow: FlowDefinition,
  style: Style,
  findingsMax: number,
): InstanceReader {
  const openGroups: (GroupDefinition | null)[] = flow.groups.map(() => null);
  const openLines = new Int32Array(flow.groups.length);
  // How often each group was seen under its parent that is open now.
  const counts = new Int32Array(flow.groups.length);
  // Whether the range of a group applies under its parent that is open now.
  const applies = new Uint8Array(flow.groups.length).fill(1);
  let openDepth = 0;
  let mpan = '';
  let startsFaultless = false;
  let line = 0;
  let rejected = false;
  let isCounting = false;
  let leftOut = 0;
  let findings: Finding[] = [];

  function note(
    code: FindingCode,
    at: number,
    group: string,
    item: string | null,
    message: () => string,
  ): void {
    if (FINDING_CODES[code] === 'reject') rejected = true;
    if (isTelling()) findings.push(findingOf(code, { line: at, group, item }, message()));
    else leftOut += 1;
  }

  const isTelling = (): boolean => !isCounting && findings.length < findingsMax;

  function close(depth: number): void {
    while (openDepth > depth) {
      const group = openGroups[--openDepth];
      openGroups[openDepth] = null;
      if (group === null || group === undefined) continue;
      for (const child of group.children) {
        // The public catalogue has lost the conditions of groups, so absence is only a warning.
        if (child.least > (counts[child.index] as number) && applies[child.index] === 1) {
          note(
            'GROUP_MISSING',
            openLines[openDepth] as number,
            child.id,
            null,
            () =>
              `Group ${child.id} ${child.name} is missing below this ${group.id}: ` +
              `the catalogue has it ${child.range}, ${conditionInWords(child)}.`,
          );
        }
      }
    }
  }

  function open(at: number, group: GroupDefinition, itemOf: (index: number) => string): void {
    close(group.depth);
    const { parent } = group;
    if (parent !== null) {
      if (openGroups[group.depth - 1] === parent) countBelow(at, group, parent);
      else {
        const message = (): string =>
          `Group ${group.id} ${group.name} belongs below a ${parent.id}, ` +
          'and none is open here: put it after its own.';
        note('GROUP_MISPLACED', at, group.id, null, message);
      }
    }
    // A misplaced group is opened all the same, so that what stands below it is not blamed as well.
    openGroups[group.depth] = group;
    openLines[group.depth] = at;
    openDepth = group.depth + 1;
    for (const child of group.children) counts[child.index] = 0;
    if (group.decides) decide(group, itemOf);
  }

  function decide(group: GroupDefinition, itemOf: (index: number) => string): void {
    for (const { index, when } of group.children) {
      if (when !== null) applies[index] = when.is.includes(itemOf(when.index).trim()) ? 1 : 0;
    }
  }

  function countBelow(at: number, group: GroupDefinition, parent: GroupDefinition): void {
    const count = (counts[group.index] as number) + 1;
    counts[group.index] = count;
    if (count !== group.most + 1) return;
    const often = group.most === 1 ? 'once' : `${group.most} times`;
    const message = (): string =>
      `Group ${group.id} ${group.name} stands more than ${often} ` +
      `below one ${parent.id}: the catalogue has it ${group.range}.`;
    note('GROUP_REPEATED', at, group.id, null, message);
  }

  function takeItems(row: Row, group: GroupDefinition): void {
    const { items } = group;
    // Ours: where the header ends with a |, every record's last piece only closes the one before.
    let count = row.pieces - 1;
    const lastEmpty = count > 0 && pieceStart(row, count) === row.end;
    if (lastEmpty && (style === 'closed' || count > items.length)) count--;
    const present = Math.min(count, items.length);
    const { bytes, cuts, printable, start: rowStart } = row;
    let start = pieceStart(row, 1);
    for (let i = 0; i < present; i++) {
      const use = items[i] as ItemUse;
      const end = i + 2 < row.pieces ? rowStart + (cuts[i + 1] as number) : row.end;
      if (start === end || ((bytes[start] as number) === SPACE && isSpace(bytes, start, end))) {
        if (use.mandatory) missing(row, group, use);
      } else {
        judge(row, group, use, start, end);
        if (!printable && !isPrintable(bytes, start, end)) unprintable(row, group, use);
      }
      start = end + 1;
    }
    if (count < items.length) tooFew(row, group, count);
    else if (count > items.length) tooMany(row, group, count);
  }

  function judge(row: Row, group: GroupDefinition, use: ItemUse, start: number, end: number): void {
    const fault = itemFault(use.item, row.bytes, start, end);
    if (fault === null) return;
    const { bytes, line: at } = row;
    note(fault, at, group.id, use.item.ref, () =>
      faultMessage(use.item, fault, bytes.toString('latin1', start, end)),
    );
  }

  function missing(row: Row, group: GroupDefinition, use: ItemUse): void {
    const { ref, name } = use.item;
    note(
      'ITEM_MISSING',
      row.line,
      group.id,
      ref,
      () => `${ref} ${name} is mandatory in group ${group.id} and is empty.`,
    );
  }

  function unprintable(row: Row, group: GroupDefinition, use: ItemUse): void {
    const { ref, name } = use.item;
    const message = (): string =>
      `${ref} ${name} has a character that is not printable ASCII: replace it.`;
    note('CHARACTER_NOT_PRINTABLE', row.line, group.id, ref, message);
  }

  function tooFew(row: Row, group: GroupDefinition, count: number): void {
    let mandatoryMissing = false;
    for (let i = count; i < group.items.length; i++) {
      const use = group.items[i] as ItemUse;
      if (!use.mandatory) continue;
      mandatoryMissing = true;
      missing(row, group, use);
    }
    if (mandatoryMissing) return;
    const message = (): string =>
      `${count} items, expected ${group.items.length}: those left out are optional.`;
    note('ITEMS_TOO_FEW', row.line, group.id, null, message);
  }

  function tooMany(row: Row, group: GroupDefinition, count: number): void {
    let filled = false;
    for (let i = group.items.length + 1; i <= count; i++) {
      if (pieceStart(row, i) !== pieceEnd(row, i)) filled = true;
    }
    const excess = (): string =>
      `Group ${group.id} has ${count} items, expected ${group.items.length}`;
    if (filled) {
      const message = (): string =>
        `${excess()}, and a surplus one is filled: look for a | inside a text.`;
      note('ITEMS_TOO_MANY', row.line, group.id, null, message);
    } else {
      note(
        'ITEMS_SURPLUS_EMPTY',
        row.line,
        group.id,
        null,
        () => `${excess()}: the surplus ones are empty.`,
      );
    }
  }

  return {
    begin(at, onlyCounts) {
      line = at;
      isCounting = onlyCounts;
      mpan = '';
      startsFaultless = false;
      rejected = false;
      leftOut = 0;
      findings = [];
    },
    take(row, group) {
      if (group?.depth === 0 && row.pieces > 1) mpan = pieceText(row, 1).slice(0, MPAN_SHOWN_MAX);
      if (row.tooLong) {
        const length = row.end - row.start;
        const message = (): string => `The record is longer than ${length} bytes and was not read.`;
        note('LINE_TOO_LONG', row.line, group?.id ?? '', null, message);
      }
      if (group === undefined) {
        const id = isTelling() ? pieceText(row, 0).slice(0, ID_SHOWN_MAX) : '';
        note(
          'GROUP_UNKNOWN',
          row.line,
          id,
          null,
          () => `'${id}' is not a group of ${flow.flow} version ${flow.version}.`,
        );
        return;
      }
      open(row.line, group, (index) => (row.tooLong ? '' : itemText(row, index)));
      if (!row.tooLong) takeItems(row, group);
    },
    takeFaultless(at, group, itemOf) {
      if (group.depth === 0) startsFaultless = true;
      open(at, group, itemOf);
    },
    cut(text, maxBytes) {
      if (startsFaultless) mpan = firstItem(text).slice(0, MPAN_SHOWN_MAX);
      startsFaultless = false;
      const message = (): string =>
        `The instance is longer than ${maxBytes} bytes: a group that begins the next was lost.`;
      note('INSTANCE_TOO_LONG', line, text.slice(0, ITEMS_START - 1), null, message);
    },
    refusedMpan: () => (rejected && !startsFaultless ? mpan : null),
    finish(text) {
      close(0);
      // A part of a text that is there anyway: a string of its own took 15 ms of 200,000.
      if (startsFaultless) mpan = firstItem(text).slice(0, MPAN_SHOWN_MAX);
      // A missing group is noticed late but stands at its parent's line: file order is restored.
      if (findings.length > 1) findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
      if (leftOut > 0 && !isCounting) findings.push(findingsTooMany(findingsMax, leftOut, line));
      return new ReadInstance(mpan, line, !rejected, findings, leftOut, text);
    },
  };
}

const conditionInWords = ({ when }: GroupDefinition): string =>
  when === null
    ? 'which may depend on a condition'
    : `where ${when.ref} is ${when.is.join(' or ')}, as it is here`;

/** The item of a record as it stands; empty where the record ends before it. */
const itemText = (row: Row, index: number): string =>
  index + 1 < row.pieces ? pieceText(row, index + 1) : '';

const SPACE = 0x20;
const MPAN_SHOWN_MAX = 40;
const ID_SHOWN_MAX = 10;

const firstItem = (text: string): string => text.slice(ITEMS_START, text.indexOf('|', ITEMS_START));

const isSpace = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) if (bytes[at] !== SPACE) return false;
  return true;
};

const isPrintable = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const character = bytes[at] as number;
    if (character < SPACE || character > 0x7e) return false;
  }
  return true;
};
