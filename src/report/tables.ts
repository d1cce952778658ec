/**
 * Tables for programs that make pictures and sums of many checks: what docs/bi.md promises. Nothing
 * in them was written by somebody in words of their own, and no home is told but its MPAN.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, localDateOf } from '../calendar/index.ts';
import {
  isLeftOver,
  type ParquetColumns,
  type ParquetRow,
  removeFile,
  writeParquet,
} from '../files/index.ts';
import { headerInForm } from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { acknowledgedOf, type MpanState, viewOf, workingDaysOver } from '../process/index.ts';
import type { PageOrNone, Place } from '../store/index.ts';
import { owesInWords, roleInWords } from '../words.ts';
import { partyOf, standingOf } from './found-checks.ts';

/** Raised where a column goes or comes to mean something else; docs/bi.md says what was before. */
const version = '1';

const mpansPerRead = 500;
const rowsPerPage = 500;
/** Ours: so many rows are held at once; a reader skips over as many. */
const rowsPerGroup = 20_000;

type Rows = AsyncIterable<readonly ParquetRow[]>;

interface Table {
  readonly columns: ParquetColumns;
  readonly rows: (gateway: Gateway, now: Instant) => Rows;
}

const ofCheck = { mpan: 'text', supplier: 'text', sequence: 'number' } as const;

const tables: Readonly<Record<string, Table>> = {
  checks: {
    columns: {
      ...ofCheck,
      meterOperator: 'text',
      processOption: 'text',
      state: 'text',
      outcome: 'text',
      openedOn: 'date',
      closedOn: 'date',
      waitsFor: 'text',
      waitsForParty: 'text',
      waitsForFlow: 'text',
      dueOn: 'date',
      dueAt: 'time',
      isOverdue: 'flag',
      workingDaysLeft: 'number',
      asOf: 'time',
    },
    rows: (gateway, now) => ofEachMpan(gateway, (state) => checkRows(gateway, state, now)),
  },
  deadlines: {
    columns: {
      ...ofCheck,
      stage: 'text',
      owedBy: 'text',
      owedByParty: 'text',
      owes: 'text',
      startedOn: 'date',
      dueOn: 'date',
      dueAt: 'time',
      answeredOn: 'date',
      status: 'text',
      workingDaysTaken: 'number',
      workingDaysOver: 'number',
      asOf: 'time',
    },
    rows: (gateway, now) => ofEachMpan(gateway, (state) => deadlineRows(gateway, state, now)),
  },
  flows: {
    columns: {
      file: 'text',
      flow: 'text',
      fileIdentifier: 'text',
      fromMpid: 'text',
      toRole: 'text',
      toMpid: 'text',
      mpan: 'text',
      createdAt: 'time',
      isWritten: 'flag',
      acknowledged: 'text',
      asOf: 'time',
    },
    rows: flowRows,
  },
  alerts: {
    columns: {
      key: 'text',
      at: 'time',
      kind: 'text',
      ...ofCheck,
      stage: 'text',
      owedBy: 'text',
      owedByParty: 'text',
      dueOn: 'date',
      workingDaysOver: 'number',
      isRetracted: 'flag',
      asOf: 'time',
    },
    rows: alertRows,
  },
  receipts: {
    columns: {
      receipt: 'number',
      folder: 'text',
      flow: 'text',
      fileIdentifier: 'text',
      sender: 'text',
      receivedAt: 'time',
      sizeBytes: 'number',
      sha256: 'text',
      outcome: 'text',
      findings: 'number',
      instances: 'number',
      instancesAccepted: 'number',
      asOf: 'time',
    },
    rows: receiptRows,
  },
};

interface WrittenTable {
  readonly path: string;
  readonly rows: number;
}

/** Writes each table into a folder that is there, over what an earlier time left. */
export async function* writeTables(
  gateway: Gateway,
  folder: string,
  by: string,
): AsyncGenerator<WrittenTable> {
  // What one that was killed left behind.
  for (const name of readdirSync(folder).filter(isLeftOver)) removeFile(join(folder, name));
  const now = gateway.clock.now();
  const about = { 'pawl.tables': version, 'pawl.mpid': gateway.config.mpid, 'pawl.asOf': now };
  for (const [name, { columns, rows }] of Object.entries(tables)) {
    const path = join(folder, `${name}.parquet`);
    const groups = inGroups(rows(gateway, now), { asOf: now });
    yield { path, rows: await writeParquet({ path, columns, groups, about, by }) };
  }
}

async function* inGroups(parts: Rows, all: ParquetRow): AsyncGenerator<ParquetRow[]> {
  let group: ParquetRow[] = [];
  for await (const rows of parts) {
    for (const row of rows) group.push({ ...row, ...all });
    if (group.length < rowsPerGroup) continue;
    yield group;
    group = [];
  }
  yield group;
}

