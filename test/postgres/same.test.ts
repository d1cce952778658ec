/** The same units of work on both stores: every question that both answer is answered alike. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bundledBankHolidays } from '../../src/calendar/index.ts';
import { openSqliteStore, type UnitOfWork, unitOfWork } from '../../src/store/index.ts';
import { openPostgresStore, type PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';
import {
  alertOf,
  at,
  chainOf,
  checkOf,
  eventOf,
  exceptionOf,
  outboxOf,
  receiptOf,
  stateOf,
  updateOf,
} from '../store/rows.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

/** What a text of a database may stumble over: NUL, half a character, a noncharacter, a backslash. */
const odd = 'a\0b\ud800c\u{10FFFF}d\u{10FFFF}0\\u0000 "q" {1,2} NULL ünïcode 🔌';
const later = '2026-08-06T12:00:00Z';

const finding = {
  code: 'FILE_EMPTY',
  severity: 'reject',
  line: 1,
  group: null,
  item: null,
  message: odd,
} as never;
const claim = { staged: `copy ${odd}`, look: odd, isClosed: true };
const calendar = { mergedAt: at, source: odd, sha256: 'c', bankHolidays: bundledBankHolidays };
const approved = [{ flow: 'D0001', to: 'MOPX', who: odd, at, until: later }];

const units: readonly Partial<UnitOfWork>[] = [
  {
    token: odd,
    events: [
      eventOf(1, 'a/1', { file: odd }),
      eventOf(2, 'a/2'),
      eventOf(1, 'a/1200:'),
      eventOf(1, 'a/1', { line: 9 }),
      eventOf(1, 'a/1200-'),
    ],
    mpans: [
      updateOf(1, {
        wakeAt: later,
        state: stateOf(mpanOf(1), odd),
        checks: [
          checkOf({ approved, meterOperator: null }),
          checkOf({ supplier: 'ELSE', sequence: 2, owed: 'D0001' }),
          checkOf({ supplier: odd, closedOn: '2026-08-04', state: 'closed', outcome: 'ok' }),
        ],
        exceptions: [
          exceptionOf('x1', { detail: odd, sender: 'MOPX', words: odd, dueAt: later }),
          exceptionOf('x2', { code: 'PAWL_FAULT', supplier: null, sequence: null }),
        ],
      }),
      updateOf(2, { wakeAt: at }),
    ],
    receipts: [
      receiptOf(0, { name: odd, findings: [finding], claim, destination: 'archive/a' }),
      receiptOf(0, {
        destination: 'archive/{1,2}',
        flow: null,
        fileIdentifier: null,
        sender: null,
      }),
      receiptOf(0, { destination: 'inbox/left', outcome: 'left', size: 5_000_000_000 }),
    ],
    outbox: [outboxOf(1, { text: odd, mpans: [mpanOf(1), odd] })],
    raised: [alertOf(1), alertOf(2, { retracted: true }), alertOf(1, { at: later })],
    deliveries: [{ alert: 'alert-1', channel: odd, dueAt: at }],
    named: [
      { sha256: 'sha-1', line: 3, mpan: mpanOf(1), accepted: false },
      { sha256: 'sha-1', line: 3, mpan: mpanOf(1), accepted: true },
    ],
    sought: [
      { mpan: mpanOf(1), ids: ['E12Z000001', 'E12Z000001'], site: ['1 High Street, AB1 2CD'] },
      { mpan: mpanOf(1), ids: [mpanOf(1)], site: [odd] },
    ],
    resubmissions: [{ source: odd, name: 'n', lines: [1, 2] }],
    fileNumbersTo: 7,
    calendar,
  },
  {
    events: [eventOf(3, 'b/1'), eventOf(1, 'a/2'), eventOf(2, 'b/2')],
    mpans: [
      updateOf(1, {
        revision: 1,
        exceptions: [exceptionOf('x2', { code: 'PAWL_FAULT' })],
        checks: [checkOf({ owed: 'D0001' })],
        fewerChecks: true,
      }),
      updateOf(2, { revision: 1, alerted: true, excepted: true, keepsRows: true, wakeAt: later }),
    ],
    raised: [alertOf(1), alertOf(3)],
    retracted: ['alert-1', 'none'],
    restored: ['alert-2'],
    deliveries: [{ alert: 'alert-1', channel: odd, dueAt: later }],
    rewritten: [outboxOf(1).name],
    fileNumbersTo: 3,
    calendar: { ...calendar, undo: { who: odd, reason: 'r', backTo: 0 } },
    sought: [{ mpan: mpanOf(1), ids: ['NEWMETER'], site: ['1 High Street'] }],
    wakeHeld: true,
  },
  { receipts: [receiptOf(0, { claim, destination: 'archive/a' })], events: [eventOf(4, 'lost')] },
  { mpans: [updateOf(1, { revision: 1 })] },
  { token: odd, mpans: [updateOf(7)] },
  { mpans: [updateOf(7), updateOf(7)] },
  { epoch: 99, mpans: [updateOf(7)] },
  {
    // More seals than one entry holds.
    receipts: Array.from({ length: 2_100 }, (_, n) =>
      receiptOf(0, { destination: `archive/${n}` }),
    ),
    events: [eventOf(5, 'c/1')],
  },
  { wakeAllOpen: true },
];

