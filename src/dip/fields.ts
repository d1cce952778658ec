/**
 * The fields of one DIP message, read as its definition says. What is not wholly understood is null
 * and a finding with the JSON path; a field that no definition names is nobody's business. Names are
 * found whatever their case, because samples differ in it (GSPGroupID, gspGroupID).
 */
import {
  checkMpan,
  isMpid,
  type Finding,
  type FindingCode,
  findingOf,
  mpanFaultOf,
} from '../flow/index.ts';
import type { DipField, DipList } from './definition.ts';
import { stepOf } from './json-fault.ts';
import { type Moment, momentExpected, momentOf } from './moment.ts';
import { shortened } from '../shortened.ts';

type Written = Pick<DipField, 'path' | 'need' | 'format' | 'values' | 'requiredWith'>;

/** What stands where findings are said to be. */
interface Whereabouts {
  readonly line: number;
  readonly interfaceId: string | null;
  readonly zone: string;
}

/** A JSON object with the path that leads to it. */
export interface JsonNode {
  readonly path: string;
  readonly value: unknown;
}

/** What a field says; null where it is not there or cannot be read. */
type FieldValue = string | boolean | Moment | null;

interface FieldReader {
  read(node: JsonNode, fields: readonly (Written & { readonly as: string })[]): FieldValues;
  /** Each object of a list; null where something else stands in its place. */
  members(node: JsonNode, list: DipList): readonly FieldValues[];
  readonly findings: readonly Finding[];
}

export class FieldValues {
  private readonly values: ReadonlyMap<string, FieldValue>;

  constructor(values: ReadonlyMap<string, FieldValue>) {
    this.values = values;
  }

  text(as: string): string | null {
    const value = this.values.get(as);
    return typeof value === 'string' ? value : null;
  }

  flag(as: string): boolean | null {
    const value = this.values.get(as);
    return typeof value === 'boolean' ? value : null;
  }

  moment(as: string): Moment | null {
    const value = this.values.get(as);
    return typeof value === 'object' ? value : null;
  }
}

export function createFieldReader({ line, interfaceId, zone }: Whereabouts): FieldReader {
  const findings: Finding[] = [];

  function say(code: FindingCode, path: string, message: string): void {
    findings.push(findingOf(code, { line, group: interfaceId, item: path }, message));
  }

  function read(
    node: JsonNode,
    fields: readonly (Written & { readonly as: string })[],
  ): FieldValues {
    const values = new Map<string, FieldValue>();
    for (const field of fields) values.set(field.as, valueOf(node, field));
    for (const { path, requiredWith } of fields) {
      if (requiredWith === undefined || (values.get(requiredWith) ?? null) === null) continue;
      const found = below(node, path);
      if (found !== null && !isNothing(found.value)) continue;
      missing(found?.path ?? pathBelow(node, path), `where ${requiredWith} is there`);
    }
    return new FieldValues(values);
  }

  function missing(path: string, when: string): void {
    say('FIELD_MISSING', path, `${path} is missing; it is needed ${when}. Ask the sender for it.`);
  }

  function valueOf(node: JsonNode, field: Written): FieldValue {
    const found = below(node, field.path);
    if (found === null || isNothing(found.value)) {
      if (field.need === 'required') missing(found?.path ?? pathBelow(node, field.path), 'always');
      return null;
    }
    const value = readAs(field, found);
    if (value !== null) return value;
    const code =
      field.need === 'optional'
        ? 'FIELD_LEFT_OUT'
        : (mpanCode(field, found.value) ?? 'FIELD_FORMAT');
    say(
      code,
      found.path,
      `${found.path} is ${shown(found.value)}: ${expected(field)} is expected.`,
    );
    return null;
  }

  function readAs({ format, values }: Written, { value, path }: JsonNode): FieldValue {
    if (format === 'flag') return typeof value === 'boolean' ? value : null;
    if (format === 'texts') return textsOf(value);
    const text = textOf(value);
    if (text === null) return null;
    switch (format) {
      case 'text':
        return text;
      case 'mpan':
        return checkMpan(text) === true ? text : null;
      case 'mpid':
        return isMpid(text) ? text : null;
      case 'moment':
        return momentOf(text, zone);
      case 'code':
        break;
    }
    const meaning = values !== undefined && Object.hasOwn(values, text) ? values[text] : undefined;
    if (meaning !== undefined) return meaning;
    const known = Object.keys(values ?? {}).join(', ');
    say(
      'CODE_UNKNOWN',
      path,
      `${path} is ${shown(text)}, which is none of the known codes (${known}).`,
    );
    return unknownCode;
  }

  function members(node: JsonNode, list: DipList): readonly FieldValues[] {
    const found = below(node, list.path);
    if (found === null || isNothing(found.value)) return [];
    if (!Array.isArray(found.value)) {
      say(
        'FIELD_LEFT_OUT',
        found.path,
        `${found.path} is ${shown(found.value)}: a list is expected.`,
      );
      return [];
    }
    const all: readonly unknown[] = found.value;
    if (all.length > membersMax) {
      const message = `${found.path} has ${all.length} entries: those behind the first ${membersMax} are left out.`;
      say('FIELD_LEFT_OUT', found.path, message);
    }
    return all
      .slice(0, membersMax)
      .map((value, number) => read({ path: `${found.path}[${number}]`, value }, list.fields));
  }

  return { read, members, findings };
}

/** What a code says that is none of the known ones: something, but nothing that counts. */
export const unknownCode = 'unknown';

/** Ours: more meters than any MPAN has. */
const membersMax = 100;

/** What lies at a path below a node, under the names as they are written there. */
export function below(node: JsonNode, path: string): JsonNode | null {
  let { path: place, value } = node;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const object = value as Readonly<Record<string, unknown>>;
    const key = keyNamed(object, name);
    if (key === undefined) return null;
    place += key === name ? `.${name}` : stepOf(key);
    value = object[key];
  }
  return { path: place, value };
}

const pathBelow = (node: JsonNode, path: string): string => `${node.path}.${path}`;

function keyNamed(object: Readonly<Record<string, unknown>>, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const wanted = name.toLowerCase();
  const alike = Object.keys(object).filter((key) => key.toLowerCase() === wanted);
  return alike.length === 1 ? alike[0] : undefined;
}

const isNothing = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && value.trim() === '');

/** Ours: as long as any identity seen, three times over; control characters are in none. */
const textOf = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text.length <= textMaxCharacters && !/\p{Cc}/u.test(text) ? text : null;
};

const textMaxCharacters = 200;

function textsOf(value: unknown): string | null {
  const texts = (Array.isArray(value) ? value.slice(0, membersMax) : [value]).map(textOf);
  return texts.includes(null) ? null : textOf(texts.join(' '));
}

const mpanCode = ({ format }: Written, value: unknown): FindingCode | null =>
  format === 'mpan' ? mpanFaultOf(typeof value === 'string' ? value.trim() : '') : null;

function expected({ format }: Written): string {
  switch (format) {
    case 'mpan':
      return 'a text of 13 digits, the last a check digit,';
    case 'mpid':
      return 'a Market Participant Id, four capital letters or digits,';
    case 'moment':
      return momentExpected;
    case 'flag':
      return 'true or false';
    case 'texts':
      return 'a text, or a list of texts,';
    case 'text':
    case 'code':
      break;
  }
  return `a text of at most ${textMaxCharacters} characters`;
}

function shown(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  // Not by JSON, which makes 1e400 null.
  return `'${shortened(`${value as string | number | boolean}`)}'`;
}
