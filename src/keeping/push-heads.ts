/**
 * Copies of the heads of the journal, sent to where whoever has this machine cannot change them.
 * reports/journal-heads.jsonl is the queue: a copy is sent in its order, beside the passes, and tried
 * again with each minute until it is taken. What a file holds is seen in it; what a webhook has
 * taken is noted in the store, and a repeat has the same key.
 */
import { open, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeOf, isBug } from '../bug.ts';
import type { Gateway } from '../gateway/index.ts';
import { type Answer, failed, keptNote, postTo, queueOf, taken } from '../post/index.ts';
import { type HeadLine, signingKey } from './head-signature.ts';
import { headLineOf, headTexts, writeHeadDown } from './journal-heads.ts';

type Place = 'file' | 'webhook';

/** What does not work at present, in words without a secret. */
export interface HeadFault {
  readonly about: Place | 'sign';
  readonly why: string;
}

export interface Heads {
  /** Writes down the head of the day, and begins to send what was not sent yet. */
  readonly keep: () => Promise<void>;
  /** Waits for what is on its way, at most so long. */
  readonly idle: (maxMs: number) => Promise<void>;
  readonly faults: () => readonly HeadFault[];
  readonly close: () => Promise<void>;
}

const stateNote = 'journal-heads-pushed';

interface State {
  /** The key of the last line that the webhook has taken. */
  readonly taken: string | null;
  /** Kept, so that a restart neither ends nor repeats what people were told. */
  readonly faults: readonly HeadFault[];
}

/** One step of bringing a place up to date: all that a file lacks, or one head for the webhook. */
interface Copy {
  readonly about: Place;
  readonly send: (stop: AbortSignal) => Promise<Answer>;
  readonly onTaken: () => void;
}

/** Ours: a disk elsewhere that says nothing for so long does not answer. */
const fileTimeoutMs = 30_000;
const closingMaxMs = 1_000;

export async function openHeads(gateway: () => Gateway): Promise<Heads> {
  const { store, workspace, clock, log } = gateway();
  const kept = stateIn(await store.note(stateNote));
  let lastTaken = kept.taken;
  const faults = new Map(kept.faults.map((fault) => [fault.about, fault]));
  let isClosed = false;
  /** Every head that is written down, as its line stands. */
  let texts: readonly string[] = [];
  let heads: readonly HeadLine[] = [];
  /** Where a copy was not taken: with the next look it is tried again, and nothing before it. */
  const resting = new Set<Place>();
  /** The file and the last line that it is known to hold. */
  let inFile = '';

  const tell = (about: HeadFault['about'], why: string | null): void => {
    if (why === null) faults.delete(about);
    else faults.set(about, { about, why });
  };

  const noted = keptNote((text) => store.setNote(stateNote, text), JSON.stringify(kept));
  const note = async (): Promise<void> => {
    const state: State = { taken: lastTaken, faults: [...faults.values()] };
    if (!isClosed) await noted(JSON.stringify(state));
  };

  function dueTo(place: Place): readonly Copy[] {
    const { file, webhook } = gateway().config.keeping.heads.push;
    if (place === 'file' && file !== null) {
      const path = resolve(workspace, file);
      const newest = `${path} ${texts.length} ${texts.at(-1) ?? ''}`;
      const onTaken = (): void => void (inFile = newest);
      return newest === inFile ? [] : [{ about: place, send: () => toFile(path), onTaken }];
    }
    if (place === 'file' || webhook === null) return [];
    const { mpid, role } = gateway().config;
    const copies = heads.map((head) => ({
      head,
      key: `journal-head/${mpid}/${role}/${head.seq}/${head.at}`,
    }));
    const next = copies[copies.findLastIndex(({ key }) => key === lastTaken) + 1];
    if (next === undefined) return [];
    const { head, key } = next;
    const body = JSON.stringify({ version: 1, key, participant: { mpid, role }, head });
    const request = { key, body, now: clock.now() };
    return [
      {
        about: place,
        send: (stop) => postTo({ ...webhook, format: 'json' }, request, stop),
        onTaken: () => void (lastTaken = key),
      },
    ];
  }

  async function toFile(path: string): Promise<Answer> {
    const late = setTimeout(() => tell('file', 'does not answer'), fileTimeoutMs).unref();
    try {
      const missing = await missingIn(path, texts);
      if (missing === null) return failed('is not a file');
      if (missing !== '') await append(path, missing);
      return taken;
    } catch (error) {
      if (isBug(error)) throw error;
      return failed(`cannot be written: ${codeOf(error)}`);
    } finally {
      clearTimeout(late);
    }
  }

  const queue = queueOf<Copy, Place>({
    lanes: () => ['file', 'webhook'],
    due: async (place) => {
      if (resting.has(place)) return [];
      const due = dueTo(place);
      if (due.length === 0) tell(place, null);
      if (due.length === 0) await note();
      return due;
    },
    send: (copy, stop) => copy.send(stop),
    mark: async ({ about, onTaken }, answer) => {
      if (answer.outcome === 'taken') onTaken();
      else resting.add(about);
      if (answer.outcome !== 'taken') tell(about, answer.why);
      await note();
    },
    onThrown: (about, error) => {
      log.error({ about, err: error }, 'sending a head of the journal failed; it is tried again');
      tell(about, 'failed; the log says more');
    },
  });

  return {
    keep: async () => {
      const found = signingKey(gateway());
      tell('sign', 'why' in found ? found.why : null);
      try {
        await writeHeadDown(gateway(), true);
      } catch (error) {
        if (isBug(error)) throw error;
        // What keeps reports/ or the store from being used is told by itself.
        log.warn(
          { code: codeOf(error) },
          'the head of the journal is not written; it is tried again',
        );
      }
      const { file, webhook } = gateway().config.keeping.heads.push;
      texts = file === null && webhook === null ? [] : headTexts(workspace);
      heads = texts.flatMap((text) => headLineOf(text) ?? []);
      resting.clear();
      await queue.kick();
      await note();
    },
    idle: queue.idle,
    faults: () => [...faults.values()],
    close: async () => {
      isClosed = true;
      await queue.close(closingMaxMs);
    },
  };
}

function stateIn(note: string | null): State {
  try {
    const value = JSON.parse(note ?? '') as Partial<State> | null;
    const faults = Array.isArray(value?.faults) ? (value.faults as (HeadFault | null)[]) : [];
    return {
      taken: value?.taken ?? null,
      faults: faults.flatMap((one) => (typeof one?.why === 'string' ? [one] : [])),
    };
  } catch {
    // None yet, or no note of ours: what was sent is sent once more, with the same keys.
    return { taken: null, faults: [] };
  }
}

/** What is still to be appended; null where something else than a file lies there. */
async function missingIn(path: string, texts: readonly string[]): Promise<string | null> {
  const stats = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (stats?.isFile() === false) return null;
  const there = stats === null ? '' : await readFile(path, 'utf8');
  const known = new Set(there.split('\n'));
  const missing = texts.filter((text) => !known.has(text));
  if (missing.length === 0) return '';
  const start = there === '' || there.endsWith('\n') ? '' : '\n';
  return `${start}${missing.join('\n')}\n`;
}

async function append(path: string, text: string): Promise<void> {
  const handle = await open(path, 'a', 0o600);
  try {
    await handle.appendFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
