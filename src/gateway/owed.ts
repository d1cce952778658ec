/**
 * The flows this participant owes, written and sent: drafts of one flow to one recipient go into one
 * file for each role, whose identifier and bytes are fixed in the same commit in which the checks hear that it was
 * sent. Writing it into outbox/ comes after, and may be repeated.
 */
import { isBug } from '../bug.ts';
import { type Fault, type ProcessEvent } from '../process/index.ts';
import type { OutboxFile, PageOrNone, StoredCheck } from '../store/index.ts';
import { commitEvents } from './batch.ts';
import type { Gateway } from './gateway.ts';
import { hold, orFault } from './hold.ts';
import { makeFile, type OwedFlow, owedOf } from './owed-file.ts';

const mpansPerRound = 1_000;
/** Ours: so many flows of a file are shown before it is written. */
const flowsPreviewed = 20;

/** All of them, or the first so many. */
export async function owedFlows(gateway: Gateway, most?: number): Promise<readonly OwedFlow[]> {
  const owed: OwedFlow[] = [];
  for (let after = ''; ; ) {
    const stored = await gateway.store.owing(after, Math.min(most ?? mpansPerRound, mpansPerRound));
    owed.push(...stored.flatMap((one) => owedOf(gateway, one.state, one.revision)));
    const last = stored.at(-1);
    if (last === undefined || owed.length >= (most ?? Number.POSITIVE_INFINITY)) {
      return owed.slice(0, most);
    }
    after = last.mpan;
  }
}

/** What nobody has approved of it. */
export const waitingFlows = async (gateway: Gateway): Promise<readonly OwedFlow[]> =>
  (await owedFlows(gateway)).filter(({ approval }) => approval === null);

/** What is owed on the checks of these MPANs. */
export async function owedFlowsOf(
  gateway: Gateway,
  mpans: readonly string[],
): Promise<readonly OwedFlow[]> {
  const stored = await gateway.store.loadMpans(mpans);
  return [...stored.values()].flatMap((one) => owedOf(gateway, one.state, one.revision));
}

/** An owed flow that was approved and has not gone out. */
interface ApprovedFlow extends OwedFlow {
  readonly approval: NonNullable<OwedFlow['approval']>;
}

/** All flows that were approved and have not gone out. */
export async function approvedFlows(gateway: Gateway): Promise<readonly ApprovedFlow[]> {
  const flows = await owedFlowsOf(gateway, await approvedMpans(gateway));
  return flows.filter((flow): flow is ApprovedFlow => flow.approval !== null);
}

export async function approvedMpans({ store }: Gateway): Promise<readonly string[]> {
  const mpans: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: PageOrNone<StoredCheck> = await store.approvedPage({ after, limit: mpansPerRound });
    mpans.push(...(page?.items.map(({ mpan }) => mpan) ?? []));
    after = page?.next ?? null;
    if (after === null) return mpans;
  }
}

/**
 * Sends all that is owed, if the configuration says so. Returns the number of files. What one flow
 * brings about may owe the next, so this goes on until nothing more is owed.
 */
export async function sendOwed(gateway: Gateway): Promise<number> {
  if (gateway.config.send !== 'automatic') return 0;
  const sent = new Set<string>();
  let files = 0;
  for (let after = ''; ; ) {
    const stored = await gateway.store.owing(after, mpansPerRound);
    const last = stored.at(-1);
    if (last === undefined) return files;
    const owed = stored.flatMap((one) => owedOf(gateway, one.state, one.revision));
    // A flow that is owed just as before although it was sent would be sent for ever.
    const fresh = owed.filter((flow) => !sent.has(nameOf(flow)));
    if (fresh.length === 0) {
      if (owed.length > 0) gateway.log.error({ after }, 'a flow that was sent is still owed');
      after = last.mpan;
      continue;
    }
    const result = await send(gateway, fresh, []);
    if (result !== 'conflict') files += result.length;
    if (result !== 'conflict') for (const flow of fresh) sent.add(nameOf(flow));
  }
}

/**
 * Sends what was approved and can no longer be undone. A draft that has changed since is not what was
 * approved: it waits for approval again.
 */
