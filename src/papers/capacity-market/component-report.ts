/** The CSV of all components, handed on in pieces while their file is read. */
import type { MeteringRule } from '../../config/index.ts';
import { writeCsv, writeCsvRows } from '../../files/index.ts';
import { cellsOfComponent, componentHeaders } from './component-rows.ts';
import type { IssueOn } from '../paper.ts';
import type { Assessed } from './totals.ts';

/** Enough to spare calls, few enough to keep. */
const rowsPerPiece = 1_000;

interface ComponentReport {
  readonly add: (assessed: Assessed) => Promise<void> | undefined;
  readonly end: () => Promise<void>;
}

export function componentReport(
  rule: MeteringRule,
  issueOn: IssueOn,
  write: (text: string) => void | Promise<void>,
): ComponentReport {
  let waiting: ReturnType<typeof cellsOfComponent>[] = [];
  let isBegun = false;
  const put = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    const text = isBegun ? await writeCsvRows(rows) : await writeCsv(componentHeaders, rows);
    isBegun = true;
    if (text !== '') await write(text);
  };
  return {
    add: (assessed) => {
      waiting.push(cellsOfComponent(assessed, rule, issueOn));
      return waiting.length < rowsPerPiece ? undefined : put();
    },
    end: async () => {
      if (waiting.length > 0 || !isBegun) await put();
    },
  };
}
