/**
 * Signatures over heads of the journal, by Ed25519. Who keeps a copy and the public key elsewhere
 * can tell that a line is as the gateway wrote it, for this participant, at this time.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Gateway } from '../gateway/index.ts';
import { readRegular } from '../regular-file.ts';
import type { JournalHead } from '../store/index.ts';

/** One head as it is written down, or sent elsewhere. */
export interface HeadLine extends JournalHead {
  readonly at: string;
  /** Where the store was put back to this entry: what later entries there were are gone. */
  readonly restored?: true;
  /** Where somebody began anew: no entry before is there any more. */
  readonly anew?: true;
  /** Ed25519 over its text, in base64; not there where no key was at hand. */
  readonly signature?: string;
}

export type HeadsPlace = Pick<Gateway, 'workspace' | 'config'>;
type Participant = Pick<Gateway['config'], 'mpid' | 'role'>;

/** Both as PEM. The private one goes into a file and is shown nowhere. */
export const newHeadKeys = (): { readonly privateKey: string; readonly publicKey: string } =>
  generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

/** What is signed: docs/keeping.md has it as a promise. Each part on a line of its own. */
const signedText = ({ mpid, role }: Participant, line: HeadLine): string =>
  ['pawl-journal-head/1', mpid, role, line.at, line.seq, line.link, markOf(line), ''].join('\n');

/** What a line says beside where the journal ends. */
export const markOf = ({ restored, anew }: HeadLine): 'written' | 'restored' | 'anew' =>
  anew === true ? 'anew' : restored === true ? 'restored' : 'written';

/** The line with its signature; as it is where no key is named, or none can be used. */
export function signedHead(place: HeadsPlace, line: HeadLine): HeadLine {
  const found = signingKey(place);
  if (!('key' in found)) return line;
  const text = Buffer.from(signedText(place.config, line));
  return { ...line, signature: sign(null, text, found.key).toString('base64') };
}

export function isSigned(
  participant: Participant,
  line: HeadLine,
  keys: readonly KeyObject[],
): boolean {
  const { signature } = line;
  if (typeof signature !== 'string') return false;
  const bytes = Buffer.from(signature, 'base64');
  const text = Buffer.from(signedText(participant, line));
  return keys.some((key) => verify(null, text, key, bytes));
}

/** Every Ed25519 key of a text: whoever changed keys has two of them. */
export function publicKeysIn(text: string): readonly KeyObject[] {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  return blocks.flatMap((block) => {
    const key = keyOrNull(() => createPublicKey(block));
    return key?.asymmetricKeyType === 'ed25519' ? [key] : [];
  });
}

/** Ours: the key itself has 119 bytes. */
const keyMaxBytes = 10_000;

/** The key that heads are signed with, or why there is none; null where none is wanted. */
export function signingKey({
  workspace,
  config,
}: HeadsPlace): { readonly key: KeyObject } | { readonly why: string | null } {
  const { sign: given } = config.keeping.heads;
  if (given === null) return { why: null };
  try {
    const read = readRegular(resolve(workspace, given), keyMaxBytes, true);
    if ('gone' in read) return { why: 'is not there' };
    if ('odd' in read) return { why: `is a ${read.odd}` };
    const key = keyOrNull(() => createPrivateKey(read.bytes));
    if (key === null) return { why: 'is not a private key in PEM, or one with a password' };
    const kind = key.asymmetricKeyType;
    return kind === 'ed25519' ? { key } : { why: `is a key of the kind ${kind}, not Ed25519` };
  } catch {
    // Whatever the file system says: heads are written all the same, and people are told.
    return { why: 'cannot be read' };
  }
}

function keyOrNull(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** What is wrong with the places that `keeping.heads` names, each with what to do. */
export function headPlacesProblems(place: HeadsPlace): readonly string[] {
  const { sign: given, push } = place.config.keeping.heads;
  const found = signingKey(place);
  const key =
    'why' in found && found.why !== null
      ? [
          `keeping.heads.sign: "${given}" ${found.why}: make one with pawl head-key FILE, or give ` +
            "the gateway's user the right to read it",
        ]
      : [];
  return push.file === null ? key : [...key, ...fileProblems(place.workspace, push.file)];
}

function fileProblems(workspace: string, given: string): string[] {
  const path = resolve(workspace, given);
  const key = `keeping.heads.push.file: "${given}"`;
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isFile()) return [`${key} is no file: name another`];
    // Nothing is made here: where a disk is not mounted, the file would lie on this one.
    const needed = constants.W_OK | (stats === undefined ? constants.X_OK : constants.R_OK);
    accessSync(stats === undefined ? dirname(path) : path, needed);
    return [];
  } catch {
    const what = 'name a file in a folder that is there and that this user can write in';
    return [`${key} cannot be written: ${what}`];
  }
}
