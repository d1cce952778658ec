/**
 * Erasing the personal data of an MPAN whose checks are closed: addresses, free text and raw records
 * go from the store and from every file that is kept; dates, stages and outcomes stay, in a journal
 * entry that stands for what was before. The commit comes first and the files after it; done again
 * after a crash, it finishes what was begun.
 */
import { crashPoint } from '../crash-point.ts';
import { EngineError } from '../engine-error.ts';
import {
  type Act,
  type Gateway,
  mpanUpdate,
  orFault,
  isInOutbox,
  refuseStale,
} from '../gateway/index.ts';
import { bareFindings, lookAgain, mentionOf, noLines } from '../intake/index.ts';
import {
  type ErasedEvent,
  foldAll,
  type MpanState,
  withoutPersonalData,
} from '../process/index.ts';
import type { Erasure, FileChange, StoredMpan } from '../store/index.ts';
import { contentWithout, filesNaming, type NewContent, writeWithout } from './files-with.ts';
import { type OutboxText, sentFiles, textWithout } from './outbox-text.ts';
import { everyReceipt } from './receipts-of.ts';

interface Erased {
  readonly mpan: string;
  readonly checks: number;
  /** Files that were written anew, below the workspace. */
  readonly files: readonly string[];
  readonly outbox: readonly string[];
}

/** Needs the workspace for itself. Throws NOT_FOUND, and NOT_POSSIBLE while something is open. */
export async function eraseMpan(gateway: Gateway, mpan: string, act: Act): Promise<Erased> {
  const { store } = gateway;
  const stored = (await store.loadMpans([mpan])).get(mpan);
  // Originals that were taken away are kept for a moment, and hold what is to be erased.
  await lookAgain(gateway, true);
  const found = filesNaming(gateway, mpan);
  if (stored === undefined && found.length === 0) {
    throw new EngineError(
      'NOT_FOUND',
      `nothing is known of MPAN ${mpan}`,
      'pawl checks lists MPANs',
    );
  }
  await refuseWhileOpen(gateway, mpan, stored);
  // Findings stand beside the file they are about and are written with it.
  const all = new Set(found);
  const contents = found
    .filter((path) => !isBesideAnother(path, all))
    .map((path) => contentWithout(gateway, path, mpan));
  const outbox: OutboxText[] = [];
  for await (const sent of sentFiles(gateway)) {
    const naming = sent.filter(({ mpans }) => mpans.includes(mpan));
    outbox.push(...naming.map((file) => textWithout(gateway, file, new Set([mpan]))));
  }
  const erasure: Erasure = {
    ...(await leftOf(gateway, mpan, stored, act)),
    ...(await changesOf(gateway, contents, mpan)),
    outbox,
  };
  if (refuseStale(await store.erase(erasure)) === 'conflict') {
    throw new EngineError(
      'NOT_POSSIBLE',
      `MPAN ${mpan} was worked on at the same time`,
      'run the command again',
    );
  }
  for (const content of contents) {
    crashPoint('mid-erase');
    writeWithout(gateway, content);
  }
  await store.scrub();
  const checks = erasure.event.state.checks.length;
  const files = contents.map(({ path }) => path);
  return { mpan, checks, files, outbox: outbox.map(({ name }) => name) };
}

const isBesideAnother = (path: string, all: ReadonlySet<string>): boolean =>
  path.endsWith('.findings.json') && all.has(path.slice(0, -'.findings.json'.length));

async function refuseWhileOpen(
  gateway: Gateway,
  mpan: string,
  stored: StoredMpan | undefined,
): Promise<void> {
  const { store } = gateway;
  const open = stored?.state.checks.find(({ closedAt }) => closedAt === null);
  if (open !== undefined) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `check ${open.sequence} of MPAN ${mpan} is open`,
      'erase it once the check is closed; pawl cancel closes one that is not to go on',
    );
  }
  // A fault of ours is no business of the person whose data it is.
  const items = await store.exceptions({ mpan, open: true });
  const item = items.find(({ code }) => code !== 'PAWL_FAULT');
  if (item !== undefined) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `${item.code} of MPAN ${mpan} is open in the work queue`,
      `settle it first: pawl resolve ${item.id} accept|dismiss --reason …`,
    );
  }
  for await (const sent of sentFiles(gateway)) {
    const waiting = sent.find(
      ({ name, mpans }) => mpans.includes(mpan) && isInOutbox(gateway, name),
    );
    if (waiting === undefined) continue;
    throw new EngineError(
      'NOT_POSSIBLE',
      `outbox/${waiting.name} holds MPAN ${mpan} and has not been taken away`,
      'let it be sent, or remove it if it was, and run the command again',
    );
  }
}

/** The entry that stands for what was, and the snapshot that is folded from it. */
async function leftOf(
  gateway: Gateway,
  mpan: string,
  stored: StoredMpan | undefined,
  { who, reason }: Act,
): Promise<Pick<Erasure, 'at' | 'event' | 'update'>> {
  const { store, rules, clock, config } = gateway;
  const at = clock.now();
  const journal = stored === undefined ? [] : await store.journalOf(mpan);
  // What is still to take effect stays in the journal and is heard in its time.
  const waiting = journal.filter(
    (event) => event.kind === 'appointment' && event.effectiveAt > (stored?.state.foldedTo ?? at),
  );
  const state: MpanState =
    stored === undefined ? foldAll(rules, mpan, [], at).state : withoutPersonalData(stored.state);
  const event: Erasure['event'] = {
    kind: 'erased',
    key: `erased/${mpan}/${at}`,
    mpan,
    effectiveAt: at,
    receivedAt: at,
    sender: '',
    fileIdentifier: 'erased',
    line: 0,
    file: '',
    profile: config.profile,
    who,
    reason,
    state,
  };
  const whole: ErasedEvent = { ...event, entries: [] };
  const heard = await orFault(
    gateway,
    'fold',
    mpan,
    () => foldAll(rules, mpan, [whole, ...waiting], state.foldedTo).state,
  );
  const folded = 'value' in heard ? heard.value : { ...state, fault: heard.fault };
  const update = mpanUpdate(gateway, folded, stored, folded.waitingUntil);
  return { at, event, update };
}

async function changesOf(
  gateway: Gateway,
  contents: readonly NewContent[],
  mpan: string,
): Promise<Pick<Erasure, 'files' | 'findings'>> {
  const { store, clock } = gateway;
  const byPath = new Map(contents.map((content) => [content.path, content]));
  const mentions = mentionOf(new Set([mpan]));
  const files: FileChange[] = [];
  const findings: Erasure['findings'][number][] = [];
  for await (const receipt of everyReceipt(gateway)) {
    const { id: fileId, destination } = receipt;
    const found = byPath.get(destination);
    // Where it was purged, another file may lie under its name.
    const isPurged = found !== undefined && (await store.fileChange(fileId))?.why === 'purged';
    const content = isPurged ? undefined : found;
    if (content !== undefined) {
      files.push({ fileId, sha256: content.sha256, at: clock.now(), why: 'erased' });
    }
    const left = bareFindings(receipt.findings, content?.lines ?? noLines, mentions);
    if (left.some((finding, index) => finding !== receipt.findings[index])) {
      findings.push({ fileId, left });
    }
  }
  return { files, findings };
}
