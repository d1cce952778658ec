/** One unit of work as the columns of one call: one round trip, whatever the number of its rows. */
import { EngineError } from '../../engine-error.ts';
import { type ExceptionCode, exceptionCodes, isNote } from '../../process/index.ts';
import { digestOf } from '../chain.ts';
import type { CommitAnswer } from '../guards.ts';
import { mergeSeal, sealsOfUnit } from '../seals.ts';
import { soughtText } from '../sought.ts';
import { checkValues, exceptionValues, receiptValues } from '../rows.ts';
import {
  isOwing,
  type MpanUpdate,
  releaseAtOf,
  type Sought,
  type UnitOfWork,
} from '../unit-of-work.ts';
import { inTheWay, sqlStateOf, type PostgresSql, refusedState } from './sql.ts';
import { integers, packed, type SentValue, rawTexts, texts } from './values.ts';

type Cell = string | number | null;
/** What the embedded store takes, where it has no bytes. */
type Little = ReturnType<typeof exceptionValues>[number];

const textOf = (value: Little): string | null =>
  typeof value === 'string' ? value : value === null ? null : String(Number(value));
/** How the cells of a column travel: as text, as JSON, as a whole number. */
const ways = { text: texts, json: rawTexts, number: integers } as const;
type Way = keyof typeof ways;

/** The rows of a table as its columns, each one array. */
const columns = (rows: readonly (readonly Cell[])[], each: readonly Way[]): Buffer[] =>
  each.map((way, place) => ways[way](rows.map((row) => row[place] ?? null) as never));

/** What there is little of: its cells, row after row. Numbers and JSON go as texts. */
const cells = (rows: readonly (readonly Little[])[], json: readonly number[] = []): Buffer =>
  rawTexts(
    rows.flatMap((row) =>
      row.map((value, place) => {
        const text = textOf(value);
        return text === null || json.includes(place) ? text : packed(text);
      }),
    ),
  );

const noteCodes = Object.keys(exceptionCodes).filter((code) => isNote(code as ExceptionCode));

/** Of rows with the same key the last, as it would be written last. */
const lastOf = <Row>(rows: readonly Row[], keyOf: (row: Row) => unknown): Row[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values(),
];

function mpanRow(update: MpanUpdate): readonly Cell[] {
  const { mpan, revision, state, wakeAt, checks, excepted } = update;
  return [
    mpan,
    revision,
    wakeAt,
    releaseAtOf(checks),
    Number(checks.some((check) => check.closedOn === null)),
    Number(checks.some(isOwing)),
    Number(excepted),
    Number(update.alerted === true),
    Number(update.keepsRows === true && revision > 0),
    Number(update.fewerChecks),
    JSON.stringify(state),
  ];
}

const checkRows = ({ mpan, checks }: MpanUpdate): readonly (readonly Cell[])[] =>
  checks.map((check) => checkValues(mpan, check));

/** Which words are new the store sees; here they are words, each once. */
function soughtRows(sought: readonly Sought[]): readonly (readonly Cell[])[] {
  const told = new Map<string, { readonly ids: string; readonly site: string }>();
  for (const { mpan, ids, site } of sought) {
    const before = told.get(mpan) ?? { ids: '', site: '' };
    told.set(mpan, { ids: soughtText(before.ids, ids), site: soughtText(before.site, site) });
  }
  return [...told].map(([mpan, { ids, site }]) => [mpan, ids, site]);
}

/** MPANs, and the words they are looked for by. */
export const soughtColumns = (sought: readonly Sought[]): readonly Buffer[] =>
  columns(soughtRows(sought), ['text', 'text', 'text']);

const sealKind = { whole: 0, ofReceipt: 1, ofAlert: 2, fileNumber: 3, merge: 4 } as const;

/** Seals as the store completes them: kind, what it is about, and the texts that it is made of. */
function sealRows(unit: UnitOfWork, raised: UnitOfWork['raised']): readonly (readonly Cell[])[] {
  const numbered = unit.receipts.map((receipt, index) => ({ ...receipt, id: index + 1 }));
  // Those of the alerts that are new come before those of alerts that are retracted now.
  const ofAlerts = raised.flatMap(({ retracted }, index) =>
    retracted ? [index + 1, index + 1] : [index + 1],
  );
  const rows = sealsOfUnit(unit, numbered, raised).map((seal): readonly Cell[] => {
    const [kind, name, value] = seal;
    if (kind === 'receipt' || kind === 'findings') {
      return [sealKind.ofReceipt, Number(name), kind, JSON.stringify(value)];
    }
    const alert = kind === 'alert' || kind === 'standing' ? ofAlerts.shift() : undefined;
    return alert === undefined
      ? [sealKind.whole, 0, JSON.stringify(seal), '']
      : [sealKind.ofAlert, alert, JSON.stringify(seal), ''];
  });
  if (unit.fileNumbersTo !== null) rows.push([sealKind.fileNumber, 0, '', '']);
  if (unit.merge !== null) {
    rows.push([sealKind.merge, 0, JSON.stringify(mergeSeal(0, unit.merge)[2]), '']);
  }
  return rows;
}

function calendarCells({ calendar }: UnitOfWork): readonly Little[][] {
  if (calendar === null) return [];
  const { mergedAt, source, sha256, bankHolidays, undo, accepted } = calendar;
  const acts = [undo, accepted].map((act) => (act === undefined ? null : JSON.stringify(act)));
  return [[mergedAt, source, sha256, JSON.stringify(bankHolidays), ...acts]];
}

