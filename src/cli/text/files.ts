/** `pawl files`: a line for each file that arrived. */
import { type AnswerOf, files } from '../../desk/index.ts';
import { count, instantInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = files;

export const telling: AnswerText<AnswerOf<typeof files>> = {
  *lines({ items }, { zone }) {
    const rows = items.map((row) => [
      String(row.id),
      row.name,
      instantInWords(zone, row.receivedAt),
      row.outcome,
      row.flow ?? 'CSV',
      row.sender ?? '',
      row.instances === 0 ? '' : `${row.instancesAccepted} of ${row.instances}`,
      row.findings === 0 ? '' : String(row.findings),
      row.destination,
    ]);
    const headers = ['Id', 'File', 'Received', 'Outcome', 'Flow', 'Sender', 'Accepted'];
    yield* table([...headers, 'Findings', 'Now'], rows);
    yield `${count(items.length, 'file')}. pawl file ID shows one of them, and pawl lines ID what it says.`;
  },
};
