/**
 * The work queue: what is open in the order that is asked, and how much of it has
 * which cause; and Exceptions of every kind by when they arose.
 */
import { type Cursor, cursorOf, cursorText } from '../cursor.ts';
import type {
  AlikeItems,
  Counted,
  ItemCause,
  ItemGroup,
  ItemSort,
  ListedExceptionFilter,
  Page,
  Place,
} from '../lists.ts';
import type { StoredException } from '../unit-of-work.ts';
import { claimClauses, ofClaimant } from './claims.ts';
import {
  conditionOf,
  countedTo,
  fits,
  type KeyPart,
  keyOf,
  mergedPage,
  nearnessOf,
  readPage,
  rowColumns,
  type SqlClause,
} from './keyset.ts';
import { type SqlRow, textOrNull } from '../rows.ts';
import type { Reads } from './reads.ts';

const groupsSelect = `select code, sender, number,
    (select min(at) from {schema}.exceptions e indexed by exceptions_open_groups
      where e.open = 1 and e.code = g.code and e.sender = g.sender) as at
  from {schema}.open_items g indexed by open_items_by_number where number > ? and number > 0
  order by number desc, code desc, sender desc`;

const itemGroup = (row: SqlRow): ItemGroup => ({
  code: String(row['code']) as ItemGroup['code'],
  sender: String(row['sender']),
  number: Number(row['number']),
  oldestAt: String(row['at']),
});

export const itemGroups = async ({ all }: Reads, moreThan: number): Promise<ItemGroup[]> =>
  (await all(groupsSelect, moreThan)).map(itemGroup);

/** A list of its own each: a place in one is none in another. */
const listOf = ({ by, descending }: ItemSort): string =>
  by === 'since' && !descending
    ? 'exceptions open'
    : `exceptions open ${by} ${descending ? 'down' : 'up'}`;

const isNarrow = ({ meterOperator, words, due }: ListedExceptionFilter): boolean =>
  [meterOperator, words, due].some((one) => one !== undefined);

/** What each order is by: what may be empty and then comes last, and the rest of its key. */
const ordered = {
  since: { index: 'exceptions_open', first: null, rest: ['at', 'id'] },
  due: { index: 'exceptions_open_due', first: 'due_at', rest: ['at', 'id'] },
  meterOperator: {
    index: 'exceptions_open_operator',
    first: 'meter_operator',
    rest: ['due_at', 'at', 'id'],
  },
  cause: { index: 'exceptions_open_words', first: 'words', rest: ['code', 'due_at', 'at', 'id'] },
} as const satisfies Record<
  ItemSort['by'],
  { readonly index: string; readonly first: string | null; readonly rest: readonly string[] }
>;

function queueParts(filter: ListedExceptionFilter, { by, descending }: ItemSort): KeyPart[] {
  const { index, first, rest } = ordered[by];
  const where = openClauses(filter);
  const part = {
    from: `{schema}.exceptions indexed by ${index}`,
    descending,
    isNamed: true,
  } as const;
  if (first === null) return [{ ...part, where, begin: ["at > ''"], key: rest }];
  const named: KeyPart = { ...part, where: [[`${first} > ''`], ...where], key: [first, ...rest] };
  // Who asks for one of what it is by asks for none that has nothing of it.
  const asked = {
    due_at: filter.due?.until,
    meter_operator: filter.meterOperator,
    words: filter.words,
  };
  if (asked[first] !== undefined && asked[first] !== '') return [named];
  return [named, { ...part, where: [[`${first} = ''`], ...where], key: rest }];
}

/** Where a list that is sorted so goes on after an item of it. */
export function placeOfItem(sort: ItemSort, item: StoredException): string {
  const { first, rest } = ordered[sort.by];
  const values: Readonly<Record<string, string>> = {
    due_at: item.dueAt ?? '',
    meter_operator: item.meterOperator ?? '',
    words: item.words ?? '',
    code: item.code,
    at: item.at,
    id: item.id,
  };
  const isLast = first !== null && values[first] === '';
  const names = first === null || isLast ? rest : [first, ...rest];
  return cursorText(listOf(sort), {
    part: isLast ? 1 : 0,
    key: names.map((name) => values[name] ?? ''),
  });
}

/** With a plus a condition is only looked at: the order is that of the index, whatever is alike in it. */
function openClauses(filter: Omit<ListedExceptionFilter, 'open'>): SqlClause[] {
  const { mpan, code, sender, without = [], meterOperator, words, due, claim } = filter;
  const where: SqlClause[] = [['open = 1']];
  if (claim !== undefined) where.push(...claimClauses(claim));
  if (mpan !== undefined) where.push(['+mpan = ?', mpan]);
  if (code !== undefined) where.push(['+code = ?', code]);
  if (sender !== undefined) where.push(['+sender = ?', sender]);
  if (meterOperator !== undefined) where.push(['+meter_operator = ?', meterOperator]);
  if (words !== undefined) where.push(['+words = ?', words]);
  if (due !== undefined) where.push(['due_at > ? and due_at <= ?', due.after ?? '', due.until]);
  for (const group of without)
    where.push(['not (code = ? and sender = ?)', group.code, group.sender]);
  return where;
}

