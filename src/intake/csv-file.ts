/** A CSV file taken in: of what kind it is, which of its rows are good, and the events that they give. */
import { localDateOf } from '../calendar/index.ts';
import { type Finding, findingOf } from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { meterOperatorSide } from '../market/index.ts';
import { type Batcher, startOf, type Taking, type FileFacts } from './batcher.ts';
import { carefulCsvEvents, type HeldMpans, holdAll } from './careful-events.ts';
import { nameAll, namesOf } from './named-mpans.ts';
import type { CsvSummary } from './read-csv.ts';
import { readGoodRows } from './read-twice.ts';

export async function takeCsvFile(
  gateway: Gateway,
  batcher: Batcher,
  taking: Taking,
): Promise<void> {
  const { config, store, rules } = gateway;
  const { source } = taking;
  const start = startOf(gateway, source);
  const nothing = { findings: [] as readonly Finding[], instances: 0, instancesAccepted: 0 };
  const beyond = source.refused ?? tooLarge(gateway, source.size);
  if (beyond !== null) {
    await taking.end({ ...start, ...nothing, findings: [beyond] }, 'rejected');
    return;
  }
  const today = localDateOf(rules.zone, start.receivedAt);
  const { summary, count, each } = await readGoodRows(gateway, source, today);
  const { kind, rowCount } = summary;
  const counts = { instances: rowCount, instancesAccepted: count };
  await taking.judge(start);
  if ((await store.takenOfBytes(source.sha256)).length > 0) {
    await taking.end({ ...start, ...nothing, ...counts }, 'duplicate');
    return;
  }
  const findings = [
    ...(source.remarks ?? []),
    ...drivesNothing(gateway, summary),
    ...summary.findings,
  ];
  const told: FileFacts = { ...start, ...counts, findings };
  const names = namesOf(gateway, source.sha256);
  if (kind === null || kind === 'decisions' || count < rowCount) await nameAll(taking, names);
  // A CSV of unknown kind, or one without a single good row where there are bad ones.
  if (kind === null || (count === 0 && summary.findings.some(isRejecting))) {
    await taking.end(names.onto(told), 'rejected');
    return;
  }
  if (kind === 'decisions') {
    const waiting = { ...told, instancesAccepted: 0, findings: [decisionsWait, ...findings] };
    await taking.end(names.onto(waiting), 'set-aside');
    return;
  }
  const arrival = { config, receivedAt: told.receivedAt, file: told.name };
  const held: HeldMpans = new Map();
  await each((row) =>
    taking.add(
      carefulCsvEvents(gateway, held, arrival, row),
      names.add([row], () => true),
    ),
  );
  if (held.size > 0) await batcher.flush();
  await holdAll(gateway, held);
  await taking.end(names.onto(told), null);
}

/** Ours: anybody may put a file there, and a decision is somebody's. */
const decisionsWait = findingOf(
  'DECISIONS_WAIT',
  { line: null, group: null, item: null },
  'Nothing was decided: a file does not show who wrote it. Somebody who is signed in looks at it on its page and decides, or pawl decisions FILE does.',
);

/** Ours: a Supplier has no engineers; what they found comes to it as a D0002 or a D0150. */
function drivesNothing({ config }: Gateway, { kind }: CsvSummary): readonly Finding[] {
  if (kind !== 'visits' || config.role === meterOperatorSide) return [];
  const message =
    'A visits file is for the gateway of a Meter Operator: at a Supplier it has no effect.';
  return [findingOf('VISITS_DRIVE_NOTHING', { line: 1, group: null, item: null }, message)];
}

const isRejecting = ({ severity }: Finding): boolean => severity === 'reject';

/** A file beyond the limit is not read at all where no envelope would tell of it. */
export function tooLarge(
  { config }: Gateway,
  size: number,
  most: number = config.limits.fileSizeMaxBytes,
): Finding | null {
  const limit = Math.min(most, config.limits.fileSizeMaxBytes);
  if (size <= limit) return null;
  const message = `The file has ${size} bytes and the limit is ${limit}: split it.`;
  return findingOf('FILE_TOO_LARGE', { line: null, group: null, item: null }, message);
}
