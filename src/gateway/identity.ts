/**
 * Whether a flow file was here before. Same sender, flow, identifier and bytes: a duplicate. The same
 * identifier with other bytes is refused, unless the file brings what was refused last time,
 * corrected; then only what is new in it counts.
 */
import { type Envelope, type Finding, findingOf, type InstanceRecord } from '../flow/index.ts';
import type { Receipt } from '../store/index.ts';
import type { Gateway } from './gateway.ts';

export type Identity =
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

/** Only what was taken has an identifier: what was rejected or set aside may come again. */
export const takesIdentity = ({ outcome }: Receipt): boolean =>
  outcome === 'applied' || outcome === 'partly-applied' || outcome === 'not-ours';

export async function identityOf(
  gateway: Gateway,
  envelope: Envelope,
  sha256: string,
): Promise<Identity> {
  const { fromMpid: sender, flow, fileIdentifier } = envelope;
  const { store } = gateway;
  const earlier = (await store.receiptsFor({ sender, flow, fileIdentifier })).filter(takesIdentity);
  const sent = await store.sentFile(sender, flow, fileIdentifier);
  if (earlier.some((receipt) => receipt.sha256 === sha256) || sent?.sha256 === sha256) {
    return { kind: 'duplicate' };
  }
  const applied = earlier.filter(({ outcome }) => outcome !== 'not-ours');
  const first = applied[0] ?? sent;
  if (first === undefined || first === null) return { kind: 'new' };
  return {
    kind: 'again',
    firstName: first.name,
    refused: sent === null ? stillRefused(applied) : 0,
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

/** True if this instance was taken from an earlier version of the file. */
export async function isTaken(
  gateway: Gateway,
  envelope: Envelope,
  instance: InstanceRecord,
): Promise<boolean> {
  const journal = await gateway.store.journalOf(instance.mpan);
  return journal.some(
    (event) =>
      event.kind === 'flow' &&
      event.sender === envelope.fromMpid &&
      event.flow === envelope.flow &&
      event.fileIdentifier === envelope.fileIdentifier &&
      event.parts.some(({ text }) => text === instance.text),
  );
}

/** True if a file under a known identifier brings more than what was refused of it. */
export const isReuse = (refused: number, fresh: number): boolean =>
  refused === 0 || fresh > refused;

export function reusedFinding(envelope: Envelope, firstName: string): Finding {
  const message =
    `File Identifier ${envelope.fileIdentifier} of ${envelope.fromMpid} was used before, for ` +
    `${firstName}, with other content: ask the sender for a file with an identifier of its own.`;
  return findingOf('FILE_IDENTIFIER_REUSED', { line: 1, group: 'ZHV', item: 'J1064' }, message);
}
