/** The JSON Schema of pawl.config.json, made from the shape that the gateway itself reads. */
import { z } from 'zod';
import { configShape } from './config.ts';
import { isSecretKey } from './secret.ts';

export function configSchema(): unknown {
  const schema = z.toJSONSchema(configShape, { io: 'input', unrepresentable: 'any' });
  return { title: 'pawl.config.json', ...(withVariables(schema) as object) };
}

const variableSchema = {
  type: 'object',
  properties: { env: { type: 'string', description: 'the environment variable that holds it' } },
  required: ['env'],
  additionalProperties: false,
};

/** A schema in which every secret may also be named by its environment variable. */
function withVariables(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withVariables);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, part]) => [
      key,
      isSecretKey(key) && takesText(part) ? { anyOf: [part, variableSchema] } : withVariables(part),
    ]),
  );
}

function takesText(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if ('type' in schema) return schema.type === 'string';
  return 'anyOf' in schema && Array.isArray(schema.anyOf) && schema.anyOf.some(takesText);
}
