/**
 * The flows this participant owes, written and sent: drafts of one flow to one recipient go into one
 * file, whose identifier and bytes are fixed in the same commit in which the checks hear that it was
 * sent. Writing it into outbox/ comes after, and may be repeated.
 */
import { type Instant, localDateOf, localTimeOf } from '../calendar/index.ts';
import { faultPoint } from '../fault-point.ts';
import { type Envelope, type Group, printFlowFile } from '../flow/index.ts';
import {
  type Draft,
  draftsOrFault,
  type Fault,
  isWhole,
  openStage,
  type ProcessEvent,
  type Proposal,
} from '../process/index.ts';
import type { NamedMpan, OutboxFile, StoredMpan } from '../store/index.ts';
import { commitEvents } from './batch.ts';
import { flowEvents, type TakenInstance } from './events-of.ts';
import { sha256Of } from './folders.ts';
import { type Gateway, orFault } from './gateway.ts';
import { hold } from './hold.ts';
import { namedBy } from './named-mpans.ts';

/** A flow that could be written now. Its id is what `pawl approve` takes. */
export interface OwedFlow {
  readonly id: string;
  readonly mpan: string;
  readonly supplier: string;
  readonly sequence: number;
  readonly stage: string;
  readonly draft: Draft;
  /** When the last thing happened that it follows from. */
  readonly after: Instant;
  readonly dueOn: string | null;
  /** When the stage that owes it began. */
  readonly since: Instant;
  /** Under four eyes: whose decision it follows from; null where Pawl drafted it by itself. */
  readonly drafter: string | null;
  readonly proposals: readonly Proposal[];
}

const mpansPerRound = 1_000;

export async function owedFlows(gateway: Gateway): Promise<OwedFlow[]> {
  const owed: OwedFlow[] = [];
  for (let after = ''; ; ) {
    const stored = await gateway.store.owing(after, mpansPerRound);
    owed.push(...stored.flatMap((one) => owedOf(gateway, one)));
    const last = stored.at(-1);
    if (last === undefined) return owed;
    after = last.mpan;
  }
}

/** What is owed on the checks of these MPANs. */
export async function owedFlowsOf(
  gateway: Gateway,
  mpans: readonly string[],
): Promise<readonly OwedFlow[]> {
  const stored = await gateway.store.loadMpans(mpans);
  return [...stored.values()].flatMap((one) => owedOf(gateway, one));
}

function owedOf(gateway: Gateway, { state, mpan }: StoredMpan): OwedFlow[] {
  const owed = state.checks.flatMap((check) => {
    const stage = openStage(check);
    return draftsOrFault(gateway.rules, state, check, gateway.clock.now())
      .drafts.filter(isWhole)
      .map((draft) => ({
        id: `${mpan}-${draft.flow}`,
        mpan,
        supplier: check.supplier,
        sequence: check.sequence,
        draft,
        after: state.last?.effectiveAt ?? '',
        dueOn: stage?.deadline?.dueOn ?? null,
        stage: stage?.name ?? '',
        since: stage?.startedAt ?? '',
        drafter: stage?.drafter ?? null,
        proposals: state.proposals ?? [],
      }));
  });
  // Of two Suppliers who are owed the same flow each has an id of its own.
  return owed.map((one) =>
    owed.some((other) => other !== one && other.id === one.id)
      ? { ...one, id: `${one.id}-${one.supplier}` }
      : one,
  );
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
    const owed = stored.flatMap((one) => owedOf(gateway, one));
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
  const from = await gateway.store.nextFileNumber();
  const groups = new Map<string, OwedFlow[]>();
  for (const flow of owed) {
    const { draft } = flow;
    const key = `${draft.flow} ${draft.toMpid}`;
    groups.set(key, [...(groups.get(key) ?? []), flow]);
  }
  const { outboxInstancesMax } = gateway.config.limits;
  const batches = [...groups.values()].flatMap((group) => inBatches(group, outboxInstancesMax));
  const made: ReturnType<typeof makeFile>[] = [];
  const held = new Map<OwedFlow, Fault>();
  const make = async (batch: readonly OwedFlow[]): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    const printed = await orFault(gateway, 'print', batch.length === 1 ? first.mpan : '', () =>
      makeFile(gateway, batch, from + made.length),
    );
    if ('value' in printed) made.push(printed.value);
    else if (batch.length === 1) held.set(first, printed.fault);
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
  const result = await commitEvents(gateway, [...sound, ...made.flatMap(({ events }) => events)], {
    outbox: made.map(({ file }) => file),
    named: made.flatMap(({ named }) => named),
    nextFileNumber: { from, to: from + made.length },
  });
  if (result === 'conflict') return result;
  for (const [{ mpan }, fault] of held) await hold(gateway, mpan, fault);
  return made.map(({ file }) => file);
}

