/**
 * Everything that is kept of one MPAN, as one value for an auditor: what happened with the records as
 * they came, what each meant, how the checks stand, what was told to people, which files it rests on,
 * and for each journal entry the digests with which its place in the chain can be checked.
 */
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { type Gateway, orFault } from '../gateway/index.ts';
import {
  type CheckView,
  type EventReading,
  foldAll,
  type ProcessEvent,
  type RaisedAlert,
  viewOf,
} from '../process/index.ts';
import {
  type ChainedEntry,
  eventIn,
  isOfTeam,
  type FileChange,
  type JournalHead,
  type Lists,
  type Receipt,
  type Receipts,
  type StoredException,
} from '../store/index.ts';
import { sentFiles } from './outbox-text.ts';

const exportFormat = 'pawl-export/1';

interface ExportedEntry
  extends Pick<ChainedEntry, 'seq' | 'follows' | 'previous' | 'digest' | 'link' | 'body'> {
  /** Null where the content is gone, or was told a second time and counted once. */
  readonly means: EventReading['means'] | null;
  readonly says: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly codes: EventReading['codes'];
  readonly evidence: EventReading['evidence'];
}

interface Export {
  readonly format: typeof exportFormat;
  readonly madeAt: Instant;
  readonly participant: { readonly mpid: string; readonly role: string };
  readonly mpan: string;
  readonly erased: { readonly at: Instant; readonly who: string; readonly reason: string } | null;
  readonly checks: readonly CheckView[];
  readonly journal: readonly ExportedEntry[];
  readonly operatorActions: readonly ProcessEvent[];
  readonly exceptions: readonly StoredException[];
  readonly alerts: readonly RaisedAlert[];
  readonly filesIn: readonly (Receipt & { readonly now: FileChange | null })[];
  readonly filesOut: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly createdAt: Instant;
  }[];
  readonly chain: { readonly rule: string; readonly head: JournalHead };
}

/** Throws NOT_FOUND where nothing is known of the MPAN. */
export async function exportMpan(gateway: Gateway, mpan: string): Promise<Export> {
  const { store, rules, clock, config } = gateway;
  const madeAt = clock.now();
  const entries: ChainedEntry[] = [];
  for await (const entry of store.chain(mpan)) entries.push(entry);
  if (entries.length === 0) {
    throw new EngineError(
      'NOT_FOUND',
      `nothing is known of MPAN ${mpan}`,
      'pawl checks lists the MPANs that have a check',
    );
  }
  // Of what it shares with other MPANs, what it heard of it.
  const isShared = (entry: ChainedEntry): boolean => entry.mpan !== mpan;
  const shared = entries.some(isShared)
    ? (await store.journalOf(mpan)).filter(({ key }) =>
        entries.some((entry) => isShared(entry) && key.startsWith(`${entry.key}/`)),
      )
    : [];
  const own = entries.filter((entry) => !isShared(entry) && !isOfTeam(entry.kind)).map(eventOrNone);
  const events = [...own.filter((event) => event !== null), ...shared];
  const folded = await orFault(gateway, 'fold', mpan, () => {
    const { state, readings } = foldAll(rules, mpan, events, madeAt);
    return { readings, checks: state.checks.map((check) => viewOf(rules, state, check, madeAt)) };
  });
  // What is kept goes out also where Pawl cannot say what it meant; the exceptions tell why.
  const { readings, checks } = 'value' in folded ? folded.value : { readings: [], checks: [] };
  const byKey = new Map(readings.toReversed().map((reading) => [reading.event.key, reading]));
  const erased = events.findLast((event) => event.kind === 'erased');
  const filesOut: Export['filesOut'][number][] = [];
  for await (const sent of sentFiles(gateway)) {
    for (const { name, sha256, createdAt, mpans } of sent) {
      if (mpans.includes(mpan)) filesOut.push({ name, sha256, createdAt });
    }
  }
  return {
    format: exportFormat,
    madeAt,
    participant: { mpid: config.mpid, role: config.role },
    mpan,
    erased:
      erased === undefined
        ? null
        : { at: erased.receivedAt, who: erased.who, reason: erased.reason },
    checks,
    journal: entries.map((entry) => exportedEntry(entry, byKey.get(entry.key))),
    operatorActions: events.filter(({ kind }) => kind === 'operator'),
    exceptions: await store.exceptions({ mpan }),
    alerts: await store.alertsOf(mpan),
    filesIn: await filesOf(gateway, mpan),
    filesOut,
    chain: {
      rule:
        'digest = sha256 of body; link = sha256 of previous, digest and seq, one after the other, ' +
        'digests as 64 hexadecimal digits; previous is the link of the entry that it follows from, ' +
        'the last of its MPAN, and 64 zeros where follows is 0; where follows is null, previous is ' +
        'the link of entry seq - 1 and link = sha256 of previous and digest',
      head: await store.head(),
    },
  };
}

/** An entry that another hand has spoilt goes out as it is, and is understood by nobody. */
function eventOrNone(entry: ChainedEntry): ProcessEvent | null {
  try {
    return eventIn(entry);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function exportedEntry(entry: ChainedEntry, reading: EventReading | undefined): ExportedEntry {
  const { seq, follows, previous, digest, link, body } = entry;
  const { means = null, says = null, from = null, to = null } = reading ?? {};
  const { codes = [], evidence = [] } = reading ?? {};
  return { seq, follows, previous, digest, link, body, means, says, from, to, codes, evidence };
}

/** The files that the events came in, and what became of them. */
async function filesOf(
  { store }: { readonly store: Lists & Receipts },
  mpan: string,
): Promise<Export['filesIn']> {
  const found: Export['filesIn'][number][] = [];
  for (const id of await store.filesOfMpan(mpan)) {
    const receipt = await store.receipt(id);
    if (receipt !== null) found.push({ ...receipt, now: await store.fileChange(id) });
  }
  return found;
}
