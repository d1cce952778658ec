/**
 * Whether everything kept is as it was taken in: the chain over the journal, what it has sealed,
 * what follows from it, the archive against the receipts, and the database against itself. It reads
 * page by page, so that a store of any size is looked at in the same memory; where the database is
 * damaged, it says so and looks on where it can.
 */
import { damageIn } from '../bug.ts';
import type { Instant } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  type JournalHead,
  type Ledger,
  openLedger,
  type Seal,
  sealedKinds,
} from '../store/index.ts';
import { type Accepted, acceptedProblems, problemId } from './known-problems.ts';
import type { HeadsVerified } from './verify-heads.ts';
import { fileFaults } from './verify-files.ts';
import { type BadEntry, badEntryInWords, followChain } from './verify-chain.ts';
import { derivedFaults, readTogether } from './verify-derived.ts';

export interface Verification {
  readonly mpans: number;
  readonly entries: number;
  /** The newest link: whoever keeps it elsewhere can ask later whether it still stands. */
  readonly head: JournalHead;
  readonly firstBad: BadEntry | null;
  readonly problems: readonly string[];
  /** Of the problems those that people may take as they are, by what names them in `pawl accept`. */
  readonly acceptable: readonly { readonly id: string; readonly says: string }[];
  /** Problems that are there and that people have accepted. */
  readonly known: readonly Accepted[];
  /** What came of heads that were kept elsewhere, where somebody asked about them. */
  readonly heads?: HeadsVerified;
  /** Problems that are not listed, because there are too many. */
  readonly more: number;
}

const mpansPerRead = 500;
/** Ours: more than a person reads, few enough to keep. */
const problemsMax = 10_000;

export async function verify(
  gateway: Gateway,
  claimed: readonly JournalHead[] = [],
): Promise<Verification> {
  const { store } = gateway;
  const problems: string[] = [];
  const acceptable: { id: string; says: string }[] = [];
  const known: Accepted[] = [];
  let more = 0;
  const note = (says: string): void => {
    if (problems.length < problemsMax) problems.push(says);
    else more += 1;
  };
  /** Does one part; a damaged page ends that part alone. */
  const part = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      const isNoJson = error instanceof SyntaxError;
      const damage = isNoJson ? 'what stands there is not JSON' : damageIn(error);
      if (damage === null) throw error;
      note(`store: ${what} cannot be read: ${damage}`);
      return null;
    }
  };
  await part('the whole', async () => {
    for (const line of await store.selfCheck()) note(`store: ${line}`);
  });
  const accepted =
    (await part('what was accepted', () => acceptedProblems(store))) ?? new Map<string, Accepted>();
  const noteAcceptable = (says: string): void => {
    const id = problemId(says);
    const by = accepted.get(id);
    if (by !== undefined) known.push(by);
    else if (problems.length < problemsMax) acceptable.push({ id, says });
    if (by === undefined) note(says);
  };
  const ledger = openLedger();
  try {
    const readAt = (await part('the journal', () => store.head()))?.seq ?? 0;
    const isRead = await part('what is sealed', () => readRecords(gateway, ledger));
    const chain = await part('the journal', () => followChain(gateway, claimed, ledger, readAt));
    for (const bad of chain?.bad ?? []) note(badEntryInWords(bad));
    if (isRead === true && chain !== null) {
      for (const says of sealFaults(ledger)) noteAcceptable(says);
    }
    const mpans = await mpanFaults(gateway, note, part);
    await part('the notes', async () => {
      for (const says of futureNotes(await store.notes(), gateway.clock.now())) note(says);
    });
    await part('the receipts', async () => {
      for await (const says of fileFaults(gateway)) noteAcceptable(says);
    });
    const { entries = 0, head = { seq: 0, link: '' }, bad = [] } = chain ?? {};
    return { mpans, entries, head, firstBad: bad[0] ?? null, problems, acceptable, known, more };
  } finally {
    ledger.close();
  }
}

async function readRecords({ store, progress }: Gateway, ledger: Ledger): Promise<true> {
  let read = 0;
  for await (const { seal, shown } of store.sealedRecords()) {
    const [kind, name, value] = seal;
    if (value !== null) ledger.stands(kind, name, value, shown);
    read += 1;
    if (read % 10_000 === 0) progress?.('reading what is sealed', read, read);
  }
  return true;
}

function* sealFaults(ledger: Ledger): Iterable<string> {
  for (const { kind, name, shown, isThere, sealedBy } of ledger.differences()) {
    const what = sealedKinds[kind as Seal[0]];
    if (!isThere) {
      // What has an MPAN in its name is known by its entry alone.
      const which = /^[0-9a-f]{32}$/.test(name) ? '' : ` ${name}`;
      yield `${what}${which}: journal entry ${sealedBy} recorded it, and it is not there`;
    } else if (sealedBy === null) {
      yield `${what} ${shown}: no journal entry recorded it`;
    } else {
      yield `${what} ${shown}: is not what journal entry ${sealedBy} recorded`;
    }
  }
}

/** Ours: the clock of another program of this workspace may be that far ahead. */
const aheadMaxSeconds = 60;

/** What was last done on a day that has not come keeps it from being done until then. */
function* futureNotes(notes: ReadonlyMap<string, string>, now: Instant): Iterable<string> {
  const latest = Temporal.Instant.from(now).add({ seconds: aheadMaxSeconds }).toString();
  for (const [key, value] of notes) {
    const isTime = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value);
    if (isTime && value > latest) yield `note ${key}: ${value} has not come`;
  }
}

/** Looks at every MPAN, and says how many there are. */
async function mpanFaults(
  gateway: Gateway,
  note: (says: string) => void,
  part: <T>(what: string, work: () => Promise<T>) => Promise<T | null>,
): Promise<number> {
  const { store, progress } = gateway;
  let mpans = 0;
  for (let after = ''; ; ) {
    const some = await part('the list of MPANs', () => store.everyMpan(after, mpansPerRead));
    const last = some?.at(-1);
    if (some === null || last === undefined) return mpans;
    const read = await part(`MPANs from ${some[0]} on`, () => readTogether(gateway, some));
    for (const mpan of some) {
      mpans += 1;
      const found = await part(`MPAN ${mpan}`, async () => {
        const own = read ?? (await readTogether(gateway, [mpan]));
        return derivedFaults(gateway, mpan, own);
      });
      for (const says of found?.says ?? []) note(`MPAN ${mpan}: ${says}`);
    }
    after = last;
    progress?.('verifying', mpans, mpans);
  }
}
