/** The lists of checks: from which index each order and filter is read. */
import { sides } from '../../market/index.ts';
import type { CheckSort, ListedCheckFilter } from '../lists.ts';
import type { SqlClause, KeyPart } from './keyset.ts';
import { claimClauses, ofClaimant } from './claims.ts';

const key = ['mpan', 'supplier', 'sequence'];

/**
 * The same filter on the counts that are kept: whether anything can fit it, and between which deadlines.
 * What an MPAN begins with and which flow waits is not counted.
 */
export function countClauses(filter: ListedCheckFilter): SqlClause[] {
  const { state, supplier, meterOperator, owner, open, due, owed } = filter;
  const clauses: SqlClause[] = [['number > 0']];
  if (state !== undefined) clauses.push(['state = ?', state]);
  if (supplier !== undefined) clauses.push(['supplier = ?', supplier]);
  if (meterOperator !== undefined) clauses.push(['meter_operator = ?', meterOperator]);
  if (owner !== undefined) clauses.push(['owner = ?', owner]);
  if (open !== undefined) clauses.push([`open = ${Number(open)}`]);
  if (due !== undefined) {
    clauses.push(['awaited = 1'], ['due_at > ?', due.after ?? ''], ['due_at <= ?', due.until]);
  }
  if (owed !== undefined) clauses.push([`owing = ${Number(owed)}`]);
  return clauses;
}

/** A part without what all parts of checks have alike. */
type Range = Pick<KeyPart, 'from' | 'where' | 'begin' | 'key'>;

const isOpen: SqlClause = ['closed_on is null'];

/** Written out, so that the first page is a search in the index as the others are. */
const anyMpan: SqlClause = ["mpan > ''"];

/** `dated`: the first and the last deadline of what can fit; null where it is not known. */
export function checkParts(
  filter: ListedCheckFilter,
  { by, descending }: CheckSort,
  dated: Dated | null = null,
): KeyPart[] {
  return rangesOf(filter, by, descending, dated).map((range) => partOf(range, descending));
}

interface Dated {
  readonly first: string;
  readonly last: string;
}

export const owingParts = (filter: ListedCheckFilter = {}): KeyPart[] => {
  const from = '{schema}.checks indexed by checks_owing';
  const { due, ...rest } = filter;
  const where: SqlClause[] = [["owed <> ''"], ...clausesOf(rest)];
  if (due !== undefined) where.push(['+awaited = 1'], ['+due_at > ?', due.after ?? '']);
  if (due !== undefined) where.push(['+due_at <= ?', due.until]);
  const ranges: readonly Range[] = [
    { from, where, begin: ["due_at > ''"], key: ['due_at', ...key] },
    { from, where: [...where, ['due_at is null']], begin: anyMpan, key },
  ];
  // Flows are written side by side, with commas.
  const all = "1 + length(owed) - length(replace(owed, ',', ''))";
  const items = filter.flow === undefined ? all : '1';
  const wanted = due === undefined ? ranges : ranges.slice(0, 1);
  return wanted.map((range) => ({ ...partOf(range, false), items }));
};

export const approvedPart: KeyPart = {
  items: '{schema}.json_array_length(approved)',
  from: '{schema}.checks indexed by checks_approved',
  where: [["approved <> ''"]],
  begin: anyMpan,
  key,
  descending: false,
};

const partOf = (range: Range, descending: boolean): KeyPart => ({ ...range, descending });

function rangesOf(
  filter: ListedCheckFilter,
  by: CheckSort['by'],
  descending: boolean,
  dated: Dated | null,
): readonly Range[] {
  if (by === 'due') return rangesByDue(filter, descending, dated);
  if (by === 'stage') return rangesByStage(filter);
  if (by === 'waits') return rangesByTurn(filter, descending);
  const where = clausesOf(filter);
  where.push(...dueClauses(filter));
  if (by === 'mpan') return [{ from: '{schema}.checks', where, begin: anyMpan, key }];
  const from = '{schema}.checks indexed by checks_by_opened';
  return [{ from, where, begin: ["opened_on > ''"], key: ['opened_on', ...key] }];
}

const dueClauses = ({ due }: ListedCheckFilter): SqlClause[] =>
  due === undefined
    ? []
    : [
        ['+due_at > ?', due.after ?? ''],
        ['+due_at <= ?', due.until],
      ];

/** Checks with a deadline by stage and deadline, then all others by MPAN. */
function rangesByStage(filter: ListedCheckFilter): readonly Range[] {
  const where = [...clausesOf(filter), ...dueClauses(filter)];
  const dated: Range = {
    from: '{schema}.checks indexed by checks_by_state',
    where: [...where, ['+due_at is not null']],
    begin: ["state > ''"],
    key: ['state', 'due_at', ...key],
  };
  const others: Range = {
    from: '{schema}.checks',
    where: [...where, ['+due_at is null']],
    begin: anyMpan,
    key,
  };
  return filter.due === undefined ? [dated, others] : [dated];
}

