/**
 * The quick way through a file: a record in which nothing is at fault is recognised in one pass over
 * its bytes, without noting where its items stand. Whatever is not plainly right is left to the slow
 * way (rows.ts and instance.ts), which alone says what is wrong. The rule that must hold: what passes
 * here would have passed there without a finding.
 *
 * A good file of 1.2 million records takes 155 ms this way and 290 ms the slow way; only finding its
 * line ends and bars takes 110 ms.
 */
import type { FlowDefinition, GroupDefinition, ItemUse } from './catalogue.ts';
import { itemFault } from './data-item.ts';
import { keyAt } from './rows.ts';

/** The group of the record that begins at `start`, if its first three characters name one. */
export const groupAt = (
  flow: FlowDefinition,
  bytes: Uint8Array,
  start: number,
): GroupDefinition | undefined =>
  bytes[start + 3] === PIPE ? flow.groupByKey.get(keyAt(bytes, start)) : undefined;

/**
 * Where the line end of the record stands that begins at `start`, or -1 if it may have a fault or
 * is not whole before `stop`. Each of its items must be there and closed by a `|`.
 */
export function faultlessEnd(
  group: GroupDefinition,
  bytes: Uint8Array,
  start: number,
  stop: number,
): number {
  const { items } = group;
  let at = start + ITEMS_START;
  if (at >= stop) return -1;
  for (let i = 0; i < items.length; i++) {
    const use = items[i] as ItemUse;
    const from = at;
    if (bytes[from] === PIPE) {
      if (use.mandatory) return -1;
    } else {
      if (use.onlyLength > 0 && bytes[from + use.onlyLength] === PIPE) at += use.onlyLength;
      else while (IS_PLAIN[bytes[at] as number] === 1) at++;
      if (bytes[at] !== PIPE || at >= stop || bytes[from] === SPACE) return -1;
      if (at - from > use.plainMax && itemFault(use.item, bytes, from, at) !== null) return -1;
    }
    at++;
  }
  if (bytes[at] === CR) at++;
  return at < stop && bytes[at] === LF ? at : -1;
}

/** An item of a record known to be without fault, by its place. */
export function itemAt(bytes: Buffer, start: number, index: number): string {
  let from = start + ITEMS_START;
  for (let before = 0; before < index; before++) from = bytes.indexOf(PIPE, from) + 1;
  return bytes.toString('latin1', from, bytes.indexOf(PIPE, from));
}

/** Behind the three characters of the group and the `|` that closes them. */
export const ITEMS_START = 4;
const PIPE = 0x7c;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TILDE = 0x7e;

/** 1 for each byte that stands inside an item without a remark: printable ASCII but the `|`. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte <= TILDE && byte !== PIPE ? 1 : 0,
);
