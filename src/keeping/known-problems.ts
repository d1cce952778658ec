/**
 * Problems that people know and take as they are, such as two receipts of an earlier version that name
 * one file. Who accepted what, when and why stands in the chain; verification then tells of it as known.
 * The chain itself, the database and what follows from the journal cannot be accepted: the first is
 * the proof, the others are mended.
 */
import { hash } from 'node:crypto';
import type { Instant } from '../calendar/index.ts';
import type { AcceptedEntry, Keeping } from '../store/index.ts';

export interface Accepted {
  readonly id: string;
  readonly says: string;
  readonly who: string;
  readonly at: Instant;
  readonly reason: string;
  readonly proposedBy: string | null;
}

/** Names a problem by all that is said of it: another problem of the same file is another one. */
export const problemId = (says: string): string => hash('sha256', says).slice(0, 12);

export async function acceptances(store: Keeping): Promise<readonly AcceptedEntry[]> {
  const found: AcceptedEntry[] = [];
  for await (const { entry } of store.keepingEntries()) {
    if (entry.kind === 'accepted') found.push(entry);
  }
  return found;
}

export async function acceptedProblems(store: Keeping): Promise<Map<string, Accepted>> {
  const known = new Map<string, Accepted>();
  for (const entry of await acceptances(store)) {
    if (entry.isProposal === true) continue;
    const { id, says, who, receivedAt: at, reason, proposedBy = null } = entry;
    known.set(id, { id, says, who, at, reason, proposedBy });
  }
  return known;
}
