/** The lists and their counts of the embedded store. */
import { meterOperatorSide, supplierSide } from '../../market/index.ts';
import type {
  Awaited,
  CheckGroup,
  Counted,
  ListedActFilter,
  ListedAlertFilter,
  ListedCheckFilter,
  Lists,
  Page,
  PageOrNone,
} from '../lists.ts';
import type { OperatorEvent } from '../../process/index.ts';
import { fileOutcomes } from '../unit-of-work.ts';
import { approvedPart, checkParts, countClauses, owingParts } from './check-lists.ts';
import type { TeamEntry } from '../team-entries.ts';
import { fileParts, listedFile, listedOutboxFile, outboxPart } from './file-lists.ts';
import { alikeItems, exceptionRows, itemCauses, itemGroups, itemsTo } from './item-lists.ts';
import {
  type All,
  conditionOf,
  countedTo,
  countOf,
  type KeyPart,
  nearnessOf,
  readCounted,
  readPage,
  turned,
  type SqlClause,
} from './keyset.ts';
import {
  type SqlRow,
  storedAlert,
  storedCheck,
  storedException,
  storedReceipt,
  textOrNull,
} from '../rows.ts';

const awaitedSelect = `select owner, supplier, nullif(meter_operator, '') as meter_operator,
    nullif(due_at, '') as due_at, nullif(due_on, '') as due_on, number
  from check_counts where awaited = 1`;

const outcomeSelect = `select count(*) as number from files indexed by files_by_outcome
  where outcome = ? and received_at >= ?`;

const openSelect = 'select sum(number) as number from check_counts where open = 1';

const owingSelect = 'select sum(number) as number from check_counts where owing = 1';

export function sqliteLists(all: All): Lists {
  const numberOf = (text: string, ...values: string[]): number =>
    Number(all(text, ...values)[0]?.['number']);
  const wholeCheck = (row: SqlRow): SqlRow =>
    whole(all, row, 'checks', ['mpan', 'supplier', 'sequence']);
  return {
    checksPage: async (filter, sort, place) => {
      const list = `checks ${sort.by} ${sort.descending ? 'down' : 'up'}`;
      // What nothing can fit is not looked for in all checks, nor what few can among all deadlines.
      const known = countedBy(all, filter);
      const isNone = known.number === 0 && place.after === null;
      const page = isNone
        ? { items: [], next: null }
        : readPage(all, list, checkParts(filter, sort, known.dated), place);
      if (page === null) return null;
      const { countTo } = place;
      const counted =
        countTo === undefined ? {} : { counted: checksTo(all, filter, known, countTo) };
      return { ...page, ...counted, items: page.items.map((row) => storedCheck(wholeCheck(row))) };
    },
    countChecks: async (filter, most) => {
      const { number, isMore } = checksTo(all, filter, countedBy(all, filter), most - 1);
      return isMore ? most : number;
    },
    checkGroups: async (filter, dueBy, most) => groupsOf(all, filter, dueBy, most),
    countExceptions: async (filter, most) => {
      const { number, isMore } = itemsTo(all, filter, most - 1);
      return isMore ? most : number;
    },
    owingPage: async (place, filter) =>
      mapped(readCounted(all, 'owing', owingParts(filter), place), (row) =>
        storedCheck(wholeCheck(row)),
      ),
    owingFlows: async (filter, most) => {
      const parts = owingParts(filter).map((part) => ({
        ...part,
        columns: `${part.columns}, owed`,
      }));
      const page = readPage(all, 'owing', parts, { after: null, limit: most });
      return page?.items.flatMap(({ owed }) => String(owed).split(',')) ?? [];
    },
    approvedPage: async (place) =>
      mapped(readCounted(all, 'approved', [approvedPart], place), (row) =>
        storedCheck(wholeCheck(row)),
      ),
    filesPage: async (filter, place) => {
      const { by = 'received', named } = filter;
      const list = `files ${named === undefined ? by : 'named'}`;
      return mapped(readCounted(all, turned(list, filter), fileParts(filter), place), listedFile);
    },
    outboxPage: async (place, filter = {}) =>
      mapped(readCounted(all, 'outbox', [outboxPart(filter)], place), listedOutboxFile),
    exceptionsPage: async (filter, place, sort) => {
      const page = exceptionRows(all, filter, place, sort);
      return mapped(page, (row) => storedException(whole(all, row, 'exceptions', ['id'])));
    },
    exception: async (id) => {
      const row = all('select * from exceptions where id = ?', id)[0];
      return row === undefined ? null : storedException(row);
    },
    itemGroups: async (moreThan) => itemGroups(all, moreThan).filter(({ sender }) => sender !== ''),
    itemCauses: async (filter) => itemCauses(all, filter),
    alikeItems: async (filter, dueBy, most) => alikeItems(all, filter, dueBy, most),
    actsPage: async (filter, place) =>
      mapped(
        readCounted(all, turned('acts', filter), [actsPart(filter)], place),
        (row) => JSON.parse(String(row['body'])) as OperatorEvent | TeamEntry,
      ),
    alertsPage: async (filter, place) =>
      mapped(readCounted(all, 'alerts', [alertsPart(filter)], place), storedAlert),
    receipt: async (id) => {
      const row = all('select * from files where id = ?', id)[0];
      return row === undefined ? null : storedReceipt(row);
    },
    awaited: async (dueBy) => awaitedOf(all(awaitedSelect), dueBy),
    openChecks: async () => numberOf(openSelect),
    owingChecks: async () => numberOf(owingSelect),
    filesByOutcome: async (since) =>
      new Map(fileOutcomes.map((outcome) => [outcome, numberOf(outcomeSelect, outcome, since)])),
  };
}

