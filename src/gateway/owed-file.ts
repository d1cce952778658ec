/** A flow that is owed, and the file that is made of such flows: its bytes, and the events of sending it. */
import { type Instant, localDateOf, localTimeOf } from '../calendar/index.ts';
import { faultPoint } from '../fault-point.ts';
import { type Envelope, type Group, printFlowFile } from '../flow/index.ts';
import {
  type Approval,
  type OwedDraft,
  draftsOrFault,
  type Fault,
  isWhole,
  type MpanState,
  openStage,
  type ProcessEvent,
  type Proposal,
  catalogueFor,
} from '../process/index.ts';
import type { NamedMpan, OutboxFile } from '../store/index.ts';
import { flowEvents, type TakenInstance } from './events-of.ts';
import { sha256Of } from '../files/index.ts';
import type { Gateway } from './gateway.ts';
import { approvalOfDraft, digestOfDraft } from './approved-draft.ts';
import { orFault } from './hold.ts';
import { outboxNameOf } from './outbox-name.ts';

/** A flow that could be written now. Its id is what `pawl approve` takes. */
export interface OwedFlow {
  readonly id: string;
  readonly mpan: string;
  readonly supplier: string;
  readonly sequence: number;
  readonly stage: string;
  readonly draft: OwedDraft;
  /** When the last thing happened that it follows from. */
  readonly after: Instant;
  readonly dueOn: string | null;
  /** When the stage that owes it began. */
  readonly since: Instant;
  /** Under four eyes: whose decision it follows from; null where Pawl drafted it by itself. */
  readonly drafter: string | null;
  readonly proposals: readonly Proposal[];
  /** Who has let it go, where it has not gone because that can be undone still. */
  readonly approval: Approval | null;
  /** Digest of the draft. */
  readonly sha256: string;
  readonly takenBack: readonly string[];
  /** Of the MPAN it was drafted from: what has moved on meanwhile is drafted anew. */
  readonly revision: number;
}

export function owedOf(
  gateway: Pick<Gateway, 'rules' | 'clock'>,
  state: MpanState,
  revision = 0,
): OwedFlow[] {
  const { mpan } = state;
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
        approval: approvalOfDraft(state, check, draft),
        sha256: digestOfDraft(draft),
        takenBack: state.takenBack ?? [],
        revision,
      }));
  });
  // Of two Suppliers who are owed the same flow each has an id of its own.
  return owed.map((one) =>
    owed.some((other) => other !== one && other.id === one.id)
      ? { ...one, id: `${one.id}-${one.supplier}` }
      : one,
  );
}

/** Whether a fault keeps one of its flows from being printed still, after one has. */
export async function printFault(gateway: Gateway, state: MpanState): Promise<Fault | null> {
  for (const flow of owedOf(gateway, state)) {
    const printed = await orFault(gateway, 'print', state.mpan, () => makeFile(gateway, [flow], 0));
    if ('fault' in printed) return printed.fault;
  }
  return null;
}

export function makeFile(
  gateway: Pick<Gateway, 'config' | 'clock' | 'rules'>,
  owed: readonly OwedFlow[],
  number: number,
): {
  readonly file: OutboxFile;
  readonly events: readonly ProcessEvent[];
  readonly named: readonly NamedMpan[];
} {
  const { config, clock, rules } = gateway;
  const now = clock.now();
  const catalogue = catalogueFor(rules, now);
  for (const { mpan } of owed) faultPoint('print', mpan);
  const draft = owed[0]?.draft;
  if (draft === undefined || draft.toMpid === null) throw new Error('a file needs a recipient');
  const { flow, fromRole, toRole, toMpid } = draft;
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
    fromRole,
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
  const name = outboxNameOf(config.outboxName, envelope);
  const instances = instancesOf(text, owed);
  const arrival = { config, receivedAt: now, file: name };
  const sha256 = sha256Of(Buffer.from(text, 'latin1'));
  return {
    named: instances.map(({ mpan, line }) => ({ sha256, line, mpan, accepted: true })),
    events: flowEvents(rules, arrival, envelope, instances, '').map((event) => {
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
