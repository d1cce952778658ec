/**
 * Every list and count of the embedded store is read from an index, in its order: SQLite is asked how
 * it would go about each statement, first page and later ones, with every filter.
 */
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { foundKinds, itemOrders, openSqliteStore, unitOfWork } from '../../src/store/index.ts';
import { listsOn } from '../../src/store/sql/lists.ts';
import type { SqlRow } from '../../src/store/rows.ts';
import { searchOn } from '../../src/store/sql/search.ts';
import { sqliteReads } from '../../src/store/sqlite/sql.ts';
import { sqliteTallies } from '../../src/store/sqlite/tallies.ts';
import { tempFolder } from '../support/workspace.ts';
import { pagesOf, someOf } from './list-pages.ts';
import { alertOf, at, checkOf, exceptionOf, outboxOf, receiptOf, updateOf } from './rows.ts';

type All = (text: string, ...values: SQLInputValue[]) => SqlRow[];

/** A store with a few of everything, and whatever plan its statements are given. */
async function planned(): Promise<{
  all: All;
  database: DatabaseSync;
  plans: Map<string, string>;
}> {
  const path = join(tempFolder(), 'pawl.db');
  const store = await openSqliteStore(path);
  const numbers = [1, 2, 3, 4];
  const undated = { dueAt: null, dueOn: null };
  const closed = { ...undated, state: 'closed', closedOn: '2026-08-11', awaited: false };
  const checks = [
    checkOf(),
    checkOf({ ...undated, sequence: 2 }),
    checkOf({ ...closed, sequence: 3 }),
  ];
  const owed = checks.map((check) => ({ ...check, owed: 'D0142' }));
  await store.commit(
    unitOfWork(at, {
      mpans: numbers.map((n) =>
        updateOf(n, {
          checks: n % 2 === 0 ? checks : owed,
          exceptions: [
            exceptionOf(`a${n}`, n % 2 === 0 ? {} : { words: 'see photo', meterOperator: 'MOPX' }),
            exceptionOf(`b${n}`, { open: false }),
          ],
        }),
      ),
      receipts: numbers.map((n) => receiptOf(n)),
      outbox: numbers.map((n) => outboxOf(n)),
      raised: numbers.map((n) => alertOf(n, { retracted: n % 2 === 0 })),
    }),
  );
  await store.close();
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  const plans = new Map<string, string>();
  const all: All = (text, ...values) => {
    const steps = database.prepare(`explain query plan ${text}`).all(...values);
    plans.set(text, steps.map(({ detail }) => String(detail)).join('; '));
    return database.prepare(text).all(...values) as SqlRow[];
  };
  return { all, database, plans };
}

const isSorting = /TEMP B-TREE/;

test('no page of any list sorts anything or reads a table from its beginning, nor does its count', async () => {
  const { all, plans } = await planned();
  const lists = listsOn(sqliteReads({ all }));
  const pages = pagesOf(lists);
  for (const page of pages) {
    let after: string | null = null;
    for (let turn = 0; turn < 4; turn += 1) {
      const found: Awaited<ReturnType<typeof page>> = await page({ after, limit: 1, countTo: 5 });
      expect(found?.counted).toBeDefined();
      after = found?.next ?? null;
      if (after === null) break;
    }
  }
  expect(plans.size).toBeGreaterThan(500);
  const wrong = [...plans]
    // Counts that are kept are few: they are read whole.
    .filter(([, plan]) => !/^(SCAN|SEARCH) (check_counts|open_items)/.test(plan))
    // A count goes through the rows that were found, and no others.
    .map(([text, plan]) => [text, plan.replaceAll('SCAN found', '')] as const)
    .filter(([, plan]) => isSorting.test(plan) || plan.includes('SCAN'));
  expect(wrong).toEqual([]);
});

