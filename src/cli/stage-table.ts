/** The stages of a check as a table: the same wherever a check is told. */
import { dateInWords, owesInWords, roleInWords } from './print.ts';
import { table } from './table.ts';

/** What the table says of a stage. */
interface Row {
  readonly name: string;
  readonly owner: string;
  readonly owes: readonly string[];
  readonly startedOn: string | null;
  readonly dueOn: string | null;
  readonly answeredOn: string | null;
  readonly status: string;
  readonly workingDaysTaken: number | null;
}

const headers = ['Stage', 'Owes', 'Started', 'Due', 'Answered', 'Status', 'Working Days'];

/** One line a stage, below its headers, each line indented. */
export function stageLines(stages: readonly Row[], indent: string): string[] {
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
  return lines.map((line) => `${indent}${line}`);
}
