/**
 * After the commit: each file goes to the place its receipt names, with its findings beside it where
 * it was refused. Everything here may be repeated after a crash, from the receipt and the file alone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { type Finding, parseFlowFile, printRejected } from '../flow/index.ts';
import type { Receipt } from '../store/index.ts';
import { flushFolder, moveFile, sha256Of, writeWhole } from './folders.ts';
import type { Gateway } from './gateway.ts';

/** Moves the files of these receipts and remembers that they have been moved. */
export async function settle(gateway: Gateway, receipts: readonly Receipt[]): Promise<void> {
  const touched = new Set<string>();
  for (const receipt of receipts) {
    const source = join(gateway.workspace, receipt.folder, receipt.name);
    const target = join(gateway.workspace, receipt.destination);
    if (isStillThere(source, receipt)) {
      if (receipt.outcome === 'partly-applied') writeRefusedPart(gateway, receipt, source);
      else if (receipt.outcome === 'rejected' || receipt.outcome === 'set-aside') {
        writeFindings(`${target}.findings.json`, receipt, receipt.findings);
      }
      moveFile(source, target);
      touched.add(dirname(target)).add(dirname(source));
    }
  }
  for (const folder of touched) flushFolder(folder);
  await gateway.store.markSettled(receipts.map(({ id }) => id));
}

/** A new file of the same name may have come since; only the bytes of the receipt are moved. */
function isStillThere(source: string, receipt: Receipt): boolean {
  if (!existsSync(source)) return false;
  return receipt.size > 50_000_000 || sha256Of(readFileSync(source)) === receipt.sha256;
}

interface PlacedFinding extends Finding {
  /** Where a refused instance stood in the file it came in. */
  readonly lineInOriginal?: number | null;
}

function writeFindings(path: string, receipt: Receipt, findings: readonly PlacedFinding[]): void {
  const { id, name, flow, fileIdentifier, outcome } = receipt;
  const whatToDo =
    outcome === 'set-aside'
      ? 'Nothing was applied. Drop the file into inbox/ again once this gateway can take it.'
      : 'Correct the file and drop it into inbox/ again; it may keep its File Identifier.';
  const content = { receipt: id, name, flow, fileIdentifier, outcome, whatToDo, findings };
  writeWhole(path, `${JSON.stringify(content, null, 2)}\n`);
}

/** The refused instances of a file, in a file of their own that can be corrected and dropped again. */
function writeRefusedPart(gateway: Gateway, receipt: Receipt, source: string): void {
  const bytes = readFileSync(source);
  const path = refusedPath(gateway, receipt);
  if (receipt.flow === null) {
    writeRefusedRows(path, receipt, bytes);
    return;
  }
  const { catalogue } = gateway.rules;
  const { file, summary } = parseFlowFile(catalogue, bytes, gateway.config.limits);
  const bad = file?.instances.filter(({ accepted }) => !accepted) ?? [];
  const rejected = printRejected(catalogue, {
    headerLine: summary.headerLine ?? '',
    instances: bad.map(({ text }) => text),
    completedAt: file?.envelope.completedAt ?? '',
  });
  const findings = bad.flatMap((instance, index) =>
    instance.findings.map((finding): PlacedFinding => {
      const offset = (rejected.lines[index] ?? 0) - instance.line;
      const line = finding.line === null ? null : finding.line + offset;
      return { ...finding, line, lineInOriginal: finding.line };
    }),
  );
  writeWhole(path, Buffer.from(rejected.text, 'latin1'));
  writeFindings(`${path}.findings.json`, receipt, findings);
}

/** The rows of a CSV that were refused, under its header. */
function writeRefusedRows(path: string, receipt: Receipt, bytes: Buffer): void {
  const lines = bytes.toString('utf8').split(/\r?\n/);
  const bad = [...new Set(receipt.findings.flatMap(({ line }) => (line === null ? [] : [line])))];
  const rows = [lines[0] ?? '', ...bad.map((line) => lines[line - 1] ?? '')];
  const findings = receipt.findings.map((finding): PlacedFinding => {
    const index = finding.line === null ? -1 : bad.indexOf(finding.line);
    return { ...finding, line: index < 0 ? null : index + 2, lineInOriginal: finding.line };
  });
  writeWhole(path, rows.map((row) => `${row}\r\n`).join(''));
  writeFindings(`${path}.findings.json`, receipt, findings);
}

/** The first free name; a repeat after a crash finds its own earlier file by the receipt in it. */
function refusedPath(gateway: Gateway, receipt: Receipt): string {
  const extension = extname(receipt.name);
  const stem = receipt.name.slice(0, receipt.name.length - extension.length);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? receipt.name : `${stem}~${count}${extension}`;
    const path = join(gateway.workspace, 'rejected', name);
    const findings = `${path}.findings.json`;
    if (!existsSync(path) && !existsSync(findings)) return path;
    if (existsSync(findings) && receiptIn(findings) === receipt.id) return path;
  }
}

function receiptIn(findings: string): number | null {
  try {
    const content: unknown = JSON.parse(readFileSync(findings, 'utf8'));
    return typeof content === 'object' && content !== null && 'receipt' in content
      ? Number(content.receipt)
      : null;
  } catch {
    return null;
  }
}
