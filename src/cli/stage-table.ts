/** The stages of a check as a table: the same wherever a check is told. */
import type { StageView } from '../process/index.ts';
import { dateInWords, owesInWords, roleInWords, say } from './print.ts';
import { table } from './table.ts';

const headers = ['Stage', 'Owes', 'Started', 'Due', 'Answered', 'Status', 'Working Days'];

/** Says one line a stage, below its headers, each line indented. */
export function sayStages(stages: readonly StageView[], indent: string): void {
  const rows = stages.map((stage) => [
    stage.name,
    `${roleInWords(stage.owner)}: ${owesInWords(stage.owes)}`,
    ...[stage.startedOn, stage.dueOn, stage.answeredOn].map((date) =>
      date === null ? '' : dateInWords(date),
    ),
    stage.status,
    stage.workingDaysTaken === null ? '' : String(stage.workingDaysTaken),
  ]);
  const room = process.stdout.columns;
  const lines = table(headers, rows, room === undefined ? undefined : room - indent.length);
  for (const line of lines) say(`${indent}${line}`);
}
