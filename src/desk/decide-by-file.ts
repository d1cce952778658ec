/**
 * Deciding many checks by a file: a row for each, with its reason. It is looked through first, row by
 * row; then each that still stands as it was looked at is decided, in the journal of its own MPAN.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { whereaboutsOf } from '../account/index.ts';
import { EngineError } from '../engine-error.ts';
import { piecesOfFile } from '../files/index.ts';
import { type Gateway, revisionAt, wouldDecide } from '../gateway/index.ts';
import { csvKindAt, datesIn, type DecisionRow, readCsv } from '../intake/index.ts';
import { decisions as decisionNames, type ExceptionCode, holdsCheck } from '../process/index.ts';
import { findingShape } from './check-shapes.ts';
import { claimedByOthers, othersAmong } from './claims.ts';
import { ofThisList } from './listing.ts';
import { type Desk, operation, Unfit } from './operation.ts';
import { wordsOfItems } from './queued.ts';
import { fileId, receiptOf } from './receipt.ts';
import {
  countedMax,
  exceptionCode,
  instant,
  mpan,
  pageOf,
  paging,
  reason,
  wholeNumber,
} from './terms.ts';

/** Ours: more than one person looks through at once. */
const rowsMax = 2_000;
const textMax = 900_000;

const csv = z
  .string()
  .min(1)
  .max(textMax, `has more than ${textMax} characters: split the file`)
  .describe('a CSV with the columns mpan, decision, reason and, if it is known, revision');

const rowShape = {
  line: wholeNumber,
  mpan,
  decision: z.enum(decisionNames),
  reason: z.string(),
};

/** Which rows a CSV has, and what stands against others. Throws Unfit for another file. */
async function rowsIn(text: string) {
  const pieces = () => [Buffer.from(text)];
  const rows: DecisionRow[] = [];
  const { kind, findings, rowCount } = await readCsv(pieces(), {
    items: [],
    dates: await datesIn(pieces, []),
    mpanRepeatsMax: 1,
    onRow: (row) => {
      if (row.kind === 'decisions' && rows.length <= rowsMax) rows.push(row);
    },
  });
  const refuse = (message: string): never => {
    throw new Unfit([{ field: 'csv', message }]);
  };
  if (kind === null) refuse(findings[0]?.message ?? 'is empty');
  if (kind !== 'decisions') refuse(`is a file of ${kind}: put it into inbox/`);
  if (rows.length > rowsMax) refuse(`has more than ${rowsMax} rows: split the file`);
  const unread = new Set(
    findings.filter(({ severity }) => severity === 'reject').map(({ line }) => line),
  ).size;
  return { rows, findings, unread, open: Math.max(0, rowCount - rows.length - unread) };
}

/** Of a file that was dropped: its text as it lies there, and when it came. */
async function dropped(gateway: Gateway, id: number) {
  const receipt = await receiptOf(gateway, id);
  const { kind, path } = await whereaboutsOf(gateway, receipt);
  if (kind !== 'there') {
    throw new EngineError('NOT_FOUND', `no file lies in ${path}`, `pawl file ${id} says why`);
  }
  let text = '';
  for (const piece of piecesOfFile(join(gateway.workspace, path))) {
    text += piece.toString('latin1');
    if (text.length > textMax) break;
  }
  return { text: Buffer.from(text, 'latin1').toString('utf8'), at: receipt.receivedAt };
}

const shown = ({ line, mpan: of, decision, reason }: DecisionRow) => ({
  line,
  mpan: of,
  decision,
  reason,
});

