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
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

const perBatch = 4;

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
  files: Object.entries(files).map(([name, content]) => ({ path: `inbox/${name}`, content })),
});

const idOf = (letter: string, round: number): string =>
  `${letter}${String(round).padStart(9, '0')}`;

const mpansOf = (round: number): readonly string[] =>
  Array.from({ length: perBatch }, (_, index) => mpanOf(round * perBatch + index));

function notified(round: number): Batch {
  const [first = '', second = '', third = '', fourth = ''] = mpansOf(round);
  const id = idOf('N', round);
  const notification = notificationFile(id, [first, second]);
  const reference = `R${round}`;
  const rows = [first, third, fourth, badMpanOf(round)].map((mpan) => ({ mpan, reference }));
  return batch('2026-08-05T09:00:00Z', round, {
    [`n${round}.usr`]: notification,
    [`n${round}.csv`]: notificationsCsv(rows),
    [`again${round}.usr`]: notification,
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
  quietPeriodMs: 20,
  csvQuietPeriodMs: 10,
  logLevel: 'silent',
  limits: { instancesPerCommit: 3, filesPerCommit: 3, wholeFileMaxBytes: 400 },
};
