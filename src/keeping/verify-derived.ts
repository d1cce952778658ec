/**
 * What follows from the journal of an MPAN, made anew and laid beside what stands: its snapshot, its
 * rows among checks and items, its marks, when it is looked at next, and its alerts.
 */
import { isBug } from '../bug.ts';
import { faultPoint } from '../fault-point.ts';
import { commitAt, type Gateway, isSoughtRightly, mpanUpdate, seekAnew } from '../gateway/index.ts';
import {
  alertChanges,
  faultOf,
  foldAll,
  type MpanState,
  nextWakeOf,
  type ProcessEvent,
  type RaisedAlert,
} from '../process/index.ts';
import {
  type CheckRow,
  canonicalText,
  type DerivedRows,
  type ExceptionRow,
  isOwing,
  releaseAtOf,
  type StoredMpan,
} from '../store/index.ts';

const differs = (one: unknown, other: unknown): boolean =>
  canonicalText(one) !== canonicalText(other);

/** What is wrong with what stands of an MPAN, in words. `isOurs`: no mending helps, a fault of ours holds it. */
interface DerivedFaults {
  readonly says: readonly string[];
  readonly isHeld: boolean;
}

const sound: DerivedFaults = { says: [], isHeld: false };
const faulty = (...says: readonly string[]): DerivedFaults => ({ says, isHeld: false });
const held = (says: string): DerivedFaults => ({ says: [says], isHeld: true });

/** What is read of many MPANs in few questions, before each of them is looked at. */
interface ReadTogether {
  readonly stored: ReadonlyMap<string, StoredMpan>;
  readonly journalOf: (mpan: string) => readonly ProcessEvent[];
  readonly alertsOf: (mpan: string) => readonly RaisedAlert[];
}

export const readTogether = async (
  { store }: Pick<Gateway, 'store'>,
  mpans: readonly string[],
): Promise<ReadTogether> => ({
  stored: await store.loadMpans(mpans),
  journalOf: await store.journalsOf(mpans),
  alertsOf: await store.alertsAmong(mpans),
});

export async function derivedFaults(
  gateway: Gateway,
  mpan: string,
  read: ReadTogether,
): Promise<DerivedFaults> {
  const { store, rules, clock } = gateway;
  const stored = read.stored.get(mpan);
  let journal: readonly ProcessEvent[];
  try {
    journal = read.journalOf(mpan);
  } catch (error) {
    // Only content that was changed by another hand can be unreadable.
    if (error instanceof SyntaxError) return held('its journal cannot be read');
    throw error;
  }
  if (journal.length === 0) return faulty('the journal knows nothing of it');
  const rows = await store.derivedRows(mpan);
  if (stored === undefined || rows === null) return faulty('it has no snapshot');
  const { state } = stored;
  const place = state.fault?.place;
  if (place !== undefined && place !== 'snapshot') return held(`is held by PAWL_FAULT in ${place}`);
  try {
    faultPoint('fold', mpan);
    const { state: folded } = foldAll(rules, mpan, journal, state.foldedTo);
    const now = clock.now();
    const says = [
      // One that is behind is folded again before it counts for anything.
      ...(state.isBehind !== true && differs(folded, state)
        ? ['the snapshot is not what the journal folds to']
        : []),
      ...(state.foldedTo > now ? ['its snapshot is of a time that has not come'] : []),
      ...rowFaults(gateway, folded, rows),
      ...timeFaults(gateway, folded, rows, read.alertsOf(mpan)),
      ...((await isSoughtRightly(gateway, mpan, journal))
        ? []
        : ['it is not looked for by what its journal tells']),
      ...((await store.isClaimedRightly(mpan))
        ? []
        : ['it is not claimed by whom its journal says']),
    ];
    if (says.length === 0) return sound;
    // A gateway at work may have moved it on between the reads.
    const again = await readTogether(gateway, [mpan]);
    const revision = again.stored.get(mpan)?.revision;
    const isMoving = revision !== stored.revision || rows.revision !== stored.revision;
    return isMoving ? await derivedFaults(gateway, mpan, again) : faulty(...says);
  } catch (error) {
    if (!isBug(error)) throw error;
    return held(`its journal cannot be folded: ${faultOf('fold', error, '').trace.join(' < ')}`);
  }
}

const nameOf = ({ supplier, sequence }: CheckRow): string => `${supplier} ${sequence}`;
const bare = <T extends object>(row: T): Omit<T, 'mpan'> =>
  Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'mpan')) as Omit<T, 'mpan'>;

