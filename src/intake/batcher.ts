/**
 * The batcher makes commits of what files say: of many small ones together, of a large one part by
 * part. The one rule: the receipt of a file comes with the last of its events, never before. After a
 * crash in between the file is taken again from its first line, which is harmless: the same instance
 * has the same key and counts once.
 */
import assert from 'node:assert/strict';
import { crashPoint } from '../crash-point.ts';
import { flushFolder, removeFile, stagingFolder } from '../files/index.ts';
import { commitEvents, commitUntilDone, type Gateway } from '../gateway/index.ts';
import type { EventReading, ProcessEvent } from '../process/index.ts';
import type {
  FileMarks,
  FileOutcome,
  JudgedFile,
  NamedMpan,
  NewReceipt,
  Receipt,
} from '../store/index.ts';
import type { FileSpan } from '../telemetry/index.ts';
import { type Copy, type Source, stagedPath } from './claim.ts';
import { reserve } from './destination.ts';
import { withoutErased } from './erased-repeat.ts';
import { briefly, identityKey } from './identity.ts';
import { rootIn } from './file-claims.ts';

/**
 * Called with the receipts of one commit once they are durable. `isLast`: no other commit follows,
 * so that their files need not have moved before the next ones are given their places.
 */
export type OnReceipts = (receipts: readonly Receipt[], isLast: boolean) => Promise<void>;

/** What is known of a file once it is read to its end. */
export type FileFacts = Omit<Receipt, 'id' | 'outcome' | 'destination' | 'claim'>;

/** A file in the batch, which gives what it says bit by bit and its receipt last. */
export interface Taking {
  readonly source: Source;
  /** To be called before anything is asked of what came earlier: who is faster meanwhile is seen. */
  readonly judge: (marks: FileMarks) => Promise<void>;
  /** How the keys of its events are told from others, where they can be; before any is given. */
  readonly ownKeys: (isOwn: (key: string) => boolean) => void;
  readonly add: (events: readonly ProcessEvent[], named: readonly NamedMpan[]) => Promise<void>;
  /** `outcome` is null where it follows from what the events mean. */
  readonly end: (told: FileFacts, outcome: FileOutcome | null) => Promise<void>;
  /** Leaves the file where it lies. */
  readonly leave: () => void;
}

/** What is known of each file before it is read. */
export const startOf = ({ clock }: Gateway, { file, size, sha256 }: Source) => ({
  name: file.name,
  folder: file.folder,
  sha256,
  size,
  flow: null,
  fileIdentifier: null,
  sender: null,
  receivedAt: clock.now(),
});

export interface Batcher {
  readonly open: (source: Source) => Taking;
  /** Whether a file that waits for its commit has this digest, or this identity. */
  readonly holds: (mark: string) => boolean;
  readonly flush: (isLast?: boolean) => Promise<void>;
  /** Files that somebody else was faster with: what was made of them is gone, and they are taken anew. */
  readonly overtaken: () => readonly Source[];
  /** Takes away the copies of files whose receipts are not durable: they are claimed again. */
  readonly forget: () => Promise<void>;
}

type Meanings = ReadonlyMap<string, EventReading['means']>;

/** What the batcher holds of a file. */
interface Held {
  readonly source: Source;
  readonly span: FileSpan | null;
  copy: Copy | null;
  judged: JudgedFile | null;
  isOwn: ((key: string) => boolean) | null;
  /** What is not committed yet. */
  events: ProcessEvent[];
  named: NamedMpan[];
  /** Whether any of its events was this gateway's business, as far as they were heard. */
  isOurs: boolean;
  /** MPANs of which a part before had something, as numbers; and those that are still to be heard. */
  readonly met: Set<number>;
  readonly later: Set<string>;
  /** What is still to be heard, where nothing was ours so far and its keys tell no file. */
  readonly unheard: Set<string>;
  ended: { readonly told: FileFacts; readonly outcome: FileOutcome | null } | null;
}

/** Thrown out of the reading of a file that somebody else was faster with. */
export class Overtaken extends Error {}

/** MPANs that are folded together at the end of a file: what the journal has of one may be much. */
const foldedTogether = 50;