export async function itemCauses(
  { all }: Reads,
  filter: Omit<ListedExceptionFilter, 'open'>,
): Promise<ItemCause[]> {
  const where = openClauses(filter);
  const rows = await all(
    `select code, words, count(*) as number, min(at) as at, min(nullif(due_at, '')) as due_at,
        min(id) as id, min(meter_operator) as first_operator, max(meter_operator) as last_operator
      from {schema}.exceptions indexed by exceptions_open_words
      where ${where.map(([text]) => text).join(' and ')} group by words, code`,
    ...where.flatMap(([, ...some]) => some),
  );
  return rows.map((row) => ({
    code: String(row['code']) as ItemCause['code'],
    words: String(row['words']),
    number: Number(row['number']),
    oldestAt: String(row['at']),
    dueAt: textOrNull(row['due_at']),
    id: String(row['id']),
    meterOperators: [String(row['first_operator']), String(row['last_operator'])],
  }));
}

/** From the index of what is listed: one look at each, however many filters are counted. */
export async function alikeItems(
  reads: Reads,
  filter: ListedExceptionFilter,
  dueBy: readonly string[],
  most: number,
): Promise<AlikeItems[] | null> {
  if ((await itemsTo(reads, filter, most)).isMore) return null;
  const groups: AlikeItems[] = [];
  for (const part of countParts(filter)) {
    const [condition, values] = conditionOf(part);
    const rows = await reads.all(
      `select code, nullif(sender, '') as sender, nullif(meter_operator, '') as meter_operator,
        nullif(claimed_by, '') as claimed_by, count(*) as number, ${nearnessOf(dueBy)} as due
        from ${part.from}${condition} group by 1, 2, 3, 4, 6`,
      ...dueBy,
      ...values,
    );
    groups.push(...rows.map(alikeIn));
  }
  return groups;
}

const alikeIn = (row: SqlRow): AlikeItems => ({
  code: String(row['code']) as AlikeItems['code'],
  sender: textOrNull(row['sender']),
  meterOperator: textOrNull(row['meter_operator']),
  claimedBy: textOrNull(row['claimed_by']),
  due: row['due'] === null ? null : Number(row['due']),
  number: Number(row['number']),
});

const oldestFirst: ItemSort = { by: 'since', descending: false };

export async function exceptionRows(
  reads: Reads,
  filter: ListedExceptionFilter,
  place: Place,
  sort: ItemSort = oldestFirst,
): Promise<Page<SqlRow> | null> {
  const page = await rowsOf(reads, filter, place, sort);
  if (page === null || place.countTo === undefined) return page;
  return { ...page, counted: await itemsTo(reads, filter, place.countTo) };
}

async function rowsOf(
  reads: Reads,
  filter: ListedExceptionFilter,
  place: Place,
  sort: ItemSort,
): Promise<Page<SqlRow> | null> {
  const { open, without = [] } = filter;
  const list = open === true ? listOf(sort) : 'exceptions';
  const isOfQueue = open === true && (isNarrow(filter) || list !== listOf(oldestFirst));
  if (open !== true || without.length === 0) {
    const parts = isOfQueue ? queueParts(filter, sort) : [exceptionsPart(filter)];
    return readPage(reads, list, parts, place);
  }
  // What is left is read group by group, so that those left out cost nothing.
  const left = await groupsLeft(reads, filter);
  if (isOfQueue) {
    const isFew = left.reduce((sum, { number }) => sum + number, 0) <= sortedMax;
    return isFew
      ? sortedRows(reads, filter, sort, place, left)
      : readPage(reads, list, queueParts(filter, sort), place);
  }
  const pages = left.map((group) => {
    const part = exceptionsPart({ ...filter, code: group.code, sender: group.sender });
    return readPage(reads, list, [part], place);
  });
  return mergedPage(list, await Promise.all(pages), ['at', 'id'], place);
}

/** Ours: so many groups are asked for in one question. */
const askedTogether = 100;

/** Ours: so many are sorted here rather than found among those that are left out. */
const sortedMax = 2_000;