export async function sendApproved(gateway: Gateway): Promise<void> {
  const { store, clock } = gateway;
  const sent = new Set<string>();
  const looked = new Set<string>();
  for (;;) {
    const now = clock.now();
    const stored = await store.releasable(now, mpansPerRound);
    const due = stored.flatMap((one) =>
      owedOf(gateway, one.state, one.revision).filter(
        ({ approval }) => approval !== null && approval.until <= now,
      ),
    );
    const fresh = due.filter((flow) => !sent.has(nameOf(flow)));
    if (fresh.length > 0) {
      const result = await send(gateway, fresh, []);
      if (result !== 'conflict') for (const flow of fresh) sent.add(nameOf(flow));
      continue;
    }
    // By the mere passing of time a draft may be another: then its rows are made anew, once.
    const anew = stored.map(({ mpan }) => mpan).filter((mpan) => !looked.has(mpan));
    if (anew.length === 0) return;
    const result = await commitEvents(gateway, [], { anew });
    if (result !== 'conflict') for (const mpan of anew) looked.add(mpan);
  }
}

const nameOf = ({ mpan, supplier, sequence, draft }: OwedFlow): string =>
  [mpan, supplier, sequence, draft.flow].join(' ');

/**
 * Makes the files and commits them. What cannot be printed holds its own MPAN and goes into no
 * file. `conflict`: somebody else moved a check meanwhile.
 */
export async function send(
  gateway: Gateway,
  owed: readonly OwedFlow[],
  approvals: readonly ProcessEvent[],
): Promise<readonly OutboxFile[] | 'conflict'> {
  const { outboxInstancesMax } = gateway.config.limits;
  const batches = filesOf(owed).flatMap((group) => inBatches(group, outboxInstancesMax));
  const { store } = gateway;
  const made: ReturnType<typeof makeFile>[] = [];
  let number = batches.length === 0 ? 0 : await store.takeFileNumbers(batches.length);
  let given = number + batches.length;
  const held = new Map<OwedFlow, Fault>();
  const make = async (batch: readonly OwedFlow[]): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    // Where a batch fell apart into more files than were foreseen.
    if (number === given) {
      number = await store.takeFileNumbers(1);
      given = number + 1;
    }
    const printed = await orFault(gateway, 'print', batch.length === 1 ? first.mpan : '', () =>
      makeFile(gateway, batch, number),
    );
    if ('value' in printed) {
      made.push(printed.value);
      number += 1;
    } else if (batch.length === 1) held.set(first, printed.fault);
    else for (const half of inBatches(batch, Math.ceil(batch.length / 2))) await make(half);
  };
  for (const batch of batches) await make(batch);
  const written = new Set(made.flatMap(({ file }) => file.mpans.map((of) => `${of} ${file.flow}`)));
  const sound = approvals.filter(
    (event) =>
      event.kind !== 'operator' ||
      event.action.name !== 'approve' ||
      written.has(`${event.mpan} ${event.action.flow}`),
  );
  const begunAt = gateway.telemetry?.now() ?? 0;
  const result = await commitEvents(gateway, [...sound, ...made.flatMap(({ events }) => events)], {
    outbox: made.map(({ file }) => file),
    named: made.flatMap(({ named }) => named),
    fileNumbersTo: made.length === 0 ? null : number,
    revisions: revisionsOf(owed),
  });
  if (result === 'conflict') return result;
  for (const { file } of made) gateway.telemetry?.flow(begunAt, file);
  for (const [{ mpan }, fault] of held) await hold(gateway, mpan, fault);
  return made.map(({ file }) => file);
}

/** The files that flows would be written into, the first of each kind and recipient, as yet unnumbered. */
export function previewFiles(
  gateway: Gateway,
  owed: readonly OwedFlow[],
): readonly {
  readonly file: OutboxFile | null;
  readonly batch: { readonly draft: OwedFlow['draft']; readonly number: number };
}[] {
  return filesOf(owed).flatMap((flows): ReturnType<typeof previewFiles> => {
    const [first] = flows;
    if (first === undefined) return [];
    const batch = { draft: first.draft, number: flows.length };
    try {
      const { file } = makeFile(gateway, flows.slice(0, flowsPreviewed), 0);
      return [{ file, batch }];
    } catch (error) {
      if (!isBug(error)) throw error;
      return [{ file: null, batch }];
    }
  });
}

/** Flows by the file they go into: of one kind, under the same letters, to one recipient. */
function filesOf(owed: readonly OwedFlow[]): readonly (readonly OwedFlow[])[] {
  const groups = new Map<string, OwedFlow[]>();
  for (const flow of owed) {
    const { draft } = flow;
    const key = [draft.flow, draft.fromRole, draft.toRole, draft.toMpid].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [flow]);
    else group.push(flow);
  }
  return [...groups.values()];
}

/** From which revision of each MPAN its flows were drafted. */
export const revisionsOf = (owed: readonly OwedFlow[]): ReadonlyMap<string, number> =>
  new Map(owed.map(({ mpan, revision }) => [mpan, revision]));

function inBatches<T>(list: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < list.length; start += size) {
    batches.push(list.slice(start, start + size));
  }
  return batches;
}
