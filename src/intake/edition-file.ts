/** A file of flow definitions as somebody else wrote them down, and what it would be in force as. */
import { basename } from 'node:path';
import { sha256Of } from '../files/index.ts';
import {
  type Catalogue,
  cataloguesInForce,
  type Edition,
  editionOf,
  type ReadEdition,
  readEdition,
} from '../flow/index.ts';
import { readRegular } from '../regular-file.ts';

/** Ours: ten times the whole catalogue in its public form. */
const editionMaxBytes = 50_000_000;

export interface EditionFile {
  readonly name: string;
  readonly sha256: string;
  readonly read: ReadEdition;
}

/** What the file says, or why it cannot be read. */
export function editionFileAt(path: string): EditionFile | string {
  const found = readRegular(path, editionMaxBytes);
  if ('gone' in found) return `${path} is not there`;
  if ('odd' in found) return `${path} is a ${found.odd}`;
  const read = readEdition(found.bytes.toString('utf8'));
  if ('problems' in read) return `${path} holds no flow definitions: ${read.problems.join('; ')}`;
  return { name: basename(path), sha256: sha256Of(found.bytes), read };
}

/** Its definitions in our form, from a day on, or why they cannot be put in force. */
export function editionIn(
  catalogue: Catalogue,
  { name, read }: EditionFile,
  from: string,
): Edition | string {
  const base = catalogue.beside?.base ?? catalogue;
  const { flows, items } = base.sources;
  const known = { ...(items as object) };
  const edition = editionOf(read, { name, from, known });
  try {
    const own = { name: 'this version of Pawl', from: null, flows, items: known };
    cataloguesInForce([own, ...(catalogue.beside?.editions ?? []), edition]);
    return edition;
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll('\n- ', '; ') : 'it has mistakes';
  }
}
