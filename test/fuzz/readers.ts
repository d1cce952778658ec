/**
 * Every reader of what others write, as the fuzz asks it: bytes in, and what must be true of what
 * comes out. A reader says nothing of a good file here; that is for the other tests. None may throw at
 * content, say more than is bounded, or take longer than its input's size allows.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegister } from '../../src/papers/approvals/register-files.ts';
import {
  addWorkingDays,
  bundledBankHolidays,
  calendarOf,
  mergeBankHolidays,
  readFeed,
} from '../../src/calendar/index.ts';
import { readComponents } from '../../src/papers/capacity-market/read-components.ts';
import { inspectConfig, readConfig } from '../../src/config/index.ts';
import {
  createDipReader,
  type DipMessage,
  parseDipFile,
  readDipDefinitions,
  readDipMessage,
  shippedDipSchemas,
} from '../../src/dip/index.ts';
import { EngineError } from '../../src/engine-error.ts';
import { recordsOf } from '../../src/files/index.ts';
import {
  createFlowReader,
  defaultLimits,
  diffEdition,
  editionOf,
  FINDING_CODES,
  type Finding,
  type FlowFile,
  parseFlowFile,
  printFlowFile,
  readEdition,
  readInstance,
} from '../../src/flow/index.ts';
import { flowEvents } from '../../src/gateway/events-of.ts';
import { scanner } from '../../src/intake/named-mpans.ts';
import { readCsv } from '../../src/intake/read-csv.ts';
import { visitItems } from '../../src/intake/visit-items.ts';
import {
  changesBetween,
  createReference,
  mergedFacts,
  readReference,
  shippedRoles,
} from '../../src/market/index.ts';
import { foldAll, viewOf } from '../../src/process/index.ts';
import {
  labelOf,
  readingRules,
  readMaintenanceText,
  readReport,
  reportFindings,
} from '../../src/reading/index.ts';
import { catalogue, describeFile } from '../flow/examples.ts';
import { supplierRules } from '../process/events.ts';
import {
  componentSeeds,
  configSeeds,
  csvSeeds,
  dipSeeds,
  editionSeeds,
  feedSeeds,
  flowSeeds,
  isdSeeds,
  registerSeeds,
  sentenceSeeds,
} from './corpus.ts';

export interface Reader {
  readonly name: string;
  readonly seeds: readonly Buffer[];
  /** How often it is asked beside the others. */
  readonly weight: number;
  /** Throws where something is not as it must be. */
  readonly read: (bytes: Buffer) => void | Promise<void>;
}

/** A message may quote what came, but not all of it. */
const messageMaxCharacters = 2_000;

function soundFindings(findings: readonly Finding[]): void {
  assert.ok(findings.length <= defaultLimits.findingsMax + 2, 'more findings than the limit');
  for (const { code, message } of findings) {
    assert.ok(Object.hasOwn(FINDING_CODES, code), `${code} is no code`);
    assert.ok(message.length <= messageMaxCharacters, `${code} says ${message.length} characters`);
  }
}

export function readFlow(bytes: Buffer): void {
  const { file, summary } = parseFlowFile(catalogue, bytes);
  soundFindings(summary.findings);
  if (file !== null) {
    for (const instance of file.instances) soundFindings(instance.findings);
    assert.ok(file.instances.length <= bytes.length / 4 + 1, 'more instances than bytes can hold');
    printsAlike(file);
  }
  // In pieces it reads the same.
  const reader = createFlowReader(catalogue, {
    limits: defaultLimits,
    onInstance: () => undefined,
  });
  const middle = bytes.length >> 1;
  reader.push(bytes.subarray(0, middle));
  reader.push(bytes.subarray(middle));
  assert.deepEqual(reader.end(), summary);
}

/** Parse, print, parse: what was accepted is printed so that it reads the same. */
function printsAlike({ envelope, instances }: FlowFile): void {
  const accepted = instances.filter((instance) => instance.accepted);
  if (accepted.length === 0 || accepted.length > 20) return;
  const { flow, version } = envelope;
  const trees = accepted.map(({ text, line }) =>
    readInstance(catalogue, flow, version, text, line),
  );
  let printed: string;
  try {
    printed = printFlowFile(catalogue, { envelope, instances: trees });
  } catch (error) {
    // The printer is stricter: it refuses what it would have to change, and says so.
    assert.ok(
      error instanceof assert.AssertionError && /would reject/.test(error.message),
      String(error),
    );
    return;
  }
  const again = parseFlowFile(catalogue, printed);
  const read = again.file?.instances.map(({ text, line }) =>
    withoutLines(readInstance(catalogue, flow, version, text, line)),
  );
  assert.deepEqual(read, trees.map(withoutLines));
}

const withoutLines = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value) => (key === 'line' ? undefined : value)));

function describe(bytes: Buffer): void {
  for (const { text } of describeFile(bytes)) {
    assert.ok(text.length <= defaultLimits.lineMaxBytes * 2, 'a line of words without end');
  }
  const scan = scanner();
  const named = [...scan.push(bytes), scan.end()].flat();
  assert.ok(named.length <= bytes.length / 13 + 1, 'more MPANs than bytes can hold');
}

