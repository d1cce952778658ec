/**
 * Where a list shows nothing: which filters it would have to do without to show something, and what is
 * there that is nearly what was typed. Each is tried before it is said.
 */
import { lettersApart } from '../config/index.ts';
import { fieldsOf } from './fields.ts';
import { type Operation, Unfit } from './operation.ts';

type Said = Readonly<Record<string, unknown>>;

interface Way {
  readonly field: string;
  readonly value: string;
  /** What finds something. */
  readonly asked: Said;
}

interface Wider {
  /** Without any one of these something is found: which, and its value that is left out. */
  readonly without: readonly Way[];
  /** Values in place of what was typed. */
  readonly nearest: readonly Way[];
  /** What is asked with no filter at all; null where even that finds nothing. */
  readonly all: Said | null;
}

/** They narrow nothing. */
const orders: ReadonlySet<string> = new Set(['limit', 'cursor', 'by', 'order', 'what']);
/** What an answer lists, under whichever of these names. */
const lists = ['items', 'groups', 'lines', 'tallies', 'letters'] as const;
/** Ours: rows that are looked through for what is near. */
const rowsRead = 100;
/** Ours: what differs by more letters is something else. */
const apartMax = 2;
const valuesTried = 5;
const valuesSaid = 3;

export function isNothing(answer: unknown, asked: Said): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  // Of a participant that is asked about it is told what it holds.
  const names = asked['mpid'] !== undefined && 'holdings' in answer ? ['holdings'] : lists;
  const listed = names.flatMap((name) => {
    const rows: unknown = Reflect.get(answer, name);
    return Array.isArray(rows) ? [rows.length] : [];
  });
  return listed.length > 0 && listed.every((length) => length === 0);
}

/** Null where nothing narrows the list. `ask` as whoever looks at it. */
export async function wider(
  { takes }: Pick<Operation, 'takes'>,
  asked: Said,
  ask: (asked: Said) => Promise<unknown>,
): Promise<Wider | null> {
  const { properties, required } = fieldsOf(takes);
  const filters = Object.keys(asked).filter(
    (name) =>
      asked[name] !== undefined &&
      properties[name] !== undefined &&
      !orders.has(name) &&
      !required.includes(name),
  );
  if (filters.length === 0) return null;
  const some = 'limit' in properties ? { limit: rowsRead } : {};
  const found = async (one: Said): Promise<unknown> => {
    try {
      const answer = await ask({ ...one, ...some });
      return isNothing(answer, one) ? null : answer;
    } catch (error) {
      if (error instanceof Unfit) return null;
      throw error;
    }
  };
  const { cursor: _cursor, ...first } = asked;
  const without: Way[] = [];
  const nearest: Way[] = [];
  for (const field of filters) {
    const { [field]: value, ...rest } = first;
    const answer = await found(rest);
    if (answer === null) continue;
    const typed = String(value);
    without.push({ field, value: typed, asked: rest });
    const { format, enum: words } = properties[field] ?? {};
    if (words !== undefined) continue;
    const near = nearTo(typed, textsIn(answer), format === 'date').slice(0, valuesTried);
    const before = nearest.length;
    for (const other of near) {
      const instead = { ...rest, [field]: other };
      if (nearest.length - before >= (format === 'date' ? 1 : valuesSaid)) break;
      if ((await found(instead)) !== null) nearest.push({ field, value: other, asked: instead });
    }
  }
  const bare = Object.fromEntries(
    Object.entries(first).filter(([name]) => !filters.includes(name)),
  );
  return { without, nearest, all: (await found(bare)) === null ? null : bare };
}

function nearTo(typed: string, texts: ReadonlySet<string>, isDate: boolean): readonly string[] {
  const most = Math.min(apartMax, Math.floor(typed.length / 3));
  const apart = (text: string): number =>
    isDate
      ? Math.abs(Date.parse(text) - Date.parse(typed))
      : lettersApart(typed.toUpperCase(), text.toUpperCase());
  const known = isDate
    ? [...texts].flatMap((text) => /^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? [])
    : [...texts].filter((text) => Math.abs(text.length - typed.length) <= most);
  return [...new Set(known)]
    .map((text) => ({ text, apart: apart(text) }))
    .filter((one) => one.apart > 0 && (isDate || one.apart <= most))
    .sort((one, other) => one.apart - other.apart || (one.text < other.text ? -1 : 1))
    .map(({ text }) => text);
}

/** The texts of an answer, however deep; longer ones are nobody's names. */
function textsIn(value: unknown, into = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string') {
    if (value.length <= 80) into.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) textsIn(part, into);
  }
  return into;
}
