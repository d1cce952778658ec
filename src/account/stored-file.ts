/**
 * What can be shown of a file that arrived or was written: where it lies now, or why it does not, and
 * a part of it in words. A flow is told record by record, a CSV row by row, anything else as it is.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import {
  createDipReader,
  type DipMessage,
  looksLikeJson,
  shippedDip,
  wordsOfMessage,
} from '../dip/index.ts';
import { piecesOfFile, recordsOf, sha256OfFile } from '../files/index.ts';
import {
  type Catalogue,
  type DescribedFlow,
  type DescribedRecord,
  describedFlow,
  type IsHidden,
  looksLikeFlow,
  maskSecrets,
} from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { isOfAddress, type ProcessRules } from '../process/index.ts';
import type { FileChange, OutboxFile, Receipt, Receipts } from '../store/index.ts';
import { type FileLine, type FilePart, partOf, partOfFile } from './file-part.ts';

/** Where the bytes of a file are now. */
interface Whereabouts {
  /**
   * `taken`: by retention, or because somebody asked for it. `gone`: somebody moved it, or it was put
   * back into inbox/.
   */
  readonly kind: 'there' | 'taken' | 'gone';
  readonly path: string;
  /** What Pawl did to it; of one that is there, to some of its lines. */
  readonly change: Pick<FileChange, 'at' | 'why'> | null;
  /** Somebody has changed it since it was received, perhaps to correct it. */
  readonly isTouched: boolean;
}

/** A line of a file as it is told. */
interface ShownLine {
  readonly line: number;
  /** As it stands in the file. */
  readonly text: string;
  readonly kind: DescribedRecord['kind'] | 'row' | 'text' | 'message';
  readonly depth: number;
  readonly group: DescribedRecord['group'];
  /** Of a row its cells, which have no reference. */
  readonly items: DescribedRecord['items'];
}

/** The lines of a file that were asked for, read as what the file is. */
export interface ShownPart {
  readonly isMore: boolean;
  readonly kind: 'flow' | 'csv' | 'dip' | 'text';
  /** Null where it is none. */
  readonly flow: Pick<DescribedFlow, 'flow' | 'version' | 'name'> | null;
  readonly lines: readonly ShownLine[];
}

export async function whereaboutsOf(gateway: Gateway, receipt: Receipt): Promise<Whereabouts> {
  const { destination: path } = receipt;
  const changed = await gateway.store.fileChange(receipt.id);
  const change = changed === null ? null : { at: changed.at, why: changed.why };
  const isThere = receipt.outcome !== 'left' && isFile(join(gateway.workspace, path));
  if (!isThere || (await isSucceeded(gateway, receipt))) {
    return { kind: change === null ? 'gone' : 'taken', path, change, isTouched: false };
  }
  const erased = change?.why === 'erased' ? change : null;
  const isTouched = erased === null && isChanged(gateway, receipt);
  return { kind: 'there', path, change: erased, isTouched };
}

/** A link in the place of a stored file is not followed: nobody knows what it would show. */
const isFile = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Where a refused file was put back, another of its name may have taken its place. */
async function isSucceeded(
  { store }: { readonly store: Receipts },
  { id, name, destination }: Receipt,
) {
  const named = await store.receiptsNamed(name);
  return named.some((other) => other.id > id && other.destination === destination);
}

/** Ours: of a larger file the size alone tells, for reading all of it would keep a page waiting. */
const readWholeMaxBytes = 1_000_000;

function isChanged({ workspace }: Gateway, { destination, size, sha256 }: Receipt): boolean {
  const path = join(workspace, destination);
  if (lstatSync(path).size !== size) return true;
  return size <= readWholeMaxBytes && sha256OfFile(path) !== sha256;
}

/** Which lines of a file are wanted, and whether of whoever asks where people live is kept back. */
export interface WantedPart {
  readonly from: number;
  readonly to: number;
  readonly withAddresses: boolean;
}

/** Lines of a stored file, by its path below the workspace. */
export async function shownPartOf(
  gateway: Gateway,
  path: string,
  { from, to, withAddresses }: WantedPart,
): Promise<ShownPart> {
  const whole = join(gateway.workspace, path);
  const part = await partOfFile(whole, from, to);
  const isJson = looksLikeJson(part.head?.bytes.toString('latin1') ?? '');
  if (!isJson) return shown(gateway.rules, part, withAddresses);
  const told = shownMessages(gateway, whole, part);
  return withAddresses ? told : { ...told, lines: told.lines.map(withoutAddresses) };
}

/** Lines of a file that this gateway wrote; their text is kept, wherever the file has gone. */
export async function shownPartOfSent(
  { rules }: Gateway,
  { text }: OutboxFile,
  { from, to, withAddresses }: WantedPart,
): Promise<ShownPart> {
  return shown(rules, await partOf([Buffer.from(text, 'latin1')], from, to), withAddresses);
}