async function sortedRows(
  reads: Reads,
  filter: ListedExceptionFilter,
  sort: ItemSort,
  { after, limit }: Place,
  left: readonly ItemGroup[],
): Promise<Page<SqlRow> | null> {
  const list = listOf(sort);
  const parts = queueParts({ ...filter, without: [] }, sort);
  const from = after === null ? null : cursorOf(list, after);
  if (after !== null && (from === null || !fits(parts, from))) return null;
  const rows: { readonly row: SqlRow; readonly place: Cursor }[] = [];
  for (const [at, part] of parts.entries()) {
    for (let first = 0; first < left.length; first += askedTogether) {
      const asked = left.slice(first, first + askedTogether).map((group) => {
        const start: SqlClause = ['code = ? and sender = ?', group.code, group.sender];
        const where = [...part.where, ...(part.begin === undefined ? [] : [part.begin])];
        const [condition, values] = conditionOf({ where }, start);
        const text = `select ${rowColumns(reads, part)}
          from {schema}.exceptions indexed by exceptions_open_groups${condition}`;
        return { text, values };
      });
      const found = await reads.all(
        asked.map(({ text }) => text).join(' union all '),
        ...asked.flatMap(({ values }) => values),
      );
      rows.push(...found.map((row) => ({ row, place: { part: at, key: keyOf(part, row) } })));
    }
  }
  const isAfter = (one: Cursor, other: Cursor): boolean =>
    one.part === other.part ? isPast(one.key, other.key, sort) : one.part > other.part;
  const wanted = from === null ? rows : rows.filter(({ place }) => isAfter(place, from));
  wanted.sort((a, b) => (isAfter(a.place, b.place) ? 1 : -1));
  const shown = wanted.slice(0, limit);
  const last = wanted.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ row }) => row),
    next: last === undefined ? null : cursorText(list, last.place),
  };
}

function isPast(key: Cursor['key'], other: Cursor['key'], { descending }: ItemSort): boolean {
  const at = key.findIndex((value, index) => value !== other[index]);
  if (at === -1) return false;
  return String(key[at]) > String(other[at]) !== descending;
}

/** The groups of open items that a list does not leave out. */
const groupsLeft = async (
  reads: Reads,
  { code, sender, without = [] }: ListedExceptionFilter,
): Promise<readonly ItemGroup[]> =>
  (await itemGroups(reads, 0))
    .filter((group) => (code ?? group.code) === group.code)
    .filter((group) => (sender ?? group.sender) === group.sender)
    .filter((group) => !without.some((one) => isSameGroup(one, group)));

const isSameGroup = (
  one: Pick<ItemGroup, 'code' | 'sender'>,
  other: Pick<ItemGroup, 'code' | 'sender'>,
): boolean => one.code === other.code && one.sender === other.sender;

/** How many there are, up to so many. */
export async function itemsTo(
  reads: Reads,
  filter: ListedExceptionFilter,
  most: number,
): Promise<Counted> {
  const { code, sender, mpan, open, claim, without = [] } = filter;
  const isNamed = isNarrow(filter) || [mpan, claim].some((one) => one !== undefined);
  if (open === true && !isNamed) return keptTo(reads, { code, sender, without }, most);
  return countedTo(reads, countParts(filter), most);
}

/** In which no order counts. */
function countParts(filter: ListedExceptionFilter): KeyPart[] {
  const { open, without = [] } = filter;
  return open === true && (isNarrow(filter) || without.length > 0)
    ? queueParts(filter, { by: 'due', descending: false })
    : [exceptionsPart(filter)];
}

/** From the counts that are kept of what is open. */
async function keptTo(
  { all }: Reads,
  {
    code,
    sender,
    without,
  }: {
    readonly code: string | undefined;
    readonly sender: string | undefined;
    readonly without: NonNullable<ListedExceptionFilter['without']>;
  },
  most: number,
): Promise<Counted> {
  const rows = await all('select code, sender, number from {schema}.open_items where number > 0');
  const number = rows
    .filter((row) => row['code'] === (code ?? row['code']))
    .filter((row) => row['sender'] === (sender ?? row['sender']))
    .filter(
      (row) => !without.some((one) => one.code === row['code'] && one.sender === row['sender']),
    )
    .reduce((sum, row) => sum + Number(row['number']), 0);
  return { number: Math.min(number, most), isMore: number > most };
}

function exceptionsPart(filter: ListedExceptionFilter): KeyPart {
  const { mpan, code, sender, open, claim } = filter;
  const where: SqlClause[] = [];
  const index = exceptionIndex(filter);
  if (index === 'exceptions_claimed') where.push(...ofClaimant(claim));
  else if (claim !== undefined) where.push(...claimClauses(claim));
  if (mpan !== undefined) where.push(['mpan = ?', mpan]);
  if (code !== undefined) where.push(['code = ?', code]);
  if (sender !== undefined) where.push(['sender = ?', sender]);
  if (open !== undefined) where.push([`open = ${Number(open)}`]);
  return {
    from: `{schema}.exceptions indexed by ${index}`,
    where,
    begin: ["at > ''"],
    key: ['at', 'id'],
    isNamed: true,
    descending: open !== true,
  };
}

function exceptionIndex({ mpan, code, sender, open, claim }: ListedExceptionFilter): string {
  if (mpan !== undefined) return 'exceptions_by_mpan';
  if (open !== true) return 'exceptions_by_at';
  if (ofClaimant(claim).length > 0) return 'exceptions_claimed';
  if (code !== undefined && sender !== undefined) return 'exceptions_open_groups';
  return code === undefined ? 'exceptions_open' : 'exceptions_open_by_code';
}
