/**
 * Whoever can write the store changes it. Each column of each table is changed in turn, and each
 * table loses a row and all of them: verification finds it, or it stands here as harmless, with the reason.
 * What is changed is read from the schema, so that a new column must find its place here.
 */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { bundledBankHolidays, calendarOf, notCovered } from '../../src/calendar/index.ts';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/index.ts';
import { demonstration, demonstrationMpans } from '../../src/demo/index.ts';
import { openGateway } from '../../src/open-gateway.ts';
import { loadCatalogue } from '../../src/shipped-flows.ts';
import { claim, resolve } from '../../src/gateway/index.ts';
import { resubmit } from '../../src/intake/index.ts';
import { damageIn } from '../../src/bug.ts';
import { eraseMpan, verify } from '../../src/keeping/index.ts';
import { createLog } from '../../src/log.ts';
import { unitOfWork } from '../../src/store/index.ts';
import { migrate, sqliteMigrations } from '../../src/store/migrate.ts';
import { badMpanOf, feedOf, mpanOf, notificationFile, reportFile } from '../support/flow-files.ts';
import { openTestGateway, tempFolder } from '../support/workspace.ts';

const today = '2026-08-05';
const endedAt = '2026-08-25T11:00:00Z';
const act = { who: 'anna', reason: 'asked for' };

/** What may change without anybody finding it, and why that does no harm. */
const harmless: Readonly<Record<string, string>> = {
  'files.settled':
    'whether a file was put away is looked at anew; one that was not lies where it came',
  'files.claim':
    'names a copy that is gone once the file is put away; before, the original is claimed again',
  'mpans.revision': 'only says whether two writers met; what it stands beside is compared',
  'deliveries.id': 'numbers only',
  'deliveries.round': 'makes the key by which a receiver knows a repeat',
  'deliveries.attempts': 'how soon is given up, which is told in the work queue',
  'deliveries.next_attempt_at': 'when it is tried next; without an end it is tried at each start',
  'deliveries.told': 'given up is told again, and known by its key',
  'deliveries.last_error': 'what a channel said last, for people',
  'milestones.*':
    'tells programs what follows from the journal; how a check stands is asked of the API',
  'published.*': 'made anew from the open deadlines with the next pass',
  'chases.id': 'numbers only',
  'chases.written': 'the draft in reports/ is written again, the same',
  'chases.attempts': 'how soon is given up',
  'chases.next_attempt_at': 'when it is tried next; the next day chases anew',
  'chases.last_error': 'what a mail server said last, for people',
  // erased-repeat.test.ts empties both. What is left: who removes a row after the commit that takes a
  // file in, and before it is put away, keeps a repeat in it of an erased MPAN from being blanked.
  'contents.*':
    'an index for searching: erasing looks through the files, and a repeat is indexed anew as it is taken in',
  'named_mpans.*':
    'an index for searching: erasing looks through the files, and a repeat is indexed anew as it is taken in',
  // What it leads to is read from the tables, and a row that it does not have at all is found.
  'sought_words.*': 'an index for searching: an MPAN that words do not find is found by itself',
  'files_words.*': 'an index for searching: a file that words do not find is found by its name',
  'outbox_words.*': 'an index for searching: a file that words do not find is found by its name',
  'resubmissions.*':
    'puts a stored file into inbox/, where it is judged like any other; the act is in the journal',
  'commit_tokens.*':
    'tells a commit that comes twice; how many calendars and merges there were is looked at besides',
  'outbox.id': 'numbers only: the order in which files are written',
  'alerts.id': 'numbers only: the order in which lines are written',
  'calendars.id': 'numbers only, and the order is that of merged_at',
};

/** The rows that are attacked: closed items no longer stand, and what people did with them is in the journal. */
const attackedRows: Readonly<Record<string, string>> = {
  exceptions: 'open = 1',
  open_items: 'number > 0',
};

