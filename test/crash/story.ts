/**
 * What happens to a workspace in a crash test: batches of files with the day on which they are
 * dropped, in which every kind of file and every way a file can end occurs. The same each time, so
 * that an interrupted run can be compared with one that was not.
 */
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  reportRecords,
} from '../support/flow-files.ts';

export interface Batch {
  /** The clock stands here while these files are at hand. */
  readonly at: string;
  readonly files: readonly {
    readonly path: string;
    readonly content: string;
    /** Whether it appears at once, or is written bit by bit where it lies. */
    readonly pace: 'whole' | 'slow';
  }[];
}

const perBatch = 6;
/** The MPANs of the one file that takes many commits. */
const inLarge = 20;

/** Three acts: generation is notified, some of it is reported on, and then there is silence. */
export function storyOf(rounds: number): readonly Batch[] {
  const numbers = Array.from({ length: rounds }, (_, round) => round);
  return [
    ...numbers.map(notified),
    ...numbers.map(reported),
    // The last days bring no files, only alerts.
    ...['2026-08-18', '2026-08-20', '2026-08-28'].map((day) => batch(`${day}T09:00:00Z`, 0, {})),
  ];
}

const batch = (from: string, round: number, files: Readonly<Record<string, string>>): Batch => ({
  at: Temporal.Instant.from(from).add({ seconds: round }).toString(),
  files: Object.entries(files).map(([name, content]) => ({
    path: `inbox/${name}`,
    content,
    pace: name.startsWith('slow') ? 'slow' : 'whole',
  })),
});

const idOf = (letter: string, round: number): string =>
  `${letter}${String(round).padStart(9, '0')}`;

const mpansOf = (round: number): readonly string[] =>
  Array.from({ length: perBatch }, (_, index) => mpanOf(round * perBatch + index));

function notified(round: number): Batch {
  const [first = '', second = '', third = '', fourth = '', fifth = '', sixth = ''] = mpansOf(round);
  const id = idOf('N', round);
  const many = Array.from({ length: inLarge }, (_, n) => mpanOf(900_000 + n));
  const notification = notificationFile(id, [first, second]);
  const reference = `R${round}`;
  const rows = [first, third, fourth, badMpanOf(round)].map((mpan) => ({ mpan, reference }));
  return batch('2026-08-05T09:00:00Z', round, {
    [`n${round}.usr`]: notification,
    [`n${round}.csv`]: notificationsCsv(rows),
    [`again${round}.usr`]: notification,
    [`slow${round}.csv`]: notificationsCsv([{ mpan: fifth, reference }]),
    [`slow${round}.usr`]: notificationFile(idOf('W', round), [sixth, fifth]),
    ...(round === 0 ? { 'large.usr': notificationFile(idOf('L', 0), many) } : {}),
    [`cut${round}.usr`]: notification.slice(0, 150),
    [`odd${round}.usr`]: makeFlowFile({
      flow: 'D0999001',
      id: idOf('O', round),
      records: ['1|'],
    }),
  });
}

function reported(round: number): Batch {
  const [first = '', , third = '', fourth = ''] = mpansOf(round);
  const createdAt = '20260806110000';
  const records = [
    ...reportRecords(first, 'NO BACKSTOP FITTED'),
    ...reportRecords(badMpanOf(round), 'NO BACKSTOP FITTED'),
    ...reportRecords(third, 'BACKSTOP CHECK DONE, PLEASE ADVISE'),
  ];
  return batch('2026-08-06T12:00:00Z', round, {
    [`r${round}.usr`]: makeFlowFile({ id: idOf('R', round), createdAt, records }),
    'same.usr': reportFile(idOf('S', round), [fourth], 'BACKSTOP FITTED', createdAt),
  });
}

export const crashConfig = {
  mpid: 'SUPP',
  role: 'X',
  send: 'automatic',
  // The clock stands: what is kept back would stay.
  undoSeconds: 0,
  // Long enough for a slow writer on a busy machine, whose pauses are a tenth of it.
  quietPeriodMs: 500,
  csvQuietPeriodMs: 300,
  logLevel: 'silent',
  limits: { instancesPerCommit: 3, filesPerCommit: 3, wholeFileMaxBytes: 400 },
};