async function would({ gateway, asker }: Desk, row: DecisionRow, since: number | null) {
  const { mpan: of, decision, reason } = row;
  const action = { name: 'decide', decision } as const;
  try {
    const by = { who: asker.name, reason };
    const { means, revision, from, to } = await wouldDecide(gateway, of, action, by, since);
    const says = {
      moved: from === to ? 'decides' : `decides: from ${from} to ${to}`,
      noted: 'left out: it would change nothing',
      exception: `left out: it does not fit ${from}`,
      proposed: 'proposes it: it counts when another person does the same',
    }[means];
    const isLeft = means === 'noted' || means === 'exception';
    return {
      revision,
      from,
      to: isLeft ? null : to,
      means: isLeft ? left : ('would' as const),
      says,
    };
  } catch (error) {
    if (!(error instanceof EngineError) || !leaving.has(error.code)) throw error;
    return {
      revision: null,
      from: null,
      to: null,
      means: left,
      says: `left out: ${error.message}`,
    };
  }
}

const left = 'left' as const;

/** What leaves out one row, and no other. */
const leaving: ReadonlySet<string> = new Set(['NOT_FOUND', 'MOVED_ON', 'NOT_POSSIBLE']);

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const csvOf = (
  rows: readonly { mpan: string; decision: string; reason: string; revision: number | null }[],
): string =>
  [
    'mpan,decision,revision,reason',
    ...rows.map((row) => `${row.mpan},${row.decision},${row.revision ?? ''},${quoted(row.reason)}`),
    '',
  ].join('\r\n');

const itemShape = z.strictObject({
  ...rowShape,
  revision: wholeNumber.nullable().describe('of the check as it was looked at'),
  from: z.string().nullable().describe('where the check stood'),
  to: z.string().nullable().describe('where it stands then; null: the row is left out'),
  means: z
    .enum(['would', 'moved', 'noted', 'exception', 'proposed', 'left'])
    .describe('would: it is a dry run; left: nothing was decided of it'),
  says: z.string().describe('what it does, or why it is left out'),
});

export const decideByFile = operation({
  name: 'decisions',
  group: 'Acts',
  summary:
    'Decide the checks that a CSV names, each with its reason; those that moved on are left out',
  role: 'operator',
  takes: z.strictObject({
    csv: csv.optional(),
    file: fileId.optional().describe('or a file that was dropped, by the number of its receipt'),
    dryRun: z.boolean().default(false).describe('say what each row would do, and do nothing'),
    reason: reason.optional(),
  }),
  answers: z
    .strictObject({
      items: z.array(itemShape),
      deciding: wholeNumber.describe('how many rows decide, or would'),
      decided: wholeNumber,
      proposed: wholeNumber,
      left: wholeNumber.describe('left out: nothing was decided of these'),
      open: wholeNumber.describe('rows without decision and reason: left for another time'),
      unread: wholeNumber.describe('rows that cannot be read'),
      findings: z.array(findingShape).describe('what stands against rows that cannot be read'),
      claimedByOthers,
      csv: z.string().describe('of a dry run: the rows that would decide, to be sent'),
    })
    .meta({ id: 'DecidedByFile' }),
  route: 'POST /decisions',
  typed: { no: 'pawl decisions FILE takes the file itself' },
  example: { csv: 'mpan,decision,reason\n1200000001042,has,photograph seen\n' },
  problems: [404],
  run: async (desk, { csv: sent, file, dryRun, reason: why = null }) => {
    const { gateway } = desk;
    const given = file === undefined ? null : await dropped(gateway, file);
    const text = given?.text ?? sent;
    if (text === undefined || (given !== null && sent !== undefined)) {
      throw new Unfit([{ field: 'csv', message: 'name csv or file' }]);
    }
    const { rows, ...besides } = await rowsIn(text);
    const seen: z.output<typeof itemShape>[] = [];
    for (const row of rows) {
      const since =
        row.revision ?? (given === null ? null : await revisionAt(gateway, row.mpan, given.at));
      seen.push({ ...shown(row), ...(await would(desk, row, since)) });
    }
    const deciding = seen.filter(({ to }) => to !== null);
    const others = await othersAmong(
      desk,
      deciding.map((row) => row.mpan),
    );
    const done = dryRun ? seen : await decided(desk, seen, why);
    const number = (...means: readonly string[]): number =>
      done.filter((one) => means.includes(one.means)).length;
    return {
      items: done,
      deciding: deciding.length,
      decided: number('moved', 'noted', 'exception'),
      proposed: number('proposed'),
      left: number('left'),
      open: besides.open,
      unread: besides.unread,
      findings: [...besides.findings],
      claimedByOthers: others,
      csv: dryRun ? csvOf(deciding) : '',
    };
  },
});

