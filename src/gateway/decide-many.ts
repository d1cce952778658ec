/**
 * One decision about many reports that say the same: each check hears of it in the journal of its own
 * MPAN, with who, when and why. A part at a time is durable; what an interruption leaves is decided by
 * the same act again, and nothing twice.
 */
import { setImmediate } from 'node:timers/promises';
import { crashPoint } from '../crash-point.ts';
import { actionInWords, type OperatorEvent, type SettlingAction } from '../process/index.ts';
import { type Act, settlingEvent, standingOfAct } from './act.ts';
import { commitEvents } from './batch.ts';
import { type Meant, meantBefore, meantBy } from './commands.ts';
import type { Gateway } from './gateway.ts';
import { isSentTwice, newsInWords, newsSince } from './moved-on.ts';

/** A check as it was looked at. */
export interface Seen {
  readonly mpan: string;
  readonly revision: number;
}

interface DecidedMany {
  readonly decided: readonly { readonly mpan: string; readonly means: Meant }[];
  /** Proposed by the same person before, so that another must. */
  readonly own: readonly string[];
  /** What has moved on since it was looked at, or says something else. */
  readonly leftOut: readonly { readonly mpan: string; readonly why: string }[];
}

type Decision = Extract<SettlingAction, { readonly name: 'decide' }>;

/** Ours: so many are durable together, and passes and pages have their turn in between. */
const perCommit = 50;

/** Decides what waits with these words, as they are compared, and is as it was looked at. */
export async function decideMany(
  gateway: Gateway,
  { seen, words }: { readonly seen: readonly Seen[]; readonly words: string },
  action: Decision,
  act: Act,
): Promise<DecidedMany> {
  const done: DecidedMany[] = [];
  for (let from = 0; from < seen.length; from += perCommit) {
    const some = seen.slice(from, from + perCommit);
    done.push(await decideSome(gateway, { seen: some, words }, action, act));
    crashPoint('mid-decision');
    gateway.progress?.('deciding', from + some.length, seen.length);
    await setImmediate();
  }
  return {
    decided: done.flatMap(({ decided }) => decided),
    own: done.flatMap(({ own }) => own),
    leftOut: done.flatMap(({ leftOut }) => leftOut),
  };
}

async function decideSome(
  gateway: Gateway,
  { seen, words }: { readonly seen: readonly Seen[]; readonly words: string },
  action: Decision,
  act: Act,
): Promise<DecidedMany> {
  for (;;) {
    const stored = await gateway.store.loadMpans(seen.map(({ mpan }) => mpan));
    const decided: DecidedMany['decided'][number][] = [];
    const own: string[] = [];
    const leftOut: DecidedMany['leftOut'][number][] = [];
    const events: OperatorEvent[] = [];
    for (const { mpan, revision } of seen) {
      const news = await newsSince(gateway.store, mpan, revision);
      const twice = isSentTwice(news, act, actionInWords(action));
      if (twice !== null) decided.push({ mpan, means: await meantBefore(gateway, twice) });
      else if (news.length > 0) {
        leftOut.push({
          mpan,
          why: news.map((one) => newsInWords(gateway.rules.zone, one)).join('; '),
        });
      } else if (!(await isWaiting(gateway, mpan, words))) {
        leftOut.push({ mpan, why: 'no report of it waits with these words' });
      } else {
        const state = stored.get(mpan)?.state;
        const { kind } = standingOfAct(gateway, state?.proposals ?? [], action, act);
        if (kind === 'own') own.push(mpan);
        else events.push(settlingEvent(gateway, mpan, state, action, act));
      }
    }
    const revisions = new Map(events.map(({ mpan }) => [mpan, stored.get(mpan)?.revision ?? 0]));
    const meanings =
      events.length === 0 ? new Map() : await commitEvents(gateway, events, { revisions });
    if (meanings === 'conflict') continue;
    for (const { mpan, key, action: done } of events) {
      decided.push({
        mpan,
        means: done.name === 'propose' ? 'proposed' : meantBy(meanings.get(key)),
      });
    }
    return { decided, own, leftOut };
  }
}

async function isWaiting({ store }: Gateway, mpan: string, words: string): Promise<boolean> {
  const open = await store.exceptions({ mpan, open: true });
  return open.some((item) => item.code === 'REPORT_UNCLEAR' && item.words === words);
}
