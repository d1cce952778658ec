/**
 * Whether a flow file was here before. Same sender, flow, identifier and bytes: a duplicate. The same
 * identifier with other bytes is refused, unless the file brings what was refused last time,
 * corrected; then only what is new in it counts.
 */
import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingsPath } from '../files/index.ts';
import { type Envelope, type Finding, findingOf, type InstanceRecord } from '../flow/index.ts';
import {
  claimedKeys,
  type DropFolder,
  flowEvents,
  type Gateway,
  isFromUs,
  keysOfFile,
} from '../gateway/index.ts';
import type { ProcessEvent } from '../process/index.ts';
import type { Journal, Receipt } from '../store/index.ts';

type Identity =
  | { readonly kind: 'new' }
  | { readonly kind: 'duplicate' }
  /** `firstName` is the file that has the identifier; `refused` instances of it are still missing. */
  | {
      readonly kind: 'again';
      readonly firstName: string;
      readonly refused: number;
      /** Sets apart the lines of this version of the file from those of the versions before. */
      readonly correction: string;
    };

type Named = Pick<Receipt, 'sender' | 'flow' | 'fileIdentifier'>;

/** Ours: no MPID, flow or File Identifier is as long, and a row of an index holds little more. */
const nameMax = 200;

/** What a file is named by, without what is too long to be a name: it would stand in every list. */
export const briefly = <T extends Named>(told: T): T => ({
  ...told,
  sender: asName(told.sender),
  flow: asName(told.flow),
  fileIdentifier: asName(told.fileIdentifier),
});

const asName = (said: string | null): string | null =>
  said !== null && said.length <= nameMax ? said : null;

/** What a flow file is known by. */
export const identityKey = ({ sender, flow, fileIdentifier }: Named): string =>
  `${sender}/${flow}/${fileIdentifier}`;

export async function identityOf(
  gateway: Gateway,
  envelope: Envelope,
  sha256: string,
  folder: DropFolder,
): Promise<Identity> {
  const { fromMpid: sender, flow, fileIdentifier } = envelope;
  const { store } = gateway;
  const isOurs = isFromUs(gateway.rules, envelope);
  // What only claims to be ours must not keep the identifier from what is.
  const counts = (receipt: Receipt): boolean =>
    !isOurs || folder === 'inbox' || receipt.folder === 'sent';
  const sent = await store.sentFile(sender, flow, fileIdentifier);
  // Of what was another's business by its letters, nothing was kept: known better, it is news.
  const hasEvents = async (): Promise<boolean> => {
    const own = keysOfFile({ fromMpid: sender, flow, fileIdentifier });
    const found = [own, claimedKeys(own)].map((prefix) => store.journalUnder(prefix, '', 1));
    return (await Promise.all(found)).some(({ length }) => length > 0);
  };
  const same = (await store.takenOfBytes(sha256)).filter(counts);
  const isKept =
    same.some(({ outcome }) => outcome !== 'not-ours') || (same.length > 0 && (await hasEvents()));
  if (isKept || sent?.sha256 === sha256) return { kind: 'duplicate' };
  const applied = (await store.appliedFor({ sender, flow, fileIdentifier })).filter(counts);
  const first = applied[0] ?? sent;
  // Nor is what came through sent/ corrected by what did not.
  const isCopied = isOurs && folder === 'inbox' && applied.some((one) => one.folder === 'sent');
  if (first === undefined || first === null) return { kind: 'new' };
  return {
    kind: 'again',
    firstName: first.name,
    refused: sent !== null || isCopied ? 0 : stillRefused(applied),
    correction: `+${applied.length}`,
  };
}

/**
 * How many instances of the first version nobody has corrected yet. A correction brings either the
 * refused instances alone or the whole file once more; what is bad in it is missing in both cases.
 */
function stillRefused(applied: readonly Receipt[]): number {
  let refused = 0;
  for (const [index, { instances, instancesAccepted }] of applied.entries()) {
    const bad = instances - instancesAccepted;
    refused = index === 0 ? bad : Math.max(bad, refused - instancesAccepted);
  }
  return refused;
}

/**
 * The folder by which a stored file came, so that what came through sent/ goes back there. A part
 * that was refused has beside it which receipt it is of.
 */
export async function droppedInto(
  { store, workspace }: Gateway,
  source: string,
): Promise<DropFolder> {
  const whole = (await store.receiptsNamed(source)).findLast(
    ({ destination }) => destination === source,
  );
  const findings = join(workspace, findingsPath(source));
  if (whole !== undefined || !existsSync(findings)) return dropFolderOf(whole);
  const told: unknown = JSON.parse(readFileSync(findings, 'utf8'));
  const { receipt, name } = told as { readonly receipt?: number; readonly name?: string };
  const part = (await store.receiptsNamed(name ?? '')).find(({ id }) => id === receipt);
  return dropFolderOf(part);
}

const dropFolderOf = (receipt: Receipt | undefined): DropFolder =>
  receipt?.folder === 'sent' ? 'sent' : 'inbox';

/** True of an instance that was taken from an earlier version of its file. */
export type IsTaken = (instance: Pick<InstanceRecord, 'mpan' | 'line' | 'text'>) => boolean;

const eventsAtOnce = 100;

/**
 * Reads once what the journal has of a file, and answers for each instance of its new version. What
 * gives appointments is known by what it appoints, for the journal has no words of it.
 */
export async function takenBefore(
  { store, rules, config }: Pick<Gateway, 'rules' | 'config'> & { readonly store: Journal },
  envelope: Envelope,
  folder: DropFolder,
): Promise<IsTaken> {
  const { fromMpid, flow, fileIdentifier } = envelope;
  const taken = new Set<string>();
  const own = keysOfFile({ fromMpid, flow, fileIdentifier });
  // What came through inbox/ and says it is from us is no earlier version of what lies in sent/.
  for (const prefix of folder === 'inbox' ? [own, claimedKeys(own)] : [own]) {
    let after = '';
    for (;;) {
      const events = await store.journalUnder(prefix, after, eventsAtOnce);
      for (const event of events) {
        after = event.key;
        for (const mark of marksOf(event)) taken.add(mark);
      }
      if (events.length < eventsAtOnce) break;
    }
  }
  const arrival = { config, receivedAt: '', file: '', folder };
  return ({ mpan, line, text }) =>
    flowEvents(rules, arrival, envelope, [{ mpan, line, text }], '')
      .flatMap(marksOf)
      .every((mark) => taken.has(mark));
}

function marksOf(event: ProcessEvent): readonly string[] {
  if (event.kind === 'flow') return event.parts.map(({ text }) => markOf(event.mpan, text));
  // What is told once more of a termination says when, and nothing else.
  if (event.kind !== 'appointment' || event.endedAt !== undefined) return [];
  const { mpan, what, party, effectiveAt } = event;
  return [markOf(mpan, `${what} ${party} ${effectiveAt}`)];
}

/** Instances are told apart by their words; a digest takes less room than they do. */
const markOf = (mpan: string, text: string): string => hash('sha256', `${mpan}\n${text}`, 'base64');

/** True if a file under a known identifier brings more than what was refused of it. */
export const isReuse = (refused: number, fresh: number): boolean =>
  refused === 0 || fresh > refused;

export function reusedFinding(envelope: Envelope, firstName: string): Finding {
  const message =
    `File Identifier ${envelope.fileIdentifier} of ${envelope.fromMpid} was used before, for ` +
    `${firstName}, with other content: ask the sender for a file with an identifier of its own.`;
  return findingOf('FILE_IDENTIFIER_REUSED', { line: 1, group: 'ZHV', item: 'J1064' }, message);
}
