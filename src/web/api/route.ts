/**
 * A route of the API as a value: what it takes, what it answers and who may use it, said once. The
 * same shapes check each request and make the published description, so that neither can be wrong
 * alone.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import { expectedBy, type Role } from '../../config/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { Problem } from '../problem.ts';

/** A value that nobody changes any more, whatever its shape says. */
type Settled<T> = T extends readonly (infer Item)[]
  ? readonly Settled<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Settled<T[Key]> }
    : T;

/** What a route is asked, checked by its shapes. */
export interface Asked<Params, Query, Body> {
  readonly web: Web;
  readonly gateway: Gateway;
  readonly context: Context;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

interface Definition<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodObject,
  Answer extends z.ZodType,
> {
  readonly method: 'GET' | 'POST';
  /** Below /api/v1, its parameters with a colon. */
  readonly path: string;
  readonly group: string;
  readonly summary: string;
  readonly role: Role;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  /** Another form in which it may be had, and how. */
  readonly alsoAs?: { readonly type: string; readonly says: string };
  /** True where the answer is a stream of events, whose data has the shape. */
  readonly isStream?: true;
  /** Problems of its own, besides those that any request may meet. */
  readonly problems?: readonly (404 | 409)[];
  readonly handle: (
    asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<Settled<z.input<Answer>> | Response>;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly group: string;
  readonly summary: string;
  readonly role: Role;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  /** Null where none is taken. */
  readonly body: z.ZodObject | null;
  readonly answer: z.ZodType;
  readonly alsoAs: { readonly type: string; readonly says: string } | null;
  readonly isStream: boolean;
  readonly problems: readonly number[];
  readonly respond: (web: Web, context: Context) => Promise<Response>;
}

const nothing = z.strictObject({});
type Nothing = typeof nothing;

export function route<
  Answer extends z.ZodType,
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodObject = Nothing,
>(definition: Definition<Params, Query, Body, Answer>): Route {
  const { body = null, alsoAs = null, isStream = false, handle, problems = [] } = definition;
  const { method, group, summary, role, answer: shape } = definition;
  const params = definition.params ?? (nothing as unknown as Params);
  const query = definition.query ?? (nothing as unknown as Query);
  return {
    method,
    path: `/api/v1${definition.path}`,
    group,
    summary,
    role,
    answer: shape,
    isStream,
    params,
    query,
    body,
    alsoAs,
    problems,
    respond: async (web, context) => {
      needs(context, role);
      const faults: Fault[] = [];
      const asked = {
        web,
        gateway: web.gateway(),
        context,
        params: checked(params, context.req.param(), faults),
        query: checked(query, singles(context, faults), faults),
        body: body === null ? ({} as z.output<Body>) : checked(body, await json(context), faults),
      };
      if (faults.length > 0) throw badRequest(faults);
      const answer = await handle(asked);
      if (answer instanceof Response) return answer;
      linkNext(context, answer);
      return context.json(answer);
    },
  };
}

interface Fault {
  readonly field: string;
  readonly message: string;
}

/** The value as the shape has it; what is wrong with it is added to the faults. */
function checked<Shape extends z.ZodObject>(
  shape: Shape,
  value: unknown,
  faults: Fault[],
): z.output<Shape> {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  for (const { code, path, message, ...issue } of read.error.issues) {
    const at = path.map(String);
    if (code === 'unrecognized_keys') {
      for (const key of (issue as { keys: string[] }).keys) {
        faults.push({ field: [...at, key].join('.'), message: 'is not known here' });
      }
    } else {
      faults.push({ field: at.join('.') || 'body', message: mistakeBy(message) });
    }
  }
  // Nobody sees it: faults end the request.
  return {} as z.output<Shape>;
}

/** A message of ours says it all; one of the library is put as it is for the configuration. */
function mistakeBy(message: string): string {
  if (!/^(Invalid|Too) /.test(message)) return message;
  const start = message.endsWith(', received undefined') ? 'is missing: ' : '';
  return `${start}expected ${expectedBy(message)}`;
}

/** The query, each name once. */
function singles(context: Context, faults: Fault[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, values] of Object.entries(context.req.queries())) {
    if (values.length > 1) faults.push({ field: name, message: 'is given more than once' });
    found[name] = values[0] ?? '';
  }
  return found;
}

async function json(context: Context): Promise<unknown> {
  const type = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Problem(
      415,
      'NOT_JSON',
      `the body is ${type === '' ? 'of no type' : type}`,
      'send JSON, and the header Content-Type: application/json',
    );
  }
  try {
    return JSON.parse(await context.req.text());
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest([{ field: 'body', message: 'is no JSON' }]);
    throw error;
  }
}

export const badRequest = (details: readonly Fault[]): Problem =>
  new Problem(
    400,
    'BAD_REQUEST',
    details.map(({ field, message }) => `${field}: ${message}`).join('; '),
    'GET /openapi.json and /api say what each route takes',
    { details },
  );

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
  for (const path of new Set(routes.map((one) => one.path))) {
    const methods = routes.filter((one) => one.path === path).map(({ method }) => method);
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    app.all(path, ({ req }) => {
      throw new Problem(
        405,
        'METHOD_NOT_ALLOWED',
        `${req.method} is not for ${req.path}`,
        `use ${methods.join(' or ')}`,
        { headers: { allow: allow.join(', ') } },
      );
    });
  }
  return app;
}
