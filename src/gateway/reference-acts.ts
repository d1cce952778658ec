/**
 * What people say of reference data: a letter that is taught, an edition of the catalogue that is put in
 * force, and anything of the kind that is taken back. Each is one more merge, with who, when and why;
 * what stands is found anew from all of them. Under four eyes it counts when a second person says the
 * same.
 */
import { EngineError } from '../engine-error.ts';
import type { Edition } from '../flow/index.ts';
import {
  noFacts,
  shippedRoles,
  standingMerges,
  taughtFacts,
  type Teaching,
} from '../market/index.ts';
import { isSamePerson } from '../process/index.ts';
import type { Notes, StoredMerge } from '../store/index.ts';
import { type Act, refuseUnclearLogin } from './act.ts';
import { noted, takenBack } from './calendar-undo.ts';
import { commitAt } from './commit-at.ts';
import type { Gateway } from './gateway.ts';

/** Something to be merged as a person says it, and how it is typed. */
export interface MergeAct {
  readonly merge: StoredMerge;
  /** "teach that the letter Y is AMVLP". */
  readonly says: string;
  /** The command that does it, for the second person. */
  readonly answer: string;
}

export interface MergeProposal extends Pick<MergeAct, 'says' | 'answer'> {
  readonly key: string;
  readonly who: string;
  readonly at: string;
  /** How many merges there were: with another one it is another question. */
  readonly place: number;
}

/** Changes with each act of a person, so that a gateway at work hears of it. */
export const mergedNote = 'reference-merged';
const proposalNote = 'reference-proposed';

