/** The commits of the journal, gone through beside its entries: roots, heads, and what is in none. */
import {
  beforeFirst,
  type ChainedEntry,
  commitHeadOf,
  type Journal,
  type JournalCommit,
  type JournalHead,
  rootOf,
} from '../store/index.ts';

const commitsPerRead = 1_000;

interface CommitFault {
  readonly at: number;
  readonly says: string;
}

/** The commits beside the entries, which are taken in order. */
export async function commitsOf(store: Pick<Journal, 'commits'>) {
  let page: JournalCommit[] = [];
  let asked = 0;
  /** The last that was gone through to its end. */
  let done: JournalHead = { seq: 0, link: beforeFirst };
  let links: string[] = [];

  /** Asked again where there was none: a gateway at work may have committed meanwhile. */
  async function commitInHand(): Promise<JournalCommit | undefined> {
    if (page.length === 0) page = await store.commits(asked, commitsPerRead);
    asked = page.at(-1)?.last ?? asked;
    return page[0];
  }
  const earliest = await commitInHand();
  const lineEnd = earliest?.root === '' ? earliest.last : 0;

  function faultsOf(commit: JournalCommit): CommitFault[] {
    const { first, last, root, head } = commit;
    const faults: CommitFault[] = [];
    const isLine = last === lineEnd;
    // Where an entry is missing or bad, that was told of it.
    const isWhole = links.length === last - first + 1;
    const isRoot = isLine ? links.at(-1) === head : rootOf(links) === root;
    if (isWhole && !isRoot) {
      const more = first === last ? '' : `and those up to ${last} `;
      const are = first === last ? 'is' : 'are';
      faults.push({ at: first, says: `${more}${are} not what was committed` });
    }
    if (isLine ? first !== 1 : head !== commitHeadOf(done.link, commit)) {
      faults.push({ at: last, says: 'ends a commit that does not follow from the one before it' });
    }
    return faults;
  }

  return {
    isOnLine: (seq: number): boolean => seq <= lineEnd,
    /** Goes through what ends before an entry. */
    endBefore: async (seq: number): Promise<readonly CommitFault[]> => {
      const faults: CommitFault[] = [];
      for (;;) {
        const commit = await commitInHand();
        if (commit === undefined || commit.last >= seq) return faults;
        faults.push(...faultsOf(commit));
        done = { seq: commit.last, link: commit.head };
        page.shift();
        links = [];
      }
    },
    /** What is wrong with the place of an entry that is sound; null if nothing is. */
    take: ({ seq, link }: ChainedEntry): string | null => {
      const commit = page[0];
      if (commit === undefined || seq < commit.first) return 'was not put in by Pawl';
      links.push(link);
      return null;
    },
    headAt: (seq: number): string | undefined => (page[0]?.last === seq ? page[0].head : undefined),
    end: (): JournalHead => done,
    /** The first whose end was not reached. */
    left: (): JournalCommit | undefined => page[0],
  };
}