function inBatches<T>(list: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < list.length; start += size) {
    batches.push(list.slice(start, start + size));
  }
  return batches;
}

function makeFile(
  gateway: Gateway,
  owed: readonly OwedFlow[],
  number: number,
): {
  readonly file: OutboxFile;
  readonly events: readonly ProcessEvent[];
  readonly named: readonly NamedMpan[];
} {
  const { config, clock, rules } = gateway;
  const { catalogue } = rules;
  const now = clock.now();
  for (const { mpan } of owed) faultPoint('print', mpan);
  const draft = owed[0]?.draft;
  if (draft === undefined || draft.toMpid === null) throw new Error('a file needs a recipient');
  const { flow, toRole, toMpid } = draft;
  const version = [...catalogue.flows.values()].findLast((one) => one.flow === flow)?.version ?? '';
  const zone = config.headerTimeZone;
  // Header times are whole seconds: a flow that follows from something is created a second after it,
  // never in the same one, so that every reader sees which came first.
  const last = owed.reduce((latest, { after }) => (after > latest ? after : latest), '');
  const created = last < now ? now : secondAfter(last);
  const createdAt = `${localDateOf(zone, created)}${localTimeOf(zone, created)}`.replace(/\D/g, '');
  const envelope: Envelope = {
    fileIdentifier: fileIdentifierOf(config.fileIdentifierPrefix, number),
    flow,
    version,
    fromRole: config.role,
    fromMpid: config.mpid,
    toRole,
    toMpid,
    createdAt,
    sendingApplication: '',
    receivingApplication: '',
    broadcast: '',
    testFlag: config.testFlag,
    completedAt: createdAt,
  };
  const text = printFlowFile(catalogue, {
    envelope,
    instances: owed.map((one) => one.draft.instance),
  });
  const name = `${flow}_${toMpid}_${envelope.fileIdentifier}.usr`;
  const instances = instancesOf(text, owed);
  const arrival = { config, receivedAt: now, file: name };
  const sha256 = sha256Of(Buffer.from(text, 'latin1'));
  return {
    named: namedBy(sha256, instances, () => true),
    events: flowEvents(catalogue, arrival, envelope, instances, '').map((event) => {
      const mended = owed.find(({ mpan }) => mpan === event.mpan)?.draft.mended ?? [];
      return event.kind === 'flow' && mended.length > 0 ? { ...event, mended } : event;
    }),
    file: {
      name,
      flow,
      fileIdentifier: envelope.fileIdentifier,
      fromMpid: config.mpid,
      toRole,
      toMpid,
      mpans: owed.map(({ mpan }) => mpan),
      text,
      sha256,
      createdAt: now,
    },
  };
}

const secondAfter = (instant: Instant): Instant =>
  Temporal.Instant.from(instant).add({ seconds: 1 }).toString();

/** J1064 is CHAR(10): the prefix and as many digits as are left. */
const fileIdentifierOf = (prefix: string, number: number): string =>
  `${prefix}${String(number).padStart(10 - prefix.length, '0')}`;

/** The records of each draft as they stand in the printed file. */
function instancesOf(text: string, owed: readonly OwedFlow[]): TakenInstance[] {
  const lines = text.split('\r\n');
  let line = 2;
  return owed.map(({ mpan, draft }) => {
    const count = countGroups(draft.instance);
    const instance = { mpan, line, text: lines.slice(line - 1, line - 1 + count).join('\n') };
    line += count;
    return instance;
  });
}

const countGroups = (group: Group): number =>
  group.children.reduce((sum, child) => sum + countGroups(child), 1);
