/**
 * A flow file taken in: what it is, what is wrong with it, whether it was here before, and the events
 * that it gives. Of one that is refused only the MPANs that it names are remembered.
 */
import { type Envelope, type Finding, type FlowFileSummary, findingOf } from '../flow/index.ts';
import { claimedKeys, isFromUs, isToUs, keysOfFile, type TakenInstance } from '../gateway/index.ts';
import { senderNotAllowed } from './allowed-senders.ts';
import type { Intake } from './intake.ts';
import { remarksFor } from './remarks.ts';
import type { FileOutcome, NamedMpan } from '../store/index.ts';
import { type Batcher, startOf, type Taking, type FileFacts } from './batcher.ts';
import { carefulFlowEvents, type HeldMpans, holdAll } from './careful-events.ts';
import {
  identityKey,
  identityOf,
  isReuse,
  type IsTaken,
  reusedFinding,
  takenBefore,
} from './identity.ts';
import { nameAll, namesOf } from './named-mpans.ts';
import { readInstances } from './read-twice.ts';
import { roleWatch } from './role-findings.ts';

export async function takeFlowFile(
  intake: Intake,
  batcher: Batcher,
  taking: Taking,
): Promise<void> {
  const { source } = taking;
  const { folder } = source.file;
  const { summary, each } = await readInstances(intake, source);
  const { envelope } = summary;
  const judged = judgementOf(intake, summary);
  const stranger = envelope === null ? null : senderNotAllowed(intake, source, [envelope.fromMpid]);
  const verdict =
    stranger === null
      ? judged
      : { outcome: 'set-aside' as const, findings: [...judged.findings, stranger] };
  const told: FileFacts = {
    ...startOf(intake, source),
    flow: summary.flow,
    fileIdentifier: envelope?.fileIdentifier ?? null,
    sender: envelope?.fromMpid ?? null,
    findings: verdict.findings,
    instances: summary.instances,
    instancesAccepted: summary.instancesAccepted,
  };
  const names = namesOf(intake, source.sha256);
  const remarks = remarksFor(intake, envelope, verdict.outcome);
  const isRead = verdict.outcome === null || verdict.outcome === 'not-ours';
  const roles = roleWatch(intake, isRead ? envelope : null);
  const end = async (outcome: FileOutcome | null, ...more: readonly Finding[]): Promise<void> => {
    const findings = [...told.findings, ...more, ...(await roles.findings())];
    await taking.end(names.onto(remarks.onto({ ...told, findings })), outcome);
  };
  if (verdict.outcome !== null || envelope === null) {
    await nameAll(taking, names);
    if (remarks.isWanted || roles.isWanted) {
      await each(async (instance) => {
        remarks.add(instance);
        await roles.add(instance);
      });
    }
    await end(verdict.outcome ?? 'rejected');
    return;
  }

  const takeFresh = async (isTaken: IsTaken, correction: string): Promise<void> => {
    const { instancesPerCommit } = intake.config.limits;
    const arrival = {
      config: intake.config,
      receivedAt: told.receivedAt,
      file: told.name,
      folder,
    };
    const held: HeldMpans = new Map();
    let part: TakenInstance[] = [];
    let named: NamedMpan[] = [];
    const give = async (): Promise<void> => {
      const events = carefulFlowEvents(intake, held, arrival, envelope, part, correction);
      const also = named;
      part = [];
      named = [];
      await taking.add(events, also);
    };
    taking.ownKeys(ownKeysOf(envelope));
    await each(async (instance) => {
      remarks.add(instance);
      if (roles.isWanted) await roles.add(instance);
      if (instance.accepted && !isTaken(instance)) part.push(instance);
      named.push(...names.add([instance], ({ accepted }) => accepted));
      if (Math.max(part.length, named.length) >= instancesPerCommit) await give();
    });
    await give();
    if (held.size > 0) await batcher.flush();
    await holdAll(intake, held);
    await end(null);
  };

  const takeUnlessKnown = async (): Promise<void> => {
    await taking.judge(told);
    const identity = await identityOf(intake, envelope, source.sha256, folder);
    if (identity.kind === 'new') return takeFresh(() => false, '');
    if (identity.kind === 'duplicate') {
      if (roles.isWanted) await each(roles.add);
      return end('duplicate');
    }
    const isTaken = await takenBefore(intake, envelope, folder);
    let fresh = 0;
    await each((instance) => {
      if (instance.accepted && !isTaken(instance)) fresh += 1;
    });
    if (!isReuse(identity.refused, fresh)) return takeFresh(isTaken, identity.correction);
    await nameAll(taking, names);
    return end('rejected', reusedFinding(envelope, identity.firstName));
  };

  const { inHand } = intake.turns;
  const key = identityKey(told);
  // Another file under this identifier must be durable first.
  if (batcher.holds(key)) await batcher.flush();
  if (inHand.has(key)) {
    taking.leave();
    return;
  }
  inHand.add(key);
  try {
    await takeUnlessKnown();
  } finally {
    inHand.delete(key);
  }
}

function ownKeysOf(envelope: Envelope): (key: string) => boolean {
  const own = keysOfFile(envelope);
  const claimed = claimedKeys(own);
  return (key) => key.startsWith(own) || key.startsWith(claimed);
}

/** What can be said of a file before anything is remembered: its envelope, flag and recipient. */
function judgementOf(
  { config, rules }: Intake,
  summary: FlowFileSummary,
): { readonly outcome: FileOutcome | null; readonly findings: readonly Finding[] } {
  const { envelope, findings } = summary;
  if (summary.outcome === 'not-in-catalogue') return { outcome: 'set-aside', findings };
  if (summary.outcome === 'rejected' || envelope === null) return { outcome: 'rejected', findings };
  const ours = [config.testFlag, ...config.otherTestFlags];
  if (!ours.includes(envelope.testFlag)) {
    const message =
      `Test Data Flag is "${envelope.testFlag}" and this gateway runs with ` +
      `${ours.map((flag) => `"${flag}"`).join(', ')}: the file is set aside and touches no check.`;
    const place = { line: 1, group: 'ZHV', item: 'J1063' };
    return {
      outcome: 'set-aside',
      findings: [...findings, findingOf('TEST_FLAG_NOT_OPERATIONAL', place, message)],
    };
  }
  // It names asset metering systems, which the check is not about: nothing of it becomes an event.
  if (summary.ofAmvlp) return { outcome: 'not-ours', findings };
  const isForUs = isToUs(rules, envelope) || isFromUs(rules, envelope);
  return { outcome: isForUs ? null : 'not-ours', findings };
}
