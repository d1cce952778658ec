/**
 * An answer as a table: a CSV that a spreadsheet takes safely, or a workbook. A list is asked page by
 * page and written as it comes, so that memory does not grow with it.
 */
import { workbookOf, writeCsv, writeCsvRows } from '../files/index.ts';
import type { Sheet } from './list-sheet.ts';
import type { Operation } from './operation.ts';

export type SheetFormat = 'csv' | 'xlsx';

type Asked = Readonly<Record<string, unknown>>;
type Ask = (operation: Operation, asked: Asked) => Promise<unknown>;

/** The most that a list answers at once. */
const pageMax = 500;

interface Page {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

/** The pages of a list one after the other. */
export async function* pagesOf(ask: Ask, operation: Operation, asked: Asked): AsyncGenerator<Page> {
  for (let cursor = asked['cursor']; ; ) {
    const place = cursor === undefined ? {} : { cursor };
    const page = (await ask(operation, { limit: pageMax, ...asked, ...place })) as Page;
    yield page;
    if (page.next === null) return;
    cursor = page.next;
  }
}

/** What of an answer is its table: of a list all pages, unless one of them is asked for. */
export function answersOf(ask: Ask, operation: Operation, asked: Asked): AsyncGenerator {
  const isList = 'cursor' in operation.takes.shape;
  const isPart = 'limit' in asked || 'cursor' in asked;
  return isList && !isPart ? pagesOf(ask, operation, asked) : one(ask(operation, asked));
}

async function* one(answer: Promise<unknown>): AsyncGenerator {
  yield await answer;
}

/** The bytes of such a table, piece by piece. What is wrong with the question is thrown before the first. */
export async function sheetBytes(
  operation: Operation,
  answers: AsyncGenerator,
  { format, zone }: { readonly format: SheetFormat; readonly zone: string },
): Promise<AsyncIterable<Uint8Array>> {
  const first = await answers.next();
  const { columns, rows } = sheetOf(operation, first.value);
  const all = (async function* () {
    yield rows;
    for await (const answer of answers) yield sheetOf(operation, answer).rows;
  })();
  if (format === 'xlsx') return workbookOf({ name: operation.name, columns, rows: all, zone });
  return (async function* () {
    yield Buffer.from(await writeCsv(columns, []));
    for await (const some of all) if (some.length > 0) yield Buffer.from(await writeCsvRows(some));
  })();
}

/** The whole of one answer. */
export async function sheetText(operation: Operation, answer: unknown): Promise<string> {
  const { columns, rows } = sheetOf(operation, answer);
  return writeCsv(columns, rows);
}

function sheetOf({ csv, name }: Operation, answer: unknown): Sheet {
  if (csv === undefined) throw new Error(`${name} has no form as a table`);
  return csv(answer as never);
}
