/** The lists of files, those that came and those that were written. */
import type {
  ListedFile,
  ListedFileFilter,
  ListedOutboxFile,
  ListedOutboxFilter,
} from '../lists.ts';
import type { SqlClause, KeyPart } from './keyset.ts';
import { type SqlRow, storedOutbox, storedReceipt } from '../rows.ts';

/** Findings can be many and long: a list tells how many, and reads none. */
const columns = `id, name, folder, sha256, size, flow, file_identifier, sender, received_at,
  outcome, {schema}.json_array_length(findings) as finding_count, '[]' as findings, instances,
  instances_accepted, destination`;

export function fileParts(filter: ListedFileFilter): KeyPart[] {
  const { named } = filter;
  const where = clausesOf(filter);
  const of = (index: string, key: readonly string[], ...more: readonly SqlClause[]): KeyPart => ({
    columns,
    from: `{schema}.files indexed by ${index}`,
    where: [...more, ...where],
    key,
    descending: filter.isRising !== true,
  });
  const { by = 'received' } = filter;
  if (named === undefined && by !== 'received') return partsBy(filter, by);
  if (named === undefined) return [of(indexFor(filter), ['received_at', 'id'])];
  return [
    of('files_by_name', ['id'], ['name = ?', named]),
    of('files_by_identifier', ['id'], ['file_identifier = ?', named], ['name <> ?', named]),
  ];
}

/** The index of each order, its column, and the rest of its key. */
const orders = {
  name: ['files_by_name', 'name', ['id']],
  outcome: ['files_by_outcome', 'outcome', ['received_at', 'id']],
  flow: ['files_by_flow', 'flow', ['received_at', 'id']],
  sender: ['files_by_sender', 'sender', ['received_at', 'id']],
  identifier: ['files_by_identifier', 'file_identifier', ['id']],
} as const;

/** What is in the order of a column is looked at in each row for all else that is asked. */
function partsBy(filter: ListedFileFilter, by: keyof typeof orders): KeyPart[] {
  const [index, column, rest] = orders[by];
  const where = clausesOf(filter).map(([words, ...values]): SqlClause => [`+${words}`, ...values]);
  const part = {
    columns,
    from: `{schema}.files indexed by ${index}`,
    descending: filter.isRising !== true,
  };
  const named: KeyPart = { ...part, where, begin: [`${column} > ''`], key: [column, ...rest] };
  const nameless: KeyPart = { ...part, where: [[`${column} is null`], ...where], key: rest };
  return by === 'name' || by === 'outcome' ? [named] : [named, nameless];
}

/** What picks the fewest, as a rule: what else is asked is then looked at in few rows. */
function indexFor({ outcome, sender, flow }: ListedFileFilter): string {
  if (outcome !== undefined && outcome !== 'applied') return 'files_by_outcome';
  if (sender !== undefined) return 'files_by_sender';
  if (flow !== undefined) return 'files_by_flow';
  return outcome === undefined ? 'files_by_received' : 'files_by_outcome';
}

function clausesOf({ outcome, flow, sender, from, until }: ListedFileFilter): SqlClause[] {
  const clauses: SqlClause[] = [['received_at >= ?', from ?? '']];
  if (until !== undefined) clauses.push(['received_at < ?', until]);
  if (outcome !== undefined) clauses.push(['outcome = ?', outcome]);
  if (flow !== undefined) clauses.push(['flow = ?', flow]);
  if (sender !== undefined) clauses.push(['sender = ?', sender]);
  return clauses;
}

export const listedFile = (row: SqlRow): ListedFile => ({
  ...storedReceipt(row),
  findings: Number(row['finding_count']),
});

export function outboxPart({ flow, toMpid, written }: ListedOutboxFilter): KeyPart {
  const where: SqlClause[] = [];
  if (flow !== undefined) where.push(['substr(flow, 1, 5) = ?', flow]);
  if (toMpid !== undefined) where.push(['to_mpid = ?', toMpid]);
  if (written !== undefined) where.push([`written = ${Number(written)}`]);
  const index =
    written === false
      ? ' indexed by outbox_unwritten'
      : toMpid !== undefined
        ? ' indexed by outbox_by_recipient'
        : flow !== undefined
          ? ' indexed by outbox_by_flow'
          : '';
  return {
    columns: `id, name, flow, file_identifier, from_mpid, to_role, to_mpid, mpans, '' as text, sha256,
    created_at, written`,
    from: `{schema}.outbox${index}`,
    where,
    begin: ['id > 0'],
    key: ['id'],
    descending: true,
  };
}

export function listedOutboxFile(row: SqlRow): ListedOutboxFile {
  const { text: _text, ...file } = storedOutbox(row);
  return { ...file, id: Number(row['id']), written: Number(row['written']) === 1 };
}