function mergeCells({ merge }: UnitOfWork): readonly Little[][] {
  if (merge === null) return [];
  const { mergedAt, kind, source, sha256, version, findings, act, ...said } = merge;
  const told = [said, findings].map((part) => JSON.stringify(part));
  const by = act === null ? null : JSON.stringify(act);
  return [[mergedAt, kind, source, sha256, version, ...told, by]];
}

/** All but the first three: which schema the caller knows, and which gateway it is. */
function valuesOf(unit: UnitOfWork): readonly SentValue[] {
  const checks = lastOf(unit.mpans.flatMap(checkRows), ([mpan, supplier, sequence]) =>
    [mpan, supplier, sequence].join('/'),
  );
  const items = unit.mpans
    .filter(({ excepted }) => excepted)
    .flatMap(({ mpan, exceptions }) =>
      exceptions.map((one) => exceptionValues(mpan, one) as Cell[]),
    );
  const firstOf = new Map(unit.raised.toReversed().map((alert) => [alert.key, alert]));
  const raised = unit.raised.filter((alert) => firstOf.get(alert.key) === alert);
  return [
    unit.token,
    unit.at,
    unit.epoch,
    unit.calendarsBefore,
    unit.mergesBefore,
    unit.fileNumbersTo,
    unit.wakeAllOpen,
    unit.wakeHeld,
    texts(noteCodes),
    ...columns(
      unit.judged.map((one) => [one.sha256, one.sender, one.flow, one.fileIdentifier, one.seen]),
      ['text', 'text', 'text', 'text', 'number'],
    ),
    ...columns(unit.mpans.map(mpanRow), [
      ...(['text', 'number', 'text', 'text', 'number', 'number', 'number', 'number'] as const),
      ...(['number', 'number', 'json'] as const),
    ]),
    ...columns(checks, [
      ...(['text', 'text', 'number', 'text', 'text', 'text', 'text', 'text', 'text'] as const),
      ...(['text', 'text', 'text', 'number', 'text', 'json'] as const),
    ]),
    ...columns(
      lastOf(items, ([id]) => id),
      [
        ...(['text', 'text', 'text', 'number', 'text', 'text', 'text', 'text', 'number'] as const),
        ...(['text', 'text', 'text'] as const),
      ],
    ),
    ...columns(
      unit.events.map((event) => {
        const body = JSON.stringify(event);
        const { mpan, key, kind, effectiveAt, receivedAt } = event;
        return [mpan, key, kind, effectiveAt, receivedAt, body, digestOf(body)];
      }),
      ['text', 'text', 'text', 'text', 'text', 'json', 'text'],
    ),
    ...columns(
      raised.map((alert) => {
        const { key, mpan, at, kind, retracted } = alert;
        return [key, mpan, at, kind, Number(retracted), JSON.stringify(alert)];
      }),
      ['text', 'text', 'text', 'text', 'number', 'json'],
    ),
    texts(unit.retracted),
    texts(unit.restored),
    ...columns(
      unit.named.map(({ sha256, line, mpan, accepted }) => [sha256, line, mpan, Number(accepted)]),
      ['text', 'number', 'text', 'number'],
    ),
    ...soughtColumns(unit.sought),
    texts(unit.rewritten),
    cells(unit.receipts.map(receiptValues), [9, 13]),
    cells(
      unit.outbox.map((file) => [
        file.name,
        file.flow,
        file.fileIdentifier,
        file.fromMpid,
        file.toRole,
        file.toMpid,
        JSON.stringify(file.mpans),
        file.text,
        file.sha256,
        file.createdAt,
      ]),
      [6],
    ),
    cells(unit.deliveries.map(({ alert, channel, dueAt }) => [alert, channel, dueAt])),
    cells(
      unit.milestones.map(({ channel, milestone, dueAt }) => [
        channel,
        milestone.key,
        milestone.mpan,
        JSON.stringify(milestone),
        dueAt,
      ]),
      [3],
    ),
    cells(
      unit.resubmissions.map(({ source, name, lines }) => [
        source,
        name,
        lines === null ? null : JSON.stringify(lines),
      ]),
    ),
    cells(calendarCells(unit), [3, 4, 5]),
    cells(mergeCells(unit), [5, 6, 7]),
    ...columns(sealRows(unit, raised), ['number', 'number', 'json', 'json']),
  ];
}

/** The call of a unit of work; where it is refused, the error has the answer. */
export function unitCall(unit: UnitOfWork): readonly [text: string, values: readonly SentValue[]] {
  const values = valuesOf(unit);
  const places = values.map((_value, index) => `$${index + 1}`);
  return [`select {schema}.commit_unit({member}, ${places.join(', ')})`, values];
}

export async function commitInOneCall(sql: PostgresSql, unit: UnitOfWork): Promise<CommitAnswer> {
  // The second of two snapshots of one MPAN is made from a revision that has moved on.
  if (new Set(unit.mpans.map(({ mpan }) => mpan)).size < unit.mpans.length) return 'conflict';
  const [call, values] = unitCall(unit);
  try {
    await sql.all(call, ...values);
    return 'committed';
  } catch (error) {
    return answerIn(error);
  }
}

/** There is no such function: another Pawl has made its own. */
const noSuchFunction = '42883';

export function answerIn(error: unknown): CommitAnswer {
  if (error instanceof EngineError && error.code === 'STORE_SCHEMA_NEWER') return 'stale';
  if (error instanceof EngineError && error.code === 'GATEWAY_FENCED') return 'fenced';
  const code = sqlStateOf(error);
  if (code === refusedState) return (error as Error).message as CommitAnswer;
  if (inTheWay.has(code)) return 'conflict';
  if (code === noSuchFunction) return 'stale';
  throw error;
}