/** Whatever is accepted is folded, and shown, without a word of complaint from inside. */
function fold(bytes: Buffer): void {
  const { file } = parseFlowFile(catalogue, bytes);
  if (file === null) return;
  const taken = file.instances.flatMap(({ mpan, line, text, accepted }) =>
    accepted && mpan !== null ? [{ mpan, line, text }] : [],
  );
  if (taken.length === 0) return;
  const arrival = {
    config: readConfig({ mpid: 'SUPP', role: 'X' }, 'fuzz', {}),
    folder: 'inbox' as const,
    file: 'fuzz.usr',
    receivedAt: '2026-08-20T09:00:00Z',
  };
  const events = flowEvents(supplierRules, arrival, file.envelope, taken, '');
  const byMpan = Map.groupBy(events, ({ mpan }) => mpan);
  for (const [mpan, some] of [...byMpan].slice(0, 5)) {
    for (const profile of ['option-1', 'option-2', 'option-3']) {
      const told = some.map((event) => ({ ...event, profile }));
      const { state, readings } = foldAll(supplierRules, mpan, told, '2026-12-01T00:00:00Z');
      assert.ok(readings.length <= told.length, 'more readings than events');
      for (const check of state.checks) viewOf(supplierRules, state, check, '2026-12-01T00:00:00Z');
    }
  }
}

const items = visitItems(catalogue);

async function readRows(bytes: Buffer): Promise<void> {
  let rows = 0;
  const onRow = (): void => {
    rows += 1;
  };
  const summary = await readCsv([bytes], { items, today: '2026-12-01', onRow });
  soundFindings(summary.findings);
  assert.ok(rows <= summary.rowCount, 'more good rows than rows');
  assert.ok(summary.rowCount <= bytes.length + 1, 'more rows than bytes');
}

async function readCapacity(bytes: Buffer): Promise<void> {
  let told = 0;
  const { findings, rows } = await readComponents([bytes], () => {
    told += 1;
  });
  soundFindings(findings);
  assert.ok(told <= rows, 'more components than rows');
}

/** The two registers of a workspace; the folder is made by whoever runs this. */
function readApprovals(workspace: string, kind: 'compliance' | 'protocols') {
  mkdirSync(join(workspace, 'approvals'), { recursive: true });
  const path = join(workspace, 'approvals', `${kind}.csv`);
  return async (bytes: Buffer): Promise<void> => {
    writeFileSync(path, bytes);
    try {
      const register = await readRegister(workspace);
      assert.ok(register[kind].length <= bytes.length, 'more entries than bytes');
    } catch (error) {
      // What is wrong is named, all at once and within bounds.
      assert.ok(error instanceof EngineError && error.code === 'APPROVALS_INVALID', String(error));
      assert.ok(error.message.length <= 21 * messageMaxCharacters, 'a refusal without end');
    } finally {
      writeFileSync(path, registerSeeds[kind]);
    }
  };
}

const dipDefinitions = readDipDefinitions(shippedDipSchemas);
const dipOptions = { limits: defaultLimits, zone: 'Europe/London' };

function readDip(bytes: Buffer): void {
  const { messages, summary } = parseDipFile(dipDefinitions, bytes, dipOptions);
  soundFindings(summary.findings);
  assert.ok(messages.length <= bytes.length / 2 + 1, 'more messages than bytes can hold');
  // It is broken if and only if it is no JSON, or neither an array nor an object.
  const whole = jsonOf(bytes.subarray(summary.findings.some(isByteOrderMark) ? 3 : 0));
  const isEmpty = Array.isArray(whole) && whole.length === 0;
  const isReadable = typeof whole === 'object' && whole !== null;
  const hasOddBytes = !bytes.equals(Buffer.from(bytes.toString('utf8')));
  if (!hasOddBytes) assert.equal(summary.fileBroken, !isReadable, 'broken and yet JSON, or not');
  if (isEmpty) assert.deepEqual(messages, []);
  for (const message of messages.slice(0, 20)) {
    soundFindings(message.findings);
    if (message.text === '' || summary.fileBroken) continue;
    const { path, line, byte } = message;
    const place = { path, line, byte };
    assert.deepEqual(
      readDipMessage(dipDefinitions, message.text, { zone: dipOptions.zone, place }),
      message,
    );
  }
  // In pieces it reads the same.
  const inPieces: DipMessage[] = [];
  const onMessage = (message: DipMessage): void => void inPieces.push(message);
  const reader = createDipReader(dipDefinitions, { ...dipOptions, onMessage });
  const step = 1 + (bytes.length % 7);
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
  assert.deepEqual(reader.end(), summary);
  assert.equal(inPieces.length, messages.length);
}

const isByteOrderMark = ({ code }: Finding): boolean => code === 'CHARACTER_NOT_PRINTABLE';

const isdOptions = {
  roles: shippedRoles,
  file: 'reference/fuzz.csv',
  since: '2026-06-01T09:00:00Z',
};