/** One after the other, each as it was looked at; what moves on in between is left out. */
const decided = (
  { gateway, act }: Desk,
  seen: readonly z.output<typeof itemShape>[],
  why: string | null,
): Promise<z.output<typeof itemShape>[]> =>
  act(why, async (deeds, by) => {
    const done = [];
    for (const row of seen) {
      if (row.to === null && row.means === 'left') {
        done.push(row);
        continue;
      }
      const { mpan: of, decision, reason: says, revision } = row;
      const action = { name: 'decide', decision } as const;
      const own = by.reason === '' ? says : `${says} (${by.reason})`;
      try {
        const means = await deeds.decide(gateway, of, action, { ...by, reason: own }, revision);
        done.push({ ...row, means });
      } catch (error) {
        if (!(error instanceof EngineError) || !leaving.has(error.code)) throw error;
        done.push({ ...row, to: null, means: 'left' as const, says: `left out: ${error.message}` });
      }
    }
    return done;
  });

/** Whether a CSV is one of these, by its beginning. */
export const isFileOfDecisions = async (pieces: Iterable<Uint8Array>): Promise<boolean> =>
  (await csvKindAt(pieces)) === 'decisions';

export const decisionsOpen = operation({
  name: 'decisions open',
  group: 'Checks',
  summary: 'The checks that wait for a decision, as a file to be filled in',
  role: 'operator',
  takes: z.strictObject({ code: exceptionCode.optional(), ...paging }),
  answers: pageOf(
    z
      .strictObject({
        mpan,
        decision: z.string().describe(`to be filled in: one of ${decisionNames.join(', ')}`),
        reason: z.string().describe('to be filled in'),
        revision: wholeNumber,
        code: exceptionCode,
        since: instant,
        words: z.string().describe('what the report says, as it stands; empty where there is none'),
        says: z.string(),
      })
      .meta({ id: 'ToDecide' }),
  ),
  route: 'GET /decisions',
  typed: { no: 'GET /decisions?format=csv gives the file, and the page Bring in' },
  example: {},
  looks: ({ items }) => items.flatMap((one) => (one.words === '' ? [] : [one.mpan])),
  run: async ({ gateway }, { limit, cursor, code }) => {
    const filter = { open: true, ...(code === undefined ? {} : { code }) };
    const page = { after: cursor ?? null, limit };
    const { items, next } = ofThisList(await gateway.store.exceptionsPage(filter, page));
    const isDecided = (one: ExceptionCode): boolean => holdsCheck(one) && one !== 'PAWL_FAULT';
    const holding = items.filter((one) => isDecided(one.code));
    const codes = (code === undefined ? exceptionCode.options : [code]).filter(isDecided);
    const numbers = codes.map((one) =>
      gateway.store.countExceptions({ open: true, code: one }, countedMax + 1),
    );
    const number = (await Promise.all(numbers)).reduce((sum, one) => sum + one, 0);
    const words = await wordsOfItems(gateway, holding);
    const revisions = await Promise.all(
      holding.map(({ mpan: of }) => gateway.store.journalNumber(of)),
    );
    return {
      items: holding.map(({ id, mpan: of, code: why, at, detail }, index) => ({
        mpan: of,
        decision: '',
        reason: '',
        revision: revisions[index] ?? 0,
        code: why,
        since: at,
        words: (words.get(id) ?? []).map((one) => one.words).join('; '),
        says: detail,
      })),
      next,
      counted: { number: Math.min(number, countedMax), isMore: number > countedMax },
    };
  },
});
