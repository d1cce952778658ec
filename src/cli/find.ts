/**
 * `pawl find`: whatever is kept, by MPAN, file, counterparty, period, or a list of MPANs or files.
 * Rows are printed as they are found, so that a long list needs no more memory than a short one.
 */
import { searchFilterOf } from '../account/index.ts';
import { isLocalDate } from '../calendar/index.ts';
import { writeCsv } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  type Found,
  foundKinds,
  type SearchFilter,
  type SearchStore,
  type Store,
} from '../store/index.ts';
import { usage } from './failure.ts';
import { entriesOf, filterOf } from './find-list.ts';
import { count, dateInWords, instantInWords, say } from './print.ts';
import { atDesk } from './workspace.ts';

interface FindOptions {
  readonly workspace?: string;
  readonly mpan?: string;
  readonly file?: string;
  readonly party?: string;
  readonly from?: string;
  readonly to?: string;
  readonly list?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** A row of the answer; of an entry of the list for which nothing was found the only one. */
type Row =
  | (Found & { readonly asked: string | null })
  | { readonly asked: string; readonly kind: 'notFound' };

/** Exit code 1 where nothing was found, or something of the list was not. */
export async function find(options: FindOptions): Promise<number> {
  checkOptions(options);
  return atDesk(options.workspace, async (gateway) => {
    const filter = filterOfOptions(gateway, options);
    const output = outputOf(gateway, options);
    let found = 0;
    let missing = 0;
    for await (const row of rowsOf(gateway, filter, options.list)) {
      if (row.kind === 'notFound') missing += 1;
      else found += 1;
      await output.row(row);
    }
    await output.end(found, missing);
    return found === 0 || missing > 0 ? 1 : 0;
  });
}

function checkOptions(options: FindOptions): void {
  const { mpan, file, party, from, to, list } = options;
  if ([mpan, file, party, from, to, list].every((one) => one === undefined)) {
    throw usage('nothing is looked for', 'name --mpan, --file, --party, --from, --to or --list');
  }
  if (options.csv === true && options.json === true) {
    throw usage('--csv and --json exclude one another', 'leave one of them out');
  }
  if (list !== undefined && (mpan !== undefined || file !== undefined)) {
    throw usage('--list names MPANs or files already', 'leave out --mpan and --file');
  }
  if (mpan !== undefined && !/^\d{13}$/.test(mpan.replaceAll(' ', ''))) {
    throw usage(`"${mpan}" is not an MPAN: it has 13 digits`, 'leave out what is not a digit');
  }
  for (const date of [from, to]) {
    if (date === undefined || isLocalDate(date)) continue;
    throw usage(`"${date}" is no date`, 'a date is written 2026-08-17');
  }
}

function filterOfOptions({ rules }: Gateway, options: FindOptions): SearchFilter {
  const { mpan, file, party, from, to } = options;
  return searchFilterOf(rules.zone, {
    mpan: mpan?.replaceAll(' ', ''),
    file,
    party: party?.toUpperCase(),
    from,
    to,
  });
}

async function* rowsOf(
  { store }: Gateway,
  filter: SearchFilter,
  list: string | undefined,
): AsyncGenerator<Row> {
  if (list === undefined) {
    for await (const found of everything(store, filter)) yield { ...found, asked: null };
    return;
  }
  for await (const asked of entriesOf(list)) {
    let isFound = false;
    for await (const found of everything(store, { ...filter, ...filterOf(asked) })) {
      isFound = true;
      yield { ...found, asked };
    }
    if (!isFound) yield { asked, kind: 'notFound' };
  }
}

const pageSize = 500;

async function* everything(store: SearchStore, filter: SearchFilter): AsyncGenerator<Found> {
  for (const kind of foundKinds) {
    let after: Parameters<Store['search']>[2] = null;
    do {
      const page: Awaited<ReturnType<Store['search']>> = await store.search(
        kind,
        filter,
        after,
        pageSize,
      );
      yield* page.found;
      after = page.next;
    } while (after !== null);
  }
}

interface Output {
  readonly row: (row: Row) => Promise<void> | void;
  readonly end: (found: number, missing: number) => Promise<void> | void;
}

function outputOf({ rules }: Gateway, { csv, json }: FindOptions): Output {
  if (json === true) return jsonOutput();
  return csv === true ? csvOutput() : textOutput(rules.zone);
}

/** One array of rows; those of a list say for which entry they were found. */
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

const columns = [
  'asked',
  'kind',
  'at',
  'mpan',
  'party',
  'flow',
  'fileIdentifier',
  'file',
  'path',
  'line',
  'says',
  'id',
] as const;

function csvOutput(): Output {
  let isFirst = true;
  const write = async (rows: readonly Row[]): Promise<void> => {
    const cells = rows.map((row) =>
      columns.map((column) => (row as Partial<Record<string, string | number>>)[column] ?? null),
    );
    const text = await writeCsv(columns, cells);
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

function textOutput(zone: string): Output {
  let last: string | null = null;
  return {
    row: (row) => {
      if (row.asked !== null && row.asked !== last) say(`${row.asked}:`);
      last = row.asked;
      say(row.kind === 'notFound' ? '  not found' : `  ${inWords(zone, row)}`);
    },
    end: (found, missing) => {
      const lost = missing === 0 ? '' : `; ${count(missing, 'entry', 'entries')} not found`;
      say(`${count(found, 'thing')} found${lost}.`);
    },
  };
}

function inWords(zone: string, row: Found): string {
  const { kind, at, mpan, party, flow, fileIdentifier, path, file, line, says, id } = row;
  const when = at.length === 10 ? dateInWords(at) : instantInWords(zone, at);
  const where = path ?? file;
  const parts = [
    mpan === null ? null : `MPAN ${mpan}`,
    flow === null ? null : `${flow}${fileIdentifier === null ? '' : ` ${fileIdentifier}`}`,
    party === null || party === '' ? null : party,
    where === null ? null : `${where}${line === null ? '' : ` line ${line}`}`,
    says,
    kind === 'alert' || kind === 'exception' ? id : null,
  ];
  return `${when}  ${kind.padEnd(9)}  ${parts.filter((part) => part !== null).join(', ')}`;
}
