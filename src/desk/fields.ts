/** What an operation takes, field by field, for faces that ask for each by its name. */
import { z } from 'zod';

/** A field, as far as JSON Schema says what may be typed into it. */
export interface Field {
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maxLength?: number;
  readonly default?: string | number | boolean;
  readonly description?: string;
}

export interface Fields {
  readonly properties: Readonly<Record<string, Field>>;
  readonly required: readonly string[];
}

export function fieldsOf(takes: z.ZodObject): Fields {
  const { properties = {}, required = [] } = z.toJSONSchema(takes, { io: 'input' });
  return { properties: properties as Fields['properties'], required };
}

/** True of a field that is said by being named, as a flag of a command or a box of a form. */
export const isFlag = (field: Field): boolean =>
  field.const !== undefined || field.type === 'boolean';

/** What was typed into a field, as the operation takes it. */
export function valueOf(field: Field, typed: unknown): unknown {
  if (isFlag(field)) return field.const ?? true;
  if (field.type === 'array') return Array.isArray(typed) ? typed : [typed];
  return field.type === 'integer' || field.type === 'number' ? Number(typed) : typed;
}
