/**
 * The routes of the API. Each is made from an operation of the desk: its path, and how what it takes
 * is spread over path, query and body, so that what checks a request is what describes it.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { AccessRole } from '../../config/index.ts';
import {
  answersOf,
  type FieldFault,
  fitting,
  type Operation,
  sheetBytes,
  type SheetFormat,
  takenAway,
  Unfit,
} from '../../desk/index.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { deskOf } from '../desk-of.ts';
import { Problem } from '../problem.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly group: string;
  readonly summary: string;
  readonly role: AccessRole;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  /** Null where none is taken. */
  readonly body: z.ZodObject | null;
  readonly answer: z.ZodType;
  /** Another form in which it may be had, and how. */
  readonly alsoAs: { readonly type: string; readonly says: string } | null;
  /** True where the answer is a stream of events, whose data has the shape. */
  readonly isStream: boolean;
  readonly problems: readonly number[];
  readonly respond: (web: Web, context: Context) => Promise<Response>;
}

const nothing = z.strictObject({});

/** Null where the API does not have the operation. */
export function routeOf(operation: Operation): Route | null {
  const { route, takes, answers, group, summary, role, problems, csv } = operation;
  if (typeof route !== 'string') return null;
  const [method, path = ''] = route.split(' ') as ['GET' | 'POST', string?];
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? ''));
  const [params, rest] = parted(takes, inPath);
  return {
    method,
    path: `/api/v1${path}`,
    group,
    summary,
    role,
    params,
    query: method !== 'GET' ? nothing : csv === undefined ? rest : rest.extend(formats),
    body: method === 'POST' ? rest : null,
    answer: answers,
    alsoAs:
      csv === undefined
        ? null
        : { type: 'text/csv', says: 'with format=csv, and a workbook (.xlsx) with format=xlsx' },
    isStream: false,
    problems,
    respond: async (web, context) => {
      needs(context, role);
      const { format, asked } = wanted(operation, await sent(context, method));
      const desk = deskOf(web, context, role);
      if (format === 'json') {
        const answer = await operation.ask(desk, asked);
        linkNext(context, answer);
        return context.json(answer as object);
      }
      const answers = answersOf((one, what) => one.ask(desk, what), operation, asked);
      const { zone } = desk.gateway.rules;
      const bytes = await sheetBytes(operation, answers, { format, zone });
      const name = fileNameOf(operation, asked);
      desk.audit(takenAway(operation.name));
      return context.body(streamed(bytes), 200, sheetHeaders(name, format));
    },
  };
}

const formats = { format: z.enum(['json', 'csv', 'xlsx']).default('json') };

/** In which form an answer is wanted, and what is asked. Throws Unfit. */
export function wanted(
  { csv }: Operation,
  all: Readonly<Record<string, unknown>>,
): { readonly format: 'json' | SheetFormat; readonly asked: Readonly<Record<string, unknown>> } {
  if (csv === undefined) return { format: 'json', asked: all };
  const { format, ...asked } = all;
  const read = fitting(z.strictObject(formats), format === undefined ? {} : { format });
  return { format: read.format, asked };
}

/** A file to be filled in is called as what it is for. */
const fileNameOf = ({ name }: Operation, { kind }: Readonly<Record<string, unknown>>): string =>
  name === 'template' ? String(kind) : name;

const sheetTypes: Readonly<Record<SheetFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export const sheetHeaders = (name: string, format: SheetFormat): Record<string, string> => ({
  'content-type': sheetTypes[format],
  'content-disposition': `attachment; filename="${name.replaceAll(' ', '-')}.${format}"`,
});

/** Goes out as fast as it is taken. */
function streamed(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = bytes[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel: async () => void (await pieces.return?.()),
  });
}

/** What a shape has of some names, and the rest of it. */
function parted(shape: z.ZodObject, names: ReadonlySet<string>): [z.ZodObject, z.ZodObject] {
  const keys = Object.entries(shape.shape);
  const some = (isIn: boolean) =>
    z.strictObject(Object.fromEntries(keys.filter(([name]) => names.has(name) === isIn)));
  return [some(true), some(false)];
}

/** All that was sent, in path, query or body. Throws Unfit where one name is given more than once. */
export async function sent(
  context: Context,
  method: 'GET' | 'POST',
): Promise<Record<string, unknown>> {
  const inPath: Record<string, unknown> = context.req.param();
  const queries = Object.entries(context.req.queries());
  const body = method === 'POST' ? await json(context) : {};
  const faults: FieldFault[] = queries
    .filter(([, values]) => values.length > 1)
    .map(([field]) => ({ field, message: 'is given more than once' }));
  // What is said in the path is not said again, and an act is asked for by its body alone.
  const twice = [...queries.map(([name]) => name), ...Object.keys(body)].filter(
    (name) => Object.hasOwn(inPath, name) || (method === 'POST' && !Object.hasOwn(body, name)),
  );
  for (const field of new Set(twice)) faults.push({ field, message: 'is not known here' });
  if (faults.length > 0) throw new Unfit(faults);
  return {
    ...Object.fromEntries(queries.map(([name, [value = '']]) => [name, value])),
    ...body,
    ...inPath,
  };
}

async function json(context: Context): Promise<Record<string, unknown>> {
  const type = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Problem(
      415,
      'NOT_JSON',
      `the body is ${type === '' ? 'of no type' : type}`,
      'send JSON, and the header Content-Type: application/json',
    );
  }
  const body = bodyIn(await context.req.text());
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    return body as Record<string, unknown>;
  }
  throw new Unfit([{ field: 'body', message: 'is not a JSON object' }]);
}

function bodyIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The address of the next page stands in the body and, for programs that follow links, above it. */
function linkNext(context: Context, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('next' in answer)) return;
  if (typeof answer.next !== 'string') return;
  const { pathname, searchParams } = new URL(context.req.url);
  searchParams.set('cursor', answer.next);
  context.header('link', `<${pathname}?${searchParams.toString()}>; rel="next"`);
}

/** The routes as an app. A known address asked in another way is told in which it may be. */
export function served(routes: readonly Route[], web: Web): Hono<Env> {
  const app = new Hono<Env>();
  for (const { method, path, respond } of routes) {
    app.on(method, path, (context) => respond(web, context));
  }
  // A name that stands in an address goes before whatever may stand there.
  const paths = routes
    .map((one) => one.path)
    .sort((a, b) => Number(/:/.test(a)) - Number(/:/.test(b)));
  for (const path of new Set(paths)) {
    const methods = routes.filter((one) => one.path === path).map(({ method }) => method);
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    app.all(path, ({ req }) => {
      throw new Problem(
        405,
        'METHOD_NOT_ALLOWED',
        `${req.method} is not allowed at ${req.path}`,
        `use ${methods.join(' or ')}`,
        { headers: { allow: allow.join(', ') } },
      );
    });
  }
  return app;
}
