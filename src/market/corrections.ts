/**
 * What an operator says about Market Roles: a CSV of a few columns that a spreadsheet writes, or one
 * letter that is taught by itself.
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
import type { LocalDate } from '../calendar/index.ts';
import { createFindingList, defaultLimits, findingOf, isMpid } from '../flow/index.ts';
import { type FactSource, type MarketFacts, noFacts } from './facts.ts';
import {
  type CsvCells,
  periodOf,
  type ReferenceFile,
  type ReferenceRead,
  type RowReader,
} from './isd.ts';
import { isLetter, letterExpected, roleNamed, type ShippedRoles } from './roles.ts';

const columns = ['letter', 'role', 'from', 'to', 'mpid', 'reason'] as const;
type Column = (typeof columns)[number];

/** Ours: what no letter means, in the operator's words. */
const nobodies = ['nobody', 'none', 'unknown', 'not known'];

/** True of the first row of such a file, also where it is not quite as it should be. */
export const isCorrections = ({ cells }: CsvCells): boolean =>
  cells !== null &&
  cells.some((cell) => ['letter', 'role', 'mpid'].includes(cell.trim().toLowerCase()));

export function correctionsReader({ roles, file, since }: ReferenceFile): RowReader {
  const findings = createFindingList(defaultLimits.findingsMax);
  const facts: MarketFacts[] = [];
  let header: readonly string[] | null = null;
  let refused: string | null = null;
  let rows = 0;
  const about = (line: number | null) => ({ line, group: null, item: null });

  function take(record: CsvCells): boolean {
    const { line } = record;
    const cells = record.cells?.map((cell) => cell.trim()) ?? null;
    if (cells?.every((cell) => cell === '') === true) return true;
    if (header === null) {
      header = (cells ?? []).map((cell) => cell.toLowerCase());
      refused = headerProblem(header);
      if (refused === null) return true;
      const message = `${file} is not taken: ${refused} Its columns are ${columns.join(', ')}.`;
      findings.addAboutFile(findingOf('REFERENCE_REFUSED', about(line), message));
      return false;
    }
    rows += 1;
    const names = header;
    const at = (column: Column): string => cells?.[names.indexOf(column)] ?? '';
    const source = { kind: 'operator' as const, where: file, line, version: null, since };
    const read = record.cells === null ? record.problem : correctionOf(at, roles, source);
    if (typeof read === 'string') {
      const message = `The line is left out: ${read} Mend it; the other lines count.`;
      findings.add(findingOf('REFERENCE_ROW_INVALID', about(line), message));
    } else facts.push(read);
    return true;
  }

  const end = (): ReferenceRead => ({
    entity: refused === null ? 'corrections' : null,
    version: null,
    rows,
    facts: {
      letters: facts.flatMap(({ letters }) => letters),
      holdings: facts.flatMap(({ holdings }) => holdings),
    },
    findings: findings.list(),
    refused,
  });

  return { take, end };
}

/** What a person says of one letter, in the words of a line of corrections. */
export interface Teaching {
  readonly letter: string;
  readonly role: string;
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly mpid?: string | undefined;
  readonly reason: string;
}

/** The facts of it, or why they are none. */
export const taughtFacts = (
  said: Teaching,
  options: { readonly roles: ShippedRoles; readonly source: FactSource },
): MarketFacts | string =>
  correctionOf((column) => said[column] ?? '', options.roles, options.source);

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

function correctionOf(
  at: (column: Column) => string,
  roles: ShippedRoles,
  source: FactSource,
): MarketFacts | string {
  const letter = at('letter') === '' ? null : at('letter').toUpperCase();
  const mpid = isMpid(at('mpid')) ? at('mpid') : null;
  const period = periodOf(at('from'), at('to'));
  if (typeof period === 'string') return `${period}.`;
  if (letter === null && at('mpid') === '') return 'it has neither a letter nor an MPID.';
  if (letter !== null && !isLetter(roles, letter)) return `${letterExpected(roles)}.`;
  if (mpid === null && at('mpid') !== '') return 'an MPID is four capital letters or digits.';
  const isNobody = nobodies.includes(at('role').toLowerCase());
  const role = isNobody ? null : (roleNamed(roles, at('role'))?.id ?? null);
  if (role === null && !isNobody) {
    const known = [...roles.roles.keys()].join(', ');
    return `'${at('role').slice(0, 40)}' is no role; it is one of ${known}, or nobody.`;
  }
  if (role === null && mpid !== null && letter === null) {
    return 'of a participant, nobody needs the letter that it does not hold.';
  }
  const fact = { ...period, confidence: 'ours' as const, source, role, dipRole: null };
  if (mpid !== null) return { ...noFacts, holdings: [{ ...fact, mpid, letter, dipId: null }] };
  const description = at('reason').slice(0, 200);
  return letter === null ? noFacts : { ...noFacts, letters: [{ ...fact, letter, description }] };
}