/** Where it is due to be looked at, what changes by time alone is made anew by that. */
const isDue = ({ wakeAt }: DerivedRows, now: string): boolean => wakeAt !== null && wakeAt <= now;

function rowFaults(gateway: Gateway, folded: MpanState, rows: DerivedRows): string[] {
  const due = isDue(rows, gateway.clock.now());
  const made = mpanUpdate(gateway, folded, undefined, null);
  if (made.keepsRows === true) return ['its rows cannot be made'];
  const timeless = (check: CheckRow) =>
    due ? { ...bare(check), owed: '', approved: [] } : bare(check);
  const checksOf = (all: readonly CheckRow[]) =>
    all.map(timeless).toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  const says: string[] = [];
  if (differs(checksOf(made.checks), checksOf(rows.checks))) {
    says.push('its rows among the checks do not follow from its journal');
  }
  if (areItemsWrong(made.exceptions, folded, rows, due)) {
    says.push('its items in the work queue do not follow from its journal');
  }
  const marks = {
    open: made.checks.some(({ closedOn }) => closedOn === null),
    owing: due ? rows.owing : made.checks.some(isOwing),
    releaseAt: due ? rows.releaseAt : releaseAtOf(made.checks),
    excepted: rows.excepted || rows.exceptions.length > 0,
    isRevised: true,
  };
  const { open, owing, releaseAt, excepted, revision } = rows;
  if (differs(marks, { open, owing, releaseAt, excepted, isRevised: revision > 0 })) {
    says.push('its marks in the store do not follow from its journal');
  }
  return says;
}

function areItemsWrong(
  made: readonly ExceptionRow[],
  folded: MpanState,
  rows: DerivedRows,
  due: boolean,
): boolean {
  const stands = new Map(rows.exceptions.map((item) => [item.id, item]));
  const fromState = new Set(
    [...folded.loose, ...folded.checks.flatMap(({ exceptions }) => exceptions)].map(({ id }) => id),
  );
  // One that is told twice has one row, as it was told last.
  const told = new Map(made.map((item) => [item.id, item]));
  const wanted = [...told.values()].filter(({ id }) => !due || fromState.has(id));
  const isExtra = !due && rows.exceptions.some(({ id, open }) => open && !told.has(id));
  return (
    isExtra ||
    wanted.some((item) => {
      const row = stands.get(item.id);
      return row === undefined || differs(bare(row), bare(item));
    })
  );
}

function timeFaults(
  { rules, alertRules, clock }: Gateway,
  folded: MpanState,
  rows: DerivedRows,
  raised: readonly RaisedAlert[],
): string[] {
  const now = clock.now();
  const says: string[] = [];
  if (raised.length > 0 && !rows.alerted) {
    says.push('it is not marked as one that alerts were raised of');
  }
  if (isDue(rows, now)) return says;
  const wakeAt = nextWakeOf(rules, alertRules, folded, now);
  const isAsleep = wakeAt !== null && (rows.wakeAt === null || rows.wakeAt > wakeAt);
  if (isAsleep) says.push('it is not looked at when it must be');
  const { raise, retract, restore } = alertChanges(rules, alertRules, folded, raised, now);
  if (raise.length + retract.length + restore.length > 0) {
    says.push('its alerts do not follow from its journal');
  }
  return says;
}

/** Makes anew what stands of an MPAN; the next tick raises what is to be raised. False: it moved on. */
export async function makeAnew(gateway: Gateway, mpan: string): Promise<boolean> {
  const { store, rules, clock } = gateway;
  const journal = await store.journalOf(mpan);
  if (journal.length === 0) {
    await store.dropDerived(mpan);
    return true;
  }
  const stored = (await store.loadMpans([mpan])).get(mpan);
  const now = clock.now();
  let { state } = foldAll(rules, mpan, journal, now);
  const open = state.loose.filter((item) => item.open).map(({ id }) => id);
  if (open.length > 0 && (await store.linkAgain(mpan, open))) {
    ({ state } = foldAll(rules, mpan, await store.journalOf(mpan), now));
  }
  await seekAnew(gateway, mpan);
  await store.claimAnew(mpan);
  const update = {
    ...mpanUpdate(gateway, state, stored, now),
    fewerChecks: true,
    excepted: true,
    alerted: (await store.alertsOf(mpan)).length > 0,
    // What was told of a snapshot that is gone is not known: nothing of it is told twice.
    ...(stored === undefined ? { milestones: [] } : {}),
  };
  return (await commitAt(gateway, now, { mpans: [update] })) === 'committed';
}
