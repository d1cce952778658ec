/** What an operation takes, field by field, for faces that ask for each by its name. */
import { z } from 'zod';

/** A field, as far as JSON Schema says what may be typed into it. */
export interface Field {
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
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