async function shown(
  { catalogue, roles }: ProcessRules,
  part: FilePart,
  withAddresses: boolean,
): Promise<ShownPart> {
  const { head, lines, isMore } = part;
  const headText = head?.bytes.toString('latin1') ?? '';
  const isHidden: IsHidden = ({ secret, ref }) => secret || (!withAddresses && isOfAddress(ref));
  const described = describedFlow(catalogue, headText, roles.meaningOf, isHidden);
  if (described !== null) {
    const { flow, version, name } = described;
    const records = lines
      .map(({ line, bytes }) => ({ line, text: bytes.toString('latin1') }))
      .filter(({ text }) => text.trim() !== '')
      .map(({ line, text }): ShownLine => {
        const { items, ...record } = described.describe(line, text);
        return {
          ...record,
          items: items.map(({ ref, name: of, value, meaning }) => ({
            ref,
            name: of,
            value,
            meaning,
          })),
        };
      });
    return { kind: 'flow', flow: { flow, version, name }, lines: records, isMore };
  }
  if (head !== null && !looksLikeFlow(headText)) {
    const rows = await rowsOf(hiddenNames(catalogue, isHidden), head, lines);
    if (rows !== null) return { kind: 'csv', flow: null, lines: rows, isMore };
  }
  const texts = lines.map(({ line, bytes }): ShownLine => {
    // What is no flow and no CSV may hold an address anywhere.
    const isFlow = looksLikeFlow(headText) || withAddresses;
    const text = isFlow ? maskSecrets(catalogue, bytes.toString('latin1'), isHidden) : mask;
    return { line, text, kind: 'text', depth: 0, group: null, items: [] };
  });
  return { kind: 'text', flow: null, lines: texts, isMore };
}

/** Ours: as many messages of one line as somebody looks through. */
const messagesPerLine = 20;

/** Lines of a file of DIP messages; where a message begins, what it says stands with its line. */
function shownMessages({ config }: Gateway, path: string, part: FilePart): ShownPart {
  const { lines, isMore } = part;
  const [first, last] = [lines[0]?.line ?? 1, lines.at(-1)?.line ?? 0];
  const begun = new Map<number, DipMessage[]>();
  let isPast = false;
  const reader = createDipReader(shippedDip(), {
    limits: config.limits,
    zone: config.headerTimeZone,
    onMessage: (message) => {
      isPast ||= message.line > last;
      if (message.line < first || isPast) return;
      const own = begun.get(message.line) ?? [];
      if (own.length < messagesPerLine) begun.set(message.line, [...own, message]);
    },
  });
  for (const piece of piecesOfFile(path)) {
    reader.push(piece);
    if (isPast) break;
  }
  const shownLines = lines
    .map(({ line, bytes }) => ({ line, text: bytes.toString('utf8').replace(byteOrderMark, '') }))
    .filter(({ text }) => text.trim() !== '')
    .map(({ line, text }): ShownLine => {
      const [message, ...others] = begun.get(line) ?? [];
      if (message === undefined) {
        return { line, text, kind: 'text', depth: 0, group: null, items: [] };
      }
      const items = [message, ...others].flatMap((one) => {
        const { common, own } = wordsOfMessage(shippedDip(), one);
        return [...common, ...own].map(({ path: ref, ...word }) => ({ ref, ...word }));
      });
      const id = message.interfaceId ?? 'no message that can be read';
      return { line, text, kind: 'message', depth: 0, group: { id, name: message.path }, items };
    });
  return { kind: 'dip', flow: null, lines: shownLines, isMore };
}

/** A message as it stands may hold an address anywhere; what it says does so by name. */
const withoutAddresses = (line: ShownLine): ShownLine => ({
  ...line,
  text: mask,
  items: line.items.map((item) =>
    addressName.test(keyOf(`${item.ref} ${item.name}`))
      ? { ...item, value: mask, meaning: null }
      : item,
  ),
});

const byteOrderMark = '\uFEFF';

/** Rows with the names of their columns; null where the first row has no cells. */
async function rowsOf(
  secret: (name: string) => boolean,
  head: FileLine,
  lines: readonly FileLine[],
): Promise<ShownLine[] | null> {
  const names = await cellsIn([head]);
  if (names === null) return null;
  const hidden = names.map(secret);
  const first = lines[0]?.line ?? 1;
  const rows: ShownLine[] = [];
  for await (const record of recordsOf([bytesOf(lines)])) {
    const line = first + record.line - 1;
    const text = lines[record.line - 1]?.bytes.toString('utf8').replace(byteOrderMark, '') ?? '';
    if (text.trim() === '' && record.cells?.join('').trim() === '') continue;
    const cells = record.cells ?? [];
    const isHead = line === head.line;
    const shownCells = cells.map((value, column) => ({
      name: names[column] ?? '',
      value: hidden[column] === true && value !== '' && !isHead ? mask : value,
    }));
    // A row with a secret in it is told by its cells; as it stands it would give the secret away.
    const isTelling = !isHead && cells.some((value, column) => hidden[column] && value !== '');
    rows.push({
      line,
      text: isTelling ? shownCells.map(({ value }) => value).join(',') : text,
      kind: 'row',
      depth: 0,
      group: null,
      items: isHead
        ? []
        : shownCells
            .filter(({ value }) => value !== '')
            .map((cell) => ({ ref: '', ...cell, meaning: null })),
    });
  }
  return rows;
}

async function cellsIn(lines: readonly FileLine[]): Promise<readonly string[] | null> {
  for await (const { cells } of recordsOf([bytesOf(lines)])) return cells;
  return null;
}

const bytesOf = (lines: readonly FileLine[]): Buffer =>
  Buffer.concat(lines.flatMap(({ bytes }) => [bytes, Buffer.from('\n')]));

/** A column may be a Data Item, by its reference or its name; an address has names of its own too. */
function hiddenNames({ items }: Catalogue, isHidden: IsHidden): (name: string) => boolean {
  const hidden = [...items.values()].filter(isHidden);
  const names = new Set(hidden.flatMap(({ ref, name }) => [keyOf(ref), keyOf(name)]));
  const isAddress = hidden.some(({ ref }) => isOfAddress(ref));
  return (name) => names.has(keyOf(name)) || (isAddress && addressName.test(keyOf(name)));
}

const addressName = /address|postcode/;

const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const mask = '********';
