/**
 * Industry Standing Data, entities M18 (DIP roles and the letters they have) and M16 (participants and
 * the roles they hold), as published: a row with the entity and its version, a row with the names of
 * the columns, then the rows. Read record by record, in memory for what is kept. The one rule: a file
 * whose first rows do not fit is refused with its reason, because a column read as another would give
 * a letter to the wrong role.
 *
 * Columns are found by their names, so their order does not matter and new ones do no harm.
 */
import { isLocalDate, type Instant, type LocalDate } from '../calendar/index.ts';
import {
  createFindingList,
  defaultLimits,
  type Finding,
  type FindingCode,
  findingOf,
  isMpid,
} from '../flow/index.ts';
import type { FactSource, HoldingFact, LetterFact, MarketFacts } from './facts.ts';
import { isLetter, letterExpected, roleOfDip, type ShippedRoles } from './roles.ts';
import { shortened } from '../shortened.ts';

/** A record of a CSV file, as the reader of CSV files gives it. */
export type CsvCells =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly cells: null; readonly problem: string };

export interface ReferenceRead {
  /** M16, M18 or corrections; another entity is named and not used; null where the file is refused. */
  readonly entity: string | null;
  readonly version: number | null;
  readonly rows: number;
  readonly facts: MarketFacts;
  readonly findings: readonly Finding[];
  /** Why nothing of the file counts; null where it is taken. */
  readonly refused: string | null;
}

/** Reads a file record by record. */
export interface RowReader {
  /** False where nothing more of the file is wanted. */
  readonly take: (record: CsvCells) => boolean;
  readonly end: () => ReferenceRead;
}

/** What a file of reference data is read with: the roles there are, its name, and since when it is known. */
export interface ReferenceFile {
  readonly roles: ShippedRoles;
  readonly file: string;
  readonly since: Instant;
}

type Entity = 'M16' | 'M18';

const columnsOf: Readonly<Record<Entity, Readonly<Record<string, readonly string[]>>>> = {
  M18: {
    code: ['dipmarketrole', 'diprolecode', 'diprole'],
    description: ['diproledescription', 'description'],
    letter: ['marketparticipantrolecode', 'rolecode'],
    from: ['effectivefromdate', 'effectivefrom'],
    to: ['effectivetodate', 'effectiveto'],
  },
  M16: {
    mpid: ['marketparticipantid', 'mpid'],
    letter: ['marketparticipantrolecode', 'rolecode'],
    dipId: ['dipparticipantid', 'dipid'],
    code: ['diprolecode', 'dipmarketrole', 'diprole'],
    from: ['effectivefromdate', 'effectivefrom'],
    to: ['effectivetodate', 'effectiveto'],
  },
};

/** Ours: more than the industry has participants, or roles, by far. */
const rowsMax: Readonly<Record<Entity, number>> = { M16: 200_000, M18: 5_000 };

