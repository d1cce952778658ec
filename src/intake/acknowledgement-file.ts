/**
 * A file in which the transfer service says what became of flows of ours. How it is read is data, the
 * key `acknowledgements`. Each line becomes a fact about each MPAN of the flow that it names; one of
 * nobody's flow is told and has no effect.
 */
import type { AcknowledgementsConfig } from '../config/index.ts';
import { sha256Of } from '../files/index.ts';
import { type Finding, findingOf } from '../flow/index.ts';
import { supplierSide } from '../market/index.ts';
import type { AcknowledgedEvent } from '../process/index.ts';
import type { OutboxFile } from '../store/index.ts';
import { type FileFacts, startOf, type Taking } from './batcher.ts';
import { tooLarge } from './csv-file.ts';
import type { Intake } from './intake.ts';

/** Ours: ten thousand lines of a hundred characters. */
const sizeMax = 1_000_000;
const linesMax = 10_000;

/** Ours: a code, because what others write in words may be about people. */
const reasonShape = /^[A-Za-z0-9._:/-]{0,40}$/;

interface Acknowledgement {
  readonly line: number;
  readonly text: string;
  /** File Identifier or name of the file. */
  readonly file: string;
  readonly outcome: AcknowledgedEvent['outcome'];
  readonly reason: string;
}

export async function takeAcknowledgements(intake: Intake, taking: Taking): Promise<void> {
  const { source } = taking;
  const { acknowledgements } = intake.config;
  const start = startOf(intake, source);
  const nothing = { findings: [] as readonly Finding[], instances: 0, instancesAccepted: 0 };
  const beyond = tooLarge(intake, source.size, sizeMax);
  if (beyond !== null || acknowledgements === null) {
    await taking.end(
      { ...start, ...nothing, findings: beyond === null ? [] : [beyond] },
      'rejected',
    );
    return;
  }
  await taking.judge(start);
  if ((await intake.store.takenOfBytes(source.sha256)).length > 0) {
    await taking.end({ ...start, ...nothing }, 'duplicate');
    return;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of source.pieces()) pieces.push(piece);
  const text = Buffer.concat(pieces).toString('latin1');
  const { found, findings } = readAcknowledgements(acknowledgements, text);
  const sentBy = new Map<string, OutboxFile | null>();
  let ours = 0;
  for (const one of found) {
    if (!sentBy.has(one.file)) sentBy.set(one.file, await sentFileOf(intake, one.file));
    const sent = sentBy.get(one.file);
    if (sent === undefined || sent === null) {
      findings.push(remark('ACKNOWLEDGEMENT_OF_NOBODY', one.line, ofNobody));
      continue;
    }
    ours += 1;
    await taking.add(eventsOf(intake, start, one, sent), []);
  }
  const { findingsMax } = intake.config.limits;
  const told: FileFacts = {
    ...start,
    findings: findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, findingsMax),
    instances: found.length,
    instancesAccepted: ours,
  };
  const outcome = ours > 0 ? 'applied' : found.length > 0 ? 'not-ours' : 'set-aside';
  await taking.end(told, outcome);
}

const ofNobody =
  'This gateway wrote no flow of this File Identifier or file name: the line has no effect.';

const remark = (
  code: 'ACKNOWLEDGEMENT_OF_NOBODY' | 'ACKNOWLEDGEMENT_UNREADABLE',
  line: number | null,
  message: string,
): Finding => findingOf(code, { line, group: null, item: null }, message);

/** The lines that tell an outcome, and a remark on each that counts and tells none. */
function readAcknowledgements(
  format: AcknowledgementsConfig,
  text: string,
): { readonly found: readonly Acknowledgement[]; readonly findings: Finding[] } {
  const found: Acknowledgement[] = [];
  const findings: Finding[] = [];
  const unreadable = (line: number | null, why: string): void => {
    findings.push(remark('ACKNOWLEDGEMENT_UNREADABLE', line, `${why}: nothing of it counts.`));
  };
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1;
    if (line > linesMax) {
      unreadable(line, `The file has more than ${linesMax} lines from here on`);
      break;
    }
    const fields = raw.split(format.separator).map((field) => field.trim());
    if (raw.trim() === '' || (format.record !== null && fields[0] !== format.record)) continue;
    const at = (place: number): string => fields[place - 1] ?? '';
    const said = at(format.outcome);
    const outcome = format.delivered.includes(said)
      ? 'delivered'
      : format.refused.includes(said)
        ? 'refused'
        : null;
    const file = at(format.file);
    const reason = format.reason === null ? '' : at(format.reason);
    if (file === '' || file.length > 300) unreadable(line, `Field ${format.file} names no flow`);
    else if (outcome === null) {
      unreadable(line, `Field ${format.outcome} says neither delivered nor refused`);
    } else if (!reasonShape.test(reason)) {
      unreadable(line, `Field ${format.reason} is no reason code`);
    } else found.push({ line, text: raw, file, outcome, reason });
  }
  if (found.length === 0 && findings.length === 0) unreadable(null, 'No line tells an outcome');
  return { found, findings };
}

/** A file that this gateway wrote, by its name or its File Identifier, where that is one file alone. */
async function sentFileOf({ store }: Intake, wanted: string): Promise<OutboxFile | null> {
  const sent = await store.outboxNamed(wanted);
  const named = sent.filter(({ name }) => name === wanted);
  const [only, ...others] = named.length > 0 ? named : sent;
  return only === undefined || others.length > 0 ? null : only;
}

function eventsOf(
  { config }: Intake,
  { receivedAt, name }: Pick<FileFacts, 'receivedAt' | 'name'>,
  { line, text, outcome, reason }: Acknowledgement,
  { name: sent, flow, fileIdentifier, toMpid, mpans }: OutboxFile,
): AcknowledgedEvent[] {
  // Ours: the same line in two files is one fact.
  const said = sha256Of(Buffer.from(text, 'latin1')).slice(0, 32);
  return mpans
    .filter((mpan) => mpan !== '')
    .map((mpan) => ({
      kind: 'acknowledged',
      key: `acknowledged/${sent}/${said}/${mpan}`,
      mpan,
      // When the service knew is not told in a way that is known to us.
      effectiveAt: receivedAt,
      receivedAt,
      // Sorts behind every flow of the same second, beside what people do.
      sender: '~transfer',
      fileIdentifier,
      line,
      file: name,
      profile: config.profile,
      sent,
      flow: flow.slice(0, 5),
      supplier: config.role === supplierSide ? config.mpid : toMpid,
      outcome,
      reason,
    }));
}
