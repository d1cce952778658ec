/**
 * A file of DIP messages taken in: what is wrong with it, which of its messages were here before, and
 * the events that the others give. As of a flow file, nothing of it counts before its end has been
 * read; a large one is given part by part.
 */
import { type DipMessage, readDipMessage, shippedDip } from '../dip/index.ts';
import { createFindingList, type Finding, findingOf } from '../flow/index.ts';
import { senderNotAllowed } from './allowed-senders.ts';
import { type Batcher, startOf, type Taking, type FileFacts } from './batcher.ts';
import { carefulDipEvents, type HeldMpans, holdAll } from './careful-events.ts';
import { tooLarge } from './csv-file.ts';
import {
  contentOfMessage,
  isTakenMessage,
  keysOfMessage,
  nameOfMessage,
  type TakenMessage,
} from './dip-events.ts';
import { identityKey } from './identity.ts';
import type { Intake } from './intake.ts';
import { namesOf, nameMessages } from './named-mpans.ts';
import { type MessageTally, readMessages } from './read-twice.ts';
import type { FileOutcome } from '../store/index.ts';

export async function takeDipFile(intake: Intake, batcher: Batcher, taking: Taking): Promise<void> {
  const { config, store } = intake;
  const { limits } = config;
  const { source } = taking;
  const start = { ...startOf(intake, source), flow: dipFlow };
  const nothing = { findings: [] as readonly Finding[], instances: 0, instancesAccepted: 0 };
  const beyond = tooLarge(intake, source.size);
  if (beyond !== null) {
    await taking.end({ ...start, ...nothing, findings: [beyond] }, 'rejected');
    return;
  }
  const { summary, each } = await readMessages(intake, source);
  const { tally, messages } = summary;
  const told: FileFacts = {
    ...start,
    ...namedBy(tally),
    instances: messages,
    instancesAccepted: summary.messagesAccepted,
    findings: summary.findings,
  };
  const names = namesOf(intake, source.sha256);
  const stranger = senderNotAllowed(intake, source, [...tally.senders]);
  if (stranger !== null) {
    await nameMessages(taking, names);
    const findings = [...told.findings, stranger];
    await taking.end(names.onto({ ...told, findings, instancesAccepted: 0 }), 'set-aside');
    return;
  }
  await taking.judge(told);
  if ((await store.takenOfBytes(source.sha256)).length > 0) {
    await taking.end({ ...told, findings: [] }, 'duplicate');
    return;
  }
  const found = createFindingList(limits.findingsMax);
  const end = async (outcome: FileOutcome | null, more: Partial<FileFacts> = {}): Promise<void> => {
    const findings = [...told.findings, ...found.list()];
    await taking.end(names.onto({ ...told, ...more, findings }), outcome);
  };
  const isSetAside = tally.ofOtherEnvironment > 0 && tally.counting === 0 && !summary.fileBroken;
  if (summary.fileBroken || tally.counting === 0) {
    await nameMessages(taking, names);
    if (isSetAside) {
      await each((message) => {
        if (isOfOtherEnvironment(intake, message)) found.add(environmentFinding(intake, message));
      });
    }
    await end(isSetAside ? 'set-aside' : 'rejected', { instancesAccepted: 0 });
    return;
  }
  // Another file with these messages must be durable first, to be known again.
  const isOne = told.fileIdentifier !== null;
  if (!isOne || batcher.holds(identityKey(told))) await batcher.flush();

  const arrival = { config, receivedAt: told.receivedAt, file: told.name };
  const held: HeldMpans = new Map();
  const knownBefore = messagesKnown(intake, told);
  let part: DipMessage[] = [];
  let characters = 0;
  let accepted = 0;
  let fresh = 0;
  let repeated = 0;
  const give = async (): Promise<void> => {
    const some = part;
    part = [];
    const known = await knownBefore(some.filter(isTakenMessage));
    const named = some.flatMap((message) => {
      const { mpan, line } = message;
      const verdict = isOfOtherEnvironment(intake, message)
        ? environmentFinding(intake, message)
        : (known.get(message) ?? null);
      const isRefused = verdict !== null && verdict !== 'known';
      if (isRefused) found.add(verdict);
      else {
        accepted += 1;
        if (message.answer !== null && message.answer !== 'accepted') {
          found.add(notAcceptedFinding(message));
        }
      }
      if (verdict === 'known') repeated += 1;
      const mpans = [mpan, ...message.linkedMpans.map((linked) => linked.mpan)];
      const places = mpans.flatMap((one) => (one === null ? [] : [{ mpan: one, line }]));
      return names.add(places, () => !isRefused);
    });
    const news = some
      .filter(isTakenMessage)
      .filter((message) => !known.has(message) && !isOfOtherEnvironment(intake, message));
    fresh += news.length;
    const events = news.flatMap((message) => carefulDipEvents(intake, held, arrival, message));
    await taking.add(events, named);
    if (characters < charactersPerCommit) return;
    characters = 0;
    await batcher.flush();
  };
  await each(async (message) => {
    part.push(message);
    characters += message.text.length;
    const isFull = part.length >= limits.instancesPerCommit || characters >= charactersPerCommit;
    if (isFull) await give();
  });
  await give();
  if (held.size > 0) await batcher.flush();
  await holdAll(intake, held);
  const isWhole = accepted === messages;
  const isAllKnown = fresh === 0 && repeated > 0 && isWhole;
  const outcome = accepted === 0 ? 'rejected' : isAllKnown ? 'duplicate' : null;
  await end(outcome, { instancesAccepted: accepted });
  if (!isOne) await batcher.flush();
}

