/** What went wrong with a request, in the one shape that the API answers and pages show. */

import type { Context as HonoContext } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Unfit } from '../desk/index.ts';
import { EngineError } from '../engine-error.ts';
import { gatewayAlertCodes, troubleBehind } from '../health/index.ts';

interface ProblemBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    /** Which parts of the request are wrong. */
    readonly details?: readonly { readonly field: string; readonly message: string }[];
  };
}

type Details = NonNullable<ProblemBody['error']['details']>;

/** Thrown by a route; the app answers it. */
export class Problem extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly hint: string;
  readonly details: Details;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    hint: string,
    more: {
      readonly details?: Details;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.details = more.details ?? [];
    this.headers = more.headers ?? {};
  }

  body(): ProblemBody {
    const { code, message, hint, details } = this;
    return { error: { code, message, hint, ...(details.length > 0 ? { details } : {}) } };
  }
}

/** Whether a request is a program's, so that it is answered in JSON; /api itself is a page. */
export const isApi = ({ req }: HonoContext): boolean => /^\/(api\/|openapi\.json$)/.test(req.path);

const statuses: Readonly<Record<string, ContentfulStatusCode>> = {
  NOT_FOUND: 404,
  NOT_POSSIBLE: 409,
  MOVED_ON: 409,
  GATEWAY_FENCED: 503,
  CLOCK_SKEWED: 503,
  CALENDAR_NOT_COVERED: 409,
  APPROVALS_INVALID: 409,
  USAGE: 400,
};

/** Any failure as a problem. A bug says nothing of its inside to whoever asked. */
export function problemOf(error: unknown, workspace: string): Problem {
  if (error instanceof Problem) return error;
  const trouble = troubleBehind(error, workspace);
  if (trouble !== null) {
    const { code, detail } = trouble;
    return notNow(code, detail, gatewayAlertCodes[code].remedy);
  }
  if (error instanceof Unfit) {
    const { message, hint, faults: details } = error;
    return new Problem(400, 'BAD_REQUEST', message, hint, { details });
  }
  if (error instanceof EngineError) {
    const status = statuses[error.code];
    if (status !== undefined) return new Problem(status, error.code, error.message, error.hint);
    return notNow(error.code, error.message, error.hint);
  }
  return new Problem(
    500,
    'INTERNAL',
    'this request met a bug',
    'the log has the details; please report them',
  );
}

const notNow = (code: string, message: string, hint: string): Problem =>
  new Problem(503, code, message, hint, { headers: { 'retry-after': '10' } });
