/** What the embedded store knows of files that came: each question from an index of its own. */
import type { SQLInputValue } from 'node:sqlite';
import type { ReceiptStore } from '../receipts.ts';
import { type Row, storedReceipt, storedWithClaim, textOrNull } from './rows.ts';

const byIdentity = 'select * from files where sender = ? and flow = ? and file_identifier = ?';

export function sqliteReceipts(database: {
  readonly all: (text: string, ...values: SQLInputValue[]) => Row[];
  readonly one: (text: string, ...values: SQLInputValue[]) => Row | undefined;
  readonly markAll: (text: string, keys: readonly SQLInputValue[]) => void;
}): ReceiptStore {
  const { all, one, markAll } = database;
  return {
    receiptsFor: async ({ sender, flow, fileIdentifier }) =>
      all(`${byIdentity} order by id`, sender, flow, fileIdentifier).map(storedReceipt),
    appliedFor: async ({ sender, flow, fileIdentifier }) =>
      all(
        `${byIdentity} and outcome in ('applied', 'partly-applied') order by id`,
        sender,
        flow,
        fileIdentifier,
      ).map(storedReceipt),
    receiptsOfBytes: async (sha256) =>
      all('select * from files where sha256 = ? order by id', sha256).map(storedReceipt),
    takenOfBytes: async (sha256) =>
      all(
        `select * from files where sha256 = ?
          and outcome in ('applied', 'partly-applied', 'not-ours') order by id`,
        sha256,
      ).map(storedReceipt),
    firstReceivedAt: async (sha256, beforeId) =>
      textOrNull(
        one(
          `select received_at from files where sha256 = ? and id < ?
            order by received_at limit 1`,
          sha256,
          beforeId,
        )?.['received_at'],
      ),
    receipts: async () => all('select * from files order by id').map(storedReceipt),
    unsettled: async () =>
      all('select * from files where settled = 0 order by id').map(storedWithClaim),
    markSettled: async (ids) => markAll('update files set settled = 1 where id = ?', ids),
    nextReceiptId: async () =>
      Number(one('select coalesce(max(id), 0) + 1 as id from files')?.['id'] ?? 1),
    isDestination: (path) =>
      one('select 1 from files where destination = ? and claim is not null', path) !== undefined ||
      one('select 1 from files where destination = ? and claim is null', path) !== undefined,
  };
}
