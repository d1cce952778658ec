/**
 * What an operator says about Market Roles: a CSV of a few columns that a spreadsheet writes.
 *
 *     letter,role,from,to,mpid,reason
 *     S,SMEM,2025-10-01,,,as the participant told us
 *     Q,nobody,,,,an import was wrong
 *     SM,SMEM,2026-07-01,,,two characters from July
 *     ,AMEM,2026-04-01,,AMEX,AMEX works as AMEM alone
 *
 * Only `role` is always needed. Without `mpid` the line is about the letter; with it, about that
 * participant, under the letter of the line or that of its role. Ours: all of it.
 */
import { createFindingList, defaultLimits, findingOf, isMpid } from '../flow/index.ts';
import type { Fact, HoldingFact, LetterFact } from './facts.ts';
import { type CsvCells, periodOf, type ReferenceFile, type ReferenceRead } from './isd.ts';
import { isLetter, letterExpected, roleNamed, type ShippedRoles } from './roles.ts';

const columns = ['letter', 'role', 'from', 'to', 'mpid', 'reason'] as const;
type Column = (typeof columns)[number];

/** Ours: what no letter means, in the operator's words. */
const nobodies = ['nobody', 'none', 'unknown', 'not known'];

export async function readCorrections(
  records: AsyncIterable<CsvCells> | Iterable<CsvCells>,
  options: ReferenceFile,
): Promise<ReferenceRead> {
  const { roles, file, since } = options;
  const findings = createFindingList(defaultLimits.findingsMax);
  const letters: LetterFact[] = [];
  const holdings: HoldingFact[] = [];
  let header: readonly string[] | null = null;
  let rows = 0;
  const about = (line: number | null) => ({ line, group: null, item: null });
  for await (const record of records) {
    const { line } = record;
    const cells = record.cells?.map((cell) => cell.trim()) ?? null;
    if (cells?.every((cell) => cell === '') === true) continue;
    if (header === null) {
      header = (cells ?? []).map((cell) => cell.toLowerCase());
      const problem = headerProblem(header);
      if (problem === null) continue;
      const message = `${file} is not taken: ${problem} Its columns are ${columns.join(', ')}.`;
      findings.addAboutFile(findingOf('REFERENCE_REFUSED', about(line), message));
      break;
    }
    rows += 1;
    const names = header;
    const at = (column: Column): string => cells?.[names.indexOf(column)] ?? '';
    const read = record.cells === null ? record.problem : correctionOf(at, roles);
    if (typeof read === 'string') {
      const message = `The line is left out: ${read} Mend it; the other lines count.`;
      findings.add(findingOf('REFERENCE_ROW_INVALID', about(line), message));
      continue;
    }
    const source = { kind: 'operator' as const, where: file, line, version: null, since };
    const fact: Fact = { ...read.period, confidence: 'ours', source };
    const { letter, role, mpid, reason } = read;
    if (mpid !== null) holdings.push({ ...fact, mpid, letter, role, dipRole: null, dipId: null });
    else if (letter !== null)
      letters.push({ ...fact, letter, role, description: reason, dipRole: null });
  }
  const isRefused = findings.has('REFERENCE_REFUSED');
  return {
    entity: isRefused ? null : 'corrections',
    version: null,
    rows,
    facts: { letters, holdings },
    findings: findings.list(),
  };
}

function headerProblem(header: readonly string[]): string | null {
  const strange = header.filter((name) => !columns.some((column) => column === name));
  const [name] = strange;
  if (name !== undefined) return `'${name.slice(0, 40)}' is none of its columns.`;
  if (new Set(header).size < header.length) return 'a column stands twice.';
  if (!header.includes('role')) return 'the column role is missing.';
  return header.includes('letter') || header.includes('mpid')
    ? null
    : 'the column letter is missing.';
}

function correctionOf(at: (column: Column) => string, roles: ShippedRoles) {
  const letter = at('letter') === '' ? null : at('letter').toUpperCase();
  const mpid = isMpid(at('mpid')) ? at('mpid') : null;
  const period = periodOf(at('from'), at('to'));
  if (typeof period === 'string') return `${period}.`;
  if (letter === null && at('mpid') === '') return 'it has neither a letter nor an MPID.';
  if (letter !== null && !isLetter(roles, letter)) return `${letterExpected(roles)}.`;
  if (mpid === null && at('mpid') !== '') return 'an MPID is four capital letters or digits.';
  const isNobody = nobodies.includes(at('role').toLowerCase());
  const role = isNobody ? null : roleNamed(roles, at('role'));
  if (role === null && !isNobody) {
    const known = [...roles.roles.keys()].join(', ');
    return `'${at('role').slice(0, 40)}' is no role; it is one of ${known}, or nobody.`;
  }
  if (role === null && mpid !== null && letter === null) {
    return 'of a participant, nobody needs the letter that it does not hold.';
  }
  return { letter, role: role?.id ?? null, mpid, period, reason: at('reason').slice(0, 200) };
}