export function isdReader({ roles, file, since }: ReferenceFile): RowReader {
  const findings = createFindingList(defaultLimits.findingsMax);
  const letters: LetterFact[] = [];
  const holdings: HoldingFact[] = [];
  let heading: { readonly entity: Entity; readonly version: number } | null = null;
  let named: string | null = null;
  let columns: ReadonlyMap<string, number> | null = null;
  let rows = 0;
  let isOver = false;
  let refused: string | null = null;

  function say(code: FindingCode, line: number | null, message: string): void {
    findings.add(findingOf(code, { line, group: named, item: null }, message));
  }

  function refuse(line: number | null, why: string): false {
    const message = `${file} is not taken: ${why} Put the file there as it is published.`;
    const place = { line, group: named, item: null };
    findings.addAboutFile(findingOf('REFERENCE_REFUSED', place, message));
    letters.length = 0;
    holdings.length = 0;
    refused = why;
    isOver = true;
    return false;
  }

  function take(record: CsvCells): boolean {
    if (isOver) return false;
    const { line } = record;
    if (record.cells === null) {
      if (columns === null) return refuse(line, record.problem);
      rows += 1;
      say('REFERENCE_ROW_INVALID', line, `${record.problem} Mend the row.`);
      return true;
    }
    const cells = record.cells.map((cell) => cell.trim());
    if (cells.every((cell) => cell === '')) return true;
    if (heading === null) return takeHeading(cells, line);
    if (columns === null) return takeNames(cells, line, heading.entity);
    rows += 1;
    const most = rowsMax[heading.entity];
    if (rows > most) return refuse(line, `it has more than ${most} rows.`);
    takeRow(cells, line, heading, columns);
    return true;
  }

  function takeHeading(cells: readonly string[], line: number): boolean {
    const [id = '', , version = '', changes = ''] = cells;
    const entity = /^(?:ISDEntity)?(M\d{1,3})$/i.exec(id)?.[1]?.toUpperCase();
    if (entity === undefined) {
      return refuse(
        line,
        'its first row neither begins with an entity such as ISDEntityM18 nor names the columns of corrections, letter and role.',
      );
    }
    named = entity;
    if (!/^\d{1,9}$/.test(version)) {
      return refuse(line, 'the third cell of its first row is no version, a whole number.');
    }
    if (!/^\d{0,9}$/.test(changes)) {
      return refuse(line, 'the fourth cell of its first row is no number of changes.');
    }
    if (entity !== 'M16' && entity !== 'M18') {
      const message = `${file} is entity ${entity}; only M16 and M18 are used.`;
      say('REFERENCE_NOT_USED', line, message);
      isOver = true;
      return false;
    }
    heading = { entity, version: Number(version) };
    return true;
  }

  function takeNames(cells: readonly string[], line: number, entity: Entity): boolean {
    const plain = cells.map((cell) =>
      cell
        .replaceAll(/\{[^}]*\}/g, '')
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, ''),
    );
    const found = new Map<string, number>();
    const problems: string[] = [];
    for (const [column, names] of Object.entries(columnsOf[entity])) {
      const places = plain.flatMap((name, place) => (names.includes(name) ? [place] : []));
      const [place] = places;
      if (place === undefined) problems.push(`no column ${names[0]}`);
      else if (places.length > 1) problems.push(`two columns ${names[0]}`);
      else found.set(column, place);
    }
    if (problems.length > 0) {
      return refuse(line, `the row with the names of its columns has ${problems.join(', ')}.`);
    }
    columns = found;
    return true;
  }

  function takeRow(
    cells: readonly string[],
    line: number,
    { entity, version }: { readonly entity: Entity; readonly version: number },
    places: ReadonlyMap<string, number>,
  ): void {
    const at = (column: string): string => cells[places.get(column) ?? -1] ?? '';
    const source: FactSource = { kind: 'isd', where: file, line, version, since };
    const period = periodOf(at('from'), at('to'));
    const problems = [
      ...(typeof period === 'string' ? [period] : []),
      ...(at('letter') === '' || isLetter(roles, at('letter'))
        ? []
        : [`'${shortened(at('letter'))}' is no role code: ${letterExpected(roles)}`]),
      ...(/^[A-Za-z0-9]{1,5}$/.test(at('code'))
        ? []
        : [`'${shortened(at('code'))}' is no DIP role code`]),
      ...(entity === 'M16' && !isMpid(at('mpid')) ? [`'${shortened(at('mpid'))}' is no MPID`] : []),
      ...(entity === 'M16' && !/^\d{10}$/.test(at('dipId'))
        ? [`'${shortened(at('dipId'))}' is no DIP participant id of ten digits`]
        : []),
    ];
    if (problems.length > 0 || typeof period === 'string') {
      const message = `The row is left out: ${problems.join(', ')}. Mend it, or say what is right in a correction.`;
      say('REFERENCE_ROW_INVALID', line, message);
      return;
    }
    const letter = at('letter') === '' ? null : at('letter');
    const description = entity === 'M18' ? at('description').slice(0, 200) : '';
    const role = roleOfDip(roles, at('code'), description)?.id ?? at('code');
    const dipRole = at('code');
    const known = { ...period, confidence: 'published' as const, source, role, dipRole };
    if (entity === 'M16') holdings.push({ ...known, mpid: at('mpid'), letter, dipId: at('dipId') });
    if (entity === 'M16' || letter === null) return;
    if (!roles.roles.has(role)) {
      const message = `The letter ${letter} is of the DIP role ${role}, which is none of the roles known here. What else is known of the letter goes on counting; say in a correction which role it is.`;
      say('REFERENCE_ROLE_UNKNOWN', line, message);
    }
    const fact: LetterFact = { ...known, letter, description: description || role };
    letters.push(fact);
  }

  function sayOverlaps(): void {
    for (const { earlier, later } of overlapsOf(letters)) {
      const message = `The letter ${later.letter} is of two roles on the same days, ${earlier.role} (line ${earlier.source.line}) and ${later.role}: the one that begins later counts. Say in a correction which is right.`;
      say('REFERENCE_OVERLAP', later.source.line, message);
    }
  }

  function end(): ReferenceRead {
    if (!isOver && columns === null) {
      refuse(
        null,
        heading === null ? 'it is empty.' : 'it has no row with the names of its columns.',
      );
    }
    sayOverlaps();
    return {
      entity: refused === null ? named : null,
      version: refused === null ? (heading?.version ?? null) : null,
      rows,
      facts: { letters, holdings },
      findings: findings.list(),
      refused,
    };
  }

  return { take, end };
}

