/**
 * The published description of the API, OpenAPI 3.1, made from the shapes that check requests and
 * describe answers.
 */
import { z } from 'zod';
import type { Route } from './route.ts';

/** A JSON Schema, as far as it is looked into here. */
export interface Schema {
  readonly [key: string]: unknown;
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: string | number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface ApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
  readonly security: readonly unknown[];
}

/** The one shape of everything that goes wrong. */
const problemShape = z
  .strictObject({
    error: z.strictObject({
      code: z.string().describe('stable; for programs'),
      message: z.string().describe('for people'),
      hint: z.string().describe('what to do about it'),
      details: z
        .array(z.strictObject({ field: z.string(), message: z.string() }))
        .optional()
        .describe('which parts of the request are wrong'),
    }),
  })
  .meta({ id: 'Problem' });

/** What any request may meet. */
const problemsOfAll = {
  401: 'nobody is signed in, or the token is not known',
  403: 'the role does not allow this, or the form did not come from a page of ours',
  421: 'the host is not served here',
  429: 'too many failed sign-ins',
  503: 'the gateway cannot do that now',
};
const otherProblems = {
  400: 'the request is not as it should be',
  404: 'it is not there',
  405: 'not in this way',
  409: 'it cannot be done as things stand',
  413: 'more than 1 MB',
  415: 'the body is not JSON',
};

export function openApiOf(routes: readonly Route[], version: string): OpenApi {
  const schemas: Record<string, Schema> = {};
  const paths: Record<string, Record<string, ApiOperation>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  const problem = { 'application/json': { schema: schemaOf(problemShape, 'output', schemas) } };
  const responses = Object.fromEntries(
    Object.entries({ ...problemsOfAll, ...otherProblems }).map(([status, description]) => [
      `Problem${status}`,
      { description, content: problem },
    ]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Pawl',
      version,
      description:
        'What the pages of a Pawl gateway show and do, for programs. Dates are local to the gateway, instants are UTC. A GET answers with an ETag; lists answer a page at a time.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      responses,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'made with pawl token' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'pawl_session',
          description: 'of a browser; the name ends in _PORT where the address has a port',
        },
      },
    },
    security: [{ token: [] }, { session: [] }],
  };
}

function operationOf(route: Route, schemas: Record<string, Schema>): ApiOperation {
  const { method, path, group, summary, role, body } = route;
  const words = path.replace('/api/v1/', '').split('/');
  const named = words.map((word) => word.replace(':', 'of-')).join('-');
  return {
    operationId: `${method.toLowerCase()}-${named}`,
    tags: [group],
    summary,
    description: `Needs the role ${role}.`,
    parameters: [
      ...parametersOf(route.params, 'path', schemas),
      ...parametersOf(route.query, 'query', schemas),
    ],
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input', schemas) } },
          },
        }),
    responses: { ...answersOf(route, schemas), ...problemsOf(route) },
  };
}

function answersOf(route: Route, schemas: Record<string, Schema>): Record<string, unknown> {
  const { method, answer, alsoAs, isStream } = route;
  const schema = schemaOf(answer, 'output', schemas);
  const isPage = answer instanceof z.ZodObject && 'next' in answer.shape;
  const link = { description: 'the next page, rel="next"', schema: { type: 'string' } };
  const etag = { description: 'names this answer', schema: { type: 'string' } };
  const isTagged = method === 'GET' && !isStream;
  return {
    200: {
      description: 'done',
      headers: { ...(isTagged ? { etag } : {}), ...(isPage ? { link } : {}) },
      content: {
        [isStream ? 'text/event-stream' : 'application/json']: { schema },
        ...(alsoAs === null
          ? {}
          : { [alsoAs.type]: { schema: { type: 'string', description: alsoAs.says } } }),
      },
    },
    ...(isTagged ? { 304: { description: 'as named by If-None-Match' } } : {}),
  };
}

function problemsOf({ body, problems }: Route): Record<string, unknown> {
  const statuses = [
    400,
    ...Object.keys(problemsOfAll).map(Number),
    ...(body === null ? [] : [413, 415]),
    ...problems,
  ];
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
  );
}

function parametersOf(
  shape: z.ZodObject,
  place: 'path' | 'query',
  schemas: Record<string, Schema>,
): Parameter[] {
  const { properties = {}, required = [] } = inlineSchemaOf(shape, 'input', schemas);
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema,
  }));
}

/** A shape as JSON Schema; named ones go into `schemas` and are referred to. */
function schemaOf(
  shape: z.ZodType,
  io: 'input' | 'output',
  schemas: Record<string, Schema>,
): Schema {
  // Only within another is a named shape referred to by its name.
  const { properties = {} } = inlineSchemaOf(z.object({ shape }), io, schemas);
  return properties['shape'] ?? {};
}

function inlineSchemaOf(
  shape: z.ZodType,
  io: 'input' | 'output',
  schemas: Record<string, Schema>,
): Schema {
  const { $schema: _, $defs = {}, ...schema } = placed(z.toJSONSchema(shape, { io }));
  for (const [name, { id: __, ...named }] of Object.entries($defs as Record<string, Schema>)) {
    schemas[name] = named;
  }
  return schema;
}

/** With references into the document it is put into. */
const placed = (schema: unknown): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Schema;
