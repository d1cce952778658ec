/**
 * What lies in a folder that others write to and is no file that could be taken in. It is never
 * followed and never touched; it is told once as a line in the list of files, and by a gateway alert
 * for as long as it lies there.
 */
import { findingOf } from '../flow/index.ts';
import type { OddKind } from '../regular-file.ts';
import type { NewReceipt, Receipt } from '../store/index.ts';
import { sha256Of } from '../files/index.ts';
import { commitAt, type Gateway } from '../gateway/index.ts';

export interface OddEntry {
  readonly folder: Receipt['folder'];
  /** As it can be shown. */
  readonly name: string;
  readonly kind: OddKind | 'refused feed';
  /** Of a feed: why it is not merged, and as what that is told. */
  readonly why?: string;
  readonly code?: 'FEED_REFUSED' | 'REFERENCE_REFUSED' | 'REFERENCE_NOT_USED';
  /** How it looks from outside: the same look is the same entry. */
  readonly look: string;
}

/**
 * Those that people are told of by an alert: a sub-folder is a producer's own affair, and what is not
 * used does no harm.
 */
export const isAlarming = ({ kind, name, code }: OddEntry): boolean =>
  code !== 'REFERENCE_NOT_USED' && (kind !== 'directory' || /\.\w+$/.test(name));

export const oddInWords = ({ folder, name, kind, why }: OddEntry): string =>
  why === undefined
    ? `${folder}/${name} is a ${kind}: it is left there`
    : `${folder}/${name} is not merged: ${why.replace(/\.$/, '')}`;

/** By which code it is told, as a finding and as an alert. */
export const oddCode = ({ code }: OddEntry): NonNullable<OddEntry['code']> | 'ENTRY_LEFT' =>
  code ?? 'ENTRY_LEFT';

const rowsPerCommit = 500;

/** Writes a line for each that has none yet. `told` remembers them for this process. */
export async function tellOdd(
  gateway: Gateway,
  told: Set<string>,
  entries: readonly OddEntry[],
): Promise<void> {
  const { store, clock, log } = gateway;
  const fresh: { readonly entry: OddEntry; readonly digest: string }[] = [];
  for (const entry of entries) {
    const digest = sha256Of(JSON.stringify([entry.folder, entry.name, entry.kind, entry.look]));
    if (told.has(digest)) continue;
    if ((await store.receiptsOfBytes(digest)).length > 0) told.add(digest);
    else fresh.push({ entry, digest });
  }
  while (fresh.length > 0) {
    const now = clock.now();
    const some = fresh.splice(0, rowsPerCommit);
    const receipts = some.map(({ entry, digest }): NewReceipt => {
      const { folder, name } = entry;
      log.warn(
        { folder, name, kind: entry.kind },
        'no file that can be taken in; it is left there',
      );
      const place = { line: null, group: null, item: null };
      return {
        name,
        folder,
        // There are no bytes: it is known by how it looks.
        sha256: digest,
        size: 0,
        flow: null,
        fileIdentifier: null,
        sender: null,
        receivedAt: now,
        outcome: 'left',
        findings: [findingOf(oddCode(entry), place, `${oddInWords(entry)}.`)],
        instances: 0,
        instancesAccepted: 0,
        destination: `${folder}/${name}`,
      };
    });
    await commitAt(gateway, now, { receipts });
    for (const { digest } of some) told.add(digest);
  }
}