/** How many checks can fit a filter, and between which deadlines those lie that have one. */
function countedBy(all: All, filter: ListedCheckFilter) {
  const where = countClauses(filter);
  const [row = {}] = all(
    `select sum(number) as number, min(nullif(due_at, '')) as first, max(nullif(due_at, '')) as last
      from check_counts where ${where.map(([text]) => text).join(' and ')}`,
    ...where.flatMap(([, ...values]) => values),
  );
  const [first, last] = [textOrNull(row['first']), textOrNull(row['last'])];
  return {
    number: Number(row['number'] ?? 0),
    dated: first === null || last === null ? null : { first, last },
  };
}

const byDue = { by: 'due', descending: false } as const;

/** From the counts that are kept where they tell all of it. */
function checksTo(
  all: All,
  filter: ListedCheckFilter,
  { number }: { readonly number: number },
  most: number,
): Counted {
  if (number > 0 && !isCounted(filter)) return countedTo(all, checkParts(filter, byDue), most);
  return { number: Math.min(number, most), isMore: number > most };
}

/** Whether the counts that are kept tell all of a filter. */
const isCounted = ({ mpan, flow, claim }: ListedCheckFilter): boolean =>
  [mpan, flow, claim].every((one) => one === undefined);

/** From the counts that are kept where they tell all of it, else from the index of deadlines alone. */
function groupsOf(
  all: All,
  filter: ListedCheckFilter,
  dueBy: readonly string[],
  most: number,
): CheckGroup[] | null {
  const open = { ...filter, open: true };
  const isKept = isCounted(filter);
  const counts = { from: 'check_counts', where: countClauses(open), begin: undefined };
  const parts = isKept ? [counts] : checkParts(open, byDue);
  if (!isKept && countOf(all, checkParts(open, byDue), most + 1) > most) return null;
  return parts.flatMap((part) => {
    const [condition, values] = conditionOf(part);
    return all(
      `select state, nullif(owner, '') as owner, supplier,
        nullif(meter_operator, '') as meter_operator, ${isKept ? 'sum(number)' : 'count(*)'} as number,
        ${nearnessOf(dueBy, 'awaited = 0')} as due
        from ${part.from}${condition} group by 1, 2, 3, 4, 6`,
      ...dueBy,
      ...values,
    ).map((row) => ({
      state: String(row['state']),
      owner: textOrNull(row['owner']),
      supplier: String(row['supplier']),
      meterOperator: textOrNull(row['meter_operator']),
      due: row['due'] === null ? null : Number(row['due']),
      number: Number(row['number']),
    }));
  });
}

const mapped = <T>(page: Page<SqlRow> | null, itemOf: (row: SqlRow) => T): PageOrNone<T> =>
  page === null ? null : { ...page, items: page.items.map(itemOf) };

/** The row of a key that an index gave. */
function whole(all: All, row: SqlRow, table: string, key: readonly string[]): SqlRow {
  const where = key.map((name) => `${name} = ?`).join(' and ');
  const values = key.map((name) => row[name] ?? null);
  const [found] = all(`select * from ${table} where ${where}`, ...values);
  if (found === undefined) throw new Error(`${table} has an index that names what is not there`);
  return found;
}