/** What a person would teach. Throws NOT_POSSIBLE where it is no fact. */
export function teachingAct({ clock }: Pick<Gateway, 'clock'>, said: Teaching): MergeAct {
  const mergedAt = clock.now();
  const source = {
    kind: 'operator',
    where: 'pawl reference teach',
    line: null,
    version: null,
    since: mergedAt,
  } as const;
  const facts = taughtFacts(said, { roles: shippedRoles, source });
  if (typeof facts === 'string') {
    throw new EngineError(
      'NOT_POSSIBLE',
      `that cannot be taught: ${facts}`,
      'pawl reference shows the letters and roles that are known',
    );
  }
  const { from, to, mpid } = said;
  const letter = said.letter.toUpperCase();
  const role = [...facts.letters, ...facts.holdings][0]?.role ?? 'nobody';
  const told = [
    mpid === undefined ? `letter ${letter}` : `letter ${letter} of ${mpid}`,
    `is ${role}`,
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
  ].join(' ');
  const options = Object.entries({ mpid, from, to }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${value}`],
  );
  const typed = ['pawl reference teach', letter, role, ...options, '--reason …'];
  return {
    merge: { ...nothingMerged, mergedAt, kind: 'taught', source: told, facts },
    says: `teach that ${told}`,
    answer: typed.join(' '),
  };
}

/** Of what a person says there is no file. */
const nothingMerged = {
  sha256: '',
  version: null,
  facts: noFacts,
  edition: null,
  findings: [],
  undoes: null,
  act: null,
} as const;

/** Definitions that would count from a day on; `sha256` is that of the file that they are of. */
export function editionAct(
  { clock }: Pick<Gateway, 'clock'>,
  edition: Edition,
  sha256: string,
): MergeAct {
  const { name, from } = edition;
  const source = `definitions of ${name} from ${from ?? 'the first day'}`;
  return {
    merge: { ...nothingMerged, mergedAt: clock.now(), kind: 'edition', source, sha256, edition },
    says: `put the ${source} in force`,
    answer: `pawl flows import ${name} --from ${from ?? '…'} --reason …`,
  };
}

/** The merge that takes another back, by its place. Throws NOT_FOUND and NOT_POSSIBLE. */
export async function undoingAct(
  { store, clock }: Pick<Gateway, 'store' | 'clock'>,
  place: number,
): Promise<MergeAct> {
  const merges = await store.merges();
  const wanted = merges[place - 1];
  if (wanted === undefined) {
    throw new EngineError(
      'NOT_FOUND',
      `nothing was merged under number ${place}`,
      'pawl reference merges lists what was, with its numbers',
    );
  }
  if (!standingMerges(merges).some((one) => one.place === place)) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `number ${place} (${wanted.source}) has already been taken back`,
      'pawl reference merges says by which number; you can take that one back',
    );
  }
  return {
    merge: {
      ...nothingMerged,
      mergedAt: clock.now(),
      kind: 'undo',
      source: wanted.source,
      undoes: place,
    },
    says: `take number ${place} (${wanted.source}) back`,
    answer: `pawl reference undo ${place} --reason …`,
  };
}

/** What is said is the same, whoever says it and when. */
const keyOf = ({ says, merge: { sha256 } }: MergeAct): string => `${says} ${sha256}`.trim();

/** What waits for a second person, under four eyes. */
export async function proposedMerges({
  store,
}: {
  readonly store: Notes;
}): Promise<readonly MergeProposal[]> {
  const kept = (noted(await store.note(proposalNote)) ?? []) as MergeProposal[];
  if (kept.length === 0) return [];
  const { length } = await store.merges();
  return kept.filter(({ place }) => place === length);
}

/** Who proposed an act already; null where nobody did. */
export const proposerOf = async (
  gateway: Pick<Gateway, 'store'>,
  act: MergeAct,
): Promise<string | null> =>
  (await proposedMerges(gateway)).find(({ key }) => key === keyOf(act))?.who ?? null;

export const teach = (gateway: Gateway, said: Teaching, act: Act) =>
  mergeBy(gateway, teachingAct(gateway, said), act);

export const importEdition = (gateway: Gateway, edition: Edition, sha256: string, act: Act) =>
  mergeBy(gateway, editionAct(gateway, edition, sha256), act);

export const undoMerge = async (gateway: Gateway, place: number, act: Act) =>
  mergeBy(gateway, await undoingAct(gateway, place), act);

async function mergeBy(
  gateway: Gateway,
  wanted: MergeAct,
  { who, reason }: Act,
): Promise<{ readonly kind: 'merged' | 'proposed'; readonly source: string }> {
  const { store, clock, config, log } = gateway;
  const { merge, says, answer } = wanted;
  const { source } = merge;
  const key = keyOf(wanted);
  const now = clock.now();
  const { length: place } = await store.merges();
  const waiting = await proposedMerges(gateway);
  const same = waiting.filter((one) => one.key === key);
  const other = same.find((one) => !isSamePerson(one.who, who));
  if (config.fourEyes) {
    refuseUnclearLogin(who);
    if (other === undefined) {
      if (same.length > 0) throw needsAnother(who, says);
      const proposal: MergeProposal = { key, says, answer, who, at: now, place };
      await store.setNote(proposalNote, JSON.stringify([...waiting, proposal]));
      log.info({ login: who, says }, 'a change of reference data is proposed');
      return { kind: 'proposed', source };
    }
  }
  const act = { who, reason, ...(other === undefined ? {} : { proposedBy: other.who }) };
  const parts = { merge: { ...merge, act }, mergesBefore: place, token: `merge ${place} ${key}` };
  if ((await commitAt(gateway, now, parts)) === 'conflict') {
    return mergeBy(gateway, wanted, { who, reason });
  }
  await store.setNote(mergedNote, `${now} ${place + 1}`);
  await store.setNote(proposalNote, '');
  log.info({ login: who, says }, 'reference data changed by a person');
  return { kind: 'merged', source };
}

const needsAnother = (who: string, says: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    `${who} has already proposed to ${says}`,
    'with fourEyes another person must do the same',
  );

/** How the history of the configuration names merges of reference data, among feeds. */
export function mergeInShort({ kind, source, act }: StoredMerge): string {
  if (kind === 'undo') return `reference: ${source}${takenBack}`;
  return act === null ? `reference/${source}` : `reference: ${source}`;
}

/** What people have merged since a pass looked last. */
export async function hearOfMerges(
  { store }: { readonly store: Notes },
  heard: { note: string | null },
): Promise<readonly string[]> {
  const note = await store.note(mergedNote);
  if (note === heard.note) return [];
  heard.note = note;
  return (await store.merges()).slice(-1).map(mergeInShort);
}
