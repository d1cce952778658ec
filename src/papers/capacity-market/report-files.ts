/**
 * The two files that a file of components comes to in reports/: CSV with a row for each component,
 * JSON with the totals. They are named for the bytes of the file and the rule that was used, so that
 * making them again writes the same files. The JSON comes last: where it is, the CSV is too.
 */
import { createReadStream, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { growingFile, writeWhole } from '../../files/index.ts';
import { readRegular } from '../../regular-file.ts';
import { componentReport } from './component-report.ts';
import type { IssueOn } from '../paper.ts';
import { type ComponentsRead, readComponents } from './read-components.ts';
import type { RuleUsed } from './rule.ts';
import { type Summary, type SummarySource, summaryOf } from './summary.ts';

interface ReportOrder extends SummarySource {
  readonly path: string;
  readonly workspace: string;
  readonly used: RuleUsed;
  readonly issueOn: IssueOn;
  readonly progress: (bytes: number) => void | Promise<void>;
}

interface Reported {
  readonly read: ComponentsRead;
  readonly summary: Summary;
  /** Below the workspace; none where no row was good. */
  readonly written: readonly string[];
}

const prefix = 'capacity-market_';

/** Ours: file systems take names of 255 bytes, and four to a character. */
const stemMax = 40;

/** Reads a file of components and writes both reports of it. */
export async function writeReports(order: ReportOrder): Promise<Reported> {
  const { file, sha256, workspace, used, issueOn } = order;
  const stem = file.slice(0, file.length - extname(file).length).slice(0, stemMax);
  const title = `reports/${prefix}${stem}_${sha256.slice(0, 8)}_${used.rule}`;
  const rows = growingFile(join(workspace, `${title}.csv`));
  try {
    const report = componentReport(used.rule, issueOn, rows.write);
    const read = await readComponents(piecesOf(order), report.add);
    const summary = summaryOf(order, used, read);
    if (read.tally.all.components === 0) return { read, summary, written: [] };
    await report.end();
    rows.finish();
    writeWhole(join(workspace, `${title}.json`), `${JSON.stringify(summary, null, 2)}\n`);
    return { read, summary, written: [`${title}.csv`, `${title}.json`] };
  } finally {
    rows.discard();
  }
}

async function* piecesOf({
  path,
  progress,
}: Pick<ReportOrder, 'path' | 'progress'>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of createReadStream(path)) {
    yield piece as Buffer;
    bytes += (piece as Buffer).length;
    await progress(bytes);
  }
}

/** The totals that stand in reports/, the newest first; what somebody else put there is left out. */
export function savedSummaries(workspace: string): readonly Summary[] {
  const folder = join(workspace, 'reports');
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .flatMap((name) => {
      const read = readRegular(join(folder, name), summaryMaxBytes);
      return 'bytes' in read ? (summaryIn(read.bytes.toString('utf8')) ?? []) : [];
    })
    .sort((one, other) => (one.at > other.at ? -1 : 1));
}

/** Ours: a summary has a few kilobytes. */
const summaryMaxBytes = 4_000_000;

function summaryIn(text: string): Summary | null {
  try {
    const value = JSON.parse(text) as Partial<Summary> | null;
    return value?.report === 'capacity-market' ? (value as Summary) : null;
  } catch {
    return null;
  }
}