/** Values that do no harm in a column where others do. */
const harmlessTo: Readonly<Record<string, readonly unknown[]>> = {
  // Looked at sooner, it is made anew sooner.
  'mpans.wake_at': ['2020-01-01T00:00:00Z'],
  // Only makes Pawl look whether there are any.
  'mpans.alerted': [1, 41],
  'mpans.excepted': [1, 41],
  // As good as 0: only 1 is asked for.
  'mpans.owing': [41],
  // Folded again when it is next used; only 1 is asked for.
  'mpans.behind': [1, 41, 42],
};

/** Notes that may change, and why that does no harm. */
const harmlessNotes: Readonly<Record<string, string>> = {
  'chased-on': 'a party is chased once a day by the table of chases; a day to come is found',
  'holidays-digest': 'what differs from the rules in force makes every MPAN fold again',
  'rules-digest': 'what differs from the rules in force makes every MPAN fold again',
  'process-version': 'what differs from the rules in force makes every MPAN fold again',
  'delete outbox-on-the-way': 'an empty list is as good as none',
  'sought-up-to': 'the journal is read once more; what stands is compared with it',
  'file-numbers-taken':
    'numbers that are in no file yet; those that are stand beside it, sealed, and more is a gap',
  epoch: 'tells what was begun under other rules; those of now are read with each start',
  participant: 'written again from the configuration; one that differs is refused',
};

interface Attacked {
  readonly workspace: string;
  readonly settings: Record<string, unknown>;
  readonly database: string;
}

let made: Attacked = { workspace: '', settings: {}, database: '' };

const settings = {
  send: 'automatic',
  lateClaimWorkingDays: 250,
  chaseAt: '08:00',
  calendarFeed: true,
  channels: {
    desk: { kind: 'webhook', url: 'https://alerts.invalid/' },
    bus: { kind: 'cloudevents', url: 'https://events.invalid/' },
  },
  counterparties: { MOPX: { name: 'Meters of X' } },
};

