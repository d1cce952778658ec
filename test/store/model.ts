/**
 * A store in a page: what each commit must answer and each read must give, without a database. It
 * holds whole values and has one owner at a time, so that nothing in it can meet.
 */
import type { ProcessEvent } from '../../src/process/index.ts';
import type {
  CommitAnswer,
  FileMarks,
  MpanUpdate,
  OutboxFile,
  Receipt,
  UnitOfWork,
} from '../../src/store/index.ts';

const taken = new Set(['applied', 'partly-applied', 'not-ours']);
const applied = new Set(['applied', 'partly-applied']);

export function memoryModel() {
  const journal: ProcessEvent[] = [];
  const mpans = new Map<string, { readonly revision: number; readonly update: MpanUpdate }>();
  const receipts: Receipt[] = [];
  const outbox: OutboxFile[] = [];
  const tokens = new Set<string>();
  let epoch = 0;
  let nextNumber = 1;

  const isSame = (one: FileMarks, other: FileMarks): boolean =>
    one.sender !== null &&
    one.sender === other.sender &&
    one.flow === other.flow &&
    one.fileIdentifier === other.fileIdentifier;

  const timesTaken = (marks: FileMarks): number =>
    receipts.filter((one) => one.sha256 === marks.sha256 && taken.has(one.outcome)).length +
    receipts.filter((one) => isSame(marks, one) && applied.has(one.outcome)).length +
    outbox.filter((one) => isSame(marks, { ...one, sender: one.fromMpid })).length;

  function answerTo(unit: UnitOfWork): CommitAnswer {
    if (unit.token !== null && tokens.has(unit.token)) return 'already';
    if (unit.epoch !== null && unit.epoch !== epoch) return 'stale';
    if (unit.judged.some((file) => timesTaken(file) !== file.seen)) return 'conflict';
    const hasMoved = unit.mpans.some(
      ({ mpan, revision }) => (mpans.get(mpan)?.revision ?? 0) !== revision,
    );
    const places = new Set(receipts.map(({ destination }) => destination));
    const isPlaceTaken = unit.receipts.some(({ destination }) => places.has(destination));
    return hasMoved || isPlaceTaken ? 'conflict' : 'committed';
  }

  return {
    commit: (unit: UnitOfWork): CommitAnswer => {
      const answer = answerTo(unit);
      if (answer !== 'committed') return answer;
      if (unit.token !== null) tokens.add(unit.token);
      for (const update of unit.mpans) {
        mpans.set(update.mpan, { revision: update.revision + 1, update });
      }
      for (const event of unit.events) {
        if (!journal.some(({ key }) => key === event.key)) journal.push(event);
      }
      for (const receipt of unit.receipts) {
        receipts.push({ ...receipt, id: receipts.length + 1 });
      }
      outbox.push(...unit.outbox);
      return answer;
    },
    raiseEpoch: (): number => (epoch += 1),
    takeFileNumbers: (count: number): number => {
      const first = nextNumber;
      nextNumber += count;
      return first;
    },
    timesTaken,
    revisionOf: (mpan: string): number => mpans.get(mpan)?.revision ?? 0,
    epoch: (): number => epoch,
    receipts: (): readonly Receipt[] => receipts,
    outbox: (): readonly OutboxFile[] => outbox,
    journalOf: (mpan: string): ProcessEvent[] => journal.filter((event) => event.mpan === mpan),
    states: () => new Map([...mpans].map(([mpan, { update }]) => [mpan, update.state])),
    /** MPANs to be looked at, the longest waiting first. */
    due: (now: string): string[] =>
      [...mpans.values()]
        .flatMap(({ update: { mpan, wakeAt } }) => (wakeAt === null ? [] : [{ mpan, wakeAt }]))
        .filter(({ wakeAt }) => wakeAt <= now)
        .sort((a, b) => (a.wakeAt + a.mpan < b.wakeAt + b.mpan ? -1 : 1))
        .map(({ mpan }) => mpan),
    openExceptions: (): string[] =>
      [...mpans.values()]
        .flatMap(({ update }) => update.exceptions.filter(({ open }) => open))
        .map(({ id }) => id)
        .sort(),
  };
}