/** Acts of people are few beside what came in files: what else is asked is looked at in each. */
function actsPart({ who, act, moves, mpan, from, until, isRising }: ListedActFilter): KeyPart {
  const where: SqlClause[] = [[`kind in ${actKinds} and body is not null`]];
  const inEach: SqlClause[] = [];
  if (moves === true) inEach.push(["+kind = 'operator'"]);
  if (who !== undefined) inEach.push(["lower(json_extract(body, '$.who')) = lower(?)", who]);
  if (act !== undefined) inEach.push([`${actName} = ?`, act]);
  if (mpan !== undefined) {
    const shared = 'seq in (select seq from shared_entries where mpan = ?)';
    inEach.push([`(mpan = ? or ${shared})`, mpan, mpan]);
  }
  const after: SqlClause = from === undefined ? ["received_at > ''"] : ['received_at >= ?', from];
  const before: SqlClause[] = until === undefined ? [] : [['received_at < ?', until]];
  // On later pages the key says where the range begins.
  if (isRising === true) where.push(...before);
  else if (from !== undefined) where.push(after);
  const begin = isRising === true ? after : (before[0] ?? after);
  return {
    columns: 'received_at, seq, body',
    from: 'journal indexed by journal_acts',
    where,
    inEach,
    begin,
    key: ['received_at', 'seq'],
    descending: isRising !== true,
  };
}

const actName = `coalesce(json_extract(body, '$.action.action.name'),
  json_extract(body, '$.action.name'), json_extract(body, '$.act'))`;

/** As the index has them. */
const actKinds = "('operator', 'claim', 'note', 'call', 'view')";

function alertsPart(filter: ListedAlertFilter): KeyPart {
  const { mpan, kind, retracted, from } = filter;
  const where: SqlClause[] = [];
  if (mpan !== undefined) where.push(['mpan = ?', mpan]);
  if (kind !== undefined) where.push(['kind = ?', kind]);
  if (retracted !== undefined) where.push([`retracted = ${Number(retracted)}`]);
  if (from !== undefined) {
    return {
      columns: 'at, id, body, retracted',
      from: 'alerts indexed by alerts_by_kind_and_time',
      where: [...where, ['at >= ?', from]],
      key: ['at', 'id'],
      descending: true,
    };
  }
  return {
    columns: 'id, body, retracted',
    from: `alerts${alertIndex(filter)}`,
    where,
    begin: ['id > 0'],
    key: ['id'],
    descending: true,
  };
}

/** Without a filter, or for the many that stand, the table is in the order wanted. */
function alertIndex({ mpan, kind, retracted }: ListedAlertFilter): string {
  if (mpan !== undefined) return ' indexed by alerts_by_mpan';
  if (kind !== undefined) return ' indexed by alerts_by_kind';
  return retracted === true ? ' indexed by alerts_retracted' : '';
}

/** The rows count the checks of one deadline; each who owes gets what they come to. */
function awaitedOf(rows: readonly SqlRow[], dueBy: readonly string[]): Awaited[] {
  const parties = new Map<string, Awaited>();
  for (const row of rows) {
    const owner = row['owner'] === supplierSide ? supplierSide : meterOperatorSide;
    const party = textOrNull(owner === supplierSide ? row['supplier'] : row['meter_operator']);
    const name = `${owner} ${party ?? ''}`;
    const before = parties.get(name);
    parties.set(name, more(before ?? { owner, party, ...noneOf(dueBy) }, row, dueBy));
  }
  return [...parties.values()];
}

const noneOf = (dueBy: readonly string[]): Omit<Awaited, 'owner' | 'party'> => ({
  number: 0,
  dueBy: dueBy.map(() => 0),
  oldestDueOn: null,
});

function more(before: Awaited, row: SqlRow, dueBy: readonly string[]): Awaited {
  const dueAt = textOrNull(row['due_at']);
  const dueOn = textOrNull(row['due_on']);
  const number = Number(row['number']);
  const isOldest = dueOn !== null && (before.oldestDueOn === null || dueOn < before.oldestDueOn);
  return {
    ...before,
    number: before.number + number,
    dueBy: before.dueBy.map((count, index) => {
      const until = dueBy[index];
      return dueAt !== null && until !== undefined && dueAt <= until ? count + number : count;
    }),
    oldestDueOn: isOldest ? dueOn : before.oldestDueOn,
  };
}
