/**
 * `pawl capacity-market FILE`: the Capacity Market components of a file, judged on the spot. It needs
 * no workspace; where there is one, its setting says which rule is used. The file is streamed, and so
 * is what is printed of its components.
 */
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { codeOf } from '../../bug.ts';
import { isLocalDate, localDateOf } from '../../calendar/index.ts';
import { componentRow, type ComponentRow } from './component-rows.ts';
import { type ComponentsRead, readComponents } from './read-components.ts';
import { componentReport } from './component-report.ts';
import { isMeteringRule, type RuleUsed } from './rule.ts';
import { ruleUsed } from './operations.ts';
import { type Summary, summaryOf } from './summary.ts';
import { writeReports } from './report-files.ts';
import { systemClock } from '../../clock.ts';
import { type Config, meteringRules, readConfig } from '../../config/index.ts';
import { EngineError } from '../../engine-error.ts';
import { sha256OfFile } from '../../files/index.ts';
import { summaryLines } from './text-summary.ts';
import {
  findingLines,
  findWorkspace,
  progressBar,
  type ProgressBar,
  say,
  sayAside,
  usage,
} from '../../cli/index.ts';
import { supplierSide } from '../../market/index.ts';
import type { AsksIssues, IssueOn } from '../paper.ts';

interface CapacityMarketOptions {
  readonly workspace?: string;
  readonly rule?: string;
  readonly on?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly save?: boolean;
}

/** What is asked: which file, under which rule, with what known of the Codes of Practice. */
interface Question {
  readonly source: {
    readonly file: string;
    readonly sha256: string;
    readonly at: string;
    readonly path: string;
  };
  readonly used: RuleUsed;
  readonly issueOn: IssueOn;
  readonly bar: ProgressBar;
  readonly progress: (bytes: number) => void;
}

export async function judgeFile(
  file: string | undefined,
  options: CapacityMarketOptions,
  asksIssues: AsksIssues,
): Promise<number> {
  if (file === undefined) {
    throw usage('name a file of components', 'or: pawl capacity-market report, or rules');
  }
  const { folder, config } = settingsOf(options.workspace);
  const used = ruleBy(config, options);
  const issueOn = await asksIssues(folder);
  const size = sizeOf(file);
  const source = {
    file: basename(file),
    sha256: sha256OfFile(file),
    at: systemClock.now(),
    path: file,
  };
  const bar = progressBar();
  const progress = (bytes: number): void => bar.show(source.file, bytes, size);
  const question = { source, used, issueOn, bar, progress };
  try {
    if (options.save === true) return await save(question, options.workspace);
    if (options.csv === true) return await printCsv(question);
    return options.json === true ? await printJson(question) : await tell(question);
  } finally {
    bar.clear();
  }
}

/** The rule that is named, else the one in force on a day by the configuration. Throws USAGE. */
function ruleBy(config: Config, { rule, on, json, csv }: CapacityMarketOptions): RuleUsed {
  if (csv === true && json === true) {
    throw usage('--csv and --json cannot be used together', 'leave one of them out');
  }
  if (rule !== undefined && !isMeteringRule(rule)) {
    throw usage(`--rule is "${rule}"`, `rules are ${meteringRules.join(' and ')}`);
  }
  if (on !== undefined && !isLocalDate(on)) {
    throw usage(`--on is "${on}"`, 'a date is written as 2026-10-01');
  }
  const today = localDateOf(config.headerTimeZone, systemClock.now());
  if (rule !== undefined) return { rule, because: '--rule' };
  return ruleUsed(config.capacityMarket, undefined, on ?? today);
}

/** A file can be asked about anywhere; where there is no workspace, all is as it is by default. */
function settingsOf(workspace: string | undefined): {
  readonly folder: string | null;
  readonly config: Config;
} {
  try {
    return findWorkspace(workspace, 'notNeeded');
  } catch (error) {
    const isNone = error instanceof EngineError && error.code === 'WORKSPACE_MISSING';
    if (!isNone || workspace !== undefined) throw error;
    return {
      folder: null,
      config: readConfig({ mpid: 'NONE', role: supplierSide }, 'no workspace'),
    };
  }
}

function sizeOf(file: string): number {
  try {
    const stats = statSync(file);
    if (stats.isFile()) return stats.size;
  } catch (error) {
    if (codeOf(error) === null) throw error;
  }
  throw new EngineError('NOT_FOUND', `no file ${file}`, 'check its path and your rights');
}

async function save(question: Question, workspace: string | undefined): Promise<number> {
  const { source, used, issueOn, bar, progress } = question;
  const { folder } = findWorkspace(workspace, 'notNeeded');
  const { read, written } = await writeReports({
    ...source,
    workspace: folder,
    used,
    issueOn,
    progress,
  });
  bar.clear();
  for (const name of written) say(name);
  return tellFindings(source.path, read, sayAside);
}

async function printCsv(question: Question): Promise<number> {
  const { source, used, issueOn, bar } = question;
  const report = componentReport(used.rule, issueOn, write);
  const read = await readComponents(piecesOf(question), report.add);
  await report.end();
  bar.clear();
  return tellFindings(source.path, read, sayAside);
}

const rowsPerWrite = 500;

/** The components come first, because the totals are known only after the last of them. */
async function printJson(question: Question): Promise<number> {
  const { source, used, issueOn, bar } = question;
  let waiting: string[] = ['{\n  "components": ['];
  let separator = '\n    ';
  const put = async (): Promise<void> => {
    const text = waiting.join('');
    waiting = [];
    await write(text);
  };
  const read = await readComponents(piecesOf(question), (assessed) => {
    waiting.push(separator + JSON.stringify(componentRow(assessed, used.rule, issueOn)));
    separator = ',\n    ';
    return waiting.length < rowsPerWrite ? undefined : put();
  });
  bar.clear();
  const rest = { ...summaryOf(source, used, read), findings: read.findings };
  waiting.push(`\n  ],${JSON.stringify(rest, null, 2).slice(1)}\n`);
  await put();
  return exitCodeOf(read);
}

/** Up to so many components are listed one by one for a person. */
const listedMax = 40;

async function tell(question: Question): Promise<number> {
  const { source, used, issueOn, bar } = question;
  const listed: ComponentRow[] = [];
  const read = await readComponents(piecesOf(question), (assessed) => {
    if (listed.length > listedMax) return;
    listed.push(componentRow(assessed, used.rule, issueOn));
  });
  bar.clear();
  const summary: Summary = summaryOf(source, used, read);
  const shown = listed.length > listedMax ? [] : listed;
  for (const line of summaryLines(summary, used, shown)) say(line);
  return tellFindings(source.path, read, say);
}

async function* piecesOf({ source, progress }: Question): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of createReadStream(source.path)) {
    yield piece as Buffer;
    bytes += (piece as Buffer).length;
    progress(bytes);
  }
}

/** Waits for a reader that is slower than we are, so that nothing heaps up in memory. */
async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    process.stdout.once('drain', () => resolve());
  });
}

function tellFindings(file: string, read: ComponentsRead, say: (line: string) => void): number {
  for (const line of findingLines(file, read.findings)) say(line);
  return exitCodeOf(read);
}

const exitCodeOf = ({ findings }: ComponentsRead): number =>
  findings.some(({ severity }) => severity === 'reject') ? 1 : 0;
