/**
 * What somebody on the telephone names: a part of an address, a meter, a reference, a file or a
 * participant. Whoever may not see addresses finds nothing by them either.
 */
import type { z } from 'zod';
import { siteTold } from '../process/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { localDateOf } from '../calendar/index.ts';
import { type Counted, foundKinds, soughtPartMin, wordsIn } from '../store/index.ts';
import type { foundShape } from './check-shapes.ts';
import { maySeeAddresses } from './looks.ts';
import { nameInWords } from '../words.ts';
import { type Desk, Unfit } from './operation.ts';

/** Found by words, in this order. */
export const soughtKinds = ['participant', 'site', 'file', 'outbox'] as const;
export const everyKind = [...foundKinds, 'participant', 'site'] as const;
export type FindKind = (typeof everyKind)[number];

/** Ours: nothing that is kept is named by more. */
export const wordsMax = 200;

type FoundThing = z.input<typeof foundShape>;

interface AfterPlace {
  readonly at: string;
  readonly tie: string | number;
}

/** How a page of one kind is read. */
export type ReadKind = (
  kind: FindKind,
  after: AfterPlace | null,
  limit: number,
) => Promise<{ readonly found: readonly FoundThing[]; readonly next: AfterPlace | null }>;

/** The words as they are looked for. Digits of an MPAN are one, however they are parted. */
function partsOf(text: string): readonly string[] {
  const digits = text.replaceAll(/\s/g, '');
  return [...new Set(/^\d{13}$/.test(digits) ? [digits] : wordsIn(text))];
}

const isLongEnough = (words: readonly string[]): boolean =>
  words.some((word) => word.length >= soughtPartMin);

/** Throws Unfit where no part is long enough to be looked for. */
export function foundByWords(desk: Desk, text: string): ReadKind {
  const words = partsOf(text);
  if (!isLongEnough(words)) {
    const message = `name at least ${soughtPartMin} letters or digits of one word`;
    throw new Unfit([{ field: 'words', message }]);
  }
  return async (kind, after, limit) => {
    const { store } = desk.gateway;
    const by = { words, after: after === null ? null : Number(after.tie), limit };
    if (kind === 'participant')
      return { found: await participants(desk.gateway, words), next: null };
    if (kind === 'site') {
      const { found, next } = await store.soughtMpans(by, maySeeAddresses(desk.asker));
      return {
        found: await Promise.all(found.map((mpan) => siteFound(desk, mpan))),
        next: placeOf(next),
      };
    }
    const { found, next } = await store.soughtFiles(kind === 'outbox' ? 'outbox' : 'file', by);
    return { found, next: placeOf(next) };
  };
}

/** Ours: a list that is longer is narrowed by another word, not looked through. */
const foundMax = 1_000;

/** How many are found of these kinds. */
export async function foundCounted(
  desk: Desk,
  text: string,
  kinds: readonly FindKind[],
): Promise<Counted> {
  const { gateway, asker } = desk;
  const words = partsOf(text);
  let number = 0;
  for (const kind of kinds) {
    if (kind === 'participant') number += (await participants(gateway, words)).length;
    if (kind !== 'site' && kind !== 'file' && kind !== 'outbox') continue;
    const inSites = kind === 'site' && maySeeAddresses(asker);
    number += await gateway.store.countSought(kind, words, inSites, foundMax + 1);
  }
  return { number: Math.min(number, foundMax), isMore: number > foundMax };
}

const placeOf = (next: number | null): AfterPlace | null =>
  next === null ? null : { at: '', tie: next };

const nothingElse = { flow: null, fileIdentifier: null, file: null, path: null, line: null };

