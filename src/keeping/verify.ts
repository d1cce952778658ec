/**
 * Whether everything kept is as it was taken in: the chain over the journal, the journal against the
 * snapshots, the archive against the receipts, and the database against itself.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isBug } from '../bug.ts';
import { faultPoint } from '../fault-point.ts';
import { type Gateway, sha256OfFile } from '../gateway/index.ts';
import { faultOf, foldAll } from '../process/index.ts';
import type { FileChange, JournalHead, Receipt, StoredMpan } from '../store/index.ts';
import { type BadEntry, badEntryInWords, verifyChain } from './verify-chain.ts';

export interface Verification {
  readonly mpans: number;
  readonly entries: number;
  /** The newest link: whoever keeps it elsewhere can ask later whether it still stands. */
  readonly head: JournalHead;
  readonly firstBad: BadEntry | null;
  readonly problems: readonly string[];
}

const mpansPerRead = 500;

export async function verify(
  gateway: Gateway,
  claimed: readonly JournalHead[] = [],
): Promise<Verification> {
  const { store, progress } = gateway;
  const problems = (await store.selfCheck()).map((line) => `store: ${line}`);
  const chain = await verifyChain(gateway, claimed);
  problems.push(...chain.bad.map(badEntryInWords));
  let mpans = 0;
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, mpansPerRead);
    const last = some.at(-1);
    if (last === undefined) break;
    for (const stored of some) {
      mpans += 1;
      const { state } = stored;
      const problem = await snapshotProblem(gateway, stored);
      if (problem !== null) problems.push(`MPAN ${state.mpan}: ${problem}`);
    }
    after = last.mpan;
    progress?.('verifying', mpans, mpans);
  }
  problems.push(...(await fileProblems(gateway)));
  const { entries, head, bad } = chain;
  return { mpans, entries, head, firstBad: bad[0] ?? null, problems };
}

async function snapshotProblem(gateway: Gateway, stored: StoredMpan): Promise<string | null> {
  const { store, rules } = gateway;
  const { state, revision } = stored;
  try {
    const journal = await store.journalOf(state.mpan);
    if (state.fault !== undefined) return `is held by PAWL_FAULT in ${state.fault.place}`;
    faultPoint('fold', state.mpan);
    const { state: folded } = foldAll(rules, state.mpan, journal, state.foldedTo);
    if (canonical(folded) === canonical(state)) return null;
    // A gateway at work may have moved it on between the two reads.
    const now = (await store.loadMpans([state.mpan])).get(state.mpan);
    if (now !== undefined && now.revision !== revision) return await snapshotProblem(gateway, now);
    return 'the snapshot is not what the journal folds to';
  } catch (error) {
    // Only content that was changed by another hand can be unreadable.
    if (error instanceof SyntaxError) return 'its journal cannot be read';
    if (!isBug(error)) throw error;
    return `its journal cannot be folded: ${faultOf('fold', error, '').trace.join(' < ')}`;
  }
}

async function fileProblems({ store, workspace }: Gateway): Promise<string[]> {
  // In this order: what is settled by the second read was in its place for the first.
  const receipts = await store.receipts();
  const unsettled = new Set((await store.unsettled()).map(({ id }) => id));
  const changes = await store.fileChanges();
  return receipts.flatMap((receipt) => {
    if (!receipt.destination.startsWith('archive/') || unsettled.has(receipt.id)) return [];
    const path = join(workspace, receipt.destination);
    const problem = fileProblem(path, receipt, changes.get(receipt.id));
    return problem === null ? [] : [`${receipt.destination}: ${problem}`];
  });
}

function fileProblem(
  path: string,
  receipt: Receipt,
  change: FileChange | undefined,
): string | null {
  if (!existsSync(path)) {
    return change?.why === 'purged' ? null : 'was received and is not there';
  }
  const sha256 = sha256OfFile(path);
  if (sha256 === (change?.sha256 ?? receipt.sha256)) {
    return change?.why === 'purged' ? 'was purged and is still there: run pawl purge' : null;
  }
  if (change?.why === 'erased' && sha256 === receipt.sha256) {
    return 'still holds what was to be erased: run pawl erase again';
  }
  // Another file of the same name may lie where a purged one lay.
  return change?.why === 'purged' ? null : 'is not what was received';
}

/** JSON with sorted keys: two values are the same if their canonical texts are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