async function readReferenceFile(bytes: Buffer): Promise<void> {
  const shipped = { letters: shippedRoles.letters, holdings: [] };
  const before = createReference(shippedRoles.roles, shipped);
  const { findings, facts, rows } = await readReference(recordsOf([bytes]), isdOptions);
  soundFindings(findings);
  assert.ok(facts.letters.length + facts.holdings.length <= rows, 'more facts than rows');
  const after = createReference(shippedRoles.roles, mergedFacts(shipped, facts));
  for (const letter of after.letters.slice(0, 20)) after.meaningOf(letter, '2026-06-01');
  for (const mpid of after.mpids.slice(0, 20)) after.heldBy(mpid, '2026-06-01');
  for (const { from, to } of changesBetween(before, after)) {
    assert.ok(from === null || to === null || from <= to, 'a period that ends before it begins');
  }
}

function readEditions(bytes: Buffer): void {
  const read = readEdition(bytes.toString('utf8'));
  if ('problems' in read) {
    assert.ok(read.problems.length > 0 && read.problems.length <= 20, 'refused without a word');
    return;
  }
  const { flows, alike } = diffEdition(catalogue, read);
  assert.equal(flows.length + alike.length, read.flows.length, 'a flow that is neither');
  const edition = editionOf(read, { name: 'fuzz', from: null, known: {} });
  assert.ok(edition.flows.length <= bytes.length, 'more flows than bytes');
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function readCalendar(bytes: Buffer): void {
  const feed = readFeed(jsonOf(bytes));
  if ('problem' in feed) {
    assert.ok(feed.problem.length <= bytes.length + 200, 'a problem longer than the feed');
    return;
  }
  const merged = mergeBankHolidays(bundledBankHolidays, feed.bankHolidays);
  for (const division of Object.keys(merged).slice(0, 20)) {
    const calendar = calendarOf(merged, division);
    if (calendar === undefined) continue;
    const due = addWorkingDays(calendar, '2026-08-03', 10);
    assert.match(String(due), /^(\d{4}-\d{2}-\d{2}|CALENDAR_NOT_COVERED)$/);
  }
}

function readConfiguration(bytes: Buffer): void {
  const { config, problems, missing } = inspectConfig(jsonOf(bytes), {});
  assert.ok(config !== null || problems.length > 0 || missing.length > 0, 'refused without a word');
  for (const problem of problems) {
    assert.ok(problem.length <= bytes.length + messageMaxCharacters, 'a problem without end');
  }
}

function readWords(bytes: Buffer): void {
  const text = bytes.toString('utf8');
  const words = text
    .split('\n')
    .slice(0, 6)
    .map((line, index) => ({
      text: line.slice(0, 2_000),
      line: index + 2,
      item: 'J0012',
      meterId: '-',
    }));
  const report = readReport(readingRules, { codes: [], texts: words });
  assert.ok(reportFindings.includes(report.finding), report.finding);
  assert.ok(report.reasons.length <= text.length + 10, 'more reasons than letters');
  // Evidence cites: what decided stands in the words, at its line.
  for (const { words: cited, line } of report.reasons) {
    const told = words.find((one) => one.line === line)?.text ?? '';
    const isCited = bare(told).includes(bare(cited));
    assert.ok(isCited, `cites ${JSON.stringify(cited)} of ${JSON.stringify(told)}`);
  }
  readMaintenanceText(readingRules, words);
  assert.ok(['strong', 'weak', 'none'].includes(labelOf(readingRules, [text])));
}

const bare = (text: string): string => text.replace(/\s+/g, '').toUpperCase();

export const readersIn = (workspace: string): readonly Reader[] => [
  { name: 'flow files', seeds: flowSeeds, weight: 6, read: readFlow },
  { name: 'flow files in words', seeds: flowSeeds, weight: 2, read: describe },
  { name: 'the fold of what was accepted', seeds: flowSeeds, weight: 2, read: fold },
  { name: 'notifications, appointments, visits', seeds: csvSeeds, weight: 4, read: readRows },
  { name: 'Capacity Market components', seeds: componentSeeds, weight: 1, read: readCapacity },
  {
    name: 'register of meter types',
    seeds: [registerSeeds.compliance],
    weight: 0.2,
    read: readApprovals(workspace, 'compliance'),
  },
  {
    name: 'register of protocols',
    seeds: [registerSeeds.protocols],
    weight: 0.5,
    read: readApprovals(workspace, 'protocols'),
  },
  { name: 'bank-holiday feeds', seeds: feedSeeds, weight: 2, read: readCalendar },
  { name: 'DIP messages', seeds: dipSeeds, weight: 2, read: readDip },
  {
    name: 'Industry Standing Data and corrections',
    seeds: isdSeeds,
    weight: 1,
    read: readReferenceFile,
  },
  { name: 'editions of the catalogue', seeds: editionSeeds, weight: 1, read: readEditions },
  { name: 'configuration', seeds: configSeeds, weight: 1, read: readConfiguration },
  { name: 'words of reports', seeds: sentenceSeeds, weight: 4, read: readWords },
];
