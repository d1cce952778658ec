/**
 * Copies of the heads of the journal, sent to where whoever has this machine cannot change them.
 * reports/journal-heads.jsonl is the queue: a copy is sent in its order, beside the passes, and tried
 * again with each minute until it is taken. What a file holds is seen in it; what a webhook has
 * taken is noted in the store, and a repeat has the same key.
 */
import { open, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postTo } from '../alert/index.ts';
import { codeOf, isBug } from '../bug.ts';
import type { Gateway } from '../gateway/index.ts';
import { signingKey } from './head-signature.ts';
import { headOf, headTexts, writeHeadDown } from './journal-heads.ts';

/** What does not work at present, in words without a secret. */
export interface HeadFault {
  readonly about: 'sign' | 'file' | 'webhook';
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

/** Ours: a disk elsewhere that says nothing for so long does not answer. */
const fileTimeoutMs = 30_000;
const closingMaxMs = 1_000;

export async function openHeads(gateway: Gateway): Promise<Heads> {
  const { store, workspace, clock, log } = gateway;
  const kept = stateIn(await store.note(stateNote));
  let { taken } = kept;
  let written = JSON.stringify(kept);
  const faults = new Map(kept.faults.map((fault) => [fault.about, fault]));
  const atWork = new Map<HeadFault['about'], Promise<void>>();
  const stop = new AbortController();
  /** The file and the last line that it is known to hold. */
  let inFile = '';

  const tell = (about: HeadFault['about'], why: string | null): void => {
    if (why === null) faults.delete(about);
    else faults.set(about, { about, why });
  };

  async function note(): Promise<void> {
    const state: State = { taken, faults: [...faults.values()] };
    const text = JSON.stringify(state);
    if (text === written || stop.signal.aborted) return;
    try {
      await store.setNote(stateNote, text);
      written = text;
    } catch (error) {
      // The store is in trouble itself; until it is noted, a repeat is known by its key.
      if (isBug(error)) throw error;
    }
  }

  /** Null once the file has every line, or why not. */
  async function toFile(given: string, texts: readonly string[]): Promise<string | null> {
    const path = resolve(workspace, given);
    const newest = `${path} ${texts.length} ${texts.at(-1) ?? ''}`;
    if (newest === inFile) return null;
    const late = setTimeout(() => tell('file', 'does not answer'), fileTimeoutMs).unref();
    try {
      const missing = await missingIn(path, texts);
      if (missing === null) return 'is no file';
      if (missing !== '') await append(path, missing);
      inFile = newest;
      return null;
    } catch (error) {
      if (isBug(error)) throw error;
      return `cannot be written: ${codeOf(error)}`;
    } finally {
      clearTimeout(late);
    }
  }

  /** Null once everything was taken, or why not. */
  async function toWebhook(
    webhook: NonNullable<Gateway['config']['keeping']['heads']['push']['webhook']>,
    texts: readonly string[],
  ): Promise<string | null> {
    const { mpid, role } = gateway.config;
    const queue = texts.flatMap((text) => {
      const head = headOf(text);
      if (head === null) return [];
      return [{ head, key: `journal-head/${mpid}/${role}/${head.seq}/${head.at}` }];
    });
    for (const { head, key } of queue.slice(queue.findLastIndex((one) => one.key === taken) + 1)) {
      const body = JSON.stringify({ version: 1, key, participant: { mpid, role }, head });
      const request = { key, body, now: clock.now() };
      const answer = await postTo({ ...webhook, format: 'json' }, request, stop.signal);
      if (answer.outcome !== 'taken') return answer.why;
      taken = key;
      await note();
    }
    return null;
  }

  function begin(about: 'file' | 'webhook', work: () => Promise<string | null>): void {
    if (atWork.has(about) || stop.signal.aborted) return;
    const done = async (): Promise<void> => {
      try {
        const why = await work();
        if (!stop.signal.aborted) tell(about, why);
        await note();
      } catch (error) {
        log.error({ about, err: error }, 'sending a head of the journal failed; it is tried again');
        tell(about, 'failed; the log says more');
      }
      atWork.delete(about);
    };
    atWork.set(about, done());
  }

  return {
    keep: async () => {
      const found = signingKey(gateway);
      tell('sign', 'why' in found ? found.why : null);
      try {
        await writeHeadDown(gateway, true);
      } catch (error) {
        if (isBug(error)) throw error;
        // What keeps reports/ or the store from being used is told by itself.
        log.warn(
          { code: codeOf(error) },
          'the head of the journal is not written; it is tried again',
        );
      }
      const { file, webhook } = gateway.config.keeping.heads.push;
      const texts = file === null && webhook === null ? [] : headTexts(workspace);
      if (file === null) tell('file', null);
      else begin('file', () => toFile(file, texts));
      if (webhook === null) tell('webhook', null);
      else begin('webhook', () => toWebhook(webhook, texts));
      await note();
    },
    idle: async (maxMs) => {
      const over = new AbortController();
      const bound = sleep(maxMs, undefined, over).catch(() => undefined);
      await Promise.race([Promise.all(atWork.values()), bound]);
      over.abort();
    },
    faults: () => [...faults.values()],
    close: async () => {
      stop.abort();
      const bound = sleep(closingMaxMs, undefined, { ref: false });
      await Promise.race([Promise.all(atWork.values()), bound]);
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