/** Made by the first test, which is also the one that closes what it opened. */
async function make(): Promise<void> {
  // Not one that is gone with a test: it stays for all of them.
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-attack-'));
  const first = await openTestGateway(settings, workspace, fixedClock(`${today}T11:00:00Z`));
  const calendar = calendarOf(bundledBankHolidays, 'england-and-wales')!;
  const files = demonstration(loadCatalogue(), calendar, today);
  if (files === notCovered) throw new Error('the bank holidays do not cover the story');
  for (const { name, into, text } of files) writeFileSync(join(workspace, into, name), text);
  await first.pass();
  await claim(first.gateway, [demonstrationMpans.overdue], act);
  first.drop('refused.usr', notificationFile('BAD1', [badMpanOf(1), mpanOf(7)]));
  first.drop('calendar/new.json', feedOf(2026, ['2026-08-12']));
  first.drop('reference/ours.csv', 'letter,role,from,to,mpid,reason\nQ,SMEM,2025-10-01,,,told\n');
  await first.pass();
  first.clock.set(endedAt);
  await first.pass();
  const delivered = await first.gateway.store.deliveriesDue('desk', endedAt, 2);
  await first.gateway.store.markAttempted(
    delivered.map(({ id }, index) =>
      index === 0
        ? { id, outcome: 'delivered' }
        : { id, outcome: 'givenUp', error: 'HTTP 410 Gone' },
    ),
    endedAt,
  );
  first.drop('flood.usr', reportFile('FLOOD', [mpanOf(901), mpanOf(902)]));
  await first.pass();
  await resolve(first.gateway, 'RESPONSE_WITHOUT_REQUEST:MOPX', false, act);
  await claim(first.gateway, [demonstrationMpans.unclear], act);
  await first.gateway.store.commit(unitOfWork(endedAt, { token: 'an act' }));
  const [archived] = first.files('archive');
  await resubmit(first.gateway, `archive/${archived}`, {}, act);
  await first.pass();
  for (const name of first.files('outbox')) {
    rmSync(join(workspace, 'outbox', name));
  }
  await eraseMpan(first.gateway, demonstrationMpans.replacedInTime, act);
  // Another number of days changes what checks come to: the history of the configuration tells.
  const again = await first.reopen({ ...settings, dueSoonWorkingDays: 4, calendar: 'scotland' });
  await again.pass();
  await again.close();
  made = {
    workspace,
    settings: { ...settings, dueSoonWorkingDays: 4, calendar: 'scotland' },
    database: join(workspace, 'data', 'pawl.db'),
  };
  const database = new DatabaseSync(made.database);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

afterAll(() => rmSync(made.workspace, { recursive: true, force: true }));

/** What verification finds after something was done to the store. */
async function foundAfter(change: (database: DatabaseSync) => void): Promise<readonly string[]> {
  const path = join(tempFolder(), 'changed.db');
  copyFileSync(made.database, path);
  const database = new DatabaseSync(path);
  try {
    database.exec('pragma foreign_keys = off');
    change(database);
  } finally {
    database.close();
  }
  try {
    const gateway = await openGateway({
      workspace: made.workspace,
      config: readConfig({ mpid: 'SUPP', role: 'X', ...made.settings }, 'pawl.config.json'),
      clock: fixedClock(endedAt),
      log: createLog('silent', 'none'),
      storePath: path,
      progress: null,
    });
    try {
      return (await verify(gateway)).problems;
    } finally {
      await gateway.store.close();
    }
  } catch (error) {
    const damage = damageIn(error);
    if (damage !== null) return [damage];
    throw error;
  }
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
}

/** Of the schema as it is made today: the tables, and their columns. */
function columnsOf(): Column[] {
  const database = new DatabaseSync(':memory:');
  migrate(database, sqliteMigrations());
  const columns = database
    .prepare(
      `select t.name as "table", c.name, c.type, c."notnull" as strict from sqlite_schema t
        join pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite_%'
        order by t.name, c.cid`,
    )
    .all()
    .map((row) => ({
      table: String(row['table']),
      name: String(row['name']),
      type: String(row['type']),
      isNullable: row['strict'] === 0,
    }));
  database.close();
  return columns;
}

const columns = columnsOf();
const tables = [...new Set(columns.map(({ table }) => table))];
const isHarmless = ({ table, name }: Pick<Column, 'table' | 'name'>): boolean =>
  `${table}.*` in harmless || `${table}.${name}` in harmless;

/** What a value may become at another hand. */
function changesOf(
  { type, isNullable }: Column,
  value: SQLOutputValue | undefined,
): (string | number | null)[] {
  const none = isNullable && value !== null ? [null] : [];
  if (type === 'INTEGER' || type === 'integer') {
    return [...none, value === null ? 1 : value === 0 ? 1 : 0, Number(value ?? 0) + 41];
  }
  const text = typeof value === 'string' ? value : '';
  const isInstant = /^\d{4}-\d\d-\d\dT/.test(text);
  return [
    ...none,
    `${text}x`,
    ...(isInstant ? ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z'] : []),
  ];
}

test('a store that nobody touched is sound', { timeout: 60_000 }, async () => {
  await make();
  expect(await foundAfter(() => undefined)).toEqual([]);
});

test('each table has rows that can be attacked', async () => {
  await foundAfter((database) => {
    const empty = tables.filter(
      (table) => database.prepare(`select 1 from ${table} limit 1`).get() === undefined,
    );
    expect(empty).toEqual([]);
  });
});

describe('a changed value is found, or harmless', () => {
  const attacked = columns.filter((column) => column.table !== 'notes' && !isHarmless(column));
  const named = attacked.map((column) => [`${column.table}.${column.name}`, column] as const);
  test.each(named)('%s', { timeout: 60_000 }, async (full, column) => {
    const { table, name } = column;
    const database = new DatabaseSync(made.database, { readOnly: true });
    onTestFinished(() => database.close());
    const from = `from ${table} where ${attackedRows[table] ?? 'true'}`;
    const row =
      database.prepare(`select * ${from} and ${name} is not null order by ${name} desc`).get() ??
      database.prepare(`select * ${from}`).get()!;
    const where = Object.entries(row).map(([own]) => `${own} is ?`);
    for (const value of changesOf(column, row[name])) {
      if (harmlessTo[full]?.includes(value)) continue;
      const found = await foundAfter((changed) => {
        const update = `update or ignore ${table} set ${name} = ? where ${where.join(' and ')}`;
        changed.prepare(update).run(value, ...Object.values(row));
      }).catch((error: unknown) => [`refused by the database: ${String(error)}`]);
      expect(found, `${String(row[name])} became ${String(value)}`).not.toEqual([]);
    }
  });
});

describe('a lost row, and lost rows, are found, or harmless', () => {
  const attacked = tables.filter((table) => table !== 'notes' && !(`${table}.*` in harmless));
  test.each(attacked)('%s', { timeout: 60_000 }, async (table) => {
    const one = await foundAfter((database) => {
      database.exec(
        `delete from ${table} where rowid_or_key`.replace('rowid_or_key', firstOf(table)),
      );
    }).catch(refusedByIt);
    expect(one, 'one row').not.toEqual([]);
    const all = await foundAfter((database) => database.exec(`delete from ${table}`)).catch(
      refusedByIt,
    );
    expect(all, 'all rows').not.toEqual([]);
  });
});

/** What an index for searching is made of cannot be written past it. */
function refusedByIt(error: unknown): readonly string[] {
  const says = String(error);
  if (says.includes('may not be modified')) return [says];
  throw error;
}

/** A condition that holds of one row. */
function firstOf(table: string): string {
  const database = new DatabaseSync(made.database, { readOnly: true });
  try {
    const row = database
      .prepare(`select * from ${table} where ${attackedRows[table] ?? 'true'}`)
      .get()!;
    const quoted = (value: SQLOutputValue): string =>
      typeof value === 'string'
        ? `'${value.replaceAll("'", "''")}'`
        : value === null
          ? 'null'
          : Number(value).toString();
    return Object.entries(row)
      .map(([name, value]) => `${name} is ${quoted(value)}`)
      .join(' and ');
  } finally {
    database.close();
  }
}

describe('what was found at 0.1.0 to be no problem', () => {
  const attacks: Readonly<Record<string, string>> = {
    'alerts deleted': 'delete from alerts',
    'a receipt changed from rejected to applied': `update files set outcome = 'applied' where outcome <> 'applied'`,
    'times backdated': `update files set received_at = '2026-01-01T00:00:00Z'`,
    'outbox text edited': `update outbox set text = replace(text, 'SUPP', 'SUPQ')`,
    'the work queue emptied': 'delete from exceptions where open = 1',
    'nothing looked at any more': 'update mpans set wake_at = null',
  };
  test.each(Object.entries(attacks))('%s', async (_, attack) => {
    expect(await foundAfter((database) => database.exec(attack))).not.toEqual([]);
  });
});

describe('a changed or lost note is found, or harmless', () => {
  test('each key', { timeout: 120_000 }, async () => {
    const database = new DatabaseSync(made.database, { readOnly: true });
    const keys = database.prepare('select key from notes order by key').all();
    database.close();
    const silent: string[] = [];
    for (const { key } of keys) {
      const name = String(key);
      for (const attack of [
        `delete from notes where key = '${name}'`,
        `update notes set value = '1' where key = '${name}'`,
        `update notes set value = 'x' where key = '${name}'`,
        `update notes set value = '2099-01-01T00:00:00Z' where key = '${name}' and value like '20%'`,
      ]) {
        let isDone = false;
        const found = await foundAfter((changed) => {
          isDone = changed.prepare(attack).run().changes > 0;
        }).catch(() => ['refused']);
        const isKnown = name in harmlessNotes || `${attack.slice(0, 6)} ${name}` in harmlessNotes;
        if (isDone && found.length === 0 && !isKnown) silent.push(attack);
      }
    }
    expect(silent).toEqual([]);
  });
});

test('what is listed as harmless is there', () => {
  const known = new Set(columns.flatMap(({ table, name }) => [`${table}.${name}`, `${table}.*`]));
  expect(Object.keys(harmless).filter((name) => !known.has(name))).toEqual([]);
});
