/** The lists of files in the embedded store, those that came and those that were written. */
import type { ListedFile, ListedFileFilter, ListedOutboxFile } from '../lists.ts';
import type { SqlClause, KeyPart } from './keyset.ts';
import { type SqlRow, storedOutbox, storedReceipt } from './rows.ts';

/** Findings can be many and long: a list tells how many, and reads none. */
const columns = `id, name, folder, sha256, size, flow, file_identifier, sender, received_at,
  outcome, json_array_length(findings) as finding_count, '[]' as findings, instances,
  instances_accepted, destination`;

export function fileParts(filter: ListedFileFilter): KeyPart[] {
  const { named } = filter;
  const where = clausesOf(filter);
  const of = (index: string, key: readonly string[], ...more: readonly SqlClause[]): KeyPart => ({
    columns,
    from: `files indexed by ${index}`,
    where: [...more, ...where],
    key,
    descending: filter.isRising !== true,
  });
  if (named === undefined) return [of(indexFor(filter), ['received_at', 'id'])];
  return [
    of('files_by_name', ['id'], ['name = ?', named]),
    of('files_by_identifier', ['id'], ['file_identifier = ?', named], ['name <> ?', named]),
  ];
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

export const outboxPart: KeyPart = {
  columns: `id, name, flow, file_identifier, from_mpid, to_role, to_mpid, mpans, '' as text, sha256,
    created_at, written`,
  from: 'outbox',
  where: [],
  begin: ['id > 0'],
  key: ['id'],
  descending: true,
};

export function listedOutboxFile(row: SqlRow): ListedOutboxFile {
  const { text: _text, ...file } = storedOutbox(row);
  return { ...file, id: Number(row['id']), written: row['written'] === 1 };
}
