/**
 * Taking a stored file in once more, whole or single instances of it, and writing a sent one again.
 * Who asked and why is committed first, together with what is to be done; the next pass does it, and
 * whatever counted already is a duplicate, so that doing it twice is harmless.
 */
import { existsSync, lstatSync, utimesSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import { EngineError } from '../engine-error.ts';
import {
  findingsPath,
  freePath,
  moveFile,
  piecesOfFile,
  placeStaged,
  removeFile,
  sha256OfFile,
  stagingFolder,
  writeWhole,
} from '../files/index.ts';
import {
  type Act,
  commitUntilDone,
  type DropFolder,
  forFile,
  type Gateway,
  operatorEvent,
} from '../gateway/index.ts';
import type { OperatorEvent } from '../process/index.ts';
import type { OutboxFile, Receipt, Resubmission } from '../store/index.ts';
import { isOddOnWindows } from '../windows-path.ts';
import { droppedInto } from './identity.ts';
import { bytesOfInstances, type Pick, wantedInstances } from './stored-instances.ts';

type Resubmitted =
  /** It is put into inbox/ with the next pass. `lines` are null for the whole file. */
  | { readonly kind: 'inbox'; readonly source: string; readonly lines: readonly number[] | null }
  /** Everything wanted of it counted before. */
  | { readonly kind: 'duplicate'; readonly source: string; readonly lines: readonly number[] }
  /** It is written into outbox/ again with the next pass. */
  | { readonly kind: 'outbox'; readonly source: string }
  /** It still lies in outbox/. */
  | { readonly kind: 'there'; readonly source: string };

/**
 * Resubmits the stored file of a File Identifier, name, or path below the workspace. Throws
 * NOT_FOUND, and NOT_POSSIBLE where several files are meant or the file is not what it was.
 */
export async function resubmit(
  gateway: Gateway,
  wanted: string,
  pick: Pick,
  act: Act,
): Promise<Resubmitted> {
  const stored = await storedFile(gateway, wanted);
  const isWhole = pick.mpan === undefined && pick.line === undefined;
  if ('outbox' in stored) {
    if (isWhole) return writeAgain(gateway, stored.outbox, act);
    throw new EngineError(
      'NOT_POSSIBLE',
      `${stored.source} was sent by this gateway, and is written again whole or not at all`,
      'leave out --mpan and --line: its identifier belongs to these bytes',
    );
  }
  const { source } = stored;
  if (isWhole) {
    await ask(gateway, '', { source, lines: null, name: nameOf(stored) }, act);
    return { kind: 'inbox', source, lines: null };
  }
  const { lines, fresh, mpan } = await wantedInstances(gateway, source, pick);
  if (fresh.length === 0) return { kind: 'duplicate', source, lines };
  const extension = extname(nameOf(stored));
  const name = `${basename(nameOf(stored), extension)}.line${fresh[0]}${extension}`;
  await ask(gateway, mpan, { source, lines: fresh, name }, act);
  return { kind: 'inbox', source, lines: fresh };
}

/**
 * Brings a file in whose bytes were staged: it is put into inbox/ with the next pass. Returns the name
 * that it has there.
 */
export async function bring(
  gateway: Gateway,
  name: string,
  staged: string,
  act: Act,
): Promise<string> {
  const staging = relative(gateway.workspace, stagingFolder(gateway.workspace));
  const source = `${staging.replaceAll('\\', '/')}/${staged}`;
  if (!/^[0-9a-f]{32}$/.test(staged) || !isStored(gateway, source)) {
    throw new EngineError(
      'NOT_FOUND',
      'the file that was sent is not there any more',
      'send it again',
    );
  }
  const safe = nameToDrop(name);
  const shared = `inbox/.${staged}.pawl-brought`;
  const isShared = gateway.store.membership !== null;
  // On a database whoever takes it in may be on another machine.
  if (isShared) await placeStaged(join(gateway.workspace, source), join(gateway.workspace, shared));
  const event = operatorEvent(
    gateway,
    '',
    { name: 'resubmit', source: safe, lines: null, isBrought: true },
    act,
  );
  await commitUntilDone(gateway, [{ ...event, file: safe }], {
    resubmissions: [{ source: isShared ? shared : source, lines: null, name: safe }],
  });
  return safe;
}

/** What somebody's machine called it, as far as it is one that can be dropped and is looked at. */
function nameToDrop(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replaceAll(/[\p{C}<>:"|?*~]/gu, '_')
    .slice(-120)
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (isOddOnWindows(plain)) return `_${plain}`;
  // What producers set apart would lie there for ever.
  return plain === '' || /\.(tmp|part)$/i.test(plain) ? `${plain}_.csv` : plain;
}

/** Puts files of rejected/ or set-aside/ back into the inbox. Throws NOT_FOUND. */
export async function requeue(
  gateway: Gateway,
  files: readonly string[],
  act: Act,
): Promise<readonly string[]> {
  const sources = files.map((file) => {
    refuseOdd(basename(file));
    const source = refusedPath(gateway, file);
    if (source !== undefined) return source;
    throw new EngineError(
      'NOT_FOUND',
      `no file ${basename(file)} in rejected/ or set-aside/`,
      'look there, correct the file in place, and name it',
    );
  });
  for (const source of sources) {
    await ask(gateway, '', { source, lines: null, name: basename(source) }, act);
  }
  return sources;
}

/** Only a regular file is stored: a folder or a link of that name is nobody's file. */
const isStored = ({ workspace }: Gateway, path: string): boolean =>
  lstatSync(join(workspace, path), { throwIfNoEntry: false })?.isFile() ?? false;

/** A name, or a path below the workspace, that leads nowhere else. Throws NOT_FOUND. */
function refuseOdd(wanted: string): void {
  const [, name = wanted] =
    /^(?:rejected|set-aside|outbox|archive\/\d+\/\d+)\/(.*)$/s.exec(wanted) ?? [];
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name)) return;
  throw new EngineError(
    'NOT_FOUND',
    `"${wanted}" is not the name of a file`,
    'name a file as it stands in rejected/, set-aside/, archive/ or outbox/, without "." or ".."',
  );
}

/** A file of rejected/ or set-aside/, by its name or its path. */
const refusedPath = (gateway: Gateway, file: string): string | undefined =>
  [file, `rejected/${basename(file)}`, `set-aside/${basename(file)}`].find(
    (path) => /^(rejected|set-aside)\/[^/\\]+$/.test(path) && isStored(gateway, path),
  );

type Stored =
  | { readonly source: string; readonly outbox: OutboxFile }
  | { readonly source: string; readonly receipt: Receipt | null };

const nameOf = (stored: Stored): string =>
  'receipt' in stored && stored.receipt !== null ? stored.receipt.name : basename(stored.source);

async function storedFile(gateway: Gateway, wanted: string): Promise<Stored> {
  const { store } = gateway;
  refuseOdd(wanted);
  const sent = await store.outboxNamed(wanted.replace(/^outbox\//, ''));
  const candidates: Stored[] = sent.map((outbox) => ({ source: `outbox/${outbox.name}`, outbox }));
  const known = new Set(sent.map(({ sha256 }) => sha256));
  for (const receipt of await store.receiptsNamed(wanted)) {
    const { sha256, destination: source } = receipt;
    if (receipt.outcome === 'left' || known.has(sha256) || !isStored(gateway, source)) continue;
    known.add(sha256);
    candidates.push({ source, receipt });
  }
  const refused = refusedPath(gateway, wanted);
  if (refused !== undefined && !candidates.some(({ source }) => source === refused)) {
    candidates.push({ source: refused, receipt: null });
  }
  const exact = candidates.filter(({ source }) => source === wanted);
  const [stored, ...others] = exact.length === 1 ? exact : candidates;
  if (stored === undefined) {
    throw new EngineError(
      'NOT_FOUND',
      `no stored file "${wanted}"`,
      'name a File Identifier, a file, or its path, as pawl find shows them',
    );
  }
  if (others.length > 0) {
    const paths = [stored, ...others].map(({ source }) => source);
    throw new EngineError(
      'NOT_POSSIBLE',
      `"${wanted}" matches ${paths.length} stored files`,
      `name one of them by its path: ${paths.slice(0, 8).join(', ')}`,
    );
  }
  if ('receipt' in stored && stored.source.startsWith('archive/')) refuseChanged(gateway, stored);
  return stored;
}

function refuseChanged(
  gateway: Gateway,
  stored: { source: string; receipt: Receipt | null },
): void {
  const { source, receipt } = stored;
  if (sha256OfFile(join(gateway.workspace, source)) === receipt?.sha256) return;
  throw new EngineError(
    'NOT_POSSIBLE',
    `${source} has changed since it was received`,
    'it was erased in part, or somebody changed it: run pawl verify, or ask the sender for it',
  );
}

/** Journals the act and leaves it to the next pass. */
async function ask(
  gateway: Gateway,
  mpan: string,
  resubmission: Omit<Resubmission, 'id'>,
  act: Act,
): Promise<void> {
  const { source, lines } = resubmission;
  await commitUntilDone(gateway, [resubmitEvent(gateway, mpan, source, lines, act)], {
    resubmissions: [resubmission],
  });
}

const resubmitEvent = (
  gateway: Gateway,
  mpan: string,
  source: string,
  lines: readonly number[] | null,
  act: Act,
): OperatorEvent => ({
  ...operatorEvent(gateway, mpan, { name: 'resubmit', source, lines }, act),
  file: basename(source),
});

async function writeAgain(gateway: Gateway, file: OutboxFile, act: Act): Promise<Resubmitted> {
  const source = `outbox/${file.name}`;
  if (existsSync(join(gateway.workspace, source))) return { kind: 'there', source };
  const events = file.mpans.map((mpan) => resubmitEvent(gateway, mpan, source, null, act));
  await commitUntilDone(gateway, events, { rewritten: [file.name] });
  return { kind: 'outbox', source };
}

const isBrought = (source: string): boolean =>
  source.startsWith('data/') || /^inbox\/\.[0-9a-f]{32}\.pawl-brought$/.test(source);

/**
 * Puts what was asked for into inbox/, or sent/ if it came by that. What a crash left undone is done
 * with the next pass. Of several gateways the first does it; what was brought in, the one where it lies.
 */
export async function sweepResubmissions(gateway: Gateway): Promise<void> {
  for (const resubmission of await gateway.store.resubmissions()) {
    const path = join(gateway.workspace, resubmission.source);
    const { joined } = gateway;
    const isOurs = isBrought(resubmission.source)
      ? isStored(gateway, resubmission.source)
      : joined?.beside === null;
    if (joined !== undefined && !isOurs) continue;
    const isDone = await forFile(gateway, 'file', resubmission.source, async () => {
      if (!isStored(gateway, resubmission.source)) return;
      putBack(gateway, resubmission, path, await droppedInto(gateway, resubmission.source));
    });
    if (isDone) await gateway.store.markResubmitted(resubmission.id);
  }
}

function putBack(
  gateway: Gateway,
  resubmission: Resubmission,
  path: string,
  folder: DropFolder,
): void {
  const { source, lines, name } = resubmission;
  const staging = stagingFolder(gateway.workspace);
  const target = join(
    gateway.workspace,
    freePath(`${folder}/${name}`, new Set(), gateway.workspace),
  );
  if (lines !== null) {
    writeWhole(target, bytesOfInstances(gateway, path, lines), staging);
  } else if (source.startsWith('archive/')) {
    writeWhole(target, piecesOfFile(path), staging);
  } else {
    // What was brought in is whole: nobody waits to see whether it still grows.
    if (isBrought(source)) utimesSync(path, 0, 0);
    // Out of rejected/ and set-aside/ it is taken, with what was found wrong with it.
    moveFile(path, target);
    removeFile(findingsPath(path));
  }
}