export function openBatcher(gateway: Gateway, onReceipts: OnReceipts): Batcher {
  const { store } = gateway;
  const { filesPerCommit, instancesPerCommit } = gateway.config.limits;
  let files: Held[] = [];
  let marks = new Set<string>();
  let overtaken: Held[] = [];
  // What the files hold that have ended.
  let gathered = 0;

  const commit = async (isLast = false): Promise<void> => {
    const ended = files.filter((file) => file.ended !== null);
    const part = files.find((file) => file.ended === null && sizeOf(file) > 0) ?? null;
    if (ended.length === 0 && part === null) return;
    const again = part === null ? new Set<string>() : meet(part);
    let given: readonly NewReceipt[] = [];
    const begunAt = gateway.telemetry?.now() ?? 0;
    let meanings: Meanings | 'conflict' = 'conflict';
    while (meanings === 'conflict') {
      const finish = await receiptsOf(gateway, ended);
      meanings = await commitEvents(
        gateway,
        files.flatMap((file) => file.events),
        {
          judged: files.flatMap(({ judged }) => judged ?? []),
          named: files.flatMap((file) => file.named),
          later: again,
          receipts: (heard) => (given = finish(heard)),
        },
      );
      if (meanings === 'conflict' && (await areOvertaken())) return commit(isLast);
    }
    for (const { span, events } of files) {
      if (events.length > 0) span?.committed(begunAt, events);
    }
    files = files.filter((file) => file.ended === null);
    marks = new Set();
    gathered = 0;
    if (part !== null) {
      crashPoint('mid-intake');
      hear(part, meanings, again);
    }
    const receipts = await numbered(gateway, given);
    for (const [index, { span }] of ended.entries()) {
      const receipt = receipts[index];
      if (receipt !== undefined) span?.end(receipt);
    }
    if (receipts.length > 0) await onReceipts(receipts, isLast && overtaken.length === 0);
    if (part !== null) await part.source.rest();
  };

  /** Sets aside the files that somebody else was faster with. Throws Overtaken in one that is read. */
  const areOvertaken = async (): Promise<boolean> => {
    const gone = new Set<Held>();
    for (const file of files) {
      const { judged } = file;
      if (judged !== null && (await store.timesTaken(judged)) !== judged.seen) gone.add(file);
    }
    files = files.filter((file) => !gone.has(file));
    overtaken.push(...gone);
    if ([...gone].some(({ ended }) => ended === null)) throw new Overtaken();
    return gone.size > 0;
  };

  /** What stands in several parts of a file is heard together, once the last of them is kept. */
  const hearLater = async (file: Held): Promise<void> => {
    const isAsked = file.isOwn ?? ((key: string) => file.unheard.has(key));
    const waiting = [...file.later];
    for (let at = 0; at < waiting.length; at += foldedTogether) {
      const anew = waiting.slice(at, at + foldedTogether);
      const meanings = await commitUntilDone(gateway, [], { anew });
      file.isOurs ||= areOurs([...meanings.keys()].filter(isAsked), meanings);
      await file.source.rest();
    }
  };

  return {
    open: (source) => {
      const file: Held = {
        source,
        span: gateway.telemetry?.file() ?? null,
        copy: source.isWhole ? null : source.copy(),
        judged: null,
        isOwn: null,
        events: [],
        named: [],
        isOurs: false,
        met: new Set(),
        later: new Set(),
        unheard: new Set(),
        ended: null,
      };
      files.push(file);
      return {
        source,
        judge: async (told) => {
          const { sha256, sender, flow, fileIdentifier } = briefly(told);
          const marks = { sha256, sender, flow, fileIdentifier };
          file.judged = { ...marks, seen: await store.timesTaken(marks) };
        },
        ownKeys: (isOwn) => void (file.isOwn = isOwn),
        add: async (moreEvents, moreNamed) => {
          const most = Math.max(moreEvents.length, moreNamed.length);
          for (let at = 0; at < most; at += instancesPerCommit) {
            const someEvents = moreEvents.slice(at, at + instancesPerCommit);
            const someNamed = moreNamed.slice(at, at + instancesPerCommit);
            const sum = Math.max(
              file.events.length + someEvents.length,
              file.named.length + someNamed.length,
            );
            if (sum > instancesPerCommit) await commit();
            file.events.push(...someEvents);
            file.named.push(...someNamed);
          }
        },
        end: async (facts, outcome) => {
          const told = briefly(facts);
          if (file.later.size > 0 || file.events.some(({ mpan }) => file.met.has(Number(mpan)))) {
            await commit();
            await hearLater(file);
          }
          file.copy ??= source.copy();
          file.ended = { told, outcome };
          // What is refused, or a duplicate, changes nothing for those that come after it.
          if (outcome === null || outcome === 'not-ours') {
            marks.add(told.sha256);
            // Of files without an identity there is nothing to tell apart but the bytes.
            if (told.fileIdentifier !== null) marks.add(identityKey(told));
          }
          gathered += sizeOf(file);
          if (gathered >= instancesPerCommit || files.length >= filesPerCommit) await commit();
        },
        leave: () => void (files = files.filter((one) => one !== file)),
      };
    },
    holds: (mark) => marks.has(mark),
    flush: commit,
    overtaken: () => {
      const sources = overtaken.map(({ source }) => source);
      overtaken = [];
      return sources;
    },
    forget: async () => {
      const claims = [...files, ...overtaken].flatMap(({ copy }) => copy?.claim ?? []);
      if (claims.length === 0) return;
      const kept = new Set((await store.unsettled()).map(({ claim }) => claim?.staged));
      for (const claim of claims) {
        if (!kept.has(claim.staged)) removeFile(stagedPath(gateway, claim));
      }
    },
  };
}

