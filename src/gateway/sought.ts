/** By which words people look for an MPAN: what its events tell of its home, its meters and its references. */
import { type ProcessEvent, soughtWordsOf } from '../process/index.ts';
import { allSought, type Sought, type StoredMpan, soughtNote, soughtText } from '../store/index.ts';
import type { Gateway } from './gateway.ts';
import { journalsOrNone } from './journal-or-none.ts';

/** What events tell, an entry for each of them. */
const soughtOf = (
  { rules }: Pick<Gateway, 'rules'>,
  events: readonly ProcessEvent[],
): readonly Sought[] =>
  events.flatMap((event) =>
    event.mpan === '' ? [] : [{ mpan: event.mpan, ...soughtWordsOf(rules.catalogue, event) }],
  );

/** The same of what comes to MPANs that are known: what is known of their meters they are looked for by. */
export const newlySought = (
  gateway: Pick<Gateway, 'rules'>,
  events: readonly ProcessEvent[],
  stored: ReadonlyMap<string, StoredMpan>,
): readonly Sought[] =>
  soughtOf(gateway, events).flatMap((one) => {
    const state = stored.get(one.mpan)?.state;
    if (state === undefined) return [one];
    const { present, removed } = state.meters;
    const ids = one.ids.filter(
      (id) => !present.some((meter) => meter.id === id) && removed[id] === undefined,
    );
    return ids.length + one.site.length === 0 ? [] : [{ ...one, ids }];
  });

/** True where an MPAN is looked for by what these events, all of its journal, tell, and by nothing else. */
export async function isSoughtRightly(
  { rules, store }: Pick<Gateway, 'rules' | 'store'>,
  mpan: string,
  journal: readonly ProcessEvent[],
): Promise<boolean> {
  const stands = await store.soughtBy(mpan);
  const told = soughtOf({ rules }, journal);
  if (stands === null) return told.length === 0;
  const ids = told.flatMap((one) => one.ids);
  const site = told.flatMap((one) => one.site);
  return isSame(stands.ids, soughtText(mpan, ids)) && isSame(stands.site, soughtText('', site));
}

const isSame = (stands: readonly string[], text: string): boolean =>
  [...stands].sort().join(' ') === text.split(' ').filter(Boolean).sort().join(' ');

const mpansPerRead = 500;

/**
 * Of a store that an earlier version wrote the journal is read once, so that what came before can be
 * looked for too. A start that was killed goes on where it was.
 */
export async function fillSought(gateway: Gateway): Promise<void> {
  const { store, progress } = gateway;
  const note = await store.note(soughtNote);
  if (note === allSought) return;
  for (let after = note ?? ''; ; ) {
    const some = await store.everyMpan(after, mpansPerRead);
    for (const mpan of some) await seekAnew(gateway, mpan);
    const last = some.at(-1);
    if (last === undefined || some.length < mpansPerRead) break;
    after = last;
    await store.setNote(soughtNote, after);
    progress?.('reading what MPANs are looked for by', 0, 0);
  }
  await store.setNote(soughtNote, allSought);
}

/** Makes anew by what an MPAN is looked for. */
export async function seekAnew(
  gateway: Pick<Gateway, 'rules' | 'store'>,
  mpan: string,
): Promise<void> {
  const journal = (await journalsOrNone(gateway.store, [mpan]))(mpan);
  const words = soughtOf(gateway, journal);
  await gateway.store.soughtAnew(mpan, words.length > 0 ? words : [{ mpan, ids: [], site: [] }]);
}
