/** What every store must do for searching and resubmitting; called like contract.ts. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { foundKinds, type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import {
  alertOf,
  at,
  checkOf,
  eventOf,
  exceptionOf,
  outboxOf,
  receiptOf,
  updateOf,
} from './rows.ts';

/** What both stores have. */
type Store = PostgresStore;

export function searchContract(name: string, open: (path: string) => Promise<Store>): void {
  const fresh = async (): Promise<{ store: Store; again: () => Promise<Store> }> => {
    const path = join(tempFolder(), 'pawl.db');
    const again = async (): Promise<Store> => {
      const store = await open(path);
      onTestFinished(() => store.close());
      return store;
    };
    return { store: await again(), again };
  };
  const commit = (store: Store, parts: Partial<UnitOfWork>) => store.commit(unitOfWork(at, parts));
  const named = (n: number, sha256: string, line = 2, accepted = true) => ({
    sha256,
    line,
    mpan: mpanOf(n),
    accepted,
  });

  describe(`${name}: searching`, () => {
    test('a content names its MPANs once, and what was accepted once stays so', async () => {
      const { store, again } = await fresh();
      await commit(store, { receipts: [receiptOf(1)], named: [named(1, 'sha-1', 2, false)] });
      await commit(store, { named: [named(1, 'sha-1'), named(1, 'sha-1', 5, false)] });
      await commit(store, { named: [named(1, 'sha-1', 2, false), named(2, 'sha-2')] });
      const { found } = await (await again()).search('file', { mpan: mpanOf(1) }, null, 9);
      expect(found).toEqual([
        {
          kind: 'file',
          at,
          mpan: null,
          party: 'MOPX',
          flow: 'D0002',
          fileIdentifier: 'F1',
          file: 'r1.usr',
          path: 'archive/2026/08/r1.usr',
          line: 2,
          says: 'applied',
          id: 'r1.usr',
        },
      ]);
      expect((await store.search('file', { mpan: mpanOf(2) }, null, 9)).found).toEqual([]);
    });

    test('all kinds are found by MPAN and file, page by page', async () => {
      const { store } = await fresh();
      await commit(store, {
        events: [eventOf(1, 'k1', { file: 'r1.usr' }), eventOf(1, 'k2', { file: 'o.usr' })],
        mpans: [updateOf(1, { checks: [checkOf()], exceptions: [exceptionOf('x')] })],
        receipts: [receiptOf(1), receiptOf(2, { sha256: 'sha-1', name: 'r2.usr' })],
        outbox: [outboxOf(1, { sha256: 'sent' })],
        raised: [alertOf(1)],
        named: [named(1, 'sha-1'), named(1, 'sent')],
      });
      const ids = async (kind: Parameters<Store['search']>[0], filter: object) =>
        (await store.search(kind, filter, null, 9)).found.map(({ id }) => id);
      const one = { mpan: mpanOf(1) };
      expect(await ids('event', one)).toEqual(['k1', 'k2']);
      expect(await ids('event', { file: 'r1.usr' })).toEqual(['k1']);
      expect(await ids('check', { file: 'F1' })).toEqual([`${mpanOf(1)}/SUPP/1`]);
      expect(await ids('exception', one)).toEqual(['x']);
      expect(await ids('alert', { party: 'MOPX' })).toEqual(['alert-1']);
      expect(await ids('outbox', one)).toEqual(['D0001_MOPX_1.usr']);
      const first = await store.search('file', one, null, 1);
      expect(first.found.map(({ id }) => id)).toEqual(['r1.usr']);
      const second = await store.search('file', one, first.next, 1);
      expect(second.found.map(({ id }) => id)).toEqual(['r2.usr']);
      expect((await store.search('file', one, second.next, 1)).next).toBeNull();
    });

    test.each([
      "' or '1'='1",
      "x' union select * from journal --",
      '%',
      '_',
      '*',
      '"',
      '$file',
      'r1.usr\u0000',
      'r1.us_',
      "'; drop table files; --",
    ])('what looks like a part of the question is only looked for: %j', async (hostile) => {
      const { store } = await fresh();
      await commit(store, {
        events: [eventOf(1, 'k1', { file: 'r1.usr' })],
        mpans: [updateOf(1, { checks: [checkOf()], exceptions: [exceptionOf('x')] })],
        receipts: [receiptOf(1)],
        outbox: [outboxOf(1)],
        raised: [alertOf(1)],
        named: [named(1, 'sha-1')],
      });
      for (const kind of foundKinds) {
        const all = (await store.search(kind, {}, null, 9)).found;
        expect(all, kind).toHaveLength(1);
        for (const of of ['mpan', 'file', 'party'] as const) {
          const { found, next } = await store.search(kind, { [of]: hostile }, null, 9);
          expect([found, next], `${kind} by ${of}`).toEqual([[], null]);
        }
        expect((await store.search(kind, {}, null, 9)).found).toEqual(all);
      }
      expect(await store.receiptsNamed(hostile)).toEqual([]);
      expect(await store.outboxNamed(hostile)).toEqual([]);
    });

    test('files are known by identifier, name and path', async () => {
      const { store } = await fresh();
      await commit(store, { receipts: [receiptOf(1), receiptOf(2)], outbox: [outboxOf(1)] });
      for (const wanted of ['F2', 'r2.usr', 'archive/2026/08/r2.usr']) {
        expect((await store.receiptsNamed(wanted)).map(({ id }) => id)).toEqual([2]);
      }
      expect(await store.outboxNamed('PW1')).toEqual([outboxOf(1)]);
      expect(await store.outboxNamed('PW2')).toEqual([]);
    });

    test('what is to be taken in, or written, again is remembered until it is done', async () => {
      const { store, again } = await fresh();
      await commit(store, { outbox: [outboxOf(1)] });
      await store.markWritten([outboxOf(1).name]);
      const asked = { source: 'archive/r.usr', name: 'r.usr' };
      await commit(store, {
        resubmissions: [
          { ...asked, lines: null },
          { ...asked, lines: [2, 5] },
        ],
        rewritten: [outboxOf(1).name],
      });
      const other = await again();
      expect(await other.resubmissions()).toEqual([
        { id: 1, ...asked, lines: null },
        { id: 2, ...asked, lines: [2, 5] },
      ]);
      expect((await other.unwritten(9)).map((file) => file.name)).toEqual([outboxOf(1).name]);
      await other.markResubmitted(1);
      expect((await store.resubmissions()).map(({ id }) => id)).toEqual([2]);
    });
  });
}