/** What is owed by a deadline: of one side, then of the other, the nearest first; then all else by MPAN. */
function rangesByTurn(filter: ListedCheckFilter, descending: boolean): readonly Range[] {
  const where = [...clausesOf(filter), ...dueClauses(filter)];
  const [index, ofOne] = indexByDue(filter);
  const turns = (descending ? sides.toReversed() : sides).map(
    (side): Range => ({
      from: `{schema}.checks indexed by ${index}`,
      where: [...ofOne, isOpen, ['+owner = ?', side], ...where],
      begin: ["due_at > ''"],
      key: ['due_at', ...key],
    }),
  );
  const isTurn = 'closed_on is null and due_at is not null and owner is not null';
  return [
    ...turns,
    { from: '{schema}.checks', where: [[`not (${isTurn})`], ...where], begin: anyMpan, key },
  ];
}

/** From which index a filter is read by deadline, and what of it that index is in the order of. */
function indexByDue({
  claim,
  meterOperator,
  supplier,
}: ListedCheckFilter): readonly [index: string, ofOne: readonly SqlClause[]] {
  const ofOne = ofClaimant(claim);
  if (ofOne.length > 0) return ['checks_claimed', ofOne];
  if (meterOperator !== undefined) {
    return ['checks_by_operator', [['meter_operator = ?', meterOperator]]];
  }
  if (supplier !== undefined) return ['checks_by_supplier', [['supplier = ?', supplier]]];
  return ['checks_by_due', []];
}

/** Checks with a deadline, then those no calendar gives one, then what is closed. */
function rangesByDue(
  filter: ListedCheckFilter,
  descending: boolean,
  between: Dated | null,
): readonly Range[] {
  const { due, open, state, owed, owner, flow, claim } = filter;
  const [index, ofOne] = indexByDue(filter);
  const where = [...ofOne, ...clausesOf(filter)];
  const from = `{schema}.checks indexed by ${index}`;
  const after: SqlClause =
    between === null ? ['due_at > ?', due?.after ?? ''] : ['due_at >= ?', between.first];
  const last = between?.last ?? due?.until;
  const until: SqlClause = last === undefined ? ['due_at is not null'] : ['due_at <= ?', last];
  // On later pages the key says where the range begins, and must be alone in saying so.
  const [begin, end] = descending ? [until, after] : [after, until];
  const dated: Range = { from, where: [isOpen, end, ...where], begin, key: ['due_at', ...key] };
  const undated: Range = {
    from,
    where: [isOpen, ['due_at is null'], ...where],
    begin: anyMpan,
    key,
  };
  // What is closed has no deadline; no index of open checks has it.
  const isOfParty = index === 'checks_by_operator' || index === 'checks_by_supplier';
  const closed: Range = {
    from: isOfParty ? from : '{schema}.checks',
    where: [
      ['+closed_on is not null'],
      ...(isOfParty ? [['due_at is null'] satisfies SqlClause] : []),
      ...where,
    ],
    begin: anyMpan,
    key,
  };
  if (due !== undefined) return [dated];
  if (open === false || state === 'closed') return [closed];
  const isOpenOnly = [owner, state, flow, claim].some((one) => one !== undefined) || open === true;
  return isOpenOnly || owed === true ? [dated, undated] : [dated, undated, closed];
}

/**
 * All of a filter but the deadlines, which are a range of one order. The plus keeps SQLite from
 * taking another index for a condition, whose order would be another.
 */
function clausesOf(filter: ListedCheckFilter): SqlClause[] {
  const { mpan, state, supplier, meterOperator, owner, open, due, owed, flow, claim } = filter;
  const clauses: SqlClause[] = [];
  // All that begin with these digits: what follows a digit in order is a colon.
  if (mpan !== undefined) clauses.push(['mpan >= ?', mpan], ['mpan < ?', `${mpan}:`]);
  if (state !== undefined) clauses.push(['+state = ?', state]);
  if (supplier !== undefined) clauses.push(['+supplier = ?', supplier]);
  if (meterOperator !== undefined) clauses.push(['+meter_operator = ?', meterOperator]);
  if (owner !== undefined) clauses.push(['+owner = ?', owner]);
  if (open !== undefined) clauses.push([`+closed_on is ${open ? '' : 'not '}null`]);
  if (due !== undefined) clauses.push(['+closed_on is null'], ['+awaited = 1']);
  // Flows are written side by side, with commas.
  if (flow !== undefined) clauses.push(['{schema}.instr(owed, ?) > 0', flow]);
  if (claim !== undefined) clauses.push(['+closed_on is null'], ...claimClauses(claim));
  if (owed !== undefined) clauses.push([owed ? "+owed <> ''" : "+owed = ''"]);
  return clauses;
}
