/**
 * Whose files count of a place elsewhere that brings files here (`pickUps`): kept beside the file from
 * before it lies in its folder until it has been taken in, so that a change of the configuration or a
 * kill lets nothing through. A file that names no sender counts there only where every sender does.
 */
import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeFile, sha256Of, writeWhole } from '../files/index.ts';
import { type Finding, findingOf } from '../flow/index.ts';
import { readRegular } from '../regular-file.ts';
import type { Source } from './claim.ts';
import type { DropFolder, Gateway } from '../gateway/index.ts';

interface AllowedSenders {
  readonly pickUp: string;
  readonly folder: DropFolder;
  readonly name: string;
  readonly sha256: string;
  readonly senders: readonly string[];
  /** Where the file lies until it is in its folder. */
  readonly copy: string;
}

const noteBytesMax = 100_000;

const keptIn = (workspace: string): string => join(workspace, 'data', 'porter', 'senders');

const pathOf = (workspace: string, folder: string, name: string): string =>
  join(keptIn(workspace), `${sha256Of(`${folder}/${name}`)}.json`);

/** To be called before the file lies in its folder. */
export function keepSenders(workspace: string, allowed: AllowedSenders): void {
  mkdirSync(keptIn(workspace), { recursive: true, mode: 0o700 });
  writeWhole(pathOf(workspace, allowed.folder, allowed.name), JSON.stringify(allowed));
}

function readAllowed(path: string): AllowedSenders | null {
  const read = readRegular(path, noteBytesMax);
  return 'bytes' in read ? (JSON.parse(read.bytes.toString('utf8')) as AllowedSenders) : null;
}

/** Forgets it of files that have been taken in. */
export function forgetSenders(workspace: string): void {
  const place = keptIn(workspace);
  const isThere = (path: string): boolean =>
    lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (!isThere(place)) return;
  for (const name of readdirSync(place)) {
    const allowed = readAllowed(join(place, name));
    if (allowed === null || isThere(allowed.copy)) continue;
    if (!isThere(join(workspace, allowed.folder, allowed.name))) removeFile(join(place, name));
  }
}

const sendersNamedMax = 20;

/** Why a file is set aside whose senders are these; null where it is not. */
export function senderNotAllowed(
  { workspace }: Pick<Gateway, 'workspace'>,
  { file, sha256, storedAs }: Pick<Source, 'file' | 'sha256' | 'storedAs'>,
  senders: readonly string[],
): Finding | null {
  const allowed = readAllowed(pathOf(workspace, file.folder, file.name));
  // Of a workbook the digest is that of what was made of it.
  if (allowed === null || (storedAs === undefined && allowed.sha256 !== sha256)) return null;
  const stranger = senders.find((sender) => !allowed.senders.includes(sender));
  if (senders.length > 0 && stranger === undefined) return null;
  const some = allowed.senders.slice(0, sendersNamedMax).join(', ');
  const who =
    stranger === undefined
      ? `The file names no sender, and only files of ${some} count`
      : `The file is from ${JSON.stringify(stranger.slice(0, 20))}, and only files of ${some} count`;
  return findingOf(
    'SENDER_NOT_ALLOWED',
    { line: stranger === undefined ? null : 1, group: null, item: null },
    `${who} that the pick-up "${allowed.pickUp}" brings: it is set aside and touches no check.`,
  );
}