/** What stands for the flow of a file whose messages are of several interfaces, or none that is known. */
const dipFlow = 'DIP';

/** Ours: what is kept of messages is as long as they are, so no more of them is committed together. */
const charactersPerCommit = 8_000_000;

/** By what the list of files names it: a file of one message as that is named. */
const namedBy = ({ interfaces, senders, only }: MessageTally): Partial<FileFacts> => ({
  flow: interfaces.size === 1 ? [...interfaces][0] || dipFlow : dipFlow,
  sender: senders.size === 1 ? [...senders][0] || null : null,
  fileIdentifier: only === null ? null : nameOfMessage(only),
});

export const isOfOtherEnvironment = (
  { config }: Pick<Intake, 'config'>,
  { environmentTag }: Pick<DipMessage, 'environmentTag'>,
): boolean => environmentTag !== null && environmentTag !== config.environmentTag;

function environmentFinding({ config }: Pick<Intake, 'config'>, message: DipMessage): Finding {
  return findingOf(
    'ENVIRONMENT_NOT_OPERATIONAL',
    placeOf(message),
    `${message.path} is of the environment "${message.environmentTag?.slice(0, 40)}" and this gateway ` +
      `runs with "${config.environmentTag}" (environmentTag): it is set aside and touches no check.`,
  );
}

const notAcceptedFinding = (message: DipMessage): Finding =>
  findingOf(
    'APPOINTMENT_NOT_ACCEPTED',
    placeOf(message),
    message.answer === 'refused'
      ? `${message.path}: the appointment is not accepted, so it takes no effect.`
      : `${message.path} does not say whether the appointment is accepted, so it takes no effect.`,
  );

const placeOf = ({ line, interfaceId, path }: DipMessage) => ({
  line,
  group: interfaceId,
  item: path,
});

/**
 * Of which messages the journal, or this file further up, has one under the same name: `known` where
 * that says the same, else the finding that refuses it. What a file gave before a crash is its own.
 */
function messagesKnown(intake: Intake, { name, receivedAt }: FileFacts) {
  const { store, config } = intake;
  let earlier = new Map<string, string>();
  let latest = new Map<string, string>();
  const own = new Map<string, boolean>();

  const isUnfinished = async (file: string, at: string): Promise<boolean> => {
    if (file !== name || at === receivedAt) return false;
    const before = own.get(at);
    if (before !== undefined) return before;
    const receipts = await store.receiptsNamed(name);
    const is = !receipts.some((one) => one.name === name && one.receivedAt === at);
    own.set(at, is);
    return is;
  };

  /** Null where it was erased: nobody can tell any more whether it said the same. */
  const inJournal = async (
    key: string,
  ): Promise<{ readonly says: string | null; readonly isOwn: boolean }> => {
    const events = await store.journalUnder(key, '', eventsOfMessage);
    const event = events.find(({ kind }) => kind === 'message');
    if (event?.kind !== 'message') return { says: null, isOwn: false };
    const place = { path: event.dip.path, line: event.line, byte: 0 };
    const read = readDipMessage(shippedDip(), event.text, { zone: config.headerTimeZone, place });
    return {
      says: contentOfMessage(read),
      isOwn: await isUnfinished(event.file, event.receivedAt),
    };
  };

  return async (
    messages: readonly TakenMessage[],
  ): Promise<ReadonlyMap<DipMessage, Finding | 'known'>> => {
    const told = new Map<DipMessage, Finding | 'known'>();
    const keys = messages.map((message) => `${keysOfMessage(message)}message`);
    const stored = await store.knownKeys(keys);
    earlier = latest;
    latest = new Map();
    for (const [index, message] of messages.entries()) {
      if (isOfOtherEnvironment(intake, message)) continue;
      const key = keys[index] ?? '';
      const says = contentOfMessage(message);
      const above = latest.get(key) ?? earlier.get(key);
      latest.set(key, above ?? says);
      if (above === undefined && !stored.has(key)) continue;
      const before =
        above === undefined
          ? await inJournal(keysOfMessage(message))
          : { says: above, isOwn: false };
      if (before.isOwn) continue;
      const isSame = before.says === null || before.says === says;
      told.set(message, isSame ? 'known' : reusedFinding(message));
    }
    return told;
  };
}

/** The message and what it appoints. */
const eventsOfMessage = 10;

const reusedFinding = (message: TakenMessage): Finding =>
  findingOf(
    'MESSAGE_REFERENCE_REUSED',
    placeOf(message),
    `${message.path} has the reference "${nameOfMessage(message).slice(0, 60)}" of an earlier message about ` +
      'this MPAN and says something else: ask the sender for a message with a reference of its own.',
  );