/** Stands for the number of a receipt that has none yet: it comes after every other. */
const afterAll = Number.MAX_SAFE_INTEGER;

/** What is refused makes no events, and may name as many MPANs. */
const sizeOf = ({ events, named }: Held): number => Math.max(events.length, named.length);

/**
 * Of which MPANs a part before had something too. They are folded once, at the end of the file: in
 * one that names them again and again each part would otherwise fold all those before it.
 */
function meet({ events, met, later }: Held): ReadonlySet<string> {
  const again = new Set<string>();
  for (const { mpan } of events) if (met.has(Number(mpan))) again.add(mpan);
  for (const { mpan } of events) met.add(Number(mpan));
  for (const mpan of again) later.add(ownCopy(mpan));
  return again;
}

/** Of a string that was cut out of a longer one, the longer one would be kept. */
const ownCopy = (mpan: string): string => String(Number(mpan)).padStart(mpan.length, '0');

/** Remembers of a part what its events meant, and gives them up. */
function hear(file: Held, meanings: Meanings, again: ReadonlySet<string>): void {
  const heard = file.events.filter(({ mpan }) => !again.has(mpan)).map(({ key }) => key);
  file.isOurs ||= areOurs(heard, meanings);
  if (file.isOwn === null && !file.isOurs) {
    for (const { mpan, key } of file.events) if (again.has(mpan)) file.unheard.add(key);
  }
  file.events = [];
  file.named = [];
}

const areOurs = (keys: readonly string[], meanings: Meanings): boolean =>
  keys.some((key) => (meanings.get(key) ?? 'noted') !== 'notOurs');

/** Receipts with the numbers that the store gave them. */
async function numbered(
  { store }: Gateway,
  receipts: readonly NewReceipt[],
): Promise<readonly Receipt[]> {
  if (receipts.length === 0) return [];
  const ids = await store.destinationsAmong(receipts.map(({ destination }) => destination));
  return receipts.map((receipt) => {
    const id = ids.get(receipt.destination);
    assert(id !== undefined, 'it was committed');
    return { ...receipt, id };
  });
}

/** Gives the receipts their places; what is left is what the last events meant. */
async function receiptsOf(
  gateway: Gateway,
  files: readonly Held[],
): Promise<(meanings: Meanings) => readonly NewReceipt[]> {
  if (files.length === 0) return () => [];
  const finished = await Promise.all(
    files.map(async ({ copy, ended, ...file }) => {
      assert(copy !== null && ended !== null, 'a file has ended');
      const { told, outcome } = ended;
      const known = { ...told, claim: { ...copy.claim, ...rootIn(gateway, told.folder) } };
      const findings =
        outcome === null
          ? told.findings
          : await withoutErased(
              gateway,
              { ...known, id: afterAll, outcome, destination: '' },
              stagedPath(gateway, copy.claim),
            );
      return { ...file, copy, outcome, known: { ...known, findings } };
    }),
  );
  // What the events mean decides only how much of a file was applied: it is archived in any case.
  const destinations = await reserve(
    gateway,
    finished.map(({ known: { name }, source: { storedAs = name }, outcome }) => ({
      name: storedAs,
      outcome,
    })),
  );
  await Promise.all(finished.map(({ copy }) => copy.flushed));
  flushFolder(stagingFolder(gateway.workspace));
  crashPoint('after-claim');
  return (meanings) =>
    finished.map(({ known, outcome, events, isOurs }, index) => {
      const isAll = known.instancesAccepted === known.instances;
      const keys = events.map(({ key }) => key);
      const heard = isOurs || areOurs(keys, meanings) ? 'applied' : 'not-ours';
      return {
        ...known,
        outcome: outcome ?? (isAll ? heard : 'partly-applied'),
        destination: destinations[index] ?? '',
      };
    });
}
