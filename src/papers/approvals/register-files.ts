/**
 * The registers as files: `approvals/compliance.csv` and `approvals/protocols.csv` of a workspace,
 * which an operator may add to. A workspace is given the shipped ones, which say what the two papers
 * say and no more; where a file is not there, the shipped one is read in its place.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../engine-error.ts';
import { recordsOf, type Values, writeWhole } from '../../files/index.ts';
import { readRegular } from '../../regular-file.ts';
import {
  type ComplianceEntry,
  complianceEntry,
  fileOf,
  registerHeaderOf,
  type Kind,
  kinds,
  type ProtocolEntry,
  protocolEntry,
  type Register,
  type RegisterProblem,
  valuesOf,
} from './register.ts';
import { shortened } from '../../shortened.ts';

const shipped = fileURLToPath(new URL('../../../approvals/', import.meta.url));
const folderName = 'approvals';

/** Gives a workspace the shipped register in the place of each that is missing. Throws APPROVALS_INVALID. */
export function putRegisters(workspace: string): void {
  const folder = join(workspace, folderName);
  mkdirSync(folder, { recursive: true });
  for (const name of kinds.map(fileOf)) {
    const path = join(folder, name);
    if (!existsSync(path)) writeWhole(path, bytesOf(join(shipped, name)));
  }
}

/** Where the register of a kind is read: of a workspace, else the shipped one. */
export function registerPath(workspace: string | null, kind: Kind): string {
  const own = workspace === null ? null : join(workspace, folderName, fileOf(kind));
  return own !== null && existsSync(own) ? own : join(shipped, fileOf(kind));
}

/** Reads both registers. Throws APPROVALS_INVALID, naming file, line and column of all that is wrong. */
export async function readRegister(workspace: string | null): Promise<Register> {
  const problems: RegisterProblem[] = [];
  const compliance: ComplianceEntry[] = [];
  const protocols: ProtocolEntry[] = [];
  await readRows(registerPath(workspace, 'compliance'), 'compliance', problems, (line, values) => {
    compliance.push(complianceEntry(line, values));
  });
  await readRows(registerPath(workspace, 'protocols'), 'protocols', problems, (line, values) => {
    protocols.push(protocolEntry(line, values));
  });
  if (problems.length > 0) {
    throw new EngineError(
      'APPROVALS_INVALID',
      problems.slice(0, problemsMax).map(inWords).join('; ') + restOf(problems.length),
      'correct the file in approvals/; docs/approvals.md says what each column holds',
    );
  }
  return { compliance, protocols };
}

/** Ours: a register of every meter type there is has a hundredth of it. */
const registerMaxBytes = 50_000_000;

/** Read at once through one handle, never through a link, so that it cannot change meanwhile. */
function bytesOf(path: string): Buffer {
  const read = readRegular(path, registerMaxBytes);
  if ('bytes' in read) return read.bytes;
  throw new EngineError(
    'APPROVALS_INVALID',
    `${path} is ${'odd' in read ? `a ${read.odd}` : 'gone'}`,
    path.startsWith(shipped)
      ? 'the package is not whole: install it again'
      : 'put a plain file there, or take it away: the shipped register is read in its place',
  );
}

/** More than a person mends before looking again. */
const problemsMax = 20;

const restOf = (count: number): string =>
  count > problemsMax ? `; and ${count - problemsMax} more` : '';

const inWords = ({ file, line, column, message }: RegisterProblem): string =>
  `${file} line ${line}${column === null ? '' : `, column ${shortened(column)}`}: ${message}`;

async function readRows(
  path: string,
  kind: Kind,
  problems: RegisterProblem[],
  onRow: (line: number, values: Values) => void,
): Promise<void> {
  const file = `${folderName}/${fileOf(kind)}`;
  const seen = new Map<string, number>();
  let columns: readonly string[] | null = null;
  for await (const { line, cells, ...read } of recordsOf([bytesOf(path)])) {
    const place = { file, line, column: null };
    if (cells === null) {
      problems.push({ ...place, message: 'problem' in read ? read.problem : 'cannot be read' });
      continue;
    }
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (columns === null) {
      const header = registerHeaderOf(kind, cells, place);
      if ('problems' in header) {
        problems.push(...header.problems);
        return;
      }
      columns = header.columns;
      continue;
    }
    const row = valuesOf(kind, columns, cells, place);
    if ('problems' in row) {
      problems.push(...row.problems);
      continue;
    }
    const key = JSON.stringify(row.values);
    const earlier = seen.get(key);
    if (earlier === undefined) onRow(line, row.values);
    else problems.push({ ...place, message: `says the same as line ${earlier}` });
    seen.set(key, line);
  }
  if (columns === null && !problems.some((problem) => problem.file === file)) {
    problems.push({ file, line: 1, column: null, message: 'the file has no header row' });
  }
}
