/** The lists and their counts. */
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
import { type FileOutcome, fileOutcomes, type StoredCheck } from '../unit-of-work.ts';
import { approvedPart, checkParts, countClauses, owingParts } from './check-lists.ts';
import type { TeamEntry } from '../team-entries.ts';
import { fileParts, listedFile, listedOutboxFile, outboxPart } from './file-lists.ts';
import { alikeItems, exceptionRows, itemCauses, itemGroups, itemsTo } from './item-lists.ts';
import {
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
import { type Reads, wholeRows } from './reads.ts';
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
  from {schema}.check_counts where awaited = 1`;

const outcomesSelect = fileOutcomes
  .map(
    (outcome) => `select '${outcome}' as outcome, count(*) as number
      from {schema}.files indexed by files_by_outcome
      where outcome = '${outcome}' and received_at >= ?`,
  )
  .join(' union all ');

const openSelect = 'select sum(number) as number from {schema}.check_counts where open = 1';

const owingSelect = 'select sum(number) as number from {schema}.check_counts where owing = 1';

const checkKey = ['mpan', 'supplier', 'sequence'] as const;

export function listsOn(reads: Reads): Lists {
  const { all } = reads;
  const numberOf = async (text: string, ...values: string[]): Promise<number> =>
    Number((await all(text, ...values))[0]?.['number'] ?? 0);
  const checks = async (rows: readonly SqlRow[]): Promise<StoredCheck[]> =>
    (await wholeRows(reads, 'checks', checkKey, rows)).map(storedCheck);
  const checksIn = async (page: Page<SqlRow> | null): Promise<PageOrNone<StoredCheck>> =>
    page === null ? null : { ...page, items: await checks(page.items) };
  return {
    checksPage: async (filter, sort, place) => {
      const list = `checks ${sort.by} ${sort.descending ? 'down' : 'up'}`;
      // What nothing can fit is not looked for in all checks, nor what few can among all deadlines.
      const known = await countedBy(reads, filter);
      const isNone = known.number === 0 && place.after === null;
      const page = isNone
        ? { items: [], next: null }
        : await readPage(reads, list, checkParts(filter, sort, known.dated), place);
      if (page === null) return null;
      const { countTo } = place;
      const counted =
        countTo === undefined ? {} : { counted: await checksTo(reads, filter, known, countTo) };
      return { ...page, ...counted, items: await checks(page.items) };
    },
    countChecks: async (filter, most) => {
      const known = await countedBy(reads, filter);
      const { number, isMore } = await checksTo(reads, filter, known, most - 1);
      return isMore ? most : number;
    },
    checkGroups: async (filter, dueBy, most) => groupsOf(reads, filter, dueBy, most),
    countExceptions: async (filter, most) => {
      const { number, isMore } = await itemsTo(reads, filter, most - 1);
      return isMore ? most : number;
    },
    owingPage: async (place, filter) =>
      checksIn(await readCounted(reads, 'owing', owingParts(filter), place)),
    owingFlows: async (filter, most) => {
      const parts = owingParts(filter).map((part) => ({
        ...part,
        columns: `${part.key.join(', ')}, owed`,
      }));
      const page = await readPage(reads, 'owing', parts, { after: null, limit: most });
      return page?.items.flatMap(({ owed }) => String(owed).split(',')) ?? [];
    },
    approvedPage: async (place) =>
      checksIn(await readCounted(reads, 'approved', [approvedPart], place)),
    filesPage: async (filter, place) => {
      const { by = 'received', named } = filter;
      const list = turned(`files ${named === undefined ? by : 'named'}`, filter);
      return mapped(await readCounted(reads, list, fileParts(filter), place), listedFile);
    },
    outboxPage: async (place, filter = {}) =>
      mapped(await readCounted(reads, 'outbox', [outboxPart(filter)], place), listedOutboxFile),
    exceptionsPage: async (filter, place, sort) => {
      const page = await exceptionRows(reads, filter, place, sort);
      if (page === null) return null;
      const items = await wholeRows(reads, 'exceptions', ['id'], page.items);
      return { ...page, items: items.map(storedException) };
    },
    exception: async (id) => {
      const [row] = await all('select * from {schema}.exceptions where id = ?', id);
      return row === undefined ? null : storedException(row);
    },
    itemGroups: async (moreThan) =>
      (await itemGroups(reads, moreThan)).filter(({ sender }) => sender !== ''),
    itemCauses: async (filter) => itemCauses(reads, filter),
    alikeItems: async (filter, dueBy, most) => alikeItems(reads, filter, dueBy, most),
    actsPage: async (filter, place) =>
      mapped(
        await readCounted(reads, turned('acts', filter), [actsPart(filter)], place),
        (row) => JSON.parse(String(row['body'])) as OperatorEvent | TeamEntry,
      ),
    alertsPage: async (filter, place) =>
      mapped(await readCounted(reads, 'alerts', [alertsPart(filter)], place), storedAlert),
    receipt: async (id) => {
      const [row] = await all('select * from {schema}.files where id = ?', id);
      return row === undefined ? null : storedReceipt(row);
    },
    awaited: async (dueBy) => awaitedOf(await all(awaitedSelect), dueBy),
    openChecks: async () => numberOf(openSelect),
    owingChecks: async () => numberOf(owingSelect),
    filesByOutcome: async (since) => {
      const rows = await all(outcomesSelect, ...fileOutcomes.map(() => since));
      return new Map(
        rows.map((row) => [String(row['outcome']) as FileOutcome, Number(row['number'])]),
      );
    },
  };
}

/** How many checks can fit a filter, and between which deadlines those lie that have one. */
async function countedBy({ all }: Reads, filter: ListedCheckFilter) {
  const where = countClauses(filter);
  const [row = {}] = await all(
    `select sum(number) as number, min(nullif(due_at, '')) as first, max(nullif(due_at, '')) as last
      from {schema}.check_counts where ${where.map(([text]) => text).join(' and ')}`,
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
async function checksTo(
  reads: Reads,
  filter: ListedCheckFilter,
  { number }: { readonly number: number },
  most: number,
): Promise<Counted> {
  if (number > 0 && !isCounted(filter)) return countedTo(reads, checkParts(filter, byDue), most);
  return { number: Math.min(number, most), isMore: number > most };
}

/** Whether the counts that are kept tell all of a filter. */
const isCounted = ({ mpan, flow, claim }: ListedCheckFilter): boolean =>
  [mpan, flow, claim].every((one) => one === undefined);

/** From the counts that are kept where they tell all of it, else from the index of deadlines alone. */
async function groupsOf(
  reads: Reads,
  filter: ListedCheckFilter,
  dueBy: readonly string[],
  most: number,
): Promise<CheckGroup[] | null> {
  const open = { ...filter, open: true };
  const isKept = isCounted(filter);
  const counts = { from: '{schema}.check_counts', where: countClauses(open), begin: undefined };
  const parts = isKept ? [counts] : checkParts(open, byDue);
  if (!isKept && (await countOf(reads, checkParts(open, byDue), most + 1)) > most) return null;
  const groups: CheckGroup[] = [];
  for (const part of parts) {
    const [condition, values] = conditionOf(part);
    const rows = await reads.all(
      `select state, nullif(owner, '') as owner, supplier,
        nullif(meter_operator, '') as meter_operator, ${isKept ? 'sum(number)' : 'count(*)'} as number,
        ${nearnessOf(dueBy, 'awaited = 0')} as due
        from ${part.from}${condition} group by 1, 2, 3, 4, 6`,
      ...dueBy,
      ...values,
    );
    groups.push(...rows.map(checkGroup));
  }
  return groups;
}

const checkGroup = (row: SqlRow): CheckGroup => ({
  state: String(row['state']),
  owner: textOrNull(row['owner']),
  supplier: String(row['supplier']),
  meterOperator: textOrNull(row['meter_operator']),
  due: row['due'] === null ? null : Number(row['due']),
  number: Number(row['number']),
});

const mapped = <T>(page: Page<SqlRow> | null, itemOf: (row: SqlRow) => T): PageOrNone<T> =>
  page === null ? null : { ...page, items: page.items.map(itemOf) };

/** Acts of people are few beside what came in files: what else is asked is looked at in each. */
function actsPart({ who, act, moves, mpan, from, until, isRising }: ListedActFilter): KeyPart {
  const where: SqlClause[] = [[`kind in ${actKinds} and body is not null`]];
  const inEach: SqlClause[] = [];
  if (moves === true) inEach.push(["+kind = 'operator'"]);
  if (who !== undefined)
    inEach.push(["lower({schema}.json_extract(body, '$.who')) = lower(?)", who]);
  if (act !== undefined) inEach.push([`${actName} = ?`, act]);
  if (mpan !== undefined) {
    const shared = 'seq in (select seq from {schema}.shared_entries where mpan = ?)';
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
    from: '{schema}.journal indexed by journal_acts',
    where,
    inEach,
    begin,
    key: ['received_at', 'seq'],
    descending: isRising !== true,
  };
}

const actName = `coalesce({schema}.json_extract(body, '$.action.action.name'),
  {schema}.json_extract(body, '$.action.name'), {schema}.json_extract(body, '$.act'))`;

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
      from: '{schema}.alerts indexed by alerts_by_kind_and_time',
      where: [...where, ['at >= ?', from]],
      key: ['at', 'id'],
      descending: true,
    };
  }
  return {
    columns: 'id, body, retracted',
    from: `{schema}.alerts${alertIndex(filter)}`,
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