test('what one participant has or owes is read in an order of its own, whatever others have', async () => {
  const { all, plans } = await planned();
  const lists = listsOn(sqliteReads({ all }));
  const due = { after: null, until: '2026-08-18T00:00:00Z' };
  for (const party of [{ meterOperator: 'MOPX' }, { supplier: 'SUPP' }] as const) {
    for (const filter of [
      party,
      { ...party, owner: 'M', due },
      { ...party, open: true },
    ] as const) {
      for (const by of ['due', 'waits'] as const) {
        plans.clear();
        const sort = { by, descending: false };
        await lists.checksPage(filter, sort, { after: null, limit: 50, countTo: 50 });
        const index = 'supplier' in party ? 'checks_by_supplier' : 'checks_by_operator';
        const [name] = index.split('checks_by_').slice(1);
        const column = name === 'operator' ? 'meter_operator' : 'supplier';
        const dated = [...plans].filter(
          ([text]) => /due_at [<>]/.test(text) && / from checks indexed/.test(text),
        );
        expect(dated.length).toBeGreaterThan(0);
        for (const [, plan] of dated) {
          expect(plan).toContain(
            `SEARCH checks USING COVERING INDEX ${index} (${column}=? AND due_at`,
          );
        }
      }
    }
  }
});

test('no count sorts anything or looks at a row', async () => {
  const { all, database, plans } = await planned();
  const lists = listsOn(sqliteReads({ all }));
  const tallies = sqliteTallies({ database, all });
  await lists.awaited([at]);
  await lists.openChecks();
  await lists.owingChecks();
  await lists.filesByOutcome(at);
  await lists.itemCauses({ code: 'REPORT_UNCLEAR', meterOperator: 'MOPX' });
  await tallies.checksByState();
  await tallies.deadlines('', at);
  await tallies.overdue(null, at);
  // Counts that are kept are as many as there are participants and due dates: they may be read whole.
  const isKept = ([, plan]: [string, string]): boolean => plan === 'SCAN check_counts';
  const covering = [...plans].filter(
    (one) => !isKept(one) && !one[1].includes('USING COVERING INDEX'),
  );
  expect(covering).toEqual([]);
  await tallies.openItems();
  await lists.itemGroups(1);
  const wrong = [...plans].filter(
    (one) => isSorting.test(one[1]) || !(isKept(one) || one[1].includes('INDEX')),
  );
  expect(wrong).toEqual([]);
  expect(plans.size).toBe(10);
});

test('what each filter of the work queue would leave is counted from an index alone, in one question', async () => {
  const { all, plans } = await planned();
  const lists = listsOn(sqliteReads({ all }));
  expect(await lists.alikeItems({ open: true }, [at], 100)).toHaveLength(2);
  const looks = [...plans.values()].filter((plan) => !plan.includes('open_items'));
  expect(looks).toHaveLength(1);
  expect(looks[0]).toContain('USING COVERING INDEX exceptions_open');
});

test('groups that the work queue leaves out are not walked through for the few that are left', async () => {
  const { all, plans } = await planned();
  const lists = listsOn(sqliteReads({ all }));
  const without = [{ code: 'REPORT_UNCLEAR', sender: 'MOPX' } as const];
  for (const by of itemOrders) {
    const sort = { by, descending: false };
    await lists.exceptionsPage({ open: true, without }, { after: null, limit: 50 }, sort);
  }
  const walks = [...plans].filter(([text]) => /indexed by exceptions_open\w*/.test(text));
  const others = walks.filter(([text]) => !text.includes('exceptions_open_groups'));
  expect(walks).not.toEqual([]);
  expect(others).toEqual([]);
});

/** Itself, or by the numbers of its entries. */
const isByMpan =
  /^SEARCH ([^;]*\(mpan=\?|j USING INTEGER PRIMARY KEY \(rowid=\?\); LIST SUBQUERY \d+; COMPOUND QUERY; LEFT-MOST SUBQUERY; SEARCH journal USING COVERING INDEX journal_by_mpan \(mpan=\?)/;

test('who is sought by an MPAN is found by it, whatever else is asked', async () => {
  const { all, plans } = await planned();
  const search = searchOn(sqliteReads({ all }));
  const day = '2026-08-03';
  const filters = someOf({
    party: 'MOPX',
    file: 'A1',
    period: { firstOn: day, lastOn: day, from: at, until: at },
  });
  for (const kind of foundKinds) {
    for (const filter of filters) await search.search(kind, { ...filter, mpan: '1' }, null, 20);
  }
  const wrong = [...plans].filter(([, plan]) => !isByMpan.test(plan));
  expect(wrong).toEqual([]);
  expect(plans.size).toBe(foundKinds.length * filters.length);
});
