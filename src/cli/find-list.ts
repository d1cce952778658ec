/**
 * `pawl find --list`: of each entry of a list what is kept. A list has MPANs, File Identifiers or file
 * names: one a line, or the first column of a CSV. What is found is printed as it is found, so that a
 * long list needs no more memory than a short one.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type AnswerOf, type AskedOf, find, pagesOf, sheetOf } from '../desk/index.ts';
import { checkMpan } from '../flow/index.ts';
import { writeCsv } from '../files/index.ts';
import { withDesk } from './ask.ts';
import { usage } from './failure.ts';
import { count, say } from './print.ts';
import type { CallOptions } from './typed.ts';

type Found = AnswerOf<typeof find>['items'][number];

/** Of an entry for which nothing was found the only row. */
type Row =
  | (Found & { readonly asked: string })
  | { readonly asked: string; readonly kind: 'notFound' };

type Words = (zone: string, found: Found) => string;

/** Returns the exit code: 1 where something of the list was not found. */
export async function findList(
  list: string,
  asked: AskedOf<typeof find>,
  options: CallOptions,
  inWords: Words,
): Promise<number> {
  if (asked.mpan !== undefined || asked.file !== undefined) {
    throw usage('--list names MPANs or files already', 'leave out --mpan and --file');
  }
  let found = 0;
  let missing = 0;
  await withDesk(options, async ({ ask, zone, taken }) => {
    const output = options.json
      ? jsonOutput()
      : options.csv
        ? csvOutput()
        : textOutput(zone, inWords);
    for await (const entry of entriesOf(list)) {
      let isFound = false;
      const pages = isTooLong(entry) ? [] : pagesOf(ask, find, { ...asked, ...filterOf(entry) });
      for await (const page of pages) {
        for (const item of page.items as readonly Found[]) {
          await output.row({ ...item, asked: entry });
          found += 1;
          isFound = true;
        }
      }
      if (isFound) continue;
      await output.row({ asked: entry, kind: 'notFound' });
      missing += 1;
    }
    await output.end(found, missing);
    if (options.csv === true) taken?.(find);
  });
  return found === 0 || missing > 0 ? 1 : 0;
}

/** The entries one by one, so that a list of any length takes no more memory than its longest line. */
async function* entriesOf(path: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let isFirst = true;
  try {
    for await (const line of lines) {
      const [cell = ''] = line.replace(/^\uFEFF/, '').split(/[,;\t]/);
      const entry = cell.replaceAll('"', '').trim();
      // A heading has no digits, and what is looked for has some.
      const isHeading = isFirst && !/\d/.test(entry);
      isFirst = false;
      if (entry !== '' && !isHeading) yield entry;
    }
  } catch (error) {
    throw usage(
      `--list ${path} cannot be read: ${error instanceof Error ? error.message : ''}`,
      'name a text file with one MPAN, File Identifier or file name on each line',
    );
  }
}

/** Thirteen digits are an MPAN; a File Identifier has at most ten characters. */
function filterOf(entry: string): Pick<AskedOf<typeof find>, 'mpan' | 'file'> {
  const digits = entry.replaceAll(' ', '');
  return checkMpan(digits) === true ? { mpan: digits } : { file: entry };
}

/** No name that is kept is as long. */
const isTooLong = (entry: string): boolean => entry.length > 200;

interface Output {
  readonly row: (row: Row) => Promise<void> | void;
  readonly end: (found: number, missing: number) => Promise<void> | void;
}

function jsonOutput(): Output {
  let before = '[\n';
  return {
    row: (row) => {
      process.stdout.write(`${before}  ${JSON.stringify(row)}`);
      before = ',\n';
    },
    end: () => say(before === '[\n' ? '[]' : '\n]'),
  };
}

function csvOutput(): Output {
  let isFirst = true;
  const write = async (some: readonly Row[]): Promise<void> => {
    const { columns, rows } = sheetOf(some);
    const text = await writeCsv(columns, rows);
    process.stdout.write(isFirst ? text : text.slice(text.indexOf('\r\n') + 2));
    isFirst = false;
  };
  return {
    row: (row) => write([row]),
    end: async () => {
      if (isFirst) await write([]);
    },
  };
}

function textOutput(zone: string, inWords: Words): Output {
  let last: string | null = null;
  return {
    row: (row) => {
      if (row.asked !== last) say(`${row.asked}:`);
      last = row.asked;
      say(row.kind === 'notFound' ? '  not found' : `  ${inWords(zone, row)}`);
    },
    end: (found, missing) => {
      const lost = missing === 0 ? '' : `; ${count(missing, 'entry', 'entries')} not found`;
      say(`${count(found, 'thing')} found${lost}.`);
    },
  };
}