/** By the names that the configuration gives, or by the MPID of who has a check. */
async function participants(
  { config, store, clock, rules }: Gateway,
  words: readonly string[],
): Promise<readonly FoundThing[]> {
  const named = Object.entries(config.counterparties).filter(([mpid, { name = '' }]) => {
    const known = wordsIn(`${mpid} ${name}`).join(' ');
    return words.every((word) => known.includes(word));
  });
  const found = new Map(named.map(([mpid, { name }]) => [mpid, name ?? mpid]));
  const [mpid = ''] = words.length === 1 ? words.map((word) => word.toUpperCase()) : [];
  if (/^[A-Z0-9]{4}$/.test(mpid) && !found.has(mpid)) {
    const sort = { by: 'mpan', descending: false } as const;
    for (const as of ['meterOperator', 'supplier'] as const) {
      const page = await store.checksPage({ [as]: mpid }, sort, { after: null, limit: 1 });
      if (page !== null && page.items.length > 0) found.set(mpid, mpid);
    }
  }
  const at = localDateOf(rules.zone, clock.now());
  return [...found].map(([party, name]) => ({
    kind: 'participant',
    at,
    mpan: null,
    party,
    ...nothingElse,
    says: name,
    id: party,
  }));
}

/** A site in one line: where, which meter, and how its newest check stands. */
async function siteFound({ gateway, asker }: Desk, mpan: string): Promise<FoundThing> {
  const { store, rules } = gateway;
  const journal = await store.journalOf(mpan);
  const state = (await store.loadMpans([mpan])).get(mpan)?.state;
  const newest = (await store.checks({ mpan })).at(-1);
  const site = state === undefined ? null : siteTold(rules.catalogue, state, inOrder(journal));
  const address = [...(site?.addressLines ?? []), site?.postcode ?? ''].filter(Boolean);
  const parts = [
    maySeeAddresses(asker) ? address.join(', ') : '',
    ...(site?.meters ?? []).map(({ id, removedOn }) =>
      removedOn === null ? `meter ${id}` : `meter ${id}, removed`,
    ),
    ...(site?.references ?? []).map(({ reference }) => `reference ${reference}`),
    newest === undefined ? 'no check' : nameInWords(newest.outcome ?? newest.state),
  ];
  return {
    kind: 'site',
    at: newest?.openedOn ?? localDateOf(rules.zone, journal[0]?.receivedAt ?? gateway.clock.now()),
    mpan,
    party: newest?.meterOperator ?? null,
    ...nothingElse,
    says: parts.filter(Boolean).join('; '),
    id: mpan,
  };
}

/** As they count. */
export const inOrder = <T extends { readonly effectiveAt: string }>(
  events: readonly T[],
): readonly T[] =>
  events.toSorted((one, other) =>
    one.effectiveAt < other.effectiveAt ? -1 : one.effectiveAt > other.effectiveAt ? 1 : 0,
  );

/** Ours: more of them help nobody. */
const suggestionsMax = 4;

/** Where nothing has all of the words: what something has, fewer of them or the beginning of one. */
export async function suggestionsFor(desk: Desk, text: string): Promise<readonly string[]> {
  const words = partsOf(text).slice(0, wordsTried);
  const isFound = async (some: readonly string[]): Promise<boolean> => {
    if (!isLongEnough(some)) return false;
    const read = foundByWords(desk, some.join(' '));
    for (const kind of soughtKinds) {
      if ((await read(kind, null, 1)).found.length > 0) return true;
    }
    return false;
  };
  const suggested: string[] = [];
  if (words.length > 1) {
    const fewer = words.map((word) => words.filter((other) => other !== word));
    for (const some of [...fewer, ...words.map((word) => [word])]) {
      if (suggested.length < suggestionsMax && (await isFound(some))) {
        suggested.push(some.join(' '));
      }
    }
    return [...new Set(suggested)];
  }
  const [word = ''] = words;
  // Beginning and end of what may have been misheard; of an MPAN its check digit may be.
  for (let length = Math.min(word.length - 1, partTried); length >= soughtPartMin; length -= 1) {
    for (const part of [word.slice(0, length), word.slice(-length)]) {
      if (await isFound([part])) suggested.push(part);
    }
    if (suggested.length > 0) break;
  }
  return [...new Set(suggested)];
}

const wordsTried = 6;
const partTried = 20;