/** The first and the last day, or why they are none. */
export function periodOf(
  from: string,
  to: string,
): { readonly from: LocalDate | null; readonly to: LocalDate | null } | string {
  const first = from === '' ? null : dateOf(from);
  const last = to === '' ? null : dateOf(to);
  if (first === undefined) return `'${shortened(from)}' is no date such as 2026-04-01`;
  if (last === undefined) return `'${shortened(to)}' is no date such as 2026-04-01`;
  if (first !== null && last !== null && last < first) return `${last} is before ${first}`;
  return { from: first, to: last };
}

/** A date with or without its time, as 2026-04-01, 20260401 or 01/04/2026. */
function dateOf(text: string): LocalDate | undefined {
  const [, iso, digits, day, month, year] = dateForm.exec(text) ?? [];
  const date =
    iso ??
    (digits === undefined
      ? `${year}-${month}-${day}`
      : `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`);
  return isLocalDate(date) && date >= '1950-01-01' && date <= '2199-12-31' ? date : undefined;
}

const dateForm =
  /^(?:(\d{4}-\d{2}-\d{2})|(\d{8})|(\d{2})\/(\d{2})\/(\d{4}))(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/;

/** Where a letter has two roles on the same days; each fact is told once, in one pass by first days. */
function overlapsOf(
  facts: readonly LetterFact[],
): readonly { readonly earlier: LetterFact; readonly later: LetterFact }[] {
  const last = ({ to }: LetterFact): string => to ?? '9999';
  return [...Map.groupBy(facts, ({ letter }) => letter).values()].flatMap((some) => {
    // Of those before: the one that lasts longest, and the longest of another role.
    let longest: LetterFact | null = null;
    let other: LetterFact | null = null;
    const found: { readonly earlier: LetterFact; readonly later: LetterFact }[] = [];
    for (const fact of some.sort((one, two) => ((one.from ?? '') < (two.from ?? '') ? -1 : 1))) {
      const rival = longest !== null && longest.role !== fact.role ? longest : other;
      if (rival !== null && rival.role !== fact.role && last(rival) >= (fact.from ?? '')) {
        found.push({ earlier: rival, later: fact });
      }
      if (longest === null || last(fact) > last(longest)) {
        if (longest !== null && longest.role !== fact.role) other = longest;
        longest = fact;
      } else if (fact.role !== longest.role && (other === null || last(fact) > last(other))) {
        other = fact;
      }
    }
    return found;
  });
}