async function* ofEachMpan(
  { store }: Gateway,
  rowsOf: (state: MpanState) => readonly ParquetRow[],
): AsyncGenerator<ParquetRow[]> {
  for (let after = ''; ; ) {
    const some = await store.mpansAfter(after, mpansPerRead);
    const last = some.at(-1);
    if (last === undefined) return;
    yield some.flatMap(({ state }) => rowsOf(state));
    after = last.mpan;
  }
}

function checkRows({ rules }: Gateway, state: MpanState, now: Instant): ParquetRow[] {
  return state.checks.map((check) => {
    const { profile, openedOn, closedOn, ...view } = viewOf(rules, state, check, now);
    const { mpan, supplier, sequence, meterOperator, outcome } = view;
    const standing = standingOf(rules, { state, check }, now);
    const isWaiting = standing?.awaited === true;
    return {
      mpan,
      supplier,
      sequence,
      meterOperator,
      processOption: profile,
      state: view.state,
      outcome,
      openedOn,
      closedOn,
      waitsFor: isWaiting ? roleInWords(standing.owner) : null,
      waitsForParty: isWaiting ? standing.owedBy : null,
      waitsForFlow: isWaiting && standing.owes.length > 0 ? owesInWords(standing.owes) : null,
      dueOn: isWaiting ? standing.dueOn : null,
      dueAt: isWaiting ? standing.dueAt : null,
      isOverdue: standing?.overdue ?? false,
      workingDaysLeft: isWaiting ? standing.workingDaysLeft : null,
    };
  });
}

function deadlineRows({ rules }: Gateway, state: MpanState, now: Instant): ParquetRow[] {
  const today = localDateOf(rules.zone, now);
  return state.checks.flatMap((check) => {
    const { mpan, supplier, sequence, stages } = viewOf(rules, state, check, now);
    return stages.map(({ name, owner, owes, status, dueOn, answeredOn, ...stage }) => ({
      mpan,
      supplier,
      sequence,
      stage: name,
      owedBy: roleInWords(owner),
      owedByParty: partyOf(check, owner),
      owes: owesInWords(owes),
      startedOn: stage.startedOn,
      dueOn,
      dueAt: stage.dueAt,
      answeredOn,
      status,
      workingDaysTaken: stage.workingDaysTaken,
      workingDaysOver:
        dueOn === null || !['breached', 'late'].includes(status)
          ? null
          : workingDaysOver(rules, mpan, dueOn, answeredOn ?? today),
    }));
  });
}

/** A row for each MPAN of each file. */
async function* flowRows({ store }: Gateway): AsyncGenerator<ParquetRow[]> {
  for await (const files of pagesOf((place) => store.outboxPage(place))) {
    const firsts = files.flatMap(({ mpans }) => mpans.slice(0, 1));
    const known = await store.loadMpans([...new Set(firsts)]);
    yield files.flatMap(({ name, mpans, written, flow, fileIdentifier, ...file }) => {
      const state = known.get(mpans[0] ?? '')?.state;
      const acknowledged = acknowledgedOf(state, name)?.outcome ?? null;
      const { fromMpid, toRole, toMpid, createdAt } = file;
      const sent = { flow, fileIdentifier, fromMpid, toRole, toMpid, createdAt };
      return mpans.map((mpan) => {
        return { file: name, ...sent, mpan, isWritten: written, acknowledged };
      });
    });
  }
}

async function* alertRows({ store }: Gateway): AsyncGenerator<ParquetRow[]> {
  for await (const alerts of pagesOf((place) => store.alertsPage({}, place))) {
    yield alerts.map(({ retracted, owner, party, ...alert }) => {
      const {
        key,
        at,
        kind,
        mpan,
        supplier,
        sequence,
        stage,
        dueOn,
        workingDaysOver: over,
      } = alert;
      const about = { key, at, kind, mpan, supplier, sequence, stage, dueOn };
      const owed = { owedBy: roleInWords(owner), owedByParty: party };
      return { ...about, ...owed, workingDaysOver: over, isRetracted: retracted };
    });
  }
}

async function* receiptRows({ store }: Gateway): AsyncGenerator<ParquetRow[]> {
  for await (const files of pagesOf((place) => store.filesPage({}, place))) {
    yield files.map(({ id, folder, ...file }) => {
      const { receivedAt, size, sha256, outcome, findings, instances, instancesAccepted } = file;
      const { flow, fileIdentifier, sender } = headerInForm(file);
      const named = { receipt: id, folder, flow, fileIdentifier, sender, receivedAt };
      const became = { sha256, outcome, findings, instances, instancesAccepted };
      return { ...named, sizeBytes: size, ...became };
    });
  }
}

async function* pagesOf<Item>(
  read: (place: Place) => Promise<PageOrNone<Item>>,
): AsyncGenerator<readonly Item[]> {
  for (let after: string | null = null; ; ) {
    const page: PageOrNone<Item> = await read({ after, limit: rowsPerPage });
    if (page === null) throw new Error('a list goes on in another order than it began');
    yield page.items;
    if (page.next === null) return;
    after = page.next;
  }
}