/** Every question that both stores answer, over what is known of the units. */
async function answersOf(store: PostgresStore): Promise<Record<string, unknown>> {
  const mpans = [1, 2, 3, 4, 5, 7].map(mpanOf);
  const keys = ['a/1', 'a/2', 'b/1', 'lost', 'c/1'];
  const [journals, alerts] = [await store.journalsOf(mpans), await store.alertsAmong(mpans)];
  const identity = { sender: 'MOPX', flow: 'D0002', fileIdentifier: 'F0' };
  const each = <Answer>(ask: (mpan: string) => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(mpans.map(ask));
  return {
    journals: mpans.map(journals),
    journalOf: await each((mpan) => store.journalOf(mpan)),
    numbers: await each((mpan) => store.journalNumber(mpan)),
    known: await store.knownKeys(keys),
    under: await store.journalUnder('a/', '', 9),
    underAfter: await store.journalUnder('a/', 'a/1200-', 1),
    recorded: await store.lastRecordedAt(),
    head: await store.head(),
    writtenDown: await store.headWrittenDown(),
    isEmpty: await store.isEmpty(),
    commits: await store.commits(0, 99),
    commitsAfter: await store.commits(4, 1),
    headsAt: [await store.linkAt(1), await store.linkAt((await store.head()).seq)],
    chain: await chainOf(store),
    chainOf: await each((mpan) => chainOf(store, mpan)),
    loaded: [...(await store.loadMpans(mpans)).values()].sort((a, b) => (a.mpan < b.mpan ? -1 : 1)),
    after: await store.mpansAfter(mpanOf(1), 1),
    due: await store.due(later, 9),
    wake: await store.nextWake(),
    releasable: await store.releasable(later, 9),
    owing: await store.owing('', 9),
    checks: await store.checks({}),
    open: await store.checks({ open: true, state: 'investigating', breachedAt: '2026-09-01' }),
    exceptions: await store.exceptions({}),
    closed: await store.exceptions({ open: false, mpan: mpanOf(1) }),
    held: await store.heldMpans(9),
    openMpans: await store.openMpans(),
    every: await store.everyMpan('', 3),
    everyAfter: await store.everyMpan(mpanOf(1), 9),
    derived: await each((mpan) => store.derivedRows(mpan)),
    alerts: await store.alertsOf(null),
    among: mpans.map(alerts),
    undelivered: await store.undeliveredAlerts(9),
    lastAlert: await store.lastAlertAt(),
    oldAlerts: await store.countAlertsBefore('2027-01-01T00:00:00Z'),
    sent: await store.sentFile('SUPP', 'D0001', 'PW1'),
    outbox: await store.outbox(),
    outboxAfter: await store.outboxAfter(0, 1),
    outboxNamed: await store.outboxNamed('PW1'),
    unwritten: await store.unwritten(9),
    onTheWay: await store.outboxOnTheWay(),
    taken: await store.timesTaken({ sha256: 'sha-0', ...identity }),
    receiptsFor: await store.receiptsFor(identity),
    applied: await store.appliedFor(identity),
    ofBytes: await store.receiptsOfBytes('sha-0'),
    takenOf: await store.takenOfBytes('sha-0'),
    first: await store.firstReceivedAt('sha-0', 3),
    receipts: await store.receipts(),
    unsettled: await store.unsettled(),
    destinations: await store.destinationsAmong(['archive/a', 'archive/{1,2}', 'none']),
    receiptsAfter: await store.receiptsAfter(1, 2),
    named: [await store.receiptsNamed('archive/a'), await store.receiptsNamed(odd)],
    epoch: await store.epoch(),
    calendars: await store.calendars(),
    merges: await store.merges(),
    note: await store.note(odd),
  };
}

const whenThere = describe.skipIf(!isPostgresThere());

whenThere('PostgreSQL beside SQLite', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  test('answers every commit and every question alike, whatever is in the texts', async () => {
    const path = join(tempFolder(), 'pawl.db');
    const sqlite = await openSqliteStore(path);
    const postgres = await openPostgresStore(cluster, 'same');
    onTestFinished(() => Promise.all([sqlite.close(), postgres.close()]).then(() => {}));
    const both = [sqlite, postgres] as const;
    const expectSame = async (): Promise<void> => {
      const [one, other] = await Promise.all(both.map(answersOf));
      expect(other).toEqual(one);
    };
    await expectSame();
    for (const parts of units) {
      const unit = unitOfWork(at, parts);
      const [one, other] = [await sqlite.commit(unit), await postgres.commit(unit)];
      expect(other).toBe(one);
      await expectSame();
    }
    for (const store of both) {
      await store.markDelivered(['alert-2', 'none']);
      await store.noteOnTheWay([odd, 'b']);
      await store.setNote(odd, odd);
      await store.markSettled([1]);
    }
    await expectSame();
    for (const store of both) {
      await store.markWritten([outboxOf(1).name], ['b']);
      expect(await store.raiseEpoch()).toBe(1);
      expect(await store.takeFileNumbers(2)).toBe(7);
      await store.dropDerived(mpanOf(2));
    }
    await expectSame();

    // What is kept for questions that only one of them answers yet.
    const file = new DatabaseSync(path);
    const client = new Client(cluster);
    await client.connect();
    const others = ['named_mpans', 'sought', 'resubmissions', 'deliveries'];
    const plain = (rows: readonly object[]) =>
      rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            // As texts are written where one has a NUL.
            String(value).replaceAll('\u{10FFFF}1', '\u{10FFFF}').replaceAll('\u{10FFFF}0', '\0'),
          ]),
        ),
      );
    for (const table of others) {
      const told = plain((await client.query<object>(`select * from same.${table}`)).rows);
      expect(told.length).toBeGreaterThan(0);
      expect(told).toEqual(plain(file.prepare(`select * from ${table}`).all()));
    }
    await client.end();
    file.close();
  });
});
